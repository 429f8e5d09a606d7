"""Title, author, date of publication and site: from what a page or record states, else its text."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.ingest.author_candidates import COLUMN_RANK, SeenLine, members
from pipeline.ingest.author_model import author_model, joined
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.bylines import (
    credits_of,
    is_dated,
    names_alone,
    parse_named_segment,
    parse_pen_name,
    read_account,
    read_signature,
)
from pipeline.ingest.column_heads import column_writer
from pipeline.ingest.dates import (
    DateMention,
    existing_date,
    find_dates,
    parse_month_day,
    parse_timestamp,
    parse_year,
)
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import is_handle, is_latin_person
from pipeline.ingest.sites import find_site, url_date

_HEAD_LINES: Final = 16
_TAIL_LINES: Final = 16
_SIGNED_LINES: Final = 6
_LONGEST_BYLINE: Final = 160
_LONGEST_SEEN: Final = 240
# `12月1日 08:00 · 广州`, below the article.
_POSTED: Final = re.compile(r"\s*\d{1,2}(?:月\d{1,2}日|-\d{2})\s+\d{1,2}:\d\d(?!\d)")
_PICTURE: Final = re.compile(r"摄影|摄$|图|供|制|[Pp]hoto|[Ii]mage|[Cc]ourtesy|[Gg]etty")
_SENTENCE_ENDS: Final = tuple("。！？")
_WITH_NAMES: Final = ("byline", "nav", "notice")
_LONGEST_NAME: Final = 40
_LONGEST_WAIT: Final = 92
"""Days between the last date that a page cites and its own."""
_LONGEST_BARE: Final = 80
_REACH: Final = 2
_REPORTER_RANK: Final = 2
_BARE_RANK: Final = 2.5
_PEN_RANK: Final = 4.5
_ANSWER_RANK: Final = 2
_SIGNATURE_RANK: Final = 3.5
# A title such as `AI 早报 2026-05-24`: the date is what the issue is called.
_DATE_TITLE: Final = re.compile(r"^[^\d]{0,12}20\d\d-\d\d-\d\d$")
# Where prose opens with who reports from where, or ends with who wrote it.
_OPENING: Final = re.compile(
    r"[^。！？!?]{0,40}?(?:记者|编译|特派员|通讯员|中心|[电讯]\s?[(（]|日电|日讯)[^。！？!?]{0,40}"
)
# `LONDON, Dec. 5, 2025 /Newswire/ --`, `南京2025年12月3日 /新闻稿/ --`, `远望社12月3日电`.
_DATELINE: Final = re.compile(
    r"[^。！？!?,，]{0,24}(?:,\s[A-Z][A-Za-z. ]{2,20}){0,2},?\s?[(（]?[^,，。()]{3,16}\d"
    r"[^。！？!?()（）]{0,12}"
    r"(?:/[^/\n]{2,24}/|--|—|[电讯])"
)
_ENDING: Final = re.compile(r"[(（【\[](?P<inside>[^()（）【】\[\]]{2,60})[)）】\]]\s*$")
# `892 人赞同了该回答`, below who answers and what she says of herself.
_APPROVED: Final = re.compile(
    r"[\d,.]+\s?[万kK]?\s?人?(?:赞同|推荐|认为).{0,4}(?:回答|文章|有用|有帮助)"
)
# Who posts without a name, as the site shows it.
_NAMELESS: Final = re.compile(r"匿名|[Aa]nonymous")
_NOT_AUTHOR: Final = re.compile(
    r"(?i)https?://|^www\.|\S+@\S+\.\S+|^(?:admin|administrator|root|editor|webmaster|guest|user"
    r"|unknown|null|none|nan|n/?a|anonymous|staff|author|管理员|佚名|匿名|未知|无|编辑部|小编|编辑)$"
)


_BRITISH: Final = re.compile(
    r"\b(?:GMT|BST|AEST|AEDT)\b|\.(?:co\.uk|com\.au|co\.nz|ie)\b|£\d|\b(?:programme|whilst|favour|colour"
    r"|labour|behaviour|centre|organis(?:e|ed|ation)|recognis(?:e|ed)|realis(?:e|ed)|analys(?:e|ed)"
    r"|licence|defence|cheque|fortnight|London|Edinburgh|Dublin|Sydney|Melbourne|Delhi|Mumbai)\b"
)


class Piece(NamedTuple):
    """A line of a page that is not blank, or a part cut out of one.

    `kind` is the kind of boilerplate that it was removed as; None where it stays.
    """

    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; None where nothing says it."""

    author: str | None
    published: datetime.date | None
    site: str | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a page besides its text.

    Args:
        stated: `author`, `date`, `site`, `url` as markup, front matter or a record state them.
        source: the name of the input, which may be an address.
        day_first: whether `4/3/2026` is the fourth of March where the page is from.
        reference: the day or moment the page was read; `3小时前` counts from it.
    """

    stated: Mapping[str, str]
    source: str = ""
    day_first: bool = False
    reference: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class _Zones:
    """The bylines of a page by place, and where its prose opens and ends."""

    head: list[Piece]
    opening: str
    inside: list[Piece]
    ending: str
    tail: list[Piece]


def find_metadata(pieces: Sequence[Piece], title: str | None, around: Surroundings) -> Metadata:
    """Author, date and site of a page.

    Args:
        pieces: its lines in order, in simplified script, kept and removed ones.
        title: its title; the line that repeats it is no byline.
        around: what is known besides.
    """
    zones = _zones(pieces, title)
    head, tail = _bylines(zones.head), _bylines(zones.tail)
    site = find_site(around.stated, around.source, head, tail)
    author = _stated_author(around.stated.get("author"), site) or _likely_author(pieces, title)
    years = [p.text for p in pieces if p.kind in ("notice", "nav", "byline")]
    cited = [m.date for p in pieces if _may_cite(p) for m in find_dates(p.text)]
    published = _find_date(zones, title, around, years, max(cited, default=None))
    return Metadata(author, published, site)


def fetched_at(stated: Mapping[str, str]) -> datetime.date | None:
    """When a page was fetched, as its record or archive states it: a moment, or else a day."""
    value = stated.get("fetched", "").strip()
    try:
        return datetime.datetime.fromisoformat(value) if len(value) > 10 else _day_of(value)
    except ValueError:
        return _day_of(value)


def _day_of(value: str) -> datetime.date | None:
    found = find_dates(value[:60])
    return parse_timestamp(value) or (found[0].date if found else None)


def reads_day_first(language: str, text: str) -> bool:
    """Whether `4/3/2026` is the fourth of March where a page is from.

    It is in Hong Kong, Singapore and Malaysia (Taiwan and the mainland put the year first), and in
    English outside of America.
    """
    return language != "en" or _BRITISH.search(text[:6000]) is not None


def _less_menu(head: Sequence[Piece]) -> list[int]:
    """The numbers of the lines above an article without a long menu's, unless they are dated."""
    long = len(head) > _HEAD_LINES
    return [
        n
        for n, p in enumerate(head)
        if not long or n < _REACH or p.kind != "nav" or is_dated(p.text)
    ]


