"""The metrics, the words that name them in a text, and what a figure of a kind can measure."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.resources import models_path

_WORD_START: Final = r"(?<![a-z0-9_])"
_LETTERS: Final = re.compile("[A-Za-z]")


@functools.cache
def listed_metrics() -> list[dict[str, Any]]:
    """The rows of `models/claims/metrics.toml`."""
    text = models_path("claims/metrics.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(text)["metric"]
    return listed


class MetricWords:
    """The words of the metrics that a kind of figure can have.

    Words are found by one flat alternation that begins with literals, which the regex engine
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
        # A Latin word ends where a Han character begins: DAU达到1亿.
        self._latin = re.compile(rf"{_WORD_START}(?:{_flat(latin)})", re.A)
        self._latin_grouped = _grouped(
            [(name, [_lowered(p) for p in parts]) for name, parts in latin], re.A
        )

    def of(self, text: str, allowed: frozenset[str] | None = None) -> list[str]:
        """The metrics named in `text`, in order; of `allowed` only, if that is given."""
        return [name for _, name in self.found(text) if allowed is None or name in allowed]

    def found(self, text: str) -> list[tuple[int, str]]:
        """The metrics named in `text` and where, in order."""
        found = []
        for m in self._han.finditer(text):
            named = self._grouped.match(text, m.start())
            if named and named.lastgroup:
                found.append((m.start(), named.lastgroup))
        if _LETTERS.search(text):
            lowered = text.lower()
            for m in self._latin.finditer(lowered):
                named = self._latin_grouped.match(lowered, m.start())
                if named and named.lastgroup:
                    found.append((m.start(), named.lastgroup))
            found.sort()
        return found


def _lowered(pattern: str) -> str:
    r"""A Latin pattern for lower-case text, without the `\b` that it begins with."""
    parts = re.split(r"(\\.)", pattern)
    lowered = "".join(p if p.startswith("\\") else p.lower() for p in parts)
    return lowered.removeprefix("\\b")


def _flat(rows: Sequence[tuple[str, list[str]]]) -> str:
    return "|".join(_lowered(p) for _, parts in rows for p in parts) or "(?!)"


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
def metric_words(kind: str, *, fallback: bool) -> MetricWords:
    """The words of the metrics of that kind of figure; those of growth where `fallback`."""
    return MetricWords(
        [m for m in listed_metrics() if kind in m["kinds"] and m.get("fallback", False) == fallback]
    )


def words_in(text: str, kind: str) -> list[tuple[int, str]]:
    """The metrics of that kind of figure that words in `text` name, and where, in order."""
    return metric_words(kind, fallback=False).found(text)


@functools.cache
def metrics_of_unit() -> dict[str, frozenset[str]]:
    """Unit → the metrics that a number of such things can have, where not all can be."""
    text = models_path("claims/counted.toml").read_text(encoding="utf-8")
    allowed: dict[str, frozenset[str]] = {}
    for entry in tomllib.loads(text)["counted"]:
        for unit in entry["units"]:
            allowed[unit] = allowed.get(unit, frozenset()).union(entry["metrics"])
    return allowed


@functools.cache
def metric_names() -> frozenset[str]:
    """The names of all metrics."""
    return frozenset(m["name"] for m in listed_metrics())


@functools.cache
def possible_metrics(kind: str, unit: str) -> frozenset[str]:
    """The metrics that a figure of that kind in that unit can have.

    Who leaves the unit out may mean money (拿到8000万).
    """
    kinds = {kind, "money"} if kind == "quantity" and not unit else {kind}
    named = frozenset(m["name"] for m in listed_metrics() if kinds.intersection(m["kinds"]))
    return named & metrics_of_unit().get(unit, named) if kind == "quantity" else named


@functools.cache
def can_have(metric: str, kind: str) -> bool:
    """Whether a figure of that kind can measure `metric`."""
    return any(m["name"] == metric and kind in m["kinds"] for m in listed_metrics())


@functools.cache
def _all_words() -> MetricWords:
    patterns: dict[str, list[str]] = {}
    for row in listed_metrics():
        patterns.setdefault(row["name"], []).append(row["pattern"])
    return MetricWords([{"name": name, "pattern": "|".join(p)} for name, p in patterns.items()])


def any_metric(text: str) -> bool:
    """Whether any metric is named in `text`."""
    return bool(_all_words().of(text))
