"""Companies and people in Latin script that no list has, by their form and what stands beside them.

All evidence for a name in a document counts together: each cue once, whichever place shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import evidence, latin_words
from pipeline.extract.person_cues import (
    has_title_before,
    has_verb_after,
    has_weak_verb_after,
    title_after,
)

_WORD: Final = r"[A-Z][A-Za-z0-9À-ɏ]*(?:[’'&.\-][A-Za-z0-9À-ɏ]+)*"
_SEQUENCE: Final = re.compile(
    rf"(?<![A-Za-z0-9À-ɏ@/._\-#$%])(?:[A-Z]\. ){{0,3}}{_WORD}"
    rf"(?: (?:(?:de|van|von|der|del|di|al|bin|la|le|&) )?(?:[A-Z]\. )?{_WORD}){{0,5}}"
)
_POSSESSIVE: Final = re.compile(r"[’']s$")
_PERSON_WORD: Final = re.compile(
    r"(?:[A-Z][’'])?[A-Z][a-zà-ɏ]+(?:[A-Z][a-zà-ɏ]+)?(?:-[A-Z][a-zà-ɏ]+)*|[A-Z]\.?"
)
_CAMEL: Final = re.compile(r"^[A-Z][a-z]+(?:[A-Z][a-z]+)+$")
_DOMAIN: Final = re.compile(r"\.(?:ai|io)$")
_LINK: Final = re.compile(r"(?:\b(?:with|by|asked|told|met|says|said)|[、和与及跟说给找]|:|：) ?$")
_NAMES_IN_CODE: Final = re.compile(r"[(=_/@]|\.[a-z]{2,}\b(?!\s)")
_VERSIONED: Final = re.compile(r"-[Vv]?\d")
_OF_FIRM: Final = re.compile(r" (?:of|at|from) [A-Z]")

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
        if "'" not in group and "’" not in group:
            if is_free(start, end):
                yield from _trimmed(text, start, group.split(" "), is_free)
            continue
        words: list[str] = []
        # What owns something ends its name: `Brindlewick's Kestrel` is two.
        for word in group.split(" "):
            own = _POSSESSIVE.sub("", word)
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
    if not is_free(start, end):
        return
    first = True
    while len(words) > 1:
        lowered = words[0].lower()
        if lowered not in latin_words("function") and not (
            first
            and lowered in english_words()
            and _SENTENCE_START.search(text[max(0, start - 3) : start])
        ):
            break
        start += len(words[0]) + 1
        words = words[1:]
        first = False
    last = words[-1].rstrip(".")
    end = start + sum(map(len, words[:-1])) + len(words) - 1 + len(last)
    yield Sequence(start, end, (*words[:-1], last))


_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:。！？：\"“”「『(（*#>\-|\n]\s*)$")


def judge(
    text: str, found: list[Sequence], is_company_beside: Callable[[int, int], bool]
) -> dict[str, Verdict]:
    """The type and score of each surface that the evidence makes a company or a person.

    Args:
        text: the document's text.
        found: its sequences.
        is_company_beside: whether a span stands in a list with a known company.
    """
    company: dict[str, list[float]] = {}
    person: dict[str, list[float]] = {}
    places: dict[str, list[Sequence]] = {}
    for sequence in found:
        surface = text[sequence.start : sequence.end]
        listed = places.setdefault(surface, [])
        listed.append(sequence)
        if len(listed) > _ENOUGH:
            continue
        firm = _company_evidence(text, sequence)
        if firm is not None:
            near = sum(firm) >= COMPANY_FLOOR - _BESIDE - _ROUNDING and is_company_beside(
                sequence.start, sequence.end
            )
            _raise(company, surface, (_BESIDE * near, *firm))
        human = _person_evidence(text, sequence)
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
        if human_total >= PERSON_FLOOR - _ROUNDING and not sum(company.get(surface, ())[1:4]):
            human_total += _FORM
        if firm_total >= COMPANY_FLOOR - _ROUNDING and firm_total >= human_total:
            verdicts[surface] = Verdict("company", _score(firm_total - COMPANY_FLOOR))
        elif human_total >= PERSON_FLOOR - _ROUNDING:
            verdicts[surface] = Verdict("person", _score(human_total - PERSON_FLOOR))
    for surface in company:
        if surface not in verdicts and any(
            _is_employer(text, s, verdicts) or _is_listed(text, s, verdicts)
            for s in places[surface]
            if len(s.words) > 1 or sum(company[surface]) >= 1.0
        ):
            verdicts[surface] = Verdict("company", 0.65)
    return verdicts


_BESIDE: Final = 1.2
# Tenths add up to a little less than they should.
_ROUNDING: Final = 1e-9
# So many places of a name are read; more of them say nothing new.
_ENOUGH: Final = 6
# Two plain words without a firm's form are rather a person.
_FORM: Final = 0.8
_EMPLOYEE: Final = re.compile(r"((?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+) (?:of|at|from) $")
_LISTED: Final = re.compile(r"((?:[A-Z][\w’'-]+ )*[A-Z][\w’'-]+)(?:,| and|, and) $")


def _raise(table: dict[str, list[float]], surface: str, values: tuple[float, ...]) -> None:
    known = table.setdefault(surface, [0.0] * len(values))
    table[surface] = [max(a, b) for a, b in zip(known, values, strict=True)]


def firm_words() -> frozenset[str]:
    """Words with which company names in Latin script end."""
    return latin_words("company_strong") | latin_words("company_weak") | latin_words("company_some")


def _is_employer(text: str, sequence: Sequence, verdicts: dict[str, Verdict]) -> bool:
    """Whether a person found stands before: `Ana Ruiz of Scanwright`."""
    match = _EMPLOYEE.search(text[max(0, sequence.start - 50) : sequence.start])
    return match is not None and verdicts.get(match[1], Verdict("", 0)).type == "person"


def _is_listed(text: str, sequence: Sequence, verdicts: dict[str, Verdict]) -> bool:
    """Whether a company found stands before in a list, and the form is a company's too."""
    match = _LISTED.search(text[max(0, sequence.start - 50) : sequence.start])
    return (
        match is not None
        and sequence.words[-1] in firm_words()
        and verdicts.get(match[1], Verdict("", 0)).type == "company"
    )