def _zones(pieces: Sequence[Piece], title: str | None) -> _Zones:
    first = next((n for n, p in enumerate(pieces) if _is_article(p)), len(pieces))
    last = next((n for n in range(len(pieces) - 1, first - 1, -1) if _is_article(pieces[n])), -1)
    wanted = letters(title or "")

    def named(zone: Iterable[Piece]) -> Iterator[Piece]:
        return (p for p in zone if _may_name(p) and not (wanted and letters(p.text) == wanted))

    if last < 0:
        return _Zones(list(itertools.islice(named(pieces), _HEAD_LINES)), "", [], "", [])
    return _Zones(
        list(itertools.islice(named(pieces[n] for n in _less_menu(pieces[:first])), _HEAD_LINES)),
        pieces[first].text,
        list(named(p for p in pieces[first + 1 : last] if p.kind == "byline")),
        pieces[last].text,
        list(itertools.islice(named(pieces[last + 1 :]), _TAIL_LINES)),
    )


def _likely_author(pieces: Sequence[Piece], title: str | None) -> str | None:
    """The authors as the model sees them; `匿名` where a site prints that and nothing more."""
    article = "\n".join(p.text for p in pieces if p.kind is None)
    read = read_authors(pieces, title)
    found = author_model().find(seen_lines(pieces, title), article, title, read)
    if found:
        return joined(found)
    return read[0] if read and _NAMELESS.fullmatch(read[0]) else None


