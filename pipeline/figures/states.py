"""Two states of one thing: 从486降到352, `from 45 people to 120`, 由5元人民币减至2元, 五成五到六成.

The unit of one number, or the words that join the two, say what the other is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.figures.numbers import numeral_value
from pipeline.figures.reading import Figure, Kind, Reading

_PLAIN: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
# 从486降到352, where neither has a unit, or the same classifier stands behind both.
_BARE: Final = re.compile(
    rf"[从從由自](?:一天|每天|每月|每周|一年|原来的?|原來的?|之前的?|最初的?|年初的?)? ?"
    rf"(?P<low>{_PLAIN}) ?"
    r"(?P<unit>(?![年月日号號点點时時周週季楼层層版代期届屆第])[\u4e00-\u9fff]??) ?"
    r"(?:一路|直接|逐步)?(?:降|升|增|减|減|跌|涨|漲|提|掉|加|缩|縮|砍|回落|下降|上升|增长|增長|减少"
    r"|減少|提高|提升|下调|下調|上调|上調|变|變)了?"
    rf"(?:到|至|为|為|成) ?(?P<high>{_PLAIN}(?=[ \D]|$)) ?(?P=unit)(?=[，。,;；、！？!?）)\s的]|$)"
)
# from 45 people to 120; not to 120 chips, nor to 2025
_SEQUEL: Final = re.compile(
    r"(?: (?:an?|per|every|each) [a-z]+){0,2}"
    rf" to (?:about |only |just |nearly |around )?(?P<next>{_PLAIN}|zero)"
    r"(?=[,.;:!?)]*(?:[\s\"'”’]|$))"
    r"(?! [a-z]+s\b| (?:percent|per cent|million|billion|thousand|trillion|people|points?)\b)"
)
# from 54 to 91 percent, from 4 to nine percent: the first state shares what the second is of
# was 15 percent at the start and is 34 now
_NOW: Final = re.compile(
    r"[^.;:!?\n%0-9]{0,40}\b(?:and|but) (?:it )?(?:is|are|stands at) (?:now )?"
    rf"(?:about |nearly |only )?(?P<next>{_PLAIN})(?= now\b| today\b|[.,;](?:\s|$))"
)
_WAS: Final = re.compile(
    r"\b(?:was|were|stood at|used to be|started at|began at)"
    r" (?:about |some |around |nearly |only )?$"
)
_PREQUEL: Final = re.compile(
    rf"\b[Ff]rom (?:about |some |around |nearly |roughly |just |over |under )?(?P<n>{_PLAIN}) to"
    r" (?:about |some |around |nearly |roughly |just |over |under |only )?$"
)
_PREQUEL_REACH: Final = 48
_FROM: Final = re.compile(
    r"\b[Ff]rom (?:about |some |around |nearly |roughly |just |over |under )?$"
)
_HIGH: Final = re.compile("[百千万萬亿億][一二三四五六七八九]?$")
_FALL: Final = re.compile(
    r"(?:一路)?(?:降|跌|掉|砍|变|變|减|減|杀|殺)?(?:到|至|成|为|為)了?"
    r"(?P<n>[一二两兩三四五六七八九][百千](?:[零〇]?[一二三四五六七八九十]{1,3})?|[1-9][0-9]{2,4})"
    r"(?=[，。,;；、！？!?）)\s]|$)"
)
_MOVED: Final = re.compile(
    r"(?:减|減|降|升|加|调|調|跌|涨|漲|增|砍|提|下调|下調|上调|上調|下降|上升)?(?:至|到|为|為)"
)
_LOCAL: Final = re.compile(r"[元圆圓块塊]$")
_BETWEEN: Final = frozenset(("到", "至", "-", "–", "—", "~", "～"))
# 64%至接近90%; not 从64%至接近90%
_NEARLY: Final = re.compile(
    r" ?[到至] ?(?:接近|将近|將近|近|逼近|约|約|大约|大約|超过|超過|逾) ?(?:[约約])?"
)
_SPREAD: Final = re.compile(r" ?(?:不等|之间|之間|的区间|的區間)")
_PRICED: Final = re.compile(
    r"(?:[价價费費薪]|成本|报损|報損|开销|開銷|账单|帳單|賬單|房租|月租|营收|營收|收入|利润|利潤)[^，。,;；\n排]{0,2}$"
)
# 零元 vs. 每席 15-80 美元: nothing is nothing in either money
_AGAINST: Final = re.compile(r" ?(?:vs\.?|VS\.?|对比|對比) ?[^，。,;；\n0-9]{0,8}")
_OPENS: Final = frozenset("从從由自")
_APART: Final = 6  # code points between the two figures of a range or a change


def with_states(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """`figures` with the other states of those that change, ranges of two figures joined.

    Args:
        reading: the text that they are of.
        figures: in order, not overlapping.
    """
    found = [
        *_bare_states(reading, figures),
        *_sequels(reading, figures),
        *_prequels(reading, figures),
        *_falls(reading, figures),
    ]
    merged = sorted([*figures, *found], key=lambda f: f.start) if found else figures
    return _joined(reading.text, merged)


def _bare_states(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """Both states of a change between two plain numbers, or the second where the first is known.

    They are amounts behind a word for a price (成本从 19 提升到 27), else counts of the unit that
    stands behind both.
    """
    taken = {f.start: f for f in figures}
    found = []
    for m in _BARE.finditer(reading.text):
        known = taken.get(m.start("low"))
        if m.start("high") in taken or _is_year(m["low"]) or _is_year(m["high"]):
            continue
        if known is not None and (m["unit"] or known.end != m.end("low")):
            continue
        priced = not m["unit"] and _PRICED.search(reading.text, max(0, m.start() - 8), m.start())
        kind: Kind = "money" if priced else "quantity"
        counted = reading.units.get(m["unit"])  # 人 is a person here as in 30个人
        unit = reading.currency if priced else counted.canonical if counted else m["unit"]
        if known is not None:
            kind, unit = known.kind, known.unit
        ends = (m.end("unit"), m.end()) if m["unit"] else (m.end("low"), m.end("high"))
        for name, end in zip(("low", "high"), ends, strict=True):
            if name == "low" and known is not None:
                continue
            value = float(m[name].replace(",", ""))
            figure = reading.figure((m.start(name), end), kind, value, unit)
            if figure is not None:
                found.append(figure)
    return found


def _is_year(number: str) -> bool:
    return len(number) == 4 and "1900" <= number < "2100"


def _sequels(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """What a percentage or count goes to: `from 45 people to 120`, where 120 has no noun."""
    text, found = reading.text, []
    for i, figure in enumerate(figures):
        if figure.kind not in ("percent", "quantity") or _is_year(figure.surface):
            continue
        if _FROM.search(text, max(0, figure.start - 16), figure.start):
            m = _SEQUEL.match(text, figure.end)
        elif figure.kind == "percent" and _WAS.search(
            text, max(0, figure.start - 32), figure.start
        ):
            m = _NOW.match(text, figure.end)
        else:
            continue
        if m is None or (i + 1 < len(figures) and figures[i + 1].start < m.end("next")):
            continue
        value = 0.0 if m["next"] == "zero" else float(m["next"].replace(",", ""))
        if _is_year(m["next"]):
            continue
        other = reading.figure(m.span("next"), figure.kind, value, figure.unit)
        if other is not None:
            found.append(other)
    return found


def _prequels(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """What an English percentage or count comes from: `from 54 to 91 percent`."""
    text, found, reached = reading.text, list[Figure](), 0
    for figure in figures:
        if figure.kind in ("percent", "quantity") and figure.value_max is None:
            low = max(reached, figure.start - _PREQUEL_REACH)
            m = _PREQUEL.search(text, low, figure.start)
            if m is not None and not _is_year(m["n"]):
                value = float(m["n"].replace(",", ""))
                other = reading.figure(m.span("n"), figure.kind, value, figure.unit)
                if other is not None:
                    found.append(other)
        reached = figure.end
    return found


def _falls(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """What an amount without a unit falls to: 日租两万到八百, where 八百 is money too."""
    text, found = reading.text, []
    for i, figure in enumerate(figures):
        if figure.kind != "money" or not _HIGH.search(figure.surface):
            continue
        m = _FALL.match(text, figure.end)
        if m is None or (i + 1 < len(figures) and figures[i + 1].start < m.end("n")):
            continue
        value = numeral_value(m["n"])
        if value is None or not 0 < value < figure.value:
            continue
        other = reading.figure(m.span("n"), "money", value, figure.unit)
        if other is not None:
            found.append(other)
    return found


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """`figures` with ranges of two made one, and the currency of a first state in a local second.

    由5元人民币减至2元 ends in 人民币, whatever the money of the place is.
    """
    found: list[Figure] = []
    for figure in figures:
        before = found[-1] if found else None
        if (
            before is not None
            and (before.kind, before.value, figure.kind) == ("money", 0.0, "money")
            and _AGAINST.fullmatch(text, before.end, figure.start)
        ):
            found[-1] = before = replace(before, unit=figure.unit)
        near = before is not None and figure.start - before.end <= _APART
        if near and before is not None and before.kind == figure.kind:
            between = text[before.end : figure.start]
            if _is_spread(text, before, figure, between):
                found[-1] = replace(
                    before,
                    end=figure.end,
                    surface=text[before.start : figure.end],
                    value_max=figure.value,
                )
                continue
            if (
                figure.kind == "money"
                and before.unit != figure.unit
                and _MOVED.fullmatch(between)
                and _LOCAL.search(figure.surface)
                and not _LOCAL.search(before.surface)
            ):
                figure = replace(figure, unit=before.unit)
        found.append(figure)
    return found


def _is_spread(text: str, low: Figure, high: Figure, between: str) -> bool:
    """Whether two figures are the ends of a range: 五成五到六成, 从5万元到300万元不等."""
    nearly = _NEARLY.fullmatch(between) is not None
    if low.unit != high.unit or low.value >= high.value:
        return False
    if not nearly and between.strip(" ") not in _BETWEEN:
        return False
    if low.value_max is not None or high.value_max is not None:
        return False
    if _SPREAD.match(text, high.end):
        return True
    if nearly and low.kind != "quantity":
        return text[max(0, low.start - 1) : low.start] not in _OPENS
    tenths = "成" in low.surface and "成" in high.surface
    return tenths and text[max(0, low.start - 1) : low.start] not in _OPENS
