"""Names that another recogniser finds, taken in where the project's own rules have nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from pipeline.extract.mention import Mention
from pipeline.extract.open_cues import slug
from pipeline.knowledge.gazetteer import gazetteer, squeezed

SCORE: Final = 0.6
"""Of every such name: below those of the project's own rules, since nothing is known of it."""

_SHORTEST: Final = 2
_RIM: Final = " \t\r\n\u3000,，.。;；:：、!！?？“”‘’\"'「」『』《》〈〉"


class FurtherName(NamedTuple):
    """A span of a text that another recogniser takes for a name; `type` is one of the contract."""

    start: int
    end: int
    type: str


class Recogniser(Protocol):
    """Another source of names."""

    @property
    def method(self) -> str:
        """What `mentions.method` says of its names."""

    def find(self, text: str) -> Sequence[FurtherName]:
        """The names in `text`, in any order."""


def further_mentions(
    text: str,
    found: Iterable[FurtherName],
    mentions: Sequence[Mention],
    taken: Iterable[tuple[int, int]],
    method: str,
) -> list[Mention]:
    """`mentions` and those of `found` that touch none of them, in order.

    A single character, part of a Latin word, and what goes over a line are no names.

    A name is linked to the entity that the document gives the same name, else to one of that name
    in the knowledge base, else it gets the id that any unknown name of its spelling gets.

    Args:
        text: the document's text, in simplified script.
        found: what the other recogniser says.
        mentions: the names found already, in order.
        taken: further spans that no name may touch, such as figures.
        method: of the new mentions.
    """
    covered = bytearray(len(text))
    for start, end in (*((m.start, m.end) for m in mentions), *taken):
        covered[start:end] = b"\x01" * (end - start)
    names = gazetteer()
    known = {(squeezed(m.surface), m.type): (m.entity_id, m.name) for m in mentions}
    added = []
    spans = (n for n in found if 0 <= n.start < n.end <= len(text))
    for name in sorted(spans, key=lambda n: (n.start, -n.end, n.type)):
        start, end = _trimmed(text, name.start, name.end)
        surface = text[start:end]
        if (
            not any(c.isalnum() for c in surface)
            or len(surface) < _SHORTEST
            or "\n" in surface
            or _cuts_word(text, start)
            or _cuts_word(text, end)
            or covered.find(1, start, end) >= 0
            or surface.lower() in names.base.refused
        ):
            continue
        covered[start:end] = b"\x01" * (end - start)
        key = squeezed(surface)
        type_ = name.type
        identity = known.get((key, type_))
        if identity is None:
            listed = {e.type: e for e in reversed(names.by_name.get(key, ()))}
            entity = listed.get(type_)
            if entity is None and type_ == "company":
                entity = listed.get("organization")
            if entity is not None:
                type_, identity = entity.type, (entity.id, entity.name)
            else:
                own = slug(surface) or key
                identity = (f"{own}-{type_}" if own in names.base.entities else own, surface)
        added.append(Mention(start, end, surface, type_, *identity, SCORE, method))
    return sorted([*mentions, *added])


def _cuts_word(text: str, edge: int) -> bool:
    """Whether letters or digits of one Latin word stand on both sides of an edge."""
    around = text[max(0, edge - 1) : edge + 1]
    return 0 < edge < len(text) and around.isascii() and around.isalnum()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space and punctuation at its rims."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start] in _RIM:
        start += 1
    while end > start and text[end - 1] in _RIM:
        end -= 1
    return start, end


__all__ = ["SCORE", "FurtherName", "Recogniser", "further_mentions"]
