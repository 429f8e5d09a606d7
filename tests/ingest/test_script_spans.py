"""Folding span by span: what is traditional is folded, and nothing else is touched."""

from __future__ import annotations

import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.region import judge
from pipeline.ingest.script import CONFIGURATIONS, converter
from pipeline.ingest.script_marks import FOLDABLE, characters_of, marks_of
from pipeline.ingest.script_spans import align_spans, fold_string, fold_text, read_script
from pipeline.resources import models_path
from pipeline.text import Text

SIMPLIFIED = "这家公司上周发布了新的大模型，价格显著下降，开发者说响应速度也快了不少。"
TRADITIONAL = "這家公司上週發表了新的大型語言模型，價格看著下降，執行長說軟體的品質也不錯。"


def folded(text: str) -> str:
    """`text` folded as a document of its own."""
    judged = judge(text)
    return fold_string(text, judged.conversion, judged.script)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Quotations and names in a simplified text.
        (
            "他在《資治通鑑》里读到显著的变化，说打坏了门。",
            "他在《资治通鉴》里读到显著的变化，说打坏了门。",
        ),
        ("馬斯克在发布会上说，效率显著提高。", "马斯克在发布会上说，效率显著提高。"),
        ("他引用了“學而時習之，不亦說乎”这句话。", "他引用了“学而时习之，不亦说乎”这句话。"),
        ("模型诞生於伦敦，乾隆年间的皇后著有专著。", "模型诞生于伦敦，乾隆年间的皇后著有专著。"),
        ("文章题为《AI計畫》，覆盖面很广。", "文章题为《AI计划》，覆盖面很广。"),
        # Simplified passages in a traditional text.
        (
            "他看著螢幕，讀到「效果显著，打坏了」，覺得奇怪。",
            "他看着萤幕，读到「效果显著，打坏了」，觉得奇怪。",
        ),
        # Half and half, paragraph by paragraph.
        (f"{TRADITIONAL}\n{SIMPLIFIED}打坏了门。", None),
        # Japanese and Korean, quoted and named.
        ("他说「東京駅のロボット産業は発展した」，让人印象深刻。", None),
        (
            "執行長說「東京エレクトロンの装置を開発する」，聽眾笑了。",
            "执行长说「東京エレクトロンの装置を開発する」，听众笑了。",
        ),
        (
            "台灣的東京エレクトロン公布財報，營收大增。",
            "台湾的东京エレクトロン公布财报，营收大增。",
        ),
        ("這家店叫「優の良品」，賣得很貴。", "这家店叫「优の良品」，卖得很贵。"),
        ("他說「ありがとう」，後來離開了。", "他说「ありがとう」，后来离开了。"),
        (
            "會長說：大韓民國의 半導體 産業。聽眾都笑了。",
            "会长说：大韓民國의 半導體 産業。听众都笑了。",
        ),
        # Addresses.
        (
            "見 https://zh.example.org/wiki/臺積電 與下文。",
            "见 https://zh.example.org/wiki/臺積電 与下文。",
        ),
        (
            "見[說明](https://example.com/a)後面的說明。",
            "见[说明](https://example.com/a)后面的说明。",
        ),
        ("見https://example.com/abc後面的說明。", "见https://example.com/abc后面的说明。"),
        # Names and words that keep their characters.
        ("郭明錤談華為昇騰，乾隆看著瞭望塔。", "郭明錤谈华为昇腾，乾隆看着瞭望塔。"),
        ("原著作者著有專著，土著看著他。", "原著作者著有专著，土著看着他。"),
        ("岂有此理，\uf902门关了。", "岂有此理，车门关了。"),
    ],
)
def test_own_sentences(text: str, wanted: str | None) -> None:
    if wanted is None:
        # Nothing but the first line, if that is traditional, may change.
        first, *rest = text.split("\n")
        wanted = "\n".join([converter("tw2s").convert(first) if rest else first, *rest])
    assert folded(text) == wanted


@pytest.mark.parametrize("conversion", ["t2s", "tw2s", "tw2sp", "hk2s"])
@pytest.mark.parametrize("script", ["hans", "mixed"])
def test_simplified_text_is_never_touched(conversion: str, script: str) -> None:
    text = SIMPLIFIED + "\n“小程序”的文件、视频与昇腾芯片，批覆盖，藉由，乾坤，张昇，影著协，打坏。"
    source = Text.of(text)
    assert fold_text(source, conversion, script) is source


def test_a_requested_conversion_leaves_the_simplified_part_alone() -> None:
    text = f"{TRADITIONAL}\n程序与文件的视频，内存核心。"
    result = fold_string(text, "tw2sp", "mixed")
    assert "首席执行官说软件的品质" in result
    assert result.endswith("\n程序与文件的视频，内存核心。")


def test_a_conversion_to_traditional_script_is_applied_to_the_whole() -> None:
    text = f"{SIMPLIFIED}\n{TRADITIONAL}"
    assert fold_string(text, "s2t", "mixed") == converter("s2t").convert(text)


def test_no_conversion_changes_nothing() -> None:
    assert fold_string(TRADITIONAL, None, "hant") == TRADITIONAL


