"""Figures of a text: finds candidates, reads value, unit, qualifier and rate, drops the rest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.figures.grammar import candidate, start, words
from pipeline.figures.numbers import (
    DIGITS,
    ENGLISH_DIGITS,
    MAGNITUDES,
    SUFFIXES,
    english_value,
    half_width,
    numeral_bounds,
    numeral_value,
)
from pipeline.figures.qualifiers import Qualifier, change_of, qualifier_of, rate_of
from pipeline.figures.reject import (
    follows_name,
    is_claim,
    is_vague,
    is_vague_magnitude,
    names_number,
)
from pipeline.figures.units import LOCAL_CURRENCY, REGION_CURRENCY, Unit, load_units

Kind = Literal["money", "percent", "multiple", "quantity"]
Region = Literal["cn", "tw", "hk"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts.

    `start` and `end` are code points of the parsed text, half-open, and `surface` is what stands
    there. `value` is in base units (1.4万亿美元 is 1.4e12, 3% is 3, 三成 is 30); `value_max` is the
    upper end of a range. `unit` is an ISO 4217 code, `%`, `pp`, `x`, a measure word, or empty.
    `per` is what a rate is per (`year`, `1e6 token`). `change` is the direction of the word that
    governs the figure.
    """

    start: int
    end: int
    surface: str
    kind: Kind
    value: float
    value_max: float | None
    unit: str
    per: str | None
    qualifier: Qualifier
    change: Literal["up", "down"] | None = None


_SIGNS = {"$": "USD", "＄": "USD", "€": "EUR", "£": "GBP", "￡": "GBP", "¥": "CNY", "￥": "CNY",
          "₩": "KRW", "₹": "INR", "₽": "RUB"}  # fmt: skip
_DOLLARS = {"US": "USD", "U.S.": "USD", "HK": "HKD", "NT": "TWD", "A": "AUD", "AU": "AUD",
            "C": "CAD", "CA": "CAD", "S": "SGD", "SG": "SGD", "NZ": "NZD", "R": "BRL"}  # fmt: skip
_DOLLAR_PREFIX = re.compile(r"(?<![A-Za-z])(US|U\.S\.|HK|NT|AU?|CA?|SG?|NZ|R)$")
_CODES = {"RMB": "CNY", "CNY": "CNY", "USD": "USD", "HKD": "HKD", "NTD": "TWD", "TWD": "TWD",
          "EUR": "EUR", "GBP": "GBP", "JPY": "JPY", "KRW": "KRW", "INR": "INR", "SGD": "SGD",
          "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD",
          "港币": "HKD", "港幣": "HKD"}  # fmt: skip
_CODE_PREFIX = re.compile(r"(?<![A-Za-z])(" + "|".join(_CODES) + r")[ \u00a0]?$")
_LARGE = re.compile(r"[万萬亿億兆]")
_MAGNITUDE_TAIL = re.compile(
    r" ?([十百千万萬亿億兆拾佰仟]+|[kKmMbBtTwW]|bn|Bn|BN|bln|mln|mn|MM|trn|tn|[ -]?[a-zA-Z]{7,}s?)$"
)
_NOUN = re.compile(r"[ -]([a-z]{3,}(?:s|people))(?![A-Za-z])")
_NOT_NOUNS = frozenset(
    "this was has does its his yes plus less versus towards always perhaps across thus gas bus "
    "focus times ones status previous various is as us hers ours theirs process access success "
    "business analysis basis series loss class miss pass press unless whereas besides os ios "
    "starts says gets goes makes takes comes uses runs needs wants beats wins hits".split()
)
_AGO = re.compile(r" (?:ago|later|earlier|before|after)\b")
_SLASH = re.compile(r"([1-9][0-9]?)/([1-9][0-9]{0,3})(?![0-9/.])")
_SCORE = re.compile(
    r"(?:得分|分数|分數|评分|評分|跑分|成绩|成績|[Ss]cor(?:e|es|ed|ing)(?: of| at)?)"
    r"[ ]?(?:为|為|是|达|達|到|达到|達到|高达|:|：)?[ ]?$"
)
_WORD_HINTS = (
    "hundred", "thousand", "illion", "fold", "third", "quarter", "half", "Half", "percent",
    "ouble", "oubl", "ripl", "uadrupl", "uintupl", "twice", "Twice", "times", "dollar", " in ",
    "fifth", "tenth", "sixth", "eighth",
    "ten ", "eleven ", "twelve ", "teen ", "ty ", "ty-",
)  # fmt: skip
_GROWN = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0, "quintupl": 5.0, "twice": 2.0}
_SHARES = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
           "ninth": 9, "tenth": 10}  # fmt: skip
