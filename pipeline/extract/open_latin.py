"""Companies and people in Latin script that no list has, by their form and what stands beside them.

All evidence for a name in a document counts together: each cue once, whichever place shows it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import (
    evidence,
    latin_words,
    person_after,
    person_before,
    person_title_after,
)

_WORD: Final = r"[A-Z][A-Za-z0-9À-ɏ]*(?:[’'&.\-][A-Za-z0-9À-ɏ]+)*"
_SEQUENCE: Final = re.compile(
    rf"(?<![A-Za-z0-9À-ɏ@/._\-#$%]){_WORD}(?: (?:(?:de|van|von|der|del|di|al|bin|la|le) )?{_WORD}){{0,5}}"
)
_POSSESSIVE: Final = re.compile(r"[’']s$")
_PERSON_WORD: Final = re.compile(r"(?:[A-Z][’'])?[A-Z][a-zà-ɏ]+(?:[A-Z][a-zà-ɏ]+)?(?:-[A-Z][a-zà-ɏ]+)*|[A-Z]\.?")
_CAMEL: Final = re.compile(r"^[A-Z][a-z]+(?:[A-Z][a-z]+)+$")
_DOMAIN: Final = re.compile(r"\.(?:ai|io)$")
_LINK: Final = re.compile(r"(?:\b(?:with|by|asked|told|and|met|to|from|says|said|like)|[、和与及跟说给找]|:|：) ?$")
_OF_FIRM: Final = re.compile(r" (?:of|at|from) [A-Z]")

COMPANY_FLOOR: Final = 2.4
PERSON_FLOOR: Final = 1.5


class Sequence(NamedTuple):
    """Capitalised words in a row."""

    start: int
    end: int
    words: tuple[str, ...]


class Verdict(NamedTuple):
    """What a sequence of words names in this document, and how sure that is."""

    type: str
    score: float


def sequences(text: str, is_free: Callable[[int, int], bool]) -> Iterator[Sequence]:
    """Capitalised sequences outside known names, without the sentence's first plain words."""
    plain = _plain_words()
    for match in _SEQUENCE.finditer(text):
        start, end = match.span()
        if not is_free(start, end):
            continue
        words = match.group().split(" ")
        while len(words) > 1 and words[0].lower() in plain:
            start += len(words[0]) + 1
            words = words[1:]
        last = _POSSESSIVE.sub("", words[-1])
        end -= len(words[-1]) - len(last)
        words[-1] = last.rstrip(".") if last not in ("Inc.", "Corp.", "Ltd.") else last
        end -= len(last) - len(words[-1])
        yield Sequence(start, end, tuple(words))


_FUNCTION: Final = frozenset(
    ["the", "a", "an", "and", "but", "or", "if", "when", "what", "why", "how", "as", "at", "in", "on", "of", "for", "from", "by", "to", "with", "not", "no", "yes", "so", "then", "this", "that", "these", "those", "we", "you", "he", "she", "it", "they", "i", "his", "her", "its", "our", "their", "my", "your", "who", "where", "there", "here", "now", "yet", "still", "even", "also", "only", "just", "while", "because", "since", "after", "before", "under", "over", "like", "is", "are", "was", "were", "be", "been", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "should", "may", "might", "must", "mr", "ms", "mrs", "dr", "professor", "ceo", "cto", "cfo", "coo", "ai"]
)


@functools.cache
def _plain_words() -> frozenset[str]:
    return english_words() | _FUNCTION


def judge(text: str, found: list[Sequence]) -> dict[str, Verdict]:
    """The type and score of each surface that the evidence makes a company or a person."""
    company: dict[str, list[float]] = {}
    person: dict[str, list[float]] = {}
    for sequence in found:
        surface = text[sequence.start : sequence.end]
        firm = _company_evidence(text, sequence)
        if firm is not None:
            known = company.setdefault(surface, [0.0] * len(firm))
            company[surface] = [max(a, b) for a, b in zip(known, firm, strict=True)]
        human = _person_evidence(text, sequence)
        if human is not None:
            known = person.setdefault(surface, [0.0] * len(human))
            person[surface] = [max(a, b) for a, b in zip(known, human, strict=True)]
    verdicts = {}
    for surface in dict.fromkeys((*company, *person)):
        firm_total = sum(company.get(surface, ()))
        human_total = sum(person.get(surface, ()))
        if firm_total >= COMPANY_FLOOR and firm_total >= human_total:
            verdicts[surface] = Verdict("company", _score(firm_total - COMPANY_FLOOR))
        elif human_total >= PERSON_FLOOR:
            verdicts[surface] = Verdict("person", _score(human_total - PERSON_FLOOR))
    return verdicts


def _score(excess: float) -> float:
    return round(min(0.85, 0.65 + 0.06 * excess), 3)


def _company_evidence(text: str, sequence: Sequence) -> tuple[float, ...] | None:
    words = sequence.words
    if len(words) > 4 or (len(words) == 1 and len(words[0]) < 4):
        return None
    if len(words) == 1 and (words[0].lower() in english_words() or words[0].isupper()):
        return None
    if words[0] in latin_words("not_company"):
        return None
    if len(words) == 1 and words[0] in latin_words("not_person"):
        return None
    last = words[-1]
    form = 0.0
    if len(words) > 1 and last in latin_words("company_strong"):
        form = 2.5
    elif len(words) > 1 and last in latin_words("company_weak"):
        form = 1.0
    camel = 0.7 if _CAMEL.match(words[0]) else 0.0
    domain = 1.2 if _DOMAIN.search(last) else 0.0
    return (form, camel, domain, *evidence("latin-company", text, sequence.start, sequence.end))


def _person_evidence(text: str, sequence: Sequence) -> tuple[float, ...] | None:
    words = sequence.words
    parts = [w for w in words if not w.islower()]
    if not 2 <= len(parts) <= 3 or not all(_PERSON_WORD.fullmatch(w) for w in parts):
        return None
    blocked = latin_words("not_person") | latin_words("company_strong") | latin_words("company_weak")
    if any(w in blocked for w in parts):
        return None
    given = parts[0] in latin_words("given")
    plain = sum(w.lower() in english_words() for w in parts)
    if plain == len(parts) or (plain and not given):
        return None
    before = text[max(0, sequence.start - 30) : sequence.start]
    return (
        1.5 if given and not plain else 0.8 if given else 0.0,
        1.6 if person_before().search(before) else 0.0,
        1.5 if person_after().match(text, sequence.end) else 0.0,
        1.5 if person_title_after().match(text, sequence.end, sequence.end + 70) else 0.0,
        0.8 if _LINK.search(before) else 0.0,
        0.8 if _OF_FIRM.match(text, sequence.end) else 0.0,
    )
