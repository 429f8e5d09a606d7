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
# 12.3/15.6/19.2亿元, 45/36/29倍
_SLASHED = re.compile(r"(?<![0-9A-Za-z./-])(?:[0-9]+(?:\.[0-9]+)?/){1,6}$")
_LEAST_MANY = 2  # slashes that make a list of counts; money and shares need one
_REACH = 40
_MOST = 6  # members of one list


def share_units(reading: Reading, figures: list[Figure]) -> list[Figure]:
    """`figures` and the bare numbers of a list that the last of them gives its unit to.

    Slashes share (净利润12.3/15.6/19.2亿元). Else they do only where the sentence says that one
    number belongs to each (分别, `respectively`): a number before a comma may be any.
    """
    found: list[Figure] = []
    for figure in figures:
        before = reading.text[max(0, figure.start - 1) : figure.start]
        if before in _JOINS and figure.value_max is None and figure.value >= 0:
            found.extend(_members(reading, figure, found[-1].end if found else 0))
        elif before == "/" and figure.value_max is None:
            found.extend(_slashed(reading, figure))
        found.append(figure)
    return found


def _slashed(reading: Reading, last: Figure) -> list[Figure]:
    """The numbers before slashes that the last of them gives magnitude and unit to."""
    text = reading.text
    before = _SLASHED.search(text, max(0, last.start - _REACH), last.start)
    own = _NUMBER.match(text, last.start)
    if before is None or own is None or not float(own[0]):
        return []
    if last.kind not in ("money", "percent") and before[0].count("/") < _LEAST_MANY:
        return []
    scale = last.value / float(own[0])
    found = []
    for number in _NUMBER.finditer(text, before.start(), before.end()):
        figure = reading.figure(number.span(), last.kind, float(number[0]) * scale, last.unit)
        if figure is not None:
            found.append(figure)
    return found


def _members(reading: Reading, last: Figure, reached: int) -> list[Figure]:
    text, members, start = reading.text, list[Figure](), last.start
    own = _NUMBER.match(text, start)
    scale = last.value / float(own[0]) if own and float(own[0]) else 1.0
    low = max(0, reached)
    while len(members) < _MOST:
        before = _BEFORE.search(text, max(low, start - 16), start)
        if before is None:
            break
        number = _NUMBER.match(text, before.start())
        if number is None:
            break
        figure = reading.figure(number.span(), last.kind, float(number[0]) * scale, last.unit)
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
