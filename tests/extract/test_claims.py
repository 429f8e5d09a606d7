"""What a figure says of whom: its entity and its metric."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

import pipeline
from pipeline.extract.document import extract_document
from pipeline.resources import models_path


def claims(text: str) -> list[tuple[str, str | None, str | None]]:
    """(surface, entity, metric) of each figure of `text`."""
    return [
        (f.figure.surface, f.claim.entity_id, f.claim.metric)
        for f in extract_document(text, "cn").figures
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OpenAI的估值达到5000亿美元。", [("5000亿美元", "openai", "valuation")]),
        (
            "英伟达市值突破4万亿美元，AMD市值不足3000亿美元。",
            [("4万亿美元", "nvidia", "market_cap"), ("3000亿美元", "amd", "market_cap")],
        ),
        (
            "OpenAI去年亏损50亿美元。Anthropic的收入是10亿美元。",
            [("50亿美元", "openai", "loss"), ("10亿美元", "anthropic", "revenue")],
        ),
        (
            "Anthropic raised $13 billion at a valuation of $183 billion.",
            [("$13 billion", "anthropic", "funding"), ("$183 billion", "anthropic", "valuation")],
        ),
        # What a figure is compared with is not what it is about.
        (
            "DeepSeek的训练成本为557万美元，是GPT-4的5%。",
            [
                ("557万美元", "deepseek-model", "training_cost"),
                ("5%", "deepseek-model", "training_cost"),
            ],
        ),
        # Nothing is made up where the text does not say.
        ("全球有1亿人使用它。", [("1亿人", None, None)]),
    ],
)
def test_own_sentences(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert claims(text) == expected


def test_a_claim_does_not_cross_the_sentence() -> None:
    ((_, entity, metric),) = claims("Anthropic上调了估值。\n\n一家小店每天接待300人。")
    assert (entity, metric) == (None, None)


def metrics() -> list[dict[str, Any]]:
    content = models_path("claims/metrics.toml").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = tomllib.loads(content)["metric"]
    return listed


@pytest.mark.parametrize("metric", metrics(), ids=lambda m: str(m["name"]))
def test_each_metric_takes_its_example_and_leaves_its_counter_example(
    metric: dict[str, Any],
) -> None:
    assert {m for _, _, m in claims(metric["example"])} == {metric["name"]}
    assert metric["name"] not in {m for _, _, m in claims(metric["counter"])}


def test_in_the_samples_a_figure_is_about_something_its_sentence_names(
    sample_tables: pipeline.Tables,
) -> None:
    figures, mentions = sample_tables.figures, sample_tables.mentions
    assert figures["entity_id"].notna().sum() > 20
    assert figures["metric"].notna().sum() > 50
    assert set(figures["metric"].dropna()) <= {m["name"] for m in metrics()}
    named = set(
        zip(mentions["doc_id"], mentions["sentence_id"], mentions["entity_id"], strict=True)
    )
    about = figures[figures["entity_id"].notna()]
    keys = zip(about["doc_id"], about["sentence_id"], about["entity_id"], strict=True)
    assert [key for key in keys if key not in named] == []
