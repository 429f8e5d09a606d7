"""Boilerplate, line by line: what a page adds to an article, by kind and by rule.

A document is judged in three steps: what is known without learning (line_sections.py: repetitions,
the rules for lines, the lists and paragraphs that a heading opens); what the classifier says of
lines that no rule took and of paragraphs that a mere phrase condemned (learned_lines.py); and
adverts of several lines, which are joined. Paragraphs in the middle of an article need the
strongest evidence, lines outside of it the weakest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.ingest.ad_blocks import join_ads
from pipeline.ingest.caption_blocks import join_captions, judge_twice
from pipeline.ingest.described_authors import judge_described
from pipeline.ingest.kept_lines import (
    numbered_headings,
)
from pipeline.ingest.learned_lines import judge_learned
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage, Verdict
from pipeline.ingest.line_prefilter import Cues
from pipeline.ingest.line_sections import (
    judge_known,
    judge_titled,
)
from pipeline.ingest.lines import Line, letters
from pipeline.ingest.page_furniture import judge_furniture, judge_posters
from pipeline.ingest.rule_book import RuleBook
from pipeline.ingest.tail_headings import judge_headings
from pipeline.ingest.tail_lines import judge_numbered, judge_starred, judge_tail
from pipeline.ingest.titles import find_title


class Judged(NamedTuple):
    """The title of a document, and for each line the verdict that removes it, or None."""

    title: str | None
    verdicts: list[Verdict | None]


def judge_lines(
    lines: Sequence[Line],
    title: str | None,
    headings: Collection[int] = (),
    book: RuleBook | None = None,
) -> list[Verdict | None]:
    """For each line the verdict that removes it, or None where it stays.

    Args:
        lines: the lines of one document, in simplified script.
        title: its title, if that is known; else it is looked for among them. The first line that
            holds it stays, its repetitions go.
        headings: ranks of lines that the markup makes headings; no section runs past one.
        book: the rules; those of the package if None.
    """
    return judge_page(lines, title, headings, book).verdicts


def judge_page(
    lines: Sequence[Line],
    stated: str | None,
    headings: Collection[int] = (),
    book: RuleBook | None = None,
) -> Judged:
    """The title of a document, and the verdicts on its lines as of `judge_lines`.

    Args:
        lines: as there.
        stated: the title that the page's tags, front matter or record state.
        headings: as there.
        book: as there.
    """
    page = known_page(lines, headings, book)
    return judge_known_page(page, stated, line_classifier().shares(page), lines)


def known_page(
    lines: Sequence[Line],
    headings: Collection[int] = (),
    book: RuleBook | None = None,
    cues: Sequence[Cues] | None = None,
) -> LinePage:
    """The page of `lines` with the verdicts that need no learning; arguments as `LinePage`."""
    page = LinePage(lines, headings, book, cues)
    if page.texts:
        judge_known(page)
    return page


def judge_known_page(
    page: LinePage, stated: str | None, shares: Floats, lines: Sequence[Line]
) -> Judged:
    """What `judge_page` makes of a page of which the line classifier was asked.

    Args:
        page: of `known_page`; its verdicts are added to.
        stated: the title that is stated, if one is.
        shares: of the page, by the line classifier.
        lines: all lines of the document.
    """
    title = stated
    known = list(page.verdicts)
    if page.texts:
        title, place = find_title(page, shares, stated)
        judge_titled(page, title, place)
        judge_furniture(page, title, place)
        page.find_prose()
        known = list(page.verdicts)
        counted = numbered_headings(page.texts)
        counted |= judge_learned(page, title, shares, counted)
        judge_posters(page, title)
        judge_described(page)
        join_ads(page, shares, counted)
        judge_twice(page)
        join_captions(page)
        judge_starred(page)
        judge_numbered(page)
        judge_tail(page, shares)
        judge_headings(page, title)
    if not any(v is None and letters(t) for v, t in zip(page.verdicts, page.texts, strict=True)):
        # A scrap of a text is no page: what was learned from pages does not hold for it.
        page.verdicts = known
    return Judged(title, [page.verdicts[line.rank] if line.rank >= 0 else None for line in lines])


__all__ = [
    "Judged",
    "Verdict",
    "judge_known_page",
    "judge_lines",
    "judge_page",
    "known_page",
]
