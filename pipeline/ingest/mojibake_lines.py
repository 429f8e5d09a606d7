"""One Chinese encoding read as the other: whole lines that make text only in the other."""

from __future__ import annotations

import functools
import re
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest import character_set
from pipeline.ingest.character_model import character_model, code_points
from pipeline.ingest.codec import REPLACEMENT, has_lost, read
from pipeline.ingest.misread import BIG5, GBK, Misreading
from pipeline.ingest.mojibake_repair import BESIDE_BITS, LOST_BITS, gain_of
from pipeline.text import Edit, splice

_SURE_CROSSED_BITS: Final = 400.0
"""Bits of the lines read in the other Chinese encoding past which a line needs `BESIDE_BITS`."""
_LEAST_BEYOND: Final = 12
_ORNAMENTS: Final = 3
_STRANGE_BITS: Final = 13.0
"""Mean bits of the characters beyond ASCII past which a line may be misread; Chinese has 9."""
_BETTER_BITS: Final = 3.0
"""Bits of each such character by which the other encoding must be likelier."""


_CROSSED: Final = {"big5-as-gbk": (GBK, "big5hkscs"), "gbk-as-big5": (BIG5, "gb18030")}
_RUN: Final = re.compile(r"[^\x00-\x7f]+[@-~]?")
_PLANES: Final = 0x30001
"""The characters from 0x30000 on are all of one likelihood."""
_LONG_LINE: Final = 16_384
_PROBES: Final = 16
_PROBE: Final = 256
"""A line past that length is first looked at in so many places of so many characters."""


def crossed_lines(text: str) -> list[Edit]:
    """Edits of the lines that make no text but in the other Chinese encoding."""
    best: list[Edit] = []
    most = 0.0
    strange = _strange_lines(text, _LEAST_BEYOND, _STRANGE_BITS)
    for rule, (misreading, encoding) in _CROSSED.items() if strange else ():
        edits: list[Edit] = []
        total = 0.0
        for start, end in strange:
            if not _may_be_crossed(text, start, end, misreading, encoding):
                continue
            found, gain = _crossed(text, start, end, misreading, encoding)
            if gain > _BETTER_BITS * sum(e.end - e.start for e in found):
                total += gain
                edits += found
        if total > max(most, _SURE_CROSSED_BITS):
            # So much is misread that the short lines are as well.
            edits = []
            for start, end in _strange_lines(text, 1, _STRANGE_BITS / 2):
                found, gain = _crossed(text, start, end, misreading, encoding)
                edits += found if gain > BESIDE_BITS else []
        if total > most:
            best, most = [e._replace(kind="mojibake", rule=rule) for e in edits], total
    return best


def _strange_lines(text: str, least: int, mean_bits: float) -> list[tuple[int, int]]:
    """Lines of at least so many characters beyond ASCII, of at least so many bits in the mean."""
    points = character_set.code_points(text)
    ends = np.append(np.flatnonzero(points == 0x0A), len(points))
    starts = np.append(0, ends[:-1] + 1)
    excess = np.append(0, np.cumsum(_excess_bits(mean_bits).take(points, mode="clip")))
    strange = np.flatnonzero(excess[ends] > excess[starts])
    if not len(strange):
        return []
    return [
        (start, end)
        for start, end in zip(starts[strange].tolist(), ends[strange].tolist(), strict=True)
        if end - start >= least
        and np.count_nonzero(points[start:end] > 0x7F) >= least
        # A row of stars is no text in any encoding.
        and (least < _LEAST_BEYOND or len(set(text[start:end])) > _ORNAMENTS)
    ]


@functools.cache
def _excess_bits(mean_bits: float) -> npt.NDArray[np.float32]:
    """By how much each character is less likely than `mean_bits`, 0 for ASCII."""
    rows = code_points("".join(map(chr, range(_PLANES))))
    model = character_model()
    bits = np.minimum(model.hans[rows], model.hant[rows]) - np.float32(mean_bits)
    bits[:0x80] = 0
    return bits


def _may_be_crossed(text: str, start: int, end: int, misreading: Misreading, encoding: str) -> bool:
    """Whether a line is worth reading in the other encoding; megabytes of noise are not.

    What is better on the whole is better in some of the places spread over it.
    """
    if end - start <= _LONG_LINE:
        return True
    for at in range(start, end - _PROBE, (end - start) // _PROBES):
        found, gain = _crossed(text, at, at + _PROBE, misreading, encoding)
        if found and gain > _BETTER_BITS * sum(e.end - e.start for e in found):
            return True
    return False


def _crossed(
    text: str, start: int, end: int, misreading: Misreading, encoding: str
) -> tuple[list[Edit], float]:
    """The edits of a line, and the bits by which they make it likelier."""
    edits = [
        Edit(m.start(), m.end(), _in_pairs(m.group(), misreading, encoding))
        for m in _RUN.finditer(text, start, end)
        if _may_be(m.group(), misreading)
    ]
    shifted = [e._replace(start=e.start - start, end=e.end - start) for e in edits]
    again = splice(text[start:end], shifted)
    lost = again.count(REPLACEMENT)
    if lost > len(again) // 5:
        return edits, 0.0
    # What is lost in both readings speaks for neither, however much of it there is.
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    kept = left + text[start:end].replace(REPLACEMENT, "")
    gain = gain_of(kept + right, len(left), len(kept), again.replace(REPLACEMENT, ""))
    return edits, gain - LOST_BITS * lost


def _may_be(run: str, misreading: Misreading) -> bool:
    """Whether the wrong decoder can have given these characters: it knows all of them."""
    return all(c < "\x80" or c == REPLACEMENT or misreading.unread(c) is not None for c in run)


def _in_pairs(run: str, misreading: Misreading, encoding: str) -> str:
    """`run` in another encoding of two bytes a character, kept in step over lost bytes."""
    data: list[int] = []
    for character in run:
        taken = character.encode() if character < "\x80" else misreading.unread(character)
        data += taken or [-1]
    out = []
    at = 0
    while at < len(data):
        pair = data[at : at + 2]
        if 0 <= pair[0] < 0x80:
            out.append(chr(pair[0]))
            at += 1
            continue
        out.append(_of_pair(bytes(pair), encoding) if min(pair) >= 0 else REPLACEMENT)
        at += 2
    return "".join(out)


@functools.lru_cache(maxsize=1 << 16)
def _of_pair(pair: bytes, encoding: str) -> str:
    """The character that two bytes stand for, or what shows that they stand for none."""
    text = read(pair, encoding)
    if len(text) == 2 and text[1] < "\x80":
        return REPLACEMENT + text[1]
    # A private character is what a decoder makes of a pair that stands for nothing.
    return REPLACEMENT if has_lost(text) or "\ue000" <= text[:1] < "\uf900" else text
