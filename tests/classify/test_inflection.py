"""English terms are found in all their forms."""

from __future__ import annotations

import pytest

from pipeline.classify.inflection import inflected
from pipeline.classify.lexicon import FEATURES, read_lexicon


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        ("slip", {"slipped", "slipping"}),
        ("shrink", {"shrank", "shrunk"}),
        ("decline", {"declining"}),
        ("rally", {"rallied", "rallies"}),
        ("bring down", {"brought down", "brings down", "bringing down"}),
    ],
)
def test_forms_that_are_no_mere_endings(term: str, forms: set[str]) -> None:
    assert set(inflected(term)) == forms


@pytest.mark.parametrize("word", ["exceed", "profit", "gain", "亏损", "on", ""])
def test_no_forms_are_invented_for_plain_endings_and_other_scripts(word: str) -> None:
    assert inflected(word) == ()


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("gross margin shrank to nine percent.", "bad_change"),
        ("net income fell by a third.", "bad_change"),
        ("shares slipped after the call.", "bad_change"),
        ("operating losses narrowed.", "good_change"),
        ("revenue rose again.", "good_change"),
    ],
)
def test_a_change_is_seen_in_the_past_tense(sentence: str, feature: str) -> None:
    assert read_lexicon(sentence, 1).numbers[0, FEATURES.index(feature)] > 0
