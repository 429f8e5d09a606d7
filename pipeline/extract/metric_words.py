"""The metrics, the words that name them in a text, and what a figure of a kind can measure."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

_METRICS: Final = "claims/metrics.toml"
# Letters and signs that mean themselves, none of which what follows makes optional.
_LITERAL: Final = re.compile(r"(?:(?:[^\W_]|[ %@/-]|\\[^\w\s])(?![?*+{]))+")


@functools.cache
def listed_metrics() -> list[dict[str, Any]]:
    """The rows of `models/claims/metrics.toml`."""
    text = models_path(_METRICS).read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(text)["metric"]
    return listed


class MetricWords:
    """The words of the metrics that a kind of figure can have.

    Attributes:
        han: the words as they are written.
        latin: words of Latin letters, for text in lower case; each begins where a word begins.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        parts = [(row["name"], _alternatives(row["pattern"])) for row in rows]
        self.han = Branches([(name, [p for p in own if "\\b" not in p]) for name, own in parts])
        # A Latin word ends where a Han character begins: DAU达到1亿.
        self.latin = Branches(
            [(name, [_lowered(p) for p in own if "\\b" in p]) for name, own in parts], re.A
        )


class Branches:
    """Patterns of metrics, each of which begins with letters, to be tried at a place of a text.

    There are two thousand, too many to try one after the other. Those that begin with one
    character make a regex of their own, compiled when that character first comes up.

    Attributes:
        heads: the letters with which each of them begins.
    """

    def __init__(self, rows: Sequence[tuple[str, Sequence[str]]], flags: int = 0) -> None:
        """Take metrics with their patterns, in the order in which they are tried.

        Raises:
            KnowledgeError: a pattern does not begin with letters.
        """
        self._flags = flags
        self._rows: dict[str, dict[str, list[str]]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self.heads: frozenset[str] = frozenset()
        for name, patterns in rows:
            for pattern in patterns:
                heads = _heads(pattern)
                self.heads |= heads
                for sign in {head[0] for head in heads}:
                    self._rows.setdefault(sign, {}).setdefault(name, []).append(pattern)

    def match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The first that matches at `start`, as if the text ended at `end`; its group a metric."""
        sign = text[start]
        pattern = self._compiled.get(sign)
        if pattern is None:
            if sign not in self._rows:
                return None
            named = [f"(?P<{name}>{'|'.join(own)})" for name, own in self._rows[sign].items()]
            pattern = self._compiled[sign] = re.compile("|".join(named), self._flags)
        return pattern.match(text, start, end)


def _lowered(pattern: str) -> str:
    r"""A Latin pattern for lower-case text, without the `\b` that it begins with."""
    parts = re.split(r"(\\.)", pattern)
    lowered = "".join(p if p.startswith("\\") else p.lower() for p in parts)
    return lowered.removeprefix("\\b")


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


def _heads(pattern: str) -> frozenset[str]:
    """The letters with which what matches a pattern begins, as many as are sure; any of these.

    Raises:
        KnowledgeError: it may begin with something else.
    """
    if pattern.startswith("(?:"):
        end = _closing(pattern)
        if pattern[end + 1 : end + 2] not in tuple("?*+{"):
            rest = pattern[end + 1 :]
            return frozenset().union(*(_heads(p + rest) for p in _alternatives(pattern[3:end])))
    if pattern.startswith("["):
        signs, rest = pattern[1:].split("]", 1)
        if signs.isalnum() and rest[:1] not in tuple("?*+{"):
            return frozenset().union(*(_heads(sign + rest) for sign in signs))
    literal = _LITERAL.match(pattern)
    if literal is None:
        raise KnowledgeError(f"{_METRICS}: {pattern!r} does not begin with letters")
    return frozenset({re.sub(r"\\(.)", r"\1", literal[0])})


def _closing(pattern: str) -> int:
    """The place of the bracket that closes the one at the beginning."""
    depth = 0
    for i, sign in enumerate(pattern):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return i
    raise KnowledgeError(f"{_METRICS}: {pattern!r} has a bracket that is not closed")


@functools.cache
def metric_words(kind: str, *, fallback: bool) -> MetricWords:
    """The words of the metrics of that kind of figure; those of growth where `fallback`."""
    return MetricWords(
        [m for m in listed_metrics() if kind in m["kinds"] and m.get("fallback", False) == fallback]
    )


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


@functools.lru_cache(maxsize=4096)  # units are words of the text
def possible_metrics(kind: str, unit: str, per: str | None = None) -> frozenset[str]:
    """The metrics that a figure of that kind in that unit, per something, can have.

    Who leaves the unit out may mean money (拿到8000万).
    """
    kinds = {kind, "money"} if kind == "quantity" and not unit else {kind}
    named = frozenset(m["name"] for m in listed_metrics() if kinds.intersection(m["kinds"]))
    if kind != "quantity":
        return named
    limits = metrics_of_unit()
    return named & limits.get(f"{unit}/{per}", limits.get(unit, named))


@functools.cache
def can_have(metric: str, kind: str) -> bool:
    """Whether a figure of that kind can measure `metric`."""
    return any(m["name"] == metric and kind in m["kinds"] for m in listed_metrics())


@functools.cache
def all_words() -> MetricWords:
    """The words of all metrics, whatever the kind of figure."""
    patterns: dict[str, list[str]] = {}
    for row in listed_metrics():
        patterns.setdefault(row["name"], []).append(row["pattern"])
    return MetricWords([{"name": name, "pattern": "|".join(p)} for name, p in patterns.items()])


@functools.cache
def _unless() -> dict[str, re.Pattern[str]]:
    return {
        m["name"]: re.compile(f"(?:{m['unless']})$", re.I)
        for m in listed_metrics()
        if "unless" in m
    }


def is_other(metric: str | None, before: str) -> bool:
    """Whether the words right before a figure say it measures no `metric`: 应收账款, no debt."""
    told = _unless().get(metric) if metric else None
    return told is not None and told.search(before) is not None
