"""Where a text speaks of products and terms, which no finder takes for other names."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.plain_words import is_given_name, is_plain_word
from pipeline.knowledge.entity import Entity, KnowledgeBase
from pipeline.knowledge.gazetteer import Gazetteer, shape
from pipeline.knowledge.products import products

_NEAR: Final = 60
# What may stand around a product in a longer name of the same thing: Antigravity CLI 1.0.3.
_WORD: Final = (
    r"(?:[Vv]?\d[\w.+]*|AI|CLI|SDK|API|IDE|LPU|GPU|Apps?|Agents?|Skills?|Plugin|Studio|Cloud|Project"
    r"|Catalog|Heavy|Pro|Max|Ultra|Tier|Google|芯片|框架|平台|计划|基准|项目|代号)"
)
_REST: Final = re.compile(rf"[\s\-·]*(?:{_WORD}[\s\-·]*)*")
_VERSION: Final = re.compile(r"[Vv]?\d[\w.]*")
_GAPS: Final = frozenset(["", " ", "-"])


class ProductPlaces:
    """The places of products in one text.

    Args:
        text: the document's text, in simplified script.
        known: the listed names in it, for the makers.
        base: the knowledge base that lists them.
    """

    def __init__(self, text: str, known: Sequence[Mention], base: KnowledgeBase) -> None:
        self._text = text
        hits = [h for h in _listed().find(text, shape(text)) if h.exact]
        doubtful = [h for h in hits if _is_doubtful(h.entities[0])]
        makers: dict[str, list[int]] = {}
        if doubtful:
            for mention in known:
                for owner in {mention.entity_id, base.maker_of(mention.entity_id)}:
                    makers.setdefault(owner or "", []).append(mention.start)
        # A word of the language is the product where its maker stands beside it once.
        meant = {
            text[h.start : h.end]
            for h in doubtful
            if _is_near(makers.get(h.entities[0].maker or "", ()), h.start)
        }
        self._spans = sorted(
            (h.start, h.end)
            for h in hits
            if not _is_doubtful(h.entities[0]) or text[h.start : h.end] in meant
        )
        self._starts = [start for start, _ in self._spans]
        self._longest = max((end - start for start, end in self._spans), default=0)

    def _around(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The products that touch `text[start:end]` or end a gap before it."""
        low = bisect_left(self._starts, start - self._longest - 1)
        return self._spans[low : bisect_left(self._starts, end)]

    def is_within(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` is only a part of a product's name."""
        around = self._around(start, end)
        return any(a <= start and end <= b and (a, b) != (start, end) for a, b in around)

    def refuse(self, start: int, end: int) -> bool:
        """Whether a span is a product, a part of one, or one with a version or a kind."""
        text = self._text
        for a, b in self._around(start, end):
            if a <= start and end <= b:
                return True
            if start <= a and b <= end:
                if _REST.fullmatch(text, start, a) and _REST.fullmatch(text, b, end):
                    return True
            elif b <= start and text[b:start] in _GAPS and _VERSION.fullmatch(text, start, end):
                return True
        return False


def _is_doubtful(product: Entity) -> bool:
    """Whether a product's name is a word or a given name as well, and its maker tells which."""
    if product.maker is None:
        return False
    return is_plain_word(product.name) or is_given_name(product.name)


def _is_near(starts: Sequence[int], at: int) -> bool:
    place = bisect_left(starts, at)
    return any(abs(s - at) <= _NEAR for s in starts[max(0, place - 1) : place + 1])


@functools.cache
def _listed() -> Gazetteer:
    return Gazetteer(
        KnowledgeBase(
            {
                p.name: Entity(p.name, "product", p.name, aliases=(p.name,), maker=p.maker)
                for p in products()
            }
        )
    )


__all__ = ["ProductPlaces"]
