"""What speaks for a company in a sequence of capitalised words, and its short forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import evidence, latin_words
from pipeline.extract.plain_words import commonness, is_given_name

_CAMEL: Final = re.compile(r"^[A-Z][a-z]+(?:[A-Z][a-z]+)+$")
_DOMAIN: Final = re.compile(r"\.(?:ai|io)$")
_NAMES_IN_CODE: Final = re.compile(r"[(=_/@]|\.[a-z]{2,}\b(?!\s)")
_VERSIONED: Final = re.compile(r"-[Vv]?\d")
_REGISTERED: Final = re.compile(
    r"\.?,? (?:Inc|Ltd|LLC|LLP|Corp|GmbH|PLC|Sdn Bhd|Pte)\b|\s?株式会社"
)
_MOST_WORDS: Final = 4
_MOST_REGISTERED: Final = 7
_RARE: Final = 2
_COMMON_PLURAL: Final = 3
_SHORTEST: Final = 4
# `Poland's Chwytak`
_PLACE_OWNS: Final = re.compile(r"((?:[A-Z][a-zà-ɏ]+ )?[A-Z][a-zà-ɏ]+)[’']s (?:own )?$")


def firm_words() -> frozenset[str]:
    """Words with which company names in Latin script end."""
    return latin_words("company_strong") | latin_words("company_weak") | latin_words("company_some")


def company_evidence(
    text: str, start: int, end: int, words: tuple[str, ...]
) -> tuple[float, ...] | None:
    """What each sort of evidence adds for `text[start:end]`; None where it can be no company.

    The first three are the form of its last word, inner capitals and the ending of an address.
    """
    last = words[-1]
    most = (
        _MOST_REGISTERED if last in latin_words("company_strong") or last == "Co" else _MOST_WORDS
    )
    if len(words) > most or (len(words) == 1 and len(words[0]) < _SHORTEST):
        return None
    if len(words) == 1 and (words[0].lower() in english_words() or words[0].isupper()):
        return None
    if _VERSIONED.search(last) or _NAMES_IN_CODE.match(text, end):
        return None
    if words[0] in latin_words("not_company") or last in latin_words("organization"):
        return None
    if len(words) == 1 and words[0] in latin_words("not_person"):
        return None
    if (
        len(words) == 1
        and _is_human(last)
        and _BESIDE_HUMANS.search(text[max(0, start - 30) : start])
    ):
        return None
    plain = [w.lower() in english_words() for w in words]
    if len(words) > 2 and all(plain[:-1]):
        return None
    camel = 0.7 if _CAMEL.match(words[0]) else 0.0
    domain = 1.2 if _DOMAIN.search(last) else 0.0
    owner = _PLACE_OWNS.search(text[max(0, start - 30) : start])
    local = 1.2 if owner and owner[1].split(" ")[-1] in latin_words("place") else 0.0
    found = evidence("latin-company", text, start, end)
    form = 2.5 if _REGISTERED.match(text, end) else _form(words, plain)
    return (form, camel, domain, local, *found)


def _form(words: tuple[str, ...], plain: list[bool]) -> float:
    last = words[-1]
    if len(words) == 1:
        return 1.4 if _is_compound(last) else 0.0
    if len(words) > 2 and words[-2] == "&":
        # `Gannet & Cole` is a firm, `Research & Development` a phrase.
        return 0.0 if any(plain) else 1.6
    if last in latin_words("company_strong"):
        return 2.5
    # `Generative AI`, `Big Tech` are phrases.
    if any(p for p, word in zip(plain[:-1], words, strict=False) if p and word not in firm_words()):
        return 0.0
    if last in latin_words("company_weak") or _is_compound(last):
        return 1.4
    return 0.7 if last in latin_words("company_some") else 0.0


# Humans are customers, backers and rivals too: `investors like Warren`, `the rival Democrats`.
_BESIDE_HUMANS: Final = re.compile(
    r"\b(?:(?:[Rr]ivals?|[Cc]ompetitors?|[Bb]ackers|[Ii]nvestors|[Cc]ustomers|[Cc]lients|[Vv]endors)"
    r" (?:include|including|such as|like|are)|[Rr]ival|[Cc]ompetitor) $"
)


def _is_human(word: str) -> bool:
    """Whether a word is a given name or the plural of a common word: Sarah, Democrats."""
    return is_given_name(word) or (word.endswith("s") and commonness(word) >= _COMMON_PLURAL)


def _is_compound(word: str) -> bool:
    """Whether a word no dictionary has ends as firms do: Cobbleworks, Fjordcompute."""
    lowered = word.lower()
    return commonness(word) < _RARE and any(
        lowered.endswith(ending) and len(lowered) - len(ending) > 2
        for ending in latin_words("company_ending")
    )


def short_firms(surface: str) -> Iterator[str]:
    """The forms in which a firm comes again, longest first.

    >>> list(short_firms("Wuxi Zhongke Lanting Technology Co"))
    ['Wuxi Zhongke Lanting Technology', 'Wuxi Zhongke Lanting', 'Zhongke Lanting']
    """
    words = surface.split(" ")
    while len(words) > 1 and words[-1] in firm_words():
        words = words[:-1]
        if words[-1] == "&":
            words = words[:-1]
        yield " ".join(words)
    if len(words) > 1 and len(words) < surface.count(" ") and words[0] in latin_words("place"):
        yield " ".join(words[1:])


_PARTNERS: Final = re.compile(
    r"(?<![\w.&’'-])[A-Z][\w’'-]+(?:, [A-Z][\w’'-]+){1,2},? & [A-Z][\w’'-]+(?: LLP| LLC)?"
)


def partnerships(text: str) -> Iterator[tuple[int, int, str]]:
    """Firms called after several people, and their short form: `Lantry, Boyle & Oduya LLP`."""
    for match in _PARTNERS.finditer(text) if " & " in text else ():
        words = re.findall(r"[\w’'-]+", match.group())
        # `Sales, Marketing & Support` is a list.
        if sum(w.lower() in english_words() or commonness(w) > _USUAL for w in words[:2]) == 0:
            yield match.start(), match.end(), f"{words[0]} {words[1]}"


_USUAL: Final = 4

__all__ = ["company_evidence", "firm_words", "partnerships", "short_firms"]
