"""The lines of a user's own files: more entities, more aliases of ours, aliases that are none.

A file has one JSON object a line:

- a new entity, as in the files under `models/knowledge/`, with its `type`:
  `{"type": "company", "id": "linhe", "name": "麟禾科技", "hans": ["麟禾"], "source": "our notes"}`
- more for an entity that is there, by its `id`; lists are added, other fields replaced; a `name`
  must be one it has already: `{"id": "nvidia", "nick": ["老黄家"]}`
- aliases to be forgotten, `{"id": "nvidia", "drop": ["英伟"]}`; without an `id`, words that are no
  names whatever the text says: `{"drop": ["闭源会"]}`
- a rule for an ambiguous alias: `{"alias": "麟禾", "entity": "linhe", "default": "reject",
  "near": ["芯片"], "example": "麟禾的芯片量产。", "counter": "麟禾镇下了雨。"}`; an alias of one
  character needs one
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.script import fold
from pipeline.knowledge.base import packaged_base, with_twins
from pipeline.knowledge.entity import AliasRule, Entity, KnowledgeBase
from pipeline.knowledge.entries import (
    LISTS,
    parse_entity,
    parse_entry,
    parse_rule,
    read_lines,
    strings,
)

TYPES: Final = ("company", "organization", "model", "person")
_SINGLE: Final = ("maker", "family", "role", "country", "kind", "source")
_KEYS: Final = frozenset(
    {*LISTS, *_SINGLE, "id", "type", "name", "affiliation", "doubtful", "drop", "evidence", "note"}
)
_RULE_KEYS: Final = frozenset(
    {"alias", "entity", "default", "near", "blocks", "against", "example", "counter"}
)


def read_user_files(files: Iterable[str | os.PathLike[str]]) -> tuple[KnowledgeBase, list[str]]:
    """The package's knowledge with what can be taken of the files, and the faults of the rest."""
    packaged = packaged_base()
    entities, rules, refused = dict(packaged.entities), dict(packaged.rules), set[str]()
    faults: list[str] = []
    lone: list[tuple[str, str, str]] = []
    for file in files:
        for place, line in read_lines(Path(file)):
            try:
                entry = parse_entry(line, place)
                _take(entry, place, entities, rules, refused)
            except KnowledgeError as error:
                faults.append(str(error))
            else:
                known = entities.get(entry["id"]) if "id" in entry else None
                lone += ((place, a, known.id) for a in _lone(known)) if known else ()
    base = with_twins(KnowledgeBase(entities, rules, frozenset(refused)))
    # The rule may stand in a later line, and a later line may drop the alias.
    told: set[tuple[str, str]] = set()
    for place, alias, owner in lone:
        # A rule holds only for what is ambiguous.
        ambiguous = alias.lower() in base.entities[owner].ambiguous
        ruled = ambiguous and (alias.lower(), owner) in base.rules
        if not ruled and (alias, owner) not in told and alias in _lone(entities[owner]):
            told.add((alias, owner))
            faults.append(
                f"{place}: {alias!r} is one character, found all over; "
                "leave it out, or list it under `ambiguous` and add a rule for it"
            )
    return base, faults


def _lone(entity: Entity) -> list[str]:
    """Its forms of one character."""
    return [a for a in (*entity.aliases, *entity.short) if len(a.strip()) == 1]


def _take(
    entry: dict[str, Any],
    place: str,
    entities: dict[str, Entity],
    rules: dict[tuple[str, str], AliasRule],
    refused: set[str],
) -> None:
    """Add what a line says to what is known."""
    _check_keys(entry, place)
    if "alias" in entry:
        rule = parse_rule(entry, place)
        rules[(rule.alias.lower(), rule.entity_id)] = rule
    elif "id" not in entry and "drop" in entry:
        dropped = {_lower(a) for a in strings(entry, "drop", place)}
        refused |= dropped
        _drop(entities, dropped)
    else:
        # What the user takes from an entity is not to come back as an unknown name.
        refused |= {_lower(a) for a in strings(entry, "drop", place)}
        _add(entities, entry, place)


