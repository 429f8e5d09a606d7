"""Stance over time: sentences counted by day, week, month or year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from pipeline.report.corpus import Corpus

Counts = tuple[int, int, int]
"""Optimistic, neutral and cautionary sentences."""

_RIM = 100
"""Of so many documents the first and the last may lie far from all others."""

_DAYS_BY_DAY = 31
_DAYS_BY_WEEK = 400
_DAYS_BY_MONTH = 3_700


class Timeline(NamedTuple):
    """Buckets of time, and the sentences in each.

    `buckets` are first and last day (ISO 8601, both inside), without a gap; `corpus` has counts for
    each; `entities` maps an entity to bucket → counts, where it is named at all. In no bucket are
    documents without a date (`undated`) and the few that lie far from all others (`outside`).
    """

    unit: str
    buckets: list[tuple[str, str]]
    corpus: list[Counts]
    entities: dict[str, dict[int, Counts]]
    undated: int
    outside: int


def unit_for(days: int) -> str:
    """The unit in which a stretch of so many days is read at a glance."""
    if days <= _DAYS_BY_DAY:
        return "day"
    if days <= _DAYS_BY_WEEK:
        return "week"
    return "month" if days <= _DAYS_BY_MONTH else "year"


def start_of(day: date, unit: str) -> date:
    """The first day of the day's week (a Monday), month or year; the day itself by day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def next_start(start: date, unit: str) -> date:
    """The first day of the bucket after the one that begins on `start`; none is after 9999."""
    if start.year == MAXYEAR:
        return date.max
    if unit == "month":
        return (start + timedelta(days=31)).replace(day=1)
    if unit == "year":
        return start.replace(year=start.year + 1)
    return start + timedelta(days=7 if unit == "week" else 1)


def timeline(corpus: Corpus, entities: Iterable[str]) -> Timeline:
    """Count the sentences of the corpus, and those that name each of `entities`, over time."""
    dates = [d.published and date.fromisoformat(d.published) for d in corpus.documents]
    known = sorted(d for d in dates if d)
    if not known:
        return Timeline("day", [], [], {}, len(dates), 0)
    # One wrong date (1970, 2099) would press all others into a corner.
    rim = len(known) // _RIM
    first, last = known[rim], known[-1 - rim]
    unit = unit_for((last - first).days + 1)
    starts = [start_of(first, unit)]
    while starts[-1] < (following := next_start(starts[-1], unit)) <= last:
        starts.append(following)
    position = {start: n for n, start in enumerate(starts)}
    bucket_of = [position.get(start_of(d, unit)) if d else None for d in dates]
    buckets = [
        (s.isoformat(), (next_start(s, unit) - timedelta(days=1)).isoformat()) for s in starts
    ]

    def counted(numbers: Iterable[int]) -> dict[int, Counts]:
        found: dict[int, list[int]] = {}
        for number in numbers:
            sentence = corpus.sentences[number]
            bucket = bucket_of[sentence.document]
            if bucket is not None:
                counts = found.setdefault(bucket, [0, 0, 0])
                counts[_COLUMN.get(sentence.stance, 1)] += 1
        return {b: (c[0], c[1], c[2]) for b, c in sorted(found.items())}

    everything = counted(range(len(corpus.sentences)))
    return Timeline(
        unit,
        buckets,
        [everything.get(n, (0, 0, 0)) for n in range(len(buckets))],
        {e: counted(corpus.named_in.get(e, ())) for e in entities},
        len(dates) - len(known),
        sum(bucket is None for bucket in bucket_of) - (len(dates) - len(known)),
    )


_COLUMN = {"optimistic": 0, "cautionary": 2}
