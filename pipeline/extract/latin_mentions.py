"""How people in Latin script are named without their full name: `Mr Ji`, `Van Oort`, `Lau`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.latin_people import PARTICLE
from pipeline.extract.open_cues import latin_words
from pipeline.extract.plain_words import commonness

_PARTICLES: Final = frozenset(PARTICLE.split("|"))
_SHORTEST: Final = 2
_LONG: Final = 4
# How common a surname of two or three letters may be as a word: Lau, Cox, but not Sun, Fan.
_COMMON: Final = 4
_NAME_WORD: Final = (
    r"(?:(?:[A-Z][’'])?[A-Z][a-zà-ɏḁ-ỿ]+(?:[A-Z][a-zà-ɏḁ-ỿ]+)?"
    r"(?:[-’'](?![st]\b)[A-Z]?[a-zà-ɏḁ-ỿ]+)*)"
)
_HONORIFIC: Final = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam|Mdm|Mme|Coun|Cllr|Gov)\.?"
    r"|(?P<office>Judge|Justice|Councillor|Superintendent|Inspector|Senator|Congress(?:wo)?man"
    r"|Sergeant|Captain|Rabbi|Imam|Reverend|Brother|Sister))"
    rf" (?P<name>(?:(?:{PARTICLE}) ){{0,2}}{_NAME_WORD}(?: {_NAME_WORD}){{0,2}})"
    r"(?! [A-Z][a-z]|[A-Za-z])"
)


def honoured(text: str) -> Iterator[tuple[int, int]]:
    """Names behind an honorific: `Mr Ji told investors`, `Judge Ferrante-Holt`, `Mr ap Ifan`."""
    for match in _HONORIFIC.finditer(text):
        words = match["name"].split(" ")
        # `Mr President`, `Brother Industries` and `Justice Department` are nobody's name.
        if _NO_NAME.intersection(words) or latin_words("not_person").intersection(words):
            continue
        if match["office"] and words[0].lower() in english_words():
            continue
        yield match.span("name")


_NO_NAME: Final = frozenset(
    {"President", "Speaker", "Chairman", "Minister", "Justice", "Industries"}
)


def begins_with_title(surface: str) -> bool:
    """Whether a name begins with a title: of Coun Pashley the title is no part."""
    return surface.partition(" ")[0].rstrip(".") in _TITLES and " " in surface


# Such as are nobody's given name (Dean, Judge, Sen, Hon).
_TITLES: Final = frozenset(("Mr", "Ms", "Mrs", "Dr", "Prof", "Coun", "Cllr", "Gov"))


def short_names(full: str) -> Iterator[tuple[str, str]]:
    """The forms in which a full name comes again: `van Oort`, `Brannigan`, `Trent`, `Lau`.

    Each with `first` or `last`, the test that its places must pass.
    """
    words = full.split(" ")
    if len(words) < 2:
        return
    for size in (3, 2):
        if len(words) > size and words[-size] in _PARTICLES:
            form = " ".join(words[-size:])
            yield form, "last"
            # A sentence may begin with it.
            yield form[0].upper() + form[1:], "last"
    for word, kind in ((words[-1], "last"), (words[0], "first")):
        if _may_stand_alone(word):
            yield word, kind


def _may_stand_alone(word: str) -> bool:
    """Whether a word of a name is none of the language: Lau, Teo, but not Hope, Sun."""
    lowered = word.lower()
    if len(word) < _SHORTEST or lowered in english_words() or lowered in latin_words("function"):
        return False
    if len(word) >= _LONG:
        return True
    return word.isalpha() and not word.isupper() and commonness(word) < _COMMON


__all__ = ["begins_with_title", "honoured", "short_names"]
