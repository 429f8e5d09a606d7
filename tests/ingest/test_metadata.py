"""Title, author and date as a reader would note them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.dates import parse_date, parse_month_day
from pipeline.ingest.lines import lines_of
from pipeline.ingest.metadata import (
    bylines_of_package,
    find_author,
    find_date,
    find_title,
    parse_author,
    parse_named_segment,
)
from pipeline.ingest.page import Page, RawPage, ingest_page

CASES = Path(__file__).parent / "cases"
PROSE = (
    "算力的价格在一年里跌了四成,电价却涨了一成,"
    "账本上的数字第一次倒了过来,没有人再笑,也没有人再提当初在饭局上打的那个赌。"
)


def cases(name: str) -> list[dict[str, Any]]:
    rows = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def page(text: str, name: str = "a.txt") -> Page:
    return ingest_page(RawPage(name, text.encode()))


@pytest.mark.parametrize("case", cases("dates"), ids=lambda c: c["text"])
def test_dates_in_all_their_forms(case: dict[str, Any]) -> None:
    found = parse_date(case["text"])
    assert (found.isoformat() if found else None) == case["date"]


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2029, 12, 31)))
def test_a_date_is_read_back_from_every_form(date: datetime.date) -> None:
    forms = [
        date.isoformat(),
        f"{date.year}/{date.month}/{date.day}",
        f"{date.year}年{date.month}月{date.day}日",
        f"民国{date.year - 1911}年{date.month}月{date.day}日",
        date.strftime("%b %d, %Y"),
        date.strftime("%d %B %Y"),
    ]
    assert [parse_date(form) for form in forms] == [date] * len(forms)


@given(st.text(max_size=60))
def test_any_text_has_a_date_or_none(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), datetime.date)
    assert parse_month_day(text) is None or len(parse_month_day(text) or ()) == 2


@pytest.mark.parametrize("case", cases("authors"), ids=lambda c: c["line"])
def test_authors_in_all_the_forms_of_a_byline(case: dict[str, Any]) -> None:
    assert parse_author(case["line"]) == case["author"]


@pytest.mark.parametrize(("line", "name"), bylines_of_package().examples)
def test_a_pattern_finds_the_author_of_its_example(line: str, name: str) -> None:
    assert parse_author(line) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("巩汽水 | 车轮研究所 | 2026/04/28 11:06:35", "巩汽水"),
        ("冯一苇  2025-10-20  健康中国行 · 专栏", "冯一苇"),
        ("[ 庹青川 ] 2025年11月24日", "庹青川"),
        ("欧阳伯权 | 港股顺流逆流 | 更新:00:05 2026-02-12", "欧阳伯权"),
        ("COMMENTARY | DEC 15, 2025 | NORA WHITFIELD-PRICE", "NORA WHITFIELD-PRICE"),
        ("财经 2026-02-12 北京", None),
        ("Earnings desk | Feb 26, 2026", None),
    ],
)
def test_a_name_between_separators_is_the_author(line: str, name: str | None) -> None:
    assert parse_named_segment(line) == name


def test_a_role_counts_for_more_than_a_name_and_writing_for_more_than_editing() -> None:
    assert find_author(None, ["欧阳伯权 2026-01-01", "作者:林一舟 编辑:老何"]) == "林一舟"
    assert find_author(None, ["编辑:老何 2026-01-01"]) is None
    assert find_author("Nora Whitfield", ["作者:林一舟"]) == "Nora Whitfield"


def test_a_byline_without_a_year_takes_it_from_the_page() -> None:
    assert find_date(None, ["02-08 18:03"], None, ["© 2026 远望财经"]) == datetime.date(2026, 2, 8)
    assert find_date(None, ["02-08 18:03"], None) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"谁来付电费\n2026-01-01 来源:远望财经\n\n{PROSE}", "谁来付电费"),
        (f"首页 › 观点 › 正文\n谁来付电费\n谁来付电费\n\n{PROSE}", "谁来付电费"),
        (
            f"财经 | 公司 | 科创板 | 港股\n谁来付电费?账本上的三个问题\n记者 林一舟\n{PROSE}",
            "谁来付电费?账本上的三个问题",
        ),
        (f"【远望冷语】谁来付电费\n文:林一舟\n{PROSE}", "【远望冷语】谁来付电费"),
        (f"融资周报|机器人吸走一半的钱\n2026-01-01\n{PROSE}", "融资周报|机器人吸走一半的钱"),
        (f"林一舟\n2026-01-01 上海\n{PROSE}", None),
        (f"{PROSE}\n{PROSE}续", None),
        (f"作者:林一舟\n{PROSE}", None),
    ],
)
def test_the_title_is_the_first_line_that_is_one(text: str, title: str | None) -> None:
    assert find_title(lines_of(text), None) == title


def test_a_stated_title_loses_the_name_of_its_site() -> None:
    lines = lines_of(f"谁来付这一笔电费\n\n{PROSE}")
    assert find_title(lines, "谁来付这一笔电费_远望财经") == "谁来付这一笔电费"
    assert find_title(lines, "谁来付这一笔电费 - 远望财经") == "谁来付这一笔电费"
    assert find_title(lines, "另一个题目") == "另一个题目"


def test_a_page_gives_title_author_and_date_and_keeps_the_title() -> None:
    found = page(f"誰來付電費\n記者王小明/台北報導\n2026/2/8 18:03\n\n{PROSE}\n{PROSE}續\n")
    assert (found.title, found.author) == ("谁来付电费", "王小明")
    assert found.published == datetime.date(2026, 2, 8)
    assert found.text.string.startswith("谁来付电费\n")


def test_front_matter_comes_before_the_text() -> None:
    found = page(f"---\ntitle: 电费\nauthor: 林一舟\ndate: 2026-02-08\n---\n\n{PROSE}\n", "a.md")
    assert (found.title, found.author) == ("电费", "林一舟")
    assert found.published == datetime.date(2026, 2, 8)


def test_the_first_heading_of_markdown_is_the_title() -> None:
    found = page(
        f"[首页](/) · [归档](/a) · [RSS](/f)\n\n# 早报 2026-02-08\n\n## 一\n\n{PROSE}\n", "a.md"
    )
    assert found.title == "早报 2026-02-08"
    assert found.published == datetime.date(2026, 2, 8)
