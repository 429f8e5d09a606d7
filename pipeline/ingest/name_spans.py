"""Spans of a byline that have the form of a name, wherever in the line they stand.

They are offered freely: between the words that stand before names and after them (`记者`, `走访`,
`reports`), all that could be one. Which of them is the author is up to author_model.py.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.person_names import is_han_person, is_ordinary_word
from pipeline.resources import models_path

NAME_WORDS: Final = "metadata/name_words.toml"
_HAN: Final = "\u3400-\u9fff\U00020000-\U000323af"
_RUN: Final = re.compile(rf"[{_HAN}]{{2,24}}")
_SPACED: Final = re.compile(
    rf"(?<![{_HAN}])[{_HAN}]{{1,2}}(?:[ \u3000][{_HAN}]){{1,2}}(?![{_HAN}])"
)
_LONGEST_PERSON: Final = 4
_TOKEN: Final = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[.’'‘-](?=[^\W\d_]))*\.?|[“\"‘'][^“”\"‘’']{2,14}[”\"’']"
)
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]")
_CAPITAL: Final = re.compile(r"[A-ZÀ-ɏ]")
_DOT: Final = re.compile("[·•・‧．]")
_FIRST: Final = re.compile(r"[A-Za-z]{2,}(?![A-Za-z.’'-])")
_LAST: Final = re.compile(r"(?<![A-Za-z.’'-])[A-Za-z]{2,}\Z")
_MOST_TOKENS: Final = 5
_THREE: Final = 3
_DOTTED: Final = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・‧．][\u3400-\u9fff]{1,8}){1,3}")
_BOTH: Final = re.compile(
    rf"[{_HAN}]{{2,4}} [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,3}}(?=$|[^\w.])"
    rf"|(?<![\w.’'-])[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,3}} [{_HAN}]{{2,4}}(?![{_HAN}])"
)


def name_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where names may stand in a line, as places of its characters; some more than once."""
    spaced, capital = " " in text, _CAPITAL.search(text) is not None
    yield from _han_spans(text)
    if spaced or "\u3000" in text:
        yield from (match.span() for match in _SPACED.finditer(text))
    if _DOT.search(text):
        yield from (match.span() for match in _DOTTED.finditer(text))
    # A name in Latin letters begins with a capital.
    if capital:
        yield from _latin_spans(text)
    if capital and spaced:
        yield from (match.span() for match in _BOTH.finditer(text))


def is_led_by_word(piece: str) -> bool:
    """Whether a word of bylines, in no name, opens a piece, or ends it and is not written as names.

    `By 白一玄`, `STYLING Yuki T`, `曾俊华仔 ON`; but not `Sam Contact`.
    """
    first, last = _FIRST.match(piece), _LAST.search(piece)
    rims = _words().rims
    if last and last[0] != piece and not last[0].istitle() and last[0].lower() in rims:
        return True
    return first is not None and first[0] != piece and first[0].lower() in rims


def _han_spans(text: str) -> Iterator[tuple[int, int]]:
    """People between a word that leads to a name and one that follows it, or the run's rims."""
    words = _words()
    known = byline_book().known
    for run in _RUN.finditer(text):
        low, high = run.span()
        begins = [low, *(m.end() for m in words.before.finditer(text, low, high))]
        ends = [high, *(m.start() for m in words.after.finditer(text, low, high))]
        for begin in dict.fromkeys(begins):
            for end in dict.fromkeys(ends):
                if 2 <= end - begin <= _LONGEST_PERSON and is_han_person(text[begin:end], known):
                    yield begin, end


def _latin_spans(text: str) -> Iterator[tuple[int, int]]:
    """Words that are written as names are, one after the other, in one manner of writing."""
    words = _words()
    row: list[tuple[int, int]] = []
    manner = ""
    last = -1
    for token in _TOKEN.finditer(text):
        word = token[0]
        gap = text[last : token.start()] if row else ""
        own = _manner(word)
        lowered = word.strip(".").lower()
        same = own in (manner, "any", "quoted") or not manner
        fits = gap in (" ", "") and own != "" and same and lowered not in words.stops
        particle = gap == " " and lowered in words.particles
        if row and (fits or particle):
            row.append(token.span())
        else:
            yield from _rows(row, text)
            row = []
            manner = ""
            if own in ("title", "upper", "any") and lowered not in words.stops:
                row = [token.span()]
        if row and own in ("title", "upper"):
            manner = manner or own
        last = token.end()
    yield from _rows(row, text)


def _rows(row: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    particles = _words().particles
    while row and text[row[-1][0] : row[-1][1]].lower() in particles:
        row = row[:-1]
    if row and len(row) <= _MOST_TOKENS:
        yield row[0][0], row[-1][1]
    # Where she is may stand right behind: `C. P. Ramanathan Hyderabad`.
    last = text[row[-1][0] : row[-1][1]] if row else ""
    if _THREE <= len(row) <= _MOST_TOKENS + 1 and not is_ordinary_word(last):
        yield row[0][0], row[-2][1]


def _manner(word: str) -> str:
    """How a word is written: `title`, `upper`, `any` (an initial), `quoted`, or "" for others."""
    if word[0] in "“\"‘'":
        return "quoted"
    if not _LATIN.match(word):
        return ""
    bare = word.strip(".")
    if len(bare) == 1 or (word.endswith(".") and len(bare) <= 2):
        return "any" if bare[0].isupper() else ""
    if bare.isupper():
        return "upper"
    return "title" if bare[0].isupper() else ""


class _Words(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    stops: frozenset[str]
    rims: frozenset[str]
    particles: frozenset[str]


@functools.cache
def _words() -> _Words:
    book = tomllib.loads(models_path(NAME_WORDS).read_text(encoding="utf-8"))
    before, after = (
        re.compile("|".join(map(re.escape, sorted(book[name], key=len, reverse=True))))
        for name in ("before", "after")
    )
    return _Words(
        before,
        after,
        frozenset(book["stops"]),
        frozenset(book["rims"]),
        frozenset(book["particles"]),
    )


__all__ = ["NAME_WORDS", "is_led_by_word", "name_spans"]
