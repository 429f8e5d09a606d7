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
from pipeline.extract.span_features import PAD, Codes, Flags, character_table, is_among
from pipeline.extract.tag_units import Units
from pipeline.resources import models_path

_WINDOW: Final = 14
_CUE_KINDS: Final = ("company", "model", "person")
_TYPES: Final = {"company": 1, "model": 2, "person": 3, "organization": 4, "product": 5}


@functools.cache
def _cue_automaton() -> tuple[ahocorasick_rs.AhoCorasick, npt.NDArray[np.int64]]:
    """The cue words of all kinds in one automaton, and the number of each word's kind."""
    listed = tomllib.loads(models_path("names/tag_cues.toml").read_text(encoding="utf-8"))
    words = [(word, n) for n, kind in enumerate(_CUE_KINDS) for word in listed[kind]]
    return (
        ahocorasick_rs.AhoCorasick(
            [word for word, _ in words], matchkind=ahocorasick_rs.MatchKind.Standard
        ),
        np.array([n for _, n in words], np.int64),
    )


@functools.cache
def _surname_tables() -> tuple[Flags, Codes]:
    """Surnames of one character, and those of two, sorted, in 16 bits each."""
    names = person_model.surnames()
    double = [name for name in names if len(name) > 1]
    return (
        character_table("".join(name for name in names if len(name) == 1)),
        np.array(sorted(ord(name[0]) << 16 | ord(name[1]) for name in double), np.uint32),
    )


@functools.cache
def _sounds() -> Flags:
    listed = models_path("knowledge/transliteration.txt").read_text(encoding="utf-8")
    return character_table("·" + "".join(listed.split()))


@functools.cache
def _suffix_automaton() -> tuple[ahocorasick_rs.AhoCorasick, npt.NDArray[np.int64]]:
    listed = company_model.suffixes()
    strong = company_model.strong_suffixes()
    strength = np.array([2 if s in strong else 1 for s in listed], np.int64)
    return (
        ahocorasick_rs.AhoCorasick(listed, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        strength,
    )


def cue_windows(text: str, units: Units) -> Codes:
    """Which kinds of cue words stand close before and behind each unit; six bits."""
    raw = units.page.raw[PAD:-PAD]
    # Only ASCII is put in lower case, which keeps all offsets.
    lowered = np.where((raw >= 65) & (raw <= 90), raw + np.uint32(32), raw).tobytes()
    n = len(text)
    bits = np.zeros(len(units.begin), np.uint32)
    low = np.maximum(units.begin - _WINDOW, 0)
    high = np.minimum(units.end + _WINDOW, n)
    automaton, kinds = _cue_automaton()
    found = automaton.find_matches_as_indexes(
        lowered.decode("utf-32-le", "surrogatepass"), overlapping=True
    )
    if not found:
        return bits
    all_spans = np.array(found, np.int64)
    kind = kinds[all_spans[:, 0]]
    for number in range(len(_CUE_KINDS)):
        spans = all_spans[kind == number]
        if not len(spans):
            continue
        starts = np.cumsum(np.bincount(spans[:, 1], minlength=n + 1))
        ends = np.cumsum(np.bincount(spans[:, 2], minlength=n + 1))
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
    flags |= is_among(pairs, double).astype(np.uint32) << np.uint32(1)
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
