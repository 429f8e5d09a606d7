"""What is asked before a pattern is tried never keeps it from a match."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.ingest import dates
from pipeline.ingest.byline_book import byline_book, label_matches
from pipeline.ingest.date_patterns import AMBIGUOUS, CUED, NUMBER, PATTERNS, may_hold_date, signs_of
from pipeline.ingest.name_spans import name_spans
from pipeline.ingest.sieve import Sieve

DATES = (
    *(
        "2025年3月4日",
        "1999-12-31",
        "2025·03·04",
        "中華民國 114 年 3 月 4 日",
        "114年3月4日",
        "20250304",
    ),
    *(
        "Mar 4, 2025",
        "MARCH 4th 2025",
        "4th of Sept ’25",
        "2025 Dec 1",
        "4. XI. 2025",
        "3月4日, 2025",
    ),
    *(
        "五月 14, 2026",
        "二〇二五年三月四日",
        "民国一一四年三月四日",
        "4/3/2026",
        "4.3.2026",
        "3-4-2026",
    ),
    *(
        "发布:114.3.4",
        "（编辑:林一舟）1150512",
        "于25.3.4",
        "25年3月4日 12:30",
        "3/4/26 12:30",
        "19.02.26",
    ),
)


def _lines(repo: Path) -> list[str]:
    texts = (
        path.read_text(encoding="utf-8", errors="ignore")
        for path in sorted((repo / "corpus/sample").rglob("*.txt"))
    )
    return [line.strip() for text in texts for line in text.splitlines()]


def test_a_sieve_passes_what_matches() -> None:
    patterns = ["作者", "[Bb]y .+", r"\d+", "(?:甲|乙)丙"]
    sieve = Sieve(patterns)
    for text in ("", "作者:BY x", "by x", "12", "乙丙", "甲 丙", "\ud800作者", "İ作者 ſ"):
        matching = {n for n, pattern in enumerate(patterns) if re.search(pattern, text)}
        assert matching <= set(sieve.passing(text))
    assert sieve.passing("甲 丙") == (2,)


def test_bylines_that_match_pass(repo: Path) -> None:
    book = byline_book()
    examples = [p.example for p in book.patterns] + [r.example for r in book.roles]
    for line in (*examples, *_lines(repo)):
        forms = {n for n, pattern in enumerate(book.patterns) if pattern.find.search(line)}
        assert forms <= set(book.forms.passing(line))
        assert [m.span() for m in label_matches(line)] == [
            m.span() for m in book.label.finditer(line)
        ]


def test_dates_that_match_have_what_they_need(repo: Path) -> None:
    for line in (*DATES, *_lines(repo)):
        signs = signs_of(line, max(map(len, NUMBER.findall(line)), default=0))
        for needs, pattern in (*PATTERNS, *CUED):
            match = pattern.search(line)
            assert match is None or (needs <= signs and may_hold_date(line))


def test_where_no_date_can_be_read_two_ways_both_are_one(repo: Path) -> None:
    for line in (*DATES, *_lines(repo)):
        if not AMBIGUOUS.search(line):
            assert dates._absolute_dates(line, True) == dates._absolute_dates(line, False)


def test_names_in_small_letters_are_no_spans() -> None:
    assert list(name_spans("nora whitfield, “nora”")) == []
    assert list(name_spans("Nora Whitfield")) == [(0, 14)]
