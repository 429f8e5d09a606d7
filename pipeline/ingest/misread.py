"""Text that was decoded in the wrong encoding, taken back to its bytes and read again.

A misreading turned bytes into characters; encoding these again gives the bytes, except where the
wrong decoder lost one and put U+FFFD or a question mark. So bytes here have holes: `HOLE` is one
byte of which nothing is known. A character with one hole is filled in where one of the 64 possible
characters is far likelier than the others, else it stays U+FFFD.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.ingest.character_model import (
    BREAK,
    character_classes,
    character_model,
    code_points,
)
from pipeline.ingest.codec import REPLACEMENT

HOLE: Final = -1
"""One byte of which nothing is known; HOLE - 1 - n is one that stood before the byte n."""
_NEVER_LAST: Final = frozenset("，、（《「『【“‘：")
"""Marks with which no line ends."""
_CERTAIN: Final = 0.85
_FARTHEST: Final = 64
"""Characters read without the two readings ending at one place, after which the attempt stops."""
_FENCE: Final = "\0"
_UNEXPECTED_BITS: Final = 5.0
"""Bits against a byte that the wrong decoder could have read: it may have been cut there."""
_LEADS: Final = range(0xE2, 0xEA)
"""First bytes of the Chinese characters and marks in UTF-8."""
_REST: Final = range(0x80, 0xC0)


@functools.lru_cache(maxsize=100_000)
def gb_bytes(character: str) -> bytes | None:
    """The bytes of a character in GB18030 if they are two."""
    data = character.encode("gb18030", "ignore")
    return data if len(data) == 2 else None


@functools.lru_cache(maxsize=100_000)
def big5_bytes(character: str) -> bytes | None:
    """The bytes of a character in Big5 with HKSCS if they are two."""
    data = character.encode("big5hkscs", "ignore") or character.encode("cp950", "ignore")
    return data if len(data) == 2 else None


@functools.cache
def latin_table() -> dict[str, bytes]:
    """The bytes from 0x80 of characters, both as Latin-1 and as Windows-1252 read them."""
    table = {chr(byte): bytes([byte]) for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        if character := bytes([byte]).decode("cp1252", "ignore"):
            table[character] = bytes([byte])
    return table


def latin_bytes(character: str) -> bytes | None:
    """The byte of a character in Latin-1 or Windows-1252, from 0x80 up."""
    return latin_table().get(character)


@dataclass(frozen=True, slots=True)
class Misreading:
    """An encoding that bytes were wrongly read in."""

    unread: Callable[[str], bytes | None]
    """The bytes of a character, from 0x80 up or two; None for a character it does not have."""
    codecs: tuple[str, ...]
    """Python's names of it, by which it is known which bytes it loses."""
    single: dict[str, int]
    """Characters that stand for one byte where a character of two is not to be had."""


GBK: Final = Misreading(gb_bytes, ("gbk",), {"€": 0x80, "\x80": 0x80})
GB18030: Final = Misreading(gb_bytes, ("gb18030",), {"€": 0x80, "\x80": 0x80})
BIG5: Final = Misreading(big5_bytes, ("big5", "big5hkscs"), {})
LATIN: Final = Misreading(latin_bytes, ("cp1252",), {})


@dataclass(frozen=True, slots=True)
class Reread:
    """A span of misread text: what it says, and how much of it came back.

    `whole` counts the characters that came back, `filled` those filled in, `lost` the others.
    """

    start: int
    end: int
    text: str
    whole: int
    filled: int
    lost: int


def reread_utf8(text: str, start: int, misreading: Misreading) -> Reread | None:
    """Read UTF-8 out of `text` from `start` on, as far as its bytes go on being UTF-8.

    Args:
        text: text with misread parts.
        start: where a character stands whose first byte begins a sequence.
        misreading: the encoding it was wrongly read in.
    """
    out: list[str] = []
    good = (start, 0)
    pending: list[int] = []
    at = start
    since = 0
    while at < len(text) and since < _FARTHEST:
        inside = bool(pending)
        taken = _bytes_of(text, at, misreading, inside)
        if taken is None:
            break
        pending += taken
        at += 1
        since += 1
        if not _drain(pending, out, misreading):
            pending.clear()
            break
        # A good character can look so behind the misread ones, unless more of these follow.
        if not pending and (inside or not _may_be_good(text, at, taken, out)):
            since = 0
            good = (at, len(out))
    if len(pending) >= 2 and (at >= len(text) or text[at] < "\x80"):
        # The sequence was cut: what followed its first bytes is lost altogether.
        pending += [HOLE] * (_length(pending[0]) - len(pending))
        if _drain(pending, out, misreading) and not pending:
            good = (at, len(out))
    end, count = good
    return _settled(text, start, end, out[:count]) if count else None


def _may_be_good(text: str, end: int, taken: list[int], out: list[str]) -> bool:
    """Whether the two bytes of one Chinese character, last read, are by chance a letter's (`ǰ`).

    They are that letter where a Latin one stands beside it, and a sign before a digit (`£3`).
    """
    # At the start of a run, what is looked for has been made sure of.
    if len(taken) < 2 or len(out) < 2 or not "\x80" <= out[-1] <= "\u07ff" or len(out[-1]) > 1:
        return False
    following = text[end : end + 1]
    if following.isdecimal() and not out[-1].isalpha():
        return False
    return not any(c.isascii() and c.isalpha() for c in (out[-2], following))


