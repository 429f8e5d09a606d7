"""How dates are written, as regular expressions, each with what a text needs to have for it.

A byline is asked for its dates a dozen times, and most lines with a number hold none: what is cheap
to see in a line (a year's first digits, `月`, the name of a month) tells which patterns are tried.
"""

from __future__ import annotations

import calendar
import re
from typing import Final

from pipeline.letter_case import lowered

_MONTHS: Final = {
    name.lower(): n
    for names in (calendar.month_name, calendar.month_abbr, ("",) * 9 + ("Sept",))
    for n, name in enumerate(names)
    if name
}
MONTH: Final = (
    r"(?P<mon>(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z]))\.?"
)
DAY: Final = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_SEPARATOR: Final = r"[-/.·・_–—‐‑−]"
_HAN: Final = "〇零○O一二三四五六七八九"
HAN_DAY: Final = "[一二三四五六七八九十廿卅]{1,3}"
PATTERNS: Final = tuple(
    (frozenset(needs.split()), re.compile(pattern, re.I))
    for needs, pattern in (
        (
            "year",
            rf"(?<!\d)(?P<y>(?:19|20)\d\d)\s{{0,3}}(?:年|(?P<sep>{_SEPARATOR}))\s{{0,3}}"
            rf"(?P<m>\d{{1,2}})\s{{0,3}}(?(sep)(?P=sep)|月)\s{{0,3}}(?P<d>\d{{1,2}})(?!\d|\.[A-Za-z\d])",
        ),
        (
            "民",
            r"(?:中[华華])?民[国國]\s{0,3}(?P<roc>\d{2,3})\s{0,3}(?:年|[-/.])\s{0,3}(?P<m>\d{1,2})"
            r"\s{0,3}(?:月|[-/.])\s{0,3}(?P<d>\d{1,2})(?!\d)",
        ),
        (
            "年 月",
            r"(?<!\d)(?P<roc>1[0-4]\d)\s{0,3}年\s{0,3}(?P<m>\d{1,2})\s{0,3}月\s{0,3}(?P<d>\d{1,2})"
            r"\s{0,3}[日号號]",
        ),
        (
            "month",
            # `PublishedMarch 18, 2026`, `TidewireMar 18, 2026`: two elements of a page that touch.
            r"(?:(?<![a-z])|(?<=published)|(?<=updated)|(?<=posted)|(?-i:(?<=[a-z])(?=[A-Z])))"
            rf"{MONTH}\s{{0,3}}{DAY}[,，]?\s{{1,3}}(?:\d\d?:\d\d(?::\d\d)?\s+)?"
            r"(?:(?P<y>20\d\d)|['’‘](?P<yy>2\d))(?!\d(?!\d?:\d\d))",
        ),
        (
            "month",
            rf"(?<!\d){DAY}(?:\s{{1,3}}|-|/)(?:day )?(?:of )?{MONTH}(?:,?\s{{1,3}}|-|/)"
            r"(?:(?P<y>20\d\d)|['’‘](?P<yy>2\d))(?!\d(?!\d?:\d\d))",
        ),
        (
            "month 20",
            rf"(?<!\d)(?P<y>20\d\d)(?:\s{{1,3}}|-|/){MONTH}(?:\s{{1,3}}|-|/){DAY}",
        ),
        (
            ". 20",
            r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<roman>I{1,3}|IV|VI{0,3}|IX|XI{0,2})\.\s?(?P<y>20\d\d)(?!\d)",
        ),
        (
            "run 20",
            r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=$|\D|[0-2]\d[0-5]\d(?:[0-5]\d)?(?!\d))",
        ),
        (
            "月 20",
            r"(?<!\d)(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]?\s?[,，(（]\s?(?P<y>20\d\d)(?!\d)",
        ),
        # `五月 14, 2026`, as sites show it that only the names of the months were translated for.
        (
            "月 20",
            r"(?<![一二三四五六七八九十年])(?P<hmon>十[一二]?|[一二三四五六七八九])月\s?(?P<d>\d{1,2})[,，]\s?"
            r"(?P<y>20\d\d)(?!\d|\s?[\u4e00-\u9fff])",
        ),
        (
            "年 月",
            rf"(?P<hy>[一二][{_HAN}]{{3}})\s?年\s?(?P<hm>{HAN_DAY})\s?月\s?(?P<hd>{HAN_DAY})\s?[日号號]",
        ),
        (
            "民 年 月",
            rf"民[国國]\s?(?P<hroc>[{_HAN}百十]{{2,5}})\s?年\s?(?P<hm>{HAN_DAY})\s?月\s?"
            rf"(?P<hd>{HAN_DAY})\s?[日号號]",
        ),
        (
            "20",
            r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>20\d\d)(?!\d|\.\d)",
        ),
    )
)
"""Dates, each with what a text that holds one must have; see `signs_of`."""
HAN_PATTERNS: Final = tuple(p for p in PATTERNS if "hm" in p[1].groupindex)
"""Those that need no digit; all others need two numbers, or one of `LEAST_RUN` digits."""
NUMBER: Final = re.compile(r"\d+")
LEAST_RUN: Final = 8
AGENCY_RUN: Final = 7
_STARTS: Final = tuple(sorted({name[:3] for name in _MONTHS}))
_COUNTED: Final = re.compile(r"[\d一二〇昨前今刚]")
_WORD: Final = re.compile(r"ago\b|day\b|\bnow\b", re.I)
_WORDS: Final = ("ago", "day", "now")
# These read as dates only where a byline marks them: a label before, a time behind, nothing else.
CUED: Final = tuple(
    (
        frozenset(needs.split()),
        re.compile(
            rf"(?:(?P<cue>[:：]\s?|[于於|｜]\s?)|(?<![\w./-])){pattern}"
            r"(?P<time>\s+(?:(?:[/|｜·•@–-]|at|AT)\s+)?\d?\d:\d\d)?"
        ),
    )
    for needs, pattern in (
        ("pair", r"(?P<roc>1[0-4]\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d./-])"),
        # `（编辑:林一舟）1150512`, as agencies end.
        ("agency", r"(?<=[)）])(?P<roc>1[0-4]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?P<end>\s*$)"),
        (
            "pair",
            r"['’‘]?(?P<yy>2\d|3[0-9])(?P<sep>[-/.年])(?P<m>\d{1,2})(?:(?P=sep)|月)(?P<d>\d{1,2})日?(?![\d./-])",
        ),
        ("//", r"(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})(?P=sep)(?P<yy>[1-3]\d)(?![\d./-])"),
        # `19.02.26`: a year of the last century's end is none of a page's.
        ("..", r"(?P<d>[01]\d|3[01])\.(?P<m>[01]\d)\.(?P<yy>2\d)(?![\d./-])"),
    )
)
"""Each with what a text needs to have, as `PATTERNS`."""


