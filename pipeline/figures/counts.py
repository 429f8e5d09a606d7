"""Counts: what an unlisted word counts, and which counts are too small or are dates."""

from __future__ import annotations

import re

from pipeline.figures.numbers import DIGITS, MAGNITUDES, SUFFIXES, half_width
from pipeline.figures.reject import follows_name, is_claim, listed
from pipeline.figures.units import Unit

LARGE = re.compile(r"[万萬亿億兆]")
_NOUN = re.compile(r"[ -]([a-z]{3,}(?:s|people))(?![A-Za-z])")
_AGO = re.compile(r" (?:ago|later|earlier|before|after)\b")
_SCORE = re.compile(
    r"(?:得分|分数|分數|均分|总分|總分|评分|評分|跑分|成绩|成績|[Ss]cor(?:e|es|ed|ing)(?: of| at)?)"
    r"[ ]?(?:为|為|是|达|達|到|达到|達到|高达|:|：)?[ ]?$"
)
_MODEL_AFTER = re.compile(r" ?(?:[大小]?模型|[Mm]odels?\b|[Dd]ense|MoE|规模|規模|版本)")
_SIZE_BEFORE = re.compile(r"(?:参数|參數)[^，。,\n]{0,6}$")
_TIME_SIGNS = frozenset("年月日号號天周週时時歲岁")
_MORE_SIGNS = frozenset("+＋多余餘")
_ARABIC = frozenset("0123456789０１２３４５６７８９")


def is_arabic(numeral: str) -> bool:
    """Whether a numeral starts with an Arabic digit of either width."""
    return numeral[0] in _ARABIC


def noun_after(text: str, end: int, numeral: str) -> tuple[str, int] | None:
    """An unlisted English plural right after a number: its singular and where it ends."""
    noun = _NOUN.match(text, end)
    if noun is None or noun[1] in listed("not_noun") or noun[1].endswith("ss"):
        return None
    year = len(numeral) == 4 and numeral.isdigit() and "1900" <= numeral < "2100"
    if year or (numeral.isdigit() and follows_name(text, end - len(numeral))):
        return None
    word = noun[1]
    if word.endswith("ies"):
        return word[:-3] + "y", noun.end()
    return word.removesuffix("s"), noun.end()


def bare_count(
    text: str, span: tuple[int, int], numeral: str, value: float, more: str
) -> tuple[str, int, float] | None:
    """Unit, end and value of a number without a listed unit, `None` where it is no figure.

    A magnitude (8亿, 128K), a thousands separator, a loose mark (200+) or a word for a score in
    front makes a bare number a figure; an English plural behind makes it a count of that.
    """
    begin, end = span
    following = text[end : end + 1]
    if following in _TIME_SIGNS and following:  # a unit whose guard did not hold: 361年前
        return None
    if not is_arabic(numeral):
        magnitudes = [sign for sign in numeral if sign in MAGNITUDES]
        counted = numeral[0] not in "零〇" and (
            numeral[0] in "十拾" or numeral[0] not in MAGNITUDES
        )
        long = len(magnitudes) > 1 and len(numeral) > 3
        return ("", end, value) if counted and (LARGE.search(numeral) or long) else None
    if following.isascii() and (
        following.isalpha() or (following == "-" and text[end + 1 : end + 2].isalnum())
    ):
        return None
    suffix = numeral.lstrip("0123456789.,")
    if suffix in ("m", "t"):  # metres and tonnes; millions only with a currency or a noun
        return suffix, end, value / SUFFIXES[suffix]
    if suffix == "W":
        return "W", end, value / MAGNITUDES["W"]
    if suffix in ("B", "M", "T") and (
        _MODEL_AFTER.match(text, end) or _SIZE_BEFORE.search(text, max(0, begin - 8), begin)
    ):
        return "parameter", end, value
    noun = noun_after(text, end, numeral)
    if noun:
        return (*noun, value)
    plain = half_width(numeral).replace(".", "", 1).isdigit()
    scored = value > 1 and _SCORE.search(text, max(0, begin - 14), begin) is not None
    if not plain or scored or (value >= 10 and more.strip() in _MORE_SIGNS and more):
        return "", end, value
    return None


def is_trivial(text: str, begin: int, numeral: str, unit: Unit, value: float, more: str) -> bool:
    """Whether a count is too small or round to be a figure: 一个, 两款, 三五家, 二十年, 1项."""
    if not unit.weak or (more and numeral[0] in "十廿卅"):
        return False
    if is_arabic(numeral):
        counts = unit.dimension == "count" or unit.canonical == "year"
        return value == 1 and numeral[0] in "1１" and counts
    if len(numeral) == 1 or (len(numeral) == 2 and all(sign in DIGITS for sign in numeral)):
        return value < 3 or not is_claim(text, begin)
    return unit.dimension == "time" and value <= 100 and value % 10 == 0


def is_date(text: str, end: int, numeral: str, unit: Unit, value: float) -> bool:
    """Whether number and unit are a year, an hour or a point in time: 1869年, 5 years ago."""
    if unit.canonical == "点":
        return value <= 24
    if unit.dimension != "time":
        return False
    if unit.canonical == "year" and 1500 <= value < 2100 and not LARGE.search(numeral):
        return text[end : end + 2] not in ("历史", "歷史", "的历", "的歷")
    return unit.latin and _AGO.match(text, end) is not None


def is_name_number(text: str, begin: int, numeral: str, unit: Unit, value: float) -> bool:
    """Whether the digits end a name and the unit begins a new phrase: `Pixel 10 用户`."""
    if not unit.weak or not is_arabic(numeral):
        return False
    decimal = "." in numeral and numeral[-1] in _ARABIC
    doubtful = (unit.latin and numeral.isdigit()) or decimal or (unit.noun and value < 100)
    return doubtful and follows_name(text, begin)
