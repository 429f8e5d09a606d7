"""Numbers and figures to text, the inverse of `parse`; what the round-trip tests are made of."""

from __future__ import annotations

from decimal import Decimal

from pipeline.figures.numbers import ENGLISH_DIGITS, ENGLISH_MAGNITUDES, LARGE, SUFFIXES

_PLAIN = "零一二三四五六七八九"
_CAPITAL = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "十", "百", "千")
_CAPITAL_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_HANT = str.maketrans("万亿贰陆", "萬億貳陸")
_WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_DIGIT_WORDS = {value: word for word, value in ENGLISH_DIGITS.items() if word not in ("a", "an")}


def arabic(value: float, *, grouped: bool = False, wide: bool = False) -> str:
    """`1234.5`, with `grouped` `1,234.5`, with `wide` in full-width forms."""
    number = Decimal(repr(value))
    text = f"{number:,f}" if grouped else f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_WIDE) if wide else text


def chinese(value: int, *, hant: bool = False, capital: bool = False) -> str:
    """`value` (0 to 10^16 - 1) in Han numerals: 一万零二百五十; `capital` as on cheques.

    Raises `ValueError` outside that range.
    """
    if not 0 <= value < 10**16:
        raise ValueError(f"{value} is outside 0 to 10^16 - 1")
    digits = _CAPITAL if capital else _PLAIN
    places = _CAPITAL_PLACES if capital else _PLACES
    text, gap = "", False
    for power in range(3, -1, -1):
        group = value // 10 ** (4 * power) % 10**4
        if group:
            zero = bool(text) and (gap or group < 1000)
            text += (digits[0] if zero else "") + _group(group, digits, places)
            lower = value % 10 ** (4 * power) // 10**8
            text += "万" if power == 3 and lower else _GROUPS[power]
            gap = False
        elif text:
            gap = True
            if power == 2 and text.endswith("万"):
                text += "亿"
    text = text or digits[0]
    return text.translate(_HANT) if hant else text


def _group(group: int, digits: str, places: tuple[str, ...]) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + places[place]
            gap = False
        else:
            gap = True
    return text


def mixed(value: float, magnitude: str) -> str:
    """Arabic digits with a Han magnitude (`万`, `亿`, `万亿`, `兆`, …): 1.2万亿."""
    factor = 1
    for sign in magnitude:
        factor *= LARGE[sign]
    return arabic(float(Decimal(repr(value)) / factor)) + magnitude


def short(value: float, suffix: str) -> str:
    """Digits with a Latin suffix (`K`, `m`, `bn`, `B`, …): 3.5bn."""
    return arabic(float(Decimal(repr(value)) / SUFFIXES[suffix])) + suffix


def english(value: int) -> str:
    """`value` (0 to 10^15 - 1) in English words: seven hundred and one thousand and five."""
    if value < 20:
        return _DIGIT_WORDS[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _DIGIT_WORDS[10 * tens] + (f"-{_DIGIT_WORDS[ones]}" if ones else "")
    for word, size in reversed(ENGLISH_MAGNITUDES.items()):
        if value >= size:
            count, rest = divmod(value, size)
            tail = f" {'and ' if rest < 100 else ''}{english(rest)}" if rest else ""
            return f"{english(count)} {word}{tail}"
    raise ValueError(f"{value} is negative")


def percent(value: float, form: str = "%") -> str:
    """A share as `17.1%`, `17.1 percent`, `百分之17.1` or, for whole tenths, 三成 (`成`)."""
    if form == "成":
        return f"{chinese(round(value / 10))}成"
    if form == "百分之":
        return "百分之" + arabic(value)
    return arabic(value) + form


def interval(low: str, high: str, unit: str, separator: str = "-") -> str:
    """A range of two formatted numbers that share a unit: 20-100美元."""
    return f"{low}{separator}{high}{unit}"
