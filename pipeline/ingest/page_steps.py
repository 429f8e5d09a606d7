"""The steps of a page from bytes to a document, apart from what the line classifier says of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.author_lines import author_line_edits
from pipeline.ingest.boilerplate import Verdict, judge_known_page, known_page
from pipeline.ingest.decode import Decoded, decode
from pipeline.ingest.draft import Draft, outermost, tidy
from pipeline.ingest.inline import Cut, cut_lines, inline_cuts
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_prefilter import Cues
from pipeline.ingest.lines import Line, heading_ranks, lines_of
from pipeline.ingest.markup import (
    front_matter,
    heading_mark,
    is_html,
    is_markdown,
    markdown_edits,
    read_html,
)
from pipeline.ingest.metadata import (
    Piece,
    Surroundings,
    fetched_at,
    find_metadata,
    reads_day_first,
)
from pipeline.ingest.mojibake import misread_edits
from pipeline.ingest.page_record import Page, RawPage, document_id
from pipeline.ingest.region import Judgement, judge
from pipeline.ingest.repair import REPAIRS, invisible_edits
from pipeline.ingest.repeats import repeat_edits
from pipeline.ingest.rule_book import RuleBook
from pipeline.ingest.script_spans import fold_string, fold_text
from pipeline.ingest.titles import site_behind
from pipeline.ingest.wraps import wrap_edits
from pipeline.ingest.written_titles import as_written
from pipeline.text import Edit, Text

_SITE: Final = "nav-site-behind-title"


def _decoded(raw: RawPage) -> Decoded:
    if not raw.encoding:
        return decode(raw.data, raw.source, raw.declared or None)
    text = raw.data.decode("utf-8", "replace")
    if not text.strip(" \t\r\n\0"):
        raise InputError(raw.source, "empty", "its text is empty")
    return Decoded(text, raw.encoding, raw.confidence)


@dataclass(slots=True)
class PageWork:
    """A page between the steps of its way.

    Attributes:
        raw: the page as it was read.
        decoded: its text.
        draft: the text so far.
        stated: what is stated of it.
        markup: which was taken away.
        judgement: its language and script.
        applied: the script conversion.
        day_first: whether `4/3/2026` is the fourth of March where it is from.
        book: the user's rules with ours.
        lines: of the draft.
        headings: the ranks of those that the markup makes headings, each with its level.
        pieces: what has gone of it by now.
        written: the text before it was folded.
        page: its lines with the verdicts that need no learning; set by `know_lines`.
    """

    raw: RawPage
    decoded: Decoded
    draft: Draft
    stated: dict[str, str]
    markup: str
    judgement: Judgement
    applied: str | None
    day_first: bool
    book: RuleBook | None
    lines: list[Line]
    headings: dict[int, int]
    pieces: list[Piece]
    written: Text
    page: LinePage = field(init=False)

    @property
    def texts(self) -> list[str]:
        """The lines that are not blank."""
        return [line.text for line in self.lines if line.rank >= 0]

    def fold(self, text: str) -> str:
        """`text` in simplified script, as the page's own was folded."""
        conversion, script = self.folding(text)
        return fold_string(text, conversion, script)

    def folding(self, text: str) -> tuple[str | None, str]:
        """The conversion that folds what is stated beside the page, and its script.

        A traditional title beside a simplified page was written elsewhere, and is folded by itself.
        """
        if self.applied is None and (own := judge(text)).script == "hant":
            return own.conversion, own.script
        return self.applied, self.judgement.script


def begin_page(raw: RawPage, conversion: str | None, book: RuleBook | None) -> PageWork:
    """The page up to its lines in simplified script."""
    decoded = _decoded(raw)
    draft = Draft(Text.of(decoded.text))
    # Mojibake goes first: what looks like a control or private character may be half a character.
    draft.apply(misread_edits(draft.text.string))
    draft.apply(invisible_edits(draft.text.string))
    stated, markup = _strip_markup(draft, raw.name or raw.source.rsplit("#", 1)[0])
    stated |= raw.stated
    for repair in REPAIRS:
        draft.apply(repair(draft.text.string))
    judgement = judge(draft.text.string)
    applied = conversion or judgement.conversion
    written = draft.text
    draft.text = fold_text(written, applied, judgement.script)
    day_first = reads_day_first(judgement.language, draft.text.string)
    lines = lines_of(draft.text.string)
    repeats = repeat_edits(draft.text.string, lines)
    pieces = [Piece(draft.text.string[e.start : e.end].strip(), e.kind) for e in repeats]
    if repeats:
        draft.apply(repeats)
        lines = lines_of(draft.text.string)
    return PageWork(
        raw,
        decoded,
        draft,
        stated,
        markup,
        judgement,
        applied,
        day_first,
        book,
        lines,
        heading_ranks(draft.text, lines),
        pieces,
        written,
    )


