"""Amounts that name no currency: 收入4100万, 11.2亿、17.4亿和23.3亿元, 每台亏四十块.

Whether a number without a unit is money is read from the words around it, and from the amounts
beside it that do name a currency. The words are in `models/figures/money.toml`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass, replace
from functools import cache

from pipeline.figures.currency import tenth_of_coin
from pipeline.figures.reading import Figure
from pipeline.figures.units import trie_pattern
from pipeline.resources import models_path

_SENTENCE = 40
_STOPS = "。！？!?；;\n"
_LARGE = re.compile(r"[万萬亿億兆]|(?<=[0-9])[KkWw]$")
_LIST = re.compile(
    r" ?(?:、|,|，|和|与|與|及|以及|或|还是|and) ?(?:约|近|超过|逾|不到)?$"
    r"|[^。，,；;！？!?\n]{0,3}(?:到|至|为|為|成|→|->) ?(?:约|近|超过|逾|不到)?$"
)
_ITEM = re.compile(r" ?[、，,；;] ?[^，。,；;！？!?、\n0-9%]{1,16}")
_MODIFIERS = (
    "付费|付費|注册|註冊|活跃|活躍|月活|日活|企业|企業|个人|個人|家庭|海外|全球|新增|真实|订阅|訂閱|年轻|年輕|终端|終端|线上|線上|线下|線下"
    "|高质量|中文|英文|原创|原創|忠实"
)
_BOUGHT = re.compile(r"(?:买|買|采购|採購|订购|訂購|订了|下单|下單)[^，。,;；\n]{0,10}$")
_STOP = re.compile(r"[。！？!?；;\n]")
_NUMERAL = re.compile(
    r"[0-9０-９.,．，零〇一二两兩三四五六七八九十百千万萬亿億兆多余餘几KkWw +＋]+"
)
_AT_MOST_BETWEEN = 8
_SLANG = "刀蚊"  # of a chat, whose other amounts are in the money of its place
_PIECES_BEFORE = 12
_SMALL_PIECES = 100
_PRICED = re.compile(
    r"[，,。；;、！？!?…：:)）」』”\"\s]|$|上下|左右|的|是|一[个個条條斤份只隻瓶张張碗杯次]"
)
_EACH = re.compile(
    r"(?:每|扣|卖|賣|亏|虧|赚|賺|花|付|收|要|给|給|省|涨|漲|跌|降|贵|貴|便宜|才|值|借|欠|罚|罰|奖|獎|补|補"
    r"|报销|報銷|薪|费|費|价|價|钱|錢)"
)
_CLAUSE = re.compile("[，,：:]")


@dataclass(frozen=True, slots=True)
class _Words:
    nearest: re.Pattern[str]
    verb: re.Pattern[str]
    after: re.Pattern[str]
    counted_after: re.Pattern[str]
    priced: re.Pattern[str]
    piece_after: re.Pattern[str]
    piece: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One table of the data file: words, and the example and counter-example its test reads."""

    name: str
    words: tuple[str, ...]
    example: str
    counter: str


@cache
def load_money() -> tuple[MoneyRow, ...]:
    """The tables of the data file."""
    data = tomllib.loads(models_path("figures/money.toml").read_text(encoding="utf-8"))
    return tuple(
        MoneyRow(name, tuple(table["words"]), table["example"], table["counter"])
        for name, table in data.items()
    )


@cache
def _words() -> _Words:
    data = tomllib.loads(models_path("figures/money.toml").read_text(encoding="utf-8"))
    lists = {row.name: row.words for row in load_money()}
    loose = "[约約近超过過逾到至了掉将將出 ]{0,4}$"
    return _Words(
        re.compile(f"(?P<noun>{trie_pattern(lists['noun'])})|{trie_pattern(lists['count'])}"),
        re.compile(f"(?:{trie_pattern(lists['verb'])}){loose}"),
        re.compile(
            f"[，,]?(?:左右|上下|以上|多)?的?[^，。、,;；\n]{{0,2}}?{trie_pattern(lists['after'])}"
        ),
        re.compile(f"[ *`]{{0,4}}的?(?:{_MODIFIERS})?的?{trie_pattern(lists['count'])}"),
        re.compile(f"(?:{trie_pattern(lists['priced'])})(?:{data['priced']['glue']}){{0,14}}$"),
        re.compile(
            f"[ *`]{{0,6}}[^，。、,;；的\n]{{0,2}}"
            f"(?:{trie_pattern(lists['pieces'])}|[A-Za-z]|[2-5]0[5-9]0)"  # 4块 4090
        ),
        re.compile(trie_pattern(lists["pieces"])),
    )


def _sentence_before(text: str, begin: int) -> str:
    window = text[max(0, begin - _SENTENCE) : begin]
    return window[max(window.rfind(stop) for stop in _STOPS) + 1 :]


def _nearest(before: str) -> re.Match[str] | None:
    """The last word for money or for something counted in `before`."""
    return next(iter(deque(_words().nearest.finditer(before), maxlen=1)), None)


def is_amount(text: str, begin: int, end: int, numeral: str) -> bool:
    """Whether a number without a unit at `text[begin:end]` is an amount of money.

    Numbers with a large magnitude are asked by the words around them; plain numbers are amounts
    only right after a word for pay or price.
    """
    words = _words()
    before = _sentence_before(text, begin)
    if _LARGE.search(numeral) and text[end : end + 1] == "的" and _BOUGHT.search(before):
        return True  # 买了磐芯3.8亿的卡
    if words.counted_after.match(text, end):
        return False
    if _LARGE.search(numeral) is None:
        following = text[end : end + 1]
        ends = not following.isalnum() or following in "左上以起降升涨漲跌砍减減到变變加调調"
        return len(numeral) > 1 and ends and words.priced.search(before) is not None
    if words.verb.search(before):
        return True
    if "个" in numeral or "個" in numeral:  # 十个亿 is said of money
        nearest = _nearest(before)
        return nearest is None or nearest["noun"] is not None
    if numeral[-1] in "KkWw":
        return words.priced.search(before) is not None
    nearest = _nearest(before)
    if nearest is not None:
        return nearest["noun"] is not None
    return words.after.match(text, end) is not None


