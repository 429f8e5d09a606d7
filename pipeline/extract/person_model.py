"""Chinese personal names by surname, given characters and surroundings: a linear model.

Candidates are a surname with one or two more characters; the weights stand in
`models/names/people.npz` and come from `pipeline.extract.train_names`.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.person_cues import (
    APART_AFTER,
    APART_BEFORE,
    has_title_before,
    has_verb_after,
    person_cues,
    titles_and_verbs,
)
from pipeline.extract.span_features import (
    PAD,
    RARE,
    Codes,
    Flags,
    Page,
    Places,
    character_table,
    context_rows,
    cut_pattern,
    hashed,
    is_among,
    read_weights,
    scores,
)
from pipeline.resources import models_path

WEIGHTS: Final = "names/people.npz"
_CUES: Final = 50
_COMMON: Final = RARE + 10
_PAIR: Final = 2
_HOPELESS: Final = -4.5


@functools.cache
def surnames() -> frozenset[str]:
    """Chinese surnames of one and two characters, in simplified script."""
    lines = models_path("knowledge/surnames.txt").read_text(encoding="utf-8").split()
    return frozenset(lines)


def name_parts(full: str) -> tuple[str, str]:
    """Surname and given name of a Chinese name, whether or not its surname is listed.

    >>> name_parts("令狐远"), name_parts("李明")
    (('令狐', '远'), ('李', '明'))
    """
    size = 2 if full[:2] in surnames() and len(full) > 2 else 1
    return full[:size], full[size:]


@functools.cache
def _tables() -> tuple[Flags, Flags, Flags, Codes]:
    """Which characters are surnames, stand in given names, begin double surnames; and these."""
    names = surnames()
    double = [name for name in names if len(name) > 1]
    given = ~character_table("".join(person_cues()["not_given"]))
    given[:0x4E00] = given[0xA000:] = False
    return (
        character_table("".join(name for name in names if len(name) == 1)),
        given,
        character_table("".join(name[0] for name in double)),
        np.array(sorted(ord(name[0]) << 16 | ord(name[1]) for name in double), np.uint32),
    )


def candidates(page: Page) -> tuple[Places, Places, Codes]:
    """Where candidates begin and end in the arrays of `page`, and the length of their surname."""
    single, given, leads, double = _tables()
    raw = np.minimum(page.raw, 0xFFFF)
    fits = given[raw]
    begins, ends, sizes = [], [], []

    def add(places: Places, surname: int, total: int) -> None:
        # A name ends where a word does: without this there are twice as many candidates.
        # Nor is it a common word (方法), or one that such a word runs into (方案|一).
        # Longer words may be the names of the well-known.
        two = page.lengths[places] == _PAIR
        common = two & (page.commonness[places] >= _COMMON) & (surname < _PAIR)
        places = places[page.starts[places + total] & ~common]
        begins.append(places)
        ends.append(places + total)
        sizes.append(np.full(places.shape, surname, np.uint32))

    ones = np.flatnonzero(single[raw] & page.starts)
    ones = ones[fits[ones + 1]]
    add(ones, 1, 2)
    add(ones[fits[ones + 2]], 1, 3)
    twos = np.flatnonzero(leads[raw] & page.starts)
    twos = twos[is_among(raw[twos] << np.uint32(16) | raw[twos + 1], double)]
    twos = twos[fits[twos + 2]]
    add(twos, 2, 3)
    add(twos[fits[twos + 3]], 2, 4)
    return np.concatenate(begins), np.concatenate(ends), np.concatenate(sizes)


def slots(text: str, page: Page, begin: Places, end: Places, surname: Codes) -> Places:
    """The features of each candidate, as slots of the weights; shape (templates, candidates)."""
    form = _form_slots(page, begin, end, surname)
    return np.concatenate([form, _cue_slots(text, page, begin, end, surname)])


def _sizes(begin: Places, end: Places, surname: Codes) -> Codes:
    return (end - begin).astype(np.uint32) << np.uint32(2) | surname


def _form_slots(page: Page, begin: Places, end: Places, surname: Codes) -> Places:
    raw = page.raw
    pattern = cut_pattern(page, begin, end)
    size = _sizes(begin, end, surname)
    family = np.where(surname == 2, raw[begin] << np.uint32(16) | raw[begin + 1], raw[begin])
    first = raw[begin + surname]
    last = raw[end - 1]
    return hashed(
        0,
        [
            (family, size),
            (first, size),
            (last, size),
            (first, last),
            (pattern, surname),
            (pattern, family),
            (raw[end - 2], last, raw[end]),
            (last, raw[end], size),
            (raw[begin - 1], family),
            *context_rows(page, begin, end),
        ],
    )


def _cue_slots(text: str, page: Page, begin: Places, end: Places, surname: Codes) -> Places:
    raw = np.minimum(page.raw, 0xFFFF)
    ends, starts = titles_and_verbs(text)
    titled = ends[begin - PAD].astype(np.uint32)
    speaks = starts[end - PAD].astype(np.uint32)
    for k in np.flatnonzero(APART_BEFORE[raw[begin - 1]]).tolist():
        titled[k] = has_title_before(text, int(begin[k]) - PAD)
    for k in np.flatnonzero(APART_AFTER[raw[end]]).tolist():
        speaks[k] = has_verb_after(text, int(end[k]) - PAD)
    size = _sizes(begin, end, surname)
    pattern = cut_pattern(page, begin, end)
    return hashed(_CUES, [(titled, speaks, size), (titled, size), (speaks, pattern)])


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
    total = scores(weights, _form_slots(page, begin, end, surname)) + bias
    # Cues are looked for only where they can still matter.
    near = np.flatnonzero(total > _HOPELESS)
    begin, end, surname, total = begin[near], end[near], surname[near], total[near]
    if len(near):
        total = total + scores(weights, _cue_slots(text, page, begin, end, surname))
    return begin - PAD, end - PAD, total
