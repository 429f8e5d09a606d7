"""Amounts that name no currency: 收入4100万, 11.2亿、17.4亿和23.3亿元, 每台亏四十块.

Whether a number without a unit is money is read from the words around it, and from the amounts
beside it that do name a currency. The words are in `models/figures/money.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from pipeline.figures.money_words import (
    STOP,
    lends_currency,
    money_words,
    nearest_word,
    sentence_before,
)
from pipeline.figures.reading import Figure
from pipeline.figures.spoken_money import counts_next, is_spoken_amount

_LARGE = re.compile(r"[万萬亿億兆]|(?<=[0-9])[KkWw]$")
_LIST = re.compile(
    r" ?(?:、|,|，|/|和|与|與|及|以及|或|还是|and) ?(?:约|近|超过|逾|不到)?$"
    r"|[^。，,；;！？!?\n]{0,3}(?:到|至|为|為|成|→|->) ?(?:约|近|超过|逾|不到)?$"
)
_ITEM = re.compile(r" ?[、，,；;] ?[^，。,；;！？!?、\n0-9%]{1,16}")
_BOUGHT = re.compile(r"(?:买|買|采购|採購|订购|訂購|订了|下单|下單)[^，。,;；\n]{0,10}$")
_TOO_SHORT = 2
# 全国考生1200万 and 300万，都是居民 are of people; 居民被坑80万 is not.
_PEOPLE = (
    "(?:考生|学生|學生|居民|人口|用户|用戶|网民|網民|观众|觀眾|觀衆|粉丝|粉絲|人次|点击次|點擊次"
    "|播放次)"
)
_HEADS = re.compile(rf"{_PEOPLE}(?:总|總)?(?:数|數|量|规模|規模)?[^，。,;；\n被骗騙坑]{{0,4}}$")
_HEADS_BEHIND = re.compile(
    rf"[ *`]{{0,2}}[多余餘]?[的名位个個]?(?:{_PEOPLE}|次(?![日年贷貸]))"
    rf"|[，,] ?(?:都|全|均|大多|多|主要|其中)[^，。,;；\n]{{0,4}}{_PEOPLE}"
)
_HAN_LARGE = re.compile("[万萬亿億]")
# 飙升到1950万 and 接近8亿 may be of anything; 那500亿并不是一次到位 is money
_MARKED = re.compile(
    r"(?:[到至破超近过過达達升增有上起约約逾降跌少多满滿第数數了*\[（(|：:来來为為]) ?$"
)
_SAID_OF = re.compile(
    r"[，。,;；、！？!?）)」』”]|$|\n|就(?![业業])|[也都还還不并並才要拿给給收进進去投砸没沒买買花烧燒重调調]"
    r"|来自|來自|之[后後下上外内內]|左右|上下|一[台臺个個张張条條套份年月]"
)
_NUMERAL = re.compile(
    r"[0-9０-９.,．，零〇一二两兩三四五六七八九十百千万萬亿億兆多余餘几KkWw +＋]+"
    r"(?:[到至~～–—-][0-9.,零〇一二两兩三四五六七八九十百千万萬亿億兆 ]+)?"  # 1,600 到 1,700 亿
)
# 加起来 5,200 亿 is of the amounts of the sentence before, 高估 5,300 亿 of the same
_SUM = re.compile(
    r"(?:加起来|加起來|加总|加總|合计|合計|总计|總計|共计|共計|相加|总和|總和|一共|总共|總共)"
    r"[^，。,;；！？!?\n0-9]{0,6}$"
)
_SUM_REACH = 40
_AT_MOST_BETWEEN = 8
# 28.6亿当中，17亿拿去租机器，6.3亿是管理费
_PARTS = re.compile(r"[元]?(?:当中|當中|之中|里面|裡面|里头|裡頭|其中|中|里|裡)[，,]")
_UP_TO = re.compile(r" ?以[内內上下]|上下文")
_SLANG = "刀蚊"  # of a chat
_CHARM = re.compile("[百千]零?九十九$")  # a price by its nines
_SALARY = re.compile("(?:[薪资資]|待遇)[^，。,]{0,4}$")  # 月薪10K以上


def is_amount(text: str, begin: int, end: int, numeral: str) -> bool:
    """Whether a number without a unit at `text[begin:end]` is an amount of money.

    Numbers with a large magnitude are asked by the words around them; plain numbers are amounts
    only right after a word for pay or price.
    """
    words = money_words()
    before = sentence_before(text, begin)
    if _LARGE.search(numeral) and text[end : end + 1] == "的" and _BOUGHT.search(before):
        return True  # 买了磐芯3.8亿的卡
    if words.counted_after.match(text, end) or counts_next(text, end):
        return False
    if _CHARM.search(numeral):
        return True
    if _LARGE.search(numeral) is None:
        following = text[end : end + 1]
        ends = not following.isalnum() or following in "左上以起降升涨漲跌砍减減到变變加调調"
        if len(numeral) > 1 and ends and words.priced.search(before) is not None:
            return True
        return is_spoken_amount(text, begin, end, numeral)
    if words.verb.search(before):
        return True
    if "个" in numeral or "個" in numeral:  # 十个亿 is said of money
        nearest = nearest_word(before)
        return nearest is None or nearest["noun"] is not None
    if numeral[-1] in "KkWw":
        if numeral[-1] in "Kk" and _UP_TO.match(text, end) and not _SALARY.search(before):
            return False  # 32K以内0.8元, 128K以上2.4元
        return words.priced.search(before) is not None
    nearest = nearest_word(before)
    if nearest is not None:
        return nearest["noun"] is not None
    after = words.after.match(text, end)
    return after is not None or is_spoken_amount(text, begin, end, numeral)


def _unspoken(text: str, figures: list[Figure], local: str) -> list[Figure]:
    """`figures` with the bare ones as money whose sentence speaks of nothing that is counted.

    An amount that needs no word is mostly one: 去年接到博世的订单4600万, 被骗80万.
    """
    found = list(figures)
    for i, figure in enumerate(figures):
        if not _is_unit_less(figure) or not _HAN_LARGE.search(figure.surface):
            continue
        before = sentence_before(text, figure.start)
        beside = [
            f
            for f in (*figures[max(0, i - 1) : i], *figures[i + 1 : i + 2])
            if not STOP.search(text, *_between(f, figure))
        ]
        if (
            len(before) > _TOO_SHORT
            and all(not _is_as_large(f) for f in beside)
            and not _MARKED.search(before)
            and _SAID_OF.match(text, figure.end)
            and not _is_of_heads(text, before, figure.end)
            and nearest_word(before) is None
            and not money_words().counted_after.match(text, figure.end)
        ):
            found[i] = _as_money(figure, local)
    return found


def _is_as_large(figure: Figure) -> bool:
    """Whether a count beside is as large, so that a bare number may count the same thing."""
    return figure.kind == "quantity" and _HAN_LARGE.search(figure.surface) is not None


def _is_of_heads(text: str, before: str, end: int) -> bool:
    """Whether people or times are counted before or behind the number that ends at `end`."""
    return _HEADS.search(before) is not None or _HEADS_BEHIND.match(text, end) is not None


def share_currency(text: str, figures: list[Figure], local: str = "CNY") -> list[Figure]:
    """Figures with the currencies that are named passed on to the amounts that name none.

    A list or a change shares the currency that one of its members names (11.2亿、17.4亿和23.3亿元,
    从310亿美元掉到230亿); a number that was money before is money again (那5.3亿里); and an amount
    known as such by its words is in the currency its sentence names, else in the one that prevails.
    """
    if all(not _is_bare(f) for f in figures):
        return figures
    found = _unspoken(text, figures, local)
    if all(f.kind != "money" for f in found):
        return figures
    _name_amounts(text, found, local)
    _join_lists(text, found)
    named = {figure.value: figure for figure in reversed(found) if figure.kind == "money"}
    again = False
    for i, figure in enumerate(found):
        if _is_unit_less(figure) and figure.value in named and _is_same(text, figure, named):
            found[i], again = _as_money(figure, named[figure.value].unit), True
    if again:
        _join_lists(text, found)
    wholes = [i for i, f in enumerate(found) if f.kind == "money" and _PARTS.match(text, f.end)]
    for i, following in pairwise([*wholes, len(found)]):
        _name_parts(text, found, i, following)
    return found


def _join_lists(text: str, found: list[Figure]) -> None:
    """Make money of the bare numbers in a list or a change with an amount, and of their sum."""
    for order in (range(len(found) - 2, -1, -1), range(1, len(found))):
        step = 1 if order.step < 0 else -1
        for i in order:
            other = found[i + step]
            if not _is_unit_less(found[i]) or other.kind != "money":
                continue
            if _joined(text, found[i], other) or (step < 0 and _sums(text, found[i], other)):
                found[i] = _as_money(found[i], other.unit)


def _name_parts(text: str, found: list[Figure], place: int, following: int) -> None:
    """Make money of the bare large numbers that the sentence names as parts of `found[place]`.

    They stand before `found[following]`, which has parts of its own or is none.
    """
    whole = found[place]
    last = found[following].start if following < len(found) else len(text)
    end = STOP.search(text, whole.end, last)
    last = end.start() if end else last
    for i in range(place + 1, following):
        figure = found[i]
        if figure.start >= last:
            break
        if (
            _is_unit_less(figure)
            and figure.value < whole.value
            and not money_words().counted_after.match(text, figure.end)
        ):
            found[i] = _as_money(figure, whole.unit)


def _name_amounts(text: str, found: list[Figure], local: str) -> None:
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
        beside = [
            f
            for f in near
            if not STOP.search(text, *_between(f, figure))
            and (f.start < figure.start or f.unit == local or _in_list(text, figure, f))
        ]
        last = explicit[place - 1] if place else None
        if beside:
            found[i] = replace(figure, unit=beside[0].unit)
        elif last and lends_currency(text, last, figure):
            found[i] = replace(figure, unit=last.unit)
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
    nearest = nearest_word(sentence_before(text, figure.start))
    counted = money_words().counted_after.match(text, figure.end)
    return not counted and (nearest is None or nearest["noun"] is not None)


def _joined(text: str, one: Figure, other: Figure) -> bool:
    """Whether the bare number `one` stands in a list or a change with `other`."""
    up_to = one.surface[-1] in "Kk" and _UP_TO.match(text, one.end)
    if up_to or money_words().counted_after.match(text, one.end):
        return False
    if _in_list(text, one, other):
        return True
    between = text[slice(*_between(one, other))]
    # Amazon 500 亿美元、软银 300 亿
    item = _ITEM.fullmatch(between)
    return item is not None and money_words().nearest.search(between) is None


def _in_list(text: str, one: Figure, other: Figure) -> bool:
    """Whether nothing but the words of a list or a change stands between two figures."""
    between = text[slice(*_between(one, other))]
    return len(between) <= _AT_MOST_BETWEEN and _LIST.match(between) is not None


def _sums(text: str, figure: Figure, last: Figure) -> bool:
    """Whether a bare number sums amounts up, the last of which stands before it."""
    if figure.start - last.end > _SUM_REACH or not _SUM.search(text, last.end, figure.start):
        return False
    nearest = nearest_word(sentence_before(text, figure.start))
    counted = money_words().counted_after.match(text, figure.end)
    return not counted and (nearest is None or nearest["noun"] is not None)


def _as_money(figure: Figure, unit: str) -> Figure:
    return replace(figure, kind="money", unit=unit)