def _check_keys(entry: dict[str, Any], place: str) -> None:
    """A mistyped key would be passed over without a word."""
    known = _RULE_KEYS if "alias" in entry else _KEYS
    strange = sorted(entry.keys() - known)
    if strange:
        near = difflib.get_close_matches(strange[0], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
        raise KnowledgeError(f"{place}: unknown key {strange[0]!r}; {hint}")


def _add(entities: dict[str, Entity], entry: dict[str, Any], place: str) -> None:
    dropped = {_lower(a) for a in strings(entry, "drop", place)}
    entity_id = entry.get("id")
    if not isinstance(entity_id, str) or not entity_id:
        raise KnowledgeError(f"{place}: id is missing")
    known_entity = entities.get(entity_id)
    if known_entity is None:
        kind = entry.get("type")
        if kind not in TYPES:
            raise KnowledgeError(
                f"{place}: {entity_id!r} is new and needs a type, one of {', '.join(TYPES)}"
            )
        entities[entity_id] = parse_entity(entry, kind, place)
        return
    kind = entry.get("type", known_entity.type)
    if kind != known_entity.type:
        raise KnowledgeError(f"{place}: {entity_id!r} is a {known_entity.type}, not a {kind}")
    name = entry.get("name")
    if isinstance(name, str) and name and not _is_called(known_entity, name):
        # Two of the same id by chance would become one without a word.
        called = (*known_entity.hans, known_entity.name)[0]
        raise KnowledgeError(
            f"{place}: {entity_id!r} is {called} already; "
            "choose another id, or leave `name` out to add to it"
        )
    entities[entity_id] = _without(_more(known_entity, entry, place), dropped)


def _is_called(entity: Entity, name: str) -> bool:
    return _lower(name) in {a.lower() for a in (*entity.aliases, *entity.short, entity.name)}


def _drop(entities: dict[str, Entity], dropped: set[str]) -> None:
    for known in list(entities.values()):
        if dropped & {a.lower() for a in (*known.aliases, *known.short)}:
            entities[known.id] = _without(known, dropped)


def _lower(alias: str) -> str:
    return fold(alias).lower()


def _more(known: Entity, entry: dict[str, Any], place: str) -> Entity:
    added = parse_entity({"name": known.name, **entry}, known.type, place)
    single = {key: entry[key] for key in _SINGLE if entry.get(key)}
    return replace(
        known,
        name=added.name,
        hans=_joined(known.hans, added.hans),
        hant=_joined(known.hant, added.hant),
        en=_joined(known.en, added.en),
        aliases=_joined(known.aliases, added.aliases),
        short=_joined(known.short, added.short),
        ambiguous=known.ambiguous | added.ambiguous,
        **single,
    )


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _without(entity: Entity, dropped: set[str]) -> Entity:
    if not dropped:
        return entity
    return replace(
        entity,
        aliases=tuple(a for a in entity.aliases if a.lower() not in dropped),
        short=tuple(a for a in entity.short if a.lower() not in dropped),
    )


def dangling(base: KnowledgeBase, files: Iterable[str]) -> list[str]:
    """Makers, families and owners of rules that do not exist."""
    own = tuple(f"{file}:" for file in files)
    found = []
    for entity in base.entities.values():
        for name, target in (("maker", entity.maker), ("family", entity.family)):
            if target is not None and target not in base.entities and entity.place.startswith(own):
                found.append(
                    f"{entity.place}: its {name} {target!r} does not exist; add a line with that id"
                )
    for alias, owner in base.rules:
        if owner not in base.entities:
            found.append(f"the rule for {alias!r} is about no entity: {owner!r}")
    return found


def faults_of(files: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Why lines of the user's files cannot be taken as they are.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    return read_user_files(files)[1]
