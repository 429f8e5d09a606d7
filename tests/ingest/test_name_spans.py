"""Where in a line of a byline names may stand: between the words before and behind them."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.name_spans import NAME_WORDS, is_led_by_word, name_spans
from pipeline.resources import models_path


def spans(text: str) -> set[str]:
    return {text[start:end] for start, end in name_spans(text)}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("本报驻福冈记者萧敬之", "萧敬之"),
        ("值班记者林一舟走访三间工厂", "林一舟"),
        ("（作者系滨海学院计算机系副教授司徒远，本文仅代表个人观点）", "司徒远"),
        ("采写丨纪一笙 实习生祝小禾", "祝小禾"),
        ("黎 曼", "黎 曼"),
        ("［巴西］达·席尔瓦 着 ／ 龙一 译", "达·席尔瓦"),
        (
            "Our correspondent Aline Uwase Mukama spent nine days in the gallery.",
            "Aline Uwase Mukama",
        ),
        ("WORDS Ines Karavag", "Ines Karavag"),
        ("SUBMITTED BY DELPHINE MARCHETTI ON BEHALF OF THE TENANTS", "DELPHINE MARCHETTI"),
        ("C. P. Ramanath Hyderabad", "C. P. Ramanath"),
        ('Ganesh "Gunny" Iyer', 'Ganesh "Gunny" Iyer'),
        ("Jan-Willem van der Heijd 着", "Jan-Willem van der Heijd"),
        ("Hsu Tzu-Ling 许子菱 with Miguel Ortega in Phoenix", "Hsu Tzu-Ling 许子菱"),
    ],
)
def test_a_name_is_among_the_spans_of_its_line(line: str, name: str) -> None:
    assert name in spans(line)


@pytest.mark.parametrize("line", ["一位老师说", "阅读 3 分钟", "and then they left", ""])
def test_a_line_without_a_name_offers_no_person(line: str) -> None:
    assert not spans(line)


@pytest.mark.parametrize(
    "piece", ["By 白一玄", "STYLING Yuki T", "曾俊华 ON", "CEO 管一鸣", "WORDS Ines K"]
)
def test_a_word_of_the_byline_at_the_rim_is_no_part_of_a_name(piece: str) -> None:
    assert is_led_by_word(piece)


@pytest.mark.parametrize(
    "piece",
    ["Jan Kowalski", "Will Read", "The Compute Desk", "Vivian 滕", "Sam Contact", "Mark On"],
)
def test_a_name_may_begin_and_end_with_an_ordinary_word(piece: str) -> None:
    assert not is_led_by_word(piece)


def test_the_example_of_the_words_is_found_and_the_counter_is_whole() -> None:
    book = tomllib.loads(models_path(NAME_WORDS).read_text(encoding="utf-8"))
    assert "萧敬之" in spans(book["example"])
    assert book["counter"] in spans(book["counter"])


WORDS = st.sampled_from(
    [
        "记者",
        "走访",
        "林一舟",
        "欧阳",
        "𠮷田",
        "·",
        " ",
        "　",
        "、",
        "by",
        "Nora",
        "WHITFIELD",
        "van",
        "“Gun”",
        "K.",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map("".join)))
def test_spans_lie_within_the_line_and_are_not_empty(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in name_spans(text))
