"""Names in Latin letters that the text itself gives to a model or a firm, whatever the word.

`its model Cantor Brief`, `Courier is the agent that sits on …`, 有家叫 Ametsuchi 的公司: such a
name may be a word of the language, so that the words that introduce it must leave no doubt. They
are data, `models/names/latin_introductions.toml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.introductions import Introduction, read_introductions
from pipeline.extract.open_cues import latin_words
from pipeline.extract.plain_words import commonness, is_given_name
from pipeline.ingest.sieve import Sieve

# What stands before a name, said behind its first capital: a search goes from one such to the next.
_APART: Final = r"(?<![A-Za-z0-9@/._\-#$’'&].)"
_START: Final = (
    r"(?:(?<=^.)|(?<=[a-z,;:—–(“\"•*>\-.!?\n] .)|(?<=[“\"(（\n].))"
    rf"{_APART}(?<![A-Z][a-z] .)"
)
_VERSION: Final = r"(?:[ -](?:[A-Z]?\d{1,2}(?:\.\d)?|[Vv]\d{1,2}(?:\.\d)?|XL|\d{1,3}B)(?![\w%]))"
_LISTS: Final = ("tool", "sure_tool", "weights", "firm")


def _name(place: str) -> str:
    """The pattern of a name of one to three words whose first capital stands at `place`."""
    return (
        rf"(?P<name>(?:[A-Z]{place}[A-Za-zé]{{2,15}}(?:-[A-Z][A-Za-z]{{0,9}})?)"
        r"(?: (?:[A-Z][a-z]{2,12}|[A-Z]{2,4})){0,2})"
        r"(?![A-Za-z’'])"
    )


_MARKS: Final = {
    "name": _name(""),
    "opening_name": _name(_START),
    "apart_name": _name(_APART),
    "start": _START,
    "version": _VERSION,
}


@functools.cache
def latin_introductions() -> tuple[Introduction, ...]:
    """All of them, in the order of the file."""
    return read_introductions("names/latin_introductions.toml", _LISTS, _MARKS)


def introduced_in_latin(text: str, kind: str) -> Iterator[tuple[int, int]]:
    """Spans of the Latin names that `text` gives to things of `kind` (company, model)."""
    for introduction in _possible(text):
        if introduction.type != kind:
            continue
        for match in introduction.pattern.finditer(text):
            words = match["name"].split(" ")
            if not _is_none(words, kind):
                yield match.span("name")


@functools.cache
def _sieve() -> Sieve:
    return Sieve(introduction.pattern.pattern for introduction in latin_introductions())


@functools.lru_cache(maxsize=1)
def _possible(text: str) -> tuple[Introduction, ...]:
    """The introductions that `text` may hold; the last answer is kept, for both kinds ask."""
    return tuple([latin_introductions()[number] for number in _sieve().passing(text)])


def _is_none(words: list[str], kind: str) -> bool:
    """Whether capitalised words are no name of their kind: a day, a pronoun, a person, a term."""
    first = words[0]
    lowered = first.lower()
    return (
        first in latin_words("opener")
        or lowered in latin_words("function")
        or first in latin_words("date")
        or first in latin_words("place")
        or first in latin_words("not_company")
        or (kind == "model" and first in latin_words("not_model"))
        or (len(words) == 1 and first.isupper())
        or (kind == "model" and len(words) == 1 and _is_ordinary(lowered))
        or (kind == "model" and _is_person(words))
    )


def _is_ordinary(word: str) -> bool:
    """Whether a word is among the commonest of the language: Great, Director."""
    return word in english_words() or commonness(word) >= _ORDINARY


def _is_person(words: list[str]) -> bool:
    first = words[0]
    return (
        is_given_name(first)
        and first in latin_words("given")
        and (len(words) == 1 or (len(words) == _PAIR and words[1] not in _KINDS))
    )


_ORDINARY: Final = 5  # of 7
_PAIR: Final = 2
_KINDS: Final = frozenset(["Agent", "Assistant", "Copilot", "Tutor", "Coder", "Mini", "Pro", "Max"])

__all__ = ["introduced_in_latin", "latin_introductions"]
