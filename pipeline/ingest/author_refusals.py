"""Which candidates are no author whatever their odds: headlines, entries of lists, known products.

The model weighs what speaks for a name. A newsletter or a digest has no byline at all but dozens of
short lines, and the likeliest of these is still nobody: what is refused here is told by its kind.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.beside_names import is_told_otherwise
from pipeline.ingest.byline_book import byline_book, label_matches
from pipeline.ingest.byline_segments import is_dated
from pipeline.ingest.column_heads import column_writer
from pipeline.ingest.lines import letters
from pipeline.ingest.not_authors import is_told_of, posted_an_item
from pipeline.ingest.person_names import is_han_person, is_latin_person, is_ordinary_word
from pipeline.resources import models_path

REFUSALS: Final = "metadata/author_refusals.toml"
_ITEM: Final = re.compile(
    r"\s*(?:[-*+•·‣▪▸►➤✓✔✅❌☑✏📌📍🔹🔸👉]\ufe0f?|\d{1,2}[.)、])\s+(?=\S)|#{1,6}\s+(?=\S)"
)
_LINK: Final = re.compile(r"\]\(")
_BY: Final = re.compile(r"(?:^|\W)(?:[Bb]y|BY)[:\s]+@?$")
_WRITES: Final = re.compile(
    r"\s*[/／|｜]?\s*(?:文|撰文|图文|采写|口述|报道|报导)(?=$|[\s|｜/／、,，])"
)
_OTHERS: Final = ("editor", "picture")
_TRANSLATED: Final = re.compile(r"(?i)translat(?:ed|ion)(?: from(?: the)? [\w ]{2,24})? by $")
_LABEL_END: Final = re.compile(r"\s?[:：]\s?\S")
_REFERENCE: Final = re.compile(
    r"\s*(?:[\[［〔(（]\^?\d{1,3}[\]］〕)）]|[①-⑳]|\d{1,3}\)|[*†‡]\s?\d)"
)
_BEHIND_TITLE: Final = re.compile(r"\s*[-–—_|｜]\s*(.{2,40})")
_MARKED_HEADING: Final = re.compile(r"\s*(?:[▍▌■◆▎]\s*\S{1,8}|【[^】]{1,8}】)\s*")
_ITEMS: Final = re.compile(r"\s*[|｜/／>›»·•・]\s*|\s{2,}")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]{2}")
_NAMES: Final = re.compile(r"[\s、,，/／&]+")
_BETWEEN: Final = " @（(「“:：|｜/／"
# So far down without a date, a label or a person's name no line of a head is a byline.
_FIRST_LINES: Final = 6
_LONGEST_SECTION: Final = 40
_LONGEST_READ: Final = 100_000


@dataclass(frozen=True, slots=True)
class News:
    """Words of a headline; see the file."""

    name: str
    find: re.Pattern[str]
    always: bool
    example: str
    counter: str


def is_refused(candidate: Candidate, lines: Sequence[SeenLine], article: str) -> bool:
    """Whether a candidate is of a kind that is no author.

    Args:
        candidate: one of those in `lines`.
        lines: those that may name the author, in simplified script.
        article: what is left of the page.
    """
    line = lines[candidate.line]
    if _did_another_thing(candidate, line) or _is_cut(candidate, line):
        return True
    person = _is_person(candidate.name)
    if posted_an_item(candidate, lines, person=person):
        return True
    if candidate.rank is None and is_told_otherwise(candidate, lines, person=person):
        return True
    if line.zone == "title" and is_told_of(candidate.name, article[:_LONGEST_READ]):
        return True
    if is_labelled(candidate, line):
        return False
    if _is_reference(line) or _is_site(candidate, lines):
        return True
    near = lines[max(0, candidate.line - 1) : candidate.line + 2]
    dated = any(is_dated(x.text) for x in near)
    if _is_news(candidate.name, byline=dated and line.place < _FIRST_LINES // 2):
        return True
    if candidate.name.casefold() in known_things():
        return True
    if _is_entry(candidate, lines):
        return True
    if _is_column(candidate, line):
        return True
    if person:
        return False
    if _is_over_title(candidate, lines):
        return True
    if candidate.name.islower() and is_ordinary_word(candidate.name):
        return True
    if _is_label(candidate, line):
        return True
    if _is_menu_word(candidate, lines) or _MARKED_HEADING.fullmatch(line.text):
        return True
    if _is_section(candidate.line, lines, article) or (
        _LINK.search(line.text) and line.kind != "byline"
    ):
        return True
    unread = candidate.rank is None and not candidate.readings
    return line.zone == "head" and line.place >= _FIRST_LINES and not dated and unread


def _did_another_thing(candidate: Candidate, line: SeenLine) -> bool:
    """Whether the label at a name is that of who edited, pictured or translated: no author's."""
    if candidate.start < 0 or candidate.rank is not None:
        return False
    before = line.text[: candidate.start]
    if _TRANSLATED.search(before):
        return True
    own = [
        match
        for match in label_matches(line.text)
        if match.end() <= candidate.start and _are_names(line.text[match.end() : candidate.start])
    ]
    roles = byline_book().roles
    return any(
        roles[n].name in _OTHERS
        for match in own
        for n in range(len(roles))
        if match[f"r{n}"] and not match["also"]
    )


def _are_names(between: str) -> bool:
    """Whether nothing but people stands between a label and a name: `编辑:周小满 林一舟`."""
    known = byline_book().known
    rest = between.strip(_BETWEEN)
    return not rest or all(is_han_person(name, known) for name in _NAMES.split(rest) if name)


