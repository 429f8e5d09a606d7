"""Calendar dates as pages write them, in Chinese and English, and what a byline says they are."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.date_patterns import (
    AGENCY_RUN,
    AMBIGUOUS,
    CUED,
    HAN_PATTERNS,
    LEAST_RUN,
    NUMBER,
    PATTERNS,
    may_hold_date,
    month_number,
    signs_of,
)
from pipeline.ingest.relative_dates import relative_dates
from pipeline.resources import models_path

_DIGITS: Final = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0}
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_TENS: Final = {"十": 10, "廿": 20, "卅": 30}
_ROC_OFFSET: Final = 1911
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2099
_ROLE_REACH: Final = 24
_ALONE: Final = re.compile(
    r"[\s()（）\[\]【】|｜·•,，]*(?:(?:星期|周|週|礼拜)[一二三四五六日天][\s()（）]*)?"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `start:end` of a text; `role` is `published`, `updated`, `event` or empty."""

    date: datetime.date
    start: int
    end: int
    role: str = ""


def find_dates(
    text: str,
    *,
    day_first: bool = False,
    reference: datetime.date | None = None,
) -> list[DateMention]:
    """The calendar dates written in a byline, in order; those that do not exist are passed over.

    Args:
        text: a line of a page, or a value of a record; a few hundred characters.
        day_first: whether `4/3/2026` is the fourth of March; April the third otherwise. Where one
            of the numbers cannot be a month, it is the day.
        reference: the day (or moment) from which `昨天` and `3 hours ago` count; without it they
            are no dates.

    Years of the Republic of China count from 1911.
    """
    if not may_hold_date(text):
        return []
    # Where nothing hangs on it, one answer serves both.
    found = list(_absolute_dates(text, day_first and AMBIGUOUS.search(text) is not None))
    if not found and reference is not None:
        return _with_roles(text, [DateMention(*x) for x in relative_dates(text, reference)])
    return found


# The same lines are asked about for a title, an author and a date.
@functools.lru_cache(maxsize=512)
def _absolute_dates(text: str, day_first: bool) -> tuple[DateMention, ...]:
    numbers = NUMBER.findall(text)
    runs = {len(number) for number in numbers}
    longest = max(runs, default=0)
    patterns = HAN_PATTERNS if "月" in text else ()
    if len(numbers) > 1 or longest >= LEAST_RUN:
        patterns = PATTERNS
    cued = len(numbers) > 2 or AGENCY_RUN in runs
    if not patterns and not cued:
        return ()
    signs = signs_of(text, longest)
    found = [
        DateMention(date, match.start(), match.end())
        for needs, pattern in patterns
        if needs <= signs
        for match in pattern.finditer(text)
        if (date := _date_of(match.groupdict(), day_first)) is not None
    ]
    if not found and cued:
        found = list(_cued(text, day_first, signs))
    return tuple(_with_roles(text, found))


def _with_roles(text: str, found: list[DateMention]) -> list[DateMention]:
    """The first and longest of mentions that overlap, with what the text says they are."""
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            floor = kept[-1].end if kept else 0
            role = role_at(text, mention.start, mention.end, floor)
            if role:
                mention = replace(mention, role=role)
            kept.append(mention)
    return kept


def parse_date(
    text: str, *, day_first: bool = False, reference: datetime.date | None = None
) -> datetime.date | None:
    """The first calendar date written in `text`; None where there is none that exists."""
    found = find_dates(text, day_first=day_first, reference=reference)
    return found[0].date if found else None


def parse_timestamp(value: str) -> datetime.date | None:
    """The day, in UTC, of a Unix time in seconds or milliseconds; None where it is none."""
    digits = value.strip().removesuffix(".0")
    if not re.fullmatch(r"1\d{9}(?:\d{3})?(?:\.\d+)?", digits):
        return None
    seconds = float(digits) / (1000 if len(digits.partition(".")[0]) == 13 else 1)
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


