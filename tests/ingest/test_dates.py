"""Dates in all the shapes that pages give them."""

from __future__ import annotations

import datetime
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.dates import find_dates, parse_date, parse_timestamp
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.ingest.partial_dates import parse_month_day

CASES = Path(__file__).parent / "cases" / "dates.jsonl"
REFERENCE = datetime.datetime(2026, 2, 8, 14, 0)
DIGITS = "〇一二三四五六七八九"
TENS = ("", "十", "二十", "三十")


def cases() -> list[dict[str, Any]]:
    return [json.loads(row) for row in CASES.read_text(encoding="utf-8").splitlines()]


def in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    return TENS[tens] + (DIGITS[ones] if ones else "")


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["text"])
def test_dates_in_all_their_forms(case: dict[str, Any]) -> None:
    reference = REFERENCE if case.get("relative") else None
    found = parse_date(case["text"], day_first=case.get("day_first", False), reference=reference)
    assert (found.isoformat() if found else None) == case["date"]


@pytest.mark.parametrize("case", [c for c in cases() if "role" in c], ids=lambda c: c["text"])
def test_what_a_byline_says_of_its_dates(case: dict[str, Any]) -> None:
    assert [m.role for m in find_dates(case["text"])] == case["role"]


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2029, 12, 31)))
def test_a_date_is_read_back_from_every_form(date: datetime.date) -> None:
    year = "".join(DIGITS[int(c)] for c in str(date.year))
    forms = [
        date.isoformat(),
        f"{date.year}/{date.month}/{date.day}",
        f"{date.year}.{date.month:02}.{date.day:02} 14:30",
        f"{date.year}年{date.month}月{date.day}日",
        f"{year}年{in_words(date.month)}月{in_words(date.day)}日",
        f"民国{date.year - 1911}年{date.month}月{date.day}日",
        date.strftime("%b %d, %Y"),
        date.strftime("%d %B %Y"),
        date.strftime("%Y%m%d"),
        date.strftime("%Y-%m-%dT08:30:00+08:00"),
        date.strftime("%a %b %d 21:33:10 %Y"),
    ]
    assert [parse_date(form) for form in forms] == [date] * len(forms)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2029, 12, 31)), st.booleans())
def test_numbers_in_a_row_are_read_as_the_place_has_it(
    date: datetime.date, day_first: bool
) -> None:
    form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    assert parse_date(date.strftime(form), day_first=day_first) == date


@given(st.text(max_size=60))
def test_any_text_has_a_date_or_none(text: str) -> None:
    found = parse_date(text, reference=REFERENCE)
    assert found is None or isinstance(found, datetime.date)
    day = parse_month_day(text)
    assert day is None or (1 <= day.month <= 12 and 1 <= day.day <= 31)


def test_the_letters_that_case_equates_are_months_too() -> None:
    assert parse_date("4th of ſept 2025") == datetime.date(2025, 9, 4)
    assert parse_month_day("on 4 ſeptember") == (9, 4, None)


@given(st.integers(0, 10**6), st.sampled_from(["秒", "分钟", "小时", "天", "周", "个月", "年"]))
def test_a_relative_date_is_never_after_its_reference(count: int, unit: str) -> None:
    found = parse_date(f"{count}{unit}前", reference=REFERENCE)
    assert found is None or found <= REFERENCE.date()


def test_without_a_reference_nothing_relative_is_a_date() -> None:
    assert parse_date("3小时前") is None
    assert parse_date("yesterday at 5:30") is None


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("1770508800", "2026-02-08"),
        ("1770508800000", "2026-02-08"),
        ("1770508800.0", "2026-02-08"),
        ("20260208", None),
        ("8888910", None),
    ],
)
def test_a_unix_time_is_a_day_in_utc(value: str, date: str | None) -> None:
    found = parse_timestamp(value)
    assert (found.isoformat() if found else None) == date


@pytest.mark.parametrize(
    "unit", ["1", "2026-", "(", " ", "Feb ", "二〇二六年", "昨天", "3小时前", "Mar 4 "]
)
def test_a_long_line_is_read_in_no_time(unit: str) -> None:
    started = time.process_time()
    find_dates(unit * 30_000, reference=REFERENCE)
    parse_month_day(unit * 30_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("机房里的账\n原载：意大利《周日晚报》2026年6月7日评论版\n2026-06-09 07:30", "2026-06-09"),
        ("机房里的账\n原文发表于作者博客 2026年2月11日，译文 2月16日", "2026-02-16"),
        ("机房里的账\n原文发表：2026年2月11日", "2026-02-11"),
        ("机房里的账\n原载《远望周刊》2026年3月2日", "2026-03-02"),
    ],
)
def test_the_day_of_an_original_is_not_its_translations(head: str, wanted: str) -> None:
    prose = "算力的价格在一年里跌了四成,电价却涨了一成,账本上的数字第一次倒了过来,没有人再笑。"
    page = ingest_page(RawPage("a.txt", f"{head}\n\n{prose}\n\n{prose[::-1]}".encode()))
    assert str(page.published) == wanted
