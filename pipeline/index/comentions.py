"""Who is named with whom: pairs of entities by the documents and the sentences they share."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    by_document: dict[str, list[str]] = defaultdict(list)
    by_sentence: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in mentions:
        by_document[row["doc_id"]].append(row["entity_id"])
        by_sentence[row["doc_id"], row["sentence_id"]].append(row["entity_id"])
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
    # The others, by far the most, are side by side in one document and not even in a sentence.
    kept = [pair for pair, both in found.documents.items() if both > 1 or pair in found.sentences]
    for pair in sorted(kept):
        both = found.documents[pair]
        score = _npmi(both, documents[pair[0]], documents[pair[1]], total)
        yield (*pair, both, found.sentences.get(pair, 0), round(score, 6))


def _of(named: Sequence[str]) -> Iterator[Pair]:
    most = sorted(set(named))
    if len(most) > MOST:
        counts = Counter(named)
        most = sorted(sorted(most, key=lambda entity_id: -counts[entity_id])[:MOST])
    return combinations(most, 2)


def _npmi(both: int, one: int, other: int, total: int) -> float:
    """Normalised pointwise mutual information (Bouma 2009), by documents."""
    if both >= total:
        return 0.0  # everywhere together: nothing is known of chance
    return math.log(both * total / (one * other)) / -math.log(both / total)
