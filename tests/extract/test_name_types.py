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


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Kimi去年底刚融了五亿美元。", "Kimi", "company"),
        ("阿里手里还握着Kimi三成多的股份。", "Kimi", "company"),
        ("据说Kimi今年要扩招三百人。", "Kimi", "company"),
        ("记者向Kimi方面求证，对方没有回答。", "Kimi", "company"),
        ("Manus搬去新加坡之后，团队只剩四十人。", "Manus", "company"),
        ("爱诗科技PixVerse V6、MiniMax海螺02跟在后面。", "MiniMax", "company"),
        ("用户发现DeepSeek写代码还是不如Claude Opus 4.5。", "DeepSeek", "model"),
        ("满血版DeepSeek要八张卡才能跑起来。", "DeepSeek", "model"),
        ("医院把DeepSeek部署到了内网。", "DeepSeek", "model"),
        ("DeepSeek的中文比GPT-5自然。", "DeepSeek", "model"),
        ("Meta bought Manus for more than $2bn.", "Manus", "company"),
        ("Manus moved its headquarters to Singapore.", "Manus", "company"),
        ("The French army signed a deal with Mistral.", "Mistral", "company"),
        ("A standards body tested DeepSeek's models last spring.", "DeepSeek", "company"),
        ("Mistral, founded in 2023 by three researchers, is hiring.", "Mistral", "company"),
        ("Character.AI settled with five families in January.", "Character.AI", "company"),
        ("The bank fine-tuned Mistral on twenty years of memos.", "Mistral", "model"),
        ("Mistral got every umlaut wrong.", "Mistral", "model"),
        ("DeepSeek's answers are longer than they should be.", "DeepSeek", "model"),
        ("MiniMax costs a tenth of what Sonnet does.", "MiniMax", "model"),
    ],
)
def test_what_only_firms_or_only_models_do(text: str, surface: str, expected: str) -> None:
    assert types(text, surface) == [expected]


def test_what_stands_before_a_model_of_its_own_is_its_maker() -> None:
    text = "我们问了四家：商汤、MiniMax海螺02、可灵3.0。"
    assert [(m.surface, m.type) for m in find_mentions(text)][1:3] == [
        ("MiniMax", "company"),
        ("海螺02", "model"),
    ]


def test_a_firm_stands_before_who_works_there() -> None:
    text = "Genspark景鲲说不缺钱。"
    assert [(m.surface, m.type) for m in find_mentions(text)] == [
        ("Genspark", "company"),
        ("景鲲", "person"),
    ]
    assert types("我问Kimi王小川是谁。", "Kimi") == ["model"]


def test_what_is_worth_a_sum_in_brackets_is_a_firm() -> None:
    text = "Harvey ($11bn), Sierra ($15bn) and Decagon ($4.5bn) keep doing what they do."
    found = [(m.surface, m.type) for m in find_mentions(text)]
    assert found == [("Harvey", "company"), ("Sierra", "company"), ("Decagon", "company")]


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("The judge blocked Mistral from raising money.", "Mistral", "company"),
        ("The US banned DeepSeek, the Hangzhou start-up, from buying it.", "DeepSeek", "company"),
        ("The school banned DeepSeek.", "DeepSeek", "model"),
    ],
)
def test_what_is_kept_from_doing_something_is_a_firm(
    text: str, surface: str, expected: str
) -> None:
    assert types(text, surface) == [expected]
