"""Chinese numbers without a unit that what stands beside them explains.

`今年58,浙江人` is an age; `千字12块。以前是130。` and `成本612，现在447` are amounts in the money
of the figure before; `3999的手机` is a price; and a column of counts (`百度　1,877`) has them
without a thousands separator too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from pipeline.figures.reading import Figure, Reading

_NUMBER: Final = r"(?P<n>[1-9][0-9]{0,5}(?:\.[0-9]+)?|0\.[0-9]+)"
_STOP: Final = r"(?=[，。,;；、！？!?）)]|\s|$)"
# not 今年10，000人, nor 今年30，比去年多
_AGE: Final = re.compile(
    rf"(?:今年|现年|現年|年方|时年|時年) ?(?P<n>[1-9][0-9]){_STOP}"
    r"(?![，,] ?[0-9０-９])(?:(?<!今年..)(?<!今年 ..)|(?![，,] ?[比的是]))"
)
_THEN: Final = re.compile(
    r"(?:以前|之前|原来|原來|原先|现在|現在|如今)"
    r"(?P<said>(?:都|也)?(?:(?:是|要|卖|賣|只要|才|才要|只卖|只賣|只收|收)(?:一[个個条條斤份张張次])?"
    r"|一[个個条條斤份张張次]))? ?"
    rf"{_NUMBER}{_STOP}"
)
# 成本612，现在447 needs no verb
_COST: Final = re.compile(
    r"(?:成本|[价價费費薪]|房租|月租|租金|[账帳賬]单|[账帳賬]單)[^，。,;；！？!?\n]{0,3}$"
)
_SAME: Final = re.compile(r" ?[，,、] ?")
_NEAR: Final = 6  # code points between an amount and its other state
_CHARM: Final = re.compile(
    r"[1-9](?<![0-9.,A-Za-z$€£¥￥/-].)[0-9]{0,2}99(?=的[^0-9，。,\n]{0,6}(?:手机|手機|机|機|套餐"
    r"|会员|會員|课|課|眼镜|眼鏡|耳机|耳機|设备|設備|版))"
)
_ONLY: Final = re.compile(
    rf"[只仅僅才](?P<verb>[要卖賣售]) ?(?P<n>[1-9][0-9]{{2,4}}){_STOP}(?![，, ]{{0,2}}(?:就|便|即))"
)
# 型号3999的手机 and 房号只要500 are names
_NUMBERED: Final = re.compile(
    r"[型编編房间間代货貨序][号號][码碼]?[为為是：: ]{0,2}(?:[只仅僅才]要)? ?$"
)
# 要 says what is wanted, and of what only a word for money tells.
_MONEY: Final = re.compile(
    r"[0-9百千万萬亿億十] ?[元块塊圆圓]|(?<![评評])[价價]|[钱錢费費买買卖賣购購租薪]"
    r"|[贵貴](?![州阳陽])|便宜|优惠|優惠|扫码|掃碼|划算|成本|套餐|会员|會員"
    r"|付款|收款|下单|下單|[$€£¥￥]"
)
_AROUND: Final = 24  # code points around a number in which such a word stands
_GAP: Final = r"(?:[ \u00a0]{2,}|[\t\u3000|]+|[ \u00a0]*[\t\u3000|]+[ \u00a0]*)"
_CELL: Final = r"(?:[0-9][0-9,.]*|[^\s|0-9][^\s|]{0,11}|[0-9][0-9,.]*[^\s|0-9,.][^\s|]{0,7}|[-—–/])"
# 百度　1,877; 3　商汤　62.1　71; the name comes first, with no more than a rank before it
_ROW: Final = re.compile(
    rf"[ \u00a0|]*(?:[0-9]{{1,2}}[.、]?{_GAP})?[^\W\d_][^\n|\t\u3000]{{0,24}}?"
    rf"(?P<cells>(?:{_GAP}{_CELL}){{1,6}})[ |]*$"
)
_COUNT: Final = re.compile(r"(?<![^\s|])[1-9][0-9]*(?:,[0-9]{3})*(?:\.[0-9]+)?(?![^\s|])")
_PHONE: Final = re.compile(r"[0-9]{10,}")
_ROWS: Final = 4  # rows that make a column
_LONGEST: Final = 80


def beside_figures(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """`figures` and the bare numbers that those beside them, or a few words, explain.

    Args:
        reading: the text that they are of.
        figures: in order, not overlapping.
    """
    taken = {f.start for f in figures}
    found = [*_ages(reading), *_prices(reading), *_columns(reading, figures)]
    found = [f for f in found if f.start not in taken]
    found += _other_states(reading, sorted([*figures, *found], key=lambda f: f.start))
    return sorted([*figures, *found], key=lambda f: f.start) if found else figures


def _is_year(number: str) -> bool:
    return len(number) == 4 and "1900" <= number < "2100"


def _ages(reading: Reading) -> list[Figure]:
    return _all(
        reading.figure(m.span("n"), "quantity", float(m["n"]), "岁")
        for m in _AGE.finditer(reading.text)
    )


def _prices(reading: Reading) -> list[Figure]:
    """Prices known by their nines (3999的手机), by 只卖, or by 只要 near a word for money."""
    text = reading.text
    spans = [m.span() for m in _CHARM.finditer(text)]
    spans += [
        m.span("n") for m in _ONLY.finditer(text) if m["verb"] != "要" or _speaks_of_money(text, m)
    ]
    found = [
        reading.figure(span, "money", float(text[slice(*span)]), reading.currency)
        for span in spans
        if not _is_year(text[slice(*span)])
        and not _NUMBERED.search(text, max(0, span[0] - 10), span[0])
    ]
    return _all(found)


def _speaks_of_money(text: str, m: re.Match[str]) -> bool:
    before = text[max(0, m.start() - _AROUND) : m.start()].rpartition("\n")[2]
    after = text[m.end() : m.end() + _AROUND].partition("\n")[0]
    return _MONEY.search(before) is not None or _MONEY.search(after) is not None


def _other_states(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """What an amount was before or is now: 千字12块。以前是130。

    It says so by its verb, or is in one sentence with what is named a cost or a price
    (成本612，现在447); one amount has one other state.
    """
    text, found = reading.text, list[Figure]()
    starts = [f.start for f in figures]
    told = set[int]()
    for m in _THEN.finditer(text):
        place = bisect_left(starts, m.start("n"))
        before = figures[place - 1] if place else None
        if before is None or before.kind != "money" or m.start() - before.end > _NEAR:
            continue
        between = text[before.end : m.start()]
        if "\n" in between or _is_year(m["n"]) or before.start in told:
            continue
        if m["said"] is None and not (
            _SAME.fullmatch(between) and _COST.search(text, max(0, before.start - 8), before.start)
        ):
            continue
        if place < len(figures) and figures[place].start < m.end("n"):
            continue
        figure = reading.figure(m.span("n"), "money", float(m["n"]), before.unit)
        if figure is not None:
            told.add(before.start)
            found.append(figure)
    return found


def _columns(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """The bare numbers of columns of counts beside names.

    Page numbers, which rise, are none, nor telephone numbers, nor a column of single digits.
    """
    text = reading.text
    taken = {f.start for f in figures}
    found: list[Figure | None] = []
    rows: list[list[tuple[int, str]]] = []
    place = 0
    for line in [*text.split("\n"), ""]:
        row = _ROW.match(text, place, place + len(line)) if 0 < len(line) <= _LONGEST else None
        cells = (
            [(c.start(), c[0]) for c in _COUNT.finditer(text, *row.span("cells"))] if row else []
        )
        if row:
            rows.append(cells)
        else:
            if len(rows) >= _ROWS and not _rises(rows):
                ranks = _single_digits(rows)
                found += [
                    reading.figure((start, start + len(n)), "quantity", _plain(n), "")
                    for row_cells in rows
                    for i, (start, n) in enumerate(row_cells)
                    if start not in taken
                    and i not in ranks
                    and not _is_year(n)
                    and not _PHONE.fullmatch(n)
                ]
            rows = []
        place += len(line) + 1
    return _all(found)


def _plain(number: str) -> float:
    return float(number.replace(",", ""))


def _single_digits(rows: list[list[tuple[int, str]]]) -> set[int]:
    """The columns in which no number has more than one digit: ranks, stars, marks."""
    widest = dict[int, int]()
    for cells in rows:
        for i, (_, number) in enumerate(cells):
            widest[i] = max(widest.get(i, 0), len(number))
    return {i for i, width in widest.items() if width == 1}


def _rises(rows: list[list[tuple[int, str]]]) -> bool:
    """Whether the last numbers of the rows never fall: page numbers of a table of contents."""
    last = [_plain(cells[-1][1]) for cells in rows if cells]
    return all(one <= other for one, other in pairwise(last))


def _all(figures: Iterable[Figure | None]) -> list[Figure]:
    return [figure for figure in figures if figure is not None]
