"""Companies and people in Latin script that no list has, by their form and what stands beside them.

All evidence for a name in a document counts together: each cue once, whichever place shows it.
"""

from __future__ import annotations

import functools
import re
from collections import abc
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from pipeline.extract.context import english_words
from pipeline.extract.latin_companies import company_evidence, firm_words
from pipeline.extract.latin_lists import is_firm_form, listed_names
from pipeline.extract.latin_people import EMPLOYEE, PARTICLE, person_evidence
from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import latin_words
from pipeline.extract.plain_words import commonness, is_given_name
from pipeline.extract.tagged_names import TaggedNames
from pipeline.resources import models_path

_WORD: Final = r"[A-Z][A-Za-z0-9À-ɏḀ-ỿ]*(?:[’'&.\-][A-Za-z0-9À-ɏḀ-ỿ]+)*"
_SEQUENCE: Final = re.compile(
    rf"(?<![A-Za-z0-9À-ɏḀ-ỿ@/._\-#$%])(?:[A-Z]\. ){{0,3}}{_WORD}"
    rf"(?: (?:(?:{PARTICLE}) ){{0,2}}(?:& )?(?:[A-Z]\. )?{_WORD}){{0,5}}"
)
_POSSESSIVE: Final = re.compile(r"[’']s$")

COMPANY_FLOOR: Final = 2.2
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
    """Capitalised sequences outside known names, without plain words that only begin a sentence."""
    plain = english_words()
    for match in _SEQUENCE.finditer(text):
        start, end = match.span()
        group = match.group()
        if " " not in group and (end - start < 4 or group.isupper() or group.lower() in plain):
            continue
        words: list[str] = []
        # What owns something ends its name: `Brindlewick's Kestrel` is two; so does what a headline
        # says that it does: `Brindlewick Unveils Kestrel`.
        for word in group.split(" "):
            own = _POSSESSIVE.sub("", word)
            if words and word in latin_words("headline"):
                yield from _trimmed(text, start, words, is_free)
                start += sum(len(w) + 1 for w in (*words, word))
                words = []
                continue
            words.append(own)
            if own != word:
                yield from _trimmed(text, start, words, is_free)
                start += sum(len(w) + 1 for w in words) + 2
                words = []
        if words:
            yield from _trimmed(text, start, words, is_free)


def _trimmed(
    text: str, start: int, words: list[str], is_free: Callable[[int, int], bool]
) -> Iterator[Sequence]:
    end = start + sum(map(len, words)) + len(words) - 1
    if not is_free(start, end) or is_place(" ".join(words)):
        return
    first = True
    while len(words) > 1:
        lowered = words[0].lower()
        if (
            lowered not in latin_words("function")
            and lowered.removesuffix("s") not in latin_words("honour")
            and not _is_dated(words)
            and not words[0].endswith(_LINKED)
            and not (
                first
                and lowered in english_words()
                and _SENTENCE_START.search(text[max(0, start - 3) : start])
            )
        ):
            break
        inside = words[0].lower() in _LOCAL
        start += len(words[0]) + 1
        words = words[1:]
        first = False
        # `In Hefei Yunqiao Robotics showed …`
        if inside and len(words) > 1 and words[0] in latin_words("place") and _is_own(words[1]):
            start += len(words[0]) + 1
            words = words[1:]
            break
    # `On the first of February I opened it`
    if len(words) > 1 and words[-1] == "I":
        words = words[:-1]
    last = words[-1].rstrip(".")
    end = start + sum(map(len, words[:-1])) + len(words) - 1 + len(last)
    yield Sequence(start, end, (*words[:-1], last))


_LOCAL: Final = frozenset(["in", "at", "from", "near", "around", "outside"])


def _is_own(word: str) -> bool:
    """Whether a word is no other place's or body's: `In York Minster` is one place."""
    return commonness(word) < _FROM and word not in firm_words()


_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:。！？：\"“”「『(（*#>\-|\n]\s*)$")


# `Turin-based Bottega Lungarno`
_LINKED: Final = ("-based", "-backed", "-owned", "-listed", "-born", "-trained", "-style")


def _is_dated(words: list[str]) -> bool:
    """Whether a day or month only stands before a name: `On Friday Songloom`, no `Friday Labs`."""
    return words[0] in latin_words("date") and words[1] not in firm_words()


