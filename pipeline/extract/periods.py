"""The period that a figure speaks of: 2025年上半年, 去年, `last quarter`, by the calendar."""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

from pipeline.figures import Figure
from pipeline.letter_case import lowered

_REACH: Final = 48
_HAN: Final = {
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十一": 11, "十二": 12, "首": 1,
}  # fmt: skip
# What says of a year that the figure is not of it.
# Compared with 较2024年, since 自2023年以来, a firm founded in 2021.
_BASE_BEFORE: Final = re.compile(
    r"(?:较|比|相比|自|从|自从|与|距|since|than in|from"
    r"|\b(?:founded|established|incorporated|set up|created|born|launched|started|listed|acquired)"
    r"(?: back)?)\s?$",
    re.I,
)
_BASE_REACH: Final = 18
# 比今年的1700亿: the figure is of the period compared with, its growth is not.
_OF_BASE: Final = re.compile(r"(?:同期)?的(?:约|近|超过|不到|不足|逾)? ?")
# 由去年的31%升至43%: what it became is not of the period that it came from.
_BECAME: Final = re.compile(
    r"[^，,。；;]{0,6}(?:升|增|涨|降|跌|减|扩|提|飙|滑|落|缩)[^，,。；;]{0,3}[至到为]"
)
_CAME_FROM: Final = re.compile(r"[从由自](?=[^，,。；;从由自]{1,24}$)")
_BASE_AFTER: Final = re.compile(
    r"[^，,。]{0,6}(?:创办|创立|成立|以来|毕业|离职|离开)|\s?(?:以来|起)"
)
_RELATIVE: Final = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PART: Final = (
    r"(?P<half{n}>[上下]半年)|前(?P<nine{n}>[二三2-3])个?季度?|第?(?P<quarter{n}>[一二三四1-4首])季度?"
    r"|Q(?P<q{n}>[1-4])|(?P<month{n}>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!薪|费|均|活)"
)
_YEAR: Final = (
    r"(?P<year>20[0-9]{2})\s?(?:年|财年)?|(?P<relative>今年|本年|去年|上年|前年|明年|后年)"
)
_PERIOD: Final = re.compile(
    r"(?P<span_of_years>20[0-9]{2}\s?年?\s?[-—–~～至到]+\s?20[0-9]{2}\s?年?)"  # of no one year
    r"|(?P<year_of_same>20[0-9]{2})\s?(?:年|财年)?的?同期"
    r"|(?P<year_before>(?:去年|上年|上一年|前一年)的?同期|\ba year (?:earlier|before)"
    r"|\bthe (?:prior|previous) year|\bsame (?:period|quarter|half|months?|time)"
    r" (?:last year|a year (?:earlier|ago|before)|of the (?:previous|prior) year))"
    r"|(?P<same>同期(?![望末货刊学])|\bsame (?:period|quarter|half)\b)"
    rf"|(?:{_YEAR})(?:度|底|末|初)?\s?(?:{_PART.format(n='')})?"
    rf"|(?P<half2>[上下]半年)|前(?P<nine2>[二三23])个?季度|(?<![0-9])第?(?P<quarter2>[一二三四1-4首])季度?(?![节])"
    rf"|(?P<last_quarter>上季度?|上一季度?|last quarter|previous quarter)"
    rf"|(?P<this_quarter>本季度?|this quarter)"
    rf"|(?P<last_month>上个?月|last month)|(?P<this_month>本月|this month)"
    rf"|(?<![0-9年个十两几])(?P<month2>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!前|后|内|里|来|底前)(?!薪|费|均|活)"
    rf"|\bQ(?P<q2>[1-4])(?: (?P<q_year>20[0-9]{{2}}))?"
    rf"|\b(?P<ordinal>first|second|third|fourth)[ -](?P<span>quarter|half)"
    rf"(?: of (?P<o_year>20[0-9]{{2}}|last year|this year|next year))?"
    rf"|\b(?P<m_name>{'|'.join(_MONTHS)})(?: (?P<m_year>20[0-9]{{2}}))?"
    rf"|\b(?:in|by|since|fiscal|during|for|of|than in) (?P<in_year>20[0-9]{{2}})\b"
    rf"|\b(?P<last_year>last year|a year ago|the year before)"
    rf"|\b(?P<this_year>this year)|\b(?P<next_year>next year)",
    re.I,
)
# What is in every period, for text in small letters.
_TIMELY: Final = re.compile(rf"年|月|季|期|20|q[1-4]|year|quarter|half|month|{'|'.join(_MONTHS)}")
_AFTER: Final = re.compile(
    r"\s?(?:a year |of \w+ )?(?:(?:earlier|later|late|early) )?"
    r"(?:in|this|last|for|by|next|a year|the prior|the previous)\b"
    r"[^.,;，。；]{0,24}"
)


