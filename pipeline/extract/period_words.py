"""Periods and the words that name them: 2025年上半年, `Q3 FY2026`, 去年, by the calendar."""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

from pipeline.letter_case import lowered

_HAN: Final = {
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十一": 11, "十二": 12, "首": 1,
}  # fmt: skip
_RELATIVE: Final = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NUMBERS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_MONTH: Final = r"1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]"
_NAMES: Final = "|".join(_MONTHS)
_FISCAL: Final = r"(?:of )?(?:the )?(?:fiscal(?: year)? |FY ?)"
_PART: Final = (
    r"(?P<half{n}>[上下]半年)|前\s?(?P<nine{n}>[二三2-3])\s?个?季度?"
    r"|(?:第\s?)?(?P<quarter{n}>[一二三四1-4首])\s?(?:财季|季度?)"
    rf"|Q(?P<q{{n}}>[1-4])|H(?P<h{{n}}>[12])(?![0-9])"
    rf"|(?:前|首)\s?(?P<first{{n}}>{_MONTH})\s?个?月"
    rf"|1\s?月?\s?[-—–~～至到]\s?(?P<to{{n}}>{_MONTH})\s?月"
    rf"|(?P<month{{n}}>{_MONTH})\s?月(?!薪|费|均|活)"
)
_YEAR: Final = (
    r"(?<![0-9.×*])(?P<year>20[0-9]{2}(?=\s?[年财])|20(?:[0-3][0-9]|[4-9][05]))"
    r"(?![0-9]|\s?[×*xX]\s?[0-9])\s?(?:年|财年)?"  # 2048×1080 and 2048图像 are sizes
    r"|(?<![A-Za-z0-9.])(?:FY\s?)?(?P<fiscal>[2-3][0-9])\s?财年"
    r"|(?<![A-Za-z])FY\s?(?P<fy>(?:20)?[2-3][0-9])(?![0-9])"
    r"|(?P<relative>今年|本年|去年|上年|前年|明年|后年)"
)
# 截至6月底止中期 is the half that ends there.
_UNTIL: Final = (
    rf"截至(?:(?P<until_year>20[0-9]{{2}})年)?(?P<until>{_MONTH})月(?:底|末|[0-9]{{1,2}}日)?止?的?"
    r"(?P<until_span>[三六九369]个月|十二个月|12个月|季度|中期|半年度?|(?:财政)?年度|全年)"
)
PERIOD: Final = re.compile(
    r"(?P<span_of_years>20[0-9]{2}\s?年?\s?[-—–~～至到]+\s?20[0-9]{2}\s?年?)"  # of no one year
    r"|(?P<year_of_same>20[0-9]{2})\s?(?:年|财年)?的?同期"
    r"|(?P<year_before>(?:去年|上年|上一年|前一年)的?同期|\ba year (?:earlier|before|ago)"
    r"|\bthe (?:prior|previous) year(?! 20)|\bsame (?:period|quarter|half|months?|time)"
    r" (?:last year|a year (?:earlier|ago|before)|of the (?:previous|prior) year)"
    r"|\b(?:prior|previous|last)[ -]year(?:[’']s)?[ -](?:period|quarter|half)"
    r"|\byear[ -](?:ago|earlier)\b)"
    r"|(?P<same>同期(?![望末货刊学])|\bsame (?:period|quarter|half)\b)"
    r"|(?P<that_quarter>该财?季度?|当季)"
    rf"|{_UNTIL}"
    rf"|(?:{_YEAR})(?:度|底|末|初)?\s?(?:{_PART.format(n='')})?"
    rf"|(?P<half2>[上下]半年)|前(?P<nine2>[二三23])个?季度|(?<![0-9])(?:第\s?)?(?P<quarter2>[一二三四1-4首])\s?(?:财季|季度?)(?![节])"
    rf"|(?P<last_quarter>上季度?|上一季度?|last quarter|previous quarter)"
    rf"|(?P<this_quarter>本季度?|this quarter)"
    rf"|(?P<last_month>上个?月|last month)|(?P<this_month>本月|this month)"
    # 前三个月 without a year may be the three months before.
    rf"|(?<![目此之以])(?:前|首)\s?(?P<first2>1[01]|[2-9]|十一?|[二三四五六七八九])(?:\s?月|(?<=[首8-9八九十01])\s?个月)"
    rf"|(?<![0-9])1\s?月?\s?[-—–~～至到]\s?(?P<to2>{_MONTH})\s?月"
    rf"|(?<![0-9年个十两几])(?P<month2>{_MONTH})\s?月(?!前|后|内|里|来|底前)(?!薪|费|均|活)"
    rf"|(?P<whole>全年|\bfull[ -]year\b(?! 20)|\bfor the year\b)"
    rf"|(?<![A-Za-z0-9])Q(?P<q2>[1-4])(?![0-9A-Za-z])"
    rf"(?:,? (?P<q_year>20[0-9]{{2}})|,? ?{_FISCAL}(?P<q_fiscal>(?:20)?[0-9]{{2}})(?![0-9]))?"
    r"|(?<![A-Za-z0-9.])(?P<nq>[1-4])Q ?(?:FY ?)?(?P<nq_year>(?:20)?2[0-9])(?![0-9A-Za-z])"
    r"|(?<![A-Za-z0-9.])(?P<nh>[12])H ?(?:FY ?)?(?P<nh_year>(?:20)?2[0-9])(?![0-9A-Za-z])"
    r"|(?<![A-Za-z0-9.])(?P<yq_year>2[0-9])(?:Q(?P<yq>[1-4])|H(?P<yh>[12]))(?![0-9A-Za-z])"
    r"|(?<![A-Za-z0-9])H(?P<hy>[12]) (?:of )?(?P<hy_year>20[0-9]{2})"
    rf"|\b(?P<ordinal>first|second|third|fourth)[ -](?P<span>quarter|half)"
    rf"(?: (?:(?:of )?(?:{_FISCAL})?)(?P<o_year>20[0-9]{{2}})"
    rf"| of (?P<o_spoken>last year|this year|next year)"
    rf"|,? (?:that |which )?ended (?:on )?(?:{_NAMES})\.? [0-9]{{1,2}},? (?P<o_end>20[0-9]{{2}}))?"
    rf"|\bfirst (?P<en_first>{'|'.join(_NUMBERS[1:])}|[2-9]|1[01]) months"
    rf"(?: of (?P<en_year>20[0-9]{{2}}))?"
    rf"|\b(?P<ended>three|six|nine|twelve|3|6|9|12) months (?:that )?ended (?:on )?"
    rf"(?P<ended_month>{_NAMES})\.?(?: [0-9]{{1,2}})?(?:,? (?P<ended_year>20[0-9]{{2}}))?"
    # What may be and whom they march against is of no month; nor is a mayor.
    rf"|\b(?:(?<=\b(?:in|by|of) )|(?!(?-i:may|march)\b))(?P<m_name>{_NAMES})(?![a-z])"
    rf"(?: (?P<m_year>20[0-9]{{2}}))?"
    rf"|\b(?:in|by|since|fiscal|during|for|of|than in) (?P<in_year>20(?:[0-3][0-9]|[4-9][05]))\b"
    rf"|\b(?P<last_year>last year)"
    rf"|\b(?P<this_year>this year)|\b(?P<next_year>next year)",
    re.I,
)
# What is in every period, for text in small letters.
TIMELY: Final = re.compile(
    rf"年|月|季|期|20|q[1-4]|[1-4]q|[12]h|fy|year|quarter|half|month|{_NAMES}"
)
# What is said of what is to come: 预计四季度 is not last year's.
_AHEAD: Final = re.compile(
    r"预计|预期|预估|(?<![资材饮原物史燃塑])料|将|有望|拟|计划|目标(?!价)|展望|指引|估(?!值)"
    r"|\b(?:expect|forecast|guid|plan|project)"
    r"|\b(?:will|outlook|due|slated|to (?:close|ship|launch|open|start))\b",
    re.I,
)
_AHEAD_BEFORE: Final = 32
_AHEAD_BEHIND: Final = 4
_LAST_ANNUAL_MONTH: Final = 4
_ANNUAL: Final = re.compile(
    r"年报|年度业绩|全年业绩|年度财报|全年财报|\b(?:annual|full-year) (?:results|report)", re.I
)
_ANNUAL_REACH: Final = 40
_LONG_AGO: Final = 180  # days; what is expected began no longer ago


