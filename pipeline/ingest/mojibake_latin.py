"""Chinese encodings and Windows-1252 that were read as Latin-1 or Windows-1252."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from pipeline.ingest.character_model import character_model, code_points
from pipeline.ingest.character_set import CharacterSet
from pipeline.ingest.codec import has_lost, read
from pipeline.ingest.misread import latin_bytes, latin_table
from pipeline.ingest.mojibake_repair import SURE_BITS, MojibakeRepair, class_of, gain_of

_COMMON_BITS: Final = 13.0
_LATIN_LETTERS: Final = re.compile("[\x80-\x9f\xc0-\xff]|[\xa1-\xbf].?[\xa1-\xff]")
_HIGH_LATIN: Final = CharacterSet("\x80-\x9f\xa1-\xff")
_STRAY_MARKS: Final = CharacterSet("\x80\x85\x91-\x97\x99")
_STRAY: Final = re.compile("(?<![\x80-\xff])[\x80\x85\x91-\x97\x99](?![\x80-\xff])")


def chinese_as_latin(text: str) -> Iterator[MojibakeRepair]:
    """Runs in whichever of the two encodings makes more of the page."""
    if not next(_HIGH_LATIN.matches(_LATIN_LETTERS, text), None):
        return
    high, pairs = _pairs()
    runs = list(high.matches(pairs, text))
    clear = [run for run in runs if _LATIN_LETTERS.search(run.group())]
    best: list[MojibakeRepair] = []
    for encoding, rule in (("gb18030", "gbk-as-latin1"), ("big5hkscs", "big5-as-latin1")):
        found = _reread_pairs(text, clear, encoding, rule)
        if sum(r.gain for r in found if r.sure) > sum(r.gain for r in best if r.sure):
            # What is no letter in Latin-1, as most Chinese marks, only a page of mojibake tells.
            best = _reread_pairs(text, runs, encoding, rule)
    yield from best


def _reread_pairs(
    text: str, runs: list[re.Match[str]], encoding: str, rule: str
) -> list[MojibakeRepair]:
    found = []
    for run in runs:
        data = b"".join(latin_bytes(c) or c.encode("ascii") for c in run.group())
        again = read(data, encoding)
        if not has_lost(again):
            gain = gain_of(text, run.start(), run.end(), again)
            sure = len(again) >= 2 and gain >= SURE_BITS
            if sure or _is_common(again):
                found.append(MojibakeRepair(run.start(), run.end(), again, gain, rule, sure))
    return found


def _is_common(text: str) -> bool:
    points = code_points(text)
    model = character_model()
    return float(np.minimum(model.hans[points], model.hant[points]).max()) <= _COMMON_BITS


@functools.cache
def _pairs() -> tuple[CharacterSet, re.Pattern[str]]:
    """Characters of two-byte sequences in Latin-1, and runs of such sequences."""
    high = class_of([c for c, data in latin_table().items() if 0x81 <= data[0] <= 0xFE])
    pairs = re.compile(f"(?:[{high}][{high}€\x80@-~]|[{high}][0-9][{high}][0-9])+")
    return CharacterSet(high), pairs


def cp1252_as_latin(text: str) -> Iterator[MojibakeRepair]:
    """Curly quotes, dashes and the euro sign that Latin-1 shows as controls."""
    for match in _STRAY_MARKS.matches(_STRAY, text):
        character = bytes([ord(match.group())]).decode("cp1252")
        gain = gain_of(text, match.start(), match.end(), character)
        yield MojibakeRepair(
            match.start(), match.end(), character, gain, "cp1252-as-latin1", gain > 0
        )
