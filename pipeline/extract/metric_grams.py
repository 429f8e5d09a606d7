"""The n-grams around figures, for all figures of a document at once.

Units are words, Han characters, numbers and marks; a name is one unit, and so is another figure.
N-grams are told apart by where they stand: in the figure's clause or beyond it, before or behind,
and next to it.
"""

from __future__ import annotations

import functools
import re
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.mention import Mention

BEFORE: Final = 60  # code points of the sentence before a figure that are read
BEHIND: Final = 40
CLAUSE_END: Final = frozenset(",，;；:：。！？!?、\n|")
_BEFORE_UNITS: Final = 20
_BEHIND_UNITS: Final = 12
_LONGEST: Final = 3
_UNIT: Final = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[0-9]+(?:[.,][0-9]+)*|[^\sA-Za-z0-9]|\n")
# Where an n-gram stands; the numbers are part of its hash, which the weights know.
_IN_CLAUSE: Final = 1
_IN_CLAUSES_BEFORE: Final = 2
_BEHIND_IN_CLAUSE: Final = 3
_IN_CLAUSES_BEHIND: Final = 4
_ANYWHERE: Final = 5
_BY_UNIT: Final = 6  # a single unit beside the figure's unit
_BY_KIND: Final = 7
_RIGHT_BEFORE: Final = 8
_BEFORE_KIND: Final = 9
_RIGHT_BEHIND: Final = 10
_BEHIND_UNIT: Final = 11
_PRIME: Final = np.uint32(0x9E3779B1)
_SHIFT: Final = np.uint32(7)

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]


@functools.lru_cache(maxsize=1 << 16)
def number_of(word: str) -> int:
    """The hash of a word or of the name of a feature."""
    return zlib.crc32(word.encode("utf-8", "replace"))


def mixed(one: Hashes, other: Hashes) -> Hashes:
    """One hash of two, in their order."""
    return (one * _PRIME) ^ (other + (one >> _SHIFT))


def _of(place: int) -> Hashes:
    return np.array([place], np.uint32)


