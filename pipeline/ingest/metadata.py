"""Title, author, date of publication and site: from what a page or record states, else its text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.author_model import author_model
from pipeline.ingest.author_names import joined
from pipeline.ingest.byline_authors import NAMELESS, authors_in
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.bylines import credits_of, labelled
from pipeline.ingest.dates import find_dates, parse_timestamp
from pipeline.ingest.event_records import event_record
from pipeline.ingest.not_authors import is_release
from pipeline.ingest.page_zones import LONGEST_NAME, Piece, seen_lines, zones_of
from pipeline.ingest.person_names import closed_up
from pipeline.ingest.publication_date import Surroundings, find_published
from pipeline.ingest.sites import find_site
from pipeline.ingest.split_labels import with_values
from pipeline.ingest.stated_authors import are_people, is_house, stated_author
from pipeline.ingest.touching_fields import parted

_HEAD_LINES: Final = 24
_BRITISH: Final = re.compile(
    r"\b(?:GMT|BST|AEST|AEDT)\b|\.(?:co\.uk|com\.au|co\.nz|ie)\b|£\d|\b(?:programme|whilst|favour|colour"
    r"|labour|behaviour|centre|organis(?:e|ed|ation)|recognis(?:e|ed)|realis(?:e|ed)|analys(?:e|ed)"
    r"|licence|defence|cheque|fortnight|London|Edinburgh|Dublin|Sydney|Melbourne|Delhi|Mumbai)\b"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; None where nothing says it."""

    author: str | None
    published: datetime.date | None
    site: str | None


def find_metadata(pieces: Sequence[Piece], title: str | None, around: Surroundings) -> Metadata:
    """Author, date and site of a page.

    Args:
        pieces: its lines in order, in simplified script, kept and removed ones.
        title: its title; the line that repeats it is no byline.
        around: what is known besides.
    """
    known = byline_book().known
    pieces = [Piece(closed_up(parted(piece.text), known), piece.kind) for piece in pieces]
    pieces = with_values(pieces)
    # Who spoke at an event did not write its record.
    record = event_record([piece.text for piece in pieces])
    written = [piece for n, piece in enumerate(pieces) if n not in record]
    zones = zones_of(pieces, title)
    head, tail = _bylines(zones.head), _bylines(zones.tail)
    site = find_site(around.stated, around.source, head, tail)
    author = stated_author(around.stated.get("author"), site)
    read = authors_in(zones_of(written, title) if record else zones)
    # The house that is stated gives way to whom a byline names.
    if author is None or (read and is_house(author)):
        author = _likely_author(written, title, read) or author
    if author is not None and _is_release(pieces):
        # Of a press release nobody is the author but who is called so.
        labelled_names = any(credits_of(piece.text) for piece in (*zones.head, *zones.tail))
        author = author if labelled_names and are_people(author) else None
    published = find_published(pieces, zones, title, around)
    return Metadata(author, published, site)


def _is_release(pieces: Sequence[Piece]) -> bool:
    article = "\n".join(p.text for p in pieces if p.kind is None and len(p.text) > LONGEST_NAME)
    return is_release((p.text for p in pieces[:_HEAD_LINES]), article)


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


def _likely_author(pieces: Sequence[Piece], title: str | None, read: Sequence[str]) -> str | None:
    """The authors as the model sees them; `匿名` where a site prints that and nothing more.

    `read` are those whom the rules for bylines take for the authors.
    """
    article = "\n".join(p.text for p in pieces if p.kind is None)
    found = author_model().find(seen_lines(pieces, title), article, title, read)
    if found:
        return joined(found)
    return read[0] if read and NAMELESS.fullmatch(read[0]) else None


def _bylines(zone: Sequence[Piece]) -> list[str]:
    """The lines that went as bylines, and short ones that stayed or name a source.

    Who took a source's line away, as a menu perhaps, does not matter.
    """
    return [
        p.text
        for p in zone
        if p.kind == "byline"
        or (p.kind is None and len(p.text) <= LONGEST_NAME)
        or (p.kind == "nav" and len(p.text) <= LONGEST_NAME and _names_source(p.text))
    ]


def _names_source(text: str) -> bool:
    """Whether a line begins with the label of a source: `转自：远山投研`."""
    fields = labelled(text)
    return bool(fields) and fields[0].role == "source"


__all__ = [
    "Metadata",
    "Piece",
    "Surroundings",
    "fetched_at",
    "find_metadata",
    "reads_day_first",
]