def _is_label(candidate: Candidate, line: SeenLine) -> bool:
    """Whether a word is itself a label that has its value behind it: `图源:远望 2026-03-04`."""
    end = candidate.start + len(candidate.name)
    return (
        candidate.start >= 0
        and _LABEL_END.match(line.text, end) is not None
        and any(m.start() <= candidate.start < m.end() for m in label_matches(line.text))
    )


def _is_column(candidate: Candidate, line: SeenLine) -> bool:
    """Whether a name is that of the column which somebody else in the line writes."""
    if line.zone != "head" or candidate.rank is not None:
        return False
    writer = column_writer(line.text)
    return writer is not None and writer != candidate.name


def _is_cut(candidate: Candidate, line: SeenLine) -> bool:
    """Whether a name is but the half of one whose letters were crossed out: `国立○○大学`."""
    end = candidate.start + len(candidate.name)
    return candidate.start >= 0 and line.text[end : end + 1] in tuple("○△〇×□")


def _is_reference(line: SeenLine) -> bool:
    """Whether a line is an entry of a list of sources: `[2] Harbour Rankings`, `① 林一舟`."""
    return line.zone == "tail" and _REFERENCE.match(line.text) is not None


def _is_site(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether the page names the site so, behind its title: ` – TickerPost`."""
    return any(
        x.kind == "nav"
        and (behind := _BEHIND_TITLE.fullmatch(x.text))
        and behind[1].strip() == candidate.name
        for x in lines
    )


def _is_over_title(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a line is but a name, no person's and read by no rule, right above the title.

    Of 1,300 such lines in the heads that are learned from 16 name the author: it is the site.
    """
    line = lines[candidate.line]
    if line.zone != "head" or line.below_title or line.text != candidate.name:
        return False
    if candidate.rank is not None or candidate.line + 1 >= len(lines):
        return False
    above = lines[candidate.line - 1] if candidate.line else None
    dated = above is not None and above.zone == "head" and is_dated(above.text)
    return lines[candidate.line + 1].below_title and not dated


def _is_menu_word(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a short word, which no rule reads as a role's, is an item of the page's menu."""
    name = candidate.name
    if candidate.rank is not None or len(name) > (3 if _HAN.search(name) else 24):
        return False
    return any(
        x.kind == "nav" and len(items := _ITEMS.split(x.text)) > 1 and name in items for x in lines
    )


def is_labelled(candidate: Candidate, line: SeenLine) -> bool:
    """Whether a label stands at the name (`作者:`, `By`, `/文`): it says itself what it is."""
    start = candidate.start
    if start < 0:
        return candidate.rank is not None
    text = line.text
    if _BY.search(text[:start]) or _WRITES.match(text[start + len(candidate.name) :]):
        return True
    return any(
        match.end() <= start and not text[match.end() : start].strip(_BETWEEN)
        for match in label_matches(text)
    )


def _is_news(name: str, *, byline: bool) -> bool:
    latin = _LATIN.search(name) is not None
    return any(
        (news.always or (latin and not byline) or news.find.fullmatch(name))
        and news.find.search(name)
        for news in news_words()
    )


def _is_entry(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a name is but a part of an entry of a list, or one entry among others."""
    line = lines[candidate.line]
    marked = _ITEM.match(line.text)
    if not marked:
        return False
    if letters(line.text[marked.end() :]) != letters(candidate.name):
        return True
    near = [lines[n] for n in (candidate.line - 1, candidate.line + 1) if 0 <= n < len(lines)]
    items = [x for x in near if x.zone == line.zone and _ITEM.match(x.text)]
    # `- Nora W.`, `- 4 March 2026`: the fields of a byline, not entries of a list.
    return bool(items) and not any(is_dated(x.text) for x in items)


def _is_section(number: int, lines: Sequence[SeenLine], article: str) -> bool:
    """Whether a line heads a list, or stands again inside the article with more of it below."""
    line = lines[number]
    if line.zone == "title" or len(line.text) > _LONGEST_SECTION:
        return False
    below = lines[number + 1] if number + 1 < len(lines) else None
    if below is not None and below.zone == line.zone and (item := _ITEM.match(below.text)):
        said = below.text[item.end() :]
        return not byline_book().label.match(said) and not is_dated(said[:_LONGEST_SECTION])
    article = article[:_LONGEST_READ]
    first = f"\n{article}".find(f"\n{line.text}\n")
    last = f"\n{article}".rfind(f"\n{line.text}\n")
    # An account's name may be printed twice, one above the other: its picture and itself.
    apart = last > first + len(line.text) + 2
    return apart and first >= 0 and len(article) - last > 4 * len(line.text) + 80


def _is_person(name: str) -> bool:
    known = byline_book().known
    return is_han_person(name, known) or is_latin_person(name, known)


@functools.cache
def known_things() -> frozenset[str]:
    """The names of known companies and models, in lower case."""
    from pipeline.knowledge.base import packaged_names

    return frozenset(name.casefold() for name in packaged_names(("company", "model")))


@functools.cache
def news_words() -> tuple[News, ...]:
    """The words of `models/metadata/author_refusals.toml`.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    path = models_path(REFUSALS)
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["news"]
        return tuple(News(**{**entry, "find": re.compile(entry["find"])}) for entry in listed)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


__all__ = ["REFUSALS", "News", "is_labelled", "is_refused", "known_things", "news_words"]
