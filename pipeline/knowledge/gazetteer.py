"""Finding aliases in text: one automaton over all aliases, then the edges of names are checked.

Texts and aliases are compared in one shape: ASCII letters in lower case, and every hyphen, no-break
space and underscore as a space, so that `GLM-4.5`, `GLM 4.5` and `glm_4.5` are one. The shape has
the length of the text, so offsets are those of the text.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.knowledge.entity import Entity, KnowledgeBase
from pipeline.knowledge.extension import Files, active_files, knowledge_base

_SHAPE: Final = {
    **{code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)},
    **{ord(c): " " for c in "-‐‑‒–—_\u00a0\u3000"},
    **{ord(c): "·" for c in "•・‧∙⋅．˙･﹒"},
    **{ord(c): "'" for c in "’‘"},
}
_LETTER_DIGIT: Final = re.compile(
    r"(?<=[a-z]) (?=\d)|(?<=\d) (?=[a-z])|(?<=[\u4e00-\u9fff]) (?=[a-z\d])"
)
_LATIN: Final = re.compile("[a-z0-9]")
_JOINT: Final = re.compile(r"(?<=[a-z\d])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[a-z\d])")
_LONGEST_EXACT: Final = 3
_LONG: Final = 200
_KEPT: Final = 4


class Hit(NamedTuple):
    """An alias found in a text, with every entity that may be meant."""

    start: int
    end: int
    entities: tuple[Entity, ...]
    short: bool
    exact: bool
    """Whether the letters stand in the case the knowledge base gives."""


@dataclass(frozen=True, slots=True)
class _Alias:
    entities: tuple[Entity, ...]
    short: bool
    spellings: frozenset[str]
    exact_only: bool


def shape(text: str) -> str:
    """`text` in the shape in which names are compared; same length."""
    if len(text) < _LONG:
        return text.translate(_SHAPE)
    # `str.translate` looks every character up in a dictionary; an array is far quicker.
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    table = _shape_table()
    shaped = np.where(codes < len(table), table[np.minimum(codes, len(table) - 1)], codes)
    return shaped.tobytes().decode("utf-32-le", "surrogatepass")


@functools.cache
def _shape_table() -> npt.NDArray[np.uint32]:
    table = np.arange(0x10000, dtype=np.uint32)
    for code, other in _SHAPE.items():
        table[code] = ord(other)
    return table


def squeezed(name: str) -> str:
    """The shape of a name without its spaces, by which its spellings are one."""
    return shape(name).replace(" ", "")


class Gazetteer:
    """All aliases of a knowledge base as one automaton."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        full: dict[str, dict[str, Entity]] = defaultdict(dict)
        short: dict[str, dict[str, Entity]] = defaultdict(dict)
        spellings: dict[str, set[str]] = defaultdict(set)
        for entity in base.entities.values():
            for group, aliases in ((full, entity.aliases), (short, entity.short)):
                for alias in aliases:
                    for form in _forms(alias):
                        group[form][entity.id] = entity
                        spellings[form].add(alias)
        self._aliases: list[_Alias] = []
        patterns: list[str] = []
        for group, is_short in ((full, False), (short, True)):
            for form, entities in group.items():
                if is_short and form in full:
                    continue
                patterns.append(form)
                latin = form.isascii()
                self._aliases.append(
                    _Alias(
                        tuple(entities.values()),
                        is_short,
                        frozenset(spellings[form]),
                        latin and (is_short or len(form) <= _LONGEST_EXACT),
                    )
                )
        self.by_name = {
            squeezed(form): alias.entities
            for form, alias in zip(patterns, self._aliases, strict=True)
            if not alias.short
        }
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def find(self, text: str, shaped: str) -> Iterator[Hit]:
        """Every alias in `text` whose edges are edges of a name, overlaps included."""
        # One byte a character: whether it is a Latin letter or digit. A look-up in bytes is much
        # quicker than one in a string, and most matches lie inside words.
        latin = shaped.encode("ascii", "replace").translate(_IS_LATIN) + b"\0"
        aliases = self._aliases
        for index, start, end in self._automaton.find_matches_as_indexes(shaped, overlapping=True):
            if latin[start] and latin[start - 1]:
                continue
            if latin[end - 1] and (latin[end] or _goes_on(shaped, end)):
                continue
            alias = aliases[index]
            surface = text[start:end]
            exact = surface in alias.spellings or _as_written(surface, alias.spellings)
            if alias.exact_only and not exact:
                continue
            yield Hit(start, end, alias.entities, alias.short, exact)


def _forms(alias: str) -> set[str]:
    """The shapes an alias is searched in: as it is, and closed up where letters meet digits.

    Where Latin letters meet Han characters, some set a space: SK 集团; some set one on either side
    of the point in a foreign name: 彼得 · 斯坦伯格.
    """
    form = " ".join(shape(alias).split())
    if "·" in form and not _LATIN.search(form):
        return {form, form.replace("·", " · ")}
    if form.isalpha() if form.isascii() else not _LATIN.search(form):
        return {form}
    closed = _LETTER_DIGIT.sub("", form)
    if form.isascii():
        return {form, closed} - {""}
    return {form, closed, _JOINT.sub(" ", closed)}


@functools.lru_cache(maxsize=65536)
def _as_written(surface: str, spellings: frozenset[str]) -> bool:
    letters = [c for c in surface if c.isalnum()]
    return any([c for c in s if c.isalnum()] == letters for s in spellings)


_IS_LATIN: Final = bytes(chr(code).isascii() and chr(code).isalnum() for code in range(256))


def _goes_on(shaped: str, end: int) -> bool:
    """Whether a version goes on behind a point: `GPT-4` is not the name in `GPT-4.5`."""
    return (
        shaped[end : end + 1] == "."
        and shaped[end - 1].isdigit()
        and shaped[end + 1 : end + 2].isdigit()
    )


def gazetteer() -> Gazetteer:
    """The gazetteer of the knowledge base in force, built once a process."""
    return _gazetteer(active_files())


@functools.lru_cache(maxsize=_KEPT)
def _gazetteer(_: Files) -> Gazetteer:
    return Gazetteer(knowledge_base())
