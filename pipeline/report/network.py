"""Who is named with whom: entities in one sentence."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import NamedTuple

from pipeline.report.corpus import Corpus
from pipeline.report.ranking import Ranked, count_stance

_LONGEST_LIST = 12


class Pair(NamedTuple):
    """Two entities, the number of sentences that name both, and their stance."""

    one: str
    other: str
    sentences: int
    optimistic: int
    neutral: int
    cautionary: int


def pairs(corpus: Corpus, ranked: list[Ranked], *, nodes: int = 40, edges: int = 90) -> list[Pair]:
    """The pairs named together most often, among the `nodes` entities named most.

    A model and its own maker are left out: that Gemini is named with Google says nothing.

    A sentence that names more than a dozen of them is a list, which says nothing of any two: two
    that meet in lists alone are no pair. A pair's sentences are all that name both, lists too, so
    that its number is that of the sentences a reader finds. A name of a company and of its model
    that is one word (DeepSeek) stays two entities.
    """
    chosen = {r.entity.entity_id for r in ranked[:nodes]}
    together: Counter[tuple[str, str]] = Counter()
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, sentence in enumerate(corpus.sentences):
        named = [e for e in sentence.entities if e in chosen]
        for pair in combinations(named, 2):
            if not _one_house(corpus, *pair):
                together[pair] += len(named) <= _LONGEST_LIST
                numbers.setdefault(pair, []).append(number)
    meeting = (p for p in numbers if together[p] > 1)
    order = sorted(meeting, key=lambda p: (-len(numbers[p]), p))
    return [Pair(*p, len(numbers[p]), *count_stance(corpus, numbers[p])) for p in order[:edges]]


def _one_house(corpus: Corpus, one: str, other: str) -> bool:
    """Whether one of the two is the other's maker, or both are models of one maker."""
    makers = [corpus.entities[e].maker_id if e in corpus.entities else None for e in (one, other)]
    return (
        makers[0] == other or makers[1] == one or (makers[0] is not None and makers[0] == makers[1])
    )