def know_lines(given: tuple[PageWork, Sequence[Cues] | None]) -> PageWork:
    """The page with the verdicts that need no learning, given the cues of its lines if known."""
    work, cues = given
    work.page = known_page(work.lines, work.headings, work.book, cues)
    return work


def finish_page(given: tuple[PageWork, Floats], reference: datetime.date | None) -> Page:
    """The document: the page without its boilerplate, with its metadata."""
    work, _ = given
    raw, draft, judgement = work.raw, work.draft, work.judgement
    folded = draft.text
    title = strip_page(given)
    at = fetched_at(work.stated) or reference
    found = find_metadata(
        work.pieces, title, Surroundings(work.stated, raw.source, work.day_first, at)
    )
    author = work.fold(found.author) if found.author else None
    site = work.fold(found.site) if found.site else None
    headings = [line.text for line in work.lines if line.rank in work.headings]
    disabled = work.book.disabled if work.book else frozenset[str]()
    draft.apply(author_line_edits(draft.text.string, (author, site), title, headings, disabled))
    tidy(draft)
    if not any(c.isalnum() for c in draft.text.string):
        raise InputError(raw.source, "no-text", "nothing is left of it but boilerplate")
    if work.applied != judgement.conversion:
        judgement = Judgement(judgement.language, judgement.script, judgement.region, work.applied)
    folding = work.folding(work.stated.get("title") or "")
    beside = dict(raw.stated)
    if raw.declared and work.decoded.encoding != "utf-8":
        beside["declared"] = raw.declared
    return Page(
        document_id(raw.data, work.markup, beside),
        raw.source,
        work.decoded,
        draft.text,
        outermost(draft.edits),
        judgement,
        title,
        author,
        found.published,
        site,
        as_written(title, work.stated.get("title"), *folding, folded, work.written)
        if title
        else None,
    )


def strip_page(given: tuple[PageWork, Floats]) -> str | None:
    """Take the boilerplate of a page away; `pieces` then has all lines. Returns the title."""
    work, shares = given
    stated = work.stated.get("title")
    folded = work.fold(stated) if stated else None
    title, verdicts = judge_known_page(work.page, folded, shares, work.lines)
    kept = work.book is not None and _SITE in work.book.disabled
    looked = title if title and not folded and not kept else None
    end = site_behind(looked, [line.text for line in work.lines]) if looked else None
    _strip_lines(work, verdicts, title, end)
    return title[:end] if title else None


def _strip_markup(draft: Draft, name: str) -> tuple[dict[str, str], str]:
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
    draft.apply(heading_mark(draft.text.string))
    return stated, ""


def _strip_lines(
    work: PageWork, verdicts: Sequence[Verdict | None], title: str | None, whole: int | None
) -> None:
    """Take the boilerplate away; `work.pieces` then has all lines and what became of them.

    Args:
        work: the page.
        verdicts: on its lines.
        title: the page's title; a line that is it stays.
        whole: where in it a site's name begins, which goes.
    """
    draft, pieces = work.draft, work.pieces
    string = draft.text.string
    disabled = work.book.disabled if work.book else frozenset[str]()
    removals: list[Edit] = []
    cut_here = set(cut_lines(string, [line.text for line in work.lines]))
    for number, (line, verdict) in enumerate(zip(work.lines, verdicts, strict=True)):
        if verdict is None:
            cuts = inline_cuts(line.text, disabled) if number in cut_here else []
            if title and whole is not None and whole < len(title) and line.text == title:
                cuts = [Cut(whole, len(title), "nav", _SITE)]
            for cut in cuts:
                raw = string[line.start : line.end]
                begins = line.start + len(raw) - len(raw.lstrip())
                pieces.append(Piece(line.text[cut.start : cut.end], cut.kind))
                removals.append(Edit(begins + cut.start, begins + cut.end, "", cut.kind, cut.rule))
            if line.text:
                own = line.text[:whole] if line.text == title else line.text
                pieces.append(Piece(own, None))
            continue
        pieces.append(Piece(line.text, verdict.kind))
        end = min(line.end + 1, len(string))
        last = removals[-1] if removals else None
        blank = last is not None and not string[last.end : line.start].strip()
        # Each rule answers for its own lines, so that `edits` tells by which one a line went.
        alike = last is not None and (last.kind, last.rule) == (verdict.kind, verdict.rule)
        if last is not None and blank and alike:
            removals[-1] = Edit(last.start, end, "", last.kind, last.rule)
        else:
            removals.append(Edit(line.start, end, "", verdict.kind, verdict.rule))
    draft.apply(removals)


__all__ = [
    "PageWork",
    "begin_page",
    "finish_page",
    "strip_page",
]
