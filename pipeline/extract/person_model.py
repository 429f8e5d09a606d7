"""Chinese personal names by surname, given characters and surroundings: a linear model.

Candidates are a surname with one or two more characters; the weights stand in
`models/names/people.npz` and come from `pipeline.extract.train_names`.
"""

from __future__ import annotations

import functools
import json
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.extract.span_features import (
    PAD,
    Codes,
    Flags,
    Page,
    Places,
    context_slots,
    cut_pattern,
    hashed,
    read_weights,
    scores,
)
from pipeline.resources import models_path

WEIGHTS: Final = "names/people.npz"


@functools.cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one and two characters, in simplified script."""
    lines = models_path("knowledge/surnames.txt").read_text(encoding="utf-8").split()
    return frozenset(lines)


@functools.cache
def person_cues() -> dict[str, list[str]]:
    """Titles, speech verbs and words that are no names, by the side on which they stand."""
    content: dict[str, list[str]] = json.loads(
        models_path("knowledge/person_cues.json").read_text(encoding="utf-8")
    )
    return content


@functools.cache
def _tables() -> tuple[Flags, Flags, Flags, Codes]:
    """Which characters are surnames, stand in given names, begin double surnames; and these."""
    single = np.zeros(0x10000, np.bool_)
    leads = np.zeros(0x10000, np.bool_)
    double = []
    for name in surnames():
        if len(name) == 1:
            single[ord(name)] = True
        else:
            leads[ord(name[0])] = True
            double.append(ord(name[0]) << 16 | ord(name[1]))
    given = np.zeros(0x10000, np.bool_)
    given[0x4E00:0xA000] = True
    for character in person_cues()["not_given"]:
        given[ord(character)] = False
    return single, given, leads, np.array(sorted(double), np.uint32)


@functools.cache
def _cue_automata() -> tuple[ahocorasick_rs.AhoCorasick, ahocorasick_rs.AhoCorasick]:
    cues = person_cues()
    before = [c for c in cues["before"] if len(c) > 1]
    return (
        ahocorasick_rs.AhoCorasick(before, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        ahocorasick_rs.AhoCorasick(
            [c for c in cues["after"] if len(c) > 1], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        ),
    )


def candidates(page: Page) -> tuple[Places, Places, Codes]:
    """Where candidates begin and end in the arrays of `page`, and the length of their surname."""
    single, given, leads, double = _tables()
    raw = np.minimum(page.raw, 0xFFFF)
    fits = given[raw]
    begins, ends, sizes = [], [], []

    def add(places: Places, surname: int, total: int) -> None:
        begins.append(places)
        ends.append(places + total)
        sizes.append(np.full(places.shape, surname, np.uint32))

    ones = np.flatnonzero(single[raw] & page.starts)
    ones = ones[fits[ones + 1]]
    add(ones, 1, 2)
    add(ones[fits[ones + 2]], 1, 3)
    twos = np.flatnonzero(leads[raw] & page.starts)
    twos = twos[np.isin(raw[twos] << np.uint32(16) | raw[twos + 1], double)]
    twos = twos[fits[twos + 2]]
    add(twos, 2, 3)
    add(twos[fits[twos + 3]], 2, 4)
    return np.concatenate(begins), np.concatenate(ends), np.concatenate(sizes)


def slots(text: str, page: Page, begin: Places, end: Places, surname: Codes) -> list[Places]:
    """The features of each candidate, as slots of the weight vector."""
    raw, codes = page.raw, page.codes
    before = np.zeros(raw.shape, np.uint32)
    after = np.zeros(raw.shape, np.uint32)
    automaton_before, automaton_after = _cue_automata()
    for _, _, stop in automaton_before.find_matches_as_indexes(text):
        before[stop + PAD] = 1
    for _, start, _ in automaton_after.find_matches_as_indexes(text):
        after[start + PAD] = 1
    cue_before = np.maximum(before[begin], before[begin - 1] * (codes[begin - 1] == ord(" ")))
    cue_after = np.maximum(after[end], after[end + 1] * (codes[end] == ord(" ")))
    pattern = cut_pattern(page, begin, end)
    size = (end - begin).astype(np.uint32) << np.uint32(2) | surname
    family = np.where(surname == 2, raw[begin] << np.uint32(16) | raw[begin + 1], raw[begin])
    first = raw[begin + surname]
    last = raw[end - 1]
    return [
        hashed(1, family, size),
        hashed(2, first, size),
        hashed(3, last, size),
        hashed(4, first, last),
        hashed(5, pattern, surname),
        hashed(6, pattern, family),
        hashed(7, cue_before, cue_after, size),
        hashed(8, cue_before, size),
        hashed(9, cue_after, pattern),
        hashed(10, raw[end - 2], last, raw[end]),
        hashed(11, last, raw[end], size),
        hashed(12, raw[begin - 1], family),
        *context_slots(page, begin, end, 16),
    ]


@functools.cache
def _weights() -> tuple[npt.NDArray[np.float32], float]:
    return read_weights(WEIGHTS)


def score_people(text: str, page: Page) -> tuple[Places, Places, npt.NDArray[np.float32]]:
    """Candidates for Chinese personal names with their log-odds.

    Returns:
        begin, end (in offsets of `text`) and score, each of shape (candidates,).
    """
    begin, end, surname = candidates(page)
    if not len(begin):
        return begin, end, np.zeros(0, np.float32)
    weights, bias = _weights()
    total = scores(weights, slots(text, page, begin, end, surname)) + bias
    return begin - PAD, end - PAD, total
