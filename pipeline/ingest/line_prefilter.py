"""A prefilter of lines: which rules, and which advert phrases, a line needs to be tried on.

A pattern that may match anywhere in a line names strings one of which every match holds (see
`required_strings.py`); one automaton over these and the advert phrases goes over the document
once, so that a paragraph without any costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.ingest.line_rules import PhraseGroup, Rule
from pipeline.ingest.required_strings import (
    expected_share,
    first_strings,
    required_strings,
)
from pipeline.letter_case import lowered

_ANY_LENGTH: Final = 1 << 62
_NEWLINE: Final = 0x0A
_A: Final = ord("a")
_S: Final = ord("s")
_Z: Final = ord("z")
_TELLING: Final = 0.1
"""The share of places (`expected_share`) up to which strings are worth looking for."""


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


class LinePrefilter:
    """One automaton over the strings of all rules and advert phrases.

    Args:
        rules: in the order in which they are tried.
        groups: the advert phrases.

    Attributes:
        trials: of the rules, by their numbers.
        free: the numbers of the rules without a string, which every line is to be tried on.
    """

    def __init__(self, rules: Sequence[Rule], groups: Sequence[PhraseGroup]) -> None:
        self.trials: list[Trial] = []
        self.free: list[int] = []
        owners: dict[str, list[int]] = {}
        starting: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            own = frozenset(cue.lower() for cue in rule.cues)
            strings, at_start = _telling_strings(rule, own)
            self.free += [number] if strings is None else []
            cues = () if strings == own else tuple(sorted(own))
            self.trials.append(Trial(number, rule, cues))
            for string in strings or ():
                (starting if at_start else owners).setdefault(string, []).append(number)
        # Numbers from that of the rules on stand for the groups of phrases.
        for number, group in enumerate(groups, start=len(rules)):
            for phrase in dict.fromkeys(phrase.lower() for phrase in group.phrases):
                owners.setdefault(phrase, []).append(number)
        # Nearly every line has a space, so that the automaton would find little else.
        self._spaced = owners.pop(" ", [])
        longest = [rule.longest for rule in rules] + [_ANY_LENGTH] * len(groups)
        # Strings at the start of a line come first among those of the automaton.
        self._starting = len(starting)
        self._owners = [tuple(numbers) for each in (starting, owners) for numbers in each.values()]
        # No rule that a string stands for takes a longer line than this.
        self._longest = np.array(
            [max(longest[n] for n in numbers) for numbers in self._owners], dtype=np.int64
        )
        # A phrase in Latin letters is looked for as words: `app` is no part of `applause`.
        count = len(rules)
        self._rules_of = [tuple(n for n in numbers if n < count) for numbers in self._owners]
        self._is_word = np.array([_is_word(string) for string in (*starting, *owners)], dtype=bool)
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [s.encode("utf-8", "surrogatepass") for s in (*starting, *owners)],
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

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
        count, trials = len(self.trials), self.trials
        rules = sorted(n for n in told if n < count)
        if len(rules) == len(told):
            return Cues(tuple([trials[n] for n in rules]))
        groups = frozenset(n - count for n in told if n >= count)
        return Cues(tuple([trials[n] for n in rules]), groups)


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


__all__ = ["Cues", "LinePrefilter", "Trial"]
