"""Entities and their aliases, as the files under `models/knowledge/` list them.

Files are JSON Lines, one entity a line, so that a person can read, sort and compare them. Aliases
are matched in simplified script; traditional forms are folded when the base is loaded. A user's own
files (extension.py) add to what comes with the package.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.knowledge.entity import Entity, KnowledgeBase
from pipeline.knowledge.entries import folds, parse_entity, parse_rule, read_entries, strings
from pipeline.resources import models_path

_FILES: Final = {
    "companies.jsonl": "company",
    "organizations.jsonl": "organization",
    "models.jsonl": "model",
    "people.jsonl": "person",
}
_AMBIGUOUS_FILES: Final = ("ambiguous.jsonl", "ambiguous_models.jsonl", "ambiguous_people.jsonl")


@functools.cache
def packaged_base() -> KnowledgeBase:
    """The base that comes with the package, read once a process.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    folder = models_path("knowledge")
    entities: dict[str, Entity] = {}
    listed = {name: list(read_entries(folder / name)) for name in _FILES}
    folded = folds(entry for entries in listed.values() for _, entry in entries)
    for name, kind in _FILES.items():
        for place, entry in listed[name]:
            entity = parse_entity(entry, kind, place, folded)
            if entity.id in entities:
                raise KnowledgeError(f"{place}: the id {entity.id!r} is taken")
            entities[entity.id] = entity
    rules = {}
    for name in _AMBIGUOUS_FILES:
        for place, entry in read_entries(folder / name):
            rule = parse_rule(entry, place)
            rules[(rule.alias.lower(), rule.entity_id)] = rule
    return with_twins(KnowledgeBase(entities, rules))


def packaged_names(kinds: Iterable[str]) -> Iterator[str]:
    """The names, not the aliases, of all packaged entities of some types, as the files have them.

    The base itself takes ten times as long to read.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    wanted = set(kinds)
    for file, kind in _FILES.items():
        if kind not in wanted:
            continue
        for place, entry in read_entries(models_path("knowledge") / file):
            name = entry.get("name")
            if not isinstance(name, str):
                raise KnowledgeError(f"{place}: name is missing")
            yield name
            yield from strings(entry, "hans", place)
            yield from strings(entry, "en", place)


def with_twins(base: KnowledgeBase) -> KnowledgeBase:
    """The base with the rules for a company shared by its models of the same name.

    What is no mention of Manus the company (`Manus Island`) is none of its model either.
    """
    entities, rules = dict(base.entities), dict(base.rules)
    for model in base.entities.values():
        maker = entities.get(model.maker or "")
        if model.type != "model" or maker is None:
            continue
        shared = {a.lower() for a in (*maker.aliases, *maker.short)}
        for alias in (*model.aliases, *model.short):
            keys = [(alias.lower(), maker.id), (alias.lower(), model.id)]
            listed = [rules[key] for key in keys if key in rules]
            if not listed or alias.lower() not in shared:
                continue
            blocks = tuple(dict.fromkeys(b for rule in listed for b in rule.blocks))
            for key in keys:
                rule = rules.get(key, listed[0])
                rules[key] = replace(rule, entity_id=key[1], blocks=blocks)
                owner = entities[key[1]]
                entities[key[1]] = replace(owner, ambiguous=owner.ambiguous | {alias.lower()})
    return replace(base, entities=entities, rules=rules)
