"""Strings that every match of a pattern holds, and a rule book that tries no rule without one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.required_strings import first_strings, required_strings
from pipeline.ingest.rule_book import rule_book
from pipeline.ingest.script import fold
from pipeline.letter_case import lowered

CORPUS = Path(__file__).parents[2] / "corpus"

PATTERNS = (
    "责编[:：]",
    r"(?:责任)?编辑\s*[:：]\s*\w+",
    "(?:图|文)[/／]",
    r"(?!.*[。！])[\s【]{0,6}(?:作者|By)\s",
    r"(?=.*订阅).{2,10}",
    r"(?i:subscribe|sign up) (?:now|today)",
    "(?:首页(?:[|/]|$)){3,}",
    "a+b{2}c?d*e",
    "(?P<x>ab)|(?:cd|ef)g",
    "[a-z]{3}第\\d+期",
    "(?>ab|a)c",
    "İstanbul x",
    r"(?i)disclaimer:\s",
    r"(?i)[sx]ign Οδός",
)
"""Each construct of a regular expression that rules are written with."""


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_match_holds_a_required_string(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    match = re.search(pattern, text)
    assert match is not None
    required, first = required_strings(pattern), first_strings(pattern)
    # A look ahead may find its string behind the match.
    held = lowered(text[match.start() :])
    assert required is None or any(string in held for string in required)
    assert first is None or held.startswith(tuple(first))


def test_of_several_sets_the_rarest_is_taken() -> None:
    assert required_strings("(?:图|文)[/／]").isdisjoint({"/"})  # type: ignore[union-attr]
    assert required_strings(r"\s+相关阅读\s*[:：]") == frozenset({"相关阅读"})
    assert first_strings(r"相关(?:阅读|新闻)\s*[:：]") == frozenset({"相关阅读", "相关新闻"})


@pytest.mark.parametrize("pattern", [r"\w+", ".*", r"(?:abc)?", r"(a)\1?|[^x]", "a|"])
def test_a_pattern_that_needs_no_string_has_none(pattern: str) -> None:
    assert required_strings(pattern) is None
    assert first_strings(pattern) is None


def test_a_rule_book_finds_what_trying_every_rule_finds() -> None:
    book = rule_book()
    lines = [
        fold(json.loads(row)["text"])
        for path in sorted((CORPUS / "labels/lines").glob("*.jsonl"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]
    lines += [fold(text) for rule in book.rules for text in (rule.example, rule.counter)]
    cued = [tuple(cue.lower() for cue in rule.cues) for rule in book.rules]
    for line, found in zip(lines, book.matching_lines(lines, book.scan(lines)), strict=True):
        tried = tuple(
            number
            for number, (rule, cues) in enumerate(zip(book.rules, cued, strict=True))
            if (not cues or any(cue in line.lower() for cue in cues)) and rule.matches(line)
        )
        assert found == tried, line
