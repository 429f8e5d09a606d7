"""Texts of good or of bad news only, put together from labelled single sentences.

Articles of people hardly ever are one-sided and plain: who writes that all is lost mostly goes on
to say that it is not. Models that learn from articles alone take the plainest bad news for such an
opening, and a text of nothing else for balanced.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from pipeline.classify.labels import LabelledDocument, read_together

_SIZE: Final = 8
_LEAST: Final = 4
# Of whole documents there are thousands; these few must be heard among them.
_WEIGHT: Final = 3.0


def with_one_sided(labelled: Sequence[LabelledDocument]) -> list[LabelledDocument]:
    """`labelled`, where every second single sentence with a sign stands in a one-sided text.

    Each text is of one language and has four to eight sentences of one label, which is its stance;
    what is left over stays as it is.
    """
    kept: list[LabelledDocument] = []
    taken: dict[tuple[str, str], list[LabelledDocument]] = defaultdict(list)
    seen: Counter[tuple[str, str]] = Counter()
    for document in labelled:
        key = document.language, document.labels[0]
        sided = document.labels[0] in ("optimistic", "cautionary")
        single = len(document.labels) == 1 and sided
        seen[key] += single
        if single and seen[key] % 2:
            taken[key].append(document)
        else:
            kept.append(document)
    for (language, label), singles in sorted(taken.items()):
        for start in range(0, len(singles), _SIZE):
            part = singles[start : start + _SIZE]
            if len(part) < _LEAST:
                kept += part
                continue
            texts = [document.document.sentences[0].text for document in part]
            together = read_together(texts, language)
            labels = (label,) * len(part)
            kept.append(
                LabelledDocument(together, labels, language, label, weight=_WEIGHT, assembled=True)
            )
    return kept


__all__ = ["with_one_sided"]
