"""EUC-TW, the encoding of Unix in Taiwan, as a codec: Python has none.

ASCII is one byte, plane 1 of CNS 11643 two bytes from 0xA1, any plane four: 0x8E, the plane, and
the two. What fits no character is reported as a whole: a pair with nothing in its place, a
character of four bytes that was cut off, a run of bytes that no character begins with. So what
follows stays in step, and no character is made of halves of two.
"""

from __future__ import annotations

import codecs
import functools
import re
from typing import TYPE_CHECKING, Final

from pipeline.ingest.euc_tw_table import euc_tw_bytes, euc_tw_characters

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME: Final = "euc_tw"
_NAMES: Final = ("euc_tw", "euctw", "x_euc_tw", "cns11643")
_UNIT: Final = re.compile(
    rb"(?:[\x80-\x8d\x8f-\xa0\xff]+|\x8e(?![\xa1-\xaf]|\Z)"
    rb"|[\xa8-\xc1\xc3\xfe][\xa1-\xfe]|\x8e[\xa8-\xae][\xa1-\xfe]{2}){1,4096}"
    rb"|[\xa1-\xfe]{2}|\x8e[\xa1-\xaf][\xa1-\xfe]{2}"
    rb"|\x8e(?:[\xa1-\xaf][\xa1-\xfe]?)?|[\xa1-\xfe]"
)
"""Runs that are no characters, as their rows and planes are empty; what may be a character; what
may be the beginning of one."""
_BEGINNING: Final = re.compile(rb"\x8e(?:[\xa1-\xaf][\xa1-\xfe]?)?|[\xa1-\xfe]")
_CHARACTER: Final = re.compile(
    rb"[\xa1-\xa7\xc2\xc4-\xfd][\xa1-\xfe]|\x8e[\xa1-\xa7\xaf][\xa1-\xfe]{2}|[\x00-\x7f]+"
)
_ASCII: Final = bytes(range(0x80))
_PLANE_1: Final = b"\x8e\xa1"


def may_be_euc_tw(data: bytes) -> bool:
    """Whether bytes have the shape of EUC-TW, save one in fifty that damage or a cut may explain.

    A quarter of the rows is empty, where EUC-KR has Hangul, and GB18030 and EUC-JP their commonest
    characters.
    """
    beyond = len(data.translate(None, _ASCII))
    rest = _CHARACTER.sub(b"", data)
    return len(rest) <= 3 + beyond // 50


def euc_tw_decode(
    data: ReadableBuffer, errors: str = "strict", final: bool = False
) -> tuple[str, int]:
    """The text of `data` and how many of its bytes were read: all but a beginning, if not `final`.

    Raises:
        UnicodeDecodeError: where `errors` is `strict` and something fits no character.
    """
    whole = bytes(data)
    characters = euc_tw_characters()
    pieces: list[str] = []
    at = 0
    for match in _UNIT.finditer(whole):
        unit = match[0]
        start, end = match.span()
        if start > at:
            pieces.append(whole[at:start].decode("ascii"))
        at = end
        character = characters.get(unit) or characters.get(unit.removeprefix(_PLANE_1))
        if character is None:
            if not final and end == len(whole) and _BEGINNING.fullmatch(unit):
                return "".join(pieces), start
            reason = "illegal multibyte sequence"
            error = UnicodeDecodeError(NAME, whole, start, end, reason)
            character = str(codecs.lookup_error(errors)(error)[0])
        pieces.append(character)
    pieces.append(whole[at:].decode("ascii"))
    return "".join(pieces), len(whole)


def euc_tw_encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    """The bytes of `text`, and its length.

    Raises:
        UnicodeEncodeError: where `errors` is `strict` and a character has no place.
    """
    units = euc_tw_bytes()
    pieces: list[bytes] = []
    for at, character in enumerate(text):
        unit = character.encode("ascii") if character < "\x80" else units.get(character)
        if unit is None:
            error = UnicodeEncodeError(NAME, text, at, at + 1, "illegal multibyte sequence")
            put = codecs.lookup_error(errors)(error)[0]
            unit = put if isinstance(put, bytes) else euc_tw_encode(put)[0]
        pieces.append(unit)
    return b"".join(pieces), len(text)


class _IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input: ReadableBuffer, errors: str, final: bool) -> tuple[str, int]:
        return euc_tw_decode(input, errors, final)


class _IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input: str, final: bool = False) -> bytes:
        return euc_tw_encode(input, self.errors)[0]


class _StreamReader(codecs.StreamReader):
    def decode(self, input: bytes, errors: str = "strict") -> tuple[str, int]:
        return euc_tw_decode(input, errors)


def _search(name: str) -> codecs.CodecInfo | None:
    if name not in _NAMES:
        return None
    return codecs.CodecInfo(
        name=NAME,
        encode=euc_tw_encode,
        decode=lambda data, errors="strict": euc_tw_decode(data, errors, final=True),
        incrementalencoder=_IncrementalEncoder,
        incrementaldecoder=_IncrementalDecoder,
        streamreader=_StreamReader,
    )


@functools.cache
def register_euc_tw() -> None:
    """Make the codec known to Python, as `euc_tw` and by its other names."""
    codecs.register(_search)