@pytest.mark.parametrize("conversion", ["t2s", "tw2s", "tw2sp", "hk2s"])
def test_a_wholly_traditional_text_is_converted_as_a_whole(conversion: str) -> None:
    text = f"{TRADITIONAL}\n「皇后」看著。\n"
    assert fold_string(text, conversion, "hant") == converter(conversion).convert(text)


CLAUSES = (
    *(
        "他用滑鼠點了記憶體",
        "軟體的品質",
        "显著下降",
        "程序与文件",
        "馬斯克说",
        "GPT-5",
        "皇后",
        "乾坤",
    ),
    *(
        "東京駅のロボット",
        "優の良品",
        "大韓民國의",
        "看著",
        "打坏了",
        "https://a.example/臺北",
        "😀",
        "\uf902",
    ),
    *("，", "。", "「", "」", "《", "》", "“", "”", "（", "）", '"', "\n", " ", "、"),
)
passages = st.lists(st.sampled_from(CLAUSES), max_size=14).map("".join)


@pytest.mark.parametrize("conversion", ["t2s", "tw2sp"])
@given(text=passages, script=st.sampled_from(["hans", "hant", "mixed", "none"]))
@settings(max_examples=120, deadline=None)
def test_every_character_leads_back(conversion: str, text: str, script: str) -> None:
    result, offsets = align_spans(text, conversion, script)
    assert len(offsets) == len(result)
    assert (offsets.source_breaks[0], offsets.source_breaks[-1]) == (0, len(text))
    whole, _ = converter(conversion).align(text)
    single = fold_string(text, "t2s", "hans")
    for at, character in enumerate(result):
        low, high = (int(x[0]) for x in offsets.source_spans([at], [at + 1]))
        assert 0 <= low < high <= len(text)
        # What is not what its source is was made by the conversion or by the folding.
        assert text[low:high] == character or character in whole or character in single
    kept = read_script(text).kept
    for at in kept.nonzero()[0].tolist():
        low, high = (int(x[0]) for x in offsets.text_spans([at], [at + 1]))
        assert result[low:high] == text[at]


@given(text=passages, script=st.sampled_from(["hans", "hant", "mixed"]))
@settings(max_examples=120, deadline=None)
def test_folding_keeps_lengths_and_is_done_at_once(text: str, script: str) -> None:
    once = fold_string(text, "t2s", script)
    assert len(once) == len(text)
    assert fold_string(once, "t2s", script) == once


@given(text=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    reading = read_script(text)
    assert len(reading.codes) == len(reading.marks) == len(reading.kept) == len(text)
    fold_string(text, judge(text).conversion, "mixed")


def test_characters_of_one_script_are_not_of_the_other() -> None:
    traditional, simplified = characters_of("hant"), characters_of("hans")
    assert not traditional & simplified
    assert set("價錢這個國於麼裡裏臺") <= traditional
    assert set("价钱这国种") - set("价") <= simplified
    assert not set("人工的一是后里台著着乾昇群床吃") & (traditional | simplified)


def test_what_is_folded_anywhere_is_never_simplified_as_well() -> None:
    foldable = {c for c in characters_of("hant") if marks_of_character(c) & FOLDABLE}
    assert len(foldable) > 2500
    assert not foldable & characters_of("hans")
    assert not foldable & set("乾昇徵夥著藉瞭覆沈錤坏")


def marks_of_character(character: str) -> int:
    return int(read_script(character).marks[0])


def test_rules_of_marks_have_examples_and_counter_examples() -> None:
    listed = tomllib.loads(models_path("script/marks.toml").read_text(encoding="utf-8"))
    chinese, decorative, left_over = (listed[n] for n in ("chinese", "decorative", "left_over"))
    assert set(chinese["example"]) & set(chinese["characters"])
    assert not set(chinese["counter"]) & set(chinese["characters"])
    assert not read_script(decorative["example"]).kept.any()
    assert read_script(decorative["counter"]).kept.all()
    assert folded(left_over["example"]) == left_over["example"].replace("於", "于")
    assert fold_string(left_over["counter"], "t2s", "hans") == left_over["counter"]


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_names_in_latin_letters_are_untouched(configuration: str) -> None:
    text = "OpenAI’s GPT-5, Qwen3-235B-A22B: https://example.com/a_b?c=d … US$1.4 trillion"
    assert fold_string(text, configuration, "hant") == text


@pytest.mark.parametrize(
    "unit",
    [
        "「",
        "《馬",
        "馬说，",
        "「馬」说",
        "のA",
        "駅",
        "https://a/",
        "https://a/臺",
        "(" * 50,
        "馬\n说",
    ],
)
def test_hostile_text_takes_no_longer_than_other_text(unit: str) -> None:
    text = unit * (150_000 // len(unit))
    started = time.process_time()
    fold_string(text + "這说", "tw2sp", "mixed")
    judge(text)
    assert time.process_time() - started < 8


def test_marks_of_code_points_beyond_the_tables() -> None:
    assert not marks_of(read_script("\U0010ffff\ud800").codes).any()
