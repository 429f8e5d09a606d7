"""The rule book: which of all line rules takes a line where it stands, and what is an advert."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pipeline.ingest.line_prefilter import Cues, LinePrefilter
from pipeline.ingest.line_rules import (
    PLACES,
    PhraseGroup,
    Rule,
    read_advert_phrases,
    read_rules,
)

_UNSPOKEN: Final = 2
_LONG_AD: Final = 200
_LONGEST_AD: Final = 500


class RuleBook:
    """All rules, tried on the lines that the prefilter leaves to them.

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
        self._prefilter = LinePrefilter(self.rules, self.groups)
        trials, free = self._prefilter.trials, self._prefilter.free
        self._own = [trials[n] for n in free if self.rules[n].user]
        ours = [n for n in free if not self.rules[n].user]
        self._free = [trials[n] for n in ours]
        self._any_free = _any_of(self.rules[n] for n in ours).match if ours else None
        self._places = [_PLACES_OF[r.where] for r in self.rules]

    def scan(self, lines: Sequence[str]) -> list[Cues]:
        """The cues of each line."""
        return self._prefilter.scan(lines)

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
    return RuleBook(read_rules(), *read_advert_phrases())


__all__ = ["RuleBook", "rule_book", "spot"]
