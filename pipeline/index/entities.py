"""Entities over the corpus: what documents say of each, put together."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pipeline.knowledge.entity import Entity, KnowledgeBase


class Named(NamedTuple):
    """What a part of the corpus says of one entity."""

    type: str
    name: str
    documents: int
    surfaces: Counter[str]
    first: datetime.date | None
    last: datetime.date | None


def named_entities(
    mentions: Iterable[Mapping[str, Any]], published: Mapping[str, datetime.date | None]
) -> dict[str, Named]:
    """What the documents of a part say of each entity.

    Args:
        mentions: rows of the mentions table.
        published: the date of each document.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, tuple[str, str]] = {}
    for row in mentions:
        entity_id = row["entity_id"]
        seen[entity_id].add(row["doc_id"])
        surfaces[entity_id][row["surface"]] += 1
        first.setdefault(entity_id, (row["type"], row["name"]))
    found = {}
    for entity_id, (kind, name) in first.items():
        dates = [day for d in seen[entity_id] if (day := published.get(d)) is not None]
        found[entity_id] = Named(
            kind,
            name,
            len(seen[entity_id]),
            surfaces[entity_id],
            min(dates, default=None),
            max(dates, default=None),
        )
    return found


def joined(one: Named, other: Named) -> Named:
    """What two parts say of an entity, the first one's type and name."""
    firsts = [day for day in (one.first, other.first) if day is not None]
    lasts = [day for day in (one.last, other.last) if day is not None]
    return Named(
        one.type,
        one.name,
        one.documents + other.documents,
        one.surfaces + other.surfaces,
        min(firsts, default=None),
        max(lasts, default=None),
    )


def entity_row(entity_id: str, named: Named, base: KnowledgeBase) -> tuple[object, ...]:
    """The row of the entities table: names from the knowledge base, or as the texts have it."""
    surfaces = sorted(named.surfaces, key=lambda s: (-named.surfaces[s], s))
    total = sum(named.surfaces.values())
    counts = (named.documents, total, named.first, named.last)
    entity = base.entities.get(entity_id)
    if entity is None:
        latin = named.name.isascii()
        maker = _maker_of_version(entity_id, base) if named.type == "model" else None
        return (
            entity_id,
            named.type,
            named.name,
            None if latin else named.name,
            None,
            named.name if latin else None,
            surfaces,
            maker,
            False,
            *counts,
        )
    return (
        entity_id,
        entity.type,
        entity.name,
        entity.hans[0] if entity.hans else None,
        _traditional(entity),
        entity.en[0] if entity.en else None,
        surfaces,
        base.maker_of(entity_id),
        True,
        *counts,
    )


def _traditional(entity: Entity) -> str | None:
    """The first traditional name, unless it only adds to one that both scripts write alike."""
    hans = entity.hans[0] if entity.hans else None
    hant = entity.hant[0] if entity.hant else None
    # 深度求索, beside 杭州深度求索人工智能基礎技術研究有限公司.
    if hans and hant and hans in hant:
        return hans
    return hant or hans


def _maker_of_version(entity_id: str, base: KnowledgeBase) -> str | None:
    """The maker of the longest known name that the id of an unknown version starts with."""
    stem = entity_id
    while "-" in stem:
        stem = stem.rpartition("-")[0]
        for known in (stem, f"{stem}-model"):
            if known in base.entities and base.entities[known].type == "model":
                return base.maker_of(known)
    return None
