"""Pages of two encodings: lines and runs that the page's own encoding cannot read.

A template in UTF-8 filled from a GBK database, a quotation pasted from Windows: the lines that lose
bytes are read again in the other encodings, as a whole and run by run, and the likeliest reading is
taken. Text that loses nothing is never read again.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.ingest.character_model import character_model
from pipeline.ingest.codec import has_lost, kept_bytes, lost_runs, read

_OTHERS: Final = ("utf-8", "gb18030", "big5hkscs", "cp1252")
_SWITCH_BITS: Final = {"utf-8": 20.0, "gb18030": 20.0, "big5hkscs": 24.0, "cp1252": 22.0}
"""Bits that another encoding costs; a lone é needs about as much evidence as a Chinese word."""
_LOST_BITS: Final = 24.0
_CREDIBLE_BITS: Final = {"gb18030": (6.0, 3.5), "big5hkscs": (6.0, 3.0), "cp1252": (9.0, 5.0)}
"""Bits a byte, and once, that a run may cost to be believed: what is left of a broken character of
UTF-8 makes a rare Han character, which costs more."""
_MOST_BITS: Final = 7.5
"""Bits a byte of a line that may pass for text."""
_LONGEST: Final = 16_384
_LONGEST_BYTES: Final = 6 * (_LONGEST + 8)
"""Bytes that hold so many characters in any encoding; CESU-8 has six for one."""
_PADDING: Final = b"\n\n\n"
_SHORT: Final = 128
"""Bytes of a line and characters of a run up to which what they were read as is remembered: noise
repeats itself a million times."""
_RUNS: Final = (
    re.compile(
        "(?<![\u0080-\u07ff])[\u0080-\u07ff]*+[\udc80-\udcff][\udc80-\udcff\u0080-\u07ff]*+"
        "(?:[\u0800-\ufffc](?=[\udc80-\udcff])[\udc80-\udcff\u0080-\u07ff]*+)*"
    ),
    re.compile(
        "(?<![\u0080-\u07ff])[\u0080-\u07ff]*+[\udc80-\udcff][\udc80-\udcff\u0080-\u07ff]*+"
        "(?:(?:[@-~](?=[^\x00-\x7f])|[\u0800-\ufffc](?=[\udc80-\udcff]))"
        "[\udc80-\udcff\u0080-\u07ff]*+)*[@-~]?"
    ),
)
"""A run of bytes that UTF-8 cannot read, with what it read by chance among them; then with ASCII,
which is the second byte of many a character in Big5 and GBK."""


def read_islands(data: bytes, encoding: str) -> tuple[str, list[str]]:
    """Read `data` line by line in `encoding`, and lines that lose bytes in others.

    Returns the text, with stand-ins for what no encoding reads, and the other encodings used.
    """
    used: set[str] = set()
    lines = []
    # A character cut off at the end of the data must not take the line break before it along.
    whole = read(data + _PADDING, encoding)
    for line, text in zip(data.split(b"\n"), whole.split("\n"), strict=False):
        if has_lost(text):
            text, other = (_read_short_line if len(line) <= _SHORT else _read_line)(line, encoding)
            used |= other
        lines.append(text)
    return "\n".join(lines), sorted(used)


def _read_line(line: bytes, encoding: str) -> tuple[str, frozenset[str]]:
    best = text = read(line, encoding)
    if not has_lost(text):
        return text, frozenset()
    least, used = bits_of(text), frozenset[str]()
    for other in _OTHERS:
        if other == encoding:
            continue
        bits = bits_of(read(line[:_LONGEST_BYTES], other)) + _SWITCH_BITS[other]
        if bits < min(least, _MOST_BITS * len(line[:_LONGEST]) + _SWITCH_BITS[other]):
            least, used = bits, frozenset((other,))
    if used:
        best = read(line, *used)
    for pattern in _RUNS if encoding == "utf-8" else ():
        parts, others = _read_runs(text, pattern)
        bits = bits_of(parts) + sum(_SWITCH_BITS[o] for o in others)
        if others and bits < least:
            best, least, used = parts, bits, others
    return best, used


_read_short_line: Final = functools.lru_cache(maxsize=10_000)(_read_line)


def _read_runs(text: str, pattern: re.Pattern[str]) -> tuple[str, frozenset[str]]:
    used: set[str] = set()

    def reading(match: re.Match[str]) -> str:
        run = match.group()
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        read_as = _read_short_run if len(run) <= _SHORT else _read_run
        best, name = read_as(run, before, after)
        if name:
            used.add(name)
        return best

    return pattern.sub(reading, text), frozenset(used)


def _read_run(run: str, before: str, after: str) -> tuple[str, str]:
    """What a run says between two characters, and in which encoding; as it is where in none."""
    data = kept_bytes(run, "utf-8")
    best, least, name = run, float("inf"), ""
    for other, (each, once) in _CREDIBLE_BITS.items():
        # Where the first bytes fit no character, save those that the cut may have taken one from,
        # the rest need not be read.
        if has_lost(read(data[:_SHORT], other)[:-3]) or has_lost(again := read(data, other)):
            continue
        bits = bits_of(again, before, after)
        if bits < min(least, each * len(data) + once):
            best, least, name = again, bits, other
    return best, name


_read_short_run: Final = functools.lru_cache(maxsize=10_000)(_read_run)


def bits_of(text: str, before: str = "\n", after: str = "") -> float:
    """The bits of the first part of `text`, its lost bytes among them."""
    part = text[:_LONGEST]
    lost = sum(end - start for start, end in lost_runs(part))
    return character_model().bits(part, before or "\n", after) + _LOST_BITS * lost
