"""What a figure measures where the words right beside it leave no doubt.

The choice among metrics is learned and goes by all words around a figure; a few frames are surer
than it: earnings of so much a share, a firm that is worth so much, money raised at a valuation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.mention import Mention

_REACH: Final = 90
HEDGES: Final = (
    "about|approximately|around|roughly|nearly|almost|some|over|more than|as much as|at least"
    "|up to|just|an estimated"
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


_SPENT_BY: Final = r"(?:capex|capital (?:expenditures?|spending|outlays?))"


class _Frame(NamedTuple):
    """Words right before an amount and right behind it that say its metric; empty: any."""

    metric: str
    before: re.Pattern[str]
    behind: re.Pattern[str]
    unless: re.Pattern[str]  # behind it
    least: float = _FIRM


def _frame(
    metric: str, before: str = "", behind: str = "", unless: str = "(?!)", least: float = _FIRM
) -> _Frame:
    told = re.compile(f"(?:{before})$" if before else "", re.I)
    return _Frame(metric, told, re.compile(behind, re.I), re.compile(unless, re.I), least)


# In this order: what stands behind is surer than what stands before.
_FRAMES: Final = (
    # at a $60 billion pre-money valuation; 以40亿美元的投后估值
    _frame("valuation", behind=r" (?:(?:pre|post)-money |private )?valuation\b(?! gap)"),
    _frame(
        "valuation",
        behind=r"\s?的?(?:最新|目标|整体)?(?:投[后前])?估值"
        r"(?!方法|模型|体系|逻辑|[为达约到至近超逾高突破\s]{0,4}[0-9$])",
    ),
    _frame("valuation", behind=r" (?:takeover|buy-?out) (?:bid|offer)\b"),
    _frame("dividend", behind=r"\s?的?(?:股票|股份)?回购"),
    _frame("dividend", behind=r" (?:share |stock )?(?:buy-?backs?|repurchases?)\b"),
    _frame("revenue", behind=r"\s?的?(?:年|总|净)?(?:销售额|营业额|营业收入)(?![增占的])"),
    _frame(
        "investment",
        behind=rf" (?:in|on|of) (?:[a-z-]+ ){{0,2}}{_SPENT_BY}\b"
        r"| (?:investment|spending) (?:range|plan|budget)\b",
    ),
    _frame("funding", behind=r" (?:investment|infusion|injection) from\b"),
    # What it is about to lose, but no value, sales or contract that it loses.
    _frame(
        "loss",
        rf"\b(?:lose|loses|losing) {_ADVERBS}",
        unless=r"[^.;\n]{0,40}\b(?:value|valuation|cap|capitali[sz]ation|wealth|fortune|worth|sales"
        r"|revenues?|business|customers?|clients?|contracts?|deals?|orders?|funding|grants?"
        r"|a (?:seat|token|call))\b",
    ),
    _frame(
        "revenue",
        # A round or an offering brings in capital.
        r"(?<!round )(?<!IPO )(?<!offering )(?<!listing )(?<!flotation )(?<!sale )"
        rf"\b(?:generat(?:e|es|ed|ing)|bring(?:s|ing)? in|brought in) {_ADVERBS}",
        unless=r"[^.;\n]{0,24}\b(?:profits?|savings?|loss(?:es)?|cash|earnings|income|investments?"
        r"|funding|value|capital|EBITDA|tax(?:es)?|returns?)\b",
        least=1e5,
    ),
    _frame(
        "investment", rf"\b(?:investment|spending) (?:range|plan|budget)s? (?:of|at) {_ADVERBS}"
    ),
    _frame("investment", rf"\b{_SPENT_BY}\b[^.;,\n0-9]{{0,40}}"),
    _frame("investment", r"资本(?:开支|支出|预算)[^，,。；;\n0-9]{0,12}"),
    _frame("funding", r"(?<!债务)(?<!债券)(?<!质押)(?:融资|募资)(?:了|约|近|超过?|逾|\s){0,3}"),
    _frame("revenue", r"(?:营收|收入|销售)(?:总?规模|总额|总量)[^，,。；;\n0-9]{0,10}"),
    _frame(
        "dividend",
        r"回购(?:了|金额|总额|规模|股[票份])?(?:累计|合计|共|约|近|达|为|超过?|逾|[ ]){0,3}",
    ),
    _frame(
        "valuation",
        r"\bvalu(?:e|es|ed|ing) (?:it|the (?:[A-Za-z-]+ ){1,3}?|[A-Z][\w.]+(?: [A-Z][\w.]+)?)"
        rf" ?(?:at|near) {_ADVERBS}",
    ),
)
_BOUGHT_BACK: Final = re.compile(r"[，,]?\s?(?:用于|以|来)?(?:完成|实施)?回购")
_EXPENDED: Final = re.compile(r"(?:斥资|耗资|动用|拿出)(?:约|近|逾|超过?)?\s?$")
# 毛利率73.5%，上下浮动50个基点: how far off a forecast may be measures nothing.
_TOLERANCE: Final = re.compile(
    r"(?:±|\+/-|[正上][负下](?:浮动|净动|波动|变动)?(?:约|为)?|浮动(?:区间|范围|幅度)?(?:为)?"
    r"|\bplus or minus|\bgive or take)\s?$"
)
# growing at a CAGR of 34.5%: of what was named last before it.
_RATE_OF_GROWTH: Final = re.compile(r"\b(?:CAGR|annual growth rates?)\b[^.;,\n0-9]{0,24}$", re.I)
_GROWS: Final = re.compile(
    r"\b(?:(?P<revenue>revenues?|sales|turnover)|(?P<profit>profits?|earnings)|(?P<market_size>markets?)"
    r"|(?P<users>users?)|(?P<shipments>shipments?))\b"
    r"|(?P<market_size_zh>市场|规模|产值)|(?P<revenue_zh>营收|收入|销售额)",
    re.I,
)
_SHARE_OF: Final = re.compile(rf"\b(?:account\w* for|represent(?:s|ed|ing)?) {_ADVERBS}$")


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
        low = max(place.sentence.start, figure.start - _REACH)
        before = text[low : figure.start]
        if figure.kind == "percent":
            metric = _of_growth(before)
            if metric is not None:
                found[figure.start] = metric
        if figure.kind != "money":
            continue
        metric = _of_share(text, place, before, found) or _by_frame(text, place, before)
        if metric is None and figure.value >= _FIRM:
            metric = _of_firm(text, figure.start, figure.end, figure.value, before, ends)
        if metric is not None:
            found[figure.start] = metric
    return found


def is_tolerance(text: str, start: int) -> bool:
    """Whether the figure at `start` says how far off another may be: 650亿美元（±2%）."""
    return _TOLERANCE.search(text, max(0, start - 16), start) is not None


def share_for_stake(text: str, start: int, metric: str | None) -> str | None:
    """`metric`, but a share of a market where `accounting for 47%` was taken for a holding."""
    told = metric == "stake" and _SHARE_OF.search(text, max(0, start - 40), start) is not None
    return "market_share" if told else metric


def _of_growth(before: str) -> str | None:
    """What grows at an English rate of growth."""
    rate = _RATE_OF_GROWTH.search(before)
    if rate is None:
        return None
    named = list(_GROWS.finditer(before, 0, rate.start()))
    return (named[-1].lastgroup or "").removesuffix("_zh") if named else "growth"


def _by_frame(text: str, place: FigurePlace, before: str) -> str | None:
    figure = place.figure
    for frame in _FRAMES:
        if (
            figure.value >= frame.least
            and frame.behind.match(text, figure.end)
            and frame.before.search(before)
            and not frame.unless.match(text, figure.end)
        ):
            return frame.metric
    bought = _EXPENDED.search(before) and _BOUGHT_BACK.match(text, figure.end)
    return "dividend" if bought else None


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


__all__ = ["HEDGES", "framed_metrics", "is_tolerance", "share_for_stake"]
