"""Who wins and who loses where a sentence compares two."""

from __future__ import annotations

import re

import pytest

from pipeline import analyze
from pipeline.classify.settings import settings


def targets(text: str) -> dict[str, str]:
    """The label of each target of `text`."""
    judged = analyze(text).judged
    return {str(row.entity_id): row.label for row in judged if row.level == "target"}


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("通义千问的下载量已经超过Meta的Llama，成为全球第一。", "qwen", "llama"),
        ("通义千问的下载量已经超过Meta的Llama，成为全球第一。", "topic:china-ai", "topic:us-ai"),
        ("Kimi明显落后于Claude，用户正在流失。", "claude", "kimi"),
        ("Qwen now beats Llama on every coding test, and developers love it.", "qwen", "llama"),
        ("DeepSeek costs far less than GPT-5 and answers just as well.", "deepseek", "gpt-5"),
    ],
)
def test_praise_of_the_winner_is_none_of_the_loser(text: str, better: str, worse: str) -> None:
    labels = targets(text)
    assert labels[better] == "optimistic"
    assert labels[worse] == "cautionary"


def test_two_that_are_praised_together_both_are() -> None:
    labels = targets("通义千问和Llama都大获成功，口碑越来越好，开发者喜爱有加。")
    assert {labels["qwen"], labels["llama"]} == {"optimistic"}


def test_the_pattern_holds_for_its_examples_and_not_for_its_counter_examples() -> None:
    compared = settings()["compared"]
    pattern = re.compile(compared["pattern"], re.IGNORECASE)
    assert all(pattern.search(text) for text in compared["examples"])
    assert not any(pattern.search(text) for text in compared["counters"])
