"""Language, script and region of a text, judged by its characters and words."""

from __future__ import annotations

import pytest

from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.region import judge

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


def test_mechanically_converted_text_keeps_mainland_conventions() -> None:
    judged = judge(MECHANICAL)
    assert judged.script in ("hant", "mixed")
    assert (judged.region, judged.conversion) == ("cn", "t2s")


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
