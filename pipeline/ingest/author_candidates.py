"""Who may have written a page: names, pen names and accounts in the lines around its article.

What the rules for bylines read comes first; to that every piece between separators is added that
could be a name at all. Which of them is the author is up to the model of author_model.py.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import (
    is_dated,
    parse_named_segment,
    parse_pen_name,
    read_signature,
)
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.column_heads import column_writer, is_foreign_spelling
from pipeline.ingest.name_pieces import pieces, possible
from pipeline.ingest.name_spans import is_led_by_word, name_spans
from pipeline.ingest.person_names import (
    is_han_person,
)

_LONGEST: Final = 200
_MOST: Final = 400
COLUMN_RANK: Final = 1
"""Who writes a column is its author as one is who stands behind `文`."""
# `LONDON, Dec. 5, 2025 /Wirepress/ --`
_DATELINE: Final = re.compile(r"[A-Z][A-Z .'’-]{2,}\b[^/]{0,80}/[^/]{2,30}/ ?[-–—]")
# Whose work a page is about, offers or shows: `论文作者:林一舟`.
_OTHERS_WORK: Final = re.compile(
    r"\W{0,4}(?:论文|热门|推荐|视频|图片|书籍|歌曲|其他|相关|签约|入驻)作者\s?[:：|｜]"
)
_REPORTED: Final = re.compile(r"[\u3400-\u9fff]{5,12}(?<=(?:报道|报导|专电|日讯|日电|编译))\Z")
# `远望新闻网记者林一舟`, `3C小编林一舟`: whose reporter one is stands glued to the name.
_GLUED: Final = re.compile(r".{0,14}(?:记者|小编|特派员|通讯员)(?P<rest>[\u3400-\u9fff]{2,12})")
# `2.7万播放`: what is left of a count once its number is cut away.
_OF_COUNT: Final = re.compile(r"(?<=[\d.])\s?[万亿千百][\u3400-\u9fff]{1,4}")
# `From Prof. Nora Whitfield, Leeds`, `I'm Nora Whitfield`: the name is what stands behind.
_SAID: Final = re.compile(r"(?:From|I[’']m|I am|This is) ")
_JOINED: Final = re.compile(r"、|, ")
# What ends a page in these kinds names its author only where a rule reads it: 2 in 1,900 pieces.
_SELDOM: Final = frozenset(["nav", "notice", "ad", "refs", "caption"])
_NAMED: Final = re.compile(r"[^：:|｜]{2,8}(?=[：:])")


class SeenLine(NamedTuple):
    """A line that may name the author.

    Attributes:
        text: the line.
        kind: of boilerplate as which it went; None where it stays.
        zone: `head`, `opening`, `inside`, `ending`, `tail` or `title`.
        place: its number in the zone.
        below_title: whether it stands below the title, where there is one.
    """

    text: str
    kind: str | None
    zone: str
    place: int
    below_title: bool


class Candidate(NamedTuple):
    """A name in a line, and how it was read.

    Attributes:
        name: one person's, or one account's.
        line: the number of the line.
        start: where the name stands in it; -1 where it is not written there as it is.
        rank: of the role by which a rule read it; None where none did.
        readings: `bare`, `pen`, `signature`: the rules that take it for one without a role.
    """

    name: str
    line: int
    start: int
    rank: float | None
    readings: frozenset[str]


def candidates(lines: Sequence[SeenLine]) -> list[Candidate]:
    """The names in `lines` that may be the author's, each once a line, in order."""
    found: list[Candidate] = []
    for number, line in enumerate(lines):
        near = any(is_dated(x.text) for x in lines[max(0, number - 1) : number + 2])
        seldom = line.zone == "tail" and line.kind in _SELDOM
        for name, rank, readings in _read(line.text[:_LONGEST], line.zone, seldom, near):
            found.append(Candidate(name, number, line.text.find(name), rank, readings))
        if len(found) > _MOST:
            break
    return found


# The menu, the head and the notice of a site stand on all of its pages.
@functools.lru_cache(maxsize=2048)
def _read(
    text: str, zone: str, seldom: bool, dated: bool
) -> tuple[tuple[str, float | None, frozenset[str]], ...]:
    """The names in a line, each with the rank of its role and with its readings.

    Args:
        text: the line.
        zone: its place.
        seldom: whether only what a rule reads counts; see `_SELDOM`.
        dated: whether the line or one beside it holds a date.
    """
    read: dict[str, tuple[float | None, set[str]]] = {}
    if _DATELINE.match(text) or _OTHERS_WORK.match(text):
        return ()
    if zone == "title":
        named = _NAMED.match(text)
        return ((named[0].strip(), None, frozenset()),) if named else ()
    place = byline_book().place
    for credit in credits_of(text):
        for name in members(credit.name):
            # `优质科技领域创作者 · 山东`
            if place.fullmatch(name) or " AND " in name:
                continue
            name = _less_dateline(name)
            rank, readings = read.get(name, (None, set()))
            read[name] = (credit.rank if rank is None else min(rank, credit.rank), readings)
    if zone == "head" and (writer := column_writer(text)):
        read.setdefault(writer, (COLUMN_RANK, set()))
    others = (
        ("bare", parse_named_segment(text)),
        ("pen", parse_pen_name(text)),
        ("signature", read_signature(text, dated=dated)),
    )
    for reading, names in others:
        for name in map(_less_dateline, members(names) if names else ()):
            if not is_led_by_word(name) and not _SAID.match(name):
                read.setdefault(name, (None, set()))[1].add(reading)
    if not seldom:
        for name in map(_less_dateline, pieces(text)):
            read.setdefault(name, (None, set()))
        for start, end in name_spans(text):
            for name in possible(text[start:end]):
                read.setdefault(name, (None, {"span"}))
    counts = {match[0].strip() for match in _OF_COUNT.finditer(text)}
    dotted = [n for n in read if "．" in n and is_foreign_spelling(n)]
    whole = [n for n in dotted if not any(d != n and d in n for d in dotted)]
    return tuple(
        [
            (name, rank, frozenset(kinds))
            for name, (rank, kinds) in read.items()
            if name not in counts and not any(name in w and name != w for w in whole)
        ]
    )


def _less_dateline(name: str) -> str:
    """A reporter's name without whose he is and where he reports from: `林一舟温哥华报道`."""
    known = byline_book().known
    glued = _GLUED.fullmatch(name)
    if glued is not None and not is_han_person(name, known):
        rest = glued["rest"]
        if is_han_person(rest, known):
            return rest
        name = rest if _REPORTED.search(rest) else name
    if not _REPORTED.search(name):
        return name
    return next((name[:n] for n in (3, 2) if is_han_person(name[:n], known)), name)


def members(names: str) -> list[str]:
    """The names of several authors, as `bylines` joins them; one in brackets stays whole."""
    if "(" in names:
        return [names]
    return [m for m in (part.strip() for part in _JOINED.split(names)) if len(m) > 1]


__all__ = ["COLUMN_RANK", "Candidate", "SeenLine", "candidates", "members"]
