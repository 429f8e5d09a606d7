"""Shares and multiples with forms of their own: 百分之三, 三分之一, 1/3, 一半, 翻番."""

from __future__ import annotations

import re

from pipeline.figures.numbers import DIGITS, MAGNITUDES, numeral_bounds, numeral_value
from pipeline.figures.qualifiers import qualifier_of
from pipeline.figures.reading import Figure, Reading
from pipeline.figures.reject import names_number

SLASH = re.compile(
    r"([1-9][0-9]?)/([1-9][0-9]{0,3})(?![0-9/.]|[%％亿億万萬元块塊倍]|(?:美|港|欧|歐|日|新台)元|美金|英镑)"
)
_DOUBLINGS = re.compile(r"([一两兩三四1-9])番")
_STATED = re.compile(r"[，。,;；、！!？?）)」』”\s]|$")
_NOT_HALF = frozenset("另前后後上下每")
_BEFORE_SHARE = frozenset("的为為到至占佔仅僅降其")


def fixed_form(reading: Reading, m: re.Match[str]) -> Figure | None:
    """The figure of a candidate that has no plain number: groups `parts`, `double`, `half`…"""
    if m["parts"]:
        return fraction(reading, m)
    if m["all"]:  # 成功率百分百。 but 百分百努力
        stated = _STATED.match(reading.text, m.end())
        return reading.figure(m.span(), "percent", 100.0, "%") if stated else None
    if m["parts_hk"]:  # 三分一, as Hong Kong writes
        parts, share = numeral_value(m["parts_hk"]) or 0.0, numeral_value(m["share_hk"]) or 0.0
        if share >= parts or names_number(reading.text, m.start(), chinese_unit=True):
            return None
        return reading.figure(m.span(), "percent", share * 100.0 / parts, "%")
    if m["double"]:
        times = _DOUBLINGS.search(m["double"])
        value = 2.0 ** ((numeral_value(times[1]) or 1.0) if times else 1.0)
        return reading.figure(m.span(), "multiple", value, "x")
    if m["over_half"]:
        return reading.figure(m.span(), "percent", 50.0, "%", qualifier="gt")
    if m["half"] and "一半是" in reading.text[max(0, m.start() - 12) : m.start()]:
        return None  # 一半是海水,一半是火焰
    if m["half"] and reading.text[max(0, m.start() - 1) : m.start()] in _NOT_HALF and m.start():
        return None
    return reading.figure(m.span(), "percent", 50.0, "%")


def fraction(reading: Reading, m: re.Match[str]) -> Figure | None:
    """`N分之M` as percent: 百分之三 is 3, 三分之一 is 33.3333."""
    text, begin = reading.text, m.start()
    parts = numeral_value(m["parts"])
    sign = -1.0 if m["share"][0] in "负負-" else 1.0
    bounds = numeral_bounds(m["share"].lstrip("负負-"))
    if not parts or bounds is None or names_number(text, begin, chinese_unit=True):
        return None
    low, high = bounds
    end = m.end()
    if m["share2"]:
        high = numeral_value(m["share2"])
        if high is not None and (high <= low or high > max(parts, 1000.0)):
            high, end = None, m.end("share")  # 升三分之一至7,200万名
    if begin and text[begin - 1] in "负負":
        begin, sign = begin - 1, -sign
    factor = sign * 100.0 / parts
    value_max = None if high is None else high * factor
    return reading.figure((begin, end), "percent", low * factor, "%", value_max=value_max)


def slash_fraction(reading: Reading, m: re.Match[str]) -> Figure | None:
    """A share written `1/3`, where what stands beside it says that it is one; else `None`."""
    share, parts = int(m[1]), int(m[2])
    text, (begin, end) = reading.text, m.span()
    if share >= parts or names_number(text, begin, chinese_unit=False):
        return None
    before = text[max(0, begin - 2) : begin].rstrip(" ")[-1:]
    beside = text[end : end + 1] == "的" or text[end : end + 4] == " of "
    if (
        not beside
        and before not in _BEFORE_SHARE
        and (qualifier_of(text, begin, end, "") == "exact")
    ):
        return None
    return reading.figure((begin, end), "percent", share * 100.0 / parts, "%")


def tenths(text: str, value: float, end: int) -> tuple[float, int]:
    """Takes the digit after 成 into the number: 七成六 is 7.6 tenths."""
    if text[end : end + 1] == " " and text[end + 2 : end + 3].strip(" ,，。;；"):
        return value, end
    place = end + (text[end : end + 1] == " ")
    digit = text[place : place + 1]
    if digit and digit in DIGITS and text[place + 1 : place + 2] not in MAGNITUDES:
        return value + DIGITS[digit] / 10, place + 1
    return value, end
