"""What the corpus says of each entity: figures with their subject, metric and period, side by side.

Documents disagree where they give the same entity, metric, period and unit values that no rounding
brings together: one says 12亿元, the other 18亿元, of the same year. Which figures are of the same
thing at all, `comparable` says.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract import table_of
from pipeline.index.comparable import aspect_of
from pipeline.store.parts import rows_of

READ: Final = (
    "doc_id", "sentence_id", "start", "surface", "kind", "value", "value_max", "unit", "per",
    "qualifier", "entity_id", "metric", "period", "change",
)  # fmt: skip
"""The columns of the figures table that claims are made of."""

# Percentages of anything else may be a growth as well as a share, which are not to be compared.
_SHARES: Final = frozenset(("margin", "market_share", "adoption", "yield", "stake"))
_APPROX: Final = 0.1
_LOOSE: Final = 2.0  # more than 5亿 is less than 10亿
_ROUND: Final = 2  # digits that no number need be rounded to
_DIGITS: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")

Row = Mapping[str, Any]
Key = tuple[str, str, str, str, str, str]
Texts = Mapping[tuple[str, int], str]
"""Sentences by doc_id and sentence_id."""


class Bounds(NamedTuple):
    """Between which values a claim's value lies, by its digits and its qualifier."""

    low: float
    high: float


class Disagreement(NamedTuple):
    """What documents say differently of one thing.

    `low` and `high` are the lowest and the highest of the values that are given; `aspect` is what
    they have in common beside metric and period (`expected`), or empty.
    """

    entity_id: str
    metric: str
    period: str
    unit: str
    per: str | None
    low: float
    high: float
    documents: tuple[str, ...]
    aspect: str = ""


def bounds_of(row: Row) -> Bounds:
    """The bounds of a claim's value: half a unit of its last digit either way, at least.

    `more than` reaches to twice the value and `less than` to half of it; `about` is a tenth off.
    """
    value = row["value"]
    if row["value_max"] is not None:
        return Bounds(value, row["value_max"])
    slack = _rounding(value, row["surface"])
    if row["qualifier"] == "approx":
        slack = max(slack, _APPROX * abs(value))
    low, high = value - slack, value + slack
    if row["qualifier"] == "gt":
        high = max(high, _LOOSE * value)
    elif row["qualifier"] == "lt":
        low = min(low, value / _LOOSE)
    return Bounds(low, high)


def _rounding(value: float, surface: str) -> float:
    """Half a unit of the last digit that the surface writes: 0.05亿 of 1.4亿, half of 3."""
    written = _DIGITS.search(surface)
    if written is None or not value:
        return 0.05 * abs(value)
    plain = written[0].replace(",", "")
    decimals = len(plain.partition(".")[2])
    number = float(plain) if plain.count(".") < 2 else value
    scale = abs(value) / number if number else 1.0
    if not decimals and len(plain) > _ROUND:  # 300万 may be a round number; 312万 and 10亿 are not
        decimals = -(len(plain) - len(plain.rstrip("0")))
    return float(0.5 * scale * 10.0**-decimals)


def key_of(row: Row) -> Key | None:
    """What must be the same for values to be compared; None where they are not comparable.

    Args:
        row: with the `aspect` that `with_aspects` gives it; without one it is simply stated.
    """
    aspect = row.get("aspect", "")
    if (
        aspect is None
        or row["period"] is None
        or (row["unit"] in ("%", "pp") and row["metric"] not in _SHARES)
    ):
        return None
    if row["kind"] == "multiple" or not row["unit"]:
        return None
    return row["entity_id"], row["metric"], row["period"], row["unit"], row["per"] or "", aspect


def with_aspects(rows: Iterable[Row], texts: Texts) -> list[Row]:
    """`rows` with `aspect`, by which they are compared: `comparable.aspect_of`."""
    return [
        {**row, "aspect": aspect_of(row, texts.get((row["doc_id"], row["sentence_id"]), ""))}
        for row in rows
    ]


def disagreements(rows: Iterable[Row]) -> list[Disagreement]:
    """Where documents disagree, in order of entity, metric and period.

    Args:
        rows: figures with entity and metric, or rows of the claims table, `with_aspects`.

    Takes linear time: of each document only the span of its values is kept, and documents disagree
    if the span of one ends before that of another begins.
    """
    spans: dict[Key, dict[str, Bounds]] = defaultdict(dict)
    values: dict[Key, list[float]] = defaultdict(list)
    for row in rows:
        key = key_of(row)
        if key is None:
            continue
        own = bounds_of(row)
        known = spans[key].get(row["doc_id"], own)
        spans[key][row["doc_id"]] = Bounds(min(own.low, known.low), max(own.high, known.high))
        values[key].append(row["value"])
    found = []
    for key in sorted(spans):
        documents = spans[key]
        end, begin = (
            min(b.high for b in documents.values()),
            max(b.low for b in documents.values()),
        )
        if begin > end and not math.isclose(begin, end, rel_tol=1e-9):
            apart = tuple(
                sorted(d for d, b in documents.items() if b.high <= end or b.low >= begin)
            )
            entity, metric, period, unit, per, aspect = key
            found.append(
                Disagreement(
                    entity, metric, period, unit, per or None,
                    min(values[key]), max(values[key]), apart, aspect,
                )
            )  # fmt: skip
    return found


def claim_rows(
    figures: Iterable[Row], names: Mapping[str, str], apart: Iterable[Disagreement]
) -> Iterator[tuple[object, ...]]:
    """Rows of the claims table: the figures that say something of an entity.

    Args:
        figures: rows of the figures table, `with_aspects`.
        names: the name of each entity.
        apart: where documents disagree.
    """
    wrong = {
        (d.entity_id, d.metric, d.period, d.unit, d.per or "", d.aspect, document)
        for d in apart
        for document in d.documents
    }
    for row in figures:
        if row["entity_id"] is None or row["metric"] is None:
            continue
        key = key_of(row)
        yield (
            row["entity_id"],
            names.get(row["entity_id"], row["entity_id"]),
            *(row[name] for name in ("metric", "period", "kind", "value", "value_max", "unit")),
            *(row[name] for name in ("per", "qualifier", "surface", "doc_id", "sentence_id")),
            key is not None and (*key, row["doc_id"]) in wrong,
            row["change"],
        )


def claims(figures: pa.Table, entities: pa.Table, sentences: pa.Table) -> pa.Table:
    """The claims table of a corpus from its tables figures, entities and sentences."""
    names = dict(
        zip(
            entities.column("entity_id").to_pylist(),
            entities.column("name").to_pylist(),
            strict=True,
        )
    )
    rows = with_aspects(rows_of(said(figures.select(list(READ)))), texts_of(sentences))
    return table_of("claims", list(claim_rows(rows, names, disagreements(rows))))


def texts_of(sentences: pa.Table) -> Texts:
    """The sentences of the sentences table by document and number."""
    columns = (sentences.column(name).to_pylist() for name in ("doc_id", "sentence_id", "text"))
    return {(doc_id, number): text for doc_id, number, text in zip(*columns, strict=True)}


def said(figures: pa.Table) -> pa.Table:
    """The figures that have a subject and a metric."""
    wanted = pc.and_(figures.column("entity_id").is_valid(), figures.column("metric").is_valid())
    return figures.filter(wanted)
