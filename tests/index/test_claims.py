"""The claims of a corpus side by side, and where documents disagree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.index.claims import Disagreement, bounds_of, claim_rows, disagreements


def row(doc_id: str, surface: str, value: float, **other: Any) -> dict[str, Any]:
    base = {
        "doc_id": doc_id, "sentence_id": 0, "start": 0, "surface": surface, "kind": "money",
        "value": value, "value_max": None, "unit": "CNY", "per": None, "qualifier": "exact",
        "entity_id": "zhipu", "metric": "revenue", "period": "2025", "change": None,
    }  # fmt: skip
    return base | other


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (row("a", "12亿元", 1.2e9), row("b", "18亿元", 1.8e9), True),
        (row("a", "12亿元", 1.2e9), row("b", "12.3亿元", 1.23e9), False),  # rounding
        (row("a", "300万元", 3e6), row("b", "312万元", 3.12e6), False),
        (row("a", "311万元", 3.11e6), row("b", "313万元", 3.13e6), True),
        (row("a", "10亿元", 1e9, qualifier="gt"), row("b", "14亿元", 1.4e9), False),
        (row("a", "10亿元", 1e9, qualifier="approx"), row("b", "10.6亿元", 1.06e9), False),
        (row("a", "10亿元", 1e9, qualifier="lt"), row("b", "14亿元", 1.4e9), True),
        (row("a", "10亿至15亿元", 1e9, value_max=1.5e9), row("b", "14亿元", 1.4e9), False),
        # Not the same thing: another period, unit or rate, or a growth beside a share.
        (row("a", "12亿元", 1.2e9), row("b", "18亿元", 1.8e9, period="2024"), False),
        (row("a", "12亿元", 1.2e9), row("b", "1.8亿美元", 1.8e8, unit="USD"), False),
        (row("a", "12元", 12.0, per="month"), row("b", "99元", 99.0, per="year"), False),
        (row("a", "12%", 12, unit="%"), row("b", "80%", 80, unit="%"), False),
        (row("a", "12亿元", 1.2e9, period=None), row("b", "18亿元", 1.8e9, period=None), False),
    ],
)
def test_documents_disagree_beyond_rounding(
    one: dict[str, Any], other: dict[str, Any], apart: bool
) -> None:
    assert bool(disagreements([one, other])) is apart
    assert bool(disagreements([other, one])) is apart


def test_what_is_apart_is_named() -> None:
    rows = [row("a", "12亿元", 1.2e9), row("b", "18亿元", 1.8e9), row("c", "12亿元", 1.2e9)]
    assert disagreements(rows) == [
        Disagreement("zhipu", "revenue", "2025", "CNY", None, 1.2e9, 1.8e9, ("a", "b", "c"))
    ]
    written = list(claim_rows(rows, {"zhipu": "智谱"}, disagreements(rows)))
    assert [r[1] for r in written] == ["智谱"] * 3
    assert [r[-2] for r in written] == [True] * 3


def test_one_document_that_gives_two_values_disagrees_with_nobody() -> None:
    rows = [row("a", "12亿元", 1.2e9), row("a", "18亿元", 1.8e9), row("b", "18亿元", 1.8e9)]
    assert disagreements(rows) == []


@given(st.floats(1, 1e12), st.sampled_from(["exact", "approx", "gt", "lt"]))
def test_a_value_lies_within_its_bounds(value: float, qualifier: str) -> None:
    bounds = bounds_of(row("a", f"{value:.2f}元", value, qualifier=qualifier))
    assert bounds.low <= value <= bounds.high


def test_the_table_of_the_samples_holds_figures_of_known_entities(
    sample_tables: pipeline.Tables,
) -> None:
    claims = sample_tables.claims
    assert len(claims) > 10
    assert set(claims["entity_id"]) <= set(sample_tables.entities["entity_id"])
    assert set(claims["doc_id"]) <= set(sample_tables.documents["doc_id"])
    assert claims["metric"].notna().all()
