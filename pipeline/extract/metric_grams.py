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
# The zones of n-grams, and the longest that are looked at in each, longest first.
_ZONES: Final = np.array(
    [_IN_CLAUSE, _IN_CLAUSES_BEFORE, _BEHIND_IN_CLAUSE, _IN_CLAUSES_BEHIND, _ANYWHERE, _ANYWHERE],
    np.uint32,
)
_LONGEST_IN: Final = np.array([3, 3, 3, 2, 2, 2])
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
        self._words: list[str] = []
        self._starts: list[int] = []
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
                self._words.append(name)
                self._starts.append(begin)
                at = stop
            if at < high:
                # A name that goes on beyond is read no further, lest the next figure read it again.
                end = min(high, wholes[nearest][0]) if nearest < len(wholes) else high
                self._read(text, at, end)
                at = max(at, end)
        words = list(map(str.lower, self._words))
        self.hashes = np.fromiter(map(number_of, words), np.uint32, len(words))
        self.starts = np.array(self._starts, np.int64)
        self.ends = np.fromiter(map(CLAUSE_END.__contains__, words), np.bool_, len(words))

    def _read(self, text: str, start: int, end: int) -> None:
        for match in _UNIT.finditer(text, start, end):
            self._words.append(match[0])
            self._starts.append(match.start())


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
    figures = np.arange(len(places))
    found: list[Hashes] = []
    owners: list[Ints] = []
    # All zones at once: what is asked of many short arrays costs more than what stands in them.
    zones = np.repeat(_ZONES, len(places))
    starts = np.concatenate((clause, low, first, end, low, first))
    stops = np.concatenate((own, clause, end, high, own, high))
    of_zone = np.tile(figures, len(_ZONES))
    for length in range(1, _LONGEST + 1):
        count = int(np.count_nonzero(length <= _LONGEST_IN)) * len(places)
        at, rows = _ranges(starts[:count], stops[:count] - length + 1)
        zone = np.take(zones, rows)
        own_gram = np.take(grams[length - 1], at)
        found.append(mixed(16 * zone + np.uint32(length), own_gram))
        owners.append(np.take(of_zone, rows))
        if length == 1:
            anywhere = np.flatnonzero(zone == _ANYWHERE)
            beside, owner = np.take(own_gram, anywhere), np.take(owners[0], anywhere)
            found.append(mixed(np.take(mixed(_of(_BY_UNIT), counted), owner), beside))
            found.append(mixed(np.take(mixed(_of(_BY_KIND), kinds), owner), beside))
            owners += [owner, owner]
    for length in range(1, _LONGEST + 1):
        owner = figures[own - length >= low]
        gram = np.take(grams[length - 1], own[owner] - length)
        found.append(mixed(_of(16 * _RIGHT_BEFORE + length), gram))
        found.append(mixed(mixed(_of(16 * _BEFORE_KIND + length), kinds[owner]), gram))
        owners += [owner, owner]
        owner = figures[first + length <= high]
        gram = np.take(grams[length - 1], first[owner])
        found.append(mixed(_of(16 * _RIGHT_BEHIND + length), gram))
        found.append(mixed(mixed(_of(16 * _BEHIND_UNIT + length), counted[owner]), gram))
        owners += [owner, owner]
    return np.concatenate(found), np.concatenate(owners)


def _ranges(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The numbers of each half-open range one after the other, and which range each is of."""
    sizes = np.maximum(end - start, 0)
    owner = np.repeat(np.arange(len(start)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(len(owner)) + np.take(start - before, owner), owner
