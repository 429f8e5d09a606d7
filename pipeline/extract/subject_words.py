"""The words beside and between names and figures, as features for whom a figure is about.

A name is one word here, whatever it is called, so that nothing is learned about a firm from the
sentences that happen to name it: `<company> 的 营收 为`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Final, NamedTuple

import rjieba

from pipeline.extract.mention import Mention
from pipeline.extract.subject_terms import Names
from pipeline.extract.subjects import Subjects
from pipeline.figures import Figure

_PIECE: Final = re.compile(
    r"(?P<han>[\u3400-\u9fff]+)|(?P<number>\d+)|(?:[A-Za-z]+|(?![\u3400-\u9fff])[^\W\d_])+|[^\w\s]|_"
)
_MOST: Final = 40  # words between a name and a figure that are read
_ADJACENT: Final = 4  # words between the two that count as a whole
_BEFORE: Final = 2  # words before a name or figure
_BEHIND: Final = 3
_KEPT_SENTENCES: Final = 64  # of which the words are kept; figures come in order
_KEPT_NAMES: Final = 2048
SHORT_WORD: Final = re.compile(r"[A-Za-z]+|[^\sA-Za-z]{1,2}")
"""A Latin word, or one or two other characters."""
_SHORT_REACH: Final = 12  # code points in which the word beside a place is looked for
IN_SENTENCE: Final = frozenset(("clause", "sentence", "behind"))


class _Words(NamedTuple):
    """The words of a sentence, and where each begins in the text."""

    words: list[str]
    starts: list[int]


class SubjectWords:
    """The words of a document's sentences, of which there is one at least, read when asked for."""

    def __init__(self, rules: Subjects) -> None:
        self._rules = rules
        self._ends_of = [sentence.end for sentence in rules.sentences]
        self._read: dict[int, _Words] = {}
        self._around: dict[tuple[int, str], Names] = {}
        self._figure = -1
        self._here: Names = ()
        self._by_place: dict[tuple[str, str], Names] = {}

    def features(self, mention: Mention, figure: Figure, where: str) -> list[str]:
        """What the words say of a name as the subject of a figure.

        Args:
            mention: the name.
            figure: the figure.
            where: how the name stands to the figure. Of `clause`, `sentence` and `behind`, all in
                the figure's own sentence, the words between count too; not of `compared`, nor of
                `back 1` and the like, which stand in sentences before.
        """
        found = []
        if where in IN_SENTENCE:
            between = self._between(mention, figure, behind=where == "behind")
            found = [f"between, {where}: {word}" for word in dict.fromkeys(between)]
            if len(between) <= _ADJACENT:
                found.append(f"all between, {where}: {' '.join(between)}")
        found += self._by_name(mention, where)
        found += self._by_figure(figure, where, mention.type)
        return found

    def _by_name(self, mention: Mention, where: str) -> Names:
        known = self._around.get((mention.start, where))
        if known is not None:
            return known
        before, behind = self._ends(mention.start, mention.end)
        anywhere = (
            f"name before {behind[0]}",
            f"name before {behind[0]} {behind[1]}",
            f"name before {' '.join(behind)}",
        )
        found = (
            *anywhere,
            f"{where}, name behind {before[1]}",
            f"{where}, name behind {before[0]} {before[1]}",
            *(f"{where}, {name}" for name in anywhere),
            f"{where}, name before … {behind[1]}",
            f"{where}, name amid {before[1]} … {behind[0]}",
        )
        if len(self._around) >= _KEPT_NAMES:
            self._around.clear()
        self._around[mention.start, where] = found
        return found

    def _by_figure(self, figure: Figure, where: str, kept: str) -> Names:
        if figure.start != self._figure:
            self._figure = figure.start
            before, behind = self._ends(figure.start, figure.end)
            self._here = (
                f"figure behind {before[1]}",
                f"figure behind {before[0]} {before[1]}",
                f"figure before {behind[0]}",
                f"figure before {behind[0]} {behind[1]}",
            )
            self._by_place.clear()
        found = self._by_place.get((where, kept))
        if found is None:
            found = tuple([f"{where}, {kept}, {name}" for name in self._here])
            self._by_place[where, kept] = found
        return found

    def _between(self, mention: Mention, figure: Figure, *, behind: bool) -> list[str]:
        words, starts = self._of(self._number(figure.start))
        if behind:
            first = bisect_left(starts, figure.end)
            return words[first : min(bisect_left(starts, mention.start), first + _MOST)]
        last = bisect_left(starts, figure.start)
        return words[max(bisect_left(starts, mention.end), last - _MOST) : last]

    def within(self, start: int, end: int) -> list[str]:
        """The words from `start` on, before `end`, both in one sentence."""
        words, starts = self._of(self._number(max(start, end - 1)))
        return words[bisect_left(starts, start) : bisect_left(starts, end)]

    def _ends(self, start: int, end: int) -> tuple[list[str], list[str]]:
        """The two words before a span and the three behind; empty beyond the text's rims.

        Of what begins a sentence, the end of the one before tells most.
        """
        number = self._number(start)
        words, starts = self._of(number)
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        before, behind = words[max(0, first - _BEFORE) : first], words[last : last + _BEHIND]
        if len(before) < _BEFORE and number:
            before = self._of(number - 1).words[len(before) - _BEFORE :] + before
        if len(behind) < _BEHIND and number + 1 < len(self._ends_of):
            behind = behind + self._of(number + 1).words[: _BEHIND - len(behind)]
        rim = [""] * _BEHIND
        return (rim + before)[-_BEFORE:], (behind + rim)[:_BEHIND]

    def _number(self, place: int) -> int:
        """The sentence that `place` is in, or that follows it."""
        return min(bisect_right(self._ends_of, place), len(self._ends_of) - 1)

    def _of(self, number: int) -> _Words:
        found = self._read.get(number)
        if found is None:
            if len(self._read) >= _KEPT_SENTENCES:
                self._read.clear()
            found = self._read[number] = self._cut(number)
        return found

    def _cut(self, number: int) -> _Words:
        """The words of a sentence, and the marks that stand between it and the one before."""
        found = _Words([], [])
        before = self._rules.sentences[max(0, number - 1)]
        at, end = before.end if number else 0, self._ends_of[number]
        for mention in self._rules.between(before.start if number else 0, end):
            if mention.start < at:
                # Yahoo! ends no sentence: Yahoo! Japan is one name, of the one before.
                at = max(at, mention.end)
                continue
            self._cut_plain(found, at, mention.start)
            found.words.append(f"<{mention.type}>")
            found.starts.append(mention.start)
            at = mention.end
        self._cut_plain(found, at, end)
        return found

    def _cut_plain(self, found: _Words, start: int, end: int) -> None:
        """The words of text without names: Chinese ones as jieba cuts them, all numbers alike."""
        words, starts = found
        for match in _PIECE.finditer(self._rules.text, start, end):
            kept = match.lastgroup
            if kept == "han":
                cut = rjieba.cut(match[0], hmm=False)
                words += cut
                starts += accumulate(map(len, cut[:-1]), initial=match.start())
            else:
                words.append("0" if kept == "number" else match[0].lower())
                starts.append(match.start())


def word_before(text: str, place: int) -> str:
    """The Latin word in lower case, or the one or two characters, before `place`."""
    words = SHORT_WORD.findall(text[max(0, place - _SHORT_REACH) : place])
    return words[-1].lower() if words else ""


def word_behind(text: str, place: int) -> str:
    """The same from `place` on."""
    found = SHORT_WORD.search(text, place, place + _SHORT_REACH)
    return found[0].lower() if found else ""


__all__ = ["IN_SENTENCE", "SHORT_WORD", "SubjectWords", "word_before", "word_behind"]
