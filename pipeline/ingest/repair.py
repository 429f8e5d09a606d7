"""Repairs of damaged text in their order; each has a module of its own.

Each repair is a function from a string to the edits it would make; nothing is changed in secret.
What is not broken stays: Chinese punctuation, emoji sequences, bracketed English.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pipeline.ingest.gloss import gloss_edits
from pipeline.ingest.invisible import invisible_edits
from pipeline.ingest.mojibake import mojibake_edits
from pipeline.ingest.stray_markup import entity_edits, tag_edits
from pipeline.ingest.widths import width_edits
from pipeline.ingest.wraps import wrap_edits
from pipeline.text import Edit

REPAIRS: Final[tuple[Callable[[str], list[Edit]], ...]] = (
    invisible_edits,
    entity_edits,
    mojibake_edits,
    tag_edits,
    wrap_edits,
    gloss_edits,
    width_edits,
)
"""The repairs in the order they are made.

A gloss may hide behind an invisible character or be cut by a wrap, and a tag stand escaped; where
lines were wrapped shows only while they have the width at which that was done.
"""

__all__ = [
    "REPAIRS",
    "entity_edits",
    "gloss_edits",
    "invisible_edits",
    "mojibake_edits",
    "tag_edits",
    "width_edits",
    "wrap_edits",
]
