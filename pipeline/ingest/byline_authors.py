"""Whom the rules for bylines take for the author of a page: by a role, by place, by a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.ingest.author_candidates import COLUMN_RANK, members
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import (
    is_dated,
    names_alone,
    parse_named_segment,
    parse_pen_name,
    read_account,
    read_signature,
)
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.column_heads import column_writer
from pipeline.ingest.lines import letters
from pipeline.ingest.page_zones import ENDING, LONGEST_NAME, OPENING, Piece, Zones, zones_of
from pipeline.ingest.person_names import is_handle, is_latin_person

_SIGNED_LINES: Final = 6
_LONGEST_BARE: Final = 80
_REACH: Final = 2
_REPORTER_RANK: Final = 2
_BARE_RANK: Final = 2.5
_PEN_RANK: Final = 4.5
_ANSWER_RANK: Final = 2
_SIGNATURE_RANK: Final = 3.5
# `892 人赞同了该回答`, below who answers and what she says of herself.
_APPROVED: Final = re.compile(
    r"[\d,.]+\s?[万kK]?\s?人?(?:赞同|推荐|认为).{0,4}(?:回答|文章|有用|有帮助)"
)
# Who posts without a name, as the site shows it.
NAMELESS: Final = re.compile(r"匿名|[Aa]nonymous")


def read_authors(pieces: Sequence[Piece], title: str | None) -> list[str]:
    """Whom the rules for bylines take for the authors of a page."""
    return authors_in(zones_of(pieces, title))


def authors_in(zones: Zones) -> list[str]:
    """What `read_authors` gives for the page of these zones."""
    found = _find_author(zones)
    return members(found) if found else []


def _is_open(piece: Piece) -> bool:
    """Whether a line that was taken for a menu is dated, or nothing but a name."""
    if piece.kind != "nav" or is_dated(piece.text):
        return True
    return is_handle(piece.text) or names_alone(piece.text) is not None


def _find_author(zones: Zones) -> str | None:
    """Whom a byline calls the author, else a name that stands in one, else a signature."""
    found: list[tuple[float, int, str]] = []
    head = [p.text for p in zones.head]
    for text in head:
        found += [(c.rank, 0, c.name) for c in credits_of(text)]
        if writer := column_writer(text):
            found.append((COLUMN_RANK, 0, writer))
    if opening := OPENING.match(zones.opening[:100]):
        found += [
            (c.rank, 1, c.name) for c in credits_of(opening.group()) if c.rank == _REPORTER_RANK
        ]
    if ending := ENDING.search(zones.ending[-80:]):
        found += [(c.rank, 2, c.name) for c in credits_of(ending["inside"])]
    tail = [p for p in zones.tail if p.kind == "byline" or len(p.text) <= 80]
    for piece in (*zones.inside, *tail):
        found += [(c.rank, 3, c.name) for c in credits_of(piece.text)]
    if name := _answering(zones.head):
        found.append((_ANSWER_RANK, 0, name))
    bylines = _near_bylines(zones.head)
    if name := _bare_name(bylines):
        found.append((_BARE_RANK, 0, name))
    if name := _bare_pen_name(bylines):
        found.append((_PEN_RANK, 0, name))
    if name := _signature(tail):
        found.append((_SIGNATURE_RANK, 4, name))
    if not found:
        found = [(0, 3, name) for name in _described(zones.tail)]
    if not found:
        return next((text for text in head if NAMELESS.fullmatch(text)), None)
    return _fuller(min(found, key=lambda f: f[:2])[2], [name for _, _, name in found])


def _described(tail: Sequence[Piece]) -> list[str]:
    """Whom a paragraph below is about: `Nora Whitfield has been a partner since 2009.`"""
    long = [p.text for p in tail if p.kind != "byline" and len(p.text) > 80]
    named = [c.name for text in long for c in credits_of(text) if _opens(c.name, text)]
    return named if len(named) == 1 else []


def _opens(name: str, text: str) -> bool:
    """Whether a line begins with a whole name in Latin letters."""
    person = is_latin_person(name, byline_book().known)
    return person and letters(text).startswith(letters(name))


def _answering(head: Sequence[Piece]) -> str | None:
    """Who answers on a site of questions: the line, or the last but one, above its approvals."""
    number = next((n for n, p in enumerate(head) if _APPROVED.match(p.text)), 0)
    for back in (2, 1):
        if number >= back and (name := read_account(head[number - back].text)):
            return name
    return None


def _fuller(name: str, others: Sequence[str]) -> str:
    """The longest of `others` that begins with the Latin `name`: who signs with half of it."""
    if not name.isascii() and not name[:1].isascii():
        return name
    begins = (f"{name} ", f"{name},")
    longer = [o for o in others if o.startswith(begins) and len(o) < 120]
    return max(longer, key=len, default=name)


def _signature(tail: Sequence[Piece]) -> str | None:
    """Who signs below the article, in a line that stayed or went as a byline."""
    for number, piece in enumerate(tail):
        if number >= _SIGNED_LINES and piece.kind != "byline":
            continue
        beside = [p.text for p in tail[max(0, number - 1) : number + 2] if p is not piece]
        dated = any(is_dated(text) and len(text) <= LONGEST_NAME for text in beside)
        if piece.kind not in (None, "byline") and not dated:
            continue
        if name := read_signature(piece.text, dated=dated):
            return name
    return None


class _Byline(NamedTuple):
    """A line above the article that may name its author.

    `certain` where it went as a byline, `near` where a date stands beside or in it.
    """

    text: str
    certain: bool
    near: bool


def _near_bylines(head: Sequence[Piece]) -> list[_Byline]:
    """The lines of `head` that may be bylines, those first that went as such."""
    lines = [
        p
        for p in head
        if p.kind == "byline"
        or (p.kind != "notice" and len(p.text) <= _LONGEST_BARE and _is_open(p))
    ]
    dated = [is_dated(p.text) for p in lines]
    found = [
        _Byline(p.text, p.kind == "byline", any(dated[max(0, n - 1) : n + _REACH + 1]))
        for n, p in enumerate(lines)
    ]
    if len(found) <= _REACH:
        found = [byline._replace(near=True) for byline in found]
    return sorted(found, key=lambda byline: not byline.certain)


def _bare_name(bylines: Sequence[_Byline]) -> str | None:
    """A name alone in a byline, or beside the date."""
    for line, certain, near in bylines[:6]:
        if (near or (certain and names_alone(line) is not None)) and (
            name := parse_named_segment(line)
        ):
            return name
    return None


def _bare_pen_name(bylines: Sequence[_Byline]) -> str | None:
    """A pen name beside the date, or alone in a byline."""
    for line, certain, near in bylines[:4]:
        name = parse_pen_name(line) if near or certain else None
        if name is not None and (near or name == line):
            return name
    return None


__all__ = ["NAMELESS", "authors_in", "read_authors"]
