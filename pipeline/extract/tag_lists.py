"""What lists say of the units of a text: cue words near by, firms' last words, surnames."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.extract import company_model, person_model
from pipeline.extract.mention import Mention
from pipeline.extract.span_features import Codes, Flags
from pipeline.extract.tag_units import Units
from pipeline.resources import models_path

_WINDOW: Final = 14
_TYPES: Final = {"company": 1, "model": 2, "person": 3, "organization": 4, "product": 5}


@functools.cache
def _cue_automata() -> tuple[ahocorasick_rs.AhoCorasick, ...]:
    listed = tomllib.loads(models_path("names/tag_cues.toml").read_text(encoding="utf-8"))
    return tuple(
        ahocorasick_rs.AhoCorasick(listed[kind], matchkind=ahocorasick_rs.MatchKind.Standard)
        for kind in ("company", "model", "person")
    )


@functools.cache
def _surname_tables() -> tuple[Flags, Codes]:
    single = np.zeros(0x10000, np.bool_)
    double = []
    for name in person_model.surnames():
        if len(name) == 1:
            single[ord(name)] = True
        else:
            double.append(ord(name[0]) << 16 | ord(name[1]))
    return single, np.array(sorted(double), np.uint32)


@functools.cache
def _sounds() -> Flags:
    table = np.zeros(0x10000, np.bool_)
    for character in models_path("knowledge/transliteration.txt").read_text(encoding="utf-8"):
        if not character.isspace():
            table[ord(character)] = True
    table[ord("·")] = True
    return table


@functools.cache
def _suffix_automaton() -> tuple[ahocorasick_rs.AhoCorasick, npt.NDArray[np.int64]]:
    listed = company_model.suffixes()
    strong = company_model.strong_suffixes()
    strength = np.array([2 if s in strong else 1 for s in listed], np.int64)
    return (
        ahocorasick_rs.AhoCorasick(listed, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        strength,
    )


# Lower case that keeps all offsets.
_LOWER_TABLE: Final = {c: c + 32 for c in range(65, 91)}


def cue_windows(text: str, units: Units) -> Codes:
    """Which kinds of cue words stand close before and behind each unit; six bits."""
    lowered = text.translate(_LOWER_TABLE)
    n = len(text)
    bits = np.zeros(len(units.begin), np.uint32)
    low = np.maximum(units.begin - _WINDOW, 0)
    high = np.minimum(units.end + _WINDOW, n)
    for number, automaton in enumerate(_cue_automata()):
        found = automaton.find_matches_as_indexes(lowered, overlapping=True)
        if not found:
            continue
        spans = np.array(found, np.int64)
        starts = np.zeros(n + 1, np.int64)
        ends = np.zeros(n + 1, np.int64)
        np.add.at(starts, spans[:, 1], 1)
        np.add.at(ends, spans[:, 2], 1)
        starts, ends = np.cumsum(starts), np.cumsum(ends)
        before = ends[units.begin] - ends[low]
        # Those that start from the unit's end on.
        behind = starts[np.maximum(high - 1, 0)] - starts[units.end - 1]
        bits |= (before > 0).astype(np.uint32) << np.uint32(2 * number)
        bits |= (behind > 0).astype(np.uint32) << np.uint32(2 * number + 1)
    return bits


def known_labels(units: Units, known: Iterable[Mention]) -> Codes:
    """What the gazetteer found at each unit: 0, or twice its type and 1 more from the second on."""
    labels = np.zeros(len(units.begin), np.uint32)
    spans = [(m.start, m.end, _TYPES[m.type]) for m in known]
    if not spans:
        return labels
    table = np.array(spans, np.int64)
    first = np.searchsorted(units.begin, table[:, 0])
    last = np.searchsorted(units.begin, table[:, 1])
    for a, b, type_ in zip(first.tolist(), last.tolist(), table[:, 2].tolist(), strict=True):
        labels[a:b] = 2 * type_ + 1
        if a < b:
            labels[a] = 2 * type_
    return labels


def surname_flags(here: Codes, pairs: Codes) -> Codes:
    """1 where a character is a Chinese surname, 2 where it begins one of two; shape (units,).

    Args:
        here: the first character of each unit.
        pairs: that and the next unit's, in 16 bits each.
    """
    single, double = _surname_tables()
    flags = single[here].astype(np.uint32)
    flags |= np.isin(pairs, double).astype(np.uint32) << np.uint32(1)
    return flags


def sound_flags(here: Codes) -> Flags:
    """Whether each character stands in transliterations."""
    return _sounds()[here]


def last_words(text: str, units: Units) -> tuple[Codes, Codes]:
    """Where the last word of a firm's name begins, and where one ends; 2 for a sure one."""
    automaton, strength = _suffix_automaton()
    found = automaton.find_matches_as_indexes(text)
    opens = np.zeros(len(text) + 1, np.uint32)
    closes = np.zeros(len(text) + 1, np.uint32)
    if found:
        table = np.array(found, np.int64)
        opens[table[:, 1]] = strength[table[:, 0]]
        closes[table[:, 2]] = strength[table[:, 0]]
    return opens[units.begin], closes[units.end]
