"""Short forms of people, whoever found them, as the person of the document that they mean.

Seah, 老柯, 柯 in 柯总, 温特 are Charmaine Seah, 柯国梁 and 埃利亚斯·温特 where the document
names one such person. What the knowledge base lists keeps its id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.person_model import surnames

_POINT: Final = re.compile("[·・．‧•]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_FAMILIAR: Final = "老小阿"


def with_people(found: Sequence[Mention], listed: Collection[str]) -> list[Mention]:
    """`found` with short forms of unlisted ids linked to the one full name that has them.

    Args:
        found: the names of a document.
        listed: ids of the entities of the knowledge base.
    """
    people = {m.surface: m for m in reversed(found) if m.type == "person"}
    means: dict[str, Mention] = {}
    for surface, mention in people.items():
        if mention.entity_id in listed:
            continue
        fulls = [p for p in people.values() if _is_short(surface, p.surface)]
        if len({p.entity_id for p in fulls}) == 1 and fulls[0].entity_id != mention.entity_id:
            means[surface] = fulls[0]
    if not means:
        return list(found)
    return [
        m._replace(entity_id=means[m.surface].entity_id, name=means[m.surface].name)
        if m.type == "person" and m.surface in means
        else m
        for m in found
    ]


def _is_short(short: str, full: str) -> bool:
    """Whether `short` may mean the person whose full name is `full`."""
    if not short or short == full or (len(short) >= len(full) and short[0] not in _FAMILIAR):
        return False
    if not _HAN.search(full):
        words = full.lower().split(" ")
        # `Van Oort` at the start of a sentence is Wietske van Oort.
        ends = (words[0], words[-1], " ".join(words[-2:]), " ".join(words[-3:]))
        return len(words) > 1 and short.lower() in ends
    if _POINT.search(full):
        return short in _POINT.split(full)
    size = 2 if full[:2] in surnames() and len(full) > 2 else 1
    surname, given = full[:size], full[size:]
    if not given:
        return False
    bare = short[1:] if short[0] in _FAMILIAR and len(short) > 1 else short
    return bare == surname or (len(given) > 1 and bare in (given, given[-1:]) and len(short) > 1)


__all__ = ["with_people"]
