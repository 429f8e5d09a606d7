"""Entities and topics by month: how often they are named, and the stance towards them."""

from __future__ import annotations

import datetime
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.contract import STANCES

Key = tuple[str, datetime.date]


class Months:
    """Counts by entity and month, which are added up over the parts of a corpus."""

    def __init__(self) -> None:
        self.documents: Counter[Key] = Counter()
        self.mentions: Counter[Key] = Counter()
        self.labels: Counter[tuple[Key, str]] = Counter()
        self.scores: dict[Key, array[float]] = {}

    def add(self, other: Months) -> None:
        """Add the counts of another part, which comes later."""
        # `+=` of counters goes through all they hold, at each part anew.
        self.documents.update(other.documents)
        self.mentions.update(other.mentions)
        self.labels.update(other.labels)
        for key, scores in other.scores.items():
            self.scores.setdefault(key, array("d")).extend(scores)

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Rows of the timeline table, in the order of ids and months."""
        for key in sorted(self.documents):
            scores = self.scores.get(key, array("d"))
            yield (
                *key,
                self.documents[key],
                self.mentions[key],
                *(self.labels[key, label] for label in STANCES),
                round(sum(scores) / len(scores), 6) if scores else None,
            )


def months(
    published: Mapping[str, datetime.date | None],
    mentions: Iterable[Mapping[str, Any]],
    stance: Iterable[Mapping[str, Any]],
) -> Months:
    """The counts of a part; documents without a date are in no month.

    Args:
        published: the date of each document.
        mentions: rows of the mentions table.
        stance: rows of the stance table, of all levels.
    """
    found = Months()
    month_of = {d: day.replace(day=1) for d, day in published.items() if day is not None}
    seen: dict[tuple[str, str], None] = {}
    for row in mentions:
        month = month_of.get(row["doc_id"])
        if month is not None:
            found.mentions[row["entity_id"], month] += 1
            seen[row["doc_id"], row["entity_id"]] = None
    for row in stance:
        month = month_of.get(row["doc_id"]) if row["level"] == "target" else None
        if month is not None:
            key = row["entity_id"], month
            found.labels[key, row["label"]] += 1
            found.scores.setdefault(key, array("d")).append(row["score"])
            seen[row["doc_id"], row["entity_id"]] = None
    found.documents.update((entity_id, month_of[doc_id]) for doc_id, entity_id in seen)
    return found
