"""Who is named in a byline, and as what: labels (`作者:…`) and set forms."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from pipeline.ingest.byline_book import Role, byline_book, label_matches
from pipeline.ingest.byline_segments import is_dated, without_marks
from pipeline.ingest.credited_names import LONGEST, names_in, written_name
from pipeline.ingest.person_names import is_ordinary_word, is_pen_name, is_person

_SENTENCE_ENDS: Final = ("。", "！", "？", "!", "?")
_ACCOUNT: Final = re.compile(r"@?[A-Za-z][\w.-]{2,24}\Z")
_LATIN_START: Final = re.compile(r"[A-Z][\w.’'-]+ [A-Z][\w.’'-]+\s*(?:$|[|·•,(（])")


class Credit(NamedTuple):
    """A name in a byline; `rank` orders the roles, the lowest being the author's own."""

    rank: int
    name: str


class Field(NamedTuple):
    """A labelled part of a byline: the role's name, its rank (None: no author), the value."""

    role: str
    rank: int | None
    value: str


def labelled(line: str) -> list[Field]:
    """The labelled parts of a byline, in order; a value runs to the next label."""
    return list(_labelled(line))


# The same lines are asked about for a title, an author, a site and a date.
@functools.lru_cache(maxsize=256)
def _labelled(line: str) -> tuple[Field, ...]:
    book = byline_book()
    matches = label_matches(line[:LONGEST])
    fields = []
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        role = _role(match)
        end = _field_end(match, following, len(line[:LONGEST]))
        value = line[match.end() : end].strip()
        # "记者：会上没有人回答。" is a turn of a conversation: a field ends no sentence.
        if not value.endswith(_SENTENCE_ENDS):
            fields.append(Field(role.name, role.rank, value))
    if not fields and (loose := book.loose.match(line)):
        value = line[loose.end() : LONGEST]
        first = re.split(r"[\s(（|｜,，、]", value, maxsplit=1)[0]
        account = _ACCOUNT.match(first) and not is_ordinary_word(first)
        dated = is_dated(line[:LONGEST]) and is_pen_name(first, book.known)
        if is_person(first, book.known) or account or dated or _LATIN_START.match(value):
            fields.append(Field("author", 0, value))
    return tuple(fields)


def _role(match: re.Match[str]) -> Role:
    """The role that a label names, of two the nearer to an author's: `主播、文稿:`.

    Behind a count without its number (`次阅读 稿源:`) it is the other's.
    """
    roles = byline_book().roles
    role = next(role for n, role in enumerate(roles) if match[f"r{n}"])
    also = next((r for r in roles if match["also"] and r.labels.fullmatch(match["also"])), None)
    if also is None or (role.name != "other" and (role.rank is None or also.rank is None)):
        return role
    return also if role.rank is None or (also.rank or 0) < role.rank else role


def _field_end(match: re.Match[str], following: re.Match[str] | None, last: int) -> int:
    """Where the value of a label ends: at the next one, which may be glued to it.

    In `作者:林一舟责编:周小满` the name reads like the beginning of the next label.
    """
    if following is None:
        return last
    if following.start() > match.end() or following["also"]:
        return following.start()
    label = next(span for span in following.regs[1:] if span[0] >= 0)
    return label[0]


def credits_of(line: str) -> list[Credit]:
    """The authors that a byline names by a role or a set form, with the rank of the role."""
    return list(_credits_of(line))


@functools.lru_cache(maxsize=256)
def _credits_of(line: str) -> tuple[Credit, ...]:
    book = byline_book()
    line = without_marks(line[:LONGEST])
    found = [
        Credit(field.rank, name)
        for field in labelled(line)
        if field.rank is not None and (name := names_in(field.value))
    ]
    for number in book.forms.passing(line):
        pattern = book.patterns[number]
        match = pattern.find.search(line)
        if match and (name := written_name(match[pattern.group(match)], pattern)):
            found.append(Credit(pattern.rank, name))
    return tuple(sorted(found, key=lambda credit: credit.rank))


def parse_author(line: str) -> str | None:
    """The author whom a byline names by a role (`作者:…`, `By …`)."""
    found = credits_of(line)
    return found[0].name if found else None


__all__ = ["Credit", "Field", "credits_of", "labelled", "parse_author"]
