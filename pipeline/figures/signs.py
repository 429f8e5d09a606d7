"""The minus before a number: -3%, 增速为负3%, 毛利率是负 17%."""

from __future__ import annotations

_MINUS = frozenset("-−负負")
_WORDS = frozenset("负負")
_NOT_NEGATIVE = frozenset("自抱胜勝欺担擔肩背正减減辜税稅重")  # 自负; 正负0.5% is more or less


def minus_before(text: str, begin: int, kind: str) -> int | None:
    """Where the minus of the number at `begin` stands, `None` where it has none.

    现金流为负190亿元: the word tells of a loss, and the amount is read without it.
    """
    place = begin - 1
    if kind != "money" and place > 0 and text[place] == " " and text[place - 1] in _WORDS:
        place -= 1  # 毛利率是负 17%
    if place < 0 or text[place] not in _MINUS or (kind == "money" and text[place] in _WORDS):
        return None
    before = text[place - 1] if place else ""
    if text[place] in _WORDS:
        return None if before in _NOT_NEGATIVE else place
    return None if before.isascii() and before.isalnum() else place
