"""Entities and their aliases, as the files under `models/knowledge/` list them.

Files are JSON Lines, one entity a line, so that a person can read, sort and compare them. Aliases
are matched in simplified script; traditional forms are folded when the base is loaded. A user's own
files (extension.py) add to what comes with the package.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
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
_LISTS: Final = ("hans", "hant", "en", "ticker", "nick", "short", "bare", "ambiguous")
_EMPTY: Final[tuple[object, ...]] = ((), [])
_SHORTEST_JOINED: Final = 4
_AMBIGUOUS_FILES: Final = ("ambiguous.jsonl", "ambiguous_models.jsonl", "ambiguous_people.jsonl")


@dataclass(frozen=True, slots=True)
class Entity:
    """A company, organization, model or person, with the forms it is written in.

    `aliases` are full names in simplified or Latin script; `short` are forms that name it only
    once the document has named it, or its maker or family, in full. `affiliation` is the id of the
    firm or organization that a person stands for.
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
    affiliation: str | None = None
    role: str = ""
    country: str | None = None
    kind: str = ""
    ambiguous: frozenset[str] = frozenset()
    source: str = ""
    place: str = field(default="", compare=False)
    """File and line that list it."""


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
    """All entities by id, the alias rules by alias and entity id, and what is no name at all.

    `refused` holds words in lower case that the user has said are none.
    """

    entities: dict[str, Entity]
    rules: dict[tuple[str, str], AliasRule] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def maker_of(self, entity_id: str) -> str | None:
        """The company behind a model, by way of its family where need be."""
        entity = self.entities.get(entity_id)
        if entity is None:
            return None
        if entity.maker is None and entity.family and entity.family != entity_id:
            return self.maker_of(entity.family)
        return entity.maker


@functools.cache
def packaged_base() -> KnowledgeBase:
    """The base that comes with the package, read once a process.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    folder = models_path("knowledge")
    entities: dict[str, Entity] = {}
    listed = {name: list(read_entries(folder / name)) for name in _FILES}
    folds = _folds(entry for entries in listed.values() for _, entry in entries)
    for name, kind in _FILES.items():
        for place, entry in listed[name]:
            entity = parse_entity(entry, kind, place, folds)
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


def read_entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with its `file:line`.

    Raises:
        KnowledgeError: the file cannot be read, or a line is no JSON object.
    """
    listed = list(read_lines(path))
    if all(line.startswith("{") and line.endswith("}") for _, line in listed):
        with suppress(ValueError):
            # All at once, in half the time; a fault shows where it is when each is read by itself.
            entries = json.loads(f"[[{'],['.join([line for _, line in listed])}]]")
            if len(entries) == len(listed) and all(len(entry) == 1 for entry in entries):
                places = (place for place, _ in listed)
                yield from zip(places, (entry[0] for entry in entries), strict=True)
                return
    for place, line in listed:
        yield place, parse_entry(line, place)


def read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a JSON Lines file that are not empty, each with its `file:line`.

    Raises:
        KnowledgeError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise KnowledgeError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            f"{path}: not UTF-8 text ({error.reason}); save it as UTF-8"
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield f"{path}:{number}", line


def parse_entry(line: str, place: str) -> dict[str, Any]:
    """The object that a line is.

    Raises:
        KnowledgeError: it is no JSON object.
    """
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise KnowledgeError(f"{place}: not JSON: {error}") from error
    if not isinstance(entry, dict):
        raise KnowledgeError(f"{place}: not an object")
    return entry


def strings(entry: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    """The list under `key`, empty where there is none.

    Raises:
        KnowledgeError: it is no list of strings.
    """
    value = entry.get(key)
    if value is None and key not in entry:
        return ()
    if not isinstance(value, list):
        raise KnowledgeError(f"{place}: {key} must be a list of strings")
    for item in value:
        if not isinstance(item, str):
            raise KnowledgeError(f"{place}: {key} must be a list of strings")
    return tuple([item for item in value if item])


def _folds(entries: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The names in `entries` in simplified script: thousands at once, a line each."""
    names: dict[str, None] = {}
    for entry in entries:
        for value in entry.values():
            for name in value if isinstance(value, list) else (value,):
                if isinstance(name, str) and not name.isascii() and "\n" not in name:
                    names[name] = None
    return dict(zip(names, fold("\n".join(names)).split("\n"), strict=True)) if names else {}


def parse_entity(
    entry: dict[str, Any], kind: str, place: str, folds: Mapping[str, str] | None = None
) -> Entity:
    """The entity of type `kind` that a line describes.

    `folds` has names in simplified script, as far as they are known already.

    Raises:
        KnowledgeError: a field is missing or of another type; the message names `place`.
    """
    for key in ("id", "name"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise KnowledgeError(f"{place}: {key} is missing")
    # Most lists are empty, and a check of each takes time.
    filled = [key for key in _LISTS if entry.get(key, ()) not in _EMPTY]
    lists = dict.fromkeys(_LISTS, ()) | {key: strings(entry, key, place) for key in filled}
    known = folds or {}

    def folded_of(alias: str) -> str:
        return alias if alias.isascii() else known.get(alias) or fold(alias)

    full = [entry["name"], *lists["hans"], *lists["en"], *lists["ticker"], *lists["nick"]]
    folded = [folded_of(a) for a in dict.fromkeys((*full, *lists["hant"]))]
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
        short=tuple(dict.fromkeys(folded_of(a) for a in (*lists["short"], *lists["bare"]))),
        maker=entry.get("maker"),
        family=entry.get("family"),
        affiliation=entry.get("affiliation"),
        role=entry.get("role") or "",
        country=entry.get("country"),
        kind=entry.get("kind") or "",
        ambiguous=frozenset(folded_of(a).lower() for a in lists["ambiguous"]),
        source=entry.get("source") or "",
        place=place,
    )


def _folded(alias: str) -> str:
    return alias if alias.isascii() else fold(alias)


def parse_rule(entry: dict[str, Any], place: str) -> AliasRule:
    """The rule for an ambiguous alias that a line describes.

    Raises:
        KnowledgeError: a field is missing; the message names `place`.
    """
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
