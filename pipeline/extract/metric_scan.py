"""Where a text names metrics: searched once for all its figures, and then asked piece by piece."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import ahocorasick_rs

from pipeline.extract.metric_words import Branches, MetricWords, all_words, metric_words
from pipeline.ingest.codec import without_surrogates

_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_KEPT: Final = 4096  # headings and the like whose metrics are kept


class MetricScan:
    """A text and the places at which the words of metrics may begin in it."""

    def __init__(self, text: str) -> None:
        self.text = text = without_surrogates(text)
        self._lowered = lowered = text.lower()
        self._han = _places(all_words().han, text)
        self._latin: list[int] = []
        self._inside: set[int] = set()
        for place in _places(all_words().latin, lowered):
            if place and lowered[place - 1] in _WORD:
                self._inside.add(place)
            else:
                self._latin.append(place)

    def of(
        self, words: MetricWords, start: int, end: int, allowed: frozenset[str] | None = None
    ) -> list[str]:
        """The metrics named in `text[start:end]`, in order; of `allowed` only, if that is given."""
        found = self.found(words, start, end)
        return [name for _, name in found if allowed is None or name in allowed]

    def names_any(self, start: int, end: int) -> bool:
        """Whether any metric is named in `text[start:end]`."""
        return bool(self.found(all_words(), start, end))

    def found(self, words: MetricWords, start: int, end: int) -> list[tuple[int, str]]:
        """The metrics named in `text[start:end]` and where, counted from `start`, in order.

        What stands around the piece is not looked at: where a word is cut, its rest is a word.
        """
        stop = end
        if len(self._lowered) != len(self.text):
            # İ is two characters in lower case, so that places in the one are none in the other.
            if end - start != len(self.text):
                return MetricScan(self.text[start:end]).found(words, 0, end - start)
            stop = len(self._lowered)
        first = bisect_left(self._han, start)
        places = self._han[first : bisect_left(self._han, end, first)]
        found = _matches(words.han, self.text, places, start, end)
        if self._latin or self._inside:
            first = bisect_left(self._latin, start)
            places = self._latin[first : bisect_left(self._latin, stop, first)]
            if start in self._inside and start < stop:
                places.insert(0, start)
            if places:
                found += _matches(words.latin, self._lowered, places, start, stop)
                found.sort()
        return found


def _matches(
    branches: Branches, text: str, places: Sequence[int], start: int, end: int
) -> list[tuple[int, str]]:
    """What matches at some places, one behind the other, and where, counted from `start`."""
    found = []
    reached = start
    for place in places:
        match = branches.match(text, place, end) if place >= reached else None
        if match is not None and match.lastgroup is not None:
            found.append((place - start, match.lastgroup))
            reached = match.end()
    return found


def _places(branches: Branches, text: str) -> list[int]:
    """Where the letters stand with which the patterns begin."""
    hits = _automaton(branches).find_matches_as_indexes(text, overlapping=True)
    return sorted({start for _, start, _ in hits})


@functools.cache
def _automaton(branches: Branches) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(sorted(branches.heads))


@functools.lru_cache(maxsize=1)
def metric_scan(text: str) -> MetricScan:
    """The text searched for words of metrics; that of the last text is kept, for the next step."""
    return MetricScan(text)


@functools.lru_cache(maxsize=_KEPT)
def metrics_in(text: str, kind: str) -> tuple[str, ...]:
    """The metrics of that kind of figure that words in `text` name, in order."""
    return tuple(MetricScan(text).of(metric_words(kind, fallback=False), 0, len(text)))
