"""A page becomes a document: what was done is on record, and can be done again from the record."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import REMOVED_KINDS, REPAIRED_KINDS
from pipeline.errors import InputError
from pipeline.ingest.page import Page, RawPage, document_id, ingest_page
from pipeline.ingest.script import converter
from pipeline.text import Edit, splice

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "corpus" / "sample").iterdir())
BODY = (
    "推理的价格在一年里降了九成\n\n"
    "一年以前，处理一百万个词元要花六十元，如今不到六元。价格下降的原因有三个，最要紧的是调度。\n\n"
    "第二个原因是芯片。新的芯片把同样的活在一半的时间里做完，电费也因此少了一半。\n\n"
    "第三个原因是竞争。没有人愿意先涨价，也没有人说得清亏损还能撑多久。\n"
)
ADVERT = "扫码关注公众号，回复“报告”免费领取资料包，限时优惠仅需99元！"


def page(text: str | bytes, name: str = "page.txt", conversion: str | None = None) -> Page:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return ingest_page(RawPage(name, data), conversion=conversion)


def replayed(document: Page) -> str:
    """The text as the record says it was made: the edits, then the script conversion."""
    edits = [Edit(e.source_start, e.source_end, e.replacement) for e in document.edits]
    text = splice(document.decoded.text, edits)
    applied = document.judgement.conversion
    return converter(applied).convert(text) if applied else text


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.name))
def test_applying_the_edits_to_the_source_gives_the_text(path: Path) -> None:
    document = page(path.read_bytes(), path.name)
    assert replayed(document) == document.text.string


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.name))
def test_edits_are_in_order_disjoint_and_of_known_kinds(path: Path) -> None:
    document = page(path.read_bytes(), path.name)
    places = [(e.source_start, e.source_end) for e in document.edits]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
    for edit in document.edits:
        assert document.decoded.text[edit.source_start : edit.source_end] == edit.source_text
        assert edit.kind in REMOVED_KINDS + REPAIRED_KINDS
        assert edit.rule
        assert edit.source_text != edit.replacement


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.name))
def test_of_every_sample_a_text_is_left_without_its_frame(path: Path) -> None:
    text = page(path.read_bytes(), path.name).text.string
    assert len(text) > 400
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert "\ufffd" not in text


def test_clean_text_is_kept_character_for_character() -> None:
    assert page(BODY).text.string == BODY.strip()


@pytest.mark.parametrize(
    "boilerplate",
    [
        ADVERT,
        "版权声明：本文为原创，未经授权不得转载。",
        "责任编辑：周小满",
        "相关阅读：\n- 显卡又涨价了\n- 数据中心的一天",
        "分享到：微信 微博 QQ空间",
        "© 2025 远望财经 版权所有",
    ],
)
def test_boilerplate_behind_an_article_does_not_change_its_body(boilerplate: str) -> None:
    assert page(BODY + "\n" + boilerplate + "\n").text.string == page(BODY).text.string


def test_an_advert_in_the_middle_does_not_change_the_rest() -> None:
    first, second = BODY.split("第二个原因")
    assert page(first + ADVERT + "\n\n第二个原因" + second).text.string == page(BODY).text.string


def test_boilerplate_is_listed_under_its_kind() -> None:
    first, second = BODY.split("第二个原因")
    edits = page(first + ADVERT + "\n\n第二个原因" + second).edits
    assert [e.kind for e in edits if "扫码" in e.source_text] == ["ad"]


def test_a_byline_gives_author_and_date_and_goes() -> None:
    head, rest = BODY.split("\n\n", 1)
    document = page(f"{head}\n\n作者：林澜\n2025-06-01 09:30\n\n{rest}")
    assert document.text.string == BODY.strip()
    assert (document.title, document.author) == (head, "林澜")
    assert str(document.published) == "2025-06-01"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_the_encoding_does_not_change_the_document(codec: str) -> None:
    assert page(BODY.encode(codec)).text.string == BODY.strip()


def test_windows_line_ends_do_not_change_the_document() -> None:
    assert page(BODY.replace("\n", "\r\n")).text.string == BODY.strip()


def test_the_id_comes_from_the_bytes_alone() -> None:
    first, second = page(BODY, "a.txt"), page(BODY, "elsewhere/b.txt")
    assert first.doc_id == second.doc_id == document_id(BODY.encode())
    assert page(BODY + "。").doc_id != first.doc_id


def test_traditional_text_is_folded_and_leads_back() -> None:
    source = converter("s2t").convert(BODY)
    document = page(source)
    assert document.text.string == BODY.strip()
    assert document.judgement.conversion == "t2s"
    at = document.text.string.index("芯片把同样")
    start, end = document.text.source_span(at, at + 5)
    assert source[start:end] == "芯片把同樣"


def test_a_conversion_that_is_asked_for_is_used() -> None:
    source = "這臺伺服器的記憶體和軟體都換了新的，程式也跟著改了一遍，工程師說速度快了一倍。"
    document = page(source, conversion="tw2sp")
    assert "内存" in document.text.string
    assert document.judgement.conversion == "tw2sp"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n\r\n", "empty"),
        (b"\xff\xfe", "no-text"),
        ("。。。！！！\n\n——".encode(), "no-text"),
        (b"<html><body><script>x = 1</script></body></html>", "no-text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2, "binary"),
    ],
)
def test_what_cannot_become_a_document_says_why(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        page(data, "odd.html")
    assert caught.value.code == code
    assert caught.value.source == "odd.html"


LINES = st.sampled_from(
    [
        *BODY.splitlines(),
        ADVERT,
        "# 標題",
        "<p>一段<b>話</b></p>",
        "中國(guó)的模型&amp;",
        "記憶體\u200b與軟體",
        "[鏈接](https://example.org)",
        "ＧＰＴ－５",
        "Share this post",
        "   ",
        "---",
    ]
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["a.txt", "a.md", "a.html"]))
@settings(max_examples=100, deadline=None)
def test_the_record_of_any_page_is_whole(lines: list[str], name: str) -> None:
    try:
        document = page("\n".join(lines), name)
    except InputError:
        return
    assert len(document.text.map) == len(document.text)
    assert document.decoded.text == document.text.source
    spans = [document.text.source_span(at, at + 1) for at in range(len(document.text))]
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(spans))
    assert replayed(document) == document.text.string
