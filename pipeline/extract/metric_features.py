"""What speaks for each metric of a figure: features of a linear model, as buckets of a hash.

What the rules of `pipeline.extract.metrics` say is one feature among others: the words of metrics
around the figure, its unit and size, what the figure before measures (here), and the n-grams of
what stands before and behind it (`metric_grams`).
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract import metric_feature_names as names
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
_CLAUSE_END: Final = re.compile(f"[{re.escape(''.join(sorted(CLAUSE_END)))}]")

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
    named, owners = _flat([around.named(n) for n in range(begin, stop)])
    words, word_owners = _flat([around.words(p) for p in places])
    grams, gram_owners = grams_around(around.text, around.mentions, around.places, begin, stop)
    parts, owned = [named, words, grams], [owners, word_owners, gram_owners]
    # What a word says depends on what is counted, and on what the rules made of it.
    for own_names in (
        [f"u={p.figure.unit}" for p in places],
        [f"k={p.figure.kind}" for p in places],
        [f"rule={p.ruled}" for p in places],
    ):
        own = np.fromiter(map(number_of, own_names), np.uint32, len(own_names))
        parts.append(mixed(np.take(own, word_owners), words))
        owned.append(word_owners)
    owner = np.concatenate(owned)
    # Numbers of 16 bits are sorted in one pass; a block has far fewer figures.
    order = np.argsort(owner.astype(np.uint16), kind="stable")
    bounds = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=len(places)))))
    return np.take(np.concatenate(parts), order) % np.uint32(BUCKETS), bounds


def _flat(rows: Sequence[Sequence[int]]) -> tuple[Buckets, npt.NDArray[np.int64]]:
    """All numbers of all rows, and the number of the row of each."""
    sizes = [len(row) for row in rows]
    numbers = np.fromiter(itertools.chain.from_iterable(rows), np.uint32, sum(sizes))
    return numbers, np.repeat(np.arange(len(rows)), sizes)


class _Around:
    """The features of a document's figures that have names, as the hashes of these."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], places: Sequence[FigurePlace]
    ) -> None:
        self.text = text
        self._scan = metric_scan(text)
        self.mentions = mentions
        self._starts = [m.start for m in mentions]
        self._types = [m.type for m in mentions]
        self.places = places
        self._headed = -1, ""
        self._figures = [p.figure for p in places]
        self._figure_starts = [f.start for f in self._figures]

    def named(self, number: int) -> list[int]:
        """The features of the figure of that number, but for the words around it."""
        place = self.places[number]
        figure, previous, ruled = place.figure, place.previous, place.ruled
        kind, unit = figure.kind, figure.unit
        size = str(round(math.log10(abs(figure.value)))) if figure.value else "-"
        found = [
            *names.of_figure(kind, unit, figure.per, figure.qualifier, size),
            *names.of_rules(ruled, kind, unit),
        ]
        if previous is None:
            found.append(number_of("alone"))
        else:
            metric, gap = previous.metric, self.text[previous.figure.end : figure.start].strip()
            found += names.of_previous(metric, kind, unit, previous.figure.kind)
            if len(gap) <= _NEAR:
                found.append(number_of(f"gap={gap},{metric}"))
        people = people_counted(figure, self.text, place.sentence.start)
        found += names.of_people(people, unit, ruled)
        found.append(number_of(f"earlier={place.earlier.metric if place.earlier else '-'}"))
        found += self._neighbours(number)
        heading = self._heading(place.sentence.start)
        found += names.of_heading(heading)
        found += names.of_head(metrics_in(heading, kind), ruled, unit)
        found += [number_of(f"s={word}") for word in names.WORD.findall(figure.surface.lower())]
        return found

    def _heading(self, start: int) -> str:
        """The heading above the sentence that begins at `start`."""
        if start != self._headed[0]:
            self._headed = start, heading_above(self.text, start)
        return self._headed[1]

    def words(self, place: FigurePlace) -> tuple[int, ...]:
        """The words of metrics in the clauses around a figure, by where they stand."""
        figure = place.figure
        low = max(place.sentence.start, figure.start - BEFORE)
        high = min(place.sentence.end, figure.end + BEHIND)
        last = _CLAUSE_END.search(self.text[low : figure.start][::-1])
        clause = figure.start - low - 1 - last.start() if last else -1
        stop = _CLAUSE_END.search(self.text, figure.end, high)
        end = stop.start() - figure.end if stop else high - figure.end
        words = metric_words(figure.kind, fallback=False)
        read = self._scan.found(words, low, figure.end)
        follow = self._scan.found(words, figure.end, high)
        return names.of_words(
            tuple([name for at, name in read if at > clause]),
            tuple([name for at, name in read if at <= clause]),
            tuple([name for at, name in follow if at < end]),
            tuple([name for at, name in follow if at >= end]),
        )

    def _neighbours(self, number: int) -> Iterator[int]:
        """What kinds of names and other figures stand by."""
        place = self.places[number]
        start, end = place.sentence.start, place.sentence.end
        at = bisect_left(self._starts, place.figure.start)
        near = bisect_left(self._starts, start - _NEAR_NAMES)
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        begin = bisect_left(self._figure_starts, start)
        stop = bisect_left(self._figure_starts, end)
        found = [f"near={kept}" for kept in set(self._types[max(near, at - _SEEN) : at])]
        found += [f"in={kept}" for kept in set(self._types[first : min(last, first + _SEEN)])]
        found.append(f"last={self._types[at - 1] if at > near else '-'}")
        found.append(f"before={min(_MOST, number - begin)}")
        found.append(f"behind={min(_MOST, stop - number - 1)}")
        if number + 1 < stop:
            follower = self._figures[number + 1]
            found.append(f"next={follower.kind},{follower.unit}")
        others = self._figures[max(begin - 2, number - 4, 0) : number + 5]
        found += [f"by={unit}" for unit in {f.unit for f in others if f is not place.figure}]
        return map(number_of, found)
