"""Markup as pages saved as they stood have it: entities, tags left behind, a page of HTML."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from pipeline.text import Edit

_NAMED: Final = {
    "“": "ldquo",
    "”": "rdquo",
    "‘": "lsquo",
    "’": "rsquo",
    "—": "mdash",
    "…": "hellip",
}
_TAGS_AROUND: Final = (
    ("<strong>", "</strong>"),
    ('<span style="color:red">', "</span>"),
    ("[b]", "[/b]"),
    ("[color=#333]", "[/color]"),
)
_ESCAPABLE: Final = re.compile('[“”‘’—…&<>"]')
_MARKUP: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SOME: Final = 1 / 3
_FEW: Final = 1 / 20


def entities(text: str, random: Random) -> list[Edit]:
    edits = []
    for place, character in enumerate(text):
        written = _MARKUP.get(character)
        if character in _NAMED and random.random() < _SOME:
            written = f"&{_NAMED[character]};"
        elif character == " " and random.random() < _FEW:
            written = "&nbsp;"
        elif character > "\x7f" and random.random() < _FEW:
            written = random.choice((f"&#{ord(character)};", f"&#x{ord(character):x};"))
        if written:
            edits.append(Edit(place, place + 1, written, "markup", "entity"))
    return edits


def entities_twice(text: str, random: Random) -> list[Edit]:
    """Quotes, dashes and what markup needs, escaped by one program and again by the next."""
    return [
        Edit(m.start(), m.end(), f"&amp;{name};", "markup", "entity")
        for m in _ESCAPABLE.finditer(text)
        if random.random() < _SOME
        and (name := _NAMED.get(m.group()) or _MARKUP.get(m.group(), "&quot;")[1:-1])
    ]


def tags(text: str, random: Random) -> list[Edit]:
    """Tags that cutting an article out of its page left: at line ends, around some words."""
    edits = [
        Edit(
            m.start(), m.start(), random.choice(("</p>", "<br>", "<br/>", "</div>")), "markup", "t"
        )
        for m in re.finditer(r"(?<=\S)\n", text)
        if random.random() < _SOME
    ]
    for m in re.finditer("[\u4e00-\u9fff]{2}", text):
        if random.random() < _FEW / 2:
            before, after = random.choice(_TAGS_AROUND)
            edits.append(Edit(m.start(), m.start(), before, "markup", "t"))
            edits.append(Edit(m.end(), m.end(), after, "markup", "t"))
    return sorted(edits)


def escaped(text: str) -> list[Edit]:
    return [
        Edit(place, place + 1, _MARKUP[character], "markup", "entity")
        for place, character in enumerate(text)
        if character in _MARKUP
    ]


def wrap_html(text: str, random: Random) -> list[Edit]:
    """A page of paragraphs, of a text whose `<` and `&` are entities already."""
    lines = [line for line in text.split("\n") if line.strip()]
    title = lines[0].strip() if lines else ""
    head = (
        f"<!DOCTYPE html>\n<html>\n<head>\n<title>{title}</title>\n"
        f"<script>var page = {random.randint(1, 9999)};</script>\n"
        "<style>p { margin: 1em }</style>\n</head>\n<body>\n<article>\n"
    )
    edits: list[Edit] = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        end = start + len(line)
        if line.strip():
            opening = (head if not edits else "") + '<p class="t">'
            edits.append(Edit(start, start, opening, "markup", "tag"))
            edits.append(Edit(end, end, "</p>", "markup", "tag"))
        elif number == 0:
            edits.append(Edit(0, 0, head, "markup", "tag"))
        start = end + 1
    edits.append(Edit(len(text), len(text), "\n</article>\n</body>\n</html>\n", "markup", "tag"))
    return edits
