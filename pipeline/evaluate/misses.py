"""What went wrong, one instance at a time, for a reader who wants to know why."""

from __future__ import annotations

from typing import Final, NamedTuple

_AROUND: Final = 24


class Miss(NamedTuple):
    """One error: its category, where it stands, how heavy it is, and its surroundings."""

    category: str
    document: str
    weight: float
    what: str
    context: str = ""


def context_of(text: str, start: int, end: int) -> str:
    """The characters `start:end` of `text` in brackets, with what stands on either side."""
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    return one_line(f"{before}⟦{text[start:end]}⟧{after}")


def one_line(text: str, longest: int = 160) -> str:
    """`text` with line ends shown as ⏎, cut after `longest` characters."""
    flat = text.replace("\r", "").replace("\n", "⏎")
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