def _cued(text: str, day_first: bool, signs: frozenset[str]) -> Iterator[DateMention]:
    for needs, pattern in CUED:
        for match in pattern.finditer(text) if needs <= signs else ():
            rest = text[: match.start()] + text[match.end() :]
            parts = match.groupdict()
            marked = match["cue"] or match["time"] or parts.get("end") is not None
            if marked or _ALONE.fullmatch(rest):
                date = _date_of(parts, day_first)
                if date is not None:
                    yield DateMention(date, match.start(), match.end())
                    return


def _date_of(parts: dict[str, str | None], day_first: bool) -> datetime.date | None:
    if parts.get("hm"):
        if parts.get("hroc"):
            year = han_number(parts["hroc"] or "") + _ROC_OFFSET
        else:
            year = int("".join(str(_DIGITS[c]) for c in (parts["hy"] or "").upper()))
        month, day = han_number(parts["hm"] or ""), han_number(parts["hd"] or "")
    else:
        roc, short = parts.get("roc"), parts.get("yy")
        year = int(parts.get("y") or 0)
        if roc:
            year = int(roc) + _ROC_OFFSET
        elif short:
            year = 2000 + int(short)
        if parts.get("a"):
            month, day = int(parts["a"] or 0), int(parts["b"] or 0)
            # Dots stand between a day and a month in Europe only.
            if (day_first or parts.get("sep") == "." or month > 12) and day <= 12:
                month, day = day, month
        else:
            month = _month(parts)
            day = int(parts["d"] or 0)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return existing_date(year, month, day)


def _month(parts: dict[str, str | None]) -> int:
    if name := parts.get("mon"):
        return month_number(name)
    if numeral := parts.get("hmon"):
        return han_number(numeral)
    if roman := parts.get("roman"):
        return _ROMAN.index(roman.upper()) + 1
    return int(parts.get("m") or 0)


def existing_date(year: int, month: int, day: int) -> datetime.date | None:
    """The date, or None where the calendar has none such."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def han_number(digits: str) -> int:
    """A number in Chinese numerals: 一 to 三十一, 廿八, 一百一十五 or 一一五."""
    if not any(c in "十百廿卅" for c in digits):
        return int("".join(str(_DIGITS[c]) for c in digits))
    total, last = 0, 0
    for c in digits:
        if c in _DIGITS:
            last = _DIGITS[c]
        elif c == "百":
            total, last = total + 100 * (last or 1), 0
        elif c == "十":
            total, last = total + 10 * (last or 1), 0
        else:
            total, last = total + _TENS[c], 0
    return total + last


@functools.cache
def _roles() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    path = models_path("metadata/dates.toml")
    clock = r"(?:\d\d?:\d\d(?::\d\d)?\s*)?"
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["role"]
        return tuple(
            (
                role["name"],
                re.compile(rf"(?:{role['before']}){clock}$"),
                re.compile(rf"(?:日|号)?\s*{clock}(?:{role['after']})"),
            )
            for role in listed
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


def role_at(text: str, start: int, end: int, floor: int = 0) -> str:
    """What the words against a date say it is; those before it count more than those behind.

    Args:
        text: a byline.
        start: where the date begins in it.
        end: where it ends.
        floor: where the date before it ends.
    """
    before = text[max(floor, start - _ROLE_REACH) : start + 1]
    # A label that the date's own match took in (`:`) belongs to what stands before it.
    before = before if before[-1:] in ":：|｜于於 " else before[:-1]
    after = text[end : end + _ROLE_REACH]
    for name, pattern, _ in _roles():
        if pattern.search(before):
            return name
    for name, _, pattern in _roles():
        if pattern.match(after) and not re.match(r"\s*\S{2,6}(?:于|时间|日期)?\s*[:：]", after):
            return name
    return ""


__all__ = [
    "DateMention",
    "existing_date",
    "find_dates",
    "han_number",
    "parse_date",
    "parse_timestamp",
    "role_at",
]
