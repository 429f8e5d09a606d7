"""What the words of sentences say about their outlook, as numbers and as rows of events.

The lexicons under `models/stance/lexicon/` list words of praise and doubt, negators, concessions,
hedges, and quantities whose rise is good or bad. Polarity counts with its sign turned behind a
negator, and apart for what stands before and after a turn (`虽然…但`, `although …,`), since the
main clause carries the stance. All sentences are read at once, on arrays.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.compared import Move, moves
from pipeline.classify.grams import LONGEST, Grams, hashed, lines_of
from pipeline.classify.terms import GROUPS, Terms, find_terms

FEATURES: Final = (
    "positive",
    "negative",
    "main_positive",
    "main_negative",
    "side_positive",
    "side_negative",
    "negated_positive",
    "negated_negative",
    "balance",
    "main_balance",
    "last_clause_balance",
    "good_change",
    "bad_change",
    "hedge",
    "irony",
    "outlook",
    "negation",
    "concession",
    "turn",
    "reported",
    "rejected",
    "question",
    "rhetorical",
    "exclamation",
    "figures",
    "length",
    "quoted",
    "short",
)
_NEGATION_REACH: Final = {"zh": 6, "en": 24}
_NEGATED: Final = -0.7
_CHANGE_REACH: Final = {"zh": 14, "en": 24}
_OPENER_REACH: Final = 12
_SHORT: Final = 20
_BEYOND: Final = 0x10000
_EVENT_SALT: Final = 77
_STRONG: Final = 1.5
_FIRST_MARK: Final = 1000
_CLAUSE_MARKS: Final = ",，;；:：—"
_MARKS: Final = {
    "clause": _CLAUSE_MARKS,
    "event": f"{_CLAUSE_MARKS}。？?！!",
    "question": "?？",
    "exclamation": "!！",
    "figures": "0123456789",
    "quoted": '“”"「」',
}

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LexiconReading:
    """What the lexicons say of n sentences.

    `numbers` has shape (n, 28), in the order of `FEATURES`; `events` are the n-grams of what
    happens in each sentence, one after the other: praise, a negator, a turn, a comma.
    """

    numbers: Numbers
    events: Grams


@dataclass(frozen=True, slots=True)
class _Lines:
    """Sentences in one string, a line each, with what is asked of every place in it."""

    text: str
    codes: npt.NDArray[np.uint32]
    line: Places
    """The sentence of each place."""
    starts: Places
    ends: Places
    marks: dict[str, Places]
    """Where the marks of each sort of `_MARKS` stand."""

    @classmethod
    def of(cls, text: str) -> _Lines:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        breaks = np.flatnonzero(codes == 10)
        starts = np.concatenate([[0], breaks + 1])
        ends = np.concatenate([breaks, [len(codes)]])
        line = np.repeat(np.arange(len(starts)), ends - starts + 1)
        sorts = _sorts_of_marks().take(codes, mode="clip")
        marks = {name: np.flatnonzero(sorts & (1 << n)) for n, name in enumerate(_MARKS)}
        return cls(text, codes, line, starts, ends, marks)

    def clause(self, places: Places) -> Places:
        """The number of the clause that each place stands in."""
        return np.searchsorted(self.marks["clause"], places)


def read_lexicon(text: str, count: int) -> LexiconReading:
    """Read n sentences, folded to simplified script and with their names masked.

    Args:
        text: what `grams.lines_of` makes of them.
        count: how many there are.
    """
    if not count:
        return LexiconReading(np.zeros((0, len(FEATURES))), hashed(_NO_UNITS, _NO_PLACES, 0))
    lines = _Lines.of(text)
    found = _found(lines)
    columns = {name: np.zeros(count) for name in FEATURES}
    _add_polarity(columns, lines, found)
    _add_changes(columns, lines, found)
    for name in ("hedge", "irony", "outlook"):
        columns[name] = _sums(lines, found[name], found[name].weight)
    for name, group in (
        ("concession", "opener"),
        ("turn", "turn"),
        ("reported", "reported"),
        ("rejected", "rejected"),
        ("rhetorical", "rhetorical"),
    ):
        columns[name] = _sums(lines, found[group])
    _add_marks(columns, lines)
    raw = np.column_stack([columns[name] for name in FEATURES])
    events = _events(lines, found)
    owner = lines.line[events.start]
    return LexiconReading(
        np.sign(raw) * np.log1p(np.abs(raw)),
        hashed(events.unit.astype(np.uint64), owner, count, _EVENT_SALT),
    )


def _found(lines: _Lines) -> dict[str, Terms]:
    """The terms of each group; what pairs of numbers tell is a motion where no word tells it."""
    found = find_terms(lines.text, lines.codes)
    told = np.array([*moves(lines.text)], dtype=np.float64).reshape(-1, len(Move._fields))
    motion = found["motion"]
    start, end, until = told[:, [0, 1, 3]].astype(np.int64).T
    near = np.append(motion.start, len(lines.codes))[np.searchsorted(motion.start, start)]
    covered = np.append(0, motion.end)[np.searchsorted(motion.start, start)]
    alone = (near >= until) & (covered <= start)
    merged = motion.joined(start[alone], end[alone], told[alone, 2])
    return {**found, "motion": merged}


@functools.cache
def _sorts_of_marks() -> npt.NDArray[np.uint8]:
    """For each code point the sorts of marks that it is, a bit each; none for those beyond."""
    sorts = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for number, characters in enumerate(_MARKS.values()):
        sorts[[ord(c) for c in characters]] |= 1 << number
    return sorts


def _sums(lines: _Lines, terms: Terms, values: Numbers | None = None) -> Numbers:
    """The sum of `values` (the number, if None) of the terms of each sentence; shape (n,)."""
    weights = None if values is None else values
    sums: Numbers = np.bincount(
        lines.line[terms.start], weights=weights, minlength=len(lines.starts)
    ).astype(np.float64)
    return sums


def _negated(lines: _Lines, polarity: Terms, negation: Terms) -> Flags:
    """Which words of praise or doubt stand close behind a negator in their clause."""
    if not len(negation.start) or not len(polarity.start):
        return np.zeros(len(polarity.start), dtype=bool)
    at = np.searchsorted(negation.end, polarity.start, side="right") - 1
    nearest = np.maximum(at, 0)
    gap = polarity.start - negation.end[nearest]
    reach = np.where(negation.english, _NEGATION_REACH["en"], _NEGATION_REACH["zh"])[nearest]
    same = lines.clause(negation.end)[nearest] == lines.clause(polarity.start)
    line = lines.line[negation.start[nearest]] == lines.line[polarity.start]
    result: Flags = (at >= 0) & (gap <= reach) & same & line
    return result


def _free(negation: Terms, polarity: Terms) -> Terms:
    """Negators that are no part of a word of praise or doubt (不错, 无敌)."""
    if not len(polarity.start) or not len(negation.start):
        return negation
    at = np.searchsorted(polarity.start, negation.end, side="left") - 1
    inside = (at >= 0) & (negation.end <= polarity.end[np.maximum(at, 0)])
    return negation.where(~inside)


def _main_clauses(lines: _Lines, found: dict[str, Terms]) -> Places:
    """Where the main clause of each sentence starts: at the last turn, or past a concession."""
    main = lines.starts.copy()
    opener = found["opener"]
    marks = lines.marks["clause"]
    if len(opener.start) and len(marks):
        early = opener.start - lines.starts[lines.line[opener.start]] < _OPENER_REACH
        at = np.searchsorted(marks, opener.end)
        has = at < len(marks)
        mark = marks[np.minimum(at, len(marks) - 1)]
        sentence = lines.line[opener.start]
        good = early & has & (lines.line[mark] == sentence)
        # In reverse, so that the first opener of a sentence is the one that stays.
        main[sentence[good][::-1]] = mark[good][::-1] + 1
    turn = found["turn"]
    main[lines.line[turn.start]] = turn.start
    return main


def _add_polarity(columns: dict[str, Numbers], lines: _Lines, found: dict[str, Terms]) -> None:
    polarity = found["polarity"]
    negation = _free(found["negation"], polarity)
    columns["negation"] = _sums(lines, negation)
    negated = _negated(lines, polarity, negation)
    weight = np.where(negated, _NEGATED * polarity.weight, polarity.weight)
    main = polarity.start >= _main_clauses(lines, found)[lines.line[polarity.start]]
    final = polarity.start >= _last_clauses(lines)[lines.line[polarity.start]]
    for sign, own in (("positive", weight > 0), ("negative", weight < 0)):
        size = np.abs(weight) * own
        columns[sign] = _sums(lines, polarity, size)
        columns[f"main_{sign}"] = _sums(lines, polarity, size * main)
        columns[f"side_{sign}"] = _sums(lines, polarity, size * ~main)
        # By the sign the word has before it is turned.
        turned = negated & ((polarity.weight > 0) == (sign == "positive"))
        columns[f"negated_{sign}"] = _sums(lines, polarity, np.abs(polarity.weight) * turned)
    columns["balance"] = _sums(lines, polarity, weight)
    columns["main_balance"] = _sums(lines, polarity, weight * main)
    columns["last_clause_balance"] = _sums(lines, polarity, weight * final)


def _last_clauses(lines: _Lines) -> Places:
    """Where the last clause of each sentence starts; marks at its very end do not count."""
    last = lines.starts.copy()
    marks = lines.marks["clause"]
    inner = marks[marks < lines.ends[lines.line[marks]] - 2]
    last[lines.line[inner]] = inner + 1
    return last


def _add_changes(columns: dict[str, Numbers], lines: _Lines, found: dict[str, Terms]) -> None:
    """Quantities whose rise is good or bad, with the motion closest to them (成本 … 下降)."""
    subject, motion = found["direction"], found["motion"]
    if not len(subject.start) or not len(motion.start):
        return
    behind = np.minimum(np.searchsorted(motion.start, subject.end), len(motion.start) - 1)
    before = np.maximum(np.searchsorted(motion.end, subject.start, side="right") - 1, 0)
    best = np.where(subject.english, _CHANGE_REACH["en"], _CHANGE_REACH["zh"]) + 1
    worth = np.zeros(len(subject.start))
    for near in (behind, before):
        gap = np.maximum(motion.start[near] - subject.end, subject.start - motion.end[near])
        same = lines.line[motion.start[near]] == lines.line[subject.start]
        closer = same & (gap >= 0) & (gap < best)
        best = np.where(closer, gap, best)
        worth = np.where(closer, subject.weight * motion.weight[near], worth)
    columns["good_change"] = _sums(lines, subject, (worth > 0).astype(np.float64))
    columns["bad_change"] = _sums(lines, subject, (worth < 0).astype(np.float64))


def _add_marks(columns: dict[str, Numbers], lines: _Lines) -> None:
    counted = {
        name: np.bincount(lines.line[lines.marks[name]], minlength=len(lines.starts))
        for name in ("question", "exclamation", "figures", "quoted")
    }
    columns["question"] = counted["question"].astype(np.float64)
    columns["exclamation"] = counted["exclamation"].astype(np.float64)
    columns["figures"] = np.log1p(counted["figures"].astype(np.float64))
    columns["quoted"] = counted["quoted"] / 2
    lengths = (lines.ends - lines.starts).astype(np.float64)
    columns["length"] = np.log1p(lengths) / 5
    columns["short"] = (lengths < _SHORT).astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Events:
    """What the lexicons find, one after the other; of what overlaps, the one that starts first."""

    start: Places
    end: Places
    unit: Places


def _events(lines: _Lines, found: dict[str, Terms]) -> _Events:
    starts, ends, units = [], [], []
    for number, group in enumerate(GROUPS):
        terms = found[group]
        strong = np.abs(terms.weight) >= _STRONG
        kind = 8 * (number + 1) + 2 * (terms.weight > 0) + strong
        starts.append(terms.start)
        ends.append(terms.end)
        units.append(kind)
    marks = lines.marks["event"]
    starts.append(marks)
    ends.append(marks + 1)
    units.append(lines.codes[marks].astype(np.int64) + _FIRST_MARK)
    start, end = np.concatenate(starts), np.concatenate(ends)
    order = np.lexsort((-end, start))
    start, end, unit = start[order], end[order], np.concatenate(units)[order]
    reach = np.concatenate([[0], np.maximum.accumulate(end)[:-1]]) if len(end) else end
    free = start >= reach
    return _Events(start[free], end[free], unit[free])


def spelled_events(sentence: str) -> list[str]:
    """The n-grams of events of one sentence, in the order of `Reading.events`.

    An event is told as what it is and the words that are it: `polarity+ 领先`; a mark as itself.
    """
    lines = _Lines.of(lines_of([sentence]))
    events = _events(lines, _found(lines))
    told = []
    for start, end, unit in zip(events.start, events.end, events.unit, strict=True):
        words = lines.text[start:end]
        if unit < _FIRST_MARK:
            sign = "+" if unit & 2 else "-"
            words = f"{GROUPS[unit // 8 - 1]}{sign} {words}"
        told.append(words)
    return [
        " … ".join(told[first : first + length])
        for length in range(1, LONGEST + 1)
        for first in range(len(told) - length + 1)
    ]


_NO_UNITS: Final = np.zeros(0, np.uint64)
_NO_PLACES: Final = np.zeros(0, np.int64)

__all__ = ["FEATURES", "LexiconReading", "read_lexicon", "spelled_events"]
