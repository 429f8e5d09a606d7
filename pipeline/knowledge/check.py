"""What is wrong with a knowledge base, so that whoever edits the files sees it at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from typing import NamedTuple

from pipeline.knowledge.base import packaged_base
from pipeline.knowledge.entity import Entity, KnowledgeBase
from pipeline.knowledge.gazetteer import Gazetteer, shape
from pipeline.knowledge.products import products
from pipeline.progress import Progress, Silent

Finder = Callable[[str], Iterable[tuple[str, str]]]
"""Gives the surface and entity id of each name in a text."""


class Finding(NamedTuple):
    """A fault: its kind, the entity it is about, what is wrong, and the line that lists it."""

    kind: str
    entity_id: str
    message: str
    place: str = ""


def check(
    base: KnowledgeBase, find: Finder | None = None, progress: Progress | None = None
) -> list[Finding]:
    """All findings, in order of kind and entity; none means that the base is sound.

    Args:
        base: the knowledge base.
        find: the recogniser under which each rule's example must hold and its counter-example must
            not; without it the examples are only checked to hold the alias.
        progress: is told of each rule.

    Kinds: `duplicate` an alias that two entities of one type share without a rule; `unreachable` an
    alias that a text consisting of it does not yield; `script` a traditional name without a
    simplified one, or a field and its value in place of a name (`t=CRWV`);
    `rule` an ambiguous alias without rule, or a rule without entity; `reference` a
    maker or family that does not exist; `example` an example that is not recognised or a
    counter-example that is; `source` an entry that does not say where it is from; `product` a
    product listed twice, listed as an entity without a rule too, or of a maker that does not exist.
    """
    findings = [
        *_duplicates(base),
        *_unreachable(base),
        *_missing_scripts(base),
        *_rules(base),
        *_references(base),
        *_examples(base, find, progress or Silent()),
        *_sources(base),
        *_products(),
    ]
    places = {entity.id: entity.place for entity in base.entities.values()}
    places |= {product.name: product.place for product in products()}
    return sorted(f._replace(place=places.get(f.entity_id, "")) for f in findings)


def _duplicates(base: KnowledgeBase) -> Iterator[Finding]:
    owners: dict[tuple[str, str], list[Entity]] = defaultdict(list)
    for entity in base.entities.values():
        for alias in {a.lower() for a in entity.aliases}:
            owners[entity.type, alias].append(entity)
    for (_, alias), entities in owners.items():
        plain = [e for e in entities if (alias, e.id) not in base.rules]
        if len(entities) > 1 and plain:
            # What came last was added last: a user's own line, not the package's.
            *others, last = entities
            listed = ", ".join(f"{e.id} ({e.place})" if e.place else e.id for e in others)
            yield Finding("duplicate", last.id, f"{alias!r} is an alias of {listed} too")


def _unreachable(base: KnowledgeBase) -> Iterator[Finding]:
    gazetteer = Gazetteer(base)
    for entity in base.entities.values():
        for alias in entity.aliases:
            hits = gazetteer.find(alias, shape(alias))
            if not any(entity in hit.entities and hit.end == len(alias) for hit in hits):
                yield Finding("unreachable", entity.id, f"{alias!r} is never found")


def _missing_scripts(base: KnowledgeBase) -> Iterator[Finding]:
    for entity in base.entities.values():
        if entity.hant and not entity.hans:
            yield Finding("script", entity.id, f"{entity.hant[0]!r} has no simplified form")
        for alias in (*entity.hans, *entity.hant):
            if "=" in alias:
                yield Finding("script", entity.id, f"{alias!r} is a field and its value")


def _rules(base: KnowledgeBase) -> Iterator[Finding]:
    for entity in base.entities.values():
        spelled = {shape(alias) for alias, owner in base.rules if owner == entity.id}
        for alias in sorted(entity.ambiguous):
            if shape(alias) not in spelled:
                yield Finding("rule", entity.id, f"{alias!r} is ambiguous and has no rule")
    for alias, owner in base.rules:
        if owner not in base.entities:
            yield Finding("rule", owner, f"the rule for {alias!r} is about no entity")


def _references(base: KnowledgeBase) -> Iterator[Finding]:
    for entity in base.entities.values():
        for name, target in (("maker", entity.maker), ("family", entity.family)):
            if target is not None and target not in base.entities:
                yield Finding("reference", entity.id, f"its {name} {target!r} does not exist")


def _sources(base: KnowledgeBase) -> Iterator[Finding]:
    for entity in base.entities.values():
        if not entity.source:
            yield Finding("source", entity.id, "no source says where this is from")


def _products() -> Iterator[Finding]:
    # A user may well know a firm of that name, so only what comes with the package is compared.
    base = packaged_base()
    aliases = {
        alias: entity.id
        for entity in base.entities.values()
        for alias in entity.aliases
        if (alias.lower(), entity.id) not in base.rules
    }
    seen: set[str] = set()
    for product in products():
        if product.name.lower() in seen:
            yield Finding("product", product.name, "is listed twice")
        seen.add(product.name.lower())
        if product.maker is not None and product.maker not in base.entities:
            yield Finding("product", product.name, f"its maker {product.maker!r} does not exist")
        if product.name in aliases:
            yield Finding("product", product.name, f"is an alias of {aliases[product.name]} too")


def _examples(base: KnowledgeBase, find: Finder | None, progress: Progress) -> Iterator[Finding]:
    made: dict[str, list[Entity]] = defaultdict(list)
    for entity in base.entities.values():
        if entity.maker is not None:
            made[entity.maker].append(entity)
    progress.start("examples", len(base.rules))
    for rule in base.rules.values():
        progress.advance(1)
        # What a user's file forgets is not to be found any more.
        if rule.entity_id not in base.entities or rule.alias.lower() in base.refused:
            continue
        if rule.alias.lower() not in rule.example.lower():
            yield Finding("example", rule.entity_id, f"{rule.alias!r} is not in its example")
        elif find is not None:
            own = base.entities[rule.entity_id]
            maker = base.entities.get(own.maker) if own.maker is not None else None
            akin = [*made[own.id], *([maker] if maker is not None else [])]
            ids = {own.id, *(e.id for e in akin if rule.alias in e.aliases)}
            if not _names(rule.alias, ids, rule.example, find):
                yield Finding("example", rule.entity_id, f"not recognised: {rule.example}")
            if _names(rule.alias, ids, rule.counter, find):
                yield Finding("example", rule.entity_id, f"recognised: {rule.counter}")
    progress.finish()


def _names(alias: str, ids: Set[str], text: str, find: Finder) -> bool:
    """Whether the alias is taken for its entity, or for the company or model of the same name."""
    return any(
        alias.lower() in surface.lower() and entity_id in ids for surface, entity_id in find(text)
    )
