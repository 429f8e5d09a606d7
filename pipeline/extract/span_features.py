"""Hashed features of candidate spans in Chinese text, for linear models that decide on names.

A candidate is a span of characters. Its features are its own characters by position, the characters
on either side, the way a dictionary cuts it into words, and whether a cue word stands beside it;
each is hashed to a slot of one weight vector (the hashing trick, Weinberger et al. 2009).
Everything is computed on arrays for all candidates of a document at once.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import rjieba

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path
from pipeline.weights import load_arrays

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BITS: Final = 17
PAD: Final = 4
WORD_COUNTS: Final = "names/word_counts.npz"
SINGLE: Final = 1
RARE: Final = 2
LONG: Final = 30
_SAME: Final = {
    "，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?", "、": "、",
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": '"', "’": '"',
    "\u3000": " ", "\t": " ", "\u00a0": " ", "•": "·", "・": "·", "‧": "·",
}  # fmt: skip


def character_table(characters: str) -> Flags:
    """Whether a code point is one of `characters`; shape (0x10000,)."""
    table = np.zeros(0x10000, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


def is_among(values: Codes, keys: Codes) -> Flags:
    """Whether each of `values` is one of `keys`, which are sorted and at least one."""
    # `numpy.isin` sorts both each time, which costs a third of a millisecond a document.
    at = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
    found: Flags = keys[at] == values
    return found


@functools.cache
def _folding() -> Codes:
    """Character to the character it counts as: digits are one, letters are one, quotes are one."""
    table = np.arange(0x10000, dtype=np.uint32)
    for code in range(0x10000):
        character = chr(code)
        if character.isdigit() and code < 0x3000:
            table[code] = ord("0")
        elif character.isalpha() and code < 0x250:
            table[code] = ord("a")
    for character, other in _SAME.items():
        table[ord(character)] = ord(other)
    return table


@dataclass(frozen=True, slots=True)
class Page:
    """A document as arrays; all of length n + 2 * PAD, so that neighbours can be looked up freely.

    `codes` are folded code points, `raw` those of the text, `starts` whether a word starts there,
    `lengths` the length of the word that starts there (0 elsewhere, at most 4). `words` is a hash
    of that word, `commonness` how common it is (`SINGLE` for one character, `RARE` and up for two,
    by the logarithm of its count, `LONG` beyond). `prior` and `prior2` are the hashes of the two
    words before it, `after` that of the next.
    """

    raw: Codes
    codes: Codes
    starts: Flags
    lengths: Codes
    words: Codes
    prior: Codes
    prior2: Codes
    after: Codes
    commonness: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, text: str) -> Page:
        """Cut and fold `text`."""
        n = len(text)
        raw = np.zeros(n + 2 * PAD, np.uint32)
        raw[PAD : PAD + n] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        codes = _folding()[np.minimum(raw, 0xFFFF)]
        codes[:PAD] = codes[PAD + n :] = ord("\n")
        sizes = np.fromiter(map(len, rjieba.cut(text, hmm=False)), np.int64)
        places = np.cumsum(sizes) - sizes + PAD
        starts = np.zeros(n + 2 * PAD, np.bool_)
        starts[places] = True
        starts[:PAD] = starts[PAD + n :] = True
        lengths = np.zeros(n + 2 * PAD, np.uint32)
        lengths[places] = np.minimum(sizes, 4)
        hashes = _word_hashes(codes, places, sizes)
        words, prior, prior2, after = np.zeros((4, n + 2 * PAD), np.uint32)
        words[places] = hashes
        prior[places[1:]] = hashes[:-1]
        prior2[places[2:]] = hashes[:-2]
        after[places[:-1]] = hashes[1:]
        if len(places):
            # The end of the text counts as the start of a word with nothing behind it.
            prior[PAD + n] = hashes[-1]
        commonness = np.zeros(n + 2 * PAD, np.uint8)
        commonness[places] = _commonness(raw, places, sizes)
        return cls(raw, codes, starts, lengths, words, prior, prior2, after, commonness)


def _word_hashes(codes: Codes, places: Places, sizes: Places) -> Codes:
    """A hash of the first four characters of each word."""
    hashes = codes[places] * np.uint32(0x9E3779B1)
    for offset in range(1, 4):
        longer = sizes > offset
        step = (hashes ^ codes[places + offset]) * np.uint32(0x85EBCA6B)
        hashes = np.where(longer, step, hashes)
    return hashes


@functools.cache
def _word_counts() -> tuple[Codes, npt.NDArray[np.uint8]]:
    """Words of two characters, sorted, and the logarithm of their counts."""
    path = models_path(WORD_COUNTS)
    stored = load_arrays(path, ("words", "counts"))
    return stored["words"], stored["counts"]


def _commonness(raw: Codes, places: Places, sizes: Places) -> npt.NDArray[np.uint8]:
    known, counts = _word_counts()
    found = np.full(places.shape, LONG, np.uint8)
    found[sizes == 1] = SINGLE
    two = np.flatnonzero(sizes == 2)
    pairs = raw[places[two]] << np.uint32(16) | raw[places[two] + 1]
    at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    found[two] = np.where(known[at] == pairs, RARE + counts[at], RARE)
    return found


Row = tuple[Codes, ...]
"""The values of one feature template, at most `WIDEST`, each of shape (candidates,)."""
WIDEST: Final = 4


def hashed(first: int, rows: Sequence[Row]) -> Places:
    """The slots of all candidates under all templates; shape (templates, candidates).

    Args:
        first: the number of the first template; the others follow it.
        rows: the values of each template.
    """
    # All templates at once: a document has few candidates, and calls cost more than numbers.
    values = np.zeros((WIDEST, len(rows), len(rows[0][0])), np.uint32)
    for number, row in enumerate(rows):
        for place, part in enumerate(row):
            values[place, number] = part
    numbers = np.arange(first, first + len(rows), dtype=np.uint32)
    slot = np.broadcast_to((numbers * np.uint32(0x9E3779B1))[:, None], values.shape[1:]).copy()
    for part in values:
        slot ^= part
        slot *= np.uint32(0x85EBCA6B)
        slot ^= slot >> np.uint32(15)
    slot *= np.uint32(0xC2B2AE35)
    return (slot >> np.uint32(32 - BITS)).astype(np.int64)


def context_rows(page: Page, begin: Places, end: Places) -> list[Row]:
    """Templates for what stands before `begin` and from `end` on (places in arrays of `page`)."""
    c = page.codes
    l1, l2, l3 = (c[begin - k] for k in (1, 2, 3))
    r1, r2, r3 = (c[end + k] for k in (0, 1, 2))
    before, behind = page.prior[begin], page.words[end]
    return [
        (l1,),
        (l1, l2),
        (l1, l2, l3),
        (before,),
        (before, page.prior2[begin]),
        (r1,),
        (r1, r2),
        (r1, r2, r3),
        (behind,),
        (behind, page.after[end]),
        (before, behind),
        (kinds(l1), kinds(r1)),
    ]


@functools.cache
def _kind_table() -> Codes:
    table = np.zeros(0x10000, np.uint32)
    for code in range(0x10000):
        character = chr(code)
        if 0x4E00 <= code < 0xA000:
            table[code] = 1
        elif character.isalnum():
            table[code] = 2
        elif character == "\n":
            table[code] = 3
        elif character == " ":
            table[code] = 4
        elif character in "。.!！?？;；":
            table[code] = 5
        elif character in ",，、:：":
            table[code] = 6
        elif character in "\"'()（）《》“”「」[]【】<>":
            table[code] = 7
        else:
            table[code] = 8
    return table


def kinds(codes: Codes) -> Codes:
    """Whether each code point is a Han character, a letter, a break, a stop, a comma …"""
    return _kind_table()[np.minimum(codes, 0xFFFF)]


def cut_pattern(page: Page, begin: Places, end: Places) -> Codes:
    """How the dictionary cuts each candidate: a bit for each word that starts in it or behind."""
    pattern = np.zeros(begin.shape, np.uint32)
    size = end - begin
    for offset in range(6):
        inside = (offset < size) & page.starts[np.minimum(begin + offset, end)]
        pattern |= inside.astype(np.uint32) << np.uint32(offset)
    pattern |= page.starts[end].astype(np.uint32) << np.uint32(7)
    sized: Codes = pattern | (np.minimum(size, 7).astype(np.uint32) << np.uint32(8))
    return sized


def scores(weights: npt.NDArray[np.float32], slots: Places) -> npt.NDArray[np.float32]:
    """The sum of the weights of each candidate's slots; shape (candidates,)."""
    total: npt.NDArray[np.float32] = weights[slots].sum(axis=0, dtype=np.float32)
    return total


def read_weights(name: str) -> tuple[npt.NDArray[np.float32], float]:
    """The weight vector, shape (2 ** BITS,), and bias in the file `name` under `models/`.

    Raises:
        KnowledgeError: the file is missing or does not hold them.
    """
    path = models_path(name)
    stored = load_arrays(path, ("weights", "bias"))
    try:
        weights, bias = stored["weights"].astype(np.float32), float(stored["bias"])
    except (TypeError, ValueError) as error:
        raise KnowledgeError(f"{path}: not weights: {error}") from error
    if weights.shape != (1 << BITS,):
        raise KnowledgeError(f"{path}: {weights.shape} weights, not {1 << BITS}")
    return weights, bias
