"""Forms of English terms that are no mere endings: shrank, slipped, declining, rallied."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from typing import Final

from pipeline.resources import models_path

_VERBS: Final = "stance/irregular_verbs.tsv"
_VOWELS: Final = frozenset("aeiou")
_NEVER_DOUBLED: Final = frozenset("wxy")
_DOUBLING: Final = frozenset(("ed", "ing", "er", "est"))
_HISSING: Final = ("s", "x", "z", "h", "o")


@functools.cache
def _irregular() -> dict[str, tuple[str, ...]]:
    with models_path(_VERBS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row["verb"]: (row["past"], row["participle"]) for row in rows}


def inflected(term: str) -> tuple[str, ...]:
    """Further forms of an English term, whose first word may be a verb; in small letters.

    Forms that are the term with an ending (`rises`, `declined`) are left out: terms are found
    with these anyway. Some forms are of no use, as those of an adjective.

    >>> inflected("slip")
    ('slipped', 'slipping')
    >>> inflected("fall by half")
    ('fell by half', 'fallen by half', 'falls by half', 'falling by half')
    """
    word, _, rest = term.partition(" ")
    if not (word.isascii() and word.isalpha()):
        return ()
    forms = [*_irregular().get(word, ()), *_regular(word)]
    if rest:  # endings of the first word stand inside
        forms += [f"{word}s", *([] if word in _irregular() else _past(word)), _ing(word)]
    tail = f" {rest}" if rest else ""
    return tuple(dict.fromkeys(form + tail for form in forms if form != word))


def takes(term: str, ending: str) -> bool:
    """Whether an ending behind an English term makes a form of it; in small letters.

    >>> takes("promise", "d"), takes("launch", "es"), takes("warn", "ing")
    (True, True, True)
    >>> takes("win", "d"), takes("not", "es"), takes("not", "ed")
    (False, False, False)
    """
    word = term.rpartition(" ")[2]
    if ending == "d":
        return word.endswith("e")
    if ending == "es":
        return word.endswith(_HISSING)
    return ending not in _DOUBLING or not _doubles(word)


def _regular(word: str) -> Iterator[str]:
    """Forms of a single word whose spelling changes before the ending."""
    if word in _irregular():
        if word.endswith("e") or _doubles(word):
            yield _ing(word)
        return
    if _doubles(word) or (word.endswith("y") and word[-2:-1] not in _VOWELS):
        yield from _past(word)
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        yield f"{word[:-1]}ies"
    if _doubles(word) or (word.endswith("e") and len(word) > 3):
        yield _ing(word)


def _past(word: str) -> Iterator[str]:
    if word.endswith("e"):
        yield f"{word}d"
    elif word.endswith("y") and word[-2:-1] not in _VOWELS:
        yield f"{word[:-1]}ied"
    else:
        yield f"{word}{word[-1] if _doubles(word) else ''}ed"


def _ing(word: str) -> str:
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return f"{word[:-1]}ing"
    return f"{word}{word[-1] if _doubles(word) else ''}ing"


def _doubles(word: str) -> bool:
    """Whether the last letter is doubled before an ending: slip, drop, cut; not ease or exceed."""
    return (
        3 <= len(word) <= 5
        and word[-1] not in _VOWELS | _NEVER_DOUBLED
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
        and sum(letter in _VOWELS for letter in word) == 1
    )
