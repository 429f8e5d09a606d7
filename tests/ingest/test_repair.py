"""Repairs: what is broken is mended, what is not stays as it is."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.repair import (
    REPAIRS,
    entity_edits,
    gloss_edits,
    invisible_edits,
    mojibake_edits,
    tag_edits,
    width_edits,
)
from pipeline.resources import models_path
from pipeline.text import Edit, Text


def repaired(text: str, *repairs: Callable[[str], list[Edit]]) -> str:
    done = Text.of(text)
    for repair in repairs or REPAIRS:
        done = done.apply(repair(done.string))
    return done.string


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("中國(guó)的模型", "中國的模型"),
        ("中国（guó）的模型", "中国的模型"),
        ("每年要花3萬(wàn)元", "每年要花3萬元"),
        ("人工(réngōng)智能", "人工智能"),
        ("人工智能(réngōng zhìnéng)时代", "人工智能时代"),
        ("西安(xī’ān)的工厂", "西安的工厂"),
        ("這裏(zhèlǐ)寫(xiě)得很清楚", "這裏寫得很清楚"),
        ("女(nǚ)工程師與綠(lǜ)電", "女工程師與綠電"),
        # One character, two readings: either may be the gloss.
        ("长(cháng)江与成长(zhǎng)", "长江与成长"),
        # Without tone marks where the letters are the reading of what stands before.
        ("国家(guojia)队", "国家队"),
        ("银(yin)行", "银行"),
        ("公司(gong si)上市", "公司上市"),
    ],
)
def test_a_pinyin_gloss_goes(damaged: str, clean: str) -> None:
    assert repaired(damaged, gloss_edits) == clean
    assert {e.kind for e in gloss_edits(damaged)} == {"gloss"}


@pytest.mark.parametrize(
    "text",
    [
        "人工智能(AI)正在改变一切",
        "大模型(agent)的时代",
        "强化学习(rl)很贵",
        "芯片(chip)短缺",
        "权重(weights)是公开的",
        "检索增强生成（rag）并不新",
        "他(the author)不同意",
        "一家公司（下称甲方）",
        "毛利率(约三成)下降",
        "the model (guo) is small",
        "(guó)",
    ],
)
def test_other_brackets_stay(text: str) -> None:
    assert gloss_edits(text) == []


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("模\u200b型降\u200b价", "模型降价"),
        ("\ufeff标题在此", "标题在此"),
        ("co\u00adoperate", "cooperate"),
        ("空\x00白\x07字", "空白字"),
        ("从右\u202e向左\u202c写", "从右向左写"),
        ("模\u200d型", "模型"),
        ("图标\ue000字体", "图标字体"),
    ],
)
def test_invisible_characters_go(damaged: str, clean: str) -> None:
    assert repaired(damaged, invisible_edits) == clean
    assert {e.kind for e in invisible_edits(damaged)} == {"invisible"}


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧 一家三口",
        "❤\ufe0f\u200d🔥 热度不减",
        "👩🏽\u200d💻 写代码",
        "🏳\ufe0f\u200d🌈",
    ],
)
def test_joined_emoji_stay_joined(text: str) -> None:
    assert repaired(text) == text


def test_line_ends_of_every_system_become_one() -> None:
    text = "第一行\r\n第二行\r第三行\n第四行"
    assert repaired(text) == "第一行\n第二行\n第三行\n第四行"
    assert {e.kind for e in invisible_edits(text)} == {"linebreak"}


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0b", "\x0c"])
def test_rare_line_ends_are_line_ends(mark: str) -> None:
    assert repaired(f"end of a page{mark}Start of the next") == "end of a page\nStart of the next"


def test_a_gloss_behind_an_invisible_character_is_found() -> None:
    assert repaired("中國\u200b(guó)的模型") == "中國的模型"


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("A&amp;B 公司", "A&B 公司"),
        ("&#20320;&#x597D;", "你好"),
        ("价格&nbsp;5 亿", "价格 5 亿"),
        ("&ldquo;不贵&rdquo;", "“不贵”"),
        ("&hellip;", "…"),
    ],
)
def test_entities_become_characters(damaged: str, clean: str) -> None:
    assert repaired(damaged, entity_edits) == clean


@pytest.mark.parametrize("text", ["AT&T 与 R&D", "Q&A;", "a && b", "&nosuch;", "100%&"])
def test_an_ampersand_is_no_entity(text: str) -> None:
    assert entity_edits(text) == []


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("ＧＰＴ－５ 发布", "GPT-5 发布"),
        ("２０２５年涨了３．５％", "2025年涨了3.5%"),
        ("１，０００万元", "1,000万元"),
        ("1，000元,涨了30％", "1,000元,涨了30%"),
        ("－５％到＋３．５％", "-5%到+3.5%"),
        ("＄１．２５与Ｃ＋＋", "$1.25与C++"),
        ("Ａ股与ＡＴ＆Ｔ在１０：３０开盘", "A股与AT&T在10:30开盘"),
        ("ＧＰＴ　５发布", "GPT 5发布"),
        (
            "ｈｔｔｐ：／／ｗｗｗ．ａ．ｅｘａｍｐｌｅ／ｂ？ｃ＝１，然后",
            "http://www.a.example/b?c=1，然后",
        ),
        ("恒指跌０﹒０１％，成交２﹐１００張，跌3﹒5﹪", "恒指跌0.01%，成交2,100張，跌3.5%"),
        ("﹝記者林一舟﹞他問﹕誰付錢﹖", "〔記者林一舟〕他問：誰付錢？"),
        ("\u2f49活躍\u2f64\u2f3e與\u2ed3\u6c5f", "月活躍用戶與长江"),
        ("ｱｲｳ", "アイウ"),
        ("Ｌａｒｇｅ　ｍｏｄｅｌｓ， （ｏｐｅｎ） ones.", "Large models, (open) ones."),
        ("衡川－Ｖ３发布", "衡川-V3发布"),
    ],
)
def test_full_width_letters_and_digits_become_narrow(damaged: str, clean: str) -> None:
    assert repaired(damaged, width_edits) == clean


@pytest.mark.parametrize(
    "text",
    [
        "①㎡℃㈱Ⅳ½",
        "100，200，300三档",
        "2023，2024年",
        "１００～２００".translate(str.maketrans("１２０", "120")),
        "（AI）：「便宜」，真的！",
        "见(https://a.example/b)：AI 的账单",
        "\u3000\u3000段落从这里开始",
    ],
)
def test_full_width_forms_that_are_right_stay(text: str) -> None:
    assert width_edits(text) == []


def markup_examples() -> list[dict[str, Any]]:
    content = models_path("repair/markup.toml").read_text(encoding="utf-8")
    examples: list[dict[str, Any]] = tomllib.loads(content)["example"]
    return examples


@pytest.mark.parametrize("case", markup_examples(), ids=lambda case: str(case["name"]))
def test_stray_markup_goes_and_what_looks_like_it_stays(case: dict[str, Any]) -> None:
    assert repaired(case["text"], entity_edits, tag_edits) == case["clean"]
    assert {e.kind for e in (*entity_edits(case["text"]), *tag_edits(case["text"]))} == {"markup"}
    assert repaired(case["counter"], entity_edits, tag_edits) == case["counter"]


@pytest.mark.parametrize(
    "hostile",
    ["Ａ" + "ab" * 200_000 + "中", "<" * 200_000, "<p " * 60_000, "[img]" * 50_000,
     "<script>" * 30_000, "&amp;" * 60_000,
     "<b>" * 50_000, "Ａ．" * 60_000, "１，" * 60_000, "1，000" * 40_000],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_any(hostile: str) -> None:
    start = time.process_time()
    for repair in (entity_edits, tag_edits, width_edits):
        repair(hostile)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "text",
    [
        "“不贵”，他说：“很便宜！”（笑）——真的？《算力账单》……",
        "The model costs $1.25 per million tokens (down 40%).",
        "GPT-5 的价格是 ¥8/百万 token，约合 1.1 美元。",
        "他问：真的吗?!我说：当然。",
        "「晶片」與『模型』，一樣重要。",
        "一行\n\n另一行\t有制表符",
    ],
)
def test_clean_text_is_left_alone(text: str) -> None:
    assert [edit for repair in REPAIRS for edit in repair(text)] == []


def mojibake_rules() -> list[dict[str, Any]]:
    content = models_path("repair/mojibake.toml").read_text(encoding="utf-8")
    rules: list[dict[str, Any]] = tomllib.loads(content)["rule"]
    return rules


@pytest.mark.parametrize("rule", mojibake_rules(), ids=lambda rule: str(rule["name"]))
def test_each_mojibake_rule_takes_its_example_and_leaves_its_counter_example(
    rule: dict[str, Any],
) -> None:
    named = [e for e in mojibake_edits(rule["example"]) if e.rule == rule["name"]]
    assert named
    assert all(e.kind == "mojibake" for e in named)
    assert rule["name"] not in {e.rule for e in mojibake_edits(rule["counter"])}


@pytest.mark.parametrize("repair", REPAIRS)
@given(
    text=st.text(
        alphabet="中国公司(（)）guóa&;#x20ＡＢ１\u200b\r\n😀\u200d\ufe0f锟斤拷?!/p>", max_size=40
    )
)
def test_edits_are_in_order_and_a_repair_repeated_changes_nothing(
    repair: Callable[[str], list[Edit]], text: str
) -> None:
    once = Text.of(text).apply(repair(text))
    if repair not in (entity_edits, tag_edits, gloss_edits):
        # What one of these takes away may bring two halves together.
        assert repaired(once.string, repair) == once.string
    for edit in repair(text):
        assert text[edit.start : edit.end] != edit.replacement


def test_images_of_markdown_and_lost_blanks_go_from_a_plain_text() -> None:
    assert repaired("![](https://a.example/b.png)\n价格降了。") == "\n价格降了。"
    assert repaired("港湾 | 林一舟?\n价格降了一半,没有人知道为什么会是现在这样。?\n") == (
        "港湾 | 林一舟\n价格降了一半,没有人知道为什么会是现在这样。\n"
    )
    assert repaired("算力真的会变便宜！?\n没有人知道。\n") == "算力真的会变便宜！?\n没有人知道。\n"
    assert repaired("谁来付这笔钱?\n没有人知道。\n") == "谁来付这笔钱?\n没有人知道。\n"
