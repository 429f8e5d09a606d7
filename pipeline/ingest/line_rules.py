"""Rules for single lines as they are written: patterns by kind and place, and advert phrases.

They stand in `models/boilerplate/rules.toml` and `ad_cues.toml`, written for simplified script
without markup; `pipeline.ingest.rule_book` tries them on lines.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.required_strings import required_strings
from pipeline.resources import models_path

PLACES: Final = ("top", "head", "any", "tail", "rim", "end")
"""Where in a page a rule may hold; the head of `rules.toml` explains them."""

_RULES: Final = "boilerplate/rules.toml"
_AD_PHRASES: Final = "boilerplate/ad_cues.toml"
_FRAGMENT: Final = re.compile(r"(?<!P)<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line rule; the head of `models/boilerplate/rules.toml` explains the fields.

    The `user`'s own rules are tried one by one, so that they may hold groups and references.
    """

    name: str
    kind: str
    where: str
    longest: int
    pattern: str
    inside: bool
    cues: tuple[str, ...]
    section: str
    example: str
    counter: str
    user: bool = False

    def matches(self, line: str) -> bool:
        """Whether the rule takes `line`, wherever it stands."""
        if len(line) > self.longest:
            return False
        return self.finder()(line) is not None

    def finder(self) -> Callable[[str], re.Match[str] | None]:
        """What searches a line for the pattern; it is compiled when it is first wanted."""
        pattern = _compiled(self.pattern)
        return pattern.search if self.inside else pattern.match


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """Advert phrases of one sort; `address` groups turn to the reader."""

    name: str
    weight: int
    address: bool
    phrases: tuple[str, ...]
    example: str
    counter: str


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read_rules() -> tuple[Rule, ...]:
    """The rules that come with the package, in the order of the file.

    Raises:
        KnowledgeError: a field is missing or a pattern is not a regular expression.
    """
    path = models_path(_RULES)
    listed = _toml(path)
    fragments: dict[str, str] = listed["fragments"]
    rules = []
    for entry in listed["rule"]:
        try:
            rules.append(parse_rule(entry, fragments))
        except (KeyError, re.error) as error:
            raise KnowledgeError(f"{path}: rule {entry.get('name')!r}: {error!r}") from error
    return tuple(rules)


def read_advert_phrases() -> tuple[tuple[PhraseGroup, ...], int]:
    """The groups of advert phrases of the package, and the sum of weights that makes an advert.

    Raises:
        KnowledgeError: the file cannot be read.
    """
    listed = _toml(models_path(_AD_PHRASES))
    groups = tuple(
        PhraseGroup(
            entry["name"],
            entry["weight"],
            entry.get("address", False),
            tuple(entry["phrases"]),
            entry["example"],
            entry["counter"],
        )
        for entry in listed["group"]
    )
    return groups, listed["enough"]


def parse_rule(entry: Mapping[str, Any], fragments: Mapping[str, str]) -> Rule:
    """A rule as `rules.toml` has it.

    Raises:
        KeyError: a field is missing.
        re.error: the pattern cannot be read as a regular expression.
    """
    searched = entry.get("inside")
    pattern = _expand(searched or entry["pattern"], fragments)
    required_strings(pattern)  # It reads the pattern, which tells whether it can be read.
    return Rule(
        entry["name"],
        entry["kind"],
        entry["where"],
        entry["longest"],
        pattern,
        searched is not None,
        tuple(entry.get("cues", ())),
        entry.get("section", ""),
        entry["example"],
        entry["counter"],
    )


@functools.cache
def rule_fragments() -> dict[str, str]:
    """The fragments that patterns may name, with their patterns."""
    fragments: dict[str, str] = _toml(models_path(_RULES))["fragments"]
    return fragments


def _expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """`pattern` with its fragments, which may hold others, set in."""
    for _ in range(3):
        pattern = _FRAGMENT.sub(lambda m: fragments.get(m.group(1), m.group()), pattern)
    return pattern


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{path}: {error}") from error


__all__ = [
    "PLACES",
    "PhraseGroup",
    "Rule",
    "parse_rule",
    "read_advert_phrases",
    "read_rules",
    "rule_fragments",
]
