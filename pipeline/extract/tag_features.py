"""Features of the sequence tagger, hashed into the slots of one weight table.

A feature of a unit is the value of a template: the unit and its neighbours, the dictionary word it
stands in, its shape, what lists say of it, what stands in a window around it, whether it comes
again in the document. Names of their time teach nothing about others, so Latin words count by
themselves only where they are words of the language, else by their shape.
"""

from __future__ import annotations

import functools
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.person_cues import titles_and_verbs
from pipeline.extract.span_features import PAD, Codes, Flags, Places, character_table
from pipeline.extract.tag_lists import cue_windows, last_words, sound_flags, surname_flags
from pipeline.extract.tag_units import BREAK, HAN, LOWER, NUMBER, OTHER, Units, lexicon

SLOT_BITS: Final = 18
Column = npt.NDArray[Any]
_COMMON_LATIN: Final = 3
_OPENING: Final = character_table('“「『《"（(')
_CLOSING: Final = character_table('”」』》"）)')
_STOPS: Final = character_table('。！？!?.:：“「"『')


def _shifted(values: Column, by: int) -> Codes:
    """`values` of the unit `by` places on; 0 beyond the rims."""
    out = np.zeros(len(values), np.uint32)
    if by == 0:
        out[:] = values
    elif by > 0:
        out[:-by] = values[by:]
    else:
        out[-by:] = values[:by]
    return out


