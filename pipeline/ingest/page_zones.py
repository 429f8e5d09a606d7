"""The lines of a page by place: over its article, in it and below it, and which may name whom."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.ingest.author_candidates import SeenLine
from pipeline.ingest.byline_segments import is_dated
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import letters

_HEAD_LINES: Final = 16
_TAIL_LINES: Final = 16
_LONGEST_BYLINE: Final = 160
LONGEST_SEEN: Final = 240
_PICTURE: Final = re.compile(r"摄影|摄$|图|供|制|[Pp]hoto|[Ii]mage|[Cc]ourtesy|[Gg]etty")
_WITH_NAMES: Final = ("byline", "nav", "notice")
LONGEST_NAME: Final = 40
_REACH: Final = 2
# Where prose opens with who reports from where, or ends with who wrote it.
OPENING: Final = re.compile(
    r"(?:Hi|Hello|Hey|嗨|哈喽|(?:大家|各位|朋友们|你们?|您|早上|晚上|下午)好)"
    r"[^。！？!?.]{0,12}?(?:我是|这里是|I[’']m |I am |this is )[^。！？!?.,，]{1,24}[。！？!?.,，]"
    r"|[^。！？!?]{0,40}?(?:记者|编译|特派员|通讯员|中心|[电讯]\s?[(（]|日电|日讯)[^。！？!?]{0,40}"
)
# `…。（2026年2月8日写于杭州）`: what prose ends with in brackets.
ENDING: Final = re.compile(r"[(（【\[](?P<inside>[^()（）【】\[\]]{2,60})[)）】\]]\s*$")


class Piece(NamedTuple):
    """A line of a page that is not blank, or a part cut out of one.

    `kind` is the kind of boilerplate that it was removed as; None where it stays.
    """

    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Zones:
    """The bylines of a page by place, and where its prose opens and ends."""

    head: list[Piece]
    opening: str
    inside: list[Piece]
    ending: str
    tail: list[Piece]


def _less_menu(head: Sequence[Piece]) -> list[int]:
    """The numbers of the lines above an article without a long menu's, unless they are dated."""
    long = len(head) > _HEAD_LINES
    return [
        n
        for n, p in enumerate(head)
        if not long or n < _REACH or p.kind != "nav" or is_dated(p.text)
    ]


def zones_of(pieces: Sequence[Piece], title: str | None) -> Zones:
    """The zones of a page whose lines are `pieces`, in order; its title counts to none of them."""
    first = next((n for n, p in enumerate(pieces) if is_article(p)), len(pieces))
    last = next((n for n in range(len(pieces) - 1, first - 1, -1) if is_article(pieces[n])), -1)
    wanted = letters(title or "")

    def named(zone: Iterable[Piece]) -> Iterator[Piece]:
        return (p for p in zone if _may_name(p) and not (wanted and letters(p.text) == wanted))

    if last < 0:
        return Zones(list(itertools.islice(named(pieces), _HEAD_LINES)), "", [], "", [])
    return Zones(
        list(itertools.islice(named(pieces[n] for n in _less_menu(pieces[:first])), _HEAD_LINES)),
        pieces[first].text,
        list(named(p for p in pieces[first + 1 : last] if p.kind == "byline")),
        pieces[last].text,
        list(itertools.islice(named(pieces[last + 1 :]), _TAIL_LINES)),
    )


def seen_lines(pieces: Sequence[Piece], title: str | None) -> list[SeenLine]:
    """The lines of a page that may name its author, in order.

    Args:
        pieces: as for `find_metadata`.
        title: as for `find_metadata`.
    """
    first = next((n for n, p in enumerate(pieces) if is_article(p)), len(pieces))
    last = next((n for n in range(len(pieces) - 1, first - 1, -1) if is_article(pieces[n])), -1)
    wanted = letters(title or "")
    own = next((n for n, p in enumerate(pieces) if wanted and letters(p.text) == wanted), -1)
    found: list[SeenLine] = [SeenLine(title, None, "title", 0, False)] if title else []

    def add(zone: str, numbers: Iterable[int], most: int) -> None:
        place = 0
        for number in numbers:
            piece = pieces[number]
            if number != own and piece.text and len(piece.text) <= LONGEST_SEEN:
                found.append(SeenLine(piece.text, piece.kind, zone, place, 0 <= own < number))
                place += 1
            if place >= most:
                break

    add("head", _less_menu(pieces[:first]), _HEAD_LINES)
    if last < 0:
        return found
    if opening := OPENING.match(pieces[first].text[:100]):
        found.append(SeenLine(opening.group(), None, "opening", 0, own >= 0))
    add("inside", (n for n in range(first + 1, last) if pieces[n].kind == "byline"), _TAIL_LINES)
    if ending := ENDING.search(pieces[last].text[-80:]):
        found.append(SeenLine(ending["inside"], None, "ending", 0, own >= 0))
    add("tail", range(last + 1, len(pieces)), _TAIL_LINES)
    return found


def is_article(piece: Piece) -> bool:
    """Whether a line stays and is a paragraph of the article."""
    return piece.kind is None and is_prose(piece.text)


def _may_name(piece: Piece) -> bool:
    """Whether a line may say who wrote the text; a short one may have been taken for a caption."""
    if piece.kind in _WITH_NAMES:
        return True
    if piece.kind is None:
        return len(piece.text) <= _LONGEST_BYLINE
    pictured = _PICTURE.search(piece.text) and "文" not in piece.text
    return len(piece.text) <= LONGEST_NAME and not pictured


__all__ = [
    "ENDING",
    "LONGEST_NAME",
    "LONGEST_SEEN",
    "OPENING",
    "Piece",
    "Zones",
    "is_article",
    "seen_lines",
    "zones_of",
]
