"""What becomes of quantities whose rise is good or bad: 成本下降, `sales fell`."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.lines import Lines, main_clauses
from pipeline.classify.terms import Terms

_CHANGE_REACH: Final = {"zh": 14, "en": 30}
_OF: Final = len("的") + 1

Flags = npt.NDArray[np.bool_]


def changes_of(lines: Lines, found: dict[str, Terms]) -> tuple[Terms, Terms]:
    """Quantities whose rise is good or bad, with the motion closest to them (成本 … 下降).

    A motion in the main clause tells nothing of a quantity that stands in a concession.

    Returns:
        the changes, each at its motion and with its worth, and the words of praise and doubt that
        are none of them: in `costs soared` neither word says what the two say together.
    """
    motion, polarity = found["motion"], found["polarity"]
    subject = _heads(found["direction"], lines)
    if not len(subject.start) or not len(motion.start):
        return motion.where(np.zeros(len(motion.start), dtype=bool)), polarity
    behind = np.minimum(np.searchsorted(motion.start, subject.end), len(motion.start) - 1)
    before = np.maximum(np.searchsorted(motion.end, subject.start, side="right") - 1, 0)
    reach = np.where(subject.english, _CHANGE_REACH["en"], _CHANGE_REACH["zh"]) + 1
    best, own = reach.copy(), behind
    first, until = main_clauses(lines, found)
    for near in (behind, before):
        gap = np.maximum(motion.start[near] - subject.end, subject.start - motion.end[near])
        line = lines.line[subject.start]
        same = lines.line[motion.start[near]] == line
        for edge in (first[line], until[line]):
            same &= (subject.start >= edge) == (motion.end[near] > edge)
        closer = same & (gap >= 0) & (gap < best)
        best = np.where(closer, gap, best)
        own = np.where(closer, near, own)
    moved = np.flatnonzero(best < reach)
    worth = subject.weight[moved] * motion.weight[own[moved]]
    told = motion.where(own[moved])
    changes = Terms(told.start, told.end, worth, told.english)
    covered = _inside(polarity, subject.where(moved)) | _inside(polarity, told)
    return changes, polarity.where(~covered)


def _heads(subject: Terms, lines: Lines) -> Terms:
    """The quantities without those that another goes on from: of 用户投诉 and 用户的投诉, 投诉."""
    follows = np.append(subject.start[1:], len(lines.codes) + _OF)
    gap = follows - subject.end
    joined = lines.codes[np.minimum(subject.end, len(lines.codes) - 1)] == ord("的")
    return subject.where(subject.english | (gap > 1) | ((gap == 1) & ~joined))


def _inside(terms: Terms, others: Terms) -> Flags:
    """Which of the terms lie within one of the others, which overlap with none of themselves."""
    if not len(others.start):
        return np.zeros(len(terms.start), dtype=bool)
    order = np.argsort(others.start, kind="stable")
    start, end = others.start[order], others.end[order]
    at = np.maximum(np.searchsorted(start, terms.start, side="right") - 1, 0)
    inside: Flags = (start[at] <= terms.start) & (terms.end <= end[at])
    return inside


__all__ = ["changes_of"]
