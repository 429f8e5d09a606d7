"""Who wrote a page, among all who are named around its article."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.author_candidates import SeenLine, candidates
from pipeline.ingest.author_model import author_model
from pipeline.ingest.author_names import joined
from pipeline.ingest.page import RawPage, ingest_page

PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,账本上的数字第一次倒了过来,没有人再笑。\n\n"
    "客户那边的变化更慢,华东一家制造企业把客服系统全部换掉,省下的钱只够再买两台机器。"
)
ENGLISH = (
    "The price of inference fell by two fifths within a year, and the price of power rose, so that "
    "for once the books were upside down and nobody in the room laughed about it any more.\n\n"
    "Customers moved more slowly: one maker replaced its whole support desk, and the savings "
    "bought two machines and cost it a third of the staff."
)


def author(head: str, tail: str = "", prose: str = PROSE) -> str:
    text = "\n\n".join(part for part in (head, prose, tail) if part)
    return ingest_page(RawPage("a.txt", text.encode())).author or ""


@pytest.mark.parametrize(
    ("head", "tail", "wanted"),
    [
        ("机房里的账\n文丨凌小舟\n编辑丨何小米", "", "凌小舟"),
        ("机房里的账\n2026-03-17 08:30", "记者:凌小舟 编辑:何小米", "凌小舟"),
        ("机房里的账\n裴不周、凌小舟/文\n2026-03-17", "", "裴不周、凌小舟"),
    ],
)
def test_a_chinese_page_names_its_author(head: str, tail: str, wanted: str) -> None:
    assert author(head, tail) == wanted


@pytest.mark.parametrize(
    ("head", "tail", "wanted"),
    [
        ("The rack in the cellar\nWords: Nora Whitfield\n7 March 2026", "", "Nora Whitfield"),
        (
            "The rack in the cellar\nBy Nora Whitfield and Ivo Kessler",
            "",
            "Nora Whitfield, Ivo Kessler",
        ),
        ("The rack in the cellar\nMarch 7, 2026 · hosted by Nora Whitfield", "", "Nora Whitfield"),
    ],
)
def test_an_english_page_names_its_author(head: str, tail: str, wanted: str) -> None:
    assert author(head, tail, ENGLISH) == wanted


def test_nobody_is_the_author_where_only_others_are_named() -> None:
    assert author("机房里的账\n2026-03-17", "责任编辑:何小米 校对:凌小舟") == ""


@pytest.mark.parametrize(
    "text",
    ["皮衣厂和霁月合作，闭源会不是公司。", "凌小舟说，这笔账没有人算得清。"],
)
def test_whom_a_sentence_is_about_is_not_its_author(text: str) -> None:
    page = ingest_page(RawPage("a.txt", text.encode()))
    assert (page.author, page.text.string) == (None, text)


def test_candidates_hold_what_a_reader_would_point_at() -> None:
    line = SeenLine("原创 小满姐 小满的厨房 2026-03-17", "byline", "head", 0, True)
    assert "小满姐" in {candidate.name for candidate in candidates([line])}


def test_authors_are_joined_as_their_script_does_it() -> None:
    assert joined(["凌小舟", "Nora Whitfield"]) == "凌小舟、Nora Whitfield"
    assert joined(["Nora Whitfield", "Ivo Kessler"]) == "Nora Whitfield, Ivo Kessler"


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_lines_have_authors_that_stand_in_them(texts: list[str]) -> None:
    lines = [SeenLine(text, None, "head", n, False) for n, text in enumerate(texts) if text]
    for name in author_model().find(lines, "", None, []):
        assert name.strip() == name and name


@pytest.mark.parametrize(
    "hostile", ["(" * 100_000, "By A " * 20_000, "、" * 100_000, "作者:" * 30_000]
)
def test_hostile_lines_take_no_time(hostile: str) -> None:
    begun = time.process_time()
    author_model().find([SeenLine(hostile, None, "head", 0, False)], hostile, None, [])
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("远望網編譯凌小舟 2025-12-24 10:10", "凌小舟"),
        ("作者 凌 小舟 | 發布日期 2026 年 01 月 07 日 14:20 | 分類 AI", "凌小舟"),
        ("本报记者 林 舟", "林舟"),
        ("文—凌小舟", "凌小舟"),
        ("專欄作家凌小舟", "凌小舟"),
        ("远望新聞網 凌小舟 報導", "凌小舟"),
        ("遠望傳媒｜凌小舟／台北報導", "凌小舟"),
        ("来源: 网络整理| 查看: 265", ""),
        ("遠望社／舊金山10日專電", ""),
    ],
)
def test_a_reporter_by_the_words_around_him(line: str, wanted: str) -> None:
    assert author(f"机房里的账\n\n{line}") == wanted


@pytest.mark.parametrize(
    "title", ["AI大模型价格战（路线图）", "芯片江湖/万亿局", "机房里的账(更新)", "深度｜算力退潮"]
)
def test_words_behind_a_title_name_nobody(title: str) -> None:
    assert author(title) == ""


@pytest.mark.parametrize("line", ["◎凌小舟（大学教授）", "凌小舟／文", "工商时报 凌小舟"])
def test_a_line_that_but_names_the_author_goes(line: str) -> None:
    page = ingest_page(RawPage("a.txt", f"机房里没有人算过的账\n\n{line}\n\n{PROSE}".encode()))
    assert (page.title, page.author) == ("机房里没有人算过的账", "凌小舟")
    assert "凌小舟" not in page.text.string


def test_a_line_that_tells_of_the_author_stays() -> None:
    line = "凌小舟：我在机房里住了三年，才看懂这本账。"
    page = ingest_page(
        RawPage("a.txt", f"机房里没有人算过的账\n凌小舟／文\n\n{line}\n\n{PROSE}".encode())
    )
    assert line in page.text.string


@pytest.mark.parametrize(
    "line",
    [
        "凌小舟:我为什么看空",
        "一、凌小舟的判断",
        "谨以此文献给我的父亲凌小舟",
        "凌小舟（我的父亲）",
        "凌小舟和他的机房",
    ],
)
def test_a_line_that_says_more_than_who_wrote_stays(line: str) -> None:
    text = f"机房里没有人算过的账\n\n作者：凌小舟\n\n{line}\n\n{PROSE}"
    page = ingest_page(RawPage("a.txt", text.encode()))
    assert page.author == "凌小舟"
    assert line in page.text.string


@pytest.mark.parametrize("name", ["路线图", "全球化", "成本账", "马拉松", "高增长"])
def test_a_first_line_that_looks_like_a_columns_head_stays(name: str) -> None:
    line = f"大模型的账本｜{name}"
    page = ingest_page(RawPage("a.txt", f"{line}\n\n{PROSE}".encode()))
    assert page.text.string.startswith(line)


@pytest.mark.parametrize(
    ("head", "tail", "wanted"),
    [
        ("机房里的账\n撰文者 存股阿舅｜理财观念｜2026-03-17｜浏览数 35,120", "", "存股阿舅"),
        ("机房里的账\n2026-03-17 07:31 来源: 大白话夜谈(凌小舟) 山东 举报", "", "凌小舟"),
        (
            "机房里的账\n发布:远望辟谣   核查员:凌小舟、裴不周   2026-03-17 16:05",
            "",
            "凌小舟、裴不周",
        ),
        ("机房里的账\n2026-03-17", "主播、文稿:阿舟 / 剪辑:老何 / 封面:周周", "阿舟"),
        ("机房里的账\n2026-03-17", "(作者系远望智库高级研究员,凌小舟。编辑:何小米)", "凌小舟"),
        ("机房里的账\n●作者：凌小舟／退休法官\n2026-03-17", "", "凌小舟"),
        ("机房里的账\n凌小舟／家医科・业余写程式\n2026-03-17", "", "凌小舟"),
        (
            "机房里的账\n写信人：Nora Whitfield，前远望评测（Farview）评测员\n2026-03-17",
            "",
            "Nora Whitfield",
        ),
    ],
)
def test_bylines_of_unusual_forms_name_the_author(head: str, tail: str, wanted: str) -> None:
    assert author(head, tail) == wanted


@pytest.mark.parametrize(
    ("head", "tail", "wanted"),
    [
        (
            "The rack in the cellar\n"
            "By Nora Whitfield in Los Angeles and Ivo Kessler in Madrid\n7 March 2026",
            "Nora Whitfield covers the entertainment business. Ivo Kessler reported from Madrid.",
            "Nora Whitfield, Ivo Kessler",
        ),
        (
            "The rack in the cellar",
            "— Nora Whitfield | The Afterword | 7 March 2026",
            "Nora Whitfield",
        ),
        (
            "The rack in the cellar\n7 March 2026",
            "Nora Whitfield 惠诺拉\nManaging Partner, Northgate Capital",
            "Nora Whitfield",
        ),
    ],
)
def test_english_pages_signed_or_written_from_two_places(head: str, tail: str, wanted: str) -> None:
    assert author(head, tail, ENGLISH) == wanted


def test_what_is_left_of_a_count_is_nobody() -> None:
    assert author("机房里的账\n82分钟 · 2.7万播放 · 316 评论\n2026/03/17 更新") == ""


def test_a_reporters_name_is_parted_from_whose_he_is_and_from_where() -> None:
    line = SeenLine("远望网记者凌小舟多伦多编译", "byline", "head", 0, True)
    names = {candidate.name for candidate in candidates([line])}
    assert "凌小舟" in names
    assert "远望网记者凌小舟多伦多编译" not in names
