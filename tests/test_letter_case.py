"""Letters that patterns without regard to case equate break no page and hide no match."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.document import extract_document
from pipeline.figures import parse
from pipeline.ingest.dates import find_dates
from pipeline.ingest.partial_dates import parse_month_day
from pipeline.ingest.sieve import Sieve
from pipeline.letter_case import lowered

REFERENCE = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
STRANGE = str.maketrans({"s": "\u017f", "i": "\u0131", "I": "\u0130"})
PLAIN = [
    "OpenAI revenue in September 2025 was $5 million, in the second quarter $3 million.",
    "Its revenue rose six percent in APRIL 2025, up a third from US$5 billion this year.",
    "Two-thirds of six billion tokens; a billion and a half users, sixty-six percent.",
    "Friday, 4 September; posted six hours ago, six days ago.",
]


@given(st.text())
def test_small_letters_keep_their_places(text: str) -> None:
    assert len(lowered(text)) == len(text)
    assert lowered(lowered(text)) == lowered(text)


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_in_strange_letters_is_read_to_its_end(text: str) -> None:
    strange = text.translate(STRANGE)
    assert strange != text
    parse(strange)
    extract_document(strange, "us", published=datetime.date(2026, 5, 4))
    find_dates(strange, reference=REFERENCE)
    parse_month_day(strange)


@pytest.mark.parametrize("text", ["D\u0130SCLA\u0130MER: none", "di\u017fclaimer: none"])
def test_a_sieve_lets_strange_letters_through(text: str) -> None:
    pattern = r"(?i)disclaimer:\s"
    assert re.search(pattern, text)
    assert list(Sieve([pattern, "(?i)subscribe"]).passing(text)) == [0]


@pytest.mark.parametrize(("pattern", "text"), [("(?i)ΛΌΓΟΣ", "λόγος"), ("(?i)µm", "μm")])
def test_letters_of_which_nothing_is_known_ask_for_nothing(pattern: str, text: str) -> None:
    assert re.search(pattern, text)
    assert list(Sieve([pattern]).passing(text)) == [0]
