"""Rules for single lines: patterns by kind and place, and phrases that add up to an advert.

The rules stand in `models/boilerplate/rules.toml` and `ad_cues.toml`, written for simplified script
without markup. A pattern that may match anywhere in a line names the strings one of which every
match holds; one automaton over these and the advert phrases goes over the document once, so that a
paragraph without any costs next to nothing.
"""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

PLACES: Final = ("top", "head", "any", "tail", "rim", "end")
_LONG_AD: Final = 200
_UNSPOKEN: Final = 2
_MOST_KNOWN: Final = 20_000
_SHORT: Final = 140
_LONGEST_AD: Final = 500
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
    pattern: re.Pattern[str]
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
        found = self.pattern.search(line) if self.inside else self.pattern.match(line)
        return found is not None


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """Advert phrases of one sort; `address` groups turn to the reader."""

    name: str
    weight: int
    address: bool
    phrases: tuple[str, ...]
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Cues:
    """What the automaton found in one line: rules that may match, and advert phrase groups."""

    rules: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()


class RuleBook:
    """All rules, with the automaton that says which of them a line needs to be tried on.

    Args:
        rules: in the order in which they are tried.
        groups: the advert phrases.
        enough: the sum of weights that makes an advert.
        disabled: names of judgements that do not count: rules of other sorts, `learned-ad` …
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        groups: Sequence[PhraseGroup],
        enough: int,
        disabled: frozenset[str] = frozenset(),
    ) -> None:
        self.rules = tuple(rules)
        self.disabled = disabled
        self.groups = tuple(groups)
        self.enough = enough
        # Bit n of a mask stands for rule n, the bits above for the phrase groups.
        owners: dict[str, int] = {}
        for number, rule in enumerate(self.rules):
            for cue in rule.cues:
                owners[cue.lower()] = owners.get(cue.lower(), 0) | 1 << number
        for number, group in enumerate(self.groups, start=len(self.rules)):
            for phrase in group.phrases:
                owners[phrase.lower()] = owners.get(phrase.lower(), 0) | 1 << number
        # Nearly every line has a space, so that the automaton would find little else.
        self._spaced = owners.pop(" ", 0)
        self._owners = list(owners.values())
        self._known: dict[int, Cues] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(list(owners), store_patterns=False)
        self._own = [(n, r) for n, r in enumerate(self.rules) if r.user and not r.cues]
        free = [(n, r) for n, r in enumerate(self.rules) if not (r.cues or r.user)]
        self._free = [(n, r) for n, r in free if r.longest <= _SHORT]
        self._free_long = [(n, r) for n, r in free if r.longest > _SHORT]
        self._any_free = _any_of(r for _, r in self._free)
        self._any_free_long = _any_of(r for _, r in self._free_long)
        self._places = [_PLACES_OF[r.where] for r in self.rules]
        self._tries = [
            (r.longest, r.pattern.search if r.inside else r.pattern.match) for r in self.rules
        ]
        self._matching: dict[tuple[str, Cues], tuple[int, ...]] = {}

    def scan(self, lines: Sequence[str]) -> list[Cues]:
        """The cues of each line."""
        starts, at = [], 0
        for line in lines:
            starts.append(at)
            at += len(line) + 1
        # Lower case must not move offsets, which a few letters such as İ would.
        joined = "\n".join(lines)
        lowered = joined.lower()
        if len(lowered) != len(joined):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in joined)
        masks = [0] * len(lines)
        number, low, high = 0, 0, -1
        owners = self._owners
        for index, start, _ in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if not low <= start < high:
                number = bisect_right(starts, start) - 1
                low = starts[number]
                high = low + len(lines[number])
            masks[number] |= owners[index]
        if self._spaced:
            for number, line in enumerate(lines):
                if " " in line:
                    masks[number] |= self._spaced
        # Most lines have no cues or those of many another.
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        for mask in set(masks) - self._known.keys():
            self._known[mask] = self._cues(mask)
        return [self._known[mask] for mask in masks]

    def _cues(self, mask: int) -> Cues:
        """The rules and, in the higher bits, the phrase groups of a mask."""
        count = len(self.rules)
        bits = [n for n in range(mask.bit_length()) if mask >> n & 1]
        return Cues(
            frozenset(n for n in bits if n < count),
            frozenset(n - count for n in bits if n >= count),
        )

    def matching(self, line: str, cues: Cues) -> tuple[int, ...]:
        """The numbers of all rules that take `line` somewhere, in their order."""
        if len(line) > _SHORT:
            return self._matching_now(line, cues)
        # Short lines are asked about for the title and again for the page, and many recur.
        key = line, cues
        found = self._matching.get(key)
        if found is None:
            if len(self._matching) > _MOST_KNOWN:
                self._matching.clear()
            found = self._matching[key] = self._matching_now(line, cues)
        return found

    def _matching_now(self, line: str, cues: Cues) -> tuple[int, ...]:
        length = len(line)
        found = []
        if length <= _SHORT and self._any_free.match(line):
            found += [n for n, r in self._free if length <= r.longest and r.pattern.match(line)]
        if self._any_free_long.match(line):
            found += [
                n for n, r in self._free_long if length <= r.longest and r.pattern.match(line)
            ]
        found += [n for n, r in self._own if r.matches(line)]
        for number in cues.rules:
            longest, find = self._tries[number]
            if length <= longest and find(line):
                found.append(number)
        return tuple(sorted(found))

    def at(self, matching: Sequence[int], spot: str) -> Rule | None:
        """The first of the rules `matching` that holds at `spot`, a union such as `top+head`."""
        for number in matching:
            if spot in self._places[number]:
                return self.rules[number]
        return None

    def find(self, line: str, cues: Cues, spot: str) -> Rule | None:
        """The first rule that takes `line` at `spot`."""
        return self.at(self.matching(line, cues), spot)

    def weight(self, cues: Cues) -> int:
        """The sum of the advert phrase groups; less where none turns to the reader."""
        total = sum(self.groups[g].weight for g in cues.groups)
        spoken = any(self.groups[g].address for g in cues.groups)
        return total if spoken else total - _UNSPOKEN

    def is_ad(self, line: str, cues: Cues) -> bool:
        """Whether the phrases of `line` make it an advert; a longer line needs more of them."""
        if len(cues.groups) < 2 or len(line) > _LONGEST_AD:
            return False
        return self.weight(cues) >= self.enough + 2 * (len(line) > _LONG_AD)

    def extended(self, rules: Sequence[Rule], disabled: frozenset[str]) -> RuleBook:
        """The book with `rules` before its own and without what is `disabled`."""
        own = [replace(rule, user=True) for rule in rules]
        kept = [rule for rule in self.rules if rule.name not in disabled]
        # A rule of ours may be replaced by one of its name.
        off = self.disabled | disabled - {rule.name for rule in own}
        return RuleBook([*own, *kept], self.groups, self.enough, off)


def _any_of(rules: Iterable[Rule]) -> re.Pattern[str]:
    """One pattern that matches where any of the rules' patterns does, whatever a line's length."""
    patterns = [f"(?:{rule.pattern.pattern})" for rule in rules]
    return re.compile("|".join(patterns) or r"(?!)")


def spot(*, top: bool, head: bool, tail: bool, end: bool) -> str:
    """The name of the place of a line, for `RuleBook.at`."""
    return _SPOTS[top + 2 * head + 4 * tail + 8 * end]


_FLAGS: Final = ("top", "head", "tail", "end")
_SPOTS: Final = tuple(
    "+".join(name for bit, name in enumerate(_FLAGS) if n >> bit & 1) or "middle" for n in range(16)
)
_PLACES_OF: Final = {
    where: frozenset(
        s
        for s in _SPOTS
        if where == "any"
        or where in s.split("+")
        or (where == "rim" and {"head", "tail"} & set(s.split("+")))
    )
    for where in PLACES
}


@functools.cache
def rule_book() -> RuleBook:
    """The rules that come with the package, read once a process.

    Raises:
        KnowledgeError: a field is missing or a pattern is not a regular expression.
    """
    path = models_path("boilerplate/rules.toml")
    listed = _toml(path)
    fragments: dict[str, str] = listed["fragments"]
    rules = []
    for entry in listed["rule"]:
        try:
            rules.append(parse_rule(entry, fragments))
        except (KeyError, re.error) as error:
            raise KnowledgeError(f"{path}: rule {entry.get('name')!r}: {error!r}") from error
    ads = _toml(models_path("boilerplate/ad_cues.toml"))
    groups = [
        PhraseGroup(
            entry["name"],
            entry["weight"],
            entry.get("address", False),
            tuple(entry["phrases"]),
            entry["example"],
            entry["counter"],
        )
        for entry in ads["group"]
    ]
    return RuleBook(rules, groups, ads["enough"])


def parse_rule(entry: Mapping[str, Any], fragments: Mapping[str, str]) -> Rule:
    """A rule as `rules.toml` has it.

    Raises:
        KeyError: a field is missing.
        re.error: the pattern is not a regular expression.
    """
    searched = entry.get("inside")
    pattern = _expand(searched or entry["pattern"], fragments)
    return Rule(
        entry["name"],
        entry["kind"],
        entry["where"],
        entry["longest"],
        re.compile(pattern),
        searched is not None,
        tuple(entry.get("cues", ())),
        entry.get("section", ""),
        entry["example"],
        entry["counter"],
    )


@functools.cache
def rule_fragments() -> dict[str, str]:
    """The fragments that patterns may name, with their patterns."""
    fragments: dict[str, str] = _toml(models_path("boilerplate/rules.toml"))["fragments"]
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
