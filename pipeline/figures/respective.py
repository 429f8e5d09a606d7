"""Numbers that share the unit of the last of their list: 分别提高4.8与6.2个百分点."""

from __future__ import annotations

import re

from pipeline.figures.reading import Figure, Reading

_RESPECTIVELY = re.compile(r"分别|分別|各自|依次|依序|先后|先後|\b(?:respectively|both)\b")
_BEFORE = re.compile(
    r"(?<![A-Za-z0-9.\-/])[0-9]+(?:\.[0-9]+)?"
    r"(?: ?(?:、|,|，|和|与|與|及|以及|跟) ?| and |, (?:and )?)$"
)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_JOINS = frozenset("、,，和与與及跟 ")  # what may stand before the last member
_REACH = 40
_SHARED = ("percent", "multiple")
_MOST = 6  # members of one list


def share_units(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """`figures` and the bare numbers of a list that the last of them gives its unit to.

    Only percentages, points and multiples are shared, and only where the sentence says that one
    number belongs to each (分别, `respectively`): elsewhere a number before a comma may be any.
    """
    found: list[Figure] = []
    for figure in figures:
        before = reading.text[max(0, figure.start - 1) : figure.start]
        if (
            before in _JOINS
            and figure.kind in _SHARED
            and figure.value_max is None
            and figure.value >= 0
        ):
            found.extend(_members(reading, figure, found[-1].end if found else 0))
        found.append(figure)
    return found


def _members(reading: Reading, last: Figure, reached: int) -> list[Figure]:
    text, members, start = reading.text, list[Figure](), last.start
    low = max(0, reached)
    while len(members) < _MOST:
        before = _BEFORE.search(text, max(low, start - 16), start)
        if before is None:
            break
        number = _NUMBER.match(text, before.start())
        if number is None:
            break
        figure = reading.figure(number.span(), last.kind, float(number[0]), last.unit)
        if figure is None:
            break
        members.insert(0, figure)
        start = before.start()
    if not members:
        return []
    around = text[max(0, start - _REACH) : start] + "\0" + text[last.end : last.end + _REACH]
    before_it, _, behind = around.partition("\0")
    clause = before_it[max(before_it.rfind(stop) for stop in "。;；！？\n") + 1 :]
    said = _RESPECTIVELY.search(clause) or _RESPECTIVELY.match(behind.lstrip(" ,，"))
    return members if said else []
