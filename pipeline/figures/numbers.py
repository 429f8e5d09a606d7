"""Numerals to values: Arabic, Chinese (both scripts and financial capitals), mixed, and English.

Values are exact decimals turned into floats once, at the end, so that `4.45亿` is 445000000.0.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from pipeline.letter_case import lowered

DIGITS: dict[str, int] = {
    **dict.fromkeys("零〇○", 0),
    **dict.fromkeys("一壹弌", 1),
    **dict.fromkeys("二两兩贰貳", 2),
    **dict.fromkeys("三叁叄參", 3),
    **dict.fromkeys("四肆", 4),
    **dict.fromkeys("五伍", 5),
    **dict.fromkeys("六陆陸", 6),
    **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8),
    **dict.fromkeys("九玖", 9),
}
SMALL: dict[str, int] = {
    **dict.fromkeys("十拾", 10),
    **dict.fromkeys("百佰", 100),
    **dict.fromkeys("千仟", 1000),
}
LARGE: dict[str, int] = {
    **dict.fromkeys("万萬wW", 10**4),
    **dict.fromkeys("亿億", 10**8),
    "兆": 10**12,
}
MAGNITUDES = SMALL | LARGE
SUFFIXES: dict[str, int] = {
    "k": 10**3, "K": 10**3,
    "m": 10**6, "M": 10**6, "mn": 10**6, "mm": 10**6, "mln": 10**6, "mil": 10**6, "MM": 10**6,
    "b": 10**9, "B": 10**9, "bn": 10**9, "Bn": 10**9, "BN": 10**9, "bln": 10**9,
    "t": 10**12, "T": 10**12, "tn": 10**12, "trn": 10**12, "trln": 10**12,
}  # fmt: skip
ENGLISH_MAGNITUDES: dict[str, int] = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
INDIAN_MAGNITUDES: dict[str, int] = {"lakh": 10**5, "crore": 10**7, "lakh crore": 10**12}
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH_DIGITS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    "a": 1,
    "an": 1,
}

# two and a half million; a quarter of a million
_AND_PART = re.compile(
    r"(?P<whole>.+?)[- ]and[- ]a[- ](?P<part>half|quarter|third)(?P<size>(?:[- ][a-z]+)?)$", re.I
)
_PART_OF = re.compile(
    r"(?:(?P<count>a|one|two|three)[- ])?(?P<part>quarter|third)s? of an? (?P<size>[a-z]+)$", re.I
)
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": 1 / Decimal(3)}

_LONGEST = 80  # code points; a longer run of digits is data and not a number
_FRACTIONS = {
    "¼": ".25", "½": ".5", "¾": ".75", "⅓": ".333333", "⅔": ".666667",
    "⅛": ".125", "⅜": ".375", "⅝": ".625", "⅞": ".875",
}  # fmt: skip
_FRACTION = re.compile("(?<=[0-9])[¼½¾⅓⅔⅛⅜⅝⅞]")
_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_THOUSANDS = re.compile("(?<=[0-9])[\u202f\u2009'’](?=[0-9]{3})")
_SIMPLE = re.compile(
    r"([0-9][0-9,]*(?:\.[0-9]+)?) ?([a-zA-Z]*|[lL]akh [cC]rore|[十拾百佰千仟万萬亿億兆]*)$"
)
_TOKEN = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|.")
_NEIGHBOURS = re.compile(
    r"(?<![0-9点點零〇○一二两兩三四五六七八九])([一二两兩三四五六七八])([二两兩三四五六七八九])(?=[十百千万萬亿億兆]|$)"
)
_POINT = re.compile(
    r"(.*?)[点點·‧.．]([零〇○一二两兩三四五六七八九叁贰貳壹]+|[0-9]+)([十百千万萬亿億兆]*)$"
)
_IN_A_ROW = re.compile(f"[{''.join(DIGITS)}]{{2,}}")
_LOOSE = re.compile(r"[ \u00a0\u3000*]|[多余餘来來几幾+个個](?!$)")


def half_width(text: str) -> str:
    """`text` with full-width digits, points and commas replaced by ASCII ones; same length."""
    return text.translate(_WIDTH)


def _spelled_out(text: str) -> str:
    """`text` with the sign of a fraction behind a digit as decimals: 11¼ is 11.25."""
    return _FRACTION.sub(lambda m: _FRACTIONS[m[0]], text)


@lru_cache(maxsize=8192)
def numeral_value(surface: str) -> float | None:
    """The value of one numeral, `None` where the characters do not make a number.

    Reads `1,150`, `３．５`, `1.2万亿`, `3万4000`, `一万五千亿`, `四百五` (450), `六点六`, `廿五`,
    `壹佰伍拾`, `二〇二五`, `128K`, `3.5bn`, `1.4 trillion`, `6.02e23`, `10^26`. Words between
    digits and magnitude that make a number loose (`1000多万`) do not change its value.
    """
    if len(surface) > _LONGEST:
        return None
    text = _spelled_out(_THOUSANDS.sub(",", half_width(surface).strip()))
    simple = _SIMPLE.match(text)
    if simple:
        digits, suffix = simple.groups()
        factor = _suffix_factor(suffix)
        if factor is None:
            return None
        return float(Decimal(digits.replace(",", "")) * factor)
    if "^" in text or "e" in text.lower():
        power = _power(text)
        return power if power is not None and isfinite(power) else None
    value = _mixed(_LOOSE.sub("", text))
    return None if value is None else float(value)


@lru_cache(maxsize=2048)
def numeral_bounds(surface: str) -> tuple[float, float | None] | None:
    """Lower and upper value of a numeral that names two neighbours, else its value and `None`.

    `八九千` is (8000, 9000), `三四十` (30, 40), `三五百` (300, 500), `两千` (2000, None).
    """
    surface = surface.replace("、", "")  # 七、八成
    pair = _NEIGHBOURS.search(surface)
    if pair:
        low, high = DIGITS[pair[1]], DIGITS[pair[2]]
        if high - low == 1 or (low, high) == (3, 5):
            lower = numeral_value(surface[: pair.start(2)] + surface[pair.end(2) :])
            upper = numeral_value(surface[: pair.start(1)] + surface[pair.end(1) :])
            if lower is not None and upper is not None:
                return lower, upper
    value = numeral_value(surface)
    return None if value is None else (value, None)


@lru_cache(maxsize=1024)
def english_value(surface: str) -> float | None:
    """The value of English number words: `seven hundred thousand`, `half a million`, `3 million`.

    A part may follow (`two and a half million`) or stand before (`a quarter of a million`). `None`
    where a word is not a number word.
    """
    part = _AND_PART.match(surface) or _PART_OF.match(surface)
    if part:
        return _with_part(part)
    words = re.findall(r"[a-z]+|[0-9][0-9,.]*", lowered(surface))
    if not words:
        return None
    total, section, half = Decimal(0), Decimal(0), False
    for word in words:
        if word == "and":
            continue
        if word == "half":
            half = True
        elif word in ENGLISH_DIGITS:
            if not (half and word in ("a", "an")):
                section += ENGLISH_DIGITS[word]
        elif word[0].isdigit():
            section += Decimal(word.rstrip(".,").replace(",", ""))
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        elif word.rstrip("s") in ENGLISH_MAGNITUDES:
            if half:
                section, half = Decimal("0.5"), False
            total += (section or Decimal(1)) * ENGLISH_MAGNITUDES[word.rstrip("s")]
            section = Decimal(0)
        else:
            return None
    return float(total + section + (Decimal("0.5") if half else 0))


def _with_part(m: re.Match[str]) -> float | None:
    """The value of a match of `_AND_PART` or `_PART_OF`."""
    size = english_value("one " + m["size"].strip(" -"))
    part = _PARTS[lowered(m["part"])]
    if "whole" in m.groupdict() and not m["size"]:  # a billion and a half
        magnitude = ENGLISH_MAGNITUDES.get(re.split("[- ]", lowered(m["whole"]))[-1], 1)
        whole = english_value(m["whole"])
        return None if whole is None else whole + float(part * magnitude)
    if "count" in m.groupdict():
        return (
            None
            if size is None
            else float(part * ENGLISH_DIGITS[lowered(m["count"] or "a")]) * size
        )
    whole = english_value(m["whole"])
    return None if whole is None or size is None else float(Decimal(whole) + part) * size


def _suffix_factor(suffix: str) -> int | None:
    if not suffix:
        return 1
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    word = lowered(suffix).rstrip("s")
    for magnitudes in (ENGLISH_MAGNITUDES, INDIAN_MAGNITUDES):
        if word in magnitudes:
            return magnitudes[word]
    factor = 1
    for sign in suffix:
        if sign not in MAGNITUDES:
            return None
        factor *= MAGNITUDES[sign]
    return factor


def _power(text: str) -> float | None:
    parts = re.fullmatch(r"(?:([0-9.]+) ?[×xX*·] ?)?10\^([+-]?[0-9]+)", text)
    if parts:
        return float(f"{parts[1] or 1}e{parts[2]}")
    return float(text) if re.fullmatch(r"[0-9.]+[eE][+-]?[0-9]+", text) else None


def _mixed(text: str) -> Decimal | None:
    """Digits, Han digits and magnitudes in any order that Chinese allows."""
    if text == "半":
        return Decimal("0.5")
    text = text.replace("廿", "二十").replace("卅", "三十")
    point = _POINT.match(text)
    if point:
        whole = _mixed(point[1]) if point[1] else Decimal(0)
        if whole is None:
            return None
        tail = "".join(str(DIGITS.get(sign, sign)) for sign in point[2])
        factor = _suffix_factor(point[3]) or 1
        return (whole + Decimal("0." + tail)) * factor
    if all(sign in DIGITS for sign in text):
        return Decimal("".join(str(DIGITS[sign]) for sign in text)) if text else None
    # 九八九九亿, 一兆二三四亿: digits in a row are read by their places.
    placed = _IN_A_ROW.sub(lambda m: "".join(str(DIGITS[sign]) for sign in m[0]), text)
    return _stacked(_TOKEN.findall(placed))


def _stacked(tokens: list[str]) -> Decimal | None:
    """Add up `digit magnitude` pairs, large magnitudes taking what stands before them."""
    total, section = Decimal(0), Decimal(0)
    digit: Decimal | None = None
    last, largest, after_zero = 0, 0, False
    for token in tokens:
        if token[0].isascii() and token[0].isdigit():
            digit = Decimal(token.replace(",", ""))
            after_zero = after_zero or len(token) > 1
        elif token in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = Decimal(DIGITS[token])
            after_zero = after_zero or digit == 0
        elif token in SMALL:
            section += (digit if digit else Decimal(1)) * SMALL[token]
            digit, last, after_zero = None, SMALL[token], False
        elif token in LARGE:
            size = LARGE[token]
            section += digit or 0
            if largest and size >= largest:
                total = (total + section) * size
            else:
                total += (section or (Decimal(1) if not total else Decimal(0))) * size
            section, digit, last, after_zero = Decimal(0), None, size, False
            largest = max(largest, size)
        else:
            return None
    if digit is not None:
        colloquial = not after_zero and last > 10 and digit < 10
        section += digit * (last // 10) if colloquial else digit
    return total + section
