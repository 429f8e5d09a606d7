"""Calendar dates as pages write them, in Chinese and English."""

from __future__ import annotations

import datetime
import re
from typing import Final

_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_DIGITS: Final = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_ROC_OFFSET: Final = 1911
_MONTH: Final = r"(?P<mon>[A-Za-z]{3,9})\.?"
_PATTERNS: Final = (
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?!\d)"
    ),
    re.compile(
        r"(?:民[国國]|中華民國|中华民国)\s*(?P<roc>\d{2,3})\s*(?:年|[-/.])\s*(?P<m>\d{1,2})\s*(?:月|[-/.])\s*(?P<d>\d{1,2})"
    ),
    re.compile(r"(?<!\d)(?P<roc>1[0-4]\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>20\d\d)"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](?P<y>20\d\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(
        r"(?P<hy>[二][〇零○][〇零○一二三四五六七八九]{2})年(?P<hm>[一二三四五六七八九十]{1,2})月"
        r"(?P<hd>[一二三四五六七八九十]{1,3})日"
    ),
    re.compile(r"(?<![\d/])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>20\d\d)(?!\d)"),
)
_MONTH_DAY: Final = (
    re.compile(r"(?<![\d./-])(?P<m>\d{1,2})\s*(?:月|[-/])\s*(?P<d>\d{1,2})(?:日|(?![\d./-]))"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\b"),
)
_YEAR: Final = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")


def parse_date(text: str) -> datetime.date | None:
    """The first calendar date written in `text`; None where there is none that exists.

    Years of the Republic of China count from 1911; `4/3/2026` is read as April 3, and as 4 March
    where the first number cannot be a month.
    """
    found: list[tuple[int, datetime.date]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            date = _date_of(match.groupdict())
            if date is not None:
                found.append((match.start(), date))
                break
    return min(found)[1] if found else None


def _date_of(parts: dict[str, str | None]) -> datetime.date | None:
    if parts.get("hy"):
        year = int("".join(str(_DIGITS[c]) for c in parts["hy"] or ""))
        month, day = _han_number(parts["hm"] or ""), _han_number(parts["hd"] or "")
    else:
        roc, given = parts.get("roc"), parts.get("y")
        year = int(given) if given else int(roc or 0) + _ROC_OFFSET
        day = int(parts["d"] or 0)
        number = parts.get("m")
        month = int(number) if number else _month(parts.get("mon") or "")
        if month > 12 >= day and number and given:
            month, day = day, month
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of an English month's name; 0 where it is none."""
    short = name.lower()[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _han_number(digits: str) -> int:
    """一 to 三十一 as a number."""
    tens, ten, ones = digits.rpartition("十")
    high = (_DIGITS.get(tens, 1) if tens else 1) * 10 if ten else 0
    return high + _DIGITS.get(ones, 0)


def parse_month_day(text: str) -> tuple[int, int] | None:
    """A month and a day in a byline that leaves out the year."""
    for pattern in _MONTH_DAY:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _month(parts.get("mon") or "")
            day = int(parts["d"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                return month, day
    return None


def parse_year(text: str) -> int | None:
    """The first year of this century in `text`."""
    match = _YEAR.search(text)
    return int(match.group(1)) if match else None
