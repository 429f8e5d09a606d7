"""N-grams of units, hashed, over many sentences at once.

A unit is a Chinese character, a Latin word, a number, or a mark. Character n-grams carry Chinese,
word n-grams English, and mixed sentences have both, without a segmenter. The hashes are computed on
arrays of code points for all sentences together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

BITS: Final = 20
LONGEST: Final = 3
# Pages have marks of either width (他说,这不行): one code point for another.
_ONE_WIDTH: Final = tuple(zip("，；：！？（）「」『』’", ",;:!?()“”“”'", strict=True))
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_ANY_NUMBER: Final = "0"
# Odd multipliers (of the golden ratio and of SplitMix64): products modulo 2**64 lose nothing.
_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_INVERSE: Final = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)
_SPACES: Final = frozenset(" \t\r\u3000\u00a0")


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of n sentences: `buckets` of sentence i are those from `bounds[i]` on."""

    buckets: npt.NDArray[np.int32]
    bounds: npt.NDArray[np.int64]

    def select(self, rows: npt.NDArray[np.intp]) -> Grams:
        """Those of the sentences `rows`, in that order."""
        sizes = np.diff(self.bounds)[rows]
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        places = np.arange(bounds[-1]) + np.repeat(self.bounds[:-1][rows] - bounds[:-1], sizes)
        return Grams(self.buckets.take(places), bounds)


def grams(sentences: Sequence[str]) -> Grams:
    """The hashed n-grams of 1 to `LONGEST` units of each sentence, buckets below `2**BITS`.

    Args:
        sentences: n texts; what is a line break counts as a space.
    """
    return grams_of_lines(lines_of(sentences), len(sentences))


def lines_of(sentences: Sequence[str]) -> str:
    """Sentences as they are read: in lower case, a line each, marks in one width."""
    lines = "\n".join([s.replace("\n", " ") for s in sentences]).lower()
    for mark, read_as in _ONE_WIDTH:  # ten times as fast as str.translate
        lines = lines.replace(mark, read_as)
    return lines


def grams_of_lines(lines: str, count: int) -> Grams:
    """The n-grams of `count` sentences, as `grams` gives them, of what `lines_of` made of them."""
    if not count:
        return Grams(np.zeros(0, np.int32), np.zeros(1, np.int64))
    found = _units(_NUMBER.sub(_ANY_NUMBER, lines))
    return hashed(found.hashes, found.owner, count)


def spelled(sentence: str) -> list[str]:
    """The n-grams of one sentence as text, in the order of `grams([sentence]).buckets`."""
    plain = _NUMBER.sub(_ANY_NUMBER, lines_of([sentence]))
    found = _units(plain)
    return [
        plain[start:end]
        for length in range(LONGEST)
        for start, end in zip(found.starts, found.ends[length:], strict=False)
    ]


def hashed(
    units: npt.NDArray[np.uint64], owner: npt.NDArray[np.int64], count: int, salt: int = 0
) -> Grams:
    """The n-grams of a row of units.

    Args:
        units: hashes of the units, in order; shape (u,).
        owner: the sentence of each, ascending; shape (u,).
        count: how many sentences there are.
        salt: tells n-grams of one sort of units from those of another.
    """
    found, owners = [], []
    rolling = np.full(len(units), np.uint64(salt + 1), dtype=np.uint64)
    for length in range(LONGEST):
        last = len(units) - length
        if last <= 0:
            break
        rolling = (rolling[:last] + units[length : length + last]) * _MIX
        rolling ^= rolling >> np.uint64(29)
        whole = owner[:last] == owner[length : length + last]
        found.append((rolling[whole] * _BASE >> np.uint64(64 - BITS)).astype(np.int32))
        owners.append(owner[:last][whole])
    if not found:
        return Grams(np.zeros(0, np.int32), np.zeros(count + 1, np.int64))
    every = np.concatenate(owners)
    order = np.argsort(every, kind="stable")
    bounds = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(every, minlength=count), out=bounds[1:])
    return Grams(np.concatenate(found)[order], bounds)


@dataclass(frozen=True, slots=True)
class _Units:
    """The u units of lines of text: hashes, numbers of their lines, and places; shape (u,)."""

    hashes: npt.NDArray[np.uint64]
    owner: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


def _units(joined: str) -> _Units:
    """The units of lines of text."""
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letter = (codes >= ord("a")) & (codes <= ord("z"))
    space = codes == ord("\n")
    for character in _SPACES:
        space |= codes == ord(character)
    edge = np.diff(letter, prepend=False, append=False)
    starts = np.flatnonzero(~space & (~letter | edge[:-1]))
    # A run of letters is one unit: the sum of code × base**place, moved to place 0.
    powers = np.cumprod(np.full(len(codes), _BASE, dtype=np.uint64))
    sums = np.concatenate([[np.uint64(0)], np.cumsum(codes.astype(np.uint64) * powers)])
    ends = starts + 1
    ends[letter[starts]] = np.flatnonzero(edge)[1::2]
    inverse = np.cumprod(np.full(len(codes), _INVERSE, dtype=np.uint64))
    units = (sums[ends] - sums[starts]) * inverse[starts]
    lines = np.cumsum(codes == ord("\n"))
    return _Units(units, lines[starts], starts, ends)


__all__ = [
    "BITS",
    "LONGEST",
    "Grams",
    "grams",
    "grams_of_lines",
    "hashed",
    "lines_of",
    "spelled",
]
