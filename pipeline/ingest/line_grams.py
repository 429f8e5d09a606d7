"""N-grams of lines as integers, found by array operations over all lines at once.

An n-gram is one to four characters that are no Latin letters, or one to three Latin words; the
first and the last word of a line count once more as such. Characters are folded first: capitals
and full-width forms, digits to one digit, dingbats and emoji to one symbol, arrows to one arrow;
a run of one such character counts as one. Up to four characters fill a 64-bit integer without
loss; words are hashed to 64 bits.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.folded_lines import (
    BLANK,
    BREAK,
    LATIN,
    PLANE,
    SPACE,
    Flags,
    FoldedLines,
    Integers,
    folded_lines,
)

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


_LETTER: Final = ord("a")
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SECOND: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_WORD_BIT: Final = np.uint64(1 << 63)
_FIRST_WORD: Final = np.uint64(0x1234567887654321)
_LAST_WORD: Final = np.uint64(0x0FEDCBA991234567)
_LONGEST_WORD: Final = 63
_LONGEST_PHRASE: Final = 4
_MOST_WORDS: Final = 3
_TABLE_BITS: Final = 19
_PAIR_BITS: Final = 18
_PAIR_MULTIPLIER: Final = np.uint32(0x9E3779B1)


@functools.cache
def _powers() -> Keys:
    powers = np.full(_LONGEST_WORD + 1, _MULTIPLIER, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers)


def gram_keys(folded: FoldedLines) -> list[tuple[Keys, Integers]]:
    """The n-grams by sort: their keys and the lines in which they stand, lines rising."""
    codes, line = folded.codes.astype(np.uint64), folded.line
    latin = folded.classes == LATIN
    broken = folded.classes == BREAK
    at = np.flatnonzero(~latin & ~broken & (folded.classes != SPACE))
    found = [(codes[at], line[at])]
    keys, whole = codes, ~latin
    for length in (2, 3, 4):
        keys = (keys[:-1] << np.uint64(16)) | codes[length - 1 :]
        whole = whole[:-1] & ~latin[length - 1 :]
        if length == 2:
            whole &= ~(broken[:-1] & broken[1:])
        else:
            # A line break stands at the rim of an n-gram, never inside.
            whole &= ~broken[length - 2 : -1]
        at = np.flatnonzero(whole)
        found.append((keys[at], line[at]))
    return found + _word_keys(folded, latin)


def _word_keys(folded: FoldedLines, latin: Flags) -> list[tuple[Keys, Integers]]:
    # Every line has a break at both ends, so words begin and end inside the array.
    edges = np.flatnonzero(latin[1:] != latin[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return []
    sizes = ends - starts
    offsets = np.cumsum(sizes) - sizes
    place = np.arange(int(sizes.sum())) - np.repeat(offsets, sizes)
    terms = folded.codes[latin].astype(np.uint64) * _powers()[np.minimum(place, _LONGEST_WORD)]
    words = _mixed(np.add.reduceat(terms, offsets))
    line = folded.line[starts]
    joined = (ends[:-1] + 1 == starts[1:]) & (folded.codes[ends[:-1]] == BLANK)
    pairs = _mixed(words[:-1] * _MULTIPLIER + words[1:] * _SECOND)
    triples = _mixed(pairs[:-1] * _MULTIPLIER + words[2:] * _SECOND)
    two = np.flatnonzero(joined)
    three = np.flatnonzero(joined[:-1] & joined[1:])
    first = np.flatnonzero(folded.classes[starts - 1] == BREAK)
    last = np.flatnonzero(folded.classes[ends] == BREAK)
    return [
        (words, line),
        (pairs[two], line[two]),
        (triples[three], line[three]),
        (_mixed(words[first] ^ _FIRST_WORD), line[first]),
        (_mixed(words[last] ^ _LAST_WORD), line[last]),
    ]


def _mixed(keys: Keys) -> Keys:
    """Scramble 64-bit integers; the highest bit tells words from characters."""
    keys = (keys ^ (keys >> np.uint64(31))) * _SECOND
    return (keys ^ (keys >> np.uint64(29))) | _WORD_BIT


def _slots(keys: Keys) -> Integers:
    slots = keys * _MULTIPLIER
    slots >>= np.uint64(64 - _TABLE_BITS)
    return slots.view(np.int64)


def _pair_slots(pairs: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    return (pairs * _PAIR_MULTIPLIER) >> np.uint32(32 - _PAIR_BITS)


class GramTable:
    """Which n-grams a model knows.

    Args:
        keys: shape (v,), no two of one slot (see `collision_free`).
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        slots = _slots(keys)
        if len(np.unique(slots)) != len(keys):
            raise ValueError("two n-grams share a slot")
        numbers = np.arange(len(keys), dtype=np.int32)
        self._table = np.full(1 << _TABLE_BITS, len(keys), dtype=np.int32)
        self._table[slots] = numbers
        # Few slots are taken, and this table fits into the cache.
        self._taken = np.zeros(1 << _TABLE_BITS, dtype=bool)
        self._taken[slots] = True
        alone = keys < PLANE
        self._alone = np.full(PLANE, len(keys), dtype=np.int32)
        self._alone[keys[alone].astype(np.int64)] = numbers[alone]
        # Bit n of the slot of a pair: whether it begins an n-gram of 2 + n characters.
        self._begun = np.zeros(1 << _PAIR_BITS, dtype=np.uint8)
        for extra in range(_LONGEST_PHRASE - 1):
            low = keys >> np.uint64(16 * extra + 16)
            pairs = keys[(low > 0) & (low < PLANE)] >> np.uint64(16 * extra)
            self._begun[_pair_slots(pairs.astype(np.uint32))] |= 1 << extra

    def find(self, folded: FoldedLines) -> tuple[npt.NDArray[np.int32], Integers]:
        """Which known n-grams stand in which lines: two arrays of one length, in no order."""
        # An apostrophe inside a Latin word is a letter, which is part of no n-gram of characters.
        codes = np.where(folded.classes == LATIN, np.uint16(_LETTER), folded.codes)
        index = self._alone.take(codes)
        at = np.flatnonzero(index < len(self.keys))
        found = [(index.take(at), folded.line.take(at))]
        # Most pairs of characters begin no n-gram that is known.
        wide = codes.astype(np.uint32)
        pairs = (wide[:-1] << np.uint32(16)) | wide[1:]
        begun = self._begun.take(_pair_slots(pairs))
        places = np.flatnonzero(begun)
        begun, keys = begun.take(places), pairs.take(places).astype(np.uint64)
        for extra in range(_LONGEST_PHRASE - 1):
            if extra:
                # What runs past the end wraps around to the break before the first line.
                following = codes.take(places + (1 + extra), mode="wrap")
                keys = (keys << np.uint64(16)) | following
            some = np.flatnonzero(begun & (1 << extra))
            found.append(self._known(keys.take(some), folded.line.take(places.take(some))))
        found += [self._known(*words) for words in _word_keys(folded, folded.classes == LATIN)]
        return (
            np.concatenate([index for index, _ in found]),
            np.concatenate([lines for _, lines in found]),
        )

    def _known(self, keys: Keys, lines: Integers) -> tuple[npt.NDArray[np.int32], Integers]:
        slots = _slots(keys)
        at = self._taken.take(slots).nonzero()[0]
        index = self._table.take(slots.take(at))
        known = self.keys.take(index) == keys.take(at)
        return index[known], lines.take(at[known])


