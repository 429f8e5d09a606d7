"""One page on its way from bytes to a document; a pure function of the page alone."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from pipeline.errors import InputError
from pipeline.ingest import metadata
from pipeline.ingest.boilerplate import judge_lines
from pipeline.ingest.decode import Decoded, decode
from pipeline.ingest.inline import inline_cuts
from pipeline.ingest.lines import Line, heading_ranks, lines_of
from pipeline.ingest.markup import (
    front_matter,
    html_edits,
    html_metadata,
    is_html,
    is_markdown,
    markdown_edits,
)
from pipeline.ingest.region import Judgement, judge
from pipeline.ingest.repair import REPAIRS, invisible_edits
from pipeline.ingest.script import converter
from pipeline.text import Edit, OffsetMap, SourceEdit, Text

_BLANK_LINES: Final = re.compile(r"[ \t\u3000]*\n(?:[ \t\u3000]*\n){2,}")


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was read: its name and its bytes."""

    source: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A page become a document, with everything that was done to it."""

    doc_id: str
    source: str
    decoded: Decoded
    text: Text
    edits: list[SourceEdit]
    judgement: Judgement
    title: str | None
    author: str | None
    published: datetime.date | None


@dataclass(slots=True)
class _Draft:
    """The text so far and the edits that made it."""

    text: Text
    edits: list[SourceEdit] = field(default_factory=list)

    def apply(self, edits: Sequence[Edit]) -> None:
        if edits:
            self.edits += self.text.source_edits(edits)
            self.text = self.text.apply(edits)


def document_id(data: bytes, markup: str = "") -> str:
    """The id of a document: 20 hexadecimal digits of the hash of its bytes.

    Args:
        data: the bytes as they were read.
        markup: the markup taken away (`html`, `markdown`), because the same bytes without that are
            another document; empty for plain text.
    """
    return hashlib.blake2b(data, digest_size=10, person=markup.encode()).hexdigest()


def ingest_page(raw: RawPage, *, conversion: str | None = None) -> Page:
    """Decode, repair, fold and strip one page.

    Args:
        raw: the page.
        conversion: a script conversion to use instead of the one judged for the text.

    Raises:
        InputError: the page cannot become a document; `code` is `empty`, `binary` or `no-text`.
    """
    decoded = decode(raw.data, raw.source)
    draft = _Draft(Text.of(decoded.text))
    draft.apply(invisible_edits(draft.text.string))
    stated, markup = _strip_markup(draft, raw.source)
    for repair in REPAIRS:
        draft.apply(repair(draft.text.string))
    judgement = judge(draft.text.string)
    applied = conversion or judgement.conversion
    if applied:
        draft.text = converter(applied).apply(draft.text)
    title, author, published = _strip_boilerplate(draft, stated, applied)
    _tidy(draft)
    if not any(c.isalnum() for c in draft.text.string):
        raise InputError(raw.source, "no-text", "nothing is left of it but boilerplate")
    if applied != judgement.conversion:
        judgement = Judgement(judgement.language, judgement.script, judgement.region, applied)
    return Page(
        document_id(raw.data, markup),
        raw.source,
        decoded,
        draft.text,
        _outermost(draft.edits),
        judgement,
        title,
        author,
        published,
    )


def _strip_markup(draft: _Draft, source: str) -> tuple[dict[str, str], str]:
    """Take the markup away; returns what it states about the page, and its name."""
    name = source.rsplit("#", 1)[0]
    string = draft.text.string
    if is_html(string, name):
        stated = html_metadata(string)
        draft.apply(html_edits(string))
        return stated, "html"
    stated, edits = front_matter(string)
    draft.apply(edits)
    if is_markdown(draft.text.string, name):
        draft.apply(markdown_edits(draft.text.string))
        return stated, "markdown"
    return stated, ""


def _strip_boilerplate(
    draft: _Draft, stated: dict[str, str], applied: str | None
) -> tuple[str | None, str | None, datetime.date | None]:
    lines = lines_of(draft.text.string)
    headings = heading_ranks(draft.text, lines)
    fold = converter(applied).convert if applied else str
    stated_title = stated.get("title")
    title = metadata.find_title(lines, fold(stated_title) if stated_title else None, headings)
    verdicts = judge_lines(lines, title, headings)
    removed: list[tuple[str, str]] = []
    removals: list[Edit] = []
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict is None:
            raw = draft.text.string[line.start : line.end]
            begins = line.start + len(raw) - len(raw.lstrip())
            for cut in inline_cuts(line.text):
                removed.append((cut.kind, line.text[cut.start : cut.end]))
                removals.append(Edit(begins + cut.start, begins + cut.end, "", cut.kind, cut.rule))
            continue
        removed.append((verdict.kind, line.text))
        end = min(line.end + 1, len(draft.text))
        last = removals[-1] if removals else None
        blank = last is not None and not draft.text.string[last.end : line.start].strip()
        if last is not None and blank and last.kind == verdict.kind:
            removals[-1] = Edit(last.start, end, "", last.kind, last.rule)
        else:
            removals.append(Edit(line.start, end, "", verdict.kind, verdict.rule))
    bylines = [text for kind, text in removed if kind == "byline"]
    others = [text for kind, text in removed if kind in ("notice", "nav")]
    draft.apply(removals)
    author = metadata.find_author(stated.get("author"), bylines)
    stated_date = stated.get("date") or stated.get("published")
    published = metadata.find_date(stated_date, bylines, title, others)
    return title, fold(author) if author else None, published


def _tidy(draft: _Draft) -> None:
    """At most one blank line in a row, none at either end."""
    string = draft.text.string
    removals = _removals(draft.text.map)
    low = len(string) - len(string.lstrip())
    high = max(low, len(string.rstrip()))
    edits = _blanks(0, low, removals, "rim")
    for match in _BLANK_LINES.finditer(string, low, high):
        breaks = [n for n in range(*match.span()) if string[n] == "\n"]
        at = match.start()
        for kept in (*breaks[:2], match.end()):
            edits += _blanks(at, kept, removals, "blank-lines")
            at = kept + 1
    edits += _blanks(high, len(string), removals, "rim")
    draft.apply(edits)


def _removals(offsets: OffsetMap) -> list[int]:
    """Where in the text something was removed: the stretches of the map that are empty there."""
    breaks = offsets.text_breaks
    places: list[int] = np.unique(breaks[:-1][breaks[1:] == breaks[:-1]]).tolist()
    return places


def _blanks(start: int, end: int, removals: list[int], rule: str) -> list[Edit]:
    """Edits that delete `start:end`, cut where something was removed, so as not to cover that."""
    inside = removals[bisect_right(removals, start) : bisect_left(removals, end)]
    bounds = [start, *inside, end] if end > start else []
    return [Edit(a, b, "", "linebreak", rule) for a, b in itertools.pairwise(bounds)]


def _outermost(edits: list[SourceEdit]) -> list[SourceEdit]:
    """The edits in order of their place, without those that a later one swallowed.

    What is left overlaps nowhere, so that applying it to the source gives the document's text
    (up to the script conversion). White space that stood for markup stays listed as that markup.
    """
    starts: list[int] = []
    kept: list[SourceEdit] = []
    for edit in reversed(edits):
        at = bisect_right(starts, edit.source_start)
        if at and edit.source_end <= kept[at - 1].source_end:
            if kept[at - 1].kind == "linebreak" and edit.kind == "markup":
                kept[at - 1] = kept[at - 1]._replace(kind=edit.kind, rule=edit.rule)
            continue
        starts.insert(at, edit.source_start)
        kept.insert(at, edit)
    return kept


__all__ = ["Line", "Page", "RawPage", "document_id", "ingest_page"]
