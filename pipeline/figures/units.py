"""Units of figures: what a number counts, read from `models/figures/units.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.resources import models_path

REGION_CURRENCY = {
    "cn": "CNY", "tw": "TWD", "hk": "HKD", "sg": "SGD", "my": "MYR", "mo": "MOP",
    "us": "USD", "ca": "CAD",
}  # fmt: skip
LOCAL_CURRENCY = "元"
_IRREGULAR = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "foot": "feet",
    "query": "queries", "category": "categories", "company": "companies", "country": "countries",
    "city": "cities", "university": "universities", "repository": "repositories",
    "study": "studies", "inch": "inches", "hertz": "hertz", "megahertz": "megahertz",
    "gigahertz": "gigahertz", "aircraft": "aircraft", "bank": "banks", "naira": "naira",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """One canonical unit.

    `scale` turns a value counted in the alias into one counted in `canonical`; `weak` units are
    trivial after a single Han digit (一个, 两年); `latin` is true of aliases in Latin letters and
    `noun` of those that are a whole word (用户) and not a classifier.
    """

    canonical: str
    kind: Literal["money", "percent", "multiple", "quantity"]
    dimension: str
    scale: float
    weak: bool
    latin: bool
    noun: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the data file, with the example and counter-example its test reads."""

    canonical: str
    aliases: tuple[str, ...]
    guard: str
    example: str
    counter: str


def _word_forms(word: str) -> list[str]:
    plural = _IRREGULAR.get(word, word + "s")
    forms = [word, plural]
    return (
        forms
        + [form[0].upper() + form[1:] for form in forms]
        + ([word.upper(), word.upper() + "S"] if word == "token" else [])
    )


def _spaced(alias: str, row: Mapping[str, object]) -> list[str]:
    """The alias, and where the row says so its forms with single spaces inside."""
    forms = [alias[0]]
    for sign in alias[1:]:
        forms = [form + gap + sign for form in forms for gap in ("", " ")]
    return forms if row.get("spaced") else [alias]


@cache
def load_units() -> tuple[Mapping[str, Unit], tuple[UnitRow, ...]]:
    """All aliases with their units, and the rows they come from.

    Raises `KeyError` where a row lacks a field and `OSError` where the file is missing.
    """
    data = tomllib.loads(models_path("figures/units.toml").read_text(encoding="utf-8"))
    by_alias: dict[str, Unit] = {}
    rows = []
    for row in data["unit"]:
        han = [form for alias in row.get("han", []) for form in _spaced(alias, row)]
        latin = list(row.get("latin", []))
        for word in row.get("words", []):
            latin += _word_forms(word)
        for aliases, is_latin in ((han, False), (latin, True)):
            for alias in aliases:
                noun = not is_latin and len(alias) > 1 and alias[0] not in "个個"
                unit = Unit(
                    row["id"], row["kind"], row["dimension"], row.get("scale", 1.0),
                    row["weight"] == "weak", is_latin, noun and row["dimension"] == "count",
                )  # fmt: skip
                by_alias.setdefault(alias, unit)
        rows.append(
            UnitRow(row["id"], (*han, *latin), row.get("guard", ""), row["example"], row["counter"])
        )
    return by_alias, tuple(rows)


@cache
def unit_pattern(han_only: bool = False) -> str:
    """A regex that matches the longest alias whose guard holds; no groups."""
    by_alias, rows = load_units()
    entries: dict[str, str] = {}
    for row in rows:
        for alias in row.aliases:
            if by_alias[alias].latin:
                if not han_only:
                    entries.setdefault(alias, _latin_guard(alias))
            else:
                entries.setdefault(alias, row.guard)
    return trie_pattern(entries)


def _latin_guard(alias: str) -> str:
    if alias in ("x", "X", "×"):  # 3x3 and 4× H100 are not multiples
        return "(?:(?! ?[A-Z0-9×])|(?= (?:20[0-9]{2}|FY|NTM|LTM|EV|ARR|EBITDA)))(?![A-Za-z])"
    if alias in ("$", "€", "£"):  # 20€, not 5 €10
        return "(?! ?[0-9])"
    return "(?![A-Za-z0-9])" if alias[-1].isalpha() else ""


def trie_pattern(words: Mapping[str, str] | Iterable[str]) -> str:
    """A regex for a set of words that tries the longest first and shares prefixes.

    A mapping gives each word the lookahead that must hold after it.
    """
    entries = words if isinstance(words, Mapping) else dict.fromkeys(words, "")
    root: dict[str, Any] = {}
    for word, guard in entries.items():
        node = root
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {"guard": guard}
    return _node_pattern(root)


def _node_pattern(node: dict[str, Any]) -> str:
    branches: dict[str, list[str]] = {}
    for sign, child in node.items():
        if sign:
            branches.setdefault(_node_pattern(child), []).append(sign)
    parts = []
    for tail, signs in branches.items():
        escaped = [re.escape(sign) for sign in signs]
        head = escaped[0] if len(signs) == 1 else "[" + "".join(escaped) + "]"
        parts.append(head + tail)
    if "" not in node:
        return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"
    guard: str = node[""]["guard"]
    if not parts:
        return guard
    return "(?:" + "|".join([*parts, guard]) + ")"
