"""Entities in the order of how much they are spoken of, with what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.report.corpus import Corpus, Entity

_LEAST_DOCUMENTS = 5
_LEAST_SENTENCES = 30


class Ranked(NamedTuple):
    """An entity with the number of documents and sentences that name it, and their stance."""

    entity: Entity
    documents: int
    sentences: int
    optimistic: int
    neutral: int
    cautionary: int

    @property
    def net(self) -> float:
        """Optimistic less cautionary sentences, as a share of all: -1 to +1."""
        return (self.optimistic - self.cautionary) / self.sentences if self.sentences else 0.0


def count_stance(corpus: Corpus, numbers: Iterable[int]) -> tuple[int, int, int]:
    """How many of these sentences are optimistic, neutral and cautionary."""
    counts = Counter(corpus.sentences[n].stance for n in numbers)
    return counts["optimistic"], counts["neutral"] + counts["mixed"], counts["cautionary"]


def rank(corpus: Corpus) -> list[Ranked]:
    """All entities that a sentence names, those in most sentences first."""
    rows = []
    for entity_id, numbers in corpus.named_in.items():
        entity = corpus.entities.get(entity_id) or Entity(entity_id, "", entity_id, None)
        documents = len({corpus.sentences[n].document for n in numbers})
        rows.append(Ranked(entity, documents, len(numbers), *count_stance(corpus, numbers)))
    return sorted(rows, key=lambda r: (-r.sentences, -r.documents, r.entity.entity_id))


class Extremes(NamedTuple):
    """The entities spoken of best and worst, among those that enough documents name."""

    best: Ranked
    worst: Ranked
    least_documents: int


def extremes(ranked: list[Ranked], documents: int) -> Extremes | None:
    """Who is spoken of best and worst; None where too few are named often enough to compare."""
    least = max(_LEAST_DOCUMENTS, documents // 20)
    enough = [r for r in ranked if r.documents >= least and r.sentences >= _LEAST_SENTENCES]
    if len(enough) < 2:
        return None
    return Extremes(
        max(enough, key=lambda r: (r.net, r.sentences)),
        min(enough, key=lambda r: (r.net, -r.sentences)),
        least,
    )
