"""What becomes of quantities whose rise is good or bad: 成本下降, `sales fell`."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.classify.lines import Lines, Numbers, sums_of
from pipeline.classify.terms import Terms

_CHANGE_REACH: Final = {"zh": 14, "en": 24}


def add_changes(columns: dict[str, Numbers], lines: Lines, found: dict[str, Terms]) -> None:
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
    columns["good_change"] = sums_of(lines, subject, (worth > 0).astype(np.float64))
    columns["bad_change"] = sums_of(lines, subject, (worth < 0).astype(np.float64))


__all__ = ["add_changes"]
