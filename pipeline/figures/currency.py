"""Currency signs and codes in front of a number, small coins behind: `US$`, 人民币, 五元三毛."""

from __future__ import annotations

import re

from pipeline.figures.numbers import numeral_value

SIGNS = {
    "$": "USD", "＄": "USD", "€": "EUR", "£": "GBP", "￡": "GBP", "¥": "CNY", "￥": "CNY",
    "₩": "KRW", "₹": "INR", "₽": "RUB",
}  # fmt: skip
_DOLLARS = {
    "US": "USD", "U.S.": "USD", "HK": "HKD", "NT": "TWD", "A": "AUD", "AU": "AUD", "C": "CAD",
    "CA": "CAD", "S": "SGD", "SG": "SGD", "NZ": "NZD", "R": "BRL",
}  # fmt: skip
_CODES = {
    "RMB": "CNY", "CNY": "CNY", "USD": "USD", "HKD": "HKD", "NTD": "TWD", "TWD": "TWD",
    "EUR": "EUR", "GBP": "GBP", "JPY": "JPY", "KRW": "KRW", "INR": "INR", "SGD": "SGD",
    "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD",
    "港币": "HKD", "港幣": "HKD",
}  # fmt: skip
_COINS = re.compile(
    r"(?=[又零0-9一二两兩三四五六七八九])(?:又|零)?(?:(?P<jiao>[0-9一二两兩三四五六七八九])[角毛])?"
    r"(?:(?P<fen>[0-9]{1,2}|[一二两兩三四五六七八九十]{1,3})(?:美分|分钱|分錢|分(?![钟鐘之析成别享布])))?"
    r"(?<=[角毛分钱錢])"
)
_DOLLAR = re.compile(r"(?<![A-Za-z])(US|U\.S\.|HK|NT|AU?|CA?|SG?|NZ|R)$")
_CODE = re.compile(r"(?<![A-Za-z])(" + "|".join(_CODES) + r")[ \u00a0]?$")


def sign_currency(text: str, begin: int, sign: str) -> tuple[str, int]:
    """ISO code and start of a figure whose currency sign stands at `begin`."""
    if sign[0] in "$＄":
        prefix = _DOLLAR.search(text, max(0, begin - 5), begin)
        if prefix:
            return _DOLLARS[prefix[1]], prefix.start()
    return SIGNS[sign[0]], begin


def code_currency(text: str, begin: int) -> tuple[str, int] | None:
    """ISO code and start of a figure that a currency's code or name precedes, else `None`."""
    prefix = _CODE.search(text, max(0, begin - 5), begin)
    return (_CODES[prefix[1]], prefix.start()) if prefix else None


_TENTH = re.compile(
    r"([一二两兩三四五六七八九1-9])(?:[毛角](?:[钱錢])?)?(?![0-9.十百千万萬亿億点點个個成折倍号號月日年])"
)


def tenth_of_coin(text: str, end: int) -> tuple[float, int] | None:
    """The digit after 块 that counts tenths: 五 in 一块五 is 0.5, with its end."""
    tenth = _TENTH.match(text, end)
    return ((numeral_value(tenth[1]) or 0.0) / 10, tenth.end()) if tenth else None


def small_change(text: str, end: int) -> tuple[float, int] | None:
    """What follows a whole amount in smaller coins: 三毛 in 五元三毛 is 0.3, with its end."""
    coins = _COINS.match(text, end)
    if coins is None:
        return None
    jiao, fen = (numeral_value(coins[name]) if coins[name] else 0.0 for name in ("jiao", "fen"))
    return (jiao or 0.0) / 10 + (fen or 0.0) / 100, coins.end()