AMBIGUOUS: Final = re.compile(r"(?<![\d/.-])\d{1,2}[-/.]\d{1,2}[-/.]\d")
"""Two numbers either of which may be the month, and the first digit of a year."""


def signs_of(text: str, longest: int) -> frozenset[str]:
    """What a text has of all that dates consist of: the names that patterns need.

    Args:
        text: a byline.
        longest: how many digits its longest number has.

    `year` are the first digits of a year, `run` is a number of a whole date, `agency` one of those
    that agencies end with, `month` the first letters of a month's name, `pair` a mark that stands
    twice, or `月`.
    """
    signs = {sign for sign in ("20", "年", "月", "民", ".") if sign in text}
    twice = {mark * 2 for mark in "-/." if text.count(mark) > 1}
    signs |= twice
    if twice or "月" in signs or text.count("年") > 1:
        signs.add("pair")
    if "20" in signs or "19" in text:
        signs.add("year")
    if longest >= LEAST_RUN:
        signs.add("run")
    if longest >= AGENCY_RUN and (")" in text or "）" in text):
        signs.add("agency")
    if names_month(text):
        signs.add("month")
    return frozenset(signs)


def names_month(text: str) -> bool:
    """Whether the first three letters of an English month stand in `text`, in any case."""
    lower = lowered(text)
    return any(start in lower for start in _STARTS)


def month_number(name: str) -> int:
    """The number of an English month by its name or short form, in any case (`ſept` too)."""
    return _MONTHS[lowered(name)]


def may_hold_date(text: str) -> bool:
    """Whether `text` has a number, or a word that counts back from today; else it has no date."""
    if _COUNTED.search(text):
        return True
    lower = text.lower()
    return any(word in lower for word in _WORDS) and _WORD.search(text) is not None


__all__ = [
    "AGENCY_RUN",
    "AMBIGUOUS",
    "CUED",
    "DAY",
    "HAN_DAY",
    "HAN_PATTERNS",
    "LEAST_RUN",
    "MONTH",
    "NUMBER",
    "PATTERNS",
    "may_hold_date",
    "month_number",
    "names_month",
    "signs_of",
]
