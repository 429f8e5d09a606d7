"""What the figures say of each entity, and where documents disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

import pandas as pd

from pipeline.index.claims import Row, Texts, disagreements, key_of, with_aspects
from pipeline.report.corpus import Corpus, records

_COLUMNS = (
    "entity_id", "name", "metric", "period", "kind", "value", "value_max", "unit", "per",
    "qualifier", "surface", "doc_id", "sentence_id", "disputed",
)  # fmt: skip
_SIGNS = {
    "USD": "US$",
    "EUR": "€",
    "GBP": "£",
    "CNY": "¥",
    "JPY": "JP¥",
    "TWD": "NT$",
    "HKD": "HK$",
}
_QUALIFIERS = {"approx": "≈ ", "gt": "> ", "lt": "< "}
_MAGNITUDES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e4, "K"))
_PREFIXES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


class Claim(NamedTuple):
    """A figure with whom and what it is about; `surface` is in the script of the page."""

    entity_id: str
    metric: str
    period: str | None
    value: float
    shown: str
    surface: str
    sentence: int
    disputed: bool


class Value(NamedTuple):
    """One of the values that documents give, with the sentences that do."""

    shown: str
    value: float
    sentences: list[int]
    documents: int


class Dispute(NamedTuple):
    """One thing of which documents say different values, lowest first.

    `aspect` is what all the values have in common beside the period: `expected`, `fiscal` or "".
    """

    entity_id: str
    name: str
    metric: str
    period: str
    documents: int
    ratio: float
    values: list[Value]
    aspect: str = ""

    @property
    def sentences(self) -> list[int]:
        """The sentences that give any of the values, rising."""
        return sorted({n for value in self.values for n in value.sentences})


def number(value: float) -> str:
    """A number as people write it: 1.4T, 671B, 38.5, 1,200."""
    for size, letter in _MAGNITUDES:
        if abs(value) >= size:
            return f"{value / _PREFIXES[letter]:,.4g}".replace(",", "") + letter
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def shown(row: Row) -> str:
    """A figure's value, unit and rate in one form, whatever the page's own."""
    text = number(row["value"])
    if row["value_max"] is not None:
        text += f"–{number(row['value_max'])}"
    unit = row["unit"] or ""
    if row["kind"] == "money":
        text = _SIGNS.get(unit, f"{unit} ") + text
    elif unit in ("%", "x"):
        text += "%" if unit == "%" else "×"
    elif unit:
        text += f" {unit}"
    if row["per"]:
        text += f" / {row['per']}"
    return _QUALIFIERS.get(row["qualifier"], "") + text


def _rows(claims: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(_COLUMNS, row, strict=True)) for row in records(claims, _COLUMNS)]


def claims_of(corpus: Corpus, claims: pd.DataFrame) -> list[Claim]:
    """All claims: entities with most of them first, of each what is said of it most often."""
    rows = _rows(claims)
    of_entity = Counter(r["entity_id"] for r in rows)
    of_metric = Counter((r["entity_id"], r["metric"]) for r in rows)
    rows.sort(
        key=lambda r: (
            -of_entity[r["entity_id"]], r["entity_id"],
            -of_metric[r["entity_id"], r["metric"]], r["metric"], r["period"] or "~",
            -r["value"], r["doc_id"], r["sentence_id"], r["surface"],
        )
    )  # fmt: skip
    return [
        Claim(
            row["entity_id"],
            row["metric"],
            row["period"],
            row["value"],
            shown(row),
            corpus.original_surface.get(
                (row["doc_id"], row["sentence_id"], row["surface"]), row["surface"]
            ),
            corpus.number_of[row["doc_id"], row["sentence_id"]],
            bool(row["disputed"]),
        )
        for row in rows
        if (row["doc_id"], row["sentence_id"]) in corpus.number_of
    ]


def disputes(corpus: Corpus, claims: pd.DataFrame, texts: Texts) -> list[Dispute]:
    """Where documents disagree, what most documents speak of first.

    Args:
        corpus: what the report read.
        claims: the claims table.
        texts: the sentences, in simplified script.
    """
    rows = with_aspects(_rows(claims), texts)
    by_key: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = key_of(row)
        if key is not None:
            by_key[key].append(row)
    found = []
    for apart in disagreements(rows):
        key = (*apart[:4], apart.per or "", apart.aspect)
        said: dict[str, list[Row]] = defaultdict(list)
        for row in by_key[key]:
            said[shown(row)].append(row)
        values = [
            Value(
                text,
                same[0]["value"],
                sorted({corpus.number_of[r["doc_id"], r["sentence_id"]] for r in same}),
                len({r["doc_id"] for r in same}),
            )
            for text, same in said.items()
        ]
        values.sort(key=lambda v: (v.value, v.shown))
        found.append(
            Dispute(
                apart.entity_id,
                by_key[key][0]["name"],
                apart.metric,
                apart.period,
                len({r["doc_id"] for r in by_key[key]}),
                apart.high / apart.low if apart.low > 0 else 0.0,
                values,
                apart.aspect,
            )
        )
    return sorted(found, key=lambda d: (-d.documents, d.name, d.metric, d.period))
