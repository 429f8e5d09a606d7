"""UTF-8 that was read as Latin-1, Windows-1252, GBK or Big5."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.character_model import character_model, code_points
from pipeline.ingest.character_set import CharacterSet
from pipeline.ingest.codec import REPLACEMENT
from pipeline.ingest.misread import (
    BIG5,
    GB18030,
    GBK,
    LATIN,
    Misreading,
    Reread,
    latin_table,
    reread_utf8,
)
from pipeline.ingest.mojibake_repair import (
    LOSSY,
    LOST_BITS,
    SURE_BITS,
    SURE_SHORT_BITS,
    MojibakeRepair,
    class_of,
    gain_of,
)
from pipeline.text import Edit, splice

_CONTEXT: Final = 12
_RARE_BITS: Final = 10.5
"""Bits up to which a character is too common to be looked at as the start of mojibake."""
_REST: Final = range(0x80, 0xC0)
_TELLTALES: Final = "鈥锛銆"
"""What GBK makes of the first two bytes of Chinese marks and curly quotes; no text has them."""
_LATIN_LEADS: Final = CharacterSet("\xc2-\xf4")
_PRIVATE: Final = CharacterSet("\ue000-\ue765")


def _rereadings(
    text: str, misreading: Misreading, leads: CharacterSet, pattern: re.Pattern[str]
) -> Iterator[Reread]:
    at = 0
    for match in leads.matches(pattern, text):
        if match.start() >= at and (found := reread_utf8(text, match.start(), misreading)):
            at = found.end
            yield found


def _judged(text: str, found: Reread, rule: str) -> MojibakeRepair:
    gain = gain_of(text, found.start, found.end, found.text) - LOST_BITS * found.lost
    telltale = text[found.start] in _TELLTALES and not found.lost and gain >= SURE_SHORT_BITS
    sure = telltale or (
        found.whole >= 2
        and gain >= SURE_BITS
        and 2 * found.filled + 3 * found.lost <= 2 * found.whole
    )
    lossy = LOSSY if found.filled or found.lost else ""
    return MojibakeRepair(found.start, found.end, found.text, gain, rule + lossy, sure)


def utf8_as_latin(text: str) -> Iterator[MojibakeRepair]:
    """UTF-8 read as Latin-1 or Windows-1252, once or more often."""
    for found in _rereadings(text, LATIN, _LATIN_LEADS, _latin_pattern()):
        repair = _judged(text, found, "utf8-as-latin1")
        if not found.lost:
            repair = _misread_twice(text, repair)
            if not repair.sure and repair.gain >= SURE_SHORT_BITS:
                bad = _is_bad(text, repair.start, repair.end)
                repair = dataclasses.replace(repair, sure=bad)
        yield repair


def _misread_twice(text: str, repair: MojibakeRepair) -> MojibakeRepair:
    """The repair of the repair, as long as that is mojibake as well."""
    while _latin_pattern().search(repair.text):
        edits = [
            Edit(f.start, f.end, f.text)
            for f in _rereadings(repair.text, LATIN, _LATIN_LEADS, _latin_pattern())
            if not f.lost and not f.filled
        ]
        again = splice(repair.text, edits)
        gain = gain_of(text, repair.start, repair.end, again)
        if gain <= repair.gain:
            break
        sure = repair.sure or (len(again) >= 2 and gain >= SURE_BITS)
        repair = dataclasses.replace(repair, text=again, gain=gain, sure=sure)
    return repair


def _is_bad(text: str, start: int, end: int) -> bool:
    """Whether ftfy finds more signs of mojibake with the span than without it."""
    from ftfy.badness import badness

    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return badness(before + text[start:end] + after) > badness(before + " " + after)


@functools.cache
def _latin_pattern() -> re.Pattern[str]:
    leads = "".join(chr(byte) for byte in range(0xC2, 0xF5))
    rest = "".join(c for c, data in latin_table().items() if 0x80 <= data[0] < 0xC0)
    return re.compile(f"[{leads}][{re.escape(rest)}{REPLACEMENT}]")


def utf8_as_gbk(text: str) -> Iterator[MojibakeRepair]:
    """UTF-8 read as GBK or GB18030."""
    leads = _leads("gb18030")
    if next(leads.uncommon.matches(leads.first, text), None):
        # Only GB18030 reads some bytes at all, as private characters, and so loses fewer.
        misreading = GB18030 if _PRIVATE.stands_in(text) else GBK
        for found in _rereadings(text, misreading, leads.all, leads.pattern):
            yield _judged(text, found, "utf8-as-gbk")


def utf8_as_big5(text: str) -> Iterator[MojibakeRepair]:
    """UTF-8 read as Big5."""
    # Big5 cannot read a third of these bytes, so there is none without a loss.
    if REPLACEMENT in text:
        leads = _leads("big5hkscs")
        for found in _rereadings(text, BIG5, leads.all, leads.pattern):
            yield _judged(text, found, "utf8-as-big5")


@dataclass(frozen=True)
class _Leads:
    """Uncommon characters whose bytes begin a sequence of UTF-8 that the next may go on with.

    `pattern` and `all` have accented letters as well, which are common characters (`caf茅`), and
    are for pages where `first` finds something.
    """

    uncommon: CharacterSet
    first: re.Pattern[str]
    all: CharacterSet
    either: str

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """What matches `first` or an accented letter; compiled where it is wanted."""
        return re.compile(self.either)


@functools.cache
def _leads(encoding: str) -> _Leads:
    model = character_model()
    leads = []
    for character in _characters(range(0xE2, 0xF0), _REST, encoding):
        point = code_points(character)
        if min(model.hans[point][0], model.hant[point][0]) > _RARE_BITS:
            leads.append(character)
    accents = _characters(range(0xC2, 0xC4), _REST, encoding)
    following = _characters(_REST, (*range(0x40, 0x7F), *range(0xC2, 0xF5)), encoding)
    begins = f"[{class_of(leads)}](?=[{class_of(following)}{REPLACEMENT}?€\x80-\x9f\\s]|$)"
    accented = f"(?<=[A-Za-z])[{class_of(accents)}]|[{class_of(accents)}](?=[0-9])"
    accented += f"|(?<=\\s)[{class_of(accents)}](?=\\s)"
    uncommon = class_of(leads)
    return _Leads(
        CharacterSet(uncommon, beyond=any(c >= "\U00020000" for c in leads)),
        re.compile(begins),
        CharacterSet(uncommon + class_of(accents), beyond=any(c >= "\U00020000" for c in leads)),
        f"{begins}|{accented}",
    )


def _characters(first: Iterable[int], second: Sequence[int], encoding: str) -> list[str]:
    pairs = (bytes([a, b]).decode(encoding, "ignore") for a in first for b in second)
    return [pair for pair in pairs if len(pair) == 1 and pair > "\x7f"]