class Period(NamedTuple):
    """A year and the part of it: `H1`, `Q3`, `02`, `9M`, or the whole where it is empty."""

    year: int
    part: str

    @property
    def name(self) -> str:
        """`2025`, `2025-H1`, `2026-02`."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)


def comes_before(period: Period, other: Period) -> bool:
    """Whether a period is the one a year before `other`, with which it is compared."""
    return period == Period(other.year - 1, other.part)


def resolved(
    m: re.Match[str],
    earlier: Period | None,
    last: Period | None,
    published: datetime.date | None,
    named: Period | None = None,
) -> Period | None:
    """The period that a match of `PERIOD` names; None where the calendar does not tell.

    Args:
        m: the match.
        earlier: the period that its sentence or section speaks of: 去年同期 is the one before.
        last: the period last spoken of, in whatever sentence; 同期 is this one.
        published: the document's date.
        named: the period named right before, whose year 全年 is.
    """
    g = m.groupdict()
    this = published.year if published else None
    if g["same"]:
        return last
    if g["that_quarter"]:
        told = named or last
        return told if told and told.part[:1] == "Q" else None
    if g["year_of_same"]:
        return Period(int(g["year_of_same"]), last.part if last else "")
    if g["year_before"]:
        if earlier:
            return Period(earlier.year - 1, earlier.part)
        return Period(this - 1, "") if this else None
    if g["whole"]:
        return _whole(m, named or earlier, published)
    if g["until"] or g["ended"]:
        return _ending(g, this)
    if g["last_quarter"] or g["this_quarter"] or g["last_month"] or g["this_month"]:
        return _recent(g, published)
    year, says_year = _year(g, this)
    part = _part(g)
    if year is None:
        return None
    if not says_year and part and published:
        begins = _begins(year, part)
        if _is_ahead(m):
            year += (published - begins).days > _LONG_AGO  # in December, 预计一季度 is next year's
        elif begins > published:
            year -= 1  # in January, 三季度 is last year's
    return Period(year, part)


def _is_ahead(m: re.Match[str]) -> bool:
    """Whether the words around a period tell of what is to come."""
    low = max(0, m.start() - _AHEAD_BEFORE)
    clause = re.split(r"[，。；！？,;!?\n]|\. ", m.string[low : m.start()])[-1]
    behind = m.string[m.end() : m.end() + _AHEAD_BEHIND]
    return _AHEAD.search(clause) is not None or _AHEAD.search(behind) is not None


def _year(g: dict[str, str | None], this: int | None) -> tuple[int | None, bool]:
    """The year, and whether the words say which."""
    for name in (
        "year", "in_year", "q_year", "q_fiscal", "m_year", "o_year", "o_end", "en_year", "nq_year",
        "nh_year", "yq_year", "hy_year", "fy", "fiscal",
    ):  # fmt: skip
        value = g[name]
        if value:
            return int(value) + 2000 * (len(value) == 2), True
    if this is None:
        return None, False
    if g["relative"]:
        return this + _RELATIVE[g["relative"]], True
    spoken = lowered(g["o_spoken"] or "")
    if g["last_year"] or spoken == "last year":
        return this - 1, True
    if g["next_year"] or spoken == "next year":
        return this + 1, True
    return this, bool(spoken)


def _number(value: str) -> int:
    word = lowered(value)
    return _HAN.get(value) or (_NUMBERS.index(word) + 1 if word in _NUMBERS else int(value))


def _part(g: dict[str, str | None]) -> str:
    half = g["half"] or g["half2"]
    if half:
        return "H1" if half[0] == "上" else "H2"
    nine = g["nine"] or g["nine2"]
    if nine:
        return "9M" if nine in "三3" else "H1"
    quarter = g["quarter"] or g["quarter2"] or g["q"] or g["q2"] or g["nq"] or g["yq"]
    if quarter:
        return f"Q{_number(quarter)}"
    h = g["h"] or g["nh"] or g["yh"] or g["hy"]
    if h:
        return f"H{h}"
    if g["ordinal"]:
        number = _ORDINALS[lowered(g["ordinal"])]
        return f"{'Q' if lowered(g['span'] or '') == 'quarter' else 'H'}{number}"
    months = g["first"] or g["to"] or g["first2"] or g["to2"] or g["en_first"]
    if months:
        return _first_months(_number(months))
    month = g["month"] or g["month2"]
    if month:
        return f"{_number(month):02d}"
    if g["m_name"]:
        return f"{_MONTHS.index(lowered(g['m_name'])) + 1:02d}"
    return ""


def _first_months(count: int) -> str:
    return {1: "01", 3: "Q1", 6: "H1", 12: ""}.get(count, f"{count}M")


def _whole(
    m: re.Match[str], named: Period | None, published: datetime.date | None
) -> Period | None:
    """The year that 全年 is: the one spoken of, else this one.

    While annual results come out it is the last one where they are spoken of, and else unknown.
    """
    if named:
        return Period(named.year, "")
    if published is None:
        return None
    if published.month > _LAST_ANNUAL_MONTH or _is_ahead(m):
        return Period(published.year, "")
    before = m.string[max(0, m.start() - _ANNUAL_REACH) : m.start()]
    return Period(published.year - 1, "") if _ANNUAL.search(before) else None


def _ending(g: dict[str, str | None], this: int | None) -> Period | None:
    """The months that end with the one named: 截至6月底止六个月, `three months ended June 30`."""
    said = g["until_year"] or g["ended_year"]
    year = int(said) if said else this
    if year is None:
        return None
    if g["until"]:
        month, span = _number(g["until"]), g["until_span"] or ""
        known = {"季度": 3, "中期": 6, "半年": 6, "半年度": 6}
        count = known.get(span, 12)
        if span.endswith("个月"):
            count = _number(span[:-2])
    else:
        month = _MONTHS.index(lowered(g["ended_month"] or "")) + 1
        count = _number(g["ended"] or "")
    if count == 12:
        return Period(year, "")
    if count == 3 and month % 3 == 0:
        return Period(year, f"Q{month // 3}")
    if count == 6 and month in (6, 12):
        return Period(year, f"H{month // 6}")
    return Period(year, "9M") if count == month == 9 else None


def _begins(year: int, part: str) -> datetime.date:
    if part.isdigit():
        return datetime.date(year, int(part), 1)
    if part[0] == "Q":
        return datetime.date(year, 3 * int(part[1]) - 2, 1)
    if part[-1] == "M":  # told of when they are over
        return datetime.date(year, int(part[:-1]) + 1, 1)
    return datetime.date(year, 7 if part == "H2" else 1, 1)


def _recent(g: dict[str, str | None], published: datetime.date | None) -> Period | None:
    if published is None:
        return None
    if g["last_quarter"] or g["this_quarter"]:
        index = published.year * 4 + (published.month - 1) // 3 - bool(g["last_quarter"])
        return Period(index // 4, f"Q{index % 4 + 1}")
    index = published.year * 12 + published.month - 1 - bool(g["last_month"])
    return Period(index // 12, f"{index % 12 + 1:02d}")
