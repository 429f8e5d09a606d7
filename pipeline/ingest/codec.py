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

from pipeline.ingest.euc_tw import register_euc_tw

REPLACEMENT: Final = "\ufffd"
_STAND_IN: Final = re.compile("[\udc00-\udcff]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BIG5_MARKS: Final = {"\u223c": "\uff5e", "\u203e": "\u00af", "\uff64": "\ufe51"}
_BIG5_MARK: Final = re.compile("[\u223c\u203e\uff64]")
_BIG5_DOT: Final = re.compile(r"(?<=\w)\u2022(?=\w)")
_STAND_INS: Final = "".join(chr(0xDC00 + byte) for byte in range(256))
_ASCII_OF_STAND_INS: Final = {0xDC00 + byte: byte for byte in range(0x80)}
_CESU_PAIR: Final = re.compile(
    "\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf]"
)
_OVERLONG_NUL: Final = "\udcc0\udc80"
_UNREAD: Final = {
    "gb18030": rb"[\x80\xff]+(?![\x30-\x39])|[\x81-\xfe](?![\x30-\x39\x40-\x7e\x80-\xfe])",
    "big5hkscs": rb"[\x80-\x86\xff]+|[\x87-\xfe](?![\x40-\x7e\xa1-\xfe])",
    "cp949": rb"[\x80\xff]+|[\x81-\xfe](?![\x41-\x5a\x61-\x7a\x81-\xfe])",
    "cp932": rb"[\x81-\x9f\xe0-\xfc](?![\x40-\x7e\x80-\xfc])",
    "euc_jp": rb"[\x80-\x8d\x90-\xa0\xff]+|\x8e(?![\xa1-\xdf])|[\xa1-\xfe](?![\xa1-\xfe])",
    "utf-16-le": rb".[\xdc-\xdf]|.[\xd8-\xdb](?!.[\xdc-\xdf])",
    "utf-16-be": rb"[\xdc-\xdf].|[\xd8-\xdb].(?![\xdc-\xdf].)",
    "utf-32-le": rb"...[^\x00]|..[\x11-\xff]\x00|.[\xd8-\xdf]\x00\x00",
    "utf-32-be": rb"[^\x00]...|\x00[\x11-\xff]..|\x00\x00[\xd8-\xdf].",
}
"""Bytes that fit no character, whatever stands before them; the codec would report them singly."""


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


def _stand_ins(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _STAND_INS)[0]


def _handler(encoding: str) -> Callable[[UnicodeError], tuple[str, int]]:
    """What to put for the bytes of an error and, at once, for those behind them that fit nothing.

    A call of Python for each byte would make megabytes of noise take seconds.
    """
    # Bounded, for each turn of such a loop takes memory.
    known = _UNREAD.get(encoding)
    unread = re.compile(b"(?:%b){,4096}" % known, re.DOTALL) if known else None
    euro = {"gb18030": b"\x80", "big5hkscs": b"\xa3\xe1"}.get(encoding)

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        data, start, end = error.object, error.start, error.end
        if euro and data.startswith(euro, start):
            end = start + len(euro)
            text = "€"
        else:
            text = _stand_ins(data[start:end])
        run = unread.match(data, end) if unread else None
        if run is None or run.end() == end:
            return text, end
        rest = _stand_ins(run[0])
        return text + (rest.replace("\udc80", "€") if euro == b"\x80" else rest), run.end()

    return handle


register_euc_tw()
for _name in (*_UNREAD, "other"):
    codecs.register_error(f"mine-{_name}", _handler(_name))

_CP1252: Final = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)
)


def read(data: bytes, encoding: str) -> str:
    """The text of `data`, with a stand-in for each byte that fits no character; never raises."""
    if encoding == "cp1252":
        return codecs.charmap_decode(data, "strict", _CP1252)[0]
    if encoding == "utf-8":
        return _read_utf8(data)
    text = data.decode(encoding, f"mine-{encoding if encoding in _UNREAD else 'other'}")
    if encoding == "big5hkscs" and not text.isascii():
        text = _BIG5_MARK.sub(lambda m: _BIG5_MARKS[m.group()], text)
        text = _BIG5_DOT.sub("\u2027", text)
    return text


def _read_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    return _CESU_PAIR.sub(_character, text.replace(_OVERLONG_NUL, "\x00"))


def _character(pair: re.Match[str]) -> str:
    """The character of two halves that stand as three bytes each."""
    _, a, b, _, c, d = (ord(stand_in) & 0x3F for stand_in in pair[0])
    return chr(0x10000 + ((a & 0xF) << 16 | b << 10 | (c & 0xF) << 6 | d))


def kept_bytes(text: str, encoding: str) -> bytes:
    """The bytes that `read` made a run of stand-ins of; other characters are encoded again.

    Args:
        text: stand-ins and characters.
        encoding: `ascii` or one that has all ASCII.
    """
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.translate(_ASCII_OF_STAND_INS).encode(encoding, "surrogateescape")


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
