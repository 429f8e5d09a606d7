"""What the figures of a document say: whom each is about, what it measures, and of when."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from pipeline.extract.compared_figures import compared_figures, is_of_the_same
from pipeline.extract.figure_places import FigurePlace, figure_places
from pipeline.extract.mention import Mention
from pipeline.extract.metric_choice import metric_model
from pipeline.extract.metric_features import metric_features
from pipeline.extract.metric_frames import framed_metrics, is_tolerance, share_for_stake
from pipeline.extract.metric_places import column_head, row_label
from pipeline.extract.metric_words import is_other, possible_metrics
from pipeline.extract.period_context import PeriodContext
from pipeline.extract.period_steps import stepped_periods
from pipeline.extract.period_words import Period
from pipeline.extract.periods import SentencePeriods
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_choice import chosen, subject_weights
from pipeline.extract.subject_deals import of_deals
from pipeline.extract.subject_features import Candidate, SubjectFeatures
from pipeline.extract.subject_former import former_and_latter
from pipeline.extract.subject_nearby import Earlier
from pipeline.extract.subject_own import of_their_own
from pipeline.extract.subject_pairs import paired
from pipeline.extract.subject_quotes import quoted
from pipeline.extract.subject_tables import named_by_column
from pipeline.extract.subject_turns import in_turn
from pipeline.extract.subjects import Subjects
from pipeline.figures import Figure
from pipeline.ingest.codec import without_surrogates

_BEFORE: Final = 40  # code points before a figure that may say what it is not


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

    Raises:
        KnowledgeError: the weights of the choice of metrics are missing or damaged.
    """
    if not figures:
        return []
    text = without_surrogates(text)
    rules = Subjects(text, sentences, mentions)
    subjects = SubjectFeatures(rules)
    told = quoted(text, sentences, rules.mentions, figures)
    told |= former_and_latter(text, sentences, rules.mentions, figures)
    told |= of_their_own(text, sentences, rules.mentions, figures)
    told |= in_turn(text, rules.mentions, figures)
    told |= named_by_column(text, rules.mentions, figures)
    told |= paired(text, sentences, rules.mentions, figures)
    deals = of_deals(text, sentences, rules.mentions, figures)
    weights = subject_weights() if weights is None else weights
    places = figure_places(text, sentences, figures)
    steps, groups = stepped_periods(text, sentences, figures, published)
    compared = compared_figures(text, places)
    metrics = _metrics(text, rules.mentions, places, groups, compared)
    claims: list[Claim] = []
    before: tuple[FigurePlace, Claim] | None = None
    spoken: Period | None = None
    spans = SentencePeriods(text)
    context = PeriodContext(text, sentences, rules.mentions, published)
    for number, (place, learned) in enumerate(zip(places, metrics, strict=True)):
        figure = place.figure
        deal = deals.get(figure.start)
        metric = deal.metric if deal is not None and deal.metric else learned
        same = before is not None and before[0].number == place.number
        earlier = None
        if before is not None:
            near = "next" if place.earlier is not None else "far"
            told_of = before[1]
            distance = "sentence" if same else near
            earlier = Earlier(told_of.entity_id, distance, before[0].figure, told_of.metric)
        candidates = subjects.of(figure, place.number, metric, earlier)
        if seen is not None:
            seen.append(tuple(candidates))
        entity = told.get(figure.start)
        with_ = compared.get(number)
        if entity is None and with_ is not None:
            end = places[with_].figure.end
            if is_of_the_same(text, rules.mentions, end, figure.start):
                entity = claims[with_].entity_id
        if entity is None:
            entity = deal.entity_id if deal is not None else chosen(candidates, weights)
        period = context.of_column(figure.start)
        own = None
        if period is None:
            around = context.around(place.number)
            own = spans.of(place, published, spoken, around, steps.get(figure.start))
            if own is not None:
                context.tell(place.number, metric, entity, own)
            period = own or context.of_figure(figure.start, place.number, metric, entity)
        claim = Claim(entity, metric, period.name if period else None)
        claims.append(claim)
        before = (place, claim)
        spoken = period or spoken
    return claims


def _metrics(
    text: str,
    mentions: Sequence[Mention],
    places: Sequence[FigurePlace],
    groups: Sequence[tuple[int, ...]],
    compared: Mapping[int, int],
) -> list[str | None]:
    """What each figure measures: what its column says, else the likeliest.

    A list of figures in step with periods (`groups`) measures one thing: what most of it do. So do
    a figure and that which it is `compared` with.
    """
    model = metric_model()
    found: list[str | None] = []
    for features, bounds in metric_features(text, mentions, places):
        asked = places[len(found) : len(found) + len(bounds) - 1]
        possible = [possible_metrics(p.figure.kind, p.figure.unit, p.figure.per) for p in asked]
        found += model.choose(features, bounds, possible, [p.ruled is not None for p in asked])
    framed = framed_metrics(text, mentions, places)
    measured = [
        place.headed
        or framed.get(place.figure.start)
        or share_for_stake(text, place.figure.start, metric)
        for place, metric in zip(places, found, strict=True)
    ]
    named = {m.surface for m in mentions} if "|" in text else set()
    for number, place in enumerate(places):
        if named and place.headed is None and _is_of_names(text, place.figure.start, named):
            measured[number] = place.ruled
    numbers = {place.figure.start: n for n, place in enumerate(places)} if groups else {}
    for group in groups:
        alike = [measured[numbers[start]] for start in group]
        most = max(alike, key=alike.count)
        for start in group:
            measured[numbers[start]] = most
    for number, other in compared.items():
        if places[number].headed is None and places[number].figure.start not in framed:
            measured[number] = measured[other]
    return [
        None
        if is_other(metric, text[max(0, p.figure.start - _BEFORE) : p.figure.start])
        or (p.figure.kind == "percent" and is_tolerance(text, p.figure.start))
        else metric
        for p, metric in zip(places, measured, strict=True)
    ]


def _is_of_names(text: str, start: int, named: Collection[str]) -> bool:
    """Whether a figure stands in a table's row whose label says nothing, below a name.

    Of `| Training hardware | 2,048 | 16,384 |` below the names of models only words beside the
    figures tell more.
    """
    head = column_head(text, start).strip(" *")
    label = row_label(text, start).strip(" *")
    return bool(label) and head in named and label not in named