_PARTITIVE = re.compile(
    r"(?: of\b| as\b| more\b| less\b| fewer\b| faster\b| slower\b| cheaper\b| lower\b| higher\b"
    r"| the\b| larger\b| smaller\b|[,.;:)]|$)"
)


def parse(
    text: str, *, region: str = "cn", blocked: Sequence[tuple[int, int]] = ()
) -> list[Figure]:
    """All figures of `text`, in order, not overlapping.

    `region` (`cn`, `tw`, `hk`) decides what a bare 元 is; another raises `KeyError`. `blocked`
    are spans of names, half-open; no figure touches them.
    """
    reader = _Reader(text, REGION_CURRENCY[region], sorted(blocked))
    found = reader.digits()
    if any(hint in text for hint in _WORD_HINTS):
        found = _merge(found, reader.words())
    return found


def _merge(first: list[Figure], second: list[Figure]) -> list[Figure]:
    """Both lists in order; where two overlap, the longer stays."""
    merged: list[Figure] = []
    for figure in sorted(first + second, key=lambda f: (f.start, f.start - f.end)):
        if merged and figure.start < merged[-1].end:
            if figure.end - figure.start > merged[-1].end - merged[-1].start:
                merged[-1] = figure
        else:
            merged.append(figure)
    return merged


