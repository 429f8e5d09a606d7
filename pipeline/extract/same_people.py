"""Short forms of people, whoever found them, as the person of the document that they mean.

Seah, 老柯, 柯 in 柯总, 温特 are Charmaine Seah, 柯国梁 and 埃利亚斯·温特 where the document
names one such person. What the knowledge base lists keeps its id.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.person_model import name_parts
from pipeline.extract.transliterated_people import POINT

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_FAMILIAR: Final = "老小阿"


def with_people(found: Sequence[Mention], listed: Collection[str]) -> list[Mention]:
    """`found` with short forms of unlisted ids linked to the one full name that has them.

    Args:
        found: the names of a document.
        listed: ids of the entities of the knowledge base.
    """
    people = {m.surface: m for m in reversed(found) if m.type == "person"}
    fulls_by_form: dict[str, list[str]] = defaultdict(list)
    for full in people:
        for form in _forms(full):
            fulls_by_form[form].append(full)
    means: dict[str, Mention] = {}
    for surface, mention in people.items():
        if not surface or mention.entity_id in listed:
            continue
        fulls = [
            people[full]
            for form in dict.fromkeys((surface.lower(), _bare(surface)))
            for full in fulls_by_form.get(form, ())
            if _is_short(surface, full)
        ]
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


def _forms(full: str) -> set[str]:
    """What a short form of the person must be, or be after 老, 小 or 阿; in lower case."""
    if not _HAN.search(full):
        return _ends(full)
    if POINT.search(full):
        return set(POINT.split(full.lower()))
    surname, given = name_parts(full)
    return {surname, given, given[-1:]} - {""}


def _ends(full: str) -> set[str]:
    words = full.lower().split(" ")
    # `Van Oort` at the start of a sentence is Wietske van Oort.
    return {words[0], words[-1], " ".join(words[-2:]), " ".join(words[-3:])}


def _bare(short: str) -> str:
    return short[1:] if short[0] in _FAMILIAR and len(short) > 1 else short


def _is_short(short: str, full: str) -> bool:
    """Whether `short` may mean the person whose full name is `full`."""
    if not short or short == full or (len(short) >= len(full) and short[0] not in _FAMILIAR):
        return False
    if not _HAN.search(full):
        return " " in full and short.lower() in _ends(full)
    if POINT.search(full):
        return short in POINT.split(full)
    surname, given = name_parts(full)
    if not given:
        return False
    bare = _bare(short)
    return bare == surname or (len(given) > 1 and bare in (given, given[-1:]) and len(short) > 1)


__all__ = ["with_people"]
