"""What the lexicons find in sentences, as rows of events: praise, a negator, a turn, a comma."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.classify.changes import changes_of
from pipeline.classify.grams import LONGEST, lines_of
from pipeline.classify.lines import Lines, Places, found_in
from pipeline.classify.terms import GROUPS, Terms

_STRONG: Final = 1.5
_FIRST_MARK: Final = 1000


@dataclass(frozen=True, slots=True)
class Events:
    """What the lexicons find, one after the other; of what overlaps, the one that starts first."""

    start: Places
    end: Places
    unit: Places


def events_of(lines: Lines, found: dict[str, Terms]) -> Events:
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
    codes = lines.codes[marks].astype(np.int64)
    units.append(np.where(codes == ord("."), ord("。"), codes) + _FIRST_MARK)
    start, end = np.concatenate(starts), np.concatenate(ends)
    order = np.lexsort((-end, start))
    start, end, unit = start[order], end[order], np.concatenate(units)[order]
    reach = np.concatenate([[0], np.maximum.accumulate(end)[:-1]]) if len(end) else end
    free = start >= reach
    return Events(start[free], end[free], unit[free])


def spelled_events(sentence: str) -> list[str]:
    """The n-grams of events of one sentence, in the order of `Reading.events`.

    An event is told as what it is and the words that are it: `polarity+ 领先`; a mark as itself.
    """
    lines = Lines.of(lines_of([sentence]))
    found = found_in(lines)
    _, found["polarity"] = changes_of(lines, found)
    events = events_of(lines, found)
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


__all__ = ["Events", "events_of", "spelled_events"]
