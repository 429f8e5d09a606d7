"""What a figure measures: the metric whose words stand closest to it in its clause."""

from __future__ import annotations

import functools
import re
import tomllib
from typing import Any, Final

from pipeline.figures import Figure
from pipeline.resources import models_path

_CLAUSE_END: Final = re.compile(r"[,，;；。！？!?、：:|]|\.\s|\n")
_REACH: Final = 40
_LATIN_REACH: Final = 72
_SIZE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?B")  # 32B
_AFTER: Final = 30


@functools.cache
def _listed() -> list[dict[str, Any]]:
    text = models_path("claims/metrics.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(text)["metric"]
    return listed


@functools.cache
def _words(kind: str, fallback: bool) -> re.Pattern[str]:
    """The words of all metrics that a kind of figure can have, each metric a named group."""
    parts = [
        f"(?P<{m['name']}>{m['pattern']})"
        for m in _listed()
        if kind in m["kinds"] and m.get("fallback", False) == fallback
    ]
    return re.compile("|".join(parts) or r"(?!)", re.I)


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
    stop = _CLAUSE_END.search(text, figure.end, end)
    high = min(stop.start() if stop else end, figure.end + _AFTER)
    words = _words(figure.kind, False)
    for place, last in ((clause, True), (text[figure.end : high], False), (before, True)):
        found = [m.lastgroup for m in words.finditer(place)]
        if place is before and not found and unit:
            return unit
        if found:
            return found[-1] if last else found[0]
    if unit:
        return unit
    if previous is not None and previous[1] is not None and _fits(previous[1], figure.kind):
        return previous[1]
    wider = [m.lastgroup for m in words.finditer(text, max(start, reach), low)]
    if wider:
        return wider[-1]
    growth = _words(figure.kind, True)
    found = [m.lastgroup for m in growth.finditer(text, low, high)]
    return found[-1] if found else None


@functools.cache
def _fits(metric: str, kind: str) -> bool:
    return any(m["name"] == metric and kind in m["kinds"] for m in _listed())


@functools.cache
def _all_words() -> re.Pattern[str]:
    return re.compile("|".join(m["pattern"] for m in _listed()), re.I)


def any_metric(text: str) -> bool:
    """Whether any metric is named in `text`."""
    return _all_words().search(text) is not None
