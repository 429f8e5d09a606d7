"""The words and marks around a name in a byline, as n-grams whose weights are learned.

Which words lead to an author and which to somebody else (`剪辑`, `as told to`) is more than lists
hold; these weights are learned from the pages of `corpus/`, one number a bucket of a hash.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class AuthorGrams:
    """What n-grams say of a name.

    Attributes:
        buckets: those that have a weight, ascending; shape (k,).
        weights: theirs; shape (k,).
    """

    buckets: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]

    def odds(self, found: Sequence[Candidate], lines: Sequence[SeenLine]) -> Floats:
        """What the n-grams add to the log-odds of each of `found`; shape (len(found),)."""
        rows = [buckets_of(candidate, lines) for candidate in found]
        sizes = [len(row) for row in rows]
        keys = np.array([key for row in rows for key in row], dtype=np.uint32)
        if not len(self.buckets):
            return np.zeros(len(rows))
        places = np.minimum(np.searchsorted(self.buckets, keys), len(self.buckets) - 1)
        known = np.where(self.buckets[places] == keys, self.weights[places], 0.0)
        owner = np.repeat(np.arange(len(rows)), sizes)
        return np.bincount(owner, weights=known, minlength=len(rows)).astype(np.float64)


def buckets_of(candidate: Candidate, lines: Sequence[SeenLine]) -> list[int]:
    """The buckets of a candidate's n-grams, each once, ascending."""
    return sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in _grams(candidate, lines)})


def _grams(candidate: Candidate, lines: Sequence[SeenLine]) -> Iterator[str]:
    line, name = lines[candidate.line], candidate.name
    if candidate.start >= 0:
        yield from _in_line(line, candidate.start, candidate.start + len(name))
    if _HAN.search(name):
        yield from (f"n1|{name[:1]}", f"n-1|{name[-1:]}", f"n2|{name[:2]}", f"n-2|{name[-2:]}")
        yield f"len{len(name)}"
    else:
        yield from (f"nw|{word.lower()}" for word in name.split())
    above = lines[candidate.line - 1] if candidate.line else None
    below = lines[candidate.line + 1] if candidate.line + 1 < len(lines) else None
    for sign, other in (("u", above), ("d", below)):
        text = _plain(other.text) if other else sign
        yield f"{sign}|{text[:3]}"
        yield f"{sign}-|{text[-3:]}"
        if other:
            yield f"{sign}k|{other.kind}|{line.kind}"
    yield f"k|{line.kind}|{line.zone}"
    yield f"kp|{line.kind}|{line.zone}|{min(line.place, _PLACES)}"


def _in_line(line: SeenLine, start: int, end: int) -> Iterator[str]:
    """What stands before and behind a name in its line."""
    text = line.text
    before, after = text[:start], text[end:]
    for size in range(1, _LONGEST + 1):
        yield f"b{size}|{before[-_NEAR:][-size:]}"
        yield f"a{size}|{after[:_NEAR][:size]}"
    left, right = _plain(before[-_REACH:]).strip(), _plain(after[:_REACH]).strip()
    yield "bb|" + _MARKS.sub("", left)[-3:]
    yield "ee|" + _MARKS.sub("", right)[:3]
    yield f"be|{left[-2:]}|{right[:2]}"
    words, further = _WORDS.findall(before), _WORDS.findall(after)
    if words:
        yield f"wb|{words[-1].lower()}"
        yield f"wb2|{' '.join(words[-2:]).lower()}"
    if further:
        yield f"we|{further[0].lower()}"
        yield f"we2|{' '.join(further[:2]).lower()}"
    # The line without the name: where it stands alone that is all that there is of it.
    rest = f"{_plain(before)}\1{_plain(after)}"[:_LINE]
    yield f"full|{line.zone}{rest}"
    yield from (f"l2|{rest[n : n + 2]}" for n in range(len(rest) - 1))


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
