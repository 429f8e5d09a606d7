"""A text as lines with their places, which is how boilerplate is judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.text import Text

_NO_LETTERS: Final = re.compile(r"[\W_]+")
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+\S")


class Line(NamedTuple):
    """A line: `start:end` without its line break, `text` without white space at its rims."""

    start: int
    end: int
    text: str
    rank: int
    """Its number among the lines that are not blank, from 0; -1 for a blank line."""


def lines_of(text: str) -> list[Line]:
    """The lines of `text` in order."""
    lines, at, rank = [], 0, 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        lines.append(Line(at, at + len(raw), stripped, rank if stripped else -1))
        rank += bool(stripped)
        at += len(raw) + 1
    return lines


def heading_ranks(text: Text, lines: Sequence[Line]) -> set[int]:
    """The ranks of the lines that the Markdown of the source makes headings."""
    source = text.source
    if "#" not in source:
        return set()
    written = [line for line in lines if line.rank >= 0]
    starts, _ = text.map.source_spans(
        [line.start for line in written], [line.end for line in written]
    )
    return {
        line.rank
        for line, at in zip(written, starts.tolist(), strict=True)
        if _HEADING.match(source, source.rfind("\n", 0, at) + 1)
    }


def letters(text: str) -> str:
    """`text` in lower case with its letters and digits only, for comparing titles."""
    return _NO_LETTERS.sub("", text.lower())
