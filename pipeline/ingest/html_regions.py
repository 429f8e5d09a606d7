"""Which elements of a page are no part of its article, by their names and attributes."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.html_elements import NEVER_SHOWN, READINGS
from pipeline.ingest.html_scan import attributes_of
from pipeline.resources import models_path

_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_JOINTS: Final = re.compile(r"[-_:]+")
# `has-sidebar`, `no-comments`, `js-share`: about something else, not the thing itself.
_ABOUT: Final = re.compile(r"(?:has|have|no|not|with|without|hide|show|is|js|without|hfeed)-")
_HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONGEST_LIST: Final = 400
_ASKED: Final = re.compile(r"class|id\s*=|role|hidden|style", re.I)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page: the kind and rule of the edits that remove it.

    `share` is the share of the page's prose above which an element of this form is no such region;
    with `spares_headings` one that holds a heading is none either.
    """

    kind: str
    rule: str
    share: float
    spares_headings: bool = False


GLOSS: Final = Region("gloss", "html-ruby", 1.0)


@dataclass(frozen=True, slots=True)
class _RegionBook:
    by_tag: dict[str, Region]
    by_role: dict[str, Region]
    by_words: tuple[tuple[re.Pattern[str], Region], ...]
    hidden: Region
    examples: tuple[tuple[str, str, str], ...]


@functools.cache
def region_book() -> _RegionBook:
    """The regions of `models/html/regions.toml`."""
    path = models_path("html/regions.toml")
    tags = {name: Region("markup", f"html-{name}", 1.0) for name in NEVER_SHOWN}
    tags |= dict.fromkeys(READINGS, GLOSS)
    roles: dict[str, Region] = {}
    words = []
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["region"]
        named = {}
        for entry in listed:
            spares = entry.get("spares_headings", False)
            region = Region(entry["kind"], f"html-{entry['name']}", entry["share"], spares)
            named[entry["name"]] = region
            tags |= dict.fromkeys(entry.get("tags", ()), region)
            roles |= dict.fromkeys(entry.get("roles", ()), region)
            if "words" in entry:
                words.append((re.compile(entry["words"]), region))
        examples = tuple((f"html-{e['name']}", e["example"], e["counter"]) for e in listed)
        return _RegionBook(tags, roles, tuple(words), named["hidden"], examples)
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


def region_of(name: str, attributes: str) -> Region | None:
    """The region that an element of this name, with these attributes as written, makes."""
    book = region_book()
    region = book.by_tag.get(name)
    if region is not None or not attributes or not _ASKED.search(attributes):
        return region
    found = attributes_of(attributes)
    if (
        "hidden" in found
        or found.get("aria-hidden", "").lower() == "true"
        or _HIDING.search(found.get("style", ""))
    ):
        return book.hidden
    role = book.by_role.get(found.get("role", "").strip().lower())
    if role is not None:
        return role
    if name in ("body", "html", "main", "article"):
        return None
    return _by_words(f"{found.get('class', '')} {found.get('id', '')}"[:_LONGEST_LIST])


@functools.lru_cache(maxsize=4_096)
def _by_words(written: str) -> Region | None:
    parts = [_JOINTS.sub("-", _CAPITAL.sub("-", part)).lower() for part in written.split()]
    words = " ".join(part for part in parts if not _ABOUT.match(part))
    if not words:
        return None
    for pattern, region in region_book().by_words:
        if pattern.search(words):
            return region
    return None


__all__ = ["GLOSS", "Region", "region_book", "region_of"]
