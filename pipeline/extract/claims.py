"""What the figures of a document say: whom each is about, what it measures, and of when."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.extract.mention import Mention
from pipeline.extract.metrics import metric_of
from pipeline.extract.periods import Period, period_of
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_choice import chosen, subject_weights
from pipeline.extract.subject_features import Candidate, Earlier, SubjectFeatures
from pipeline.extract.subject_pairs import paired
from pipeline.extract.subjects import Subjects
from pipeline.figures import Figure


class Claim(NamedTuple):
    """The entity, metric and period of a figure; None where the text does not say.

    `period` is a year, half, quarter or month: `2025`, `2025-H1`, `2025-Q3`, `2026-02`, or the
    months from January on: `2025-9M`.
    """

    entity_id: str | None
    metric: str | None
    period: str | None = None


def claims_of(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
    published: datetime.date | None = None,
    *,
    weights: Mapping[str, float] | None = None,
    seen: list[tuple[Candidate, ...]] | None = None,
) -> list[Claim]:
    """The claim of each figure, in order.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order; one at least where there are figures.
        mentions: the names in it, in order.
        figures: the figures in it, in order.
        published: the document's date, from which 去年 and `last quarter` are counted; without it
            only periods that name their year are given.
        weights: of the choice of subjects; those of the data file if None.
        seen: takes the candidates for the subject of each figure, where training asks for them.
    """
    starts = [s.start for s in sentences]
    if not figures:
        return []
    rules = Subjects(text, sentences, mentions)
    subjects = SubjectFeatures(rules)
    in_step = paired(text, sentences, rules.mentions, figures)
    weights = subject_weights() if weights is None else weights
    claims: list[Claim] = []
    before: tuple[int, Figure, Claim, Period | None] | None = None
    for figure in figures:
        number = max(0, bisect_right(starts, figure.start) - 1)
        sentence = sentences[number]
        same = before if before is not None and before[0] == number else None
        near = (
            before is not None
            and number - before[0] == 1
            and ("\n" not in text[sentences[before[0]].end : sentence.start])
        )
        metric = metric_of(
            figure,
            text,
            sentence.start,
            sentence.end,
            (same[1], same[2].metric) if same else None,
            (before[1], before[2].metric) if before is not None and near else None,
        )
        earlier = None
        if before is not None:
            distance = "sentence" if same is not None else "next" if near else "far"
            earlier = Earlier(before[2].entity_id, distance)
        candidates = subjects.of(figure, number, metric, earlier)
        if seen is not None:
            seen.append(tuple(candidates))
        entity = in_step.get(figure.start) or chosen(candidates, weights)
        period = period_of(
            text, sentence.start, figure, (same[1].end, same[3]) if same else None, published
        )
        claim = Claim(entity, metric, period.name if period else None)
        claims.append(claim)
        before = (number, figure, claim, period)
    return claims