def judge(
    text: str,
    found: list[Sequence],
    is_company_beside: Callable[[int, int], bool],
    tags: TaggedNames,
    known: abc.Sequence[Mention] = (),
) -> dict[str, Verdict]:
    """The type and score of each surface that the evidence makes a company or a person.

    Args:
        text: the document's text.
        found: its sequences.
        is_company_beside: whether a span stands in a list with a known company.
        tags: what the tagger sees.
        known: what the gazetteer found.
    """
    company: dict[str, list[float]] = {}
    person: dict[str, list[float]] = {}
    places: dict[str, list[Sequence]] = {}
    for sequence in found:
        surface = text[sequence.start : sequence.end]
        listed = places.setdefault(surface, [])
        listed.append(sequence)
        if len(listed) > _ENOUGH or is_place(surface) or _LISTING.fullmatch(surface):
            continue
        firm = company_evidence(text, sequence.start, sequence.end, sequence.words)
        if firm is not None:
            near = sum(firm) >= COMPANY_FLOOR - _BESIDE - _ROUNDING and is_company_beside(
                sequence.start, sequence.end
            )
            _raise(company, surface, (_BESIDE * near, *firm))
        human = person_evidence(text, sequence.start, sequence.end, sequence.words)
        if human is not None:
            _raise(person, surface, human)
    # `Calder Wharf` and `Calder Wharf Research` are one firm: what speaks for either, for both.
    for surface in list(company):
        head, _, last = surface.rpartition(" ")
        if head in company and last in firm_words():
            _raise(company, surface, (company[head][0], 0.0, *company[head][2:]))
    verdicts = {}
    for surface in dict.fromkeys((*company, *person)):
        firm_total = sum(company.get(surface, ()))
        human_total = sum(person.get(surface, ()))
        if firm_total:
            firm_total += max(0.0, tags.boost(surface, "company") - plainness(surface, "company"))
        if human_total:
            human_total += max(0.0, tags.boost(surface, "person") - plainness(surface, "person"))
        if human_total >= PERSON_FLOOR - _ROUNDING and not sum(company.get(surface, ())[1:4]):
            human_total += _FORM
        if human_total >= PERSON_FLOOR - _ROUNDING and surface in latin_words("given"):
            human_total += _GIVEN_ALONE
        if firm_total >= COMPANY_FLOOR - _ROUNDING and firm_total >= human_total:
            verdicts[surface] = Verdict("company", _score(firm_total - COMPANY_FLOOR))
        elif human_total >= PERSON_FLOOR - _ROUNDING:
            verdicts[surface] = Verdict("person", _score(human_total - PERSON_FLOOR))
    for surface in company:
        if surface not in verdicts and any(
            _is_employer(text, s, verdicts)
            for s in places[surface]
            if len(s.words) > 1 or sum(company[surface]) >= 1.0
        ):
            verdicts[surface] = Verdict("company", 0.65)
    possible = {
        "company": {
            name: is_firm_form(name.split(" "))
            for name in company
            if not plainness(name, "company")
        },
        "person": {name: True for name in person if not plainness(name, "person")},
    }
    spans = [(s.start, s.end, text[s.start : s.end]) for s in found]
    types = {surface: verdict.type for surface, verdict in verdicts.items()}
    for surface, type_ in listed_names(text, spans, known, types, possible).items():
        verdicts[surface] = Verdict(type_, 0.65)
    return verdicts


def is_place(surface: str) -> bool:
    """Whether a surface is a city, region or country: `Researchers at Delft`."""
    return surface in latin_words("place") or surface in _place_ends()


@functools.cache
def _place_ends() -> frozenset[str]:
    """The last words of places of three and more: what is left where the first looks plain."""
    return frozenset(p.partition(" ")[2] for p in latin_words("place") if p.count(" ") > 1)


# What a share is listed as: SH601138, 0700.HK.
_LISTING: Final = re.compile(r"(?:SH|SZ|BJ|HK)\d{4,6}|\d{4,6}\.(?:SH|SZ|BJ|HK|SS|TW|T|KS)")
_BESIDE: Final = 1.2
# Tenths add up to a little less than they should.
_ROUNDING: Final = 1e-9
# So many places of a name are read; more of them say nothing new.
_ENOUGH: Final = 6
# Two plain words without a firm's form are rather a person.
_FORM: Final = 0.8
# Terrence 想要一个数: what a firm may do too.
_GIVEN_ALONE: Final = 1.0


def _raise(table: dict[str, list[float]], surface: str, values: tuple[float, ...]) -> None:
    known = table.setdefault(surface, [0.0] * len(values))
    table[surface] = [max(a, b) for a, b in zip(known, values, strict=True)]


def plainness(surface: str, type_: str) -> float:
    """How much more must speak for a name whose words are words of the language, or terms."""
    words = surface.split(" ")
    blocked = latin_words("not_person")
    if (
        surface in _terms()
        or is_place(surface)
        or _LISTING.fullmatch(surface)
        or (type_ != "person" and words[0] in latin_words("not_company"))
        or (blocked.intersection(words) if type_ == "person" else surface in blocked)
    ):
        return _NEVER
    if type_ == "person" and is_given_name(words[0]):
        return 0.0
    return _PLAIN * max(0, min(map(commonness, words)) - _FROM)


@functools.cache
def _terms() -> frozenset[str]:
    lines = models_path("names/tag_terms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


_NEVER: Final = 99.0
_PLAIN: Final = 0.8
_FROM: Final = 2


def _is_employer(text: str, sequence: Sequence, verdicts: dict[str, Verdict]) -> bool:
    """Whether a person found stands before: `Ana Ruiz of Scanwright`."""
    match = EMPLOYEE.search(text[max(0, sequence.start - 50) : sequence.start])
    return match is not None and verdicts.get(match[1], Verdict("", 0)).type == "person"


def _score(excess: float) -> float:
    return round(min(0.85, 0.65 + 0.06 * excess), 3)