class _Reader:
    """Reads one text; holds what every candidate needs."""

    def __init__(
        self, text: str, currency: str, blocked: list[tuple[int, int]]
    ) -> None:
        self.text = text
        self.currency = currency
        self.blocked = blocked
        self.block_ends = [end for _, end in blocked]
        self.units, _ = load_units()

    # ------------------------------------------------------------ scanning
    def digits(self) -> list[Figure]:
        """Figures that start at a digit, a currency sign or a Han numeral."""
        text, search, match = self.text, start().search, candidate().match
        found: list[Figure] = []
        at = search(text)
        while at is not None:
            m = match(text, at.start())
            if m is None:
                position = at.start() + 1
            elif m.lastgroup == "skip":
                position = m.end()
            else:
                figure, position = self.read(m)
                if figure is not None:
                    found.append(figure)
            at = search(text, position)
        return found

    def read(self, m: re.Match[str]) -> tuple[Figure | None, int]:
        """The figure of one candidate, or `None`, and where to go on."""
        if m["low"] is None:
            return self.special(m), m.end()
        return self.general(m)

    def figure(
        self, begin: int, end: int, kind: str, value: float, value_max: float | None, unit: str,
        inside: str = "", qualifier: Qualifier | None = None,
    ) -> Figure | None:  # fmt: skip
        """The figure with its qualifier and rate, `None` where it touches a name."""
        if self.blocked:
            index = bisect_left(self.block_ends, begin + 1)
            if index < len(self.blocked) and self.blocked[index][0] < end:
                return None
        text = self.text
        return Figure(
            begin, end, text[begin:end], kind, value, value_max, unit,  # type: ignore[arg-type]
            None if kind == "multiple" else rate_of(text, begin, end, after_each=kind != "quantity"),
            qualifier or qualifier_of(text, begin, end, inside),
            change_of(text, begin),
        )  # fmt: skip

    # ------------------------------------------------------------ fixed forms
    def special(self, m: re.Match[str]) -> Figure | None:
        """百分之三, 三分之一, 翻番, 一半, 对折."""
        begin, end, text = m.start(), m.end(), self.text
        if m["parts"]:
            return self.fraction(m)
        if m["double"]:
            value = 2.0
            times = re.search(r"([一两兩三四1-9])番", m["double"])
            if times:
                value = 2.0 ** (numeral_value(times[1]) or 1.0)
            return self.figure(begin, end, "multiple", value, None, "x")
        if m["half"] and text[begin - 1 : begin] in {"另", "前", "后", "後", "上", "下", "每"}:
            return None
        return self.figure(begin, end, "percent", 50.0, None, "%")

    def fraction(self, m: re.Match[str]) -> Figure | None:
        """`N分之M` as percent: 百分之三 is 3, 三分之一 is 33.3333."""
        parts = numeral_value(m["parts"])
        share = m["share"]
        sign = -1.0 if share[0] in "负負-" else 1.0
        bounds = numeral_bounds(share.lstrip("负負-"))
        begin = m.start()
        if not parts or bounds is None or names_number(self.text, begin, chinese_unit=True):
            return None
        low, high = bounds
        if m["share2"]:
            high = numeral_value(m["share2"])
            if high is not None and high <= low:
                return None
        if self.text[begin - 1 : begin] in ("负", "負"):
            begin, sign = begin - 1, -sign
        factor = sign * 100.0 / parts
        return self.figure(
            begin, m.end(), "percent", _exact(low * factor),
            None if high is None else _exact(high * factor), "%",
        )  # fmt: skip

    # ------------------------------------------------------------ number and unit
    def general(self, m: re.Match[str]) -> tuple[Figure | None, int]:
        """Number, unit and perhaps the upper end of a range."""
        if m["high"] is not None and self.is_range(m):
            figure = self.range(m)
            if figure is not None:
                return figure, m.end()
        end = m.end("unit") if m["unit"] else m.end("more") if m["more"] else m.end("low")
        if m["halfmore"]:
            end = m.end("halfmore")
        return self.single(m, end)

    def is_range(self, m: re.Match[str]) -> bool:
        text, begin = self.text, m.start()
        separator = text[m.end("unit") if m["unit"] else m.end("low") : m.start("high")]
        separator = separator.strip(" $＄€£¥￥")
        before = text[max(0, begin - 9) : begin].rstrip()
        if separator == "and":
            return before.endswith(("between", "Between"))
        if m["unit"] and m["unit2"] and m["unit"] != m["unit2"]:
            one, two = self.units[m["unit"]], self.units[m["unit2"]]
            if one.canonical != two.canonical:
                return False
        if m["unit"] and not m["unit2"]:
            return False
        if m["unit"] and separator in ("到", "至", "to"):
            return not before.endswith(("从", "從", "由", "自", "from", "From"))
        return True

    def range(self, m: re.Match[str]) -> Figure | None:
        """A range `20-100美元`, `3至5%`, `$5-7 billion`; `None` where the two ends do not fit."""
        low, high = numeral_value(m["low"]), numeral_value(m["high"])
        if low is None or high is None:
            return None
        sign = m["sign"] or m["sign2"]
        tail = _MAGNITUDE_TAIL.search(m["high"])
        if tail and not _MAGNITUDE_TAIL.search(m["low"]):
            factor = numeral_value("1" + tail[1].strip(" -"))
            if factor and low <= high / factor:
                low = float(f"{low * factor:.12g}")
        if high <= low:
            return None
        begin, end = m.start(), m.end()
        alias = m["unit2"]
        unit = self.units[alias] if alias else None
        kind, canonical, scale = self.kind_of(unit)
        chinese = kind in ("money", "percent") or bool(_LARGE.search(m["high"]))
        if sign or (prefix := self.code_before(begin)):
            code, begin = self.money_before(begin, m["sign"]) if m["sign"] else prefix  # type: ignore[misc]
            if unit is None or kind != "money":
                end = m.end("high")
            kind, canonical, scale = "money", code, 1.0
        elif unit is None:
            if not (tail or "," in m["high"]):
                return None
            noun = self.noun_after(end, m["high"])
            if noun:
                canonical, end = noun
        if names_number(self.text, begin, chinese_unit=chinese):
            return None
        if unit is not None and self.is_trivial(m["low"], unit, begin, high) and m["low"][0] in "一两兩":
            return None
        if unit is not None and unit.dimension == "time" and high >= 1900 and high < 2100:
            return None
        if alias == "折":
            low, high = (value * 10 if value <= 10 else value for value in (low, high))
            scale = 1.0
        return self.figure(
            begin, end, kind, _exact(low * scale), _exact(high * scale), canonical, m["more2"] or ""
        )

    def single(self, m: re.Match[str], end: int) -> tuple[Figure | None, int]:
        """One number with its unit."""
        text, begin, low, alias = self.text, m.start(), m["low"], m["unit"]
        go_on = max(end, begin + 1)
        digits = low[0] in "0123456789" or low[0] in "０１２３４５６７８９"
        unit = self.units[alias] if alias else None
        if unit is None and digits and not m["sign"]:
            slash = _SLASH.match(text, begin)
            if slash:
                return self.slash(slash), slash.end()
        bounds = numeral_bounds(low)
        if bounds is None:
            return None, go_on
        value, value_max = bounds
        large = _LARGE.search(low) is not None
        kind, canonical, scale = self.kind_of(unit)
        money = None
        if m["sign"]:
            money = self.money_before(begin, m["sign"])
        elif unit is None or alias in ("元", "圆", "圓"):
            money = self.code_before(begin)
        if money:
            canonical, begin = money
            if unit is None or unit.kind != "money":
                end = m.end("more") if m["more"] else m.end("low")
                go_on = end
            kind, scale = "money", 1.0
            unit = None if unit is None or unit.kind != "money" else unit
        if names_number(
            text, begin, chinese_unit=large or money is not None or kind in ("money", "percent")
        ):
            return None, go_on
        if low[0] in MAGNITUDES and (
            is_vague_magnitude(text, begin) or (len(low) == 1 and low != "十" and alias != "倍")
        ):
            return None, go_on
        if is_vague(text, m.end("low")):
            return None, go_on
        if not money:
            if unit is None:
                read = self.bare(m, value, digits)
                if read is None:
                    return None, go_on
                canonical, end, value = read
                go_on = max(go_on, end)
            elif self.is_trivial(low, unit, begin, value) or self.is_date(low, unit, value, end):
                return None, go_on
            elif digits and unit.weak and (
                (unit.latin and low.isdigit() and follows_name(text, begin))
                or ("." in low and low[-1].isdigit() and follows_name(text, begin))
            ):
                return None, go_on
        if alias == "折" and value > 10:
            scale = 1.0
        elif alias == "成":
            following = text[end : end + 1]
            if following in DIGITS and not digits and text[end + 1 : end + 2] not in MAGNITUDES:
                value += DIGITS[following] / 10
                end += 1
        if m["halfmore"]:
            value += 0.5
        if text[begin - 1 : begin] in ("-", "−", "负", "負") and self.is_negative(begin):
            begin, value = begin - 1, -value
        figure = self.figure(
            begin, end, kind, _exact(value * scale),
            None if value_max is None else _exact(value_max * scale), canonical,
            (m["more"] or "").strip() or _loose(low),
        )  # fmt: skip
        return figure, max(go_on, end)

    # ------------------------------------------------------------ parts
    def kind_of(self, unit: Unit | None) -> tuple[str, str, float]:
        if unit is None:
            return "quantity", "", 1.0
        code = self.currency if unit.canonical == LOCAL_CURRENCY else unit.canonical
        return unit.kind, code, unit.scale

    def money_before(self, begin: int, sign: str) -> tuple[str, int]:
        """Currency and start of a figure whose currency sign stands at `begin`."""
        if sign[0] in "$＄":
            prefix = _DOLLAR_PREFIX.search(self.text, max(0, begin - 5), begin)
            if prefix:
                return _DOLLARS[prefix[1]], prefix.start()
        return _SIGNS[sign[0]], begin

    def code_before(self, begin: int) -> tuple[str, int] | None:
        """Currency and start of a figure that a code precedes: `RMB 3.4 billion`, 人民币3亿元."""
        prefix = _CODE_PREFIX.search(self.text, max(0, begin - 5), begin)
        return (_CODES[prefix[1]], prefix.start()) if prefix else None

    def bare(
        self, m: re.Match[str], value: float, digits: bool
    ) -> tuple[str, int, float] | None:
        """Unit, end and value of a number without a known unit, `None` where it is no figure."""
        low, end = m["low"], m.end("more") if m["more"] else m.end("low")
        text = self.text
        if not digits:
            signs = [sign for sign in low if sign in MAGNITUDES]
            counted = low[0] not in MAGNITUDES and low[0] not in "零〇"
            if counted and (_LARGE.search(low) or (len(signs) > 1 and len(low) > 3)):
                return "", end, value
            return None
        following = text[end : end + 1]
        if following.isascii() and (
            following.isalpha() or (following == "-" and text[end + 1 : end + 2].isalnum())
        ):
            return None
        suffix = low[-1]
        if suffix.isalpha() and suffix.isascii() and low.lstrip("0123456789.,") in SUFFIXES:
            if suffix in "mt" and len(low.lstrip("0123456789.,")) == 1:
                return ("m" if suffix == "m" else "t"), end, value / SUFFIXES[suffix]
        elif suffix == "W":
            return "W", end, value / 10**4
        noun = self.noun_after(end, low)
        if noun:
            return (*noun, value)
        if "," in low or not half_width(low).replace(".", "", 1).isdigit():
            return "", end, value
        if (m["more"] or "").strip() in ("+", "＋", "多", "余", "餘") and value >= 10:
            return "", end, value
        if _SCORE.search(text, max(0, m.start() - 14), m.start()) and value > 1:
            return "", end, value
        return None

    def noun_after(self, end: int, low: str) -> tuple[str, int] | None:
        """A lower-case English plural right after the number, and where it ends."""
        noun = _NOUN.match(self.text, end)
        if noun is None or noun[1] in _NOT_NOUNS or noun[1].endswith("ss"):
            return None
        plain = low.isdigit()
        if plain and (follows_name(self.text, end - len(low)) or 1900 <= int(low) < 2100):
            return None
        word = noun[1]
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1] if word[-1] == "s" else word
        return word, noun.end()

    def is_trivial(self, low: str, unit: Unit, begin: int, value: float) -> bool:
        """Whether a count is too small or round to be a figure: 一个, 两款, 三五家, 二十年, 1项."""
        if not unit.weak:
            return False
        if low[0] in "0123456789０１２３４５６７８９":
            return value == 1 and low[0] in "1１" and (
                unit.dimension == "count" or unit.canonical == "year"
            )
        if len(low) == 1 or (len(low) == 2 and low[0] in DIGITS and low[1] in DIGITS):
            return value < 3 or not is_claim(self.text, begin)
        return unit.dimension == "time" and value <= 100 and value % 10 == 0

    def is_date(self, low: str, unit: Unit, value: float, end: int) -> bool:
        """Whether number and unit are a year or a point in time."""
        if unit.canonical == "点":
            return value <= 24
        if unit.dimension != "time":
            return False
        if unit.canonical == "year" and 1500 <= value < 2100 and not _LARGE.search(low):
            return self.text[end : end + 2] not in ("历史", "歷史", "的历", "的歷")
        return unit.latin and _AGO.match(self.text, end) is not None

    def is_negative(self, begin: int) -> bool:
        before = self.text[begin - 2 : begin - 1] if begin > 1 else ""
        if self.text[begin - 1] in "负負":
            return before not in set("自抱胜勝欺担擔肩背")
        return not (before.isascii() and before.isalnum())

    def slash(self, m: re.Match[str]) -> Figure | None:
        """A share written `1/3`, where what stands beside it says that it is one."""
        share, parts = int(m[1]), int(m[2])
        text, begin, end = self.text, m.start(), m.end()
        if share >= parts or names_number(text, begin, chinese_unit=False):
            return None
        qualifier = qualifier_of(text, begin, end, "")
        beside = text[end : end + 1] == "的" or text[begin - 1 : begin] in set("的为為到至占佔仅僅降")
        if not (beside or qualifier != "exact" or text[end : end + 4] == " of "):
            return None
        return self.figure(begin, end, "percent", _exact(share * 100.0 / parts), None, "%")

    # ------------------------------------------------------------ English words
    def words(self) -> list[Figure]:
        """Figures written in English words: `seven hundred thousand users`, `two-thirds`."""
        found = []
        for m in words().finditer(self.text):
            figure = self.word_figure(m)
            if figure is not None:
                found.append(figure)
        return found

    def word_figure(self, m: re.Match[str]) -> Figure | None:
        begin, end, text = m.start(), m.end(), self.text
        if m["grown"]:
            stem = m["grown"].lower().removesuffix("ed").removesuffix("ing")
            if text[end : end + 5] == " down":
                return None
            return self.figure(begin, end, "multiple", _GROWN[stem], None, "x")
        if m["half"]:
            return self.figure(begin, end, "percent", 50.0, None, "%")
        if m["share"]:
            return self.word_share(m)
        if m["one"]:
            parts = english_value(m["of"])
            if not parts or parts < 2 or not re.match(r" [a-z]", text[end : end + 2]):
                return None
            return self.figure(begin, end, "percent", _exact(100.0 / parts), None, "%")
        if m["fold"]:
            value = english_value(m["count"])
            return None if value is None else self.figure(begin, end, "multiple", value, None, "x")
        surface, alias = (m["low"], m["unit"]) if m["low"] else (m["count"], m["unit3"])
        value = english_value(surface)
        if value is None:
            return None
        unit = self.units[alias] if alias else None
        kind, canonical, scale = self.kind_of(unit)
        if unit is not None and unit.weak and value < 10:
            return None
        if unit is not None and unit.dimension == "time" and _AGO.match(text, end):
            return None
        if unit is None:
            noun = self.noun_after(end, surface)
            if noun:
                canonical, end = noun
        return self.figure(begin, end, kind, _exact(value * scale), None, canonical)

    def word_share(self, m: re.Match[str]) -> Figure | None:
        count, _, part = m["share"].lower().replace(" ", "-").partition("-")
        article = count in ("a", "an")
        if (article or count == "one") and not _PARTITIVE.match(self.text, m.end()):
            return None
        if article and part in ("half",):
            return None
        value = ENGLISH_DIGITS[count] * 100.0 / _SHARES[part.rstrip("s")]
        return self.figure(m.start(), m.end(), "percent", _exact(value), None, "%")


def _loose(low: str) -> str:
    """The loose mark inside a numeral: 1000多万."""
    for sign in "多余餘":
        if sign in low:
            return sign
    return ""


def _exact(value: float) -> float:
    """`value` without the noise of binary multiplication (0.07 * 100)."""
    return float(f"{value:.12g}")
