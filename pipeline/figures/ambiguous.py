"""Units that mean different things in different places: 块, times, 个点, 度."""

from __future__ import annotations

import re

from pipeline.figures.counts import is_arabic
from pipeline.figures.money import is_coin
from pipeline.figures.reading import Kind, Reading

_COINS = frozenset("块塊")
_POINTS = frozenset(("个点", "個點"))
_SMALLEST = frozenset(("毛钱", "毛錢", "角钱", "角錢", "分钱", "分錢", "块钱", "塊錢"))
_MOVED = re.compile(r"[涨漲跌拉套升降高低提差赚賺亏虧回撤占佔让讓减減增掉][^，。,;；\n]{0,6}$")
_TRADED = re.compile(r"[涨漲跌拉套仓倉撤弹彈][^，。,;；\n]{0,6}$")
_FREQUENCY = re.compile(r" (?:a|an|per|each|every) [a-z]+\b(?! (?:as|more|less))")
_REPEATED = re.compile(
    r"\b(?:it|them|this|that|him|her|me|us|tried|ran|asked|called|tested|repeated|failed|happened)"
    r" (?:about |some |over |nearly |more than )?$"
)
_ENDS = re.compile(r"[.,;:!?)]| (?:and|before|in|on|until|with|without)\b|$")
_FAHRENHEIT = re.compile(r"[华華]氏(?:[温溫]度)?(?:[为為是达達]|[达達]到)?$")
_NOTHING = re.compile(r"[没沒不无無][^，。,;；\n]{0,6}$")


class NotAFigureError(Exception):
    """The number counts nothing here."""


def unit_in_context(
    reading: Reading, alias: str, span: tuple[int, int], numeral: str, value: float
) -> tuple[Kind, str] | None:
    """Kind and canonical unit that `alias` has at `span`, None where it is what the data says.

    Raises:
        NotAFigureError: the number is none here (三个点要讲, 没赚一分钱).
    """
    text, (begin, end) = reading.text, span
    if alias in _COINS:
        return ("money", reading.currency) if is_coin(text, begin, end, value) else None
    if alias == "times" and value > 1:
        repeated = _REPEATED.search(text, max(0, begin - 16), begin) and _ENDS.match(text, end)
        if repeated or _FREQUENCY.match(text, end):
            return "quantity", "time"
    if alias in _POINTS:
        small = len(numeral) == 1 and not is_arabic(numeral)
        if small and not _MOVED.search(text, max(0, begin - 8), begin):
            raise NotAFigureError
        traded = _TRADED.search(text, max(0, begin - 8), begin)
        return "percent", "%" if traded else "pp"
    if alias == "度" and _FAHRENHEIT.search(text, max(0, begin - 6), begin):
        return "quantity", "℉"
    if alias in _SMALLEST and value == 1 and _NOTHING.search(text, max(0, begin - 8), begin):
        raise NotAFigureError
    return None