class Period(NamedTuple):
    """A year and the part of it: `H1`, `Q3`, `02`, `9M`, or the whole where it is empty."""

    year: int
    part: str

    @property
    def name(self) -> str:
        """`2025`, `2025-H1`, `2026-02`."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)


def period_of(
    text: str,
    start: int,
    figure: Figure,
    previous: tuple[int, Period | None] | None,
    published: datetime.date | None,
    last: Period | None = None,
) -> Period | None:
    """The period of `figure` in the sentence that starts at `start`.

    The last period named before the figure counts, unless it stands right behind the figure before
    and this one has its own behind it (`$20 billion in 2025, compared with $6 billion in 2024`);
    else one right behind the figure, else that of the figure before it in the same sentence.

    Args:
        text: the document's text.
        start: where the figure's sentence starts.
        figure: the figure.
        previous: where the figure before it in the sentence ends, and its period.
        published: the document's date.
        last: the period last spoken of, in whatever sentence; 同期 is this one.
    """
    earlier = previous[1] if previous else None
    last = earlier or last
    if previous and _became(text, start, previous[0], figure.start):
        earlier = None
    low = max(start, figure.start - _REACH, previous[0] if previous else 0)
    found = None
    ends = low
    # Most figures have no word of time before them, and the pattern of all these takes its time.
    timely = _TIMELY.search(lowered(text[low : figure.start])) is not None
    for m in _PERIOD.finditer(text, low, figure.start) if timely else ():
        if _is_base(text, start, m, figure.start):
            continue
        if m["span_of_years"]:
            found = earlier = None
            continue
        found = _resolved(m, earlier, last, published) or found
        ends = m.end()
    if found is not None:
        taken = low  # what belongs to the figure before ends here
        if previous and low == previous[0]:
            of_other = _AFTER.match(text, low, figure.start)
            taken = of_other.end() if of_other else low
        if ends > taken:
            return found
    behind = _AFTER.match(text, figure.end)
    after = _PERIOD.search(text, figure.end, behind.end()) if behind else None
    own = _resolved(after, earlier, last, published) if after else None
    return own or found or earlier


def _is_base(text: str, start: int, period: re.Match[str], end: int) -> bool:
    """Whether a period before the figure at `end` is only compared with or counted from."""
    if _OF_BASE.fullmatch(text, period.end(), end):
        return False
    if _BASE_BEFORE.search(text, max(start, period.start() - _BASE_REACH), period.start()):
        return True
    after = _BASE_AFTER.match(text, period.end(), end)
    return after is not None and not (
        period["relative"] in ("今年", "本年") and after[0].endswith("以来")
    )


def _became(text: str, start: int, previous: int, end: int) -> bool:
    """Whether the figure at `end` is what the one before it became since a period named there."""
    if not _BECAME.fullmatch(text, previous, end):
        return False
    low = max(start, previous - _REACH)
    source = _CAME_FROM.search(text[low:previous])
    return source is not None and _PERIOD.search(text, low + source.end(), previous) is not None


def _resolved(
    m: re.Match[str],
    earlier: Period | None,
    last: Period | None,
    published: datetime.date | None,
) -> Period | None:
    g = m.groupdict()
    this = published.year if published else None
    if g["same"]:
        return last
    if g["year_of_same"]:
        return Period(int(g["year_of_same"]), last.part if last else "")
    if g["year_before"]:
        if earlier:
            return Period(earlier.year - 1, earlier.part)
        return Period(this - 1, "") if this else None
    if g["last_quarter"] or g["this_quarter"] or g["last_month"] or g["this_month"]:
        return _recent(g, published)
    year = _year(g, this)
    part = _part(g)
    if year is None:
        return None
    named = g["year"] or g["in_year"] or g["q_year"] or g["m_year"] or g["o_year"] or g["relative"]
    if not named and part and published and _begins(year, part) > published:
        year -= 1  # in January, 三季度 is last year's
    return Period(year, part)


def _year(g: dict[str, str | None], this: int | None) -> int | None:
    for name in ("year", "in_year", "q_year", "m_year", "o_year"):
        value = g[name]
        if value and value.isdigit():
            return int(value)
    if this is None:
        return None
    if g["relative"]:
        return this + _RELATIVE[g["relative"]]
    spoken = lowered(g["o_year"] or "")
    if g["last_year"] or spoken == "last year":
        return this - 1
    if g["next_year"] or spoken == "next year":
        return this + 1
    return this


def _part(g: dict[str, str | None]) -> str:
    half = g["half"] or g["half2"]
    if half:
        return "H1" if half[0] == "上" else "H2"
    nine = g["nine"] or g["nine2"]
    if nine:
        return "9M" if nine in "三3" else "H1"
    quarter = g["quarter"] or g["quarter2"] or g["q"] or g["q2"]
    if quarter:
        return f"Q{_HAN.get(quarter) or int(quarter)}"
    if g["ordinal"]:
        number = _ORDINALS[lowered(g["ordinal"])]
        return f"{'Q' if lowered(g['span'] or '') == 'quarter' else 'H'}{number}"
    month = g["month"] or g["month2"]
    if month:
        return f"{_HAN.get(month) or int(month):02d}"
    if g["m_name"]:
        return f"{_MONTHS.index(lowered(g['m_name'])) + 1:02d}"
    return ""


def _begins(year: int, part: str) -> datetime.date:
    if part.isdigit():
        return datetime.date(year, int(part), 1)
    if part[0] == "Q":
        return datetime.date(year, 3 * int(part[1]) - 2, 1)
    return datetime.date(year, {"H2": 7, "9M": 9}.get(part, 1), 1)


def _recent(g: dict[str, str | None], published: datetime.date | None) -> Period | None:
    if published is None:
        return None
    if g["last_quarter"] or g["this_quarter"]:
        index = published.year * 4 + (published.month - 1) // 3 - bool(g["last_quarter"])
        return Period(index // 4, f"Q{index % 4 + 1}")
    index = published.year * 12 + published.month - 1 - bool(g["last_month"])
    return Period(index // 12, f"{index % 12 + 1:02d}")
