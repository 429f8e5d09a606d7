"""Language, script and region of a text, judged by its characters and words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.evaluate.gold import read_gold
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.region import judge
from pipeline.ingest.script import Converter
from pipeline.resources import models_path

SIMPLIFIED = (
    "这家公司上周发布了新的大模型，价格只有上一代的三分之一。开发者说，响应速度也快了不少，"
    "但长文本仍然会出错，服务器的成本也还需要压缩。"
)
TAIWAN = (
    "這家公司上週發表了新的大型語言模型，執行長說伺服器的成本會繼續下降。軟體工程師認為，"
    "程式的品質比過去好，使用者的回饋也不錯。"
)
HONG_KONG = (
    "這間公司上星期公布新的大模型，涉資三億港元。本港業界認為，數碼轉型的速度會加快，"
    "金管局亦會睇住銀行點樣用人工智能。"
)
MECHANICAL = (
    "這家公司上周發布了新的大模型，價格只有上一代的三分之一。開發者在會議室里說，之后還會再降，"
    "這對于用戶是好事，而且后續的版本也在計划里，將于下月上線。"
)
ENGLISH = (
    "The company released a new model last week. Developers say that it answers faster than "
    "before, but long documents still trip it up."
)
MIXED = (
    "这家公司的 CEO said on the earnings call that demand for inference is growing quickly, "
    "但他没有给出具体的数字。Analysts asked twice, and the answer was the same each time。"
)


@pytest.fixture(name="gold_folder")
def _gold_folder() -> Path:
    folder = Path(__file__).resolve().parents[2] / "corpus/gold/marked"
    if not folder.is_dir():
        pytest.skip("the gold is not here")
    return folder


@pytest.mark.parametrize(
    ("text", "language", "script", "region", "conversion"),
    [
        (SIMPLIFIED, "zh", "hans", "cn", None),
        (TAIWAN, "zh", "hant", "tw", "tw2s"),
        (HONG_KONG, "zh", "hant", "hk", "hk2s"),
        (ENGLISH, "en", "none", "none", None),
        (MIXED, "mixed", "hans", "cn", None),
    ],
)
def test_own_sentences(
    text: str, language: str, script: str, region: str, conversion: str | None
) -> None:
    judged = judge(text)
    assert judged.language == language
    assert judged.script == script
    assert judged.region == region
    assert judged.conversion in (conversion, conversion and conversion + "p")


def test_quotation_marks_around_english_words_tell_no_region() -> None:
    english = "“Half of our cranes run on luck,” she wrote. “Nobody asks.” "
    assert judge(TAIWAN + english * 3).region == "tw"
    assert judge(HONG_KONG + english * 3).region == "hk"


def test_mechanically_converted_text_keeps_mainland_conventions() -> None:
    judged = judge(MECHANICAL)
    assert judged.script in ("hant", "mixed")
    assert (judged.region, judged.conversion) == ("cn", "t2s")


def test_words_of_regions_have_examples_and_counter_examples() -> None:
    listed = tomllib.loads(models_path("script/regions.toml").read_text(encoding="utf-8"))
    words = [word for entry in listed.values() for word in entry.get("words", ())]
    assert len(words) == len(set(words))
    for name, entry in listed.items():
        if "words" not in entry:
            assert any(c in entry["example"] for c in entry["left"])
            assert not any(c in entry["counter"] for c in entry["left"])
            continue
        assert sum(word in entry["example"] for word in entry["words"]) >= 2, name
        assert not any(word in entry["counter"] for word in entry["words"]), name
    for region in ("tw", "hk", "cn"):
        assert judge(listed[region]["example"]).region == region
        assert judge(listed[region]["counter"]).region != region or region == "cn"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("朋友問我為什麼不換工作，我說「還在想」。這問題沒有答案，但日子照過。", "tw"),
        ("朋友問我為什麼不換工作，我說「還在想」。心裏想着這問題，日子照過。", "hk"),
        ("朋友問我為什麼不換工作，我說“還在想”。這問題沒有答案，但日子照過。", "cn"),
        ("他說「視頻的質量和服務器的信息都很好，屏幕也是」，這問題沒有答案。", "cn"),
    ],
)
def test_quotation_marks_tell_where_words_do_not(text: str, region: str) -> None:
    assert judge(text).region == region


@pytest.mark.parametrize("configuration", ["s2t", "s2tw", "s2hk"])
def test_a_machine_does_not_move_a_text_to_another_place(configuration: str) -> None:
    text = SIMPLIFIED + "程序员说，视频的质量和软件的信息都在这个项目里，随着默认的设置，显著提高。"
    judged = judge(Converter(configuration).convert(text))
    assert (judged.script, judged.region) == ("hant", "cn")


@pytest.mark.parametrize(
    ("text", "conversion"),
    [
        ("他看著手機，等著消息，心裡想著別的事情，這個問題沒有解決。", "tw2s"),
        ("他看着手機，等着消息，心裏想着別的事情，著名的問題沒有解決。", "t2s"),
        ("港府話：數碼港嘅公司睇住，喺本港等著金管局，質素唔錯。", "tw2s"),
        ("顯著的效果，這個問題沒有解決，作者著有專著。", "t2s"),
    ],
)
def test_who_writes_the_particle_as_taiwan_does_is_read_so(text: str, conversion: str) -> None:
    assert judge(text).conversion == conversion


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我們的 team 都覺得 this quarter 的 roadmap 太 aggressive，要 push back 一下。", "mixed"),
        (
            "OpenAI 发布了 GPT-5 与 Codex CLI，见 https://example.com/some/long/path-of-words/index",
            "zh",
        ),
        (
            "部署 deepseek-v3.1、qwen3-coder 与 kimi-k2-thinking 只要几分钟，文档在 readme.md 里。",
            "zh",
        ),
        (ENGLISH + " One of them was called 豆包.", "en"),
        ("東京エレクトロンの装置は売れている。", "zh"),
    ],
)
def test_language_is_told_by_running_words(text: str, language: str) -> None:
    assert judge(text).language == language


def test_japanese_text_is_not_taken_for_traditional_chinese() -> None:
    judged = judge("東京エレクトロンの装置はよく売れている。半導体の製造装置を開発する会社である。")
    assert (judged.script, judged.conversion) == ("none", None)


def test_headers_of_the_gold_agree(gold_folder: Path) -> None:
    regions = {"hans": "cn", "hant-tw": "tw", "hant-hk": "hk", "hant-mech": "cn"}
    regions |= {"hant": "", "none": "none"}
    documents = [d for part in ("train", "dev") for d in read_gold(gold_folder, part).documents]
    wrong = []
    for document in documents:
        judged, header = judge(document.text), document.header
        wanted = (header["script"].split("-")[0], regions[header["script"]], header["lang"])
        if header["script"] == "hant":
            wanted = (wanted[0], judged.region, wanted[2])  # of the press overseas
        if (judged.script, judged.region, judged.language) != wanted:
            wrong.append((document.id, judged))
    assert len(wrong) <= len(documents) // 20, wrong


def test_traditional_text_without_regional_words_is_folded_plainly() -> None:
    judged = judge("人工智能公司發布新產品，價格下降，開發者與用戶都很滿意。")
    assert (judged.script, judged.conversion) == ("hant", "t2s")


def test_a_simplified_text_that_quotes_a_traditional_title_is_simplified() -> None:
    quoting = (
        SIMPLIFIED
        + "有人把这件事写成了一篇长文，从训练的电费讲到机房的选址，又讲到工程师为什么愿意留下来。"
        + "文章题为《國產晶片還要等多久》，值得一读，虽然结论写得过于乐观。"
    )
    judged = judge(quoting)
    assert (judged.language, judged.script, judged.region) == ("zh", "hans", "cn")
    page = ingest_page(RawPage("a.txt", quoting.encode()))
    assert "服务器" in page.text.string
    assert "国产晶片还要等多久" in page.text.string
    at = page.text.string.index("国产晶片")
    start, end = page.text.source_span(at, at + 4)
    assert quoting[start:end] == "國產晶片"


def test_words_of_simplified_text_are_not_taken_for_those_of_taiwan() -> None:
    text = "这段程序的接口写得很清楚，软件的质量也高，视频里讲了网络和内存的用法，数据库也开源了。"
    assert ingest_page(RawPage("a.txt", text.encode())).text.string == text


@pytest.mark.parametrize("text", ["", "12345", "😀", "...", "\n\n", "好", "OK"])
def test_little_text_is_judged_too(text: str) -> None:
    judged = judge(text)
    assert judged.script == "none"
    assert judged.conversion is None


@pytest.mark.parametrize("text", [SIMPLIFIED, TAIWAN, HONG_KONG, MECHANICAL, ENGLISH, MIXED])
def test_length_does_not_change_the_judgement(text: str) -> None:
    assert judge(text * 8) == judge(text)
