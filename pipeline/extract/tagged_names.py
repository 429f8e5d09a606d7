"""What the tagger says of each name of a document, all its places together."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.phrase_words import is_phrase
from pipeline.extract.span_features import PAD, RARE, Page, Places
from pipeline.extract.tagger import Tagging

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
SURE: Final = MappingProxyType(
    {
        "company": 2.0,
        "plain company": 2.4,
        "model": 4.0,
        "versioned model": 0.3,
        "person": 0.5,
        "latin company": 3.0,
    }
)
"""Log-odds from which the tagger alone makes a name of each type, of Latin ones where it differs.

Texts on software are full of products, functions and papers that stand capitalised as firms do; and
a firm whose name begins with a common word (目光科技) looks as a phrase does (开源 AI, 七家科技).
"""
# 扶摇 V2 Pro, 海音2.0: the version says that it is one.
_VERSIONED: Final = re.compile(r"[\u4e00-\u9fff][ -]?V?\d|[A-Za-z]{3,}[ -]V?\d")
# A title before a name is none of it: Madam Tan, Boss Fei.
_TITLED: Final = re.compile(
    r"(?:Mrs?|Ms|Miss|Dr|Prof|Professor|Sir|Madam|Mdm|Mme|Boss|Kru|Chief"
    r"|Captain|Coach|Judge|Justice|Minister|Senator|Pastor|Reverend|Rev|Datuk|Dato"
    r"|Brother|Superintendent|Inspector|Councillor|Sergeant|Detective)\.? "
)
_CLOSING: Final = frozenset("）)】」』”，。、；：")
_REPEAT: Final = 0.5
_SELDOM: Final = -1.0
_NONE: Final = -4.0
_MOST: Final = 5.0
_SURE_PERSON: Final = 2.0
_DOUBTFUL: Final = -1.5
_COMMON: Final = 0.5
_COMMON_FROM: Final = RARE + 5
_LONG_WORD: Final = RARE + 10
_SHARE: Final = 0.15


@dataclass(slots=True)
class _Seen:
    best: dict[str, float] = field(default_factory=dict)
    total: dict[str, float] = field(default_factory=dict)
    places: list[tuple[int, int]] = field(default_factory=list)


class TaggedNames:
    """The surfaces that the tagger took for names, with the evidence for each type as log-odds.

    Args:
        text: the document's text.
        page: the same, cut into words.
        tagging: what the tagger found in it.
        is_free: whether a span touches no known name.
    """

    def __init__(
        self,
        text: str,
        page: Page,
        tagging: Tagging,
        is_free: Callable[[int, int], bool],
    ) -> None:
        self._text = text
        self._page = page
        self._odds: dict[tuple[str, str], float] = {}
        self._active = np.concatenate(([0], np.cumsum(tagging.active)))
        self._seen: dict[str, _Seen] = {}
        self._at: dict[int, list[tuple[int, int, str]]] = {}
        for start, end, type_, probability in tagging.names:
            titled = _TITLED.match(text, start, end) if type_ == "person" else None
            begin = titled.end() if titled else start
            # 李旖（Vivian Lee）表示: the bracket that closes behind a name is none of it.
            while end > begin and text[end - 1] in _CLOSING:
                end -= 1
            if begin < end and is_free(begin, end):
                seen = self._seen.setdefault(text[begin:end], _Seen())
                seen.best[type_] = max(seen.best.get(type_, 0.0), probability)
                seen.total[type_] = seen.total.get(type_, 0.0) + probability
                seen.places.append((begin, end))
                for at in range(begin, end):
                    self._at.setdefault(at, []).append((begin, end, type_))

    def may_be(self, begin: Places, end: Places) -> npt.NDArray[np.bool_]:
        """Whether a name may stand in each span, for spans of shape (spans,)."""
        inside: npt.NDArray[np.bool_] = self._active[end] > self._active[begin]
        return inside

    def odds(self, surface: str, type_: str) -> float:
        """The log-odds that `surface` is a name of this type in the document."""
        known = self._odds.get((surface, type_))
        if known is None:
            known = self._odds[surface, type_] = self._computed(surface, type_)
        return known

    def _computed(self, surface: str, type_: str) -> float:
        seen = self._seen.get(surface)
        if seen is None or type_ not in seen.best or is_phrase(surface):
            return _NONE
        best = min(max(seen.best[type_], 1e-3), 1 - 1e-3)
        total = math.log(best / (1 - best)) + _REPEAT * min(2, len(seen.places) - 1)
        if len(seen.places) * 3 < self._text.count(surface):
            total += _SELDOM
        start, end = seen.places[0]
        if int(self._page.lengths[start + PAD]) == end - start:
            # A word of the dictionary, the more common the more likely no more than that.
            level = int(self._page.commonness[start + PAD])
            total -= _COMMON * max(0, min(level, _LONG_WORD) - _COMMON_FROM)
        return min(total, _MOST)

    def boost(self, surface: str, type_: str) -> float:
        """What the tagger adds to the log-odds that other evidence gives a surface."""
        return _SHARE * max(0.0, self.odds(surface, type_) - _NONE - 1)

    def rivals(self, start: int, end: int) -> float:
        """The log-odds of the likeliest name that overlaps the span and has other bounds."""
        found = _NONE
        for at in range(start, end):
            for a, b, type_ in self._at.get(at, ()):
                if (a, b) != (start, end):
                    found = max(found, self.odds(self._text[a:b], type_))
        return found

    def is_within_person(self, start: int, end: int) -> bool:
        """Whether a person of whom there is no doubt overlaps a span: 濮小灿 in 濮小灿蹲."""
        return any(
            type_ == "person"
            and (a, b) != (start, end)
            and self.odds(self._text[a:b], type_) > _SURE_PERSON
            for at in (start, end - 1)
            for a, b, type_ in self._at.get(at, ())
        )

    def names(self, type_: str, *, han: bool) -> Iterator[tuple[str, float]]:
        """Surfaces of this type that are sure, with or without Han characters."""
        for surface, seen in self._seen.items():
            if type_ in seen.best and bool(_HAN.search(surface)) is han:
                odds = self.odds(surface, type_)
                # Of a name that looks like two things, all places together decide which it is.
                floor = self.floor(type_, han=han)
                if han and type_ == "company" and self._is_plain(seen.places[0][0]):
                    floor = max(floor, SURE.get("plain company", floor))
                if type_ == "model" and _VERSIONED.search(surface):
                    floor = min(floor, SURE.get("versioned model", floor))
                if odds > floor and seen.total[type_] >= max(seen.total.values()):
                    yield surface, odds

    def doubtful(self, type_: str) -> Iterator[tuple[str, float]]:
        """Names in Han characters likeliest of this type but not sure, with their odds."""
        for surface in self._seen:
            if len(surface) > 1 and _HAN.search(surface) and self.leading(surface) == type_:
                odds = self.odds(surface, type_)
                if _DOUBTFUL < odds <= self.floor(type_, han=True):
                    yield surface, odds

    def _is_plain(self, start: int) -> bool:
        """Whether a common word stands there."""
        level = int(self._page.commonness[start + PAD])
        return level > (_COMMON_FROM if int(self._page.lengths[start + PAD]) > 1 else _LONG_WORD)

    def leading(self, surface: str) -> str | None:
        """The type that all places of a surface together speak for most; None if it is unseen."""
        seen = self._seen.get(surface)
        return max(sorted(seen.total), key=seen.total.__getitem__) if seen else None

    def floor(self, type_: str, *, han: bool) -> float:
        """The log-odds from which the tagger alone makes a name of this type."""
        return SURE[type_] if han else SURE.get(f"latin {type_}", SURE[type_])

    def places(self, surface: str) -> list[tuple[int, int]]:
        """Where the tagger saw it; nowhere if it did not."""
        seen = self._seen.get(surface)
        return seen.places if seen else []
