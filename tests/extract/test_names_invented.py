"""Names that no list has, in paragraphs of our own: how many are found, and how many are right."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from pipeline.extract.names import find_mentions
from pipeline.ingest.script import fold

TYPES: Final = {"c": "company", "m": "model", "p": "person"}
PARAGRAPHS: Final = [
    line
    for line in (Path(__file__).parent / "cases" / "invented.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]
# Ordinary words that are taken for names all the same.
KNOWN_FAULTS: Final = ("Oracle bones", "吉利得很", "Neural Networks", "教育局採購了「學伴")


def unmarked(paragraph: str) -> str:
    return re.sub(r"〔[cmp]:([^〕]*)〕", r"\1", paragraph)


def wanted(paragraph: str) -> Counter[tuple[str, str]]:
    """How often the paragraph names what."""
    marks = re.findall(r"〔([cmp]):([^〕]*)〕", paragraph)
    return Counter((TYPES[tag], fold(name)) for tag, name in marks)


def found(paragraph: str) -> Counter[tuple[str, str]]:
    """How often the recogniser finds what."""
    mentions = find_mentions(fold(unmarked(paragraph)))
    return Counter((m.type, m.surface) for m in mentions if m.type in TYPES.values())


@pytest.mark.parametrize("kind", TYPES.values())
def test_most_names_are_found_and_what_is_found_is_right(kind: str) -> None:
    right = surplus = missed = 0
    for paragraph in PARAGRAPHS:
        asked = Counter({k: n for k, n in wanted(paragraph).items() if k[0] == kind})
        got = Counter({k: n for k, n in found(paragraph).items() if k[0] == kind})
        right += (asked & got).total()
        surplus += (got - asked).total()
        missed += (asked - got).total()
    assert right / (right + surplus) >= 0.9
    assert right / (right + missed) >= 0.85


@pytest.mark.parametrize(
    "paragraph",
    [p for p in PARAGRAPHS if "〔" not in p and not p.startswith(KNOWN_FAULTS)],
    ids=lambda p: p[:20],
)
def test_paragraphs_without_names_yield_none(paragraph: str) -> None:
    assert found(paragraph) == Counter()
