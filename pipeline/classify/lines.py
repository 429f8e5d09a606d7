"""Sentences in one string, a line each: their marks, their clauses, and the terms in them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.compared import Move, moves
from pipeline.classify.terms import CONTRASTS, LEADS, Terms, find_terms

_OPENER_REACH: Final = 12
_MARK_AND_SPACE: Final = 2
_BEYOND: Final = 0x10000
# What may stand between a sentence's full stop and its end, and how much of it.
_CLOSING: Final = np.array([ord(c) for c in " \"'”’)]"], np.uint32)
_CLOSING_MARKS: Final = 3
_CLAUSE_MARKS: Final = ",，;；:：—"
# What stands before the head of a clause; sentences are lines.
_HEADING: Final = np.array([ord(c) for c in f'{_CLAUSE_MARKS}。？?！!…“"「\n'], np.uint32)
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


@dataclass(frozen=True, slots=True)
class Lines:
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
    def of(cls, text: str) -> Lines:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        breaks = np.flatnonzero(codes == 10)
        starts = np.concatenate([[0], breaks + 1])
        ends = np.concatenate([breaks, [len(codes)]])
        line = np.repeat(np.arange(len(starts)), ends - starts + 1)
        sorts = _sorts_of_marks().take(codes, mode="clip")
        marks = {name: np.flatnonzero(sorts & (1 << n)) for n, name in enumerate(_MARKS)}
        marks["event"] = np.sort(np.concatenate([marks["event"], _full_stops(codes, starts, ends)]))
        return cls(text, codes, line, starts, ends, marks)

    def clause(self, places: Places) -> Places:
        """The number of the clause that each place stands in."""
        return np.searchsorted(self.marks["clause"], places)


def found_in(lines: Lines) -> dict[str, Terms]:
    """The terms of each group; what pairs of numbers tell is a motion where no word tells it."""
    found = find_terms(lines.text, lines.codes)
    turn = found["turn"]
    heads = np.isin(lines.codes[turn.start - 1], _HEADING) | (turn.start == 0)
    found["turn"] = turn.where((turn.weight != LEADS) | heads)
    told = np.array([*moves(lines.text)], dtype=np.float64).reshape(-1, len(Move._fields))
    motion = found["motion"]
    start, end, until = told[:, [0, 1, 3]].astype(np.int64).T
    near = np.append(motion.start, len(lines.codes))[np.searchsorted(motion.start, start)]
    covered = np.append(0, motion.end)[np.searchsorted(motion.start, start)]
    alone = (near >= until) & (covered <= start)
    merged = motion.joined(start[alone], end[alone], told[alone, 2])
    return {**found, "motion": merged}


def _full_stops(codes: npt.NDArray[np.uint32], starts: Places, ends: Places) -> Places:
    """The points that end a sentence; other points stand in numbers, names and abbreviations."""
    if not len(codes):
        return np.zeros(0, np.int64)
    last = ends - 1
    for _ in range(_CLOSING_MARKS):
        closes = (last > starts) & np.isin(codes[np.maximum(last, 0)], _CLOSING)
        last = last - closes
    found: Places = last[(last >= starts) & (codes[np.maximum(last, 0)] == ord("."))]
    return found


@functools.cache
def _sorts_of_marks() -> npt.NDArray[np.uint8]:
    """For each code point the sorts of marks that it is, a bit each; none for those beyond."""
    sorts = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for number, characters in enumerate(_MARKS.values()):
        sorts[[ord(c) for c in characters]] |= 1 << number
    return sorts


def sums_of(lines: Lines, terms: Terms, values: Numbers | None = None) -> Numbers:
    """The sum of `values` (the number, if None) of the terms of each sentence; shape (n,)."""
    weights = None if values is None else values
    sums: Numbers = np.bincount(
        lines.line[terms.start], weights=weights, minlength=len(lines.starts)
    ).astype(np.float64)
    return sums


def main_clauses(lines: Lines, found: dict[str, Terms]) -> tuple[Places, Places]:
    """Where the main clause of each sentence starts and ends.

    It starts at the last turn, or past a concession that comes first; it ends where a concession
    comes last (`it loses money, although it grows`). What comes last behind a contrast is no
    concession (`users grew, while losses doubled`).
    """
    main, until = lines.starts.copy(), lines.ends.copy()
    opener, turn = found["opener"], found["turn"]
    marks = lines.marks["clause"]
    if len(opener.start) and len(marks):
        sentence = lines.line[opener.start]
        early = opener.start - lines.starts[sentence] < _OPENER_REACH
        at = np.searchsorted(marks, opener.end)
        mark = marks[np.minimum(at, len(marks) - 1)]
        follows = (at < len(marks)) & (lines.line[mark] == sentence)
        good = early & follows
        # In reverse, so that the first opener of a sentence is the one that stays.
        main[sentence[good][::-1]] = mark[good][::-1] + 1
        before = marks[np.maximum(np.searchsorted(marks, opener.start) - 1, 0)]
        opens = (before < opener.start) & (opener.start - before <= _MARK_AND_SPACE)
        concedes = opener.weight != CONTRASTS
        last = opens & concedes & (lines.line[before] == sentence) & ~follows
        until[sentence[last][::-1]] = opener.start[last][::-1]
    main[lines.line[turn.start]] = turn.start
    # A turn behind the concession carries the sentence after all.
    until = np.where(main >= until, lines.ends, until)
    return main, until


def last_clauses(lines: Lines) -> Places:
    """Where the last clause of each sentence starts; marks at its very end do not count."""
    last = lines.starts.copy()
    marks = lines.marks["clause"]
    inner = marks[marks < lines.ends[lines.line[marks]] - 2]
    last[lines.line[inner]] = inner + 1
    return last


__all__ = ["Lines", "Numbers", "Places", "found_in", "last_clauses", "main_clauses", "sums_of"]
