"""Sentences in one string, a line each: their marks, their clauses, and the terms in them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.compared import Move, moves
from pipeline.classify.terms import Terms, find_terms

_OPENER_REACH: Final = 12
_BEYOND: Final = 0x10000
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
        return cls(text, codes, line, starts, ends, marks)

    def clause(self, places: Places) -> Places:
        """The number of the clause that each place stands in."""
        return np.searchsorted(self.marks["clause"], places)


def found_in(lines: Lines) -> dict[str, Terms]:
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


def sums_of(lines: Lines, terms: Terms, values: Numbers | None = None) -> Numbers:
    """The sum of `values` (the number, if None) of the terms of each sentence; shape (n,)."""
    weights = None if values is None else values
    sums: Numbers = np.bincount(
        lines.line[terms.start], weights=weights, minlength=len(lines.starts)
    ).astype(np.float64)
    return sums


def main_clauses(lines: Lines, found: dict[str, Terms]) -> Places:
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


def last_clauses(lines: Lines) -> Places:
    """Where the last clause of each sentence starts; marks at its very end do not count."""
    last = lines.starts.copy()
    marks = lines.marks["clause"]
    inner = marks[marks < lines.ends[lines.line[marks]] - 2]
    last[lines.line[inner]] = inner + 1
    return last


__all__ = ["Lines", "Numbers", "Places", "found_in", "last_clauses", "main_clauses", "sums_of"]
