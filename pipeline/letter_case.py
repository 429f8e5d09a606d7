"""Small letters, as regular expressions without regard to case see them.

`re.IGNORECASE` takes İ and ı for an i, and ſ for an s. What such a pattern has found in a text is
not always found in a table of words by `str.lower`, which keeps ı and ſ and makes two of İ.
"""

from __future__ import annotations

from typing import Final

_EQUATED: Final = (("\u017f", "s"), ("\u0131", "i"))


def lowered(text: str) -> str:
    """`text` in small letters, every character in its place; ſ is s, ı and İ are i."""
    lower = text.replace("\u0130", "i").lower()
    if not lower.isascii():
        for strange, plain in _EQUATED:
            if strange in lower:
                lower = lower.replace(strange, plain)
    return lower


__all__ = ["lowered"]
