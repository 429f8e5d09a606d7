"""A column's head names the column and who writes it; which side is which."""

from __future__ import annotations

import pytest

from pipeline.ingest.column_heads import column_writer, is_column_and_name
from pipeline.ingest.metadata import Piece, Surroundings, find_metadata

PROSE = "这一季的账目写得很清楚，收入来自三家客户，支出却有一半花在电费上，董事会对此没有解释。"
ENGLISH = (
    "The accounts for the quarter are clear: three customers paid for everything, and half of "
    "what they paid went to the electricity company, which the board did not explain."
)


@pytest.mark.parametrize(
    ("line", "writer"),
    [
        ("拾穗集｜林一舟｜2025年12月15日", "林一舟"),
        ("维港风向｜林一舟", "林一舟"),
        ("岭北说 / 林月莲", "林月莲"),
        ("沙田　林一舟", "林一舟"),
        ("茶水间考古学｜豆腐的豆子", "豆腐的豆子"),
        ("【林一舟专栏】2026-06-25", "林一舟"),
        ("【冷眼集】林一舟", "林一舟"),
    ],
)
def test_the_writer_is_told_from_the_column(line: str, writer: str) -> None:
    assert column_writer(line) == writer


@pytest.mark.parametrize(
    "line",
    [
        "首页｜科技",
        "公司｜高盛",
        "深度观察｜算力退潮",
        "编译／林一舟",
        "财经专栏",
        "上一篇　下一篇",
        "岭北说 / 林月莲去了一趟机房。",
    ],
)
def test_menus_headlines_and_other_roles_name_no_writer(line: str) -> None:
    assert column_writer(line) is None


def test_a_foreign_name_is_one_name() -> None:
    assert is_column_and_name("美股通·林澜")
    assert not is_column_and_name("玛格达·韦隆")


def author(*head: str, prose: str = PROSE, tail: tuple[str, ...] = ()) -> str | None:
    """The author of a page with the byline lines `head` and lines below its article."""
    pieces = [Piece(line, "byline") for line in head]
    pieces += [Piece(prose, None), Piece(prose, None)]
    pieces += [Piece(line, "byline") for line in tail]
    return find_metadata(pieces, None, Surroundings({})).author


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (("林间阿飘  昨天 23:48  发布于广东",), "林间阿飘"),
        (("#1　算力老农　♂　2026-06-05 02:14",), "算力老农"),
        (("算力老农", "物流从业者，熬夜冠军", "2,914 人赞同了该回答"), "算力老农"),
        (("[法] 玛格达·韦隆 著　　林一舟 译", "刊于2026年2月12日"), "玛格达·韦隆"),
        (("解读人：林一舟（某高校博士四年级）", "日期：2026/9/3"), "林一舟"),
        (("林一舟 S1220520000001", "周敬尧 S1220523000009（研究助理：栗子）"), "林一舟、周敬尧"),
        (("老端说芯 V", "2026-1-9 21:47 来自 折叠屏手机"), "老端说芯"),
    ],
)
def test_heads_of_accounts_threads_answers_and_notes(head: tuple[str, ...], wanted: str) -> None:
    assert author(*head) == wanted


@pytest.mark.parametrize(
    ("head", "tail", "wanted"),
    [
        (("Text by Nora Whitfield  Photos by Jonas Meier", "31 Jul 2026"), (), "Nora Whitfield"),
        (("Dr Nora Whitfield, consultant   |   8 July 2026",), (), "Nora Whitfield"),
        (("Remarks by Professor Nora Whitfield at the Guild, 5 June 2026",), (), "Nora Whitfield"),
        (
            ("Issue brief, 5 June 2026",),
            ("Nora Whitfield directs the Ledger project.",),
            "Nora Whitfield",
        ),
        (
            ("5 June 2026",),
            ("Interview and translation: Nora Whitfield. Edited for length.",),
            "Nora Whitfield",
        ),
    ],
)
def test_english_heads_and_descriptions(
    head: tuple[str, ...], tail: tuple[str, ...], wanted: str
) -> None:
    assert author(*head, prose=ENGLISH, tail=tail) == wanted


@pytest.mark.parametrize(
    "head",
    [
        ("2026/08/07   字号：大 中 小   摄影：林一舟  编辑：可可",),
        ("责任编辑：林一舟　|　发布日期 2026 年 04 月 15 日",),
        ("Translated from the Spanish by Nora Whitfield", "8 July 2026"),
    ],
)
def test_who_edited_pictured_or_translated_is_no_author(head: tuple[str, ...]) -> None:
    assert author(*head) is None
