"""Which figures are held against each other: totals of one thing, not parts, rates or forecasts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.index.claims import disagreements, with_aspects
from pipeline.index.comparable import Limit, aspect_of, holds, limits


@pytest.mark.parametrize("limit", limits(), ids=lambda limit: limit.name)
def test_each_limit_holds_of_its_example_and_not_of_its_counter_example(limit: Limit) -> None:
    assert holds(limit, limit.example, limit.example.index(limit.figure), limit.figure)
    figure = re.search(r"[0-9]+亿美?元", limit.counter)
    assert figure is not None
    assert not holds(limit, limit.counter, figure.start(), figure[0])


def said(doc_id: str, sentence: str, surface: str, value: float, **other: Any) -> dict[str, Any]:
    base = {
        "doc_id": doc_id, "sentence_id": 0, "surface": surface, "kind": "money", "value": value,
        "value_max": None, "unit": "USD", "per": None, "qualifier": "exact", "entity_id": "a",
        "metric": "revenue", "period": "2025", "sentence": sentence,
    }  # fmt: skip
    return base | other


WHOLE = said("a", "公司2025年营收120亿美元。", "120亿美元", 1.2e10)


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (said("b", "公司2025年营收为180亿美元。", "180亿美元", 1.8e10), True),
        (said("b", "Its revenue in 2025 was $18bn.", "$18bn", 1.8e10), True),
        # The same words, of another thing.
        (said("b", "公司2025年广告营收为18亿美元。", "18亿美元", 1.8e9), False),
        (said("b", "其中数据中心贡献了18亿美元。", "18亿美元", 1.8e9), False),
        (said("b", "Its cloud revenue in 2025 was $1.8bn.", "$1.8bn", 1.8e9), False),
        (said("b", "公司2025年第四季营收为40亿美元。", "40亿美元", 4e9), False),
        (said("b", "公司2025年年化营收为180亿美元。", "180亿美元", 1.8e10), False),
        (said("b", "公司预计2025年营收为180亿美元。", "180亿美元", 1.8e10), False),
        (said("b", "公司2025财年营收为180亿美元。", "180亿美元", 1.8e10), False),
        (said("b", "四大科技巨头2025年营收合计1800亿美元。", "1800亿美元", 1.8e11), False),
        (said("b", "到2025年的累计营收为180亿美元。", "180亿美元", 1.8e10), False),
    ],
)
def test_documents_disagree_on_one_thing_only(other: dict[str, Any], apart: bool) -> None:
    texts = {(r["doc_id"], r["sentence_id"]): r["sentence"] for r in (WHOLE, other)}
    assert bool(disagreements(with_aspects([WHOLE, other], texts))) is apart


def test_forecasts_are_held_against_forecasts() -> None:
    rows = [
        said("a", "公司预计2025年营收120亿美元。", "120亿美元", 1.2e10),
        said("b", "公司2025年营收有望达180亿美元。", "180亿美元", 1.8e10),
    ]
    texts = {(r["doc_id"], r["sentence_id"]): r["sentence"] for r in rows}
    assert [d.aspect for d in disagreements(with_aspects(rows, texts))] == ["expected"]


def test_what_moves_within_a_year_is_compared_by_month() -> None:
    rest = {"metric": "valuation", "sentence_id": 0, "surface": "43亿美元"}
    assert aspect_of({**rest, "period": "2025"}, "估值43亿美元。") is None
    assert aspect_of({**rest, "period": "2025-11"}, "估值43亿美元。") == ""
    assert aspect_of({**rest, "period": None}, "估值43亿美元。") is None


def test_a_long_sentence_is_looked_at_near_the_figure_only() -> None:
    row = said("a", "", "120亿美元", 1.2e10)
    assert aspect_of(row, "(" * 100_000 + "营收120亿美元" + "预计" * 100_000) == ""