class _Units:
    """The units of the text around a document's figures, in order."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        places: Sequence[FigurePlace],
        around: Sequence[FigurePlace],
    ) -> None:
        """Read what is near the figures of `places`; those of `around` are one unit each."""
        low, high = places[0].figure.start - BEFORE, places[-1].figure.end + BEHIND
        first = bisect_left(mentions, low, key=attrgetter("start"))
        near = mentions[max(0, first - 1) : bisect_left(mentions, high, key=attrgetter("start"))]
        wholes = [(m.start, m.end, f"<{m.type}>") for m in near]
        wholes += [(p.figure.start, p.figure.end, f"<{p.figure.kind}>") for p in around]
        wholes.sort()
        self._hashes: list[int] = []
        self._starts: list[int] = []
        self._ends: list[bool] = []
        at = nearest = 0
        for place in places:
            low = max(at, place.sentence.start, place.figure.start - BEFORE)
            high = min(place.sentence.end, place.figure.end + BEHIND)
            while nearest < len(wholes) and wholes[nearest][0] < low:
                nearest += 1
            at = low
            while nearest < len(wholes) and wholes[nearest][1] <= high:
                begin, stop, name = wholes[nearest]
                nearest += 1
                if begin < at:
                    continue
                self._read(text, at, begin)
                self._add(number_of(name), begin, False)
                at = stop
            if at < high:
                # A name that goes on beyond is read no further, lest the next figure read it again.
                end = min(high, wholes[nearest][0]) if nearest < len(wholes) else high
                self._read(text, at, end)
                at = max(at, end)
        self.hashes = np.array(self._hashes, np.uint32)
        self.starts = np.array(self._starts, np.int64)
        self.ends = np.array(self._ends, np.bool_)

    def _read(self, text: str, start: int, end: int) -> None:
        for match in _UNIT.finditer(text, start, end):
            word = match[0]
            self._add(number_of(word.lower()), match.start(), word in CLAUSE_END)

    def _add(self, number: int, start: int, ends: bool) -> None:
        self._hashes.append(number)
        self._starts.append(start)
        self._ends.append(ends)


def grams_around(
    text: str,
    mentions: Sequence[Mention],
    every: Sequence[FigurePlace],
    begin: int,
    stop: int,
) -> tuple[Hashes, Ints]:
    """The n-grams around some figures of a document.

    Args:
        text: the document's text.
        mentions: the names in it, in order.
        every: its figures, in order.
        begin: the number of the first that is asked about.
        stop: the number behind the last.

    Returns:
        The hashes, and for each the number of its figure, counted from `begin`; shapes (n,).
    """
    places = every[begin:stop]
    if not places:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    around = every[max(0, begin - BEFORE) : stop + BEHIND]  # a figure is one code point at least
    units = _Units(text, mentions, places, around)
    one = units.hashes
    size = len(one)
    grams = [one]
    for length in range(1, _LONGEST):
        grams.append(mixed(grams[-1][: size - length], one[length:]))
    own = np.searchsorted(units.starts, [p.figure.start for p in places])
    low = np.searchsorted(
        units.starts, [max(p.sentence.start, p.figure.start - BEFORE) for p in places]
    )
    high = np.searchsorted(
        units.starts, [min(p.sentence.end, p.figure.end + BEHIND) for p in places]
    )
    low = np.maximum(np.minimum(low, own), own - _BEFORE_UNITS)
    first = own + 1
    high = np.maximum(first, np.minimum(high, first + _BEHIND_UNITS))
    marks = np.where(units.ends, np.arange(size), -1)
    last_end = np.concatenate(([-1], np.maximum.accumulate(marks)))
    clause = np.clip(last_end[own] + 1, low, own)
    after = np.where(units.ends, np.arange(size), size)
    next_end = np.concatenate((np.minimum.accumulate(after[::-1])[::-1], [size]))
    end = np.clip(next_end[np.minimum(first, size)], first, high)

    kinds = np.array([number_of(p.figure.kind) for p in places], np.uint32)
    counted = np.array([number_of(p.figure.unit) for p in places], np.uint32)
    found: list[tuple[Hashes, Ints]] = []
    for place, start, until, longest in (
        (_IN_CLAUSE, clause, own, _LONGEST),
        (_IN_CLAUSES_BEFORE, low, clause, _LONGEST),
        (_BEHIND_IN_CLAUSE, first, end, _LONGEST),
        (_IN_CLAUSES_BEHIND, end, high, 2),
        (_ANYWHERE, low, own, 2),
        (_ANYWHERE, first, high, 2),
    ):
        for length in range(1, longest + 1):
            at, owner = _ranges(start, until - length + 1)
            found.append((mixed(_of(16 * place + length), grams[length - 1][at]), owner))
    for start, until in ((low, own), (first, high)):
        at, owner = _ranges(start, until)
        found.append((mixed(mixed(_of(_BY_UNIT), counted[owner]), one[at]), owner))
        found.append((mixed(mixed(_of(_BY_KIND), kinds[owner]), one[at]), owner))
    figures = np.arange(len(places))
    for length in range(1, _LONGEST + 1):
        owner = figures[own - length >= low]
        gram = grams[length - 1][own[owner] - length]
        found.append((mixed(_of(16 * _RIGHT_BEFORE + length), gram), owner))
        found.append((mixed(mixed(_of(16 * _BEFORE_KIND + length), kinds[owner]), gram), owner))
        owner = figures[first + length <= high]
        gram = grams[length - 1][first[owner]]
        found.append((mixed(_of(16 * _RIGHT_BEHIND + length), gram), owner))
        found.append((mixed(mixed(_of(16 * _BEHIND_UNIT + length), counted[owner]), gram), owner))
    return np.concatenate([h for h, _ in found]), np.concatenate([o for _, o in found])


def _ranges(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The numbers of each half-open range one after the other, and which range each is of."""
    sizes = np.maximum(end - start, 0)
    owner = np.repeat(np.arange(len(start)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) - before[owner] + start[owner], owner