def phrase_keys(phrases: Sequence[str]) -> list[int]:
    """The n-grams that phrases are: up to four characters without Latin letters, or three words.

    Raises:
        ValueError: a phrase is neither.
    """
    folded = folded_lines([phrase.strip() for phrase in phrases])
    latin = folded.classes == LATIN
    begun = latin & ~np.append(False, latin[:-1])
    words = np.bincount(folded.line[begun], minlength=len(phrases)).tolist()
    other = ~latin & (folded.classes != SPACE) & (folded.classes != BREAK)
    others = np.bincount(folded.line[other], minlength=len(phrases)).tolist()
    ends = np.flatnonzero(folded.classes == BREAK)
    # A phrase of n words has one n-gram of n words.
    by_size = [
        dict(zip(lines.tolist(), keys.tolist(), strict=True))
        for keys, lines in _word_keys(folded, latin)[:_MOST_WORDS]
    ]
    found = []
    for number, phrase in enumerate(phrases):
        codes = folded.codes[ends[number] + 1 : ends[number + 1]].tolist()
        if not words[number] and 0 < len(codes) <= _LONGEST_PHRASE:
            found.append(sum(code << 16 * n for n, code in enumerate(codes[::-1])))
        elif 1 <= words[number] <= _MOST_WORDS and not others[number]:
            found.append(by_size[words[number] - 1][number])
        else:
            raise ValueError(f"{phrase!r} is neither four characters nor three Latin words")
    return found


def collision_free(keys: Keys) -> Keys:
    """`keys` without those whose slot in a `GramTable` an earlier one has."""
    _, first = np.unique(_slots(keys), return_index=True)
    return keys[np.sort(first)]
