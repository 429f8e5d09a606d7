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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.ingest.required_strings import (
    expected_share,
    first_strings,
    lowered,
    required_strings,
)
from pipeline.resources import models_path

PLACES: Final = ("top", "head", "any", "tail", "rim", "end")
_LONG_AD: Final = 200
_ANY_LENGTH: Final = 1 << 62
_NEWLINE: Final = 0x0A
_A: Final = ord("a")
_S: Final = ord("s")
_Z: Final = ord("z")
_UNSPOKEN: Final = 2
_TELLING: Final = 0.1
"""The share of places (`expected_share`) up to which strings are worth looking for."""
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


class Trial:
    """A rule to be tried on lines in which the automaton found one of its strings.

    Most rules are tried on no line of most inputs, and compiling them all takes longer than
    judging a few pages: a rule is compiled when it is first tried.

    Attributes:
        number: of the rule.
        longest: the longest line that it takes.
        find: its search.
        cues: the rule's own, in lower case, if the automaton looked for others; a line needs one.
    """

    __slots__ = ("cues", "find", "longest", "number")
    find: Callable[[str], re.Match[str] | None]

    def __init__(self, number: int, rule: Rule, cues: tuple[str, ...]) -> None:
        self.number = number
        self.longest = rule.longest
        self.cues = cues

        def compiled(line: str) -> re.Match[str] | None:
            self.find = rule.finder()
            return self.find(line)

        self.find = compiled

    def takes(self, line: str) -> bool:
        """Whether the rule takes `line` somewhere."""
        if len(line) > self.longest or not self.find(line):
            return False
        return not self.cues or any(cue in lowered(line) for cue in self.cues)


class Cues(NamedTuple):
    """What the automaton found in one line: rules that may match, and advert phrase groups."""

    trials: tuple[Trial, ...] = ()
    groups: frozenset[int] = frozenset()

    @property
    def rules(self) -> frozenset[int]:
        """The numbers of the rules that may match."""
        return frozenset(trial.number for trial in self.trials)


