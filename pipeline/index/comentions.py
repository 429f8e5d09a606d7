"""Who is named with whom: pairs of entities by the documents and the sentences they share."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final, NamedTuple

MOST: Final = 50
"""Of how many entities a document or a sentence counts pairs, those it names most: a list of
thousands would make millions of pairs that say nothing."""

Pair = tuple[str, str]


class Pairs(NamedTuple):
    """How many documents and how many sentences name both entities of each pair."""

    documents: Counter[Pair]
    sentences: Counter[Pair]


def pairs(mentions: Iterable[Mapping[str, Any]]) -> Pairs:
    """The pairs in the documents whose rows of the mentions table these are."""
    by_document: dict[str, Counter[str]] = defaultdict(Counter)
    by_sentence: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for row in mentions:
        by_document[row["doc_id"]][row["entity_id"]] += 1
        by_sentence[row["doc_id"], row["sentence_id"]][row["entity_id"]] += 1
    documents = Counter(pair for named in by_document.values() for pair in _of(named))
    sentences = Counter(
        pair for named in by_sentence.values() for pair in _of(named) if pair in documents
    )
    return Pairs(documents, sentences)


def comention_rows(
    found: Pairs, documents: Mapping[str, int], total: int
) -> Iterator[tuple[object, ...]]:
    """Rows of the comentions table: pairs that share a sentence or two documents, by their ids.

    Args:
        found: the pairs of the corpus.
        documents: how many documents name each entity.
        total: how many documents there are.
    """
    for pair in sorted(found.documents):
        both = found.documents[pair]
        shared = found.sentences.get(pair, 0)
        if both == 1 and not shared:
            continue  # side by side in one document, and not even in a sentence
        score = _npmi(both, documents[pair[0]], documents[pair[1]], total)
        yield (*pair, both, shared, round(score, 6))


def _of(named: Counter[str]) -> Iterator[Pair]:
    most = sorted(named, key=lambda entity_id: (-named[entity_id], entity_id))[:MOST]
    return combinations(sorted(most), 2)


def _npmi(both: int, one: int, other: int, total: int) -> float:
    """Normalised pointwise mutual information (Bouma 2009), by documents."""
    if both >= total:
        return 0.0  # everywhere together: nothing is known of chance
    return math.log(both * total / (one * other)) / -math.log(both / total)
