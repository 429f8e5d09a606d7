"""What a figure measures: the metric whose words stand closest to it in its clause."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.figures import Figure
from pipeline.resources import models_path

_CLAUSE_END: Final = re.compile(r"[,，;；。！？!?、：:|]|\.\s|\n")
_REACH: Final = 40
_LATIN_REACH: Final = 72
_APPOSED: Final = 4  # code points before a number of people that stands for a firm's staff
_STAFF: Final = re.compile(
    r"公司|团队|全员|一共|总共|只有|只剩|从|减|裁|招|走|干|做|\b(?:firm|company|team|staff|has|employs)\b"
)
_MOST_STAFF: Final = 3_000_000
_SIZE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?B")  # 32B
_AFTER: Final = 30
_LETTERS: Final = re.compile("[A-Za-z]")


@functools.cache
def _listed() -> list[dict[str, Any]]:
    text = models_path("claims/metrics.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(text)["metric"]
    return listed


class _Words:
    """The words of the metrics that a kind of figure can have.

    Han words are found by one flat alternation that begins with literals, which the regex engine
    searches many times faster than named groups; only what it finds is asked for its metric.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        han: list[tuple[str, list[str]]] = []
        latin: list[tuple[str, list[str]]] = []
        for row in rows:
            parts = _alternatives(row["pattern"])
            han.append((row["name"], [p for p in parts if "\\b" not in p]))
            latin.append((row["name"], [p for p in parts if "\\b" in p]))
        self._han = re.compile("|".join(p for _, parts in han for p in parts) or "(?!)")
        self._grouped = _grouped(han, 0)
        self._latin = _grouped(latin, re.I)

    def of(self, text: str) -> list[str]:
        """The metrics named in `text`, in order."""
        found = []
        for m in self._han.finditer(text):
            named = self._grouped.match(text, m.start())
            if named and named.lastgroup:
                found.append((m.start(), named.lastgroup))
        if _LETTERS.search(text):
            for m in self._latin.finditer(text):
                if m.lastgroup:
                    found.append((m.start(), m.lastgroup))
            found.sort()
        return [name for _, name in found]


def _alternatives(pattern: str) -> list[str]:
    """The branches of a pattern's outermost alternation."""
    parts, depth, begin, i = [], 0, 0, 0
    while i < len(pattern):
        sign = pattern[i]
        if sign == "\\":
            i += 1
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "|" and not depth:
            parts.append(pattern[begin:i])
            begin = i + 1
        i += 1
    return [*parts, pattern[begin:]]


def _grouped(rows: Sequence[tuple[str, list[str]]], flags: int) -> re.Pattern[str]:
    named = [f"(?P<{name}>{'|'.join(parts)})" for name, parts in rows if parts]
    return re.compile("|".join(named) or "(?!)", flags)


@functools.cache
def _words(kind: str, fallback: bool) -> _Words:
    return _Words(
        [m for m in _listed() if kind in m["kinds"] and m.get("fallback", False) == fallback]
    )


@functools.cache
def _units() -> dict[str, str]:
    """Unit → the metric that a figure in it measures where no word says otherwise."""
    return {unit: m["name"] for m in _listed() for unit in m.get("units", ())}


def metric_of(
    figure: Figure, text: str, start: int, end: int, previous: tuple[Figure, str | None] | None
) -> str | None:
    """The metric of `figure` in the sentence `text[start:end]`.

    Words are looked for before the figure in its clause, behind it in its clause, and in the
    clauses before; then its unit says what it is, then the figure before it in the same sentence
    (营收18亿元,同比增长30%), then a word of growth.

    Args:
        figure: the figure, in offsets of `text`.
        text: the document's text.
        start: where the figure's sentence starts.
        end: where it ends.
        previous: the figure before it in the sentence with its metric, if there is one.
    """
    unit = _units().get(figure.unit)
    if unit == "age":
        return unit
    if unit is None and figure.kind == "quantity" and _SIZE.fullmatch(figure.surface):
        unit = "parameters"
    latin = text[max(0, figure.start - 12) : figure.start].isascii()
    reach = figure.start - (_LATIN_REACH if latin else _REACH)
    low = max(start, reach)
    if previous is not None:
        low = max(low, previous[0].end)
    before = text[low : figure.start]
    clause = _CLAUSE_END.split(before)[-1]
    high = min(end, figure.end + _AFTER)
    stop = _CLAUSE_END.search(text, figure.end, high)
    high = stop.start() if stop else high
    staff = len(clause) <= _APPOSED or _STAFF.search(clause) is not None
    if unit == "employees" and (not staff or figure.value > _MOST_STAFF):
        unit = None  # 每天接待300人; but 梯安捷,67人
    words = _words(figure.kind, False)
    for place, last in ((clause, True), (text[figure.end : high], False), (before, True)):
        found = words.of(place)
        if place is before and not found and unit:
            return unit
        if found:
            return found[-1] if last else found[0]
    if unit:
        return unit
    if previous is not None and previous[1] is not None and _fits(previous[1], figure.kind):
        return previous[1]
    wider = words.of(text[max(start, reach) : low])
    if wider:
        return wider[-1]
    found = _words(figure.kind, True).of(text[low:high])
    return found[-1] if found else None


@functools.cache
def _fits(metric: str, kind: str) -> bool:
    return any(m["name"] == metric and kind in m["kinds"] for m in _listed())


@functools.cache
def _all_words() -> _Words:
    return _Words(_listed())


def any_metric(text: str) -> bool:
    """Whether any metric is named in `text`."""
    return bool(_all_words().of(text))
