"""Calls to action: whether a line asks its reader to try, to join or to buy something.

What an advert among the paragraphs of an article has, and a paragraph about adverts has not, is a
sentence of its own that calls: `Try it free for 30 days.`, `Tickets from £12.` The patterns stand
in `models/boilerplate/calls.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

CALLS: Final = "boilerplate/calls.toml"
_LONGEST: Final = 500
_LONGEST_SENTENCE: Final = 200
# A stop between two words ends no sentence: `harbour.example`, `9.5`.
_ENDS: Final = re.compile(
    r"(?<=[.!?…。！？；])[”\"’)]?(?:\s+|(?<=[。！？；]))|\s+[—–|·•*]+\s+|[:：]\s*|——"
)
_RIM: Final = " \t.!。！*→»>)]）】~—–|"
_QUOTED: Final = ("”", '"', "」", "』")


@dataclass(frozen=True, slots=True)
class Call:
    """A pattern for a sentence, a line that calls so, and a line that does not."""

    name: str
    pattern: str
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class CallBook:
    """All calls, and the words of those who tell of others."""

    calls: tuple[Call, ...]
    any_call: re.Pattern[str]
    told: re.Pattern[str]


@functools.cache
def call_book() -> CallBook:
    """The calls that come with the package, read once a process.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    path = models_path(CALLS)
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        calls = tuple(
            Call(x["name"], x["pattern"], x["example"], x["counter"]) for x in listed["call"]
        )
        joined = re.compile("|".join(f"(?:{call.pattern})" for call in calls))
        return CallBook(calls, joined, re.compile(listed["told"]))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


def calls_to_action(text: str) -> bool:
    """Whether a sentence of a line calls its reader to do what an advert wants.

    Args:
        text: the line, in simplified script.
    """
    if len(text) > _LONGEST or text.endswith(_QUOTED):
        return False
    book = call_book()
    if book.told.search(text):
        return False
    return any(
        len(sentence) <= _LONGEST_SENTENCE and book.any_call.fullmatch(sentence.strip(_RIM))
        for sentence in _ENDS.split(text)
        if not sentence.rstrip().endswith(("?", "？"))
    )


__all__ = ["CALLS", "Call", "CallBook", "call_book", "calls_to_action"]
