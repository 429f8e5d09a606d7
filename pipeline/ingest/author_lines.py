"""Lines that say who wrote a page, or whose account it is from, and nothing else.

Platforms print the account alone below the title (`算力夜话`, `算力夜话©`, beside its picture once
more) and again below the text; `◎林一舟（大学教授）` in its own paragraph looks like a heading. No
pattern tells such a line from any short one; that it is but the name does, once author and site are
known.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pipeline.ingest.author_candidates import members
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.lines import Line, letters, lines_of
from pipeline.ingest.person_names import closed_up, is_title
from pipeline.text import Edit

ACCOUNT_ALONE: Final = "byline-account-alone"
"""The name under which a line goes that is but the name."""
NAMES_AUTHOR: Final = "byline-names-author"
"""The name under which one goes that has the author's label, office or medium beside the name."""

_RIM: Final = 1_600
"""How much of the text is looked at from either end, up to the end of a line."""
_HEAD: Final = 14
_LONGEST: Final = 40
_KIND: Final = re.compile(r"(?:官方|认证)(?:账号|帐号|微博|微信)?\s*\Z")
_ROLES: Final = frozenset(["author", "writer", "reporter"])
_ENGLISH: Final = re.compile(
    r"(?:\w+ )?[Bb]y"
    r"|(?i:(?:[\w-]+ ){0,2}(?:reporter|editor|correspondent|columnist|writer|contributor|analyst))"
)
_MEDIUM: Final = re.compile(r"[\u3400-\u9fff]{2,8}[报网社刊台]")
_BESIDE: Final = re.compile(r"[\W_]+")
_BETWEEN_LATIN: Final = re.compile(r"[^\w\s-]+|\s[-—–]+\s")


def author_line_edits(
    text: str,
    names: Sequence[str | None],
    title: str | None,
    headings: Iterable[str] = (),
    disabled: Collection[str] = (),
) -> list[Edit]:
    """Edits that remove the lines which say but one of `names`, above the article and below it.

    Args:
        text: the page without its other boilerplate, in simplified script.
        names: the author or authors, and the site.
        title: of the page, whose line stays; without one, the first line may be it.
        headings: of the markup, which stay.
        disabled: rules that the user has switched off.
    """
    known = [one for name in names if name for one in (name, *members(name))]
    stay = {"", *(letters(line) for line in (title or "", *headings))}
    wanted = {letters(name) for name in known} - stay
    if not wanted:
        return []
    known = sorted((name for name in known if letters(name) in wanted), key=len, reverse=True)

    def rule(line: Line) -> str | None:
        said = letters(line.text) if len(line.text) <= _LONGEST else ""
        if said in stay:
            return None
        if said in wanted or letters(_KIND.sub("", line.text)) in wanted:
            return ACCOUNT_ALONE
        return NAMES_AUTHOR if _but_names(line.text, known) else None

    head, tail = _rims(text)
    first = next((n for n, line in enumerate(head) if is_prose(line.text)), len(head))
    found = [(line, rule(line)) for line in head[0 if title else 1 : min(first, _HEAD)]]
    if first < len(head):
        below = itertools.takewhile(
            lambda x: x[1] == ACCOUNT_ALONE, ((line, rule(line)) for line in reversed(tail))
        )
        last = list(below)[::-1]
        # Who speaks in a talk is named again above what he says.
        inside = text[head[first].start : last[0][0].start if last else len(text)]
        found = [x for x in (*found, *last) if f"\n{x[0].text}\n" not in inside]
    return [
        Edit(line.start, min(line.end + 1, len(text)), "", "byline", name)
        for line, name in found
        if name and name not in disabled
    ]


def _but_names(text: str, names: Iterable[str]) -> bool:
    """Whether a line holds names and beside them a label, an office or, set off, a medium."""
    line = closed_up(text, byline_book().known)
    rest = functools.reduce(lambda x, name: x.replace(name, "|"), names, line)
    if rest == line:
        return False
    if rest.isascii():
        beside = [part.strip() for part in _BETWEEN_LATIN.split(rest) if part.strip()]
        return all(_ENGLISH.fullmatch(part) for part in beside)
    # `工商时报 林一舟`: what a gap parts from the name.
    medium, _, behind = rest.partition("|")
    if _MEDIUM.fullmatch(medium.rstrip()) and medium[-1].isspace() and not letters(behind):
        return True
    return all(_is_label(part) for part in _BESIDE.split(rest) if part)


def _is_label(part: str) -> bool:
    book = byline_book()
    if is_title(part, book.known):
        return True
    return any(role.labels.fullmatch(part) for role in book.roles if role.name in _ROLES)


def _rims(text: str) -> tuple[list[Line], list[Line]]:
    """The lines at the start of the text and those at its end, which may be the same."""
    cut, start = text.find("\n", _RIM), text.rfind("\n", 0, max(0, len(text) - _RIM)) + 1
    head = [line for line in lines_of(text[:cut] if cut > 0 else text) if line.rank >= 0]
    tail = [line for line in lines_of(text[start:]) if line.rank >= 0]
    return head, [line._replace(start=line.start + start, end=line.end + start) for line in tail]


__all__ = ["ACCOUNT_ALONE", "NAMES_AUTHOR", "author_line_edits"]
