"""Where figures stand: their sentences, the figures before them, and what the rules say of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.metric_scan import metric_scan
from pipeline.extract.metrics import metric_of_column, ruled_metric
from pipeline.extract.sentences import Sentence
from pipeline.figures import Figure


class Neighbour(NamedTuple):
    """A figure that stands before another, and the metric that the rules give it."""

    figure: Figure
    metric: str | None


class FigurePlace(NamedTuple):
    """A figure in its document.

    `number` is that of its sentence, `previous` the figure before it in the sentence, `earlier` the
    last figure of the sentence before in the same paragraph, `ruled` the metric by the rules, and
    `headed` what the head of its column in a table says.
    """

    figure: Figure
    sentence: Sentence
    number: int
    previous: Neighbour | None
    earlier: Neighbour | None
    ruled: str | None
    headed: str | None = None


def figure_places(
    text: str, sentences: Sequence[Sentence], figures: Sequence[Figure]
) -> list[FigurePlace]:
    """The place of each of a document's figures, in order."""
    scan = metric_scan(text)
    starts = [s.start for s in sentences]
    found: list[FigurePlace] = []
    for figure in figures:
        number = max(0, bisect_right(starts, figure.start) - 1)
        sentence = sentences[number]
        previous = earlier = None
        if found:
            last = found[-1]
            told = Neighbour(last.figure, last.ruled)
            if last.number == number:
                previous = told
            elif number - last.number == 1 and not _parted(text, last.sentence, sentence):
                earlier = told
        headed = ruled = metric_of_column(figure, text)
        if ruled is None:
            ruled = ruled_metric(figure, scan, sentence.start, sentence.end, previous, earlier)
        found.append(FigurePlace(figure, sentence, number, previous, earlier, ruled, headed))
    return found


def _parted(text: str, one: Sentence, other: Sentence) -> bool:
    """Whether a paragraph ends between two sentences."""
    return "\n" in text[one.end : other.start]
