"""Repairs of misread spans: what each gains, and how sure it is.

A repair is made where it is far likelier as text (`character_model`) than what stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.character_model import character_model
from pipeline.text import Edit

SURE_BITS: Final = 28.0
"""Bits by which a repair of two characters or more is likelier than what stands there."""
SURE_SHORT_BITS: Final = 8.0
"""The same where ftfy, too, finds the place bad."""
BESIDE_BITS: Final = 5.0
LOST_BITS: Final = 12.0
LOSSY: Final = "-lossy"


@dataclass(frozen=True, slots=True)
class MojibakeRepair:
    """A misread span, and what it says when it is read again."""

    start: int
    end: int
    text: str
    gain: float
    """Bits by which the repair is likelier than what stands there, and more for what is lost."""
    rule: str
    sure: bool


def gain_of(text: str, start: int, end: int, repaired: str) -> float:
    """Bits by which `repaired` is likelier in the place of `text[start:end]`."""
    model = character_model()
    before, after = text[max(0, start - 1) : start] or "\n", text[end : end + 1]
    return model.bits(text[start:end], before, after) - model.bits(repaired, before, after)


def class_of(characters: list[str]) -> str:
    """The characters as part of a character class of a regular expression."""
    return re.escape("".join(characters))


def without_overlaps(edits: list[Edit]) -> list[Edit]:
    """The edits in order, of two that overlap the first."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
