"""Lines that say who wrote the text and nothing else, where no rule and no classifier took them.

`◎林一舟（大学教授）` in a paragraph of its own looks like a heading, until it is known that it
names the author.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.ingest.author_candidates import members
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import closed_up, is_han_person
from pipeline.text import Edit

AUTHOR_LINE: Final = "byline-names-author"
_LONGEST: Final = 40
_MOST_BESIDE: Final = 14
"""Letters beside the author's name: his label, his medium, what he is."""
_MOST_LINES: Final = 8
_PAUSE: Final = re.compile(r"[。！？!?；;“”「」]|[：:].*[：:]")


def author_line_edits(string: str, author: str | None, title: str | None) -> list[Edit]:
    """What takes the lines above the text away that name its author and say little more.

    Args:
        string: the text that is left of a page, in simplified script.
        author: as it names him.
        title: of the page, whose line stays.
    """
    if not author:
        return []
    names, wanted = members(author), letters(title or "")
    known = byline_book().known
    # A pen name in Chinese may be the words of a heading; Latin names may be part of a sentence.
    names = [x for x in names if x.isascii() or is_han_person(x, known)]
    latin = any(x.isascii() for x in names)
    return [
        Edit(start, min(end + 1, len(string)), "", "byline", AUTHOR_LINE)
        for start, end in _head(string)
        if _names_only(string[start:end].strip(), names, wanted)
        and not (latin and _is_joined(string, start, end))
        # Who speaks in a talk is named again above what he says.
        and f"\n{string[start:end]}\n" not in string[end:]
    ]


def _head(string: str) -> Iterator[tuple[int, int]]:
    """Where the first lines stand that are not blank, up to the first paragraph."""
    return itertools.islice(
        itertools.takewhile(lambda x: not is_prose(string[slice(*x)].strip()), _lines(string)),
        _MOST_LINES,
    )


def _lines(string: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(string):
        end = string.find("\n", start)
        end = len(string) if end < 0 else end
        if string[start:end].strip():
            yield start, end
        start = end + 1


def _is_joined(string: str, start: int, end: int) -> bool:
    """Whether the line `start:end` has another right above or below it."""
    return string[max(0, start - 2) : start].strip("\n") != "" or string[end + 1 : end + 2] != "\n"


def _names_only(text: str, names: Sequence[str], title: str) -> bool:
    if len(text) > _LONGEST or letters(text) == title or _PAUSE.search(text):
        return False
    rest = closed_up(text, byline_book().known)
    text = rest
    for name in names:
        rest = rest.replace(name, "")
    return rest != text and len(letters(rest)) <= _MOST_BESIDE


__all__ = ["AUTHOR_LINE", "author_line_edits"]
