"""What speaks for each metric of a figure: features of a linear model, as buckets of a hash.

What the rules of `pipeline.extract.metrics` say is one feature among others: the words of metrics
around the figure, its unit and size, what the figure before measures (here), and the n-grams of
what stands before and behind it (`metric_grams`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.mention import Mention
from pipeline.extract.metric_grams import BEFORE, BEHIND, CLAUSE_END, grams_around, mixed, number_of
from pipeline.extract.metric_places import heading_above
from pipeline.extract.metric_scan import metric_scan, metrics_in
from pipeline.extract.metric_words import metric_words
from pipeline.extract.metrics import people_counted

BUCKETS: Final = 1 << 18
BLOCK: Final = 500  # figures; what is held of one takes some 50 kB
_NEAR: Final = 6  # code points between two figures that say how they belong together
_NEAR_NAMES: Final = 150  # code points before the sentence whose names are looked at
_MOST: Final = 3
_SEEN: Final = 8  # names of a sentence that are looked at
_WORD: Final = re.compile(r"[A-Za-z]+|[^\sA-Za-z0-9.,]")

Buckets = npt.NDArray[np.uint32]


def metric_features(
    text: str, mentions: Sequence[Mention], places: Sequence[FigurePlace]
) -> Iterator[tuple[Buckets, npt.NDArray[np.int64]]]:
    """The features of all figures of a document, of up to `BLOCK` figures at a time.

    Args:
        text: the document's text.
        mentions: the names in it, in order.
        places: its figures, in order.

    Yields:
        The buckets of one figure after the other, one as often as its feature occurs, and where
        each figure's begin: shapes (n,) and (figures + 1,).
    """
    around = _Around(text, mentions, places)
    for begin in range(0, len(places), BLOCK):
        yield _of_block(around, begin, min(begin + BLOCK, len(places)))


def _of_block(around: _Around, begin: int, stop: int) -> tuple[Buckets, npt.NDArray[np.int64]]:
    places = around.places[begin:stop]
    named, owners = _flat(
        [[number_of(name) for name in around.named(n)] for n in range(begin, stop)]
    )
    words, word_owners = _flat([[number_of(word) for word in around.words(p)] for p in places])
    grams, gram_owners = grams_around(around.text, around.mentions, around.places, begin, stop)
    parts, owned = [named, words, grams], [owners, word_owners, gram_owners]
    # What a word says depends on what is counted, and on what the rules made of it.
    for names in (
        [f"u={p.figure.unit}" for p in places],
        [f"k={p.figure.kind}" for p in places],
        [f"rule={p.ruled}" for p in places],
    ):
        own = np.array([number_of(name) for name in names], np.uint32)
        parts.append(mixed(own[word_owners], words))
        owned.append(word_owners)
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
        self.text = text
        self._scan = metric_scan(text)
        self.mentions = mentions
        self._starts = [m.start for m in mentions]
        self.places = places
        self._headed = -1, ""
        self._figures = [p.figure for p in places]
        self._figure_starts = [f.start for f in self._figures]

    def named(self, number: int) -> Iterator[str]:
        """The names of the features of the figure of that number."""
        place = self.places[number]
        figure, previous, ruled = place.figure, place.previous, place.ruled
        kind, unit = figure.kind, figure.unit
        size = round(math.log10(abs(figure.value))) if figure.value else "-"
        yield from ("bias", f"k={kind}", f"u={unit}", f"per={figure.per}", f"q={figure.qualifier}")
        yield from (f"size={kind},{size}", f"size={unit},{size}")
        yield from (f"rule={ruled}", f"rule={ruled},{kind}", f"rule={ruled},{unit}")
        if previous is None:
            yield "alone"
        else:
            metric, gap = previous.metric, self.text[previous.figure.end : figure.start].strip()
            yield from (f"prev={metric}", f"prev={metric},{kind},{previous.figure.kind}")
            yield f"prev={metric},{unit}"
            if len(gap) <= _NEAR:
                yield f"gap={gap},{metric}"
        people = people_counted(figure, self.text, place.sentence.start)
        yield from (f"people={people}", f"people={people},{unit}", f"people={people},{ruled}")
        yield f"earlier={place.earlier.metric if place.earlier else '-'}"
        yield from self._neighbours(number)
        heading = self._heading(place.sentence.start)
        yield from (f"h={word}" for word in _WORD.findall(heading.lower()))
        for name in set(metrics_in(heading, kind)) or {"-"}:
            yield from (f"head={name}", f"head={name},{ruled}", f"head={name},{unit}")
        yield from (f"s={word}" for word in _WORD.findall(figure.surface.lower()))

    def _heading(self, start: int) -> str:
        """The heading above the sentence that begins at `start`."""
        if start != self._headed[0]:
            self._headed = start, heading_above(self.text, start)
        return self._headed[1]

    def words(self, place: FigurePlace) -> Iterator[str]:
        """The words of metrics in the clauses around a figure, by where they stand."""
        figure, kind = place.figure, place.figure.kind
        low = max(place.sentence.start, figure.start - BEFORE)
        high = min(place.sentence.end, figure.end + BEHIND)
        before, behind = self.text[low : figure.end], self.text[figure.end : high]
        own = figure.start - low
        clause = next((n for n in range(own - 1, -1, -1) if before[n] in CLAUSE_END), -1)
        stop = next((n for n, c in enumerate(behind) if c in CLAUSE_END), len(behind))
        words = metric_words(kind, fallback=False)
        read = self._scan.found(words, low, figure.end)
        follow = self._scan.found(words, figure.end, high)
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

    def _neighbours(self, number: int) -> Iterator[str]:
        """What kinds of names and other figures stand by."""
        place = self.places[number]
        start, end = place.sentence.start, place.sentence.end
        at = bisect_left(self._starts, place.figure.start)
        near = bisect_left(self._starts, start - _NEAR_NAMES)
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        yield from {f"near={m.type}" for m in self.mentions[max(near, at - _SEEN) : at]}
        yield f"last={self.mentions[at - 1].type if at > near else '-'}"
        yield from {f"in={m.type}" for m in self.mentions[first : min(last, first + _SEEN)]}
        begin = bisect_left(self._figure_starts, start)
        stop = bisect_left(self._figure_starts, end)
        yield f"before={min(_MOST, number - begin)}"
        yield f"behind={min(_MOST, stop - number - 1)}"
        if number + 1 < stop:
            follower = self._figures[number + 1]
            yield f"next={follower.kind},{follower.unit}"
        others = self._figures[max(begin - 2, number - 4, 0) : number + 5]
        yield from {f"by={f.unit}" for f in others if f is not place.figure}