_NO_CUES: Final = Cues()


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
        self._trials: list[Trial] = []
        owners: dict[str, list[int]] = {}
        starting: dict[str, list[int]] = {}
        free: list[int] = []
        for number, rule in enumerate(self.rules):
            own = frozenset(cue.lower() for cue in rule.cues)
            strings, at_start = _telling_strings(rule, own)
            free += [number] if strings is None else []
            cues = () if strings == own else tuple(sorted(own))
            self._trials.append(Trial(number, rule, cues))
            for string in strings or ():
                (starting if at_start else owners).setdefault(string, []).append(number)
        # Numbers from that of the rules on stand for the groups of phrases.
        for number, group in enumerate(self.groups, start=len(self.rules)):
            for phrase in dict.fromkeys(phrase.lower() for phrase in group.phrases):
                owners.setdefault(phrase, []).append(number)
        # Nearly every line has a space, so that the automaton would find little else.
        self._spaced = owners.pop(" ", [])
        longest = [rule.longest for rule in self.rules] + [_ANY_LENGTH] * len(self.groups)
        # Strings at the start of a line come first among those of the automaton.
        self._starting = len(starting)
        self._owners = [tuple(numbers) for each in (starting, owners) for numbers in each.values()]
        # No rule that a string stands for takes a longer line than this.
        self._longest = np.array(
            [max(longest[n] for n in numbers) for numbers in self._owners], dtype=np.int64
        )
        # A phrase in Latin letters is looked for as words: `app` is no part of `applause`.
        count = len(self.rules)
        self._rules_of = [tuple(n for n in numbers if n < count) for numbers in self._owners]
        self._is_word = np.array([_is_word(string) for string in (*starting, *owners)], dtype=bool)
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [s.encode("utf-8", "surrogatepass") for s in (*starting, *owners)],
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )
        self._own = [self._trials[n] for n in free if self.rules[n].user]
        ours = [n for n in free if not self.rules[n].user]
        self._free = [self._trials[n] for n in ours]
        self._any_free = _any_of(self.rules[n] for n in ours).match if ours else None
        self._places = [_PLACES_OF[r.where] for r in self.rules]

    def scan(self, lines: Sequence[str]) -> list[Cues]:
        """The cues of each line."""
        told: dict[int, set[int]] = {}
        data = lowered("\n".join(lines)).encode("utf-8", "surrogatepass")
        found = self._automaton.find_matches_as_indexes(data, overlapping=True)
        if found:
            indices = np.array([index for index, _, _ in found])
            places = np.array([start for _, start, _ in found])
            ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _NEWLINE)
            # No string holds a line break, so that matches lie in one line each.
            numbers = ends.searchsorted(places)
            starts = np.append(0, ends + 1)
            sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
            kept = (indices >= self._starting) | (places == starts[numbers])
            kept &= sizes[numbers] <= self._longest[indices]
            stops = np.array([stop for _, _, stop in found])
            whole = ~self._is_word[indices] | _stand_alone(data, places, stops)
            for number, index, is_whole in zip(
                numbers[kept].tolist(), indices[kept].tolist(), whole[kept].tolist(), strict=True
            ):
                owning = (self._owners if is_whole else self._rules_of)[index]
                if number in told:
                    told[number].update(owning)
                elif owning:
                    told[number] = set(owning)
        for number, line in enumerate(lines if self._spaced else ()):
            if " " in line:
                told.setdefault(number, set()).update(self._spaced)
        cues = [_NO_CUES] * len(lines)
        for number, numbers_told in told.items():
            cues[number] = self._cues(numbers_told)
        return cues

    def _cues(self, told: set[int]) -> Cues:
        """The rules and the phrase groups of the numbers that strings stand for."""
        count, trials = len(self.rules), self._trials
        rules = sorted(n for n in told if n < count)
        if len(rules) == len(told):
            return Cues(tuple([trials[n] for n in rules]))
        groups = frozenset(n - count for n in told if n >= count)
        return Cues(tuple([trials[n] for n in rules]), groups)

    def matching(self, line: str, cues: Cues) -> tuple[int, ...]:
        """The numbers of all rules that take `line` somewhere, in their order."""
        length = len(line)
        found = [
            trial.number
            for trial in cues.trials
            if length <= trial.longest and trial.find(line) and trial.takes(line)
        ]
        if self._any_free is not None and self._any_free(line):
            found += [trial.number for trial in self._free if trial.takes(line)]
            found.sort()
        if self._own:
            found += [trial.number for trial in self._own if trial.takes(line)]
            found.sort()
        return tuple(found)

    def matching_lines(self, lines: Sequence[str], cues: Sequence[Cues]) -> list[tuple[int, ...]]:
        """What `matching` gives for each line."""
        if self._own or self._any_free is None:
            return [self.matching(line, told) for line, told in zip(lines, cues, strict=True)]
        any_free = self._any_free
        # Most lines have nothing that any rule could take.
        return [
            self.matching(line, told) if told.trials or any_free(line) else ()
            for line, told in zip(lines, cues, strict=True)
        ]

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


def _telling_strings(rule: Rule, own: frozenset[str]) -> tuple[frozenset[str] | None, bool]:
    """Strings one of which every line that a rule takes holds, in lower case; None without any.

    These are what the line begins with, the rule's `own` cues, or what its pattern cannot match
    without, whichever is rarest. The second value says whether the line begins with one.
    """
    first = None if rule.inside else first_strings(rule.pattern)
    if first is not None:
        return first, True
    read = required_strings(rule.pattern)
    sets = [own] if own else []
    if read is not None and (own or expected_share(read) <= _TELLING):
        sets.append(read)
    return min(sets, key=expected_share, default=None), False


def _is_word(string: str) -> bool:
    """Whether a string is words in Latin letters, and nothing else at its ends."""
    return string.isascii() and string[0].isalpha() and string[-1].isalpha()


def _stand_alone(
    data: bytes, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Whether no Latin letter stands against each part of `data`, but for an `s` at its end.

    Args:
        data: lines in lower case, one after another.
        starts: shape (n,), where each part starts.
        stops: shape (n,), where each stops.
    """
    codes = np.frombuffer(b"\n" + data + b"\n\n", dtype=np.uint8)
    is_letter = (codes >= _A) & (codes <= _Z)
    behind = stops + 1
    behind = behind + (codes[behind] == _S)
    standing: npt.NDArray[np.bool_] = ~(is_letter[starts] | is_letter[behind])
    return standing


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _any_of(rules: Iterable[Rule]) -> re.Pattern[str]:
    """One pattern that matches where any of the rules' patterns does, whatever a line's length."""
    patterns = [f"(?:{rule.pattern})" for rule in rules]
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
