"""What a figure measures where the words right beside it leave no doubt.

The choice among metrics is learned and goes by all words around a figure; a few frames are surer
than it: earnings of so much a share, a firm that is worth so much, money raised at a valuation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.mention import Mention

_REACH: Final = 90
HEDGES: Final = (
    "about|around|roughly|nearly|almost|some|over|more than|as much as|at least|up to|just"
    "|an estimated"
)
"""What may stand between a word and the amount that it leads to."""
_ADVERBS: Final = rf"(?:(?:{HEDGES}|a|another) )*"
# 18 cents a share is of what was named last: earnings, a dividend, a price.
_OF_SHARES: Final = re.compile(
    r"\b(?:(?P<profit>earnings|earned|net income|profits?|EPS)"
    r"|(?P<dividend>dividends?|payout|distribution)"
    r"|(?P<share_price>share price|price|priced|prices|stock|shares|closed|traded|trading|bid|offer"
    r"|acquir\w*|buy|bought|purchase|takeover|target))\b"
    r"|(?P<profit_zh>每股(?:收益|盈利|盈余|纯益|净利)|EPS)|(?P<dividend_zh>股息|派息|分红|股利)",
    re.I,
)
_SET_AGAINST: Final = re.compile(
    r"[^.;\n]{0,40}\b(?:consensus|expect\w*|estimate\w*|forecast\w*|from|versus|vs|compared|against"
    r"|analysts|year earlier)\b[^.;\n]{0,24}",
    re.I,
)
_CENTS: Final = re.compile(r"\bcents?\b|¢")
_A_SHARE: Final = 1000.0  # more is no share's
_WORTH: Final = re.compile(
    r"(?:,? (?:which |who )?(?:is|was|are|were|became)(?: now| still| already| today)?|,|, now"
    r"|, then)"
    rf" worth {_ADVERBS}$"
)
_AT: Final = re.compile(rf"(?:,| is| was) at {_ADVERBS}$")
# its contract with OpenAI, worth $300 billion
_PROMISE: Final = re.compile(
    r"\b(?:contract|deal|agreement|order|pact|lease|commitment|bond|investment|stake|loan|transaction"
    r"|grant|purchase)s?\b[^,;]*$"
)
_LISTED: Final = 1e12  # a value that only firms on an exchange have
_FIRM: Final = 1e6
_RAISED: Final = re.compile(rf"\brais(?:e|ed|es|ing) {_ADVERBS}$", re.I)
_LENT: Final = re.compile(r"[^.;\n]{0,40}\b(?:debt|bonds?|notes|loans?|credit|stake|prices?)\b")
_AT_VALUATION: Final = re.compile(
    r"(?: (?!and\b)[a-z-]+){0,4},? (?:at|on) an? (?:[a-z-]+ ){0,3}"
    r"(?:[A-Z]{0,3}[$€£¥])?[0-9][0-9.,]*(?: ?(?:million|billion|trillion|m|bn|tn))?"
    r"(?: (?:euros?|dollars?|pounds|yuan))?(?: (?:pre|post)-money)? valuation"
)


def framed_metrics(
    text: str, mentions: Sequence[Mention], places: Sequence[FigurePlace]
) -> dict[int, str]:
    """The metric of each figure that stands in such a frame, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        mentions: the names in it that figures may be about, in order.
        places: its figures, in order.
    """
    found: dict[int, str] = {}
    ends = [m.end for m in mentions]
    for place in places:
        figure = place.figure
        if figure.kind != "money":
            continue
        low = max(place.sentence.start, figure.start - _REACH)
        before = text[low : figure.start]
        metric = _of_share(text, place, before, found)
        if metric is None and figure.value >= _FIRM:
            metric = _of_firm(text, figure.start, figure.end, figure.value, before, ends)
        if metric is not None:
            found[figure.start] = metric
    return found


def _of_share(text: str, place: FigurePlace, before: str, found: dict[int, str]) -> str | None:
    figure = place.figure
    if figure.value >= _A_SHARE:
        return None
    if figure.per == "share":
        words = list(_OF_SHARES.finditer(before))
        named = words[-1].lastgroup if words else None
        return named.removesuffix("_zh") if named else None
    last = place.previous.figure if place.previous is not None else None
    if (
        last is not None
        and found.get(last.start) == "profit"
        and last.per == "share"
        and _CENTS.search(last.surface + figure.surface)
        and _SET_AGAINST.fullmatch(text, last.end, figure.start)
    ):
        return "profit"
    return None


def _of_firm(
    text: str, start: int, end: int, value: float, before: str, ends: Sequence[int]
) -> str | None:
    """What an amount right behind a firm's name is: what it is worth, what it raised."""
    for pattern in (_WORTH, _AT):
        frame = pattern.search(before)
        if frame is not None:
            place = start - len(before) + frame.start()
            named = bisect_right(ends, place)
            if _PROMISE.search(before, 0, frame.start()):
                return None
            if named and ends[named - 1] == place and (pattern is _WORTH or value >= _LISTED):
                return "market_cap" if value >= _LISTED else "valuation"
    raised = _RAISED.search(before) is not None and not _LENT.match(text, end)
    return "funding" if raised or _AT_VALUATION.match(text, end) else None


__all__ = ["HEDGES", "framed_metrics"]