def _bytes_of(text: str, at: int, misreading: Misreading, inside: bool) -> list[int] | None:
    character = text[at]
    if character == REPLACEMENT or (character == "?" and inside):
        following = text[at + 1 : at + 2]
        data = following.encode("ascii") if following.isascii() else misreading.unread(following)
        return [HOLE - 1 - data[0] if data and character == REPLACEMENT else HOLE]
    if inside and character in misreading.single:
        return [misreading.single[character]]
    data = misreading.unread(character)
    return None if data is None else list(data)


@functools.lru_cache(maxsize=1024)
def _lost_before(following: int, codecs: tuple[str, ...]) -> frozenset[int]:
    """The bytes that the codecs cannot read before the byte `following`."""
    return frozenset(
        byte
        for byte in range(0x80, 0x100)
        if any(not _readable(bytes([byte, following]), codec) for codec in codecs)
    )


def _readable(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _length(lead: int) -> int:
    """The length of the sequence that a byte begins; 0 where it begins none."""
    if 0xC2 <= lead < 0xE0:
        return 2
    if 0xE0 <= lead < 0xF0:
        return 3
    return 4 if 0xF0 <= lead < 0xF5 else 0


def _drain(pending: list[int], out: list[str], misreading: Misreading) -> bool:
    """Move what is complete from `pending` to `out`; False where it is no UTF-8.

    A character with a hole goes to `out` as the string of all that it may be, and is settled when
    its neighbours are known.
    """
    while pending:
        lead = pending[0]
        if 0 <= lead < 0x80:
            out.append(chr(lead))
            del pending[0]
            continue
        # What lost its first byte is taken for a Chinese character.
        length = 3 if lead < 0 else _length(lead)
        if not length:
            return False
        rest = pending[1:length]
        if any(b >= 0 and b not in _REST for b in rest):
            if lead < 0 and rest[0] not in _REST:
                out.append(REPLACEMENT)
                del pending[0]
                continue
            return False
        if len(rest) < length - 1:
            return True
        if min(pending[:length]) < 0:
            out.append(_candidates(pending[:length], misreading))
        else:
            try:
                out.append(bytes(pending[:length]).decode("utf-8"))
            except UnicodeDecodeError:
                return False
        del pending[:length]
    return True


def _candidates(sequence: list[int], misreading: Misreading) -> str:
    """All the characters that a sequence with a hole may be, one after another; or U+FFFD."""
    holes = [n for n, byte in enumerate(sequence) if byte < 0]
    if len(holes) > 1:
        return REPLACEMENT
    place = holes[0]
    possible = _LEADS if place == 0 else _REST
    known = HOLE - 1 - sequence[place]
    lost = _lost_before(known, misreading.codecs) if known >= 0 else frozenset[int]()
    found = []
    for byte in sorted(possible, key=lambda b: b not in lost):
        filled = bytes(byte if b < 0 else b for b in sequence)
        try:
            found.append(filled.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    bounds = sum(byte in lost for byte in possible)
    return _FENCE.join(("".join(found[:bounds]), "".join(found[bounds:]))) or REPLACEMENT


def _settled(text: str, start: int, end: int, out: list[str]) -> Reread:
    after = text[end : end + 1]
    pieces: list[str] = []
    filled = lost = 0
    for number, piece in enumerate(out):
        if len(piece) > 1:
            before = pieces[-1] if pieces else text[start - 1 : start]
            following = out[number + 1][:1] if number + 1 < len(out) else after
            piece = likeliest(piece, before, following)
            filled += piece != REPLACEMENT
        lost += piece == REPLACEMENT
        pieces.append(piece)
    return Reread(start, end, "".join(pieces), len(out) - filled - lost, filled, lost)


def likeliest(candidates: str, before: str, after: str) -> str:
    """The one of `candidates` that is far likelier than the others between its neighbours.

    Those that the wrong decoder must have lost stand before a NUL, the others after it.
    Returns U+FFFD where none is.
    """
    model = character_model()
    classes = character_classes()
    expected, _, others = candidates.partition(_FENCE)
    candidates = expected + others
    points = code_points(candidates)
    kinds = classes[points]
    ends = classes[code_points((before[-1:] or "\n") + (after[:1] or "\n"))]
    bits = np.minimum(model.hans[points], model.hant[points])
    bits = bits + model.pairs[ends[0], kinds] + model.pairs[kinds, ends[1]]
    if ends[1] == BREAK:
        bits = bits + np.array([20.0 * (c in _NEVER_LAST) for c in candidates])
    if expected:
        bits = bits + np.array([0.0] * len(expected) + [_UNEXPECTED_BITS] * len(others))
    odds = np.exp2(bits.min() - bits)
    best = int(bits.argmin())
    certain = odds[best] / odds.sum() >= _CERTAIN
    return candidates[best] if certain else REPLACEMENT
