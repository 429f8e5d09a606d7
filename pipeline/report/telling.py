"""The most telling sentences on either side: sure of their stance, about somebody, and readable."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final

from pipeline.report.corpus import Corpus, Document, Sentence

_SHORTEST_HAN, _LONGEST_HAN = 18, 140
_SHORTEST_LATIN, _LONGEST_LATIN = 50, 320
_MOST_OF_ONE_ENTITY = 2
# What says that something is there now is news, not a view, which the classifier takes for praise.
_ANNOUNCES: Final = re.compile(
    "官方|宣布|宣佈|发布|發布|發佈|推出|上线|上線|开放|開放|新增|支持|支援|现已|現已|开源了|開源了|据报道|據報導"
    r"|\b(?:announc|releas|launch|introduc|roll(?:s|ed) out|unveil|now available|now supports?)",
    re.IGNORECASE,
)
_VIEW: Final = re.compile(
    "意味|说明|說明|证明|證明|代表|前景|未来|未來|机会|機會|风险|風險|泡沫|代价|代價|危机|危機|问题|問題|警告|质疑|質疑"
    "|认为|認為|真正|关键|關鍵|最大|核心|正在|越来越|越來越|不再|已经|已經|根本|恐怕|可能|才是|比"
    r"|\b(?:means?|shows?|proves?|future|risks?|bubble|cost|problem|warn|doubt|believ|really|"
    r"matters?|no longer|already|better|worse|never|best|worst|fear|hope|promis)",
    re.IGNORECASE,
)
# What it, this or they are stands in a sentence that is not shown.
_TORN: Final = re.compile(
    r"\W*(?:它|他|她|这|這|那|该|該|其|此|对此|對此|因此|所以|但|而|然而|不过|不過|同时|同時"
    r"|(?:it|they|he|she|this|that|these|those|but|so|and|however)\b)",
    re.IGNORECASE,
)
_QUOTES: Final = ("「」", "“”", "『』", "《》", "（）", "()")
_OF_NEWS, _OF_NO_VIEW, _OF_TORN, _OF_OTHER_SIDE = 0.8, 0.94, 0.85, 0.95
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
        and all(text.count(pair[0]) == text.count(pair[1]) for pair in _QUOTES)
    )


def _by_itself(sentence: Sentence, document: Document) -> float:
    """How well a sentence tells a view without those around it, up to 1."""
    text = sentence.text
    worth = 1.0
    if _ANNOUNCES.search(text):
        worth *= _OF_NEWS
    if not _VIEW.search(text):
        worth *= _OF_NO_VIEW
    if _TORN.match(text):
        worth *= _OF_TORN
    if document.stance in ("optimistic", "cautionary") and document.stance != sentence.stance:
        worth *= _OF_OTHER_SIDE
    return worth


def telling(corpus: Corpus, stance: str, *, count: int = 8) -> list[int]:
    """The numbers of the sentences that say most clearly what `stance` says.

    Ordered by score times confidence, with a little weight for entities much spoken of, and less
    for what announces a product, holds no view, leans on the sentence before, or stands against its
    document. At most one a document and two an entity; copies of another document are passed over.
    """
    weights = {e: math.log1p(len(numbers)) for e, numbers in corpus.named_in.items()}
    heaviest = max(weights.values(), default=1.0)

    def strength(number: int) -> float:
        sentence = corpus.sentences[number]
        about = max(weights[e] for e in sentence.entities) / heaviest
        worth = _by_itself(sentence, corpus.documents[sentence.document])
        return round(abs(sentence.score) * sentence.confidence * (0.8 + 0.2 * about) * worth, 9)

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
