"""The bare numbers of tables, in the unit that the table declares.

    （单位：亿元）                 | ($ millions) | 2025  | 2024 |
    | 项目     | 甲云  | 乙云 |    | ------------ | ----- | ---- |
    | 营业收入 | 46.07 | 7.85 |    | Revenue      | 1,181 | 726  |

A line above the table, its first cell, the head of a column or the first cell of a row names it.
"""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from pipeline.figures.reading import Figure, Reading
from pipeline.resources import models_path

_HINT: Final = re.compile(r"^\|.*[0-9].*\|", re.M)
_SAMPLE: Final = 12  # a number that no unit makes trivial
_REACH: Final = 96  # code points of the line above a table that may declare its unit
_MOST_CELL: Final = 60
_RULE: Final = re.compile(r"[|:\- –—]+")
_CELL: Final = re.compile(
    r"\s*\**(?P<number>(?P<minus>[-−–(（])?(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)[)）]?)\**\s*"
)
_SAID: Final = re.compile(r"[单單]位(?:[为為是]|[:：])?\s*(?P<unit>[^\s，,；;。）)|]{1,16})")
_BRACKETS: Final = re.compile(r"[(（](?P<unit>[^()（）|\n]{1,60})[)）]")
_COMMA: Final = re.compile(
    r"[,，/／]\s?(?P<unit>[^\s,，]{1,12}(?: (?:m|bn|mn|million|billion)s?)?)\s*$"
)
_CURRENCIES: Final = (
    r"US\$|HK\$|NT\$|S\$|C\$|A\$|[$€£¥]|RMB|CNY|USD|HKD|EUR|GBP|TWD|(?:U\.?S\.? )?dollars"
    r"|euros|pounds|yuan"
)
_MAGNITUDES: Final = r"thousands?|millions?|billions?|mn|mm|bn|m|b|k|['’]?000s?"
# in $ millions, US$m; in millions of US dollars
_ENGLISH: Final = re.compile(
    r"(?:(?:all )?(?:figures|amounts|numbers|dollars)(?: are)? )?(?:in )?"
    rf"(?:(?P<cur>{_CURRENCIES})(?:,? in)? ?(?P<mag>{_MAGNITUDES})"
    rf"|(?P<mag2>{_MAGNITUDES})(?: of)? (?P<cur2>{_CURRENCIES}))\b"
    r"(?:,? ?(?:except|unless|other than|excluding)[^)]*)?",
    re.I,
)
_WORDS: Final = {
    "thousand": "thousand", "k": "thousand", "000": "thousand", "million": "million",
    "mn": "million", "mm": "million", "m": "million", "billion": "billion", "bn": "billion",
    "b": "billion",
}  # fmt: skip
_SIGNS: Final = {
    "dollars": "$", "us dollars": "US$", "u.s. dollars": "US$", "euros": "€", "pounds": "£",
    "yuan": "RMB", "usd": "US$", "hkd": "HK$", "eur": "€", "gbp": "£", "twd": "NT$",
    "cny": "RMB",
}  # fmt: skip
# A line that is a caption ends with the unit; one with a sentence in it is none.
_ENDS_SO: Final = re.compile(
    r"[(（]?\s*(?:[单單]位(?:[为為是]|[:：])?\s*(?P<unit>[^\s，,；;。）)|]{1,16}))(?:[，,；;\s]{1,3}"
    r"[币幣][种種]\s?[:：]?\s?\S{1,6})?\s*[)）]?[*_\s:：]*$"
)
_ENDS_BRACKETS: Final = re.compile(r"[(（](?P<unit>[^()（）|\n]{1,60})[)）][*_\s:：.]*$")
_SENTENCE: Final = re.compile(r"[。！？!?；;]|[a-z)”\"]\. |,.*,.*,")
# Years and quarters, which say nothing of what a column counts.
_PERIOD: Final = re.compile(
    r"[\s*]*(?:(?:FY|CY)?\s?'?(?:19|20)?[0-9]{2}(?:年|年度|财年|財年|[AEF])?(?:\s?[QH][1-4])?"
    r"|[QH1-4][QH1-4]\s?(?:FY)?\s?'?(?:[0-9]{2}|[0-9]{4})?|(?:19|20)[0-9]{2}年?[QH第上下一二三四前].{0,5}"
    r"|Amount|Total|Value|金[额額]|合[计計]|本期|上期)[\s*]*",
    re.I,
)
_MANY: Final = ("B", "T", "M")
_PARAMETERS: Final = re.compile(r"参数|參數|\bparam", re.I)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")