def read_authors(pieces: Sequence[Piece], title: str | None) -> list[str]:
    """Whom the rules for bylines take for the authors of a page."""
    found = _find_author(_zones(pieces, title))
    return members(found) if found else []


def seen_lines(pieces: Sequence[Piece], title: str | None) -> list[SeenLine]:
    """The lines of a page that may name its author, in order.

    Args:
        pieces: as for `find_metadata`.
        title: as for `find_metadata`.
    """
    first = next((n for n, p in enumerate(pieces) if _is_article(p)), len(pieces))
    last = next((n for n in range(len(pieces) - 1, first - 1, -1) if _is_article(pieces[n])), -1)
    wanted = letters(title or "")
    own = next((n for n, p in enumerate(pieces) if wanted and letters(p.text) == wanted), -1)
    found: list[SeenLine] = [SeenLine(title, None, "title", 0, False)] if title else []

    def add(zone: str, numbers: Iterable[int], most: int) -> None:
        place = 0
        for number in numbers:
            piece = pieces[number]
            if number != own and piece.text and len(piece.text) <= _LONGEST_SEEN:
                found.append(SeenLine(piece.text, piece.kind, zone, place, 0 <= own < number))
                place += 1
            if place >= most:
                break

    add("head", _less_menu(pieces[:first]), _HEAD_LINES)
    if last < 0:
        return found
    if opening := _OPENING.match(pieces[first].text[:100]):
        found.append(SeenLine(opening.group(), None, "opening", 0, own >= 0))
    add("inside", (n for n in range(first + 1, last) if pieces[n].kind == "byline"), _TAIL_LINES)
    if ending := _ENDING.search(pieces[last].text[-80:]):
        found.append(SeenLine(ending["inside"], None, "ending", 0, own >= 0))
    add("tail", range(last + 1, len(pieces)), _TAIL_LINES)
    return found


def _is_article(piece: Piece) -> bool:
    return piece.kind is None and is_prose(piece.text)


def _bylines(zone: Sequence[Piece]) -> list[str]:
    """The lines that went as bylines, and short ones that stayed."""
    return [
        p.text
        for p in zone
        if p.kind == "byline" or (p.kind is None and len(p.text) <= _LONGEST_NAME)
    ]


def _may_name(piece: Piece) -> bool:
    """Whether a line may say who wrote the text; a short one may have been taken for a caption."""
    if piece.kind in _WITH_NAMES:
        return True
    if piece.kind is None:
        return len(piece.text) <= _LONGEST_BYLINE
    pictured = _PICTURE.search(piece.text) and "文" not in piece.text
    return len(piece.text) <= _LONGEST_NAME and not pictured


def _is_open(piece: Piece) -> bool:
    """Whether a line that was taken for a menu is dated, or nothing but a name."""
    if piece.kind != "nav" or is_dated(piece.text):
        return True
    return is_handle(piece.text) or names_alone(piece.text) is not None


def _may_date(piece: Piece) -> bool:
    """Whether the date in a line may be the article's: a short line, and no sentence."""
    if piece.kind == "byline":
        return True
    return len(piece.text) <= _LONGEST_BARE and not piece.text.endswith(_SENTENCE_ENDS)


def _may_cite(piece: Piece) -> bool:
    """Whether the last date of a piece may tell the year in which a page was written."""
    return (
        piece.kind in ("refs", "caption", "notice", "byline") and len(piece.text) <= _LONGEST_SEEN
    )


def _stated_author(stated: str | None, site: str | None) -> str | None:
    """The author that a page's tags or a record name, unless that is an account or the site."""
    value = " ".join((stated or "").split())
    if not value or len(value) > 120 or _NOT_AUTHOR.search(value):
        return None
    value = re.sub(r"^(?:[Bb]y|BY)\s+(?=[A-Z])|^(?:作者|记者|文)\s*[:：|/]\s*", "", value)
    return None if site and letters(value) == letters(site) else value