def _score(excess: float) -> float:
    return round(min(0.85, 0.65 + 0.06 * excess), 3)


def _company_evidence(text: str, sequence: Sequence) -> tuple[float, ...] | None:
    words = sequence.words
    if len(words) > 4 or (len(words) == 1 and len(words[0]) < 4):
        return None
    if len(words) == 1 and (words[0].lower() in english_words() or words[0].isupper()):
        return None
    if _VERSIONED.search(words[-1]):
        return None
    if _NAMES_IN_CODE.match(text, sequence.end):
        return None
    if words[0] in latin_words("not_company"):
        return None
    if len(words) == 1 and words[0] in latin_words("not_person"):
        return None
    last = words[-1]
    form = 0.0
    if len(words) > 2 and words[-2] == "&":
        # `Gannet & Cole` is a firm, `Research & Development` a phrase.
        form = 0.0 if any(w.lower() in english_words() for w in words) else 1.6
    elif len(words) > 1 and last in latin_words("company_strong"):
        form = 2.5
    elif len(words) > 1 and last in latin_words("company_weak"):
        # `Generative AI`, `Big Tech` are phrases.
        form = 0.0 if any(w.lower() in english_words() for w in words[:-1]) else 1.4
    elif len(words) > 1 and last in latin_words("company_some"):
        form = 0.0 if any(w.lower() in english_words() for w in words[:-1]) else 0.7
    if len(words) > 2 and all(w.lower() in english_words() for w in words[:-1]):
        return None
    camel = 0.7 if _CAMEL.match(words[0]) else 0.0
    domain = 1.2 if _DOMAIN.search(last) else 0.0
    return (form, camel, domain, *evidence("latin-company", text, sequence.start, sequence.end))


