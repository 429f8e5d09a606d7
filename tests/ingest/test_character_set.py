"""A set of characters finds what a regular expression over the whole text finds."""

from __future__ import annotations

import re
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.character_set import CharacterSet
from pipeline.resources import models_path

_TEXTS = st.text(st.sampled_from("ab中é\u200b\n\ud800\U0001f600\U000e0020\U0010ffff"), max_size=30)
_SET = CharacterSet("a\u200b\U0001f600")
_PATTERN = re.compile("(?<!b)a+|\u200b(?=中)|\U0001f600.")


@given(_TEXTS)
def test_matches_are_those_of_a_search_through_the_text(text: str) -> None:
    found = [match.span() for match in _SET.matches(_PATTERN, text)]
    assert found == [match.span() for match in _PATTERN.finditer(text)]


@given(_TEXTS)
def test_places_are_those_of_the_characters(text: str) -> None:
    places = [n for n, c in enumerate(text) if c in "a\u200b\U0001f600"]
    assert _SET.places(text) == places
    assert _SET.stands_in(text) == bool(places)


@given(_TEXTS)
def test_a_set_that_reaches_beyond_has_all_that_lies_there(text: str) -> None:
    beyond = CharacterSet("^\\s\\S", beyond=True)
    assert beyond.places(text) == [n for n, c in enumerate(text) if c >= "\U00020000"]


def test_every_match_of_a_rule_for_remains_holds_one_of_its_cues() -> None:
    listed = tomllib.loads(models_path("repair/mojibake.toml").read_text(encoding="utf-8"))
    for rule in listed["rule"]:
        match = re.search(rule["pattern"], rule["example"])
        assert match is not None
        assert any(cue in match.group() for cue in rule["cues"]), rule["name"]
