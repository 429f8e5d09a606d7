"""Motions that two numbers tell: `from 41 to 63`, `由38变成71`, `收入8亿元，去年同期11亿元`.

Reports often say what became of a quantity without a word of motion; which of the numbers is the
earlier one, and which the larger, says it as well.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# What lies between two numbers that are compared is short.
_REACH: Final = 40
_SCALES: Final = {
    "万": 1e4, "亿": 1e8, "万亿": 1e12, "k": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9,
    "billion": 1e9, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_SCALE: Final = re.compile(r"\s?(万亿|[万亿]|(?:tn|bn|billion|trillion|million|[mk])\b)")
_ABOUT: Final = r"(?:about |some |around |nearly |only |just )?(?:us|hk|nt|rmb)?[$€£¥]?"
# Before the first of two numbers of which it is the earlier one, and between such two.
_HEAD: Final = re.compile(rf"([由从自])[^\d,;:。\n]{{0,6}}$|\b(from)\s{_ABOUT}$")
_HEAD_REACH: Final = 18
_THEN: Final = re.compile(
    rf"[^,;。]{{0,14}}?[到至成为][^,;。]{{0,5}}|[^.;,]{{0,24}}?\sto\s{_ABOUT}"
)
# Between two numbers of which the first is the later one.
_EARLIER: Final = (
    r"上年同[期季]|去年同[期季]|前一年|一年前|上一?年|去年|上一?季度?|上个?月|上一代|旧版|此前|原来|"
    r"原先|从前|以前|之前|年初"
)
_AGAINST: Final = re.compile(
    rf"[^,;。]{{0,8}},[而较]?({_EARLIER})[^,;。]{{0,6}}"
    rf"|(?:\s?%|\sper ?cent|\s?[a-z]+)?,?\s((?:down|up) from)\s{_ABOUT}"
    rf"|(?:\s?%|\sper ?cent|\s?(?:bn|tn|[mbt]illion|[mk])\b)?,?\s(from)\s{_ABOUT}"
    rf"|[^.;,]{{0,14}},?\s(against|compared (?:with|to))\s{_ABOUT}"
)
_SHARE: Final = re.compile(r"\s?(?:%|per ?cent)")
_BARE_FROM: Final = 3
"""The group of `_AGAINST` that is a `from` with neither up nor down before it."""


class Move(NamedTuple):
    """A rise (+1) or a fall (-1) between two numbers, told by the word at `start` to `end`.

    A word of motion before `until`, where the second number begins, tells the same.
    """

    start: int
    end: int
    weight: float
    until: int


def moves(text: str) -> Iterator[Move]:
    """What pairs of numbers in `text`, which is in lower case, tell; in order.

    >>> [move.weight for move in moves("from 41 a day to 63")]
    [1.0]
    """
    for first, second in itertools.pairwise(_NUMBER.finditer(text)):
        start, end = first.end(), second.start()
        if end - start > _REACH:
            continue
        between = text[start:end]
        if "\n" in between:
            continue
        found = _AGAINST.fullmatch(between)
        if found is not None:
            # declined 12% from $8 billion: the first says by how much, not to what.
            by = found.lastindex == _BARE_FROM and _SHARE.match(text, start) is not None
            if by and _SHARE.match(text, end + len(second[0])) is None:
                continue
            sign = -1.0
            low, high = (start + place for place in found.span(found.lastindex or 0))
        else:
            base = max(0, first.start() - _HEAD_REACH)
            head = _HEAD.search(text, base, first.start())
            if head is None or _THEN.fullmatch(between) is None:
                continue
            sign = 1.0
            low, high = head.span(head.lastindex or 0)
        before, after = _values(text, first, second)
        if before != after and not (_is_year(first[0]) and _is_year(second[0])):
            yield Move(low, high, sign if after > before else -sign, end)


def _values(text: str, first: re.Match[str], second: re.Match[str]) -> tuple[float, float]:
    """Both numbers; one without a scale has that of the other behind it: from 3 to 5 million."""
    scales = [_SCALE.match(text, number.end()) for number in (first, second)]
    own, other = (_SCALES[scale[1]] if scale else 1.0 for scale in scales)
    if scales[0] is None:
        own = other
    return _value(first[0]) * own, _value(second[0]) * other


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


__all__ = ["Move", "moves"]
