"""Dates that count from the moment a page was read: `3小时前`, `昨天 14:20`, `2 days ago`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final

from pipeline.letter_case import lowered

_NUMBERS: Final = {
    **{c: n for n, c in enumerate("零一二三四五六七八九十")},
    "两": 2,
    "几": 0,
    "半": 0,
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
}
_AGO: Final = re.compile(
    r"(?<![\d.])(?P<n>\d{1,4}|[一二两三四五六七八九十半])\s?个?(?P<unit>秒|分钟|分|小时|钟头|天|日|周|星期|礼拜|月|年)(?:之)?前"
    r"|(?<![\w.])(?P<n2>\d{1,4}|an?|one|two|three|four|five|six|seven)\s?"
    r"(?P<unit2>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|mos|months?|y|yrs?|years?)"
    r"\.?\s+ago\b",
    re.I,
)
_DAY: Final = re.compile(
    r"(?P<now>刚刚|刚才|片刻之前|[Jj]ust now|[Mm]oments ago)"
    r"|(?P<today>今天|今日)(?=\s*\d?\d:\d\d|$|\s*[|｜·•])"
    r"|(?<![\w'])(?P<today2>[Tt]oday)(?=,?\s+(?:at )?\d|$|\s*[|·•])"
    r"|(?P<yesterday>昨天|昨日)(?=\s*\d?\d:\d\d|$|\s*[|｜·•])"
    r"|(?<![\w'])(?P<yesterday2>[Yy]esterday)(?=,?\s+(?:at )?\d|$|\s*[|·•])"
    r"|(?P<before>前天)(?=\s*\d?\d:\d\d|$|\s*[|｜·•])"
)
_SECONDS: Final = {"秒": 1, "s": 1, "分": 60, "m": 60, "小": 3600, "钟": 3600, "h": 3600}
_DAYS: Final = {"天": 1, "日": 1, "d": 1, "周": 7, "星": 7, "礼": 7, "w": 7}


def relative_dates(text: str, reference: datetime.date) -> Iterator[tuple[datetime.date, int, int]]:
    """The dates in `text` that count back from `reference`, with their places.

    Args:
        text: a byline.
        reference: a day, or a moment; from a day, hours and minutes lead to the day itself.
    """
    for match in _AGO.finditer(text):
        date = _ago(match["n"] or match["n2"], lowered(match["unit"] or match["unit2"]), reference)
        if date is not None:
            yield date, match.start(), match.end()
    for match in _DAY.finditer(text):
        days = {"y": 1, "b": 2}.get((match.lastgroup or "")[0], 0)
        yield _day(reference) - datetime.timedelta(days), match.start(), match.end()


def _day(reference: datetime.date) -> datetime.date:
    return reference.date() if isinstance(reference, datetime.datetime) else reference


def _ago(number: str, unit: str, reference: datetime.date) -> datetime.date | None:
    count = int(number) if number.isdigit() else _NUMBERS[lowered(number)]
    short = unit[0]
    try:
        if unit.startswith(("mo", "月")):
            return _months_before(_day(reference), count)
        if short in "年y":
            return _months_before(_day(reference), 12 * count)
        if short in _DAYS:
            return _day(reference) - datetime.timedelta(count * _DAYS[short])
        back = datetime.timedelta(seconds=count * _SECONDS[short])
        if isinstance(reference, datetime.datetime):
            return (reference - back).date()
        return reference - datetime.timedelta(back.days)
    except OverflowError:
        return None


def _months_before(day: datetime.date, months: int) -> datetime.date | None:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return None
    # The 31st has no counterpart in a shorter month: its last day is meant.
    first = datetime.date(year, month + 1, 1)
    following = (first + datetime.timedelta(32)).replace(day=1)
    return min(first + datetime.timedelta(day.day - 1), following - datetime.timedelta(1))
