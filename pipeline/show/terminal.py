"""How a text with marks looks in a terminal: in colours, or plain in brackets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.text import Text

STYLES: Final = {
    "company": "bold cyan",
    "model": "bold magenta",
    "person": "bold yellow",
    "organization": "cyan",
    "product": "magenta",
    "figure": "bold green",
    "hit": "reverse",
    "optimistic": "green",
    "cautionary": "red",
    "neutral": "dim",
    "mixed": "yellow",
    "removed": "red strike",
    "rewritten": "yellow",
    "why": "dim",
    "heading": "bold",
}
"""What marks look like, by the type of a name, the stance of a sentence, and so on."""

Mark = tuple[int, int, str]
"""A span of a text and a key of `STYLES`."""


def printable(text: str) -> str:
    """`text` with control characters spelled out, so that no page can move the cursor."""
    return text if text.isprintable() else "".join(map(_shown, text))


def marked(text: str, marks: Iterable[Mark], *, colour: bool) -> Text:
    """`text` with its marks in colours; without colours hits stand in «».

    Hits in one another are marked as one. Control characters are spelled out; line breaks become
    `⏎`.
    """
    given = list(marks)
    places = [0]
    for character in text:
        places.append(places[-1] + len(_shown(character)))
    shown = Text(printable(text), end="")
    if colour:
        for start, end, kind in given:
            shown.stylize(STYLES[kind], places[start], places[end])
        return shown
    hits = _joined((start, end) for start, end, kind in given if kind == "hit")
    borders = [(places[end], 0, "»") for _, end in hits]
    borders += [(places[start], 1, "«") for start, _ in hits]
    pieces, at = [], 0
    for place, _, sign in sorted(borders):
        pieces += [shown.plain[at:place], sign]
        at = place
    return Text("".join([*pieces, shown.plain[at:]]), end="")


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one; those that only touch stay two."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _shown(character: str) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    return "⏎" if character == "\n" else f"\\x{ord(character):02x}"
