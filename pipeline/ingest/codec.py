"""Codecs that keep what they cannot read, and that know what browsers and Windows write.

Python's codecs stop at, or throw away, a byte that fits no character. Here such a byte becomes a
stand-in, a lone surrogate U+DC00 + byte, which no text holds otherwise, so that the caller can try
another encoding on it or count it as lost; `settle` turns what is left into U+FFFD.

Beyond Python's tables, after the WHATWG Encoding Standard (https://encoding.spec.whatwg.org) and
Java's modified UTF-8: surrogate pairs written as two three-byte sequences (CESU-8) and the overlong
NUL in UTF-8, the euro signs of code pages 936 and 950, code page 950's marks in Big5, and C1
controls where code page 1252 has no character.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

REPLACEMENT: Final = "\ufffd"
_STAND_IN: Final = re.compile("[\udc00-\udcff]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BIG5_MARKS: Final = {"\u223c": "\uff5e", "\u203e": "\u00af", "\uff64": "\ufe51"}
_BIG5_MARK: Final = re.compile("[\u223c\u203e\uff64]")
_BIG5_DOT: Final = re.compile(r"(?<=\w)\u2022(?=\w)")
_CESU_PAIR: Final = re.compile(rb"\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])")


def without_surrogates(text: str) -> str:
    """`text` with `REPLACEMENT` for each half of a character; its length stays.

    Python reads such halves from damaged JSON; neither UTF-8 nor compiled libraries take them.
    """
    return _SURROGATE.sub(REPLACEMENT, text)


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes that fit no character: what they were, and the offset of their U+FFFD in the text."""

    offset: int
    data: bytes


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.end


def _utf8_error(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    if error.object[error.start : error.start + 2] == b"\xc0\x80":
        return "\x00", error.start + 2
    if pair := _CESU_PAIR.match(error.object, error.start, error.start + 6):
        a, b, c, d = (group[0] & 0x3F for group in pair.groups())
        return chr(0x10000 + ((a & 0xF) << 16 | b << 10 | (c & 0xF) << 6 | d)), error.start + 6
    return _stand_in(error)


def _gb_error(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    if error.object[error.start] == 0x80:
        return "€", error.start + 1
    return _stand_in(error)


def _big5_error(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    if error.object[error.start : error.start + 2] == b"\xa3\xe1":
        return "€", error.start + 2
    return _stand_in(error)


_ERRORS: Final[dict[str, Callable[[UnicodeError], tuple[str, int]]]] = {
    "utf-8": _utf8_error,
    "gb18030": _gb_error,
    "big5hkscs": _big5_error,
}
for _name, _handler in {**_ERRORS, "other": _stand_in}.items():
    codecs.register_error(f"mine-{_name}", _handler)

_CP1252: Final = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)
)


def read(data: bytes, encoding: str) -> str:
    """The text of `data`, with a stand-in for each byte that fits no character; never raises."""
    if encoding == "cp1252":
        return codecs.charmap_decode(data, "strict", _CP1252)[0]
    text = data.decode(encoding, f"mine-{encoding if encoding in _ERRORS else 'other'}")
    if encoding == "big5hkscs" and not text.isascii():
        text = _BIG5_MARK.sub(lambda m: _BIG5_MARKS[m.group()], text)
        text = _BIG5_DOT.sub("\u2027", text)
    return text


def kept_bytes(text: str, encoding: str) -> bytes:
    """The bytes that `read` made a run of stand-ins of; other characters are encoded again."""
    return b"".join(
        bytes([ord(c) - 0xDC00]) if "\udc00" <= c <= "\udcff" else c.encode(encoding) for c in text
    )


def has_lost(text: str) -> bool:
    """Whether `text` holds stand-ins."""
    return _STAND_IN.search(text) is not None


def lost_runs(text: str) -> list[tuple[int, int]]:
    """The spans of the runs of stand-ins in `text`."""
    return [match.span() for match in _STAND_IN.finditer(text)]


def settle(text: str) -> tuple[str, tuple[Lost, ...]]:
    """The text with one U+FFFD for each run of stand-ins, and what stood there."""
    losses: list[Lost] = []
    pieces: list[str] = []
    at = length = 0
    for start, end in lost_runs(text):
        pieces += (text[at:start], REPLACEMENT)
        length += start - at
        losses.append(Lost(length, kept_bytes(text[start:end], "ascii")))
        length += 1
        at = end
    if not losses:
        return text, ()
    return "".join([*pieces, text[at:]]), tuple(losses)