def _counted(values: Codes) -> Codes:
    """How often each value comes in the document: 0 once, 1 twice, 2 up to four times, 3 more."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    steps = np.searchsorted(np.array([2, 3, 5]), counts, side="right").astype(np.uint32)
    return steps[inverse]


def _runs(flags: Flags) -> Codes:
    """The length of the run of flagged units that each is in, at most 7; 0 outside."""
    out = np.zeros(len(flags), np.uint32)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if len(starts):
        out[flags] = np.repeat(np.minimum(ends - starts, 7), ends - starts)
    return out


_MIXER: Final = np.uint32(0x85EBCA6B)
_FOLD: Final = np.uint32(15)


def _mixed(*parts: Column | int) -> Codes:
    """One hash of several values, of which the first is an array."""
    first, *others = parts
    total: Codes = np.asarray(first).astype(np.uint32, copy=False) * _MIXER
    moved = total >> _FOLD
    total ^= moved
    for part in others:
        total ^= np.uint32(part) if isinstance(part, int) else part.astype(np.uint32, copy=False)
        total *= _MIXER
        np.right_shift(total, _FOLD, out=moved)
        total ^= moved
    return total


def _general(units: Units, entry: Codes) -> Codes:
    """Each unit as its neighbours see it: itself, or its shape where it may be a name."""
    shape = units.shape.astype(np.uint32)
    common = entry & np.uint32(7)
    is_word = (units.shape == LOWER) | ((common >= _COMMON_LATIN) & (units.shape >= LOWER))
    folded = units.page.codes[PAD : len(units.page.codes) - PAD][units.begin]
    value = np.where((units.shape < NUMBER) | is_word, units.value, _mixed(shape, 77))
    value = np.where(units.shape == OTHER, folded, value)
    number = _mixed(np.minimum(units.size, 4), 99)
    return np.where(units.shape == NUMBER, number, value).astype(np.uint32)


def _parts(units: Units) -> tuple[Codes, Codes, Codes]:
    """The part of speech of the word a unit stands in, of the word before, and behind."""
    page = units.page
    begins = np.flatnonzero(page.starts[: len(page.starts) - PAD])
    begins = begins[begins >= PAD]
    of_word = lexicon().of_han(page.words[begins]).astype(np.uint32)
    number = np.searchsorted(begins, units.home)
    before = np.where(number > 0, of_word[number - 1], 0).astype(np.uint32)
    behind = np.append(of_word, np.uint32(0))[number + 1]
    here = np.where(units.shape == HAN, of_word[number], 32 + units.shape.astype(np.uint32))
    return here.astype(np.uint32), before, behind


_TEMPLATES: Final = tuple(
    tuple(template.split())
    for template in (
        *("g spaced", "g-1", "g+1", "g-2", "g+2"),
        *("g-1 g", "g g+1", "g-2 g-1", "g+1 g+2"),
        *("word place", "prior place", "after place"),
        *("prior part place", "after part place"),
        *("part_before part part_after place", "part place level"),
        *("level-1 level level+1 place", "level place repeated"),
        *("form entry-1", "shape-1 form shape+1", "shape-2 shape-1 shape shape+1 shape+2"),
        *("entry shape opens", "entry-1 entry shape", "entry entry+1 shape"),
        *("tail3 shape", "head3 shape"),
        *("known shape", "known-1 known known+1", "known-2 g-1 shape", "known+2 g+1 shape"),
        *("family level level+1 level+2 place+1", "family-1 level-1 level level+1"),
        *("family-2 level-2 level-1 level", "family title level level+1"),
        *("family-1 title-1 verb level", "family-2 title-2 verb level"),
        *("title shape entry", "verb shape entry"),
        *("firm ahead level", "firm_ended place g+1", "ahead place level shape-1"),
        *("sound shape-1 shape+1", "repeated shape common opens"),
        *("window shape level", "window quoted level"),
        *("quoted repeated level", "window names shape"),
    )
)
"""What each template mixes: values of the unit, and of others by their places before and behind it
(`g-1`, `g+2`). The number of a template is part of its hash, which the weights know."""
_COLUMNS: Final = tuple(dict.fromkeys(name for row in _TEMPLATES for name in row))


@functools.cache
def _place_of(column: str) -> tuple[str, int]:
    """The value that a column shows, and the place of the unit of which it does."""
    return (column[:-2], int(column[-2:])) if column[-2:-1] in ("+", "-") else (column, 0)


@functools.cache
def _plan() -> tuple[Codes, list[Places]]:
    """The templates, those of most parts first, and the columns of the first part, the second …"""
    order = sorted(range(len(_TEMPLATES)), key=lambda number: -len(_TEMPLATES[number]))
    parts = [
        np.array(
            [_COLUMNS.index(row[k]) for row in map(_TEMPLATES.__getitem__, order) if k < len(row)]
        )
        for k in range(len(_TEMPLATES[order[0]]))
    ]
    return np.array(order, np.uint32), parts


def columns(text: str, units: Units, known: Codes) -> Codes:
    """What the templates mix, of each unit and of its neighbours; shape (columns, units).

    Args:
        text: the document's text, in simplified script.
        units: the same, in units.
        known: what `known_labels` gave.
    """
    page, w = units.page, _shifted
    shape = units.shape.astype(np.uint32)
    entry = np.where(units.shape >= NUMBER, lexicon().of_latin(units.value), 0).astype(np.uint32)
    g = _general(units, entry)
    part, part_before, part_after = _parts(units)
    place = np.minimum(units.begin + PAD - units.home, 3).astype(np.uint32)
    place |= page.lengths[units.home] << np.uint32(2)
    word, prior, after = (row[units.home] for row in (page.words, page.prior, page.after))
    frequency = np.minimum(page.commonness[units.home], 20)
    level = np.where(units.shape == HAN, frequency, 32 + shape).astype(np.uint32)

    raw = np.minimum(page.raw, 0xFFFF)[PAD : len(page.raw) - PAD]
    here = raw[units.begin].astype(np.uint32)
    pair = here << np.uint32(16) | w(here, 1)
    family = surname_flags(here, pair)
    ends, starts = titles_and_verbs(text)
    title, verb = ends[units.begin].astype(np.uint32), starts[units.end].astype(np.uint32)
    sound = _runs(sound_flags(here))
    firm, firm_ended = last_words(text, units)
    ahead = np.zeros(len(g), np.uint32)
    for step in (4, 3, 2, 1):
        nearer = w(firm, step)
        ahead = np.where(nearer > 0, nearer + np.uint32(3 * step), ahead).astype(np.uint32)
    twice = _counted(pair)
    again = np.maximum(twice, w(twice, -1))
    repeated = np.where(units.shape == HAN, again, _counted(units.value) | np.uint32(4))
    window = cue_windows(text, units)
    here_before = w(here, -1)
    quoted = _OPENING[here_before].astype(np.uint32)
    quoted |= _CLOSING[w(here, 1)].astype(np.uint32) << np.uint32(1)
    opens = _STOPS[here_before] | (w(shape, -1) == BREAK)
    tail3, head3 = _affixes(raw, units)
    spaced = units.spaced.astype(np.uint32)
    form = _mixed(shape, np.minimum(units.size, 15), spaced)
    names = entry >> np.uint32(3) & np.uint32(3)

    own = {
        "g": g, "spaced": spaced, "shape": shape, "entry": entry, "common": entry & np.uint32(7),
        "names": names, "level": level, "known": known, "family": family, "title": title,
        "verb": verb, "part": part, "part_before": part_before, "part_after": part_after,
        "place": place, "word": word, "prior": prior, "after": after, "form": form, "opens": opens,
        "tail3": tail3, "head3": head3, "repeated": repeated, "firm": firm,
        "firm_ended": firm_ended, "ahead": ahead, "sound": sound, "window": window,
        "quoted": quoted,
    }  # fmt: skip
    values = np.zeros((len(_COLUMNS), len(g)), np.uint32)
    for row, (name, by) in zip(values, map(_place_of, _COLUMNS), strict=True):
        of = own[name]
        if by > 0:
            row[:-by] = of[by:]
        elif by < 0:
            row[-by:] = of[:by]
        else:
            row[:] = of
    return values


def _affixes(raw: Codes, units: Units) -> tuple[Codes, Codes]:
    """The last and the first three letters of each Latin word, in lower case; 0 for others."""
    n = len(raw)
    latin = units.shape >= LOWER
    small = np.where((raw >= 65) & (raw <= 90), raw + 32, raw).astype(np.uint32)
    tail = np.zeros(len(units.begin), np.uint32)
    head = np.zeros(len(units.begin), np.uint32)
    for step in range(3):
        at = np.maximum(units.end - 1 - step, units.begin)
        tail = _mixed(tail, np.where(units.size > step, small[at], 0))
        at = np.minimum(units.begin + step, n - 1)
        head = _mixed(head, np.where(units.size > step, small[at], 0))
    return np.where(latin, tail, 0).astype(np.uint32), np.where(latin, head, 0).astype(np.uint32)


def slots(values: Codes) -> Places:
    """The slots of all templates in the weight table; shape (templates, units).

    Args:
        values: what `columns` gives, of all units or of some.
    """
    order, parts = _plan()
    # All templates at once: calls on short arrays cost more than numbers.
    mixed = values.take(parts[0], axis=0)
    for number, columns_of_part in enumerate(parts[1:]):
        several = mixed[: len(columns_of_part)]
        if number == 0:
            several *= _MIXER
            several ^= several >> _FOLD
        several ^= values.take(columns_of_part, axis=0)
        several *= _MIXER
        several ^= several >> _FOLD
    mixed += (order * np.uint32(0x9E3779B1))[:, None]
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x27D4EB2F)
    mixed >>= np.uint32(13)
    mixed &= np.uint32((1 << SLOT_BITS) - 1)
    return mixed.astype(np.int64)
