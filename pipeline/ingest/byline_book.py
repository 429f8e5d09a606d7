"""What the package knows of bylines: roles, set forms, and what is no name in one."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.person_names import NotNames
from pipeline.ingest.sieve import Sieve
from pipeline.resources import models_path

_NAME_NEXT: Final = (
    r"(?=(?:[\u4e00-\u9fff]{2,4}|[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]+){0,2})"
    r"(?:$|[\s|｜/／、,，;；(（【\[]))"
)
# A dot (`文・林一舟`), a dash, a bracket (`【主播】林一舟`) part a label from a likely name only.
_SEPARATOR: Final = (
    r"(?:\s*(?:[:：|｜丨︱│/／]|\s[-—–]\s)\s*"
    rf"|(?:\s?(?:[・·‧]|[—–]{{1,2}})\s?|[】〕\]]\s?){_NAME_NEXT})"
)
_MARKED: Final = re.compile(r"[:：|｜丨︱│/／・·‧】〕\]—–]|\s-\s")
"""What stands in every line with a label: the core of a separator."""
_BOUND: Final = (
    r"(?:(?<=^)|(?<=[\s|｜丨︱│/／,，、;；。·•()（）\[\]【】〔〕「」“”\"—–:：*●▲△▼■◆>》-]))"
)
_AND: Final = r"\s{0,2}(?:[、·・/／&+和及,，]\s{0,2}|\s)"


@dataclass(frozen=True, slots=True)
class Role:
    """A label in front of a name; without a rank it never makes an author."""

    name: str
    rank: int | None
    example: str
    author: str
    """The name in the example; empty where the role never makes an author."""
    counter: str
    labels: re.Pattern[str]
    """What the role is called in front of a name."""


@dataclass(frozen=True, slots=True)
class BylinePattern:
    """A form without a label; `find` has a group for the name."""

    name: str
    rank: int
    find: re.Pattern[str]
    example: str
    author: str
    counter: str
    organization: bool = False
    """Whether it names a desk or a group, and no person."""
    reads: str = ""
    """`person` or `account`: what the name must be; empty where the form says enough."""

    def group(self, match: re.Match[str]) -> str:
        """The group that holds the name."""
        return "name" if match["name"] else "bare"


@dataclass(frozen=True, slots=True)
class BylineBook:
    """The knowledge of `models/boilerplate/bylines.toml`."""

    roles: tuple[Role, ...]
    label: re.Pattern[str]
    labels: Sieve
    """Of the roles: a line that passes none holds no label."""
    loose: re.Pattern[str]
    patterns: tuple[BylinePattern, ...]
    forms: Sieve
    """Of `patterns`."""
    known: NotNames
    place: re.Pattern[str]


@functools.cache
def byline_book() -> BylineBook:
    """What the package knows of bylines, read once a process.

    Raises:
        KnowledgeError: a field is missing or a pattern is not a regular expression.
    """
    path = models_path("boilerplate/bylines.toml")
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        return _book(listed)
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


@functools.lru_cache(maxsize=256)
def label_matches(line: str) -> tuple[re.Match[str], ...]:
    """Where labels stand in a line; several rules ask this of the same lines."""
    book = byline_book()
    if not _MARKED.search(line) or not book.labels.passing(line):
        return ()
    return tuple(book.label.finditer(line))


def _book(listed: dict[str, Any]) -> BylineBook:
    fragments: dict[str, str] = listed["fragments"]
    roles, named, loose = [], [], []
    for number, entry in enumerate(listed["role"]):
        roles.append(
            Role(
                entry["name"],
                entry.get("rank"),
                entry["example"],
                entry["author"],
                entry["counter"],
                re.compile(entry["labels"]),
            )
        )
        named.append(f"(?P<r{number}>{entry['labels']})")
        if entry.get("loose"):
            loose.append(entry["labels"])
    anything = "|".join(named)
    also = "|".join(entry["labels"] for entry in listed["role"])
    lead = r"(?:[\u4e00-\u9fff\w]{1,10}?|《[^《》]{1,12}》\s?)??"
    label = re.compile(
        rf"{_BOUND}{lead}(?:{anything})(?:{_AND}(?P<also>{also}))*(?:{_SEPARATOR})(?!\s|$)"
    )
    patterns = []
    for entry in listed["pattern"]:
        find = re.sub(r"(?<!P)<([a-z]+)>", lambda m: fragments[m.group(1)], entry["find"])
        patterns.append(
            BylinePattern(
                entry["rule"],
                entry["rank"],
                re.compile(find),
                entry["example"],
                entry["name"],
                entry["counter"],
                entry.get("organization", False),
                entry.get("reads", ""),
            )
        )
    not_names = listed["not_a_name"]
    return BylineBook(
        tuple(roles),
        label,
        Sieve(named),
        re.compile(rf"^[(（【\[]?(?:{'|'.join(loose)})\s+(?=\S)"),
        tuple(patterns),
        Sieve(pattern.find.pattern for pattern in patterns),
        NotNames(
            re.compile(not_names["begins"]),
            re.compile(not_names["ends"] + "$"),
            re.compile(not_names["never"]),
            re.compile(not_names["starts"]),
            re.compile(not_names["latin"]),
            re.compile(not_names["titles"]),
            re.compile(not_names["media"] + "$"),
        ),
        re.compile(fragments["place"]),
    )


__all__ = ["BylineBook", "BylinePattern", "Role", "byline_book", "label_matches"]
