"""Words of metrics looked for once in a text, and asked for piece by piece."""

from __future__ import annotations

import datetime
import random
import re
import time

import pytest

from pipeline.errors import KnowledgeError
from pipeline.extract.metric_scan import MetricScan
from pipeline.extract.metric_words import (
    Branches,
    MetricWords,
    _alternatives,
    _heads,
    listed_metrics,
    metric_words,
)
from pipeline.extract.period_words import PERIOD, TIMELY
from pipeline.extract.periods import period_of
from pipeline.figures import parse
from pipeline.letter_case import lowered

TEXT = (
    "OpenAI的年化收入达到130亿美元，毛利率40%，API定价降至8%。 It raised $6.6bn at a valuation of "
    "$157bn; co-sales rose, DAU达到1亿, İstanbul sales of 5m, MARGIN 3%. 训练成本仅为560万美元"
    "，占了三成，PE为35，P/E 40, paid $3 for it, trading at 12 times sales, 每小时38元，砸了5亿，\n"
    "收5元 \ud800 Series B"
)
KINDS = ("money", "percent", "multiple", "quantity")


def one_after_the_other(text: str, kind: str, *, fallback: bool) -> list[tuple[int, str]]:
    """The same found by trying all patterns at all places."""
    rows = [
        (m["name"], _alternatives(m["pattern"]))
        for m in listed_metrics()
        if kind in m["kinds"] and m.get("fallback", False) == fallback
    ]
    found = []
    for latin, read in ((False, text), (True, text.lower())):
        at = 0
        while at < len(read):
            hit = None
            for name, patterns in rows:
                for pattern in patterns:
                    if ("\\b" in pattern) != latin or (
                        latin and re.match(r"[a-z0-9_]", read[at - 1 : at])
                    ):
                        continue
                    if latin:
                        pattern = "".join(
                            p if p.startswith("\\") else p.lower()
                            for p in re.split(r"(\\.)", pattern)
                        ).removeprefix("\\b")
                    match = re.compile(pattern, re.A if latin else 0).match(read, at)
                    hit = hit or (match and (match.end(), name))
            if hit:
                found.append((at, hit[1]))
            at = hit[0] if hit else at + 1
    return sorted(found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_scan_finds_what_trying_everything_finds(kind: str) -> None:
    for fallback in (False, True):
        words = metric_words(kind, fallback=fallback)
        for text in TEXT.split("\n"):
            found = MetricScan(text).found(words, 0, len(text))
            assert found == one_after_the_other(text, kind, fallback=fallback)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("İ", "I")])
def test_a_piece_is_read_as_if_it_were_the_whole_text(text: str) -> None:
    scan, chance = MetricScan(text), random.Random(3)
    words = metric_words("money", fallback=False)
    for _ in range(500):
        start = chance.randrange(len(text))
        end = chance.randrange(start, len(text) + 1)
        piece = text[start:end]
        assert scan.found(words, start, end) == MetricScan(piece).found(words, 0, len(piece))


def test_a_pattern_tells_with_which_letters_it_begins() -> None:
    assert _heads(r"(?:trades|trading) (?:at|on)\b") == {"trades ", "trading "}
    assert _heads("砸了?") == {"砸"}
    assert _heads(r"A\+轮") == {"A+轮"}
    assert _heads("[ss]ales") == {"sales"}
    with pytest.raises(KnowledgeError, match="does not begin with letters"):
        Branches([("price", [".{0,3}元"])])


def test_of_two_metrics_at_one_place_the_first_is_taken() -> None:
    rows = [{"name": "loss", "pattern": "亏损|亏"}, {"name": "profit", "pattern": "亏损额|亏了"}]
    text = "亏损额，亏了"
    found = MetricScan(text).found(MetricWords(rows), 0, len(text))
    assert found == [(0, "loss"), (4, "loss")]


def test_time_grows_with_the_text_only() -> None:
    words = metric_words("money", fallback=False)

    def seconds(times: int) -> float:
        text = "收入成本价格" * times
        begun = time.process_time()
        MetricScan(text).found(words, 0, len(text))
        return time.process_time() - begun

    seconds(100)
    assert seconds(40_000) < 6 * seconds(10_000) + 0.2


@pytest.mark.parametrize(
    "said",
    [
        "2025年", "去年", "去年同期", "上半年", "前三季度", "Q3", "q2 2024", "第三季", "9月",
        "last quarter", "THIS QUARTER", "a year earlier", "the prior year", "second half",
        "in 2024", "September", "SEPTEMBER 2024", "\u017feptember", "Apr\u0130l", "apr\u0131l",
        "last month", "本月", "2026—2028年", "next year", "this year",
    ],
)  # fmt: skip
def test_every_word_of_time_is_looked_for(said: str) -> None:
    assert PERIOD.search(said)
    assert TIMELY.search(lowered(said))


def test_a_period_before_the_figure_is_still_found() -> None:
    text = "公司在2025年第三季度的收入为5亿元。"
    period = period_of(text, 0, parse(text)[0], None, datetime.date(2026, 1, 1))
    assert period is not None
    assert period.name == "2025-Q3"
