"""What speaks for each metric of a figure: features of a linear model, as buckets of a hash.

What the rules of `pipeline.extract.metrics` say is one feature among others: the words of metrics
around the figure, its unit and size, what the figure before measures (here), and the n-grams of
what stands before and behind it (`metric_grams`).
"""

from __future__ import annotations

import functools
import math
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.mention import Mention
from pipeline.extract.metric_grams import BEFORE, BEHIND, CLAUSE_END, grams_around, mixed
from pipeline.extract.metric_places import heading_above
from pipeline.extract.metrics import people_counted, words_in

BUCKETS: Final = 1 << 18
_NEAR: Final = 6  # code points between two figures that say how they belong together
_COMPANY: Final = 150  # code points before the sentence whose names are looked at
_MOST: Final = 3
_SEEN: Final = 8  # names of a sentence that are looked at
_WORD: Final = re.compile(r"[A-Za-z]+|[^\sA-Za-z0-9.,]")

Buckets = npt.NDArray[np.uint32]


@functools.lru_cache(maxsize=1 << 16)
def _number(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace"))


def metric_features(
    text: str, mentions: Sequence[Mention], places: Sequence[FigurePlace]
) -> tuple[Buckets, npt.NDArray[np.int64]]:
    """The features of all figures of a document.

    Args:
        text: the document's text.
        mentions: the names in it, in order.
        places: its figures, in order.

    Returns:
        The buckets of one figure after the other, one as often as its feature occurs, and where
        each figure's begin: shapes (n,) and (len(places) + 1,).
    """
    around = _Around(text, mentions, places)
    named, owners = _flat([[_number(name) for name in around.named(n)] for n in range(len(places))])
    words, speakers = _flat([[_number(word) for word in around.words(p)] for p in places])
    grams, gram_owners = grams_around(text, mentions, places)
    parts, owned = [named, words, grams], [owners, speakers, gram_owners]
    # What a word says depends on what is counted, and on what the rules made of it.
    for names in (
        [f"u={p.figure.unit}" for p in places],
        [f"k={p.figure.kind}" for p in places],
        [f"rule={p.ruled}" for p in places],
    ):
        own = np.array([_number(name) for name in names], np.uint32)
        parts.append(mixed(own[speakers], words))
        owned.append(speakers)
    owner = np.concatenate(owned)
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(places) + 1))
    return np.concatenate(parts)[order] % np.uint32(BUCKETS), bounds


def _flat(rows: Sequence[Sequence[int]]) -> tuple[Buckets, npt.NDArray[np.int64]]:
    """All numbers of all rows, and the number of the row of each."""
    numbers = np.array([number for row in rows for number in row], np.uint32)
    return numbers, np.repeat(np.arange(len(rows)), [len(row) for row in rows])


class _Around:
    """The features of a document's figures that have names."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], places: Sequence[FigurePlace]
    ) -> None:
        self._text = text
        self._mentions = mentions
        self._starts = [m.start for m in mentions]
        self._places = places
        self._figures = [p.figure for p in places]
        self._figure_starts = [f.start for f in self._figures]

    def named(self, number: int) -> Iterator[str]:
        """The names of the features of the figure of that number."""
        place = self._places[number]
        figure, previous, ruled = place.figure, place.previous, place.ruled
        kind, unit = figure.kind, figure.unit
        size = round(math.log10(abs(figure.value))) if figure.value else "-"
        yield from ("bias", f"k={kind}", f"u={unit}", f"per={figure.per}", f"q={figure.qualifier}")
        yield from (f"size={kind},{size}", f"size={unit},{size}")
        yield from (f"rule={ruled}", f"rule={ruled},{kind}", f"rule={ruled},{unit}")
        if previous is None:
            yield "alone"
        else:
            metric, gap = previous.metric, self._text[previous.figure.end : figure.start].strip()
            yield from (f"prev={metric}", f"prev={metric},{kind},{previous.figure.kind}")
            yield f"prev={metric},{unit}"
            if len(gap) <= _NEAR:
                yield f"gap={gap},{metric}"
        people = people_counted(figure, self._text, place.sentence.start)
        yield from (f"people={people}", f"people={people},{unit}", f"people={people},{ruled}")
        yield f"earlier={place.earlier.metric if place.earlier else '-'}"
        yield from self._company(number)
        heading = heading_above(self._text, place.sentence.start)
        yield from (f"h={word}" for word in _WORD.findall(heading.lower()))
        yield from (f"s={word}" for word in _WORD.findall(figure.surface.lower()))

    def words(self, place: FigurePlace) -> Iterator[str]:
        """The words of metrics in the clauses around a figure, by where they stand."""
        figure, kind = place.figure, place.figure.kind
        low = max(place.sentence.start, figure.start - BEFORE)
        high = min(place.sentence.end, figure.end + BEHIND)
        before, behind = self._text[low : figure.end], self._text[figure.end : high]
        own = figure.start - low
        clause = next((n for n in range(own - 1, -1, -1) if before[n] in CLAUSE_END), -1)
        stop = next((n for n, c in enumerate(behind) if c in CLAUSE_END), len(behind))
        read, follow = words_in(before, kind), words_in(behind, kind)
        here = [name for at, name in read if at > clause]
        ahead = [name for at, name in read if at <= clause]
        next_to = [name for at, name in follow if at < stop]
        beyond = [name for at, name in follow if at >= stop]
        for zone, names in (
            ("w0", here),
            ("w1", ahead),
            ("a0", next_to),
            ("a1", beyond),
            ("w0last", here[-1:]),
            ("w1last", ahead[-1:]),
            ("a0first", next_to[:1]),
        ):
            yield from [f"{zone}={name}" for name in dict.fromkeys(names) or ("-",)]

    def _company(self, number: int) -> Iterator[str]:
        """What kinds of names and other figures stand by."""
        place = self._places[number]
        start, end = place.sentence.start, place.sentence.end
        at = bisect_left(self._starts, place.figure.start)
        near = bisect_left(self._starts, start - _COMPANY)
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        yield from {f"near={m.type}" for m in self._mentions[max(near, at - _SEEN) : at]}
        yield f"last={self._mentions[at - 1].type if at > near else '-'}"
        yield from {f"in={m.type}" for m in self._mentions[first : min(last, first + _SEEN)]}
        begin = bisect_left(self._figure_starts, start)
        stop = bisect_left(self._figure_starts, end)
        yield f"before={min(_MOST, number - begin)}"
        yield f"behind={min(_MOST, stop - number - 1)}"
        if number + 1 < stop:
            follower = self._figures[number + 1]
            yield f"next={follower.kind},{follower.unit}"
        others = self._figures[max(begin - 2, number - 4, 0) : number + 5]
        yield from {f"by={f.unit}" for f in others if f is not place.figure}
