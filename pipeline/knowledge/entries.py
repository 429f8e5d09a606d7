"""Lines of the knowledge files: read, checked, and made into entities and rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.script import fold
from pipeline.knowledge.entity import AliasRule, Entity

LISTS: Final = ("hans", "hant", "en", "ticker", "nick", "short", "bare", "ambiguous")
"""The keys of an entry that are lists of strings."""
_EMPTY: Final[tuple[object, ...]] = ((), [])
_SHORTEST_JOINED: Final = 4


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


def folds(entries: Iterable[dict[str, Any]]) -> dict[str, str]:
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
    filled = [key for key in LISTS if entry.get(key, ()) not in _EMPTY]
    lists = dict.fromkeys(LISTS, ()) | {key: strings(entry, key, place) for key in filled}
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