def _person_evidence(text: str, sequence: Sequence) -> tuple[float, ...] | None:
    words = sequence.words
    parts = [w for w in words if not w.islower()]
    if len(parts) == 1 and parts[0] in latin_words("given"):
        kin = _KIN.search(text[max(0, sequence.start - 30) : sequence.start])
        return (2.0,) if kin else None
    if not 2 <= len(parts) <= 3 or not all(_PERSON_WORD.fullmatch(w) for w in parts):
        return None
    blocked = (
        latin_words("not_person") | latin_words("company_strong") | latin_words("company_weak")
    )
    if any(w in blocked for w in parts):
        return None
    given = parts[0] in latin_words("given")
    plain = sum(w.lower() in english_words() for w in parts)
    if plain == len(parts) or (plain and not given):
        return None
    before = text[max(0, sequence.start - 30) : sequence.start]
    verb = has_verb_after(text, sequence.end)
    employs = _EMPLOYEE.search(text[max(0, sequence.start - 50) : sequence.start])
    if employs and not given:
        return None
    return (
        1.5 if given and not plain else 0.8 if given else 0.7,
        1.6 if has_title_before(text, sequence.start) or _NAMED.search(before) else 0.0,
        1.5 if verb else 0.6 if has_weak_verb_after(text, sequence.end) else 0.0,
        1.5
        if title_after().match(text, sequence.end, sequence.end + 70)
        else 1.2
        if _AGENT.match(text, sequence.end)
        else 0.0,
        (0.8 if given else 0.4) if _LINK.search(before) else 0.0,
        0.4 if _OF_FIRM.match(text, sequence.end) else 0.0,
        2.0 if _AGE.match(text, sequence.end) else 0.0,
        (0.8 if given else 0.35) if _is_later_alone(text, parts[-1], sequence.end) else 0.0,
    )


_NAMED: Final = re.compile(
    r"(?:[一那这有][位名个][^，。,;；\n]{0,8}叫做?|(?:名字|本名|真名)叫做?|[我他她]叫|名叫|叫做|女儿|儿子|太太|丈夫|妻子|"
    r"友人|朋友|同事|记者|[一那这]位)\s?$"
)
_AGE: Final = re.compile(r"(?:, | \(|,? aged? )\d\d(?:,|\)| )|\s?[（(，]\s?\d\d\s?岁")


# `a stonemason in`, `a mother of`: what a person is, by the form of the word.
_AGENT: Final = re.compile(
    r", (?:an?|the|its|his|her|their|our) (?:[a-z-]+ ){0,3}?"
    r"(?!maker|provider|supplier|retailer|insurer|lender|builder|publisher|manufacturer|carmaker|chipmaker"
    r"|developer|vendor|distributor|operator|computer|server|user|power|paper|chapter|tier|number|other"
    r"|letter|center|processor|sensor|sector|tractor|reactor|transformer|newsletter|broker)"
    r"[a-z]+(?:er|or|ist|ian|man|woman|mason|smith|eer|wright|mother|father|nurse|cook|clerk|widow|monk|nun)"
    r"(?:,| in | at | from | who | with | of | for | turned )"
)
_KIN: Final = re.compile(
    r"\b(?:[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir) (?:[a-z-]+ )?(?:nephew|niece|son|daughter|wife|husband|brother|sister"
    r"|cousin|friend|colleague|neighbou?r|boss|mother|father|aunt|uncle|grandson|granddaughter|partner|flatmate"
    r"|co-founder|cofounder|assistant),? $"
)


def _is_later_alone(text: str, name: str, end: int) -> bool:
    """Whether the last name stands alone further on, as people are named the second time."""
    if len(name) < 4 or name.lower() in english_words():
        return False
    at = text.find(name, end)
    while at >= 0:
        after = text[at + len(name) : at + len(name) + 2]
        if (
            not text[at - 1 : at].isalnum()
            and not _CAPITAL_BEFORE.search(text[max(0, at - 12) : at])
            and not after[:1].isalnum()
            and not (after[:1] == " " and after[1:].isupper())
        ):
            return True
        at = text.find(name, at + 1)
    return False


_CAPITAL_BEFORE: Final = re.compile(r"[A-Z][A-Za-zÀ-ɏ.]* $")
