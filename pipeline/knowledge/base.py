"""Entities and their aliases, as the files under `models/knowledge/` list them.

Files are JSON Lines, one entity a line, so that a person can read, sort and compare them. Aliases
are matched in simplified script; traditional forms are folded when the base is loaded.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.script import fold
from pipeline.resources import models_path

_FILES: Final = {
    "companies.jsonl": "company",
    "organizations.jsonl": "organization",
    "models.jsonl": "model",
    "people.jsonl": "person",
}
_SHORTEST_JOINED: Final = 4
_AMBIGUOUS_FILES: Final = ("ambiguous.jsonl", "ambiguous_models.jsonl", "ambiguous_people.jsonl")


@dataclass(frozen=True, slots=True)
class Entity:
    """A company, organization, model or person, with the forms it is written in.

    `aliases` are full names in simplified or Latin script; `short` are forms that name it only
    once the document has named it, or its maker or family, in full.
    """

    id: str
    type: str
    name: str
    hans: tuple[str, ...] = ()
    hant: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    maker: str | None = None
    family: str | None = None
    role: str = ""
    country: str | None = None
    kind: str = ""
    ambiguous: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AliasRule:
    """When an ambiguous alias is the name.

    Never inside one of `blocks`; else where a `near` cue stands close by, or the document names the
    entity unmistakably; else as `accept` says.
    """

    alias: str
    entity_id: str
    accept: bool
    near: tuple[str, ...]
    blocks: tuple[str, ...]
    example: str
    counter: str
    against: tuple[str, ...] = ()
    """Words that, close by, make it something else (吃 beside 苹果)."""


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All entities by id, and the alias rules by alias and entity id."""

    entities: dict[str, Entity]
    rules: dict[tuple[str, str], AliasRule] = field(default_factory=dict)

    def maker_of(self, entity_id: str) -> str | None:
        """The company behind a model, by way of its family where need be."""
        entity = self.entities.get(entity_id)
        if entity is None:
            return None
        if entity.maker is None and entity.family and entity.family != entity_id:
            return self.maker_of(entity.family)
        return entity.maker


@functools.cache
def knowledge_base() -> KnowledgeBase:
    """The base that comes with the package, read once a process.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    folder = models_path("knowledge")
    entities: dict[str, Entity] = {}
    for name, kind in _FILES.items():
        for place, entry in _entries(folder / name):
            entity = _entity(entry, kind, place)
            if entity.id in entities:
                raise KnowledgeError(f"{place}: the id {entity.id!r} is taken")
            entities[entity.id] = entity
    rules = {}
    for name in _AMBIGUOUS_FILES:
        for place, entry in _entries(folder / name):
            rule = _rule(entry, place)
            rules[(rule.alias.lower(), rule.entity_id)] = rule
    return KnowledgeBase(entities, rules)


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KnowledgeError(f"{path}: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise KnowledgeError(f"{place}: not JSON: {error}") from error
        if not isinstance(entry, dict):
            raise KnowledgeError(f"{place}: not an object")
        yield place, entry


def _strings(entry: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise KnowledgeError(f"{place}: {key} must be a list of strings")
    return tuple(v for v in value if v)


def _entity(entry: dict[str, Any], kind: str, place: str) -> Entity:
    for key in ("id", "name"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise KnowledgeError(f"{place}: {key} is missing")
    lists = {
        key: _strings(entry, key, place)
        for key in ("hans", "hant", "en", "ticker", "nick", "short", "bare", "ambiguous")
    }
    full = [entry["name"], *lists["hans"], *lists["en"], *lists["ticker"], *lists["nick"]]
    folded = [_folded(a) for a in (*full, *lists["hant"])]
    if kind == "person":
        # Newspapers in Taiwan and chats leave the point out: 麦可贝瑞.
        folded += [a.replace("·", "") for a in folded if "·" in a and len(a) > _SHORTEST_JOINED]
    return Entity(
        id=entry["id"],
        type=kind,
        name=entry["name"],
        hans=lists["hans"],
        hant=lists["hant"],
        en=lists["en"],
        aliases=tuple(dict.fromkeys(folded)),
        short=tuple(dict.fromkeys(_folded(a) for a in (*lists["short"], *lists["bare"]))),
        maker=entry.get("maker"),
        family=entry.get("family"),
        role=entry.get("role") or "",
        country=entry.get("country"),
        kind=entry.get("kind") or "",
        ambiguous=frozenset(_folded(a).lower() for a in lists["ambiguous"]),
    )


def _folded(alias: str) -> str:
    return alias if alias.isascii() else fold(alias)


def _rule(entry: dict[str, Any], place: str) -> AliasRule:
    try:
        return AliasRule(
            _folded(entry["alias"]),
            entry["entity"],
            entry["default"] == "accept",
            tuple(entry.get("near", ())),
            tuple(entry.get("blocks", ())),
            entry["example"],
            entry["counter"],
            tuple(entry.get("against", ())),
        )
    except KeyError as error:
        raise KnowledgeError(f"{place}: {error} is missing") from error
