"""What the knowledge base says of a name, as text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from pipeline.ingest.script import fold
from pipeline.knowledge.entity import AliasRule, Entity, KnowledgeBase
from pipeline.knowledge.gazetteer import squeezed

_CLOSE: Final = 5
_CUTOFF: Final = 0.5
_LISTED_MODELS: Final = 20


def look_up(base: KnowledgeBase, name: str) -> list[Entity]:
    """The entities of that id or alias in any script and spelling, full names before short."""
    wanted = squeezed(fold(name))
    full, short = [], []
    for entity in base.entities.values():
        if entity.id == name or wanted in {squeezed(a) for a in entity.aliases}:
            full.append(entity)
        elif wanted in {squeezed(a) for a in entity.short}:
            short.append(entity)
    return full + short


def similar(base: KnowledgeBase, name: str) -> list[str]:
    """Names in the base that look like `name`, at most five, the most alike first."""
    spelled: dict[str, str] = {}
    for entity in base.entities.values():
        for alias in (*entity.aliases, entity.id):
            spelled.setdefault(squeezed(alias), alias)
    close = difflib.get_close_matches(squeezed(fold(name)), spelled, n=_CLOSE, cutoff=_CUTOFF)
    return [spelled[c] for c in close]


def describe(base: KnowledgeBase, entity: Entity) -> str:
    """The entity as lines of text: its forms by script, maker, models, rules, source."""
    head = "  ".join(v for v in (entity.id, entity.type, entity.name) if v)
    rows = [(label, value) for label, value in _rows(base, entity) if value]
    width = max((len(label) for label, _ in rows), default=0)
    return "\n".join([head, *(f"  {label:<{width}}  {value}" for label, value in rows)])


def _rows(base: KnowledgeBase, entity: Entity) -> Iterator[tuple[str, str]]:
    yield "simplified", _joined(entity.hans)
    yield "traditional", _joined(entity.hant)
    yield "English", _joined(entity.en)
    listed = {squeezed(fold(a)) for a in (*entity.hans, *entity.hant, *entity.en)}
    yield "also", _joined(tuple(a for a in entity.aliases if squeezed(a) not in listed))
    yield "short, once named", _joined(entity.short)
    yield "country", entity.country or ""
    yield "kind", entity.kind
    yield "role", entity.role
    yield "family", entity.family or ""
    yield "maker", base.maker_of(entity.id) or ""
    models = sorted(
        e.name
        for e in base.entities.values()
        if e.type == "model" and base.maker_of(e.id) == entity.id
    )
    more = f", … ({len(models)} in all)" if len(models) > _LISTED_MODELS else ""
    yield "models", ", ".join(models[:_LISTED_MODELS]) + more
    for rule in base.rules.values():
        if rule.entity_id == entity.id:
            yield "rule", _rule(rule)
    yield "source", entity.source
    yield "listed at", entity.place


def _rule(rule: AliasRule) -> str:
    parts = [
        f"{rule.alias} is {'taken' if rule.accept else 'not taken'} unless the context decides"
    ]
    for label, cues in (
        ("for it", rule.near),
        ("against it", rule.against),
        ("never in", rule.blocks),
    ):
        if cues:
            parts.append(f"{label}: {' '.join(cues)}")
    return "; ".join(parts)


def _joined(names: tuple[str, ...]) -> str:
    return ", ".join(names)
