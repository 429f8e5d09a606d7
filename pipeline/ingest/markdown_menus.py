"""Menus of a page that a reader saved as Markdown: rows of links above its article.

What Jina, Firecrawl and their like save begins with all the site's sections, a link a line, often
more lines than are searched for a title. Only where nothing but links stands is a line a menu's,
and only above the title, or in a long row of short labels between title and text among which are
words that menus have: five short links below a title are as often what the article lists. Headings
are no menu, whatever they link to. Links to places of the page itself are its contents and stay; so
does a page that has no paragraph below.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pipeline.ingest.line_page import is_prose
from pipeline.ingest.line_rules import rule_fragments
from pipeline.ingest.line_widths import columns
from pipeline.ingest.script import fold
from pipeline.text import Edit

RULE: Final = "markdown-links"
"""The name under which menus go."""

_LEAST: Final = 3
_LEAST_ROW: Final = 5
_LEAST_WORDS: Final = 3
_WORDS_IN: Final = 4
_WIDEST: Final = 28
_NARROWEST: Final = 40
_STOPS: Final = ("。", "！", "？", ".", "!", "?", "”", "」")
_SEARCHED: Final = 2_000
_LONGEST: Final = 2_000
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_UNDERLINE: Final = re.compile(r" {0,3}={3,}[ \t]*\Z")
_MARK: Final = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_WORD: Final = re.compile(r"\w")
_FIELD: Final = re.compile(r"[A-Z][A-Za-z ]{2,24}:")


class Link(NamedTuple):
    """A link with its span in the text; `label` is what it says, `inner` whether it stays here."""

    start: int
    end: int
    label: str
    inner: bool


class _Row(NamedTuple):
    """A line: its span with its line break, what it says beside links, and its links' labels."""

    start: int
    end: int
    text: str
    beside: str
    labels: tuple[str, ...]
    inner: bool

    @property
    def is_linked(self) -> bool:
        """Whether nothing but links to other pages stands in the line."""
        if not self.labels or self.inner or _HEADING.match(self.text):
            return False
        return _WORD.search(_MARK.sub("", self.beside, count=1)) is None

    @property
    def is_short(self) -> bool:
        """Whether its labels are such as a menu has."""
        return all(columns(label) <= _WIDEST for label in self.labels)


def menu_edits(text: str, links: Sequence[Link], images: Sequence[Edit]) -> list[Edit]:
    """The edits that take the rows of links above an article away, sorted and disjoint.

    Args:
        text: a page of Markdown, with its marks.
        links: its links, sorted, none inside another.
        images: what is no word of the page, sorted: images, rules, comments.
    """
    if len(links) < _LEAST:
        return []
    rows: list[_Row] = []
    for row in itertools.islice(_rows(text, links, images), _SEARCHED):
        if _is_text(row.beside[:_LONGEST].strip()):
            break
        rows.append(row)
    else:
        return []
    title, level = _title(rows)
    above = [n for n in range(max(title, 0)) if rows[n].is_linked]
    if level != 1 and not (
        _is_menu([rows[n] for n in above])
        or (_is_row([rows[n] for n in above]) and not _is_headed(rows[: above[0]]))
    ):
        above = []
    below = range(title + 1, len(rows))
    gone = sorted({*above, *(n for run in _runs(rows, below) for n in run)})
    return [Edit(rows[n].start, rows[n].end, "", "nav", RULE) for n in gone]


def _is_text(beside: str) -> bool:
    """Whether what stands beside links is a paragraph, or a sentence of some length."""
    sentence = beside.endswith(_STOPS) and columns(beside) >= _NARROWEST
    return sentence or is_prose(beside)


def _rows(text: str, links: Sequence[Link], images: Sequence[Edit]) -> Iterator[_Row]:
    """The lines of `text`, each with what stands in it outside of links and images."""
    spans: list[Link | Edit] = sorted([*links, *images], key=lambda x: (x.start, -x.end))
    at = first = 0
    for line in text.split("\n"):
        end = at + len(line)
        beside, done, near = "", at, first
        inside: list[Link] = []
        while near < len(spans) and (span := spans[near]).start < end:
            beside += text[done : max(done, span.start)]
            done = max(done, span.end)
            inside += [span] if isinstance(span, Link) else []
            near += 1
        beside += text[done:end]
        labels = tuple(x.label for x in inside if _WORD.search(x.label))
        yield _Row(at, min(end + 1, len(text)), line, beside, labels, any(x.inner for x in inside))
        at = end + 1
        while first < len(spans) and spans[first].end <= at:
            first += 1


def _title(rows: Sequence[_Row]) -> tuple[int, int]:
    """The number and the level of the heading that is the title; -1 and 0 where there is none."""
    first = (-1, 0)
    for number, row in enumerate(rows):
        if number and rows[number - 1].text.strip() and _UNDERLINE.match(row.text):
            return number - 1, 1
        if heading := _HEADING.match(row.text):
            if len(heading[1]) == 1:
                return number, 1
            first = (number, len(heading[1])) if first[0] < 0 else first
    return first


def _runs(rows: Sequence[_Row], numbers: range) -> Iterator[list[int]]:
    """The menus among `numbers`, blank lines and pictures between their rows aside."""
    run: list[int] = []
    for number in numbers:
        row = rows[number]
        if row.is_linked and row.is_short:
            run.append(number)
        elif row.labels or _WORD.search(row.beside):
            if _is_menu([rows[n] for n in run]):
                yield run
            run = []
    if _is_menu([rows[n] for n in run]):
        yield run


def _is_headed(rows: Sequence[_Row]) -> bool:
    """Whether words stand in `rows` that may be a title, no field such as `URL Source: …`."""
    return any(_WORD.search(row.beside) and not _FIELD.match(row.text) for row in rows)


def _is_row(rows: Sequence[_Row]) -> bool:
    return len(rows) >= _LEAST_ROW and all(row.is_short for row in rows)


def _is_menu(rows: Sequence[_Row]) -> bool:
    """Whether a row of short links has the words of a menu: a few, and one in four."""
    if not _is_row(rows):
        return False
    labels = fold("\n".join(label for row in rows for label in row.labels)).split("\n")
    words = sum(_menu_word().fullmatch(label.strip()) is not None for label in labels)
    return words >= max(_LEAST_WORDS, len(labels) / _WORDS_IN)


@functools.cache
def _menu_word() -> re.Pattern[str]:
    return re.compile(rule_fragments()["menu"])


__all__ = ["RULE", "Link", "menu_edits"]