Reader = Callable[[str], list[Figure]]
_Cell = tuple[int, int]


class _Unit(NamedTuple):
    """A declared unit: a number is `scale` times it, else like `figure`."""

    figure: Figure
    scale: float


def with_table_units(reading: Reading, figures: list[Figure], read: Reader) -> list[Figure]:
    """`figures` with the bare numbers of tables that declare their unit.

    Args:
        reading: the text that they are of.
        figures: in order, not overlapping.
        read: reads a text's figures; asked for a unit beside a number.
    """
    text = reading.text
    figures = [f for f in figures if not _says_unit(text, f)]
    if "|" not in text or not _HINT.search(text):
        return figures
    made: list[Figure] = []
    for start, rows in _tables(text):
        made += _of_table(reading, start, rows, functools.partial(_unit, read))
    if not made:
        return figures
    spans = [(f.start, f.end) for f in made]
    starts = [start for start, _ in spans]

    def is_told(figure: Figure) -> bool:
        place = bisect_left(starts, figure.end) - 1
        return place >= 0 and spans[place][1] > figure.start

    return sorted([*(f for f in figures if not is_told(f)), *made], key=lambda f: f.start)


def _says_unit(text: str, figure: Figure) -> bool:
    """Whether 百万元 of 单位：百万元 was taken for an amount."""
    before = text[max(0, figure.start - 4) : figure.start]
    return not figure.surface[0].isdigit() and before.rstrip(" ：:为為")[-2:] in ("单位", "單位")


def _of_table(
    reading: Reading,
    start: int,
    rows: Sequence[Sequence[_Cell]],
    unit_of: Callable[[str], _Unit | None],
) -> list[Figure]:
    """The bare numbers of one table whose unit is known."""
    text = reading.text
    heads = [text[slice(*cell)] for cell in rows[0]]
    units = [unit_of(declared) if (declared := _declared(head)) else None for head in heads]
    whole, caption = (units[0], heads[0]) if units[0] else _above(text, start, unit_of)
    money, other = _words("money"), _words("other")
    of_money = money.search(caption) is not None
    found = []
    for row in rows[1:]:
        label = text[slice(*row[0])]
        declared = _declared(label)
        of_row = unit_of(declared) if declared else None
        for number, cell in enumerate(row[1:], start=1):
            if number >= len(heads):
                break
            unit = of_row or units[number]
            if unit is None and whole is not None:
                head = heads[number]
                dated = of_money and (not head.strip() or _PERIOD.fullmatch(head) is not None)
                counted = other.search(label) or other.search(head)
                said = dated or money.search(label) or money.search(head)
                if whole.figure.kind != "money" or (said and not counted):
                    unit = whole
            m = _CELL.fullmatch(text, *cell) if unit is not None else None
            if unit is None or m is None:
                continue
            if _YEAR.fullmatch(m["digits"]) and unit.scale == 1 and unit.figure.kind != "money":
                continue
            value = float(m["digits"].replace(",", "")) * unit.scale
            bracketed = m["minus"] in ("(", "（")  # accountants write losses so
            span = m.span("digits" if bracketed or not m["minus"] else "number")
            value = -value if m["minus"] else value
            figure = reading.figure(span, unit.figure.kind, value, unit.figure.unit)
            if figure is not None:
                found.append(replace(figure, per=unit.figure.per or figure.per))
    return found


