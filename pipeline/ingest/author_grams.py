"""The words and marks around a name in a byline, as n-grams whose weights are learned.

Which words lead to an author and which to somebody else (`剪辑`, `as told to`) is more than lists
hold; these weights are learned from the pages of `corpus/`, one number a bucket of a hash.
"""

from __future__ import annotations

import functools
import itertools
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.line_grams import Floats
from pipeline.resources import models_path
from pipeline.weights import load_arrays

WEIGHTS: Final = "metadata/author_grams.npz"
BUCKETS: Final = 1 << 18
_REACH: Final = 24
_NEAR: Final = 6
_LONGEST: Final = 4
_LINE: Final = 60
_PLACES: Final = 4
_NAMES: Final = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)+")
_DIGITS: Final = re.compile(r"\d+")
_MARKS: Final = re.compile(r"\W")
_WORDS: Final = re.compile(r"[A-Za-z]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class AuthorGrams:
    """What n-grams say of a name.

    Attributes:
        buckets: those that have a weight, ascending; shape (k,).
        weights: theirs; shape (k,).
    """

    buckets: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]

    @functools.cached_property
    def _by_bucket(self) -> Floats:
        """The weight of every bucket, 0 where it has none; shape (BUCKETS,)."""
        weights = np.zeros(BUCKETS)
        weights[self.buckets] = self.weights
        return weights

    def odds(self, found: Sequence[Candidate], lines: Sequence[SeenLine]) -> Floats:
        """What the n-grams add to the log-odds of each of `found`; shape (len(found),)."""
        beside = {n: _hashed(_beside(lines, n)) for n in {c.line for c in found}}
        rows = [_own(candidate, lines) | beside[candidate.line] for candidate in found]
        sizes = list(map(len, rows))
        keys = np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64, count=sum(sizes))
        owner = np.repeat(np.arange(len(rows)), sizes)
        weights = self._by_bucket.take(keys)
        return np.bincount(owner, weights, len(rows)).astype(np.float64, copy=False)


def buckets_of(candidate: Candidate, lines: Sequence[SeenLine]) -> list[int]:
    """The buckets of a candidate's n-grams, each once, ascending."""
    return sorted(_own(candidate, lines) | _hashed(_beside(lines, candidate.line)))


def _hashed(grams: Iterable[str]) -> set[int]:
    return {zlib.crc32(gram.encode()) % BUCKETS for gram in grams}


# A candidate has dozens of pairs, most of them of its line and so of its neighbours too.
@functools.lru_cache(maxsize=1 << 14)
def _pair_bucket(first: str, second: str) -> int:
    """The bucket of two characters that stand side by side in a line."""
    return zlib.crc32(f"l2|{first}{second}".encode()) % BUCKETS


def _own(candidate: Candidate, lines: Sequence[SeenLine]) -> set[int]:
    """The buckets of a name and of what stands before and behind it in its line."""
    line, name = lines[candidate.line], candidate.name
    if _HAN.search(name):
        grams = [f"n1|{name[:1]}", f"n-1|{name[-1:]}", f"n2|{name[:2]}", f"n-2|{name[-2:]}"]
        grams.append(f"len{len(name)}")
    else:
        grams = [f"nw|{word.lower()}" for word in name.split()]
    if candidate.start < 0:
        return _hashed(grams)
    end = candidate.start + len(name)
    before, after = line.text[: candidate.start], line.text[end:]
    last, first = before[-_NEAR:], after[:_NEAR]
    for size in range(1, _LONGEST + 1):
        grams += (f"b{size}|{last[-size:]}", f"a{size}|{first[:size]}")
    left, right = _plain(before[-_REACH:]).strip(), _plain(after[:_REACH]).strip()
    grams += ("bb|" + _MARKS.sub("", left)[-3:], "ee|" + _MARKS.sub("", right)[:3])
    grams.append(f"be|{left[-2:]}|{right[:2]}")
    if words := _WORDS.findall(before):
        grams += (f"wb|{words[-1].lower()}", f"wb2|{' '.join(words[-2:]).lower()}")
    if further := _WORDS.findall(after):
        grams += (f"we|{further[0].lower()}", f"we2|{' '.join(further[:2]).lower()}")
    # The line without the name: where it stands alone that is all that there is of it.
    rest = f"{_plain(before)}\1{_plain(after)}"[:_LINE]
    grams.append(f"full|{line.zone}{rest}")
    found = _hashed(grams)
    found.update(map(_pair_bucket, rest, rest[1:]))
    return found


def _beside(lines: Sequence[SeenLine], number: int) -> list[str]:
    """What every name in a line has in common: where it stands, the lines above and below it."""
    line = lines[number]
    above = lines[number - 1] if number else None
    below = lines[number + 1] if number + 1 < len(lines) else None
    grams = [
        f"k|{line.kind}|{line.zone}",
        f"kp|{line.kind}|{line.zone}|{min(line.place, _PLACES)}",
    ]
    for sign, other in (("u", above), ("d", below)):
        text = _plain(other.text) if other else sign
        grams += (f"{sign}|{text[:3]}", f"{sign}-|{text[-3:]}")
        if other:
            grams.append(f"{sign}k|{other.kind}|{line.kind}")
    return grams


@functools.lru_cache(maxsize=512)
def _plain(text: str) -> str:
    """`text` with one letter for names of several words, and one digit for numbers."""
    return _DIGITS.sub("0", _NAMES.sub("N", text))


@functools.cache
def author_grams() -> AuthorGrams:
    """The weights of the package, read once a process.

    Raises:
        KnowledgeError: the file is missing or damaged.
    """
    path = models_path(WEIGHTS)
    stored = load_arrays(path, ("buckets", "weights"))
    buckets, weights = stored["buckets"], stored["weights"]
    whole = buckets.ndim == 1 and buckets.shape == weights.shape
    kinds = buckets.dtype.kind == "u" and weights.dtype.kind == "f"
    if not whole or not kinds or not np.isfinite(weights).all():
        raise KnowledgeError(f"{path}: not weights; run pipeline.ingest.author_training")
    if len(buckets) and (
        int(buckets[-1]) >= BUCKETS or not (np.diff(buckets.astype(int)) > 0).all()
    ):
        raise KnowledgeError(f"{path}: its buckets are not in order")
    return AuthorGrams(buckets, weights.astype(np.float32))


__all__ = ["BUCKETS", "WEIGHTS", "AuthorGrams", "author_grams", "buckets_of"]
