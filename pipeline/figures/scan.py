"""Figures of a text: finds candidates, reads value, unit, qualifier and rate, drops the rest."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from pipeline.figures.ambiguous import NotAFigureError, unit_in_context
from pipeline.figures.beside import beside_figures
from pipeline.figures.coins import is_coins
from pipeline.figures.compared import with_compared
from pipeline.figures.counts import (
    CHIPS_TIMES,
    LARGE,
    bare_count,
    is_arabic,
    is_date,
    is_mils,
    is_name_number,
    noun_after,
)
from pipeline.figures.currency import (
    code_currency,
    is_priced,
    sign_currency,
    small_change,
    tenth_of_coin,
)
from pipeline.figures.durations import without_durations
from pipeline.figures.elliptic import elliptic_figures
from pipeline.figures.english import word_figures
from pipeline.figures.english_money import bare_dollar, coin_figures, in_money_of_text
from pipeline.figures.english_prose import with_prose
from pipeline.figures.grammar import candidate, start
from pipeline.figures.money import is_amount, share_currency
from pipeline.figures.numbers import DIGITS, MAGNITUDES, numeral_bounds
from pipeline.figures.ranges import is_range, range_figure
from pipeline.figures.rate_lists import share_rates
from pipeline.figures.reading import Figure, Reading
from pipeline.figures.region import declared_currency
from pipeline.figures.reject import is_vague, is_vague_magnitude, listed, names_number
from pipeline.figures.respective import share_units
from pipeline.figures.shares import SLASH, fixed_form, slash_fraction, tenths
from pipeline.figures.signs import minus_before
from pipeline.figures.small_counts import is_trivial
from pipeline.figures.states import with_states
from pipeline.figures.table_units import with_table_units
from pipeline.figures.units import Unit

_WORTH_BEFORE = frozenset(
    "从從砍BbCDFKYPRrsWMhXSNłL.年月卖賣格收课課钱錢餐了元圆圓金币幣分数數绩績为為是达達到:：efdgt薪资資价價费費租金款涨漲升降跌至本均盘盤报報约約"
)
_LOCAL_MONEY = frozenset("元圆圓")
_LOOSE = frozenset("成倍")
_MORE = re.compile(r"[多余餘几幾](?![少模元语語维維])")
_COINS = frozenset("块塊")
_TENTHS_OF_COIN = frozenset("毛角毫")
_TOP = re.compile(r"the (?:top|bottom) $|前 ?$")  # the top 3 percent of users, 前三成
# 降价前0.8元 is no first of a list
_EARLIER_PRICE = re.compile(
    r"(?:[降涨漲调調改提减減加][价價]|[调調]整|[税稅]|折|[补補][贴貼])前 ?$"
)
_MARKED = re.compile(r"(?:突破|冲破|衝破|跨过|跨過|逾|超过|超過|超|近|将近|將近|约|約)$")
_GPU_HOURS = re.compile(r" (?:NVIDIA )?[A-Z]{1,3}[0-9]{2,4}[A-Z]? (?:GPU[ -])?hours?\b")


def parse(
    text: str, *, region: str = "cn", blocked: Sequence[tuple[int, int]] = ()
) -> list[Figure]:
    """All figures of `text`, in order, not overlapping.

    `region`, a key of `units.REGION_CURRENCY`, decides what a bare 元 is; another raises
    `KeyError`. `blocked` are spans of names, half-open, in any order; no figure touches them.
    """
    names = [span for span in blocked if not is_priced(text[slice(*span)])]  # Rs 65 is no model
    reading = Reading(text, region, names, bare_dollar(text) if "$" in text else "USD")
    found = share_currency(text, _digit_figures(reading), reading.currency)
    found = share_units(reading, declared_currency(text, found, reading.currency))
    written = word_figures(reading) + elliptic_figures(reading) + coin_figures(reading)
    found = with_states(reading, _merge(found + written))
    found = beside_figures(reading, with_prose(reading, found))
    found = without_durations(text, with_compared(text, found))
    found = with_table_units(reading, found, functools.partial(parse, region=region))
    return share_rates(text, in_money_of_text(text, found))


def _merge(figures: list[Figure]) -> list[Figure]:
    """In order; where two overlap, money stays (`$4 trillion` question), else the longer."""
    merged: list[Figure] = []
    for figure in sorted(figures, key=lambda f: (f.start, f.start - f.end)):
        if not merged or figure.start >= merged[-1].end:
            merged.append(figure)
        elif _weight(figure) > _weight(merged[-1]):
            merged[-1] = figure
    return merged


def _weight(figure: Figure) -> tuple[bool, bool, int]:
    """Of two readings of one place money stays, then a share (3 in 10 adults), then the longer."""
    return figure.kind == "money", figure.kind == "percent", figure.end - figure.start


def _digit_figures(reading: Reading) -> list[Figure]:
    """Figures that start at a digit, a currency sign or a Han numeral."""
    text, search, match = reading.text, start().search, candidate().match
    named = bool(reading.blocked)
    found: list[Figure] = []
    at = search(text)
    while at is not None:
        position = at.start()
        name_end = reading.name_end(position) if named else None
        m = match(text, position) if name_end is None else None
        if name_end is not None:
            position = name_end
        elif m is None:
            position += 1
        elif m.lastgroup == "skip" or (m.lastgroup == "low" and _is_bare(text, m)):
            position = m.end()
        elif m["low"] is None:
            figure, position = fixed_form(reading, m), m.end()
            if figure is not None:
                position = figure.end
                found.append(figure)
        else:
            figure, position = _numbered(reading, m)
            if figure is not None:
                found.append(figure)
        at = search(text, position)
    return found


def _is_bare(text: str, m: re.Match[str]) -> bool:
    """Whether a number has nothing beside it that could make it a figure; a quick way out."""
    low = m["low"]
    if m["sign"]:
        return False
    if not low.replace(".", "", 1).isdecimal():
        return len(low) == 1
    begin, end = m.span()
    after = text[end : end + 2]
    if (
        after
        and after[0] in " -/"
        and ((after.isascii() and after[1:].isalpha()) or after[0] == "/")
    ):
        return False
    before = text[max(0, begin - 2) : begin].rstrip(" \u00a0")[-1:]
    return before not in _WORTH_BEFORE and not CHIPS_TIMES.match(text, end)


def _numbered(reading: Reading, m: re.Match[str]) -> tuple[Figure | None, int]:
    """The figure of a candidate with a number, or `None`, and where to go on."""
    if m["high"] is not None and is_range(reading, m):
        figure = range_figure(reading, m)
        if figure is not None:
            return figure, m.end()
    if not m["unit"] and not m["sign"] and is_arabic(m["low"]):
        slash = SLASH.match(reading.text, m.start())
        if slash:
            return slash_fraction(reading, slash), slash.end()
    end = max(m.end("low"), m.end("more"), m.end("unit"), m.end("halfmore"))
    figure = _single(reading, m, end)
    return figure, max(end, figure.end) if figure else end


def _single(reading: Reading, m: re.Match[str], end: int) -> Figure | None:
    """One number with its unit, sign or noun; `None` where it is no figure."""
    text, begin, low, more = reading.text, m.start(), m["low"], (m["more"] or "").strip()
    number_end = max(m.end("low"), m.end("more"))
    alias = m["unit"]
    if alias == "起" and is_amount(text, begin, number_end, low):  # 套餐39起
        alias, end = None, number_end
    if alias in ("model", "models") and low[-1] in "BMT":  # a 70B model has 70B parameters
        alias, end = None, number_end
    unit = reading.units[alias] if alias else None
    if unit and unit.noun and low[-1] == "B":  # 14B视频模型
        alias, unit, end = None, None, number_end
    if alias in listed("compound") and text[number_end] == "-":  # a 20-step plan
        return None
    bounds = numeral_bounds(low)
    if bounds is None:
        return None
    value, value_max = bounds
    kind, canonical, scale = reading.kind_of(unit)
    named = reading.ends_name(begin)
    money = None
    if m["sign"]:
        money = sign_currency(text, begin, m["sign"], reading.currency, reading.dollar)
    elif unit is None or alias in _LOCAL_MONEY:
        money = code_currency(text, begin)
    if money:
        canonical, begin = money
        if unit is None or unit.kind != "money":
            end = number_end
        kind, scale = "money", 1.0
    elif alias and unit:
        try:
            meant = unit_in_context(reading, alias, (begin, end), low, value)
        except NotAFigureError:
            return None
        if meant:
            money = (meant[1], begin) if meant[0] == "money" else None
            kind, canonical = meant
            if kind != unit.kind:  # 利率5厘, 电价上浮1.1分
                scale = 0.01 if alias == "分" else 1.0
    each = kind == "money" and alias and text[begin - 1 : begin] == "每" and begin
    top = kind == "percent" and _TOP.search(text, max(0, begin - 11), begin)
    top = top or (kind == "money" and _EARLIER_PRICE.search(text, max(0, begin - 5), begin))
    chinese = kind in ("money", "percent") or LARGE.search(low) is not None
    if _is_vague(text, m):
        return None
    if not each and not top and names_number(text, begin, chinese_unit=chinese):
        return None
    if not money and kind != "money" and is_mils(text, begin, m.end("low")):
        return None
    if unit is None and not money and is_amount(text, begin, number_end, low):
        kind, canonical = "money", reading.currency
        end = number_end
    elif not money:
        if unit is None:
            count = bare_count(text, (begin, number_end), low, value, more, named=named)
            if count is None:
                return None
            canonical, end, value = count
            if not reading.is_free(number_end, end):  # 812,000 Ascend chips, Ascend a name
                canonical, end = "", number_end
            if not canonical and _GPU_HOURS.match(text, end):
                canonical = "GPU-hour"
        elif (
            (
                is_trivial(text, (begin, end), low, unit, value, more)
                and not _is_age(text, end, unit)
                and not (kind == "money" and (each or is_coins(text, begin, end)))
            )
            or (kind != "percent" and is_date(text, end, low, unit, value))
            or (not named and is_name_number(text, begin, low, unit, value))
        ):
            return None
        elif unit.latin and unit.dimension == "count" and value > 1 and alias and alias[-1] != "s":
            whole = noun_after(text, end, low)  # 27 member states
            if whole and whole[1] > end and reading.is_free(end, whole[1]):
                canonical, end = whole
    if alias in ("折", "摺") and value > 10:
        scale = 1.0
    elif alias in ("折", "摺") and not is_arabic(low):
        value, end = tenths(text, value, end)  # 两折五
        if low == "三五":  # 35 %, and no range
            value, value_max = 3.5, None
    elif alias == "成" and not is_arabic(low):
        value, end = tenths(text, value, end)
    if m["halfmore"]:
        value += 0.5
    elif alias in _COINS and money and value < 100 and (tenth := tenth_of_coin(text, end)):
        value, end = value + tenth[0], tenth[1]
    elif kind == "money" and alias and (coins := small_change(text, end)):
        value, end = value + coins[0] / (scale or 1), coins[1]
    elif (
        (alias in _TENTHS_OF_COIN or alias == "分")
        and kind == "money"
        and (tenth := tenth_of_coin(text, end))
    ):
        value, end = value + tenth[0], tenth[1]  # 两毛五
    if alias in _LOOSE and _MORE.match(text, end):  # 三成多, 43倍多
        end, more = end + 1, text[end]
    minus = minus_before(text, begin, kind)
    if minus is not None:
        begin, value = minus, -value
    return reading.figure(
        (begin, end), kind, value * scale, canonical,
        value_max=None if value_max is None else value_max * scale,
        inside=more or next((sign for sign in "多余餘来來几幾" if sign in low), ""),
    )  # fmt: skip


def _is_vague(text: str, m: re.Match[str]) -> bool:
    """数十亿, 上百家, 十几亿, and single magnitudes (千元, 百家) other than 百倍."""
    low = m["low"]
    if m["more"] is None and is_vague(text, m.end("low")):
        return True
    if low[0] not in MAGNITUDES:
        return False
    single = len(low) == 1 and low != "十" and m["unit"] != "倍"
    if single and m["unit"] and _MARKED.search(text, max(0, m.start() - 3), m.start()):
        return False  # 逾万名
    if low[0] in "十拾" and low[1:2] in DIGITS:
        return False  # 问过十二间: no magnitude alone
    if low in "万萬" and m["unit"] == "名" and not is_vague_magnitude(text, m.start()):
        return False  # 万名员工
    return single or is_vague_magnitude(text, m.start())


def _is_age(text: str, end: int, unit: Unit) -> bool:
    """十个月大 is an age; its numeral may be small or round."""
    return unit.dimension == "time" and text[end : end + 1] == "大"
