"""The most telling sentences on either side: sure of their stance, about somebody, and readable."""

from __future__ import annotations

import math
from collections import Counter

from pipeline.report.corpus import Corpus, Document, Sentence

_SHORTEST_HAN, _LONGEST_HAN = 18, 140
_SHORTEST_LATIN, _LONGEST_LATIN = 50, 320
_MOST_OF_ONE_ENTITY = 2
_ENDS = ("。", "！", "？", ".", "!", "?", "」", "”", "…", "．")


def _readable(sentence: Sentence, document: Document) -> bool:
    latin = document.language == "en" or sentence.text.isascii()
    low, high = (_SHORTEST_LATIN, _LONGEST_LATIN) if latin else (_SHORTEST_HAN, _LONGEST_HAN)
    text = sentence.text.strip()
    return (
        not sentence.heading
        and low <= len(text) <= high
        and "\n" not in text
        and text.endswith(_ENDS)
        and bool(sentence.names)
    )


def telling(corpus: Corpus, stance: str, *, count: int = 8) -> list[int]:
    """The numbers of the sentences that say most clearly what `stance` says.

    Ordered by score times confidence, with a little weight for entities much spoken of. At most one
    a document and two an entity; copies of another document are passed over.
    """
    weights = {e: math.log1p(len(numbers)) for e, numbers in corpus.named_in.items()}
    heaviest = max(weights.values(), default=1.0)

    def strength(number: int) -> float:
        sentence = corpus.sentences[number]
        about = max(weights[e] for e in sentence.entities) / heaviest
        return round(abs(sentence.score) * sentence.confidence * (0.8 + 0.2 * about), 9)

    candidates = [
        n
        for n, s in enumerate(corpus.sentences)
        if s.stance == stance
        and corpus.documents[s.document].duplicate_of is None
        and _readable(s, corpus.documents[s.document])
    ]
    chosen: list[int] = []
    seen: set[str] = set()
    documents: set[int] = set()
    entities: Counter[str] = Counter()
    for number in sorted(candidates, key=lambda n: (-strength(n), n)):
        sentence = corpus.sentences[number]
        named = sentence.entities
        if sentence.document in documents or sentence.text in seen:
            continue
        if any(entities[e] >= _MOST_OF_ONE_ENTITY for e in named):
            continue
        chosen.append(number)
        seen.add(sentence.text)
        documents.add(sentence.document)
        entities.update(named)
        if len(chosen) == count:
            break
    return chosen
