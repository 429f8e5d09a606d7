"""Kinds of names one by one: new versions, nicknames, registered names, hostile text."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.mention import Mention
from pipeline.extract.names import find_mentions
from pipeline.ingest.script import fold


def of_type(text: str, kind: str) -> list[str]:
    return [m.surface for m in find_mentions(fold(text)) if m.type == kind]


@pytest.mark.parametrize(
    "name",
    [
        *("GPT-5.1", "Grok 5", "DeepSeek-V3.2", "Claude Opus 4.1", "o4-mini", "Qwen3-Max"),
        *("Gemini 3 Pro", "Kimi K2 Thinking", "GLM-4.6", "MiniMax-M2", "Llama 4 Scout"),
    ],
)
def test_a_new_version_of_a_known_family_is_found_in_both_languages(name: str) -> None:
    assert of_type(f"推 llamaman: {name} 先出再說", "model") == [name]
    assert of_type(f"Yesterday {name} wrote the whole report.", "model") == [name]


def test_a_version_names_its_model_in_a_text_without_the_family() -> None:
    assert of_type("我偷偷開 Sonnet 4.5，主管不知道。", "model") == ["Sonnet 4.5"]
    assert of_type("The sonnet has 14 lines.", "model") == []


def test_a_number_that_counts_is_no_version() -> None:
    assert of_type("它只輸給 Claude Opus 3 個百分點。", "model") == ["Claude Opus"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("發哥今年全面上 AI 工具，連護國神山都跟了。", ["发哥", "护国神山"]),
        ("宁王又跌停了，基金经理还在补仓。", ["宁王"]),
        ("影迷在街头偶遇发哥。", []),
        ("书里写到明朝的宁王。", []),
    ],
)
def test_nicknames_are_companies_where_markets_speak_of_them(text: str, names: list[str]) -> None:
    assert of_type(text, "company") == names


def test_a_name_as_the_register_has_it_is_one_company() -> None:
    text = "合同由深圳市云岚半导体股份有限公司签署。许多有限责任公司没有来。"
    assert of_type(text, "company") == ["深圳市云岚半导体股份有限公司"]


def test_initials_belong_to_the_name() -> None:
    text = "D. E. Shaw Ventures and Thornbury Capital led the round."
    assert of_type(text, "company") == ["D. E. Shaw Ventures", "Thornbury Capital"]


def test_a_firm_that_is_the_beginning_of_its_models_name_is_not_taken_there() -> None:
    text = "汇衡科技今天发布年报。汇衡文舟是公司去年推出的合同大模型，汇衡文舟贡献了六成收入。"
    assert of_type(text, "model") == ["汇衡文舟", "汇衡文舟"]
    assert of_type(text, "company") == ["汇衡科技"]


def test_a_quoted_tool_is_found_where_it_stands_bare_too() -> None:
    text = "我做的「回話貓」是幫早餐店回評論的工具。回話貓上個月多了十二個客人。"
    assert of_type(text, "model") == ["回话猫", "回话猫"]


def test_a_tool_in_apposition_is_a_model_and_a_person_is_not() -> None:
    assert of_type("Her hiring tool, Evenhand, is being audited.", "model") == ["Evenhand"]
    assert of_type("Her assistant, Maria, is being audited.", "model") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("纪川23岁，下班爱打游戏。", "纪川"),
        ("我们财务蓝翠芝头发都愁白了。", "蓝翠芝"),
        ("项目经理阿木古楞说，工人都服。", "阿木古楞"),
        ("救了我的是一位叫 Siobhan Okafor 的真人。", "Siobhan Okafor"),
        ("Tomasz Wilk, 34, drives a forklift.", "Tomasz Wilk"),
        ("Aurelio Bandini, a stonemason in Carrara, has no computer.", "Aurelio Bandini"),
    ],
)
def test_a_person_is_known_by_age_office_or_calling(text: str, name: str) -> None:
    assert of_type(text, "person") == [name]


def test_a_listed_person_is_the_same_far_from_what_told_who_it_is() -> None:
    text = (
        "商汤科技董事长徐立昨天回答了读者的来信。\n\n问：过去一年最难的是什么？\n\n"
        "徐立：最难的是取舍。有的项目停了，钱和人要放在最要紧的地方，许多同事都有不同的看法。\n\n"
        "问：那么明年的价格呢？\n\n徐立：价格还会往下走，客户问的是一年能省多少。\n"
    )
    people = [m for m in find_mentions(text) if m.type == "person"]
    assert [(m.surface, m.entity_id) for m in people] == [("徐立", "xu-li")] * 3


@pytest.mark.parametrize(
    "piece",
    ["(", "“", "是一个", "A ", "Ab-1 ", "有限公司", "阿", "阿·", "Model, Abc ", "泊川-", "J. "],
)
def test_hostile_text_takes_no_more_than_its_length_deserves(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    began = time.process_time()
    find_mentions(text)
    # Quadratic ways take minutes here; the bound leaves room for a busy machine.
    assert time.process_time() - began < 10


CHINESE = ["泊川", "科技", "说", "模型", "是", "王", "有限公司", "的", "岁", "𠮷"]
LATIN = ["Tern ", "4", "OpenAI", "Dr. ", "Ana ", "23", "A", "\ud800"]
MARKS = ["-", "·", "“", "”", "，", "\n", " ", "（"]
PIECES = st.sampled_from([*CHINESE, *LATIN, *MARKS])


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    mentions: list[Mention] = find_mentions(text)
    assert all(text[m.start : m.end] == m.surface for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("Typhoon signal No. 3 is hoisted, and Mercury is in the west.", []),
        ("She met Florence in Paris, near Wan Chai.", []),
        ("SCB released Typhoon, an open model for Thai.", ["Typhoon"]),
        ("阿里开源的视频模型Wan跑分很高。", ["Wan"]),
        ("Cohere's model Command is used by banks.", ["Command"]),
    ],
)
def test_models_called_as_words_are_need_a_sign(text: str, models: list[str]) -> None:
    assert [m.surface for m in find_mentions(text) if m.type == "model"] == models
