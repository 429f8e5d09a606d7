"""The form in which texts are compared: what is left is letters, digits, Han characters and %.

A system may keep either script, full-width or half-width forms, spaces and punctuation as it likes;
none of that is measured. Folding takes simplified script by `OpenCC("t2s")` of
opencc-python-reimplemented, whatever converter the system itself uses, so that the measure does
not move with the system.
"""

from __future__ import annotations

import functools
import re
from html import unescape
from typing import Final, Protocol

_HALF_WIDTH: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_GLOSS: Final = re.compile(rf"[(（][a-zA-Z{_TONED}]{{1,6}}[)）]")
_NOT_COMPARED: Final = re.compile(r"[^0-9A-Za-z\u3400-\u9fff%]+")
_CACHED: Final = 65_536


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@functools.cache
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


@functools.lru_cache(maxsize=_CACHED)
def fold(text: str) -> str:
    """`text` simplified, half-width and in lower case, without glosses, spaces and punctuation.

    Entities of HTML are the characters that they stand for: the gold of a page has its source.

    A short word of letters in brackets is taken for a gloss (`國(guó)`), and so is `(AI)`; both
    sides of a comparison lose it.
    """
    plain = _GLOSS.sub("", unescape(text).translate(_HALF_WIDTH))
    return _NOT_COMPARED.sub("", _to_simplified().convert(plain).lower())


def touches(folded: str, others: list[str]) -> bool:
    """Whether one of `others`, empty ones apart, holds `folded` or is held by it."""
    return any(folded in other or other in folded for other in others if other)
