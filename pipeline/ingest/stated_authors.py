"""The author that a page's tags or a record state, without the task that stands at the name."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final, TypeVar

from pipeline.errors import KnowledgeError
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import is_han_person, is_latin_person, is_medium
from pipeline.ingest.script import fold
from pipeline.resources import models_path

TASKS: Final = "metadata/stated_authors.toml"
_LONGEST: Final = 120
_NOT_AUTHOR: Final = re.compile(
    r"(?i)https?://|^www\.|\S+@\S+\.\S+|^(?:admin|administrator|root|editor|webmaster|guest|user"
    r"|unknown|null|none|nan|n/?a|anonymous|staff|author|管理员|佚名|匿名|未知|无|编辑部|小编|编辑"
    r"|(?:staff|guest|senior|contributing)[ -](?:reporter|writer|editor|author|contributor|desk)"
    r"|記者|记者|管理員|編輯部?|小編|撰文|作者)$"
)
_TASK: Final = re.compile(
    r"(?i)^[a-z][\w ,&-]{0,40}?\b(?:columnist|reporter|correspondent|contributor|analyst"
    r"|journalist)\Z|^(?:[a-z][\w ,&-]{0,40} )?(?:columnist|reporter|editor|writer|correspondent"
    r"|contributor)\Z"
)
_SEPARATOR: Final = re.compile(r"\s*(?:[、,，/／&＆;；|｜]|\band\b)\s*|(?<=[\u3400-\u9fff])\s+")
# Fields of a byline, with the task of one of them.
_MARKED: Final = re.compile(r"[/／|｜].*(?:记者|記者)|(?:记者|記者).*[/／|｜].*(?:报|報|电|電)")
_MOST_TASKS: Final = 2


@dataclass(frozen=True, slots=True)
class Task:
    """What stands beside a stated name; see the file."""

    name: str
    find: re.Pattern[str]
    person: bool
    example: str
    left: str
    counter: str


@dataclass(frozen=True, slots=True)
class House:
    """A form of the names of those who bring a text and wrote none; see the file."""

    name: str
    find: re.Pattern[str]
    example: str
    counter: str


_Row = TypeVar("_Row", Task, House)


def stated_author(stated: str | None, site: str | None) -> str | None:
    """The author that a page's tags or a record name, unless that is an account or the site.

    Args:
        stated: what they state, in either script.
        site: the name of the page's site.
    """
    value = " ".join((stated or "").split())
    if not value or len(value) > _LONGEST or _NOT_AUTHOR.search(value):
        return None
    name, comma, title = value.partition(", ")
    # `Nora Whitfield, Senior Reporter`: two names are not one with a title.
    if comma and _TASK.search(title):
        value = name
    for _ in range(_MOST_TASKS):
        value = without_task(value)
    if _NOT_AUTHOR.search(value):
        return None
    value = _of_byline(value) or value
    return None if site and letters(value) == letters(site) else value


def _of_byline(value: str) -> str | None:
    """Whom a whole byline names that a page states for a name: `远望报/记者林一舟/台北报道`."""
    if not _MARKED.search(value):
        return None
    found = credits_of(fold(value))
    return found[0].name if found else None


def is_house(author: str) -> bool:
    """Whether a stated author is the house that brings a text: a medium, a portal, a company."""
    name = fold(author).strip()
    known = byline_book().known
    if are_people(name):
        return False
    return is_medium(name, known) or any(house.find.fullmatch(name) for house in houses())


def without_task(value: str) -> str:
    """A stated name without the first task that stands beside it."""
    for task in tasks():
        left = task.find.sub("", value, count=1)
        if left != value and left and (not task.person or are_people(left)):
            return left
    return value


def are_people(value: str) -> bool:
    """Whether all the names in `value` have the form of a person's."""
    known = byline_book().known
    names = [name for name in _SEPARATOR.split(fold(value)) if name]
    return bool(names) and all(
        is_han_person(name, known) or is_latin_person(name, known) for name in names
    )


@functools.cache
def houses() -> tuple[House, ...]:
    """The forms of the names of houses.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    return _listed("house", House)


@functools.cache
def tasks() -> tuple[Task, ...]:
    """What stands beside stated names.

    Raises:
        KnowledgeError: the file is missing or not as it must be.
    """
    return _listed("task", Task)


def _listed(kind: str, row: type[_Row]) -> tuple[_Row, ...]:
    """The entries of one kind in the file."""
    path = models_path(TASKS)
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))[kind]
        return tuple(row(**{**entry, "find": re.compile(entry["find"])}) for entry in listed)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


__all__ = [
    "TASKS",
    "House",
    "Task",
    "are_people",
    "houses",
    "is_house",
    "stated_author",
    "tasks",
    "without_task",
]