def _find_author(zones: _Zones) -> str | None:
    """Whom a byline calls the author, else a name that stands in one, else a signature."""
    found: list[tuple[float, int, str]] = []
    head = [p.text for p in zones.head]
    for text in head:
        found += [(c.rank, 0, c.name) for c in credits_of(text)]
        if writer := column_writer(text):
            found.append((COLUMN_RANK, 0, writer))
    if opening := _OPENING.match(zones.opening[:100]):
        found += [
            (c.rank, 1, c.name) for c in credits_of(opening.group()) if c.rank == _REPORTER_RANK
        ]
    if ending := _ENDING.search(zones.ending[-80:]):
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
        return next((text for text in head if _NAMELESS.fullmatch(text)), None)
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
    longer = [o for o in others if re.match(rf"{re.escape(name)}(?:[ ,])", o) and len(o) < 120]
    return max(longer, key=len, default=name)


def _signature(tail: Sequence[Piece]) -> str | None:
    """Who signs below the article, in a line that stayed or went as a byline."""
    for number, piece in enumerate(tail):
        if number >= _SIGNED_LINES and piece.kind != "byline":
            continue
        beside = [p.text for p in tail[max(0, number - 1) : number + 2] if p is not piece]
        dated = any(is_dated(text) and len(text) <= _LONGEST_NAME for text in beside)
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


def _find_date(
    zones: _Zones,
    title: str | None,
    around: Surroundings,
    years: Sequence[str],
    cited: datetime.date | None,
) -> datetime.date | None:
    """The date of publication: as stated, of the bylines, of the address, of the title."""

    def dates(text: str) -> list[DateMention]:
        found = find_dates(text, day_first=around.day_first, reference=around.reference)
        return [m for m in found if m.role != "event"]

    for key in ("date", "published"):
        if value := around.stated.get(key):
            if (timestamp := parse_timestamp(value)) is not None:
                return timestamp
            if found := dates(value):
                return found[0].date
    if title and _DATE_TITLE.search(title) and (found := dates(title)):
        return found[0].date
    head = [m for p in zones.head if _may_date(p) for m in dates(p.text)]
    for role in ("published", ""):
        if chosen := next((m for m in head if m.role == role), None):
            return chosen.date
    if (opening := _DATELINE.match(zones.opening[:120])) and (found := dates(opening.group())):
        return found[0].date
    if day := _without_year(zones, title, around, years, cited):
        return day
    below = (*zones.tail, *zones.inside)
    rest = [m for p in below if _may_date(p) for m in dates(p.text)]
    if ending := _ENDING.search(zones.ending[-80:]):
        rest += dates(ending["inside"])
    rest.sort(key=lambda m: ("published", "", "updated").index(m.role))
    if address := url_date(around.stated.get("url", ""), around.source):
        return address
    for mention in (*(m for m in rest if m.role != "updated"), *head, *rest):
        return mention.date
    titled = dates(title) if title else []
    return titled[0].date if titled else None


def _without_year(
    zones: _Zones,
    title: str | None,
    around: Surroundings,
    years: Sequence[str],
    cited: datetime.date | None,
) -> datetime.date | None:
    """The day of a byline that leaves out the year, in the year that the page gives elsewhere."""
    opening = _OPENING.match(zones.opening[:60])
    texts = [p.text for p in zones.head if p.kind is not None or len(p.text) <= 40]
    texts += [opening.group()] if opening else []
    texts += [p.text for p in zones.tail if p.kind == "byline" or _POSTED.match(p.text)]
    month_day = next((d for text in texts if (d := parse_month_day(text))), None)
    if month_day is None:
        return None
    year = next((y for text in (*texts, title, *years) if text and (y := parse_year(text))), None)
    if year is not None:
        return existing_date(year, *month_day)
    latest = around.reference
    if isinstance(latest, datetime.datetime):
        latest = latest.date()
    soon = _soon_after(cited, *month_day) if cited is not None else None
    if soon is not None and (latest is None or soon <= latest):
        return soon
    if latest is None:
        return None
    day = existing_date(latest.year, *month_day)
    # A day still to come is last year's.
    return existing_date(latest.year - 1, *month_day) if day is None or day > latest else day


def _soon_after(cited: datetime.date, month: int, day: int) -> datetime.date | None:
    """The first such day from the last date that a page cites on, where it is not far off."""
    for year in (cited.year, cited.year + 1):
        found = existing_date(year, month, day)
        if found is not None and cited <= found:
            return found if (found - cited).days <= _LONGEST_WAIT else None
    return None


__all__ = [
    "Metadata",
    "Piece",
    "Surroundings",
    "fetched_at",
    "find_metadata",
    "reads_day_first",
]
