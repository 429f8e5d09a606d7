"""Lines wrapped as mail programs, terminals, text exports and careless scripts wrap them.

A page has one way of wrapping, drawn once: what is counted (columns or characters), where a line
may break, and how paragraphs stay apart.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from pipeline.text import Edit

_HAN: Final = re.compile("[\u3400-\u9fff]")
_UNIT: Final = re.compile(r"[!-~]+|\s|[^!-~\s]")
_NO_START: Final = frozenset("。，、；：！？）」』”’》】…")
_NO_END: Final = frozenset("（「『“‘《【")
_CHINESE_COLUMNS: Final = (20, 80)
_CHINESE_CHARACTERS: Final = (20, 60)
_ENGLISH_COLUMNS: Final = (60, 80)
_HAN_SHARE: Final = 0.2
_ENDS: Final = tuple("。！？”.!?")
_INDENT: Final = "\u3000\u3000"
PARTINGS: Final = ("blank", "around", "indent", "tight")
"""How paragraphs are told apart: a blank line after each; blank lines around wrapped ones only; an
indent of two Han characters; not at all."""

Cuts = Callable[[str, int], list[int]]


def columns(text: str) -> int:
    """The width in columns; a Han character takes two."""
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def wrap_page(text: str, random: Random, parting: str | None = None) -> list[Edit]:
    """The edits that wrap every line of a page that is too long.

    Args:
        text: the page, a paragraph a line.
        random: draws the way of wrapping.
        parting: one of `PARTINGS`, or None to draw one that leaves paragraphs recognisable.
    """
    chinese = len(_HAN.findall(text)) > _HAN_SHARE * len(text)
    cuts: Cuts
    if chinese:
        ways = ((_by_units, _CHINESE_COLUMNS), (_by_units, _CHINESE_COLUMNS),
                (_by_characters, _CHINESE_CHARACTERS), (_by_textwrap, _CHINESE_CHARACTERS),
                (_anywhere, _CHINESE_CHARACTERS))  # fmt: skip
        cuts, (low, high) = random.choice(ways)
        width = 2 * random.randint(low // 2, high // 2)
    else:
        cuts, width = _by_units, random.randint(*_ENGLISH_COLUMNS)
    drawn = random.choice(PARTINGS[:3] if chinese else PARTINGS[:2])
    parting = parting or drawn
    if parting == "indent" and cuts is _by_textwrap:
        cuts = _by_characters  # It takes an indent for space between words.
    edits: list[Edit] = []
    start = 0
    wrapped_before = False
    lines = text.split("\n")
    for number, line in enumerate(lines):
        places = cuts(line, width)
        if places and parting == "indent":
            places = [p - 2 for p in cuts(_INDENT + line, width) if p > 2]
        if parting == "indent" and (places or line.endswith(_ENDS)):
            edits.append(Edit(start, start, _INDENT, "linebreak", "paragraph"))
        elif number and line and lines[number - 1]:
            around = parting == "around" and (places or wrapped_before)
            if parting == "blank" or around:
                edits.append(Edit(start, start, "\n", "linebreak", "paragraph"))
        for place in places:
            space = line[place : place + 1] == " "
            at = start + place
            edits.append(Edit(at, at + space, "\n", "linebreak", "wrap"))
        wrapped_before = bool(places)
        start += len(line) + 1
    return edits


def _by_units(line: str, width: int) -> list[int]:
    """Greedily at `width` columns: Latin words stay whole, no line starts with closing marks."""
    places: list[int] = []
    begun, at = 0, 0
    for unit, end in _units(line):
        if at > begun and columns(line[begun:end].rstrip()) > width and unit.strip():
            places.append(at - (line[at - 1] == " "))
            begun = at
        at = end
    return [p for p in places if 0 < p < len(line)]


def _units(line: str) -> Iterator[tuple[str, int]]:
    """What a line may be broken between: words, characters with the marks that cling to them."""
    pending = ""
    at = 0
    found = [m.group() for m in _UNIT.finditer(line)]
    for number, unit in enumerate(found):
        pending += unit
        at += len(unit)
        following = found[number + 1] if number + 1 < len(found) else ""
        if unit in _NO_END or (following and following[0] in _NO_START):
            continue
        yield pending, at
        pending = ""


def _by_characters(line: str, width: int) -> list[int]:
    """At so many characters, back to the last place that is not inside a Latin word."""
    places = []
    at = 0
    while len(line) - at > width:
        cut = at + width
        while cut > at and _in_word(line, cut):
            cut -= 1
        if cut == at:
            cut = at + width
            while cut < len(line) and _in_word(line, cut):
                cut += 1
            if cut == len(line):
                break
        places.append(cut)
        at = cut + (line[cut] == " ")
    return places


def _in_word(line: str, place: int) -> bool:
    return line[place - 1].isascii() and line[place] != " " and line[place].isascii()


def _by_textwrap(line: str, width: int) -> list[int]:
    """As `textwrap.wrap` does, to which a stretch without spaces is one word."""
    places: list[int] = []
    at = 0
    if len(line) <= width or re.search(r"\s\s|[^\S ]", line):
        return places
    for piece in textwrap.wrap(line, width):
        begun = line.index(piece, at)
        if at:
            places.append(at)
        at = begun + len(piece)
    return [p for p in places if 0 < p < len(line)]


def _anywhere(line: str, width: int) -> list[int]:
    """Every `width` characters, in the middle of words too."""
    return list(range(width, len(line), width))
