"""Hashed features of candidate spans in Chinese text, for linear models that decide on names.

A candidate is a span of characters. Its features are its own characters by position, the characters
on either side, the way a dictionary cuts it into words, and whether a cue word stands beside it;
each is hashed to a slot of one weight vector (the hashing trick, Weinberger et al. 2009). Everything
is computed on arrays for all candidates of a document at once.
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

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BITS: Final = 17
PAD: Final = 4
_SAME: Final = {
    "，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?", "、": "、",
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": '"', "’": '"',
    "\u3000": " ", "\t": " ", "\u00a0": " ", "•": "·", "・": "·", "‧": "·",
}  # fmt: skip


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
    `lengths` the length of the word that starts there (0 elsewhere, at most 4).
    """

    raw: Codes
    codes: Codes
    starts: Flags
    lengths: Codes

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
        return cls(raw, codes, starts, lengths)


def hashed(template: int, *parts: Codes) -> npt.NDArray[np.int64]:
    """A slot for each candidate from the values of one template; shape (candidates,)."""
    value = np.full(parts[0].shape, template * 0x9E3779B1 & 0xFFFFFFFF, np.uint32)
    for part in parts:
        value = (value ^ part.astype(np.uint32)) * np.uint32(0x85EBCA6B)
        value ^= value >> np.uint32(15)
    value *= np.uint32(0xC2B2AE35)
    return (value >> np.uint32(32 - BITS)).astype(np.int64)


def context_slots(page: Page, begin: Places, end: Places, first: int) -> list[Places]:
    """Slots for what stands before `begin` and from `end` on (places in the arrays of `page`).

    Args:
        page: the document.
        begin: where candidates begin.
        end: where they end (exclusive).
        first: the number of the first template; eight are used.
    """
    c = page.codes
    l1, l2, l3, l4 = (c[begin - k] for k in (1, 2, 3, 4))
    r1, r2, r3 = (c[end + k] for k in (0, 1, 2))
    return [
        hashed(first, l1),
        hashed(first + 1, l1, l2),
        hashed(first + 2, l1, l2, l3),
        hashed(first + 3, l1, l2, l3, l4),
        hashed(first + 4, r1),
        hashed(first + 5, r1, r2),
        hashed(first + 6, r1, r2, r3),
        hashed(first + 7, kinds(l1), kinds(r1)),
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
    """How the dictionary cuts each candidate: bits for the words that start in it and at its end."""
    pattern = np.zeros(begin.shape, np.uint32)
    size = end - begin
    for offset in range(6):
        inside = (offset < size) & page.starts[np.minimum(begin + offset, end)]
        pattern |= inside.astype(np.uint32) << np.uint32(offset)
    pattern |= page.starts[end].astype(np.uint32) << np.uint32(7)
    return pattern | (np.minimum(size, 7).astype(np.uint32) << np.uint32(8))


def scores(weights: npt.NDArray[np.float32], slots: Sequence[Places]) -> npt.NDArray[np.float32]:
    """The sum of the weights of each candidate's slots; shape (candidates,)."""
    total = np.zeros(slots[0].shape, np.float32)
    for slot in slots:
        total += weights[slot]
    return total


def read_weights(name: str) -> tuple[npt.NDArray[np.float32], float]:
    """The weight vector, shape (2 ** BITS,), and bias in the file `name` under `models/`.

    Raises:
        KnowledgeError: the file is missing or does not hold them.
    """
    path = models_path(name)
    try:
        with np.load(path, allow_pickle=False) as stored:
            weights = stored["weights"].astype(np.float32)
            bias = float(stored["bias"])
    except (OSError, KeyError, ValueError) as error:
        raise KnowledgeError(f"{path}: {error}") from error
    if weights.shape != (1 << BITS,):
        raise KnowledgeError(f"{path}: {weights.shape} weights, not {1 << BITS}")
    return weights, bias
