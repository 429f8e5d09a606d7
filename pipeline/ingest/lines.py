"""A text as lines with their places, which is how boilerplate is judged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
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


def letters(text: str) -> str:
    """`text` in lower case with its letters and digits only, for comparing titles."""
    return "".join(c for c in text.lower() if c.isalnum())
