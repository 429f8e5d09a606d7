"""A text as a set of shingles: what two texts have in common, whatever marks and spaces they use.

A token is a Han character, a word of other letters, or a number. A shingle is a run of tokens, as a
64-bit hash. All of it is arithmetic on arrays of code points, since every document passes here.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

SHINGLE: Final = 4
_WORD, _NUMBER, _HAN = 1, 2, 3
_MASK: Final = np.uint64(0x9E3779B97F4A7C15)
_FACTOR: Final = np.uint64(0x100000001B3)
_PLANES: Final = 0x20000
_LONGEST_WORD: Final = 64
_LEAST_CONTEXT: Final = 2
_MOSTLY_HAN: Final = 0.5
_STRETCH: Final = 24
_COVERED: Final = 0.25
_ESCAPED: Final = re.compile("%[0-9a-f]{2}")
# Addresses and what is left of them say nothing about the text around them.
_ADDRESS: Final = re.compile(r"https?://[!-~]+|(?:%[0-9a-f]{2})+")

Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of one text.

    Attributes:
        tokens: how many tokens the text has.
        sequence: its shingles in the order of the text.
        hashes: the same, sorted, each once.
        slots: the shingles that hold a number (in Chinese text also a Latin word), sorted.
        contexts: for each of `slots` the same shingle with that number or word masked.
    """

    tokens: int
    sequence: Hashes
    hashes: Hashes
    slots: Hashes
    contexts: Hashes


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common.

    Attributes:
        resemblance: shared shingles by all shingles of both (Jaccard index).
        containment: shared shingles by those of the text that has fewer.
        coverage: of the stretches of the text that has fewer (24 shingles each), the share that
            has a good part of its shingles in the other. Words exchanged all over a text lower the
            containment and leave this high; with a paragraph in common it is the other way round.
        balance: shingles of the text that has fewer by those of the other.
        agreement: of the contexts of numbers and names that both texts have, the share that
            surrounds the same number or name in both; 1 where there are hardly any.
    """

    resemblance: float
    containment: float
    coverage: float
    balance: float
    agreement: float


def shingle_hashes(text: str) -> tuple[int, Hashes]:
    """How many tokens `text` has, and the hash of each run of them, in order."""
    ids, _ = _tokens(text)
    return len(ids), _windows(ids)


def shingles_of(text: str) -> Shingles:
    """The shingles of `text`, which is in simplified script."""
    ids, kinds = _tokens(text)
    exact = _windows(ids)
    han = kinds == _HAN
    masked_kinds = kinds == _NUMBER
    if len(ids) and han.mean() >= _MOSTLY_HAN:
        masked_kinds |= kinds == _WORD
    masked = _windows(np.where(masked_kinds, _MASK, ids))
    blanks = _window_sums(masked_kinds)
    chosen = (blanks > 0) & (blanks <= SHINGLE - _LEAST_CONTEXT)
    slots, first = np.unique(exact[chosen], return_index=True)
    return Shingles(len(ids), exact, np.unique(exact), slots, masked[chosen][first])


def compare(one: Shingles, other: Shingles) -> Likeness:
    """How alike two texts are."""
    if len(one.hashes) > len(other.hashes):
        one, other = other, one
    fewer, more = len(one.hashes), len(other.hashes)
    if not fewer:
        return Likeness(0.0, 0.0, 0.0, 0.0, 1.0)
    shared = np.intersect1d(one.hashes, other.hashes, assume_unique=True)
    return Likeness(
        len(shared) / (fewer + more - len(shared)),
        len(shared) / fewer,
        _coverage(one.sequence, shared),
        fewer / more,
        _agreement(one, other),
    )


def _coverage(sequence: Hashes, shared: Hashes) -> float:
    """The share of the stretches of `sequence` that have a good part of `shared` in them."""
    starts = np.arange(0, len(sequence), _STRETCH)
    found = np.add.reduceat(np.isin(sequence, shared).astype(np.float64), starts)
    sizes = np.diff(np.append(starts, len(sequence)))
    return float(sizes[found >= _COVERED * sizes].sum() / len(sequence))


def _agreement(one: Shingles, other: Shingles) -> float:
    contexts = np.intersect1d(one.contexts, other.contexts)
    if len(contexts) <= SHINGLE:
        return 1.0
    same = np.isin(one.slots, other.slots, assume_unique=True)
    agreed = np.intersect1d(one.contexts[same], contexts)
    return len(agreed) / len(contexts)


def _tokens(text: str) -> tuple[Hashes, npt.NDArray[np.uint8]]:
    """The tokens of `text` as hashes, and the kind of each."""
    text = text.lower()
    if "://" in text or _ESCAPED.search(text):
        text = _ADDRESS.sub(" ", text)
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    kinds = _kinds(codes)
    written = kinds > 0
    # A comma inside a number goes, so that 1,200 is 1200.
    if "," in text and len(codes) > 2:
        kept = np.ones(len(codes), dtype=bool)
        kept[1:-1] = (codes[1:-1] != ord(",")) | (kinds[:-2] != _NUMBER) | (kinds[2:] != _NUMBER)
        codes, kinds, written = codes[kept], kinds[kept], written[kept]
    begins = written.copy()
    begins[1:] &= (kinds[1:] == _HAN) | (kinds[1:] != kinds[:-1])
    starts = np.flatnonzero(begins)
    if not len(starts):
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint8)
    begun = np.zeros(len(codes), dtype=np.intp)
    begun[starts] = starts
    places = np.arange(len(codes)) - np.maximum.accumulate(begun)
    weights = _powers().take(np.minimum(places, _LONGEST_WORD))
    parts = _mixed(codes.astype(np.uint64) + np.uint64(1)) * weights
    parts[~written] = 0
    ids: Hashes = np.add.reduceat(parts, starts)
    return ids, kinds[starts]


def _kinds(codes: Codes) -> npt.NDArray[np.uint8]:
    """For each code point whether it is part of a word, a number, a character by itself, or 0."""
    return _kind_table().take(codes, mode="clip")


@functools.cache
def _kind_table() -> npt.NDArray[np.uint8]:
    codes = np.arange(_PLANES + 1)
    kinds = np.zeros(len(codes), dtype=np.uint8)
    kinds[(codes >= ord("a")) & (codes <= ord("z"))] = _WORD
    kinds[(codes >= 0xDF) & (codes < 0x2000) & (codes != 0xF7)] = _WORD
    kinds[(codes >= ord("0")) & (codes <= ord("9"))] = _NUMBER
    alone = ((codes >= 0x3400) & (codes <= 0x9FFF)) | ((codes >= 0x3041) & (codes <= 0x30FF))
    kinds[alone | ((codes >= 0xAC00) & (codes <= 0xD7A3)) | (codes >= 0x20000)] = _HAN
    return kinds


@functools.cache
def _powers() -> Hashes:
    with np.errstate(over="ignore"):
        powers: Hashes = np.cumprod(np.full(_LONGEST_WORD + 1, _FACTOR), dtype=np.uint64)
    return powers


def _windows(ids: Hashes) -> Hashes:
    """The hash of each run of `SHINGLE` tokens; a shorter text is one run."""
    if not len(ids):
        return ids
    size = min(SHINGLE, len(ids))
    count = len(ids) - size + 1
    found = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        found = _mixed(found + ids[place : place + count] + np.uint64(place + 1))
    return found


def _window_sums(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    size = min(SHINGLE, len(flags)) or 1
    sums = np.concatenate(([0], np.cumsum(flags)))
    return np.asarray(sums[size:] - sums[:-size]) if len(flags) else np.empty(0, dtype=np.int64)


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of MurmurHash3, which spreads every bit over all (A. Appleby).

    Arrays wrap around without a warning.
    """
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    mixed: Hashes = values ^ (values >> np.uint64(33))
    return mixed


__all__ = ["SHINGLE", "Likeness", "Shingles", "compare", "shingle_hashes", "shingles_of"]
