"""What stands beside names that no list has: cues with weights, and words of Latin-script names."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pipeline.resources import models_path

_BEFORE: Final = 20
# English says more words about a firm before its name than Chinese does.
_LATIN_BEFORE: Final = 60
_AFTER: Final = 90


class OpenName(NamedTuple):
    """A name that no list has, at one of its places."""

    start: int
    end: int
    type: str
    entity_id: str
    name: str
    score: float
    method: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern beside a candidate, and the evidence it adds."""

    side: str
    weight: float
    pattern: re.Pattern[str]
    example: str
    counter: str


@functools.cache
def _listed(name: str) -> dict[str, Any]:
    """What `models/names/<name>.toml` holds; read once for all kinds."""
    return tomllib.loads(models_path(f"names/{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def cues(kind: str) -> tuple[Cue, ...]:
    """The cues of one kind: `company`, `latin-company` or `listed-company`."""
    return tuple(
        Cue(c["side"], c["weight"], re.compile(c["pattern"]), c["example"], c["counter"])
        for c in _listed("open_cues")["cue"]
        if c["kind"] == kind
    )


def evidence(kind: str, text: str, start: int, end: int) -> tuple[float, ...]:
    """What each cue of `kind` adds for `text[start:end]`; 0 where it does not match."""
    reach = _LATIN_BEFORE if kind in ("latin-company", "listed-company") else _BEFORE
    sides = {
        "before": text[max(0, start - reach) : start],
        "after": text[end : end + _AFTER],
    }
    return tuple([cue.weight if cue.pattern.search(sides[cue.side]) else 0.0 for cue in cues(kind)])


@functools.cache
def latin_words(kind: str) -> frozenset[str]:
    """Words of names in Latin script: `company_strong`, `company_weak`, `not_person` …"""
    return frozenset(_listed("latin_words")[kind])


@functools.cache
def speaker_words(kind: str) -> frozenset[str]:
    """Chinese labels of turns that are nobody's name: `roles`, or their last characters."""
    return frozenset(_listed("speakers")[kind])


_SLUG: Final = re.compile(r"[^a-z0-9.\u3400-\u9fffà-ɏḁ-ỿ]+")


def slug(name: str) -> str:
    """The id of a name that no list has: folded, in lower case, its parts joined by hyphens."""
    return _SLUG.sub("-", name.lower()).strip("-.")
