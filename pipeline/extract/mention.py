"""What a recogniser of names returns."""

from __future__ import annotations

from typing import NamedTuple


class Mention(NamedTuple):
    """A name at its place, the entity it is linked to, and how it was found."""

    start: int
    end: int
    surface: str
    type: str
    entity_id: str
    name: str
    score: float
    method: str
