"""Lists that go in step: 分别, 各为 and `respectively` give each name its own figure."""

from __future__ import annotations

import pytest

from pipeline.extract.document import extract_document


def subjects(text: str) -> list[str | None]:
    return [f.claim.entity_id for f in extract_document(text, "cn").figures]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "百度、阿里巴巴、腾讯的云收入分别为50亿元、120亿元和90亿元。",
            ["baidu", "alibaba", "tencent"],
        ),
        (
            "OpenAI and Anthropic are valued at $500bn and $183bn respectively.",
            ["openai", "anthropic"],
        ),
        (
            "OpenAI、Anthropic和xAI的估值各为5000亿美元、1830亿美元和2000亿美元。",
            ["openai", "anthropic", "xai"],
        ),
        ("Nvidia, AMD and Intel rose 3%, 5% and 1%, respectively.", ["nvidia", "amd", "intel"]),
        (
            "Revenue rose 20% and 30% at Microsoft and Google, respectively.",
            ["microsoft", "google"],
        ),
        # Whose a model is stands between the names of the list.
        ("OpenAI的GPT-5和Anthropic的Claude分别得分83%和80%。", ["gpt-5", "claude"]),
        # A second list of the same length goes on in step.
        (
            "OpenAI和Anthropic去年收入分别增长20%和30%，达到130亿美元和50亿美元。",
            ["openai", "anthropic", "openai", "anthropic"],
        ),
    ],
)
def test_names_and_figures_are_paired_in_order(text: str, entities: list[str]) -> None:
    assert subjects(text) == entities


def test_another_subject_ends_the_lists() -> None:
    text = "百度和腾讯收入分别为50亿元和60亿元，英伟达则投资100亿元和200亿元。"
    assert subjects(text) == ["baidu", "tencent", "nvidia", "nvidia"]


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI和Anthropic的月活和日活分别为5亿人和2亿人。",  # in step with what is measured
        "百度2024年和2025年的收入分别为50亿元和60亿元。",
        "英伟达股价分别上涨3%和5%，百度和腾讯不变。",
    ],
)
def test_lists_that_are_not_of_names_pair_nothing(text: str) -> None:
    assert len(set(subjects(text))) == 1