def is_spent(text: str, begin: int) -> bool:
    """Whether the clause before `begin` earns, pays or prices: 每度再涨八角."""
    return (
        _EACH.search(_CLAUSE.split(_sentence_before(text, begin)[-_PIECES_BEFORE:])[-1]) is not None
    )


def is_coins(text: str, begin: int, end: int) -> bool:
    """Whether a small amount at `text[begin:end]` counts: 再涨八角, 有七毛多."""
    return text[end : end + 1] == "多" or is_spent(text, begin)


def is_coin(text: str, begin: int, end: int, value: float) -> bool:
    """Whether 块 after a number is money and not the classifier of chips, screens and stones."""
    words = _words()
    if tenth_of_coin(text, end):
        return True
    if words.piece_after.match(text, end):
        return False
    clause = _CLAUSE.split(_sentence_before(text, begin)[-_PIECES_BEFORE:])[-1]
    spent = _EACH.search(clause) is not None
    if value < _SMALL_PIECES and not spent and words.piece.search(clause):
        return False
    if value < 10 and text[begin] not in "0123456789":  # 两块 is mostly two pieces
        return spent and _PRICED.match(text, end) is not None
    return spent or value >= _SMALL_PIECES or _PRICED.match(text, end) is not None


def share_currency(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with the currencies that are named passed on to the amounts that name none.

    A list or a change shares the currency that one of its members names (11.2亿、17.4亿和23.3亿元,
    从310亿美元掉到230亿); a number that was money before is money again (那5.3亿里); and an amount
    known as such by its words is in the currency its sentence names, else in the one that prevails.
    """
    if all(not _is_bare(f) for f in figures) or all(f.kind != "money" for f in figures):
        return figures
    found = list(figures)
    _name_amounts(text, found)
    for order in (range(len(found) - 2, -1, -1), range(1, len(found))):
        step = 1 if order.step < 0 else -1
        for i in order:
            other = found[i + step]
            if _is_unit_less(found[i]) and other.kind == "money" and _joined(text, found[i], other):
                found[i] = _as_money(found[i], other.unit)
    named = {figure.value: figure for figure in reversed(found) if figure.kind == "money"}
    for i, figure in enumerate(found):
        if _is_unit_less(figure) and figure.value in named and _is_same(text, figure, named):
            found[i] = _as_money(figure, named[figure.value].unit)
    return found


def _name_amounts(text: str, found: list[Figure]) -> None:
    """Give each amount without a currency the one its sentence names, else the prevailing one."""
    explicit = [
        f for f in found if f.kind == "money" and not _is_bare(f) and f.surface[-1] not in _SLANG
    ]
    if not explicit:
        return
    starts = [f.start for f in explicit]
    (prevailing, most), *_ = Counter(f.unit for f in explicit).most_common(1)
    for i, figure in enumerate(found):
        if figure.kind != "money" or not _is_bare(figure):
            continue
        place = bisect_left(starts, figure.start)
        near = sorted(explicit[max(0, place - 1) : place + 1], key=lambda f: _gap(f, figure))
        beside = [f for f in near if not _STOP.search(text, *_between(f, figure))]
        if beside:
            found[i] = replace(figure, unit=beside[0].unit)
        elif 3 * most > 2 * len(explicit) and len(explicit) > 1:
            found[i] = replace(figure, unit=prevailing)


def _between(one: Figure, other: Figure) -> tuple[int, int]:
    first, second = (one, other) if one.start < other.start else (other, one)
    return first.end, second.start


def _gap(one: Figure, other: Figure) -> int:
    low, high = _between(one, other)
    return high - low


def _is_bare(figure: Figure) -> bool:
    """Whether a figure's surface names nothing but a large number."""
    return (
        figure.kind in ("quantity", "money")
        and _NUMERAL.fullmatch(figure.surface) is not None
        and _LARGE.search(figure.surface) is not None
    )


def _is_unit_less(figure: Figure) -> bool:
    return figure.kind == "quantity" and not figure.unit and _is_bare(figure)


def _is_same(text: str, figure: Figure, named: dict[float, Figure]) -> bool:
    """Whether a bare number is one that was named as money, and is not a round one by chance."""
    digits = re.sub(r"[^1-9]", "", figure.surface)
    known = named[figure.value]
    alike = (
        text[max(0, figure.start - 1) : figure.start] == text[max(0, known.start - 1) : known.start]
    )
    if (len(digits) < 2 and not alike) or not known.surface.startswith(figure.surface):
        return False
    nearest = _nearest(_sentence_before(text, figure.start))
    counted = _words().counted_after.match(text, figure.end)
    return not counted and (nearest is None or nearest["noun"] is not None)


def _joined(text: str, one: Figure, other: Figure) -> bool:
    """Whether the bare number `one` stands in a list or a change with `other`."""
    if _words().counted_after.match(text, one.end):
        return False
    between = text[slice(*_between(one, other))]
    if len(between) <= _AT_MOST_BETWEEN and _LIST.match(between) is not None:
        return True
    # Amazon 500 亿美元、软银 300 亿
    item = _ITEM.fullmatch(between)
    return item is not None and _words().nearest.search(between) is None


def _as_money(figure: Figure, unit: str) -> Figure:
    return replace(figure, kind="money", unit=unit)
