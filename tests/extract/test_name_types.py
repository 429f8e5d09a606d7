"""One name that is company and model: what stands beside it, else what its other places say."""

from __future__ import annotations

import pytest

from pipeline.extract.names import find_mentions


def types(text: str, surface: str) -> list[str]:
    return [m.type for m in find_mentions(text) if m.surface == surface]


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("第一题里DeepSeek写得最像领导，MiniMax直接给了一张表。", "DeepSeek", ["model"]),
        ("第一题里DeepSeek写得最像领导，MiniMax直接给了一张表。", "MiniMax", ["model"]),
        ("参评的有Mistral、豆包和ChatGPT。", "Mistral", ["model"]),
        ("Haiku is cheap, DeepSeek is nearly free.", "DeepSeek", ["model"]),
        ("MiniMax海螺团队拒绝置评，Mistral没有回应。", "MiniMax", ["company"]),
        ("MiniMax海螺团队拒绝置评，Mistral没有回应。", "Mistral", ["company"]),
        ("DeepSeek太多人想投，轮不到我们。", "DeepSeek", ["company"]),
    ],
)
def test_what_stands_beside_the_name_decides(text: str, surface: str, expected: list[str]) -> None:
    assert types(text, surface) == expected


def test_other_places_decide_where_nothing_stands_beside_the_name() -> None:
    test = "我问DeepSeek一题，DeepSeek回答得快。第二天下雨。至于DeepSeek，也就那样。"
    assert types(test, "DeepSeek") == ["model", "model", "model"]
    firm = "DeepSeek宣布降价。第二天下雨。至于DeepSeek，也就那样。"
    assert types(firm, "DeepSeek") == ["company", "company"]
