"""English figures written in words: `seven hundred thousand users`, `two-thirds`, `tripled`."""

from __future__ import annotations

import re

from pipeline.figures.counts import is_date, noun_after
from pipeline.figures.grammar import word_hints, words
from pipeline.figures.numbers import ENGLISH_DIGITS, english_value
from pipeline.figures.reading import Figure, Reading

_GROWN = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "twice": 2.0}
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_PARTITIVE = re.compile(
    r" (?:of|as|more|less|fewer|faster|slower|cheaper|lower|higher|the|larger|smaller)\b|[,.;:)]|$"
)
_WINDOW = 48  # code points around a hint in which the whole figure stands


def word_figures(reading: Reading) -> list[Figure]:
    """All figures in English words, in order; looks only near the words that such figures need."""
    text, found, reached = reading.text, [], 0
    for hint in word_hints().finditer(text):
        if hint.end() <= reached:
            continue
        begin = max(reached, hint.start() - _WINDOW)
        for m in words().finditer(text, begin, hint.end() + _WINDOW):
            reached = m.end()
            figure = _word_figure(reading, m)
            if figure is not None:
                found.append(figure)
            if reached > hint.end():
                break
    return found


def _word_figure(reading: Reading, m: re.Match[str]) -> Figure | None:
    text, end = reading.text, m.end()
    if m["grown"]:
        stem = m["grown"].lower().removesuffix("ed").removesuffix("ing")
        if text[end : end + 5] == " down":
            return None
        return reading.figure(m.span(), "multiple", _GROWN[stem], "x")
    if m["half"]:
        return reading.figure(m.span(), "percent", 50.0, "%")
    if m["share"]:
        return _share(reading, m)
    if m["one"]:
        parts = english_value(m["of"])
        if not parts or parts < 2 or not re.match(r" [a-z]", text[end : end + 2]):
            return None
        return reading.figure(m.span(), "percent", 100.0 / parts, "%")
    value = english_value(m["low"] or m["count"])
    if value is None:
        return None
    if m["fold"]:
        return reading.figure(m.span(), "multiple", value, "x")
    return _counted(reading, m, value)


def _counted(reading: Reading, m: re.Match[str], value: float) -> Figure | None:
    """Number words with a unit or a noun; small counts (three companies) are no figures."""
    surface, end = m["low"] or m["count"], m.end()
    alias = m["unit"] if m["low"] else m["unit3"]
    unit = reading.units[alias] if alias else None
    kind, canonical, scale = reading.kind_of(unit)
    if unit is None:
        canonical, end = noun_after(reading.text, end, surface) or ("", end)
    elif (unit.weak and value < 10) or is_date(reading.text, end, surface, unit, value):
        return None
    return reading.figure((m.start(), end), kind, value * scale, canonical)


def _share(reading: Reading, m: re.Match[str]) -> Figure | None:
    """`two-thirds`; `a third` only before a word that makes it a part of something."""
    count, _, part = m["share"].lower().replace(" ", "-").partition("-")
    alone = count in ("a", "an", "one")
    if alone and (part == "half" or not _PARTITIVE.match(reading.text, m.end())):
        return None
    value = ENGLISH_DIGITS[count] * 100.0 / _PARTS[part.removesuffix("s")]
    return reading.figure(m.span(), "percent", value, "%")
