"""One page on its way from bytes to a document; a pure function of the page alone."""

from __future__ import annotations

import datetime
import functools
import hashlib
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.boilerplate import judge_lines
from pipeline.ingest.decode import Decoded, decode
from pipeline.ingest.inline import inline_cuts
from pipeline.ingest.line_rules import RuleBook
from pipeline.ingest.lines import Line, heading_ranks, lines_of
from pipeline.ingest.markup import front_matter, is_html, is_markdown, markdown_edits, read_html
from pipeline.ingest.metadata import (
    Piece,
    Surroundings,
    fetched_at,
    find_metadata,
    reads_day_first,
)
from pipeline.ingest.mojibake import misread_edits
from pipeline.ingest.region import Judgement, judge
from pipeline.ingest.repair import REPAIRS, invisible_edits
from pipeline.ingest.repeats import repeat_edits
from pipeline.ingest.script_spans import fold_string, fold_text
from pipeline.ingest.titles import find_title
from pipeline.ingest.user_rules import UserRules, extended_book
from pipeline.ingest.wraps import wrap_edits
from pipeline.text import Edit, OffsetMap, SourceEdit, Text

_BLANK_LINES: Final = re.compile(r"[ \t\u3000]*\n(?:[ \t\u3000]*\n){2,}")
_NEAR_BLANK_LINES: Final = ("\n\n\n", " \n", "\t\n", "\u3000\n")


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was read.

    Attributes:
        source: its name in every table.
        data: its bytes.
        stated: what the record it came in says of it; goes before what the page says itself.
        name: the file name that tells the markup; the source where it is empty.
        encoding: from which the reader decoded it; `data` are then UTF-8. Empty where they are not.
        confidence: of that encoding, 0 to 1.
        declared: the character set that a server stated.
    """

    source: str
    data: bytes
    stated: dict[str, str] = field(default_factory=dict)
    name: str = ""
    encoding: str = ""
    confidence: float = 1.0
    declared: str = ""


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
    site: str | None = None


@dataclass(slots=True)
class _Draft:
    """The text so far and the edits that made it."""

    text: Text
    edits: list[SourceEdit] = field(default_factory=list)

    def apply(self, edits: Sequence[Edit]) -> None:
        if edits:
            self.edits += self.text.source_edits(edits)
            self.text = self.text.apply(edits)


def document_id(data: bytes, markup: str = "", beside: Mapping[str, str] | None = None) -> str:
    """The id of a document: 20 hexadecimal digits of the hash of its bytes.

    Args:
        data: the bytes as they were read; of a record the text in UTF-8.
        markup: the markup taken away (`html`, `markdown`), because the same bytes without that are
            another document; empty for plain text.
        beside: what was stated of it beside its text, which likewise makes another document.
    """
    digest = hashlib.blake2b(data, digest_size=10, person=markup.encode())
    for key, value in sorted((beside or {}).items()):
        digest.update(f"\0{key}\0{value}".encode("utf-8", "replace"))
    return digest.hexdigest()


def _decoded(raw: RawPage) -> Decoded:
    if not raw.encoding:
        return decode(raw.data, raw.source, raw.declared or None)
    text = raw.data.decode("utf-8", "replace")
    if not text.strip(" \t\r\n\0"):
        raise InputError(raw.source, "empty", "its text is empty")
    return Decoded(text, raw.encoding, raw.confidence)


def ingest_page(
    raw: RawPage,
    *,
    conversion: str | None = None,
    reference: datetime.date | None = None,
    rules: UserRules | None = None,
) -> Page:
    """Decode, repair, fold and strip one page.

    Args:
        raw: the page.
        conversion: a script conversion to use instead of the one judged for the text.
        reference: the day or moment from which `昨天` and `3 hours ago` in a byline count, where
            the page itself does not state when it was fetched.
        rules: the user's own boilerplate rules.

    Raises:
        InputError: the page cannot become a document; `code` is `empty`, `binary` or `no-text`.
    """
    decoded = _decoded(raw)
    draft = _Draft(Text.of(decoded.text))
    # Mojibake goes first: what looks like a control or private character may be half a character.
    draft.apply(misread_edits(draft.text.string))
    draft.apply(invisible_edits(draft.text.string))
    stated, markup = _strip_markup(draft, raw.name or raw.source.rsplit("#", 1)[0])
    stated |= raw.stated
    beside = dict(raw.stated)
    if raw.declared and decoded.encoding != "utf-8":
        beside["declared"] = raw.declared
    for repair in REPAIRS:
        draft.apply(repair(draft.text.string))
    judgement = judge(draft.text.string)
    applied = conversion or judgement.conversion
    draft.text = fold_text(draft.text, applied, judgement.script)
    fold = functools.partial(fold_string, conversion=applied, script=judgement.script)
    day_first = reads_day_first(judgement.language, draft.text.string)
    book = extended_book(rules) if rules else None
    title, pieces = _strip_boilerplate(draft, stated, fold, book)
    surroundings = Surroundings(stated, raw.source, day_first, fetched_at(stated) or reference)
    found = find_metadata(pieces, title, surroundings)
    _tidy(draft)
    if not any(c.isalnum() for c in draft.text.string):
        raise InputError(raw.source, "no-text", "nothing is left of it but boilerplate")
    if applied != judgement.conversion:
        judgement = Judgement(judgement.language, judgement.script, judgement.region, applied)
    return Page(
        document_id(raw.data, markup, beside),
        raw.source,
        decoded,
        draft.text,
        _outermost(draft.edits),
        judgement,
        title,
        fold(found.author) if found.author else None,
        found.published,
        fold(found.site) if found.site else None,
    )


def _strip_markup(draft: _Draft, name: str) -> tuple[dict[str, str], str]:
    """Take the markup away; returns what it states about the page, and its name."""
    string = draft.text.string
    if is_html(string, name):
        stated, edits = read_html(string)
        draft.apply(edits)
        return stated, "html"
    stated, edits = front_matter(string)
    draft.apply(edits)
    if is_markdown(draft.text.string, name):
        # Lines have the width at which they were wrapped only with their marks on.
        draft.apply(wrap_edits(draft.text.string))
        draft.apply(markdown_edits(draft.text.string))
        return stated, "markdown"
    return stated, ""


def _strip_boilerplate(
    draft: _Draft, stated: dict[str, str], fold: Callable[[str], str], book: RuleBook | None = None
) -> tuple[str | None, list[Piece]]:
    """Take the boilerplate away; returns the title, and all lines with what became of them."""
    repeats = repeat_edits(draft.text.string)
    pieces = [Piece(draft.text.string[e.start : e.end].strip(), e.kind) for e in repeats]
    draft.apply(repeats)
    lines = lines_of(draft.text.string)
    headings = heading_ranks(draft.text, lines)
    stated_title = stated.get("title")
    title = find_title(lines, fold(stated_title) if stated_title else None, headings)
    verdicts = judge_lines(lines, title, headings, book)
    removals: list[Edit] = []
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict is None:
            raw = draft.text.string[line.start : line.end]
            begins = line.start + len(raw) - len(raw.lstrip())
            for cut in inline_cuts(line.text, book.disabled if book else ()):
                pieces.append(Piece(line.text[cut.start : cut.end], cut.kind))
                removals.append(Edit(begins + cut.start, begins + cut.end, "", cut.kind, cut.rule))
            if line.text:
                pieces.append(Piece(line.text, None))
            continue
        pieces.append(Piece(line.text, verdict.kind))
        end = min(line.end + 1, len(draft.text))
        last = removals[-1] if removals else None
        blank = last is not None and not draft.text.string[last.end : line.start].strip()
        if last is not None and blank and last.kind == verdict.kind:
            removals[-1] = Edit(last.start, end, "", last.kind, last.rule)
        else:
            removals.append(Edit(line.start, end, "", verdict.kind, verdict.rule))
    draft.apply(removals)
    return title, pieces


def _tidy(draft: _Draft) -> None:
    """At most one blank line in a row, none at either end."""
    string = draft.text.string
    low = len(string) - len(string.lstrip())
    high = max(low, len(string.rstrip()))
    removals = _removals(draft.text.map)
    edits = _blanks(0, low, removals, "rim")
    blank = any(mark in string for mark in _NEAR_BLANK_LINES)
    for match in _BLANK_LINES.finditer(string, low, high) if blank else ():
        breaks = [n for n in range(*match.span()) if string[n] == "\n"]
        at = match.start()
        for kept in (*breaks[:2], match.end()):
            edits += _blanks(at, kept, removals, "blank-lines")
            at = kept + 1
    edits += _blanks(high, len(string), removals, "rim")
    draft.apply(edits)


def strip_again(
    text: Text, edits: Sequence[SourceEdit], removals: Sequence[Edit]
) -> tuple[Text, list[SourceEdit]]:
    """Take more out of a document that is done: its text and its edits as they then are.

    Args:
        text: the document's text.
        edits: what was done to it, in the order of the source.
        removals: what is to go, in the order of the text.
    """
    draft = _Draft(text, list(edits))
    draft.apply(removals)
    _tidy(draft)
    return draft.text, _outermost(draft.edits)


def _removals(offsets: OffsetMap) -> list[int]:
    """Where in the text something was removed: the stretches of the map that are empty there."""
    breaks = offsets.text_breaks
    places: list[int] = breaks[:-1][breaks[1:] == breaks[:-1]].tolist()
    return list(dict.fromkeys(places))


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
    kept: list[SourceEdit] = []
    # What stands behind the edit at hand, the farthest first. Each pass over the page gave its
    # edits in order, so that these two are merged as often as there were passes.
    behind: list[SourceEdit] = []
    for edit in reversed(edits):
        start = edit.source_start
        if behind and behind[-1].source_start < start:
            kept += reversed(behind)
            behind.clear()
        while kept and kept[-1].source_start > start:
            behind.append(kept.pop())
        at = len(behind)
        while at and behind[at - 1].source_start == start:
            at -= 1
        holder, place = (behind, at) if at < len(behind) else (kept, len(kept) - 1)
        if place >= 0 and edit.source_end <= holder[place].source_end:
            if holder[place].kind == "linebreak" and edit.kind == "markup":
                holder[place] = holder[place]._replace(kind=edit.kind, rule=edit.rule)
        elif at < len(behind):
            behind.insert(at, edit)
        else:
            behind.append(edit)
    return kept + behind[::-1]


__all__ = ["Line", "Page", "RawPage", "document_id", "ingest_page", "strip_again"]
