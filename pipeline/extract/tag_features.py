"""Features of the sequence tagger, hashed into the slots of one weight table.

A feature of a unit is the value of a template: the unit and its neighbours, the dictionary word it
stands in, its shape, what lists say of it, what stands in a window around it, whether it comes
again in the document. Names of their time teach nothing about others, so Latin words count by
themselves only where they are words of the language, else by their shape.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def columns(text: str, units: Units, known: Codes) -> list[Codes]:
    """The value of each template for each unit; arrays of shape (units,).

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

    # The letter behind a value is the place of the unit: b, a before it, x, y behind.
    ga, gb, gx, gy = w(g, -1), w(g, -2), w(g, 1), w(g, 2)
    sa, sb, sx, sy = w(shape, -1), w(shape, -2), w(shape, 1), w(shape, 2)
    ea, ex = w(entry, -1), w(entry, 1)
    la, lb, lx, ly = w(level, -1), w(level, -2), w(level, 1), w(level, 2)
    ka, kb, kx, ky = w(known, -1), w(known, -2), w(known, 1), w(known, 2)
    fa, fb = w(family, -1), w(family, -2)
    return [
        _mixed(g, spaced), ga, gx, gb, gy,
        _mixed(ga, g), _mixed(g, gx), _mixed(gb, ga), _mixed(gx, gy),
        _mixed(word, place), _mixed(prior, place), _mixed(after, place),
        _mixed(prior, part, place), _mixed(after, part, place),
        _mixed(part_before, part, part_after, place), _mixed(part, place, level),
        _mixed(la, level, lx, place), _mixed(level, place, repeated),
        _mixed(form, ea), _mixed(sa, form, sx), _mixed(sb, sa, shape, sx, sy),
        _mixed(entry, shape, opens), _mixed(ea, entry, shape), _mixed(entry, ex, shape),
        _mixed(tail3, shape), _mixed(head3, shape),
        _mixed(known, shape), _mixed(ka, known, kx), _mixed(kb, ga, shape), _mixed(ky, gx, shape),
        _mixed(family, level, lx, ly, w(place, 1)), _mixed(fa, la, level, lx),
        _mixed(fb, lb, la, level), _mixed(family, title, level, lx),
        _mixed(fa, w(title, -1), verb, level), _mixed(fb, w(title, -2), verb, level),
        _mixed(title, shape, entry), _mixed(verb, shape, entry),
        _mixed(firm, ahead, level), _mixed(firm_ended, place, gx), _mixed(ahead, place, level, sa),
        _mixed(sound, sa, sx), _mixed(repeated, shape, entry & np.uint32(7), opens),
        _mixed(window, shape, level), _mixed(window, quoted, level),
        _mixed(quoted, repeated, level), _mixed(window, names, shape),
    ]  # fmt: skip


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


def slots(values: Sequence[Codes]) -> Places:
    """The slot of each template's value in the weight table; shape (templates, units)."""
    # All templates at once: a document has few units, and calls cost more than numbers.
    mixed = np.stack(values)
    mixed += (np.arange(len(values), dtype=np.uint32) * np.uint32(0x9E3779B1))[:, None]
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x27D4EB2F)
    mixed >>= np.uint32(13)
    mixed &= np.uint32((1 << SLOT_BITS) - 1)
    return mixed.astype(np.int64)