def _declared(cell: str) -> str:
    """What a head or a label says its numbers are in, empty where it says nothing."""
    cell = cell.strip().strip("*").strip()
    if not cell or len(cell) > _MOST_CELL:
        return ""
    if said := _SAID.search(cell):
        return said["unit"]
    brackets = list(_BRACKETS.finditer(cell))
    if brackets:
        unit = brackets[-1]["unit"].strip()
        return f"{unit} parameters" if unit in _MANY and _PARAMETERS.search(cell) else unit
    comma = _COMMA.search(cell)
    return comma["unit"].strip() if comma else ""


def _above(
    text: str, start: int, unit_of: Callable[[str], _Unit | None]
) -> tuple[_Unit | None, str]:
    """The unit that the caption right above a table declares, and the caption."""
    before = text[max(0, start - _REACH) : start].rstrip()
    line = before[before.rfind("\n") + 1 :].strip()
    if line == before.strip() and start > _REACH:
        return None, ""  # a longer line
    if line.startswith("|") or _SENTENCE.search(line):
        return None, ""
    if said := _ENDS_SO.search(line):
        return unit_of(said["unit"]), line
    brackets = _ENDS_BRACKETS.search(line)
    if brackets and _ENGLISH.fullmatch(brackets["unit"].strip()):
        return unit_of(brackets["unit"].strip()), line
    alone = line.strip(" *:.")
    return (unit_of(alone), line) if _ENGLISH.fullmatch(alone) else (None, "")


def _unit(read: Reader, declared: str) -> _Unit | None:
    """What `declared` makes of a number; None where it is no unit."""
    english = _ENGLISH.fullmatch(declared)
    if english:
        currency = (english["cur"] or english["cur2"]).lower()
        magnitude = (english["mag"] or english["mag2"]).lower().strip("'’")
        word = _WORDS.get(magnitude) or _WORDS.get(magnitude.rstrip("s"), "million")
        written = f"{_SIGNS.get(currency, currency.upper())}{_SAMPLE} {word}"
    elif declared[0].isdigit() or not re.search(r"[%$€£¥￥\u4e00-\u9fff]|^[A-Z]", declared):
        return None
    else:
        sign = declared[0] if declared[0] in "$€£¥￥" else ""
        written = f"{sign}{_SAMPLE}{declared[len(sign) :]}"
    found = read(written)
    if len(found) != 1 or found[0].start or not found[0].value:
        return None
    if found[0].end != len(written) and found[0].per is None:
        return None
    if found[0].kind == "quantity" and not found[0].unit:
        return None
    return _Unit(found[0], found[0].value / _SAMPLE)


@functools.cache
def _words(table: str) -> re.Pattern[str]:
    """The words of a table of the data file; Latin ones are whole words."""
    data: dict[str, Any] = tomllib.loads(
        models_path("figures/tables.toml").read_text(encoding="utf-8")
    )
    latin = [word for word in data[table]["words"] if word[0].isascii() and word[0].isalpha()]
    others = [word for word in data[table]["words"] if word not in latin]
    whole = rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, latin))})s?(?![A-Za-z])"
    return re.compile("|".join([whole, *map(re.escape, others)]), re.I)


def _tables(text: str) -> Iterator[tuple[int, list[list[_Cell]]]]:
    """Where each table begins, and the cells of its rows, but for those of dashes."""
    rows: list[list[_Cell]] = []
    first = 0
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at : at + 1] == "|":
            if not rows:
                first = at
            if not _RULE.fullmatch(text, at, end):
                rows.append(_cells(text, at, end))
        elif end > at:
            if len(rows) > 1:
                yield first, rows
            rows = []
        at = end + 1
    if len(rows) > 1:
        yield first, rows


def _cells(text: str, start: int, end: int) -> list[_Cell]:
    cells = []
    at = start + 1
    while at < end:
        stop = text.find("|", at, end)
        stop = end if stop < 0 else stop
        cells.append((at, stop))
        at = stop + 1
    return cells


__all__ = ["with_table_units"]
