"""Days without a year in a byline (`2月8日 18:03`, `Feb 8`), and the year that goes with them."""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

from pipeline.ingest.date_patterns import DAY, HAN_DAY, MONTH, month_number, names_month
from pipeline.ingest.dates import existing_date, han_number, role_at
from pipeline.letter_case import lowered

_FIGURES: Final = re.compile(
    r"(?<![\d./-])(?P<m>\d{1,2})\s{0,3}(?:月|[-/])\s{0,3}(?P<d>\d{1,2})(?:[日号]|(?![\d./-]))"
)
_HAN: Final = re.compile(rf"(?P<hm>[一二三四五六七八九十]{{1,2}})月(?P<hd>{HAN_DAY})[日号]")
_ENGLISH_DAYS: Final = (
    re.compile(rf"(?<![a-z]){MONTH}\s{{1,3}}{DAY}(?![\d:])", re.I),
    re.compile(rf"(?<!\d){DAY}\s{{1,3}}{MONTH}", re.I),
)
_WEEK: Final = "一二三四五六日"
_ENGLISH: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY: Final = (
    r"(?:星期|周|礼拜)(?P<han>[一二三四五六日天])"
    r"|(?P<latin>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)(?![a-z])\.?"
)
# `4月28日星期二`, `3/30（一）`, `Feb 28 · 周六早上`.
_BEHIND: Final = re.compile(
    rf"\s{{0,2}}(?:[(（](?P<bracket>[一二三四五六日])[)）]|[·•,，|｜(（]?\s{{0,2}}(?:{_WEEKDAY}))"
)
# `Sat, Feb 28`, `周二 4月28日`.
_BEFORE: Final = re.compile(rf"(?:{_WEEKDAY})[\s,，·•|｜]{{0,3}}$")
_REACH: Final = 14
_YEAR: Final = re.compile(r"(?<!\d)(?:20[12]\d\s?[-–—~至]\s?)?(20[12]\d)(?!\d)")
_NUMBER: Final = re.compile(r"\d")
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2099
LIKELY_YEARS: Final = range(2022, 2028)
"""Years that a page is from whose day and weekday are all that is known: six, in which no day falls
on the same weekday twice."""


class MonthDay(NamedTuple):
    """A day of a year that is left out; `weekday` from 0, Monday, where it is told."""

    month: int
    day: int
    weekday: int | None = None


def parse_month_day(text: str) -> MonthDay | None:
    """The first day without its year in a byline that is no deadline or other event."""
    has_month = "月" in text
    numbered = _NUMBER.search(text) is not None
    patterns = [_HAN] if has_month else []
    if numbered and (has_month or "-" in text or "/" in text):
        patterns.insert(0, _FIGURES)
    if numbered and names_month(text):
        patterns += _ENGLISH_DAYS
    for pattern in patterns:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if parts.get("hm"):
                month, day = han_number(parts["hm"]), han_number(parts["hd"])
            else:
                name = parts.get("mon")
                month = month_number(name) if name else int(parts["m"])
                day = int(parts["d"])
            # A leap year has every day that a year can have.
            if not existing_date(2024, month, day):
                continue
            if role_at(text, match.start(), match.end()) != "event":
                return MonthDay(month, day, _weekday_at(text, match.start(), match.end()))
    return None


def _weekday_at(text: str, start: int, end: int) -> int | None:
    """The weekday against a date, counted from Monday."""
    found = _BEHIND.match(text, end) or _BEFORE.search(text[max(0, start - _REACH) : start])
    if found is None:
        return None
    parts = found.groupdict()
    if latin := parts["latin"]:
        return _ENGLISH.index(lowered(latin[:3]))
    return _WEEK.index((parts.get("bracket") or parts["han"]).replace("天", "日"))


def parse_year(text: str) -> int | None:
    """The first year of this century in `text`; of a range (`2019-2026`) its end."""
    match = _YEAR.search(text)
    return int(match.group(1)) if match else None


def with_weekday(
    found: MonthDay, said: int | None, latest: datetime.date | None
) -> datetime.date | None:
    """The date of a day whose weekday is told; None where that fits no year it could be.

    Args:
        found: the day.
        said: a year that the page gives; the date is in it or in one beside it.
        latest: the day on which the page was read, where that is known.
    """
    fits = [
        date
        for year in range(_FIRST_YEAR, _LAST_YEAR + 1)
        if (date := existing_date(year, found.month, found.day)) and date.weekday() == found.weekday
    ]
    if said is not None:
        near = [date for date in fits if abs(date.year - said) <= 1]
        return min(near, key=lambda date: abs(date.year - said), default=None)
    if latest is not None:
        return max((date for date in fits if date <= latest), default=None)
    return next((date for date in fits if date.year in LIKELY_YEARS), None)


__all__ = ["LIKELY_YEARS", "MonthDay", "parse_month_day", "parse_year", "with_weekday"]
