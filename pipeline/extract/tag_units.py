"""A text as the units that the sequence tagger labels: Han characters, Latin words, other marks.

A run of Latin letters and digits is one unit (`Qwen3`), so is every other character; white space is
none. All values are arrays over the units, so that a document costs a few dozen array operations.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.extract.span_features import PAD, Codes, Flags, Page, Places
from pipeline.resources import models_path
from pipeline.weights import load_arrays

LEXICON: Final = "names/lexicon.npz"
Bytes = npt.NDArray[np.uint8]

SPACE, LATIN, HAN, BREAK, OTHER = range(5)
# The shapes of units: what is no Latin word has that of its kind.
NUMBER, LOWER, CAPITAL, UPPER, CAMEL, MIXED, LETTER = range(5, 12)
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15 | 1)
_LONGEST: Final = 4096
_ALL_BITS: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a text; all arrays but `page`'s are of shape (units,).

    `begin` and `end` are offsets in the text; `value` a hash of the unit (of a Latin word, of its
    lower case), `shape` one of the module's shapes, `size` the number of characters, `spaced`
    whether white space stands before, `home` the place in `page` where its word begins.
    """

    page: Page
    begin: Places
    end: Places
    value: Codes
    shape: Bytes
    size: Codes
    spaced: Flags
    home: Places

    @classmethod
    def of(cls, page: Page) -> Units:
        """The units of the text that `page` holds."""
        raw = page.raw[PAD : len(page.raw) - PAD]
        kind = _kinds()[np.minimum(raw, 0xFFFF)]
        before = np.concatenate(([np.uint8(OTHER)], kind[:-1])) if len(kind) else kind
        opens = (kind != SPACE) & ((kind != LATIN) | (before != LATIN))
        begin = np.flatnonzero(opens)
        closes = np.flatnonzero((kind == LATIN) & np.append(kind[1:] != LATIN, True))
        end = begin + 1
        latin = np.flatnonzero(kind[begin] == LATIN)
        end[latin] = closes + 1
        value = raw[begin].astype(np.uint32)
        shape = kind[begin].copy()
        value[latin], shape[latin] = _latin(raw, kind, begin[latin], end[latin])
        spaced = before[begin] == SPACE
        at = np.arange(len(raw))
        home = np.maximum.accumulate(np.where(page.starts[PAD : PAD + len(raw)], at, 0))
        return cls(
            page, begin, end, value, shape, (end - begin).astype(np.uint32), spaced,
            home[begin] + PAD,
        )  # fmt: skip


@functools.cache
def _kinds() -> Bytes:
    table = np.full(0x10000, OTHER, np.uint8)
    for code in range(0x10000):
        character = chr(code)
        if character == "\n":
            table[code] = BREAK
        elif character.isspace():
            table[code] = SPACE
        elif 0x3400 <= code < 0xA000:
            table[code] = HAN
        elif (code < 0x250 or 0x1E00 <= code < 0x1F00) and character.isalnum():
            # Vietnamese letters all count as one: names are known by the others.
            table[code] = LATIN
    return table


@functools.cache
def _lowered() -> npt.NDArray[np.uint64]:
    table = np.arange(0x250, dtype=np.uint64)
    for code in range(0x250):
        small = chr(code).lower()
        if len(small) == 1:
            table[code] = ord(small)
    return table


@functools.cache
def _powers() -> npt.NDArray[np.uint64]:
    factors = np.full(_LONGEST, _MULTIPLIER)
    factors[0] = 1
    return np.multiply.accumulate(factors)


def _latin(raw: Codes, kind: Bytes, begin: Places, end: Places) -> tuple[Codes, Bytes]:
    """Hash and shape of each Latin run."""
    if not len(begin):
        return np.zeros(0, np.uint32), np.zeros(0, np.uint8)
    small = np.minimum(raw, 0x24F)
    # The place within the run decides the power, so that equal words have equal hashes.
    sizes = end - begin
    total = int(sizes.sum())
    starts = np.cumsum(sizes) - sizes
    inside = np.arange(total) - np.repeat(starts, sizes)
    at = np.repeat(begin, sizes) + inside
    letters = small[at]
    terms = _lowered()[letters] * _powers()[np.minimum(inside, _LONGEST - 1)]
    hashes = np.add.reduceat(terms, starts)
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    value = (hashes >> np.uint64(32)).astype(np.uint32)
    upper = _upper()[letters]
    digit = (letters >= 48) & (letters <= 57)
    ups = np.add.reduceat(upper.astype(np.int64), starts)
    digits = np.add.reduceat(digit.astype(np.int64), starts)
    first = upper[starts]
    lows = sizes - ups - digits
    shape = np.full(len(begin), MIXED, np.uint8)
    shape[digits == 0] = CAMEL
    shape[(digits == 0) & (ups == 0)] = LOWER
    shape[(digits == 0) & (ups == 1) & first] = CAPITAL
    shape[(lows == 0) & (digits == 0)] = UPPER
    shape[(sizes == 1) & (digits == 0) & (ups == 1)] = LETTER
    shape[digits == sizes] = NUMBER
    return value, shape


@functools.cache
def _upper() -> Flags:
    return np.array([chr(c).isupper() for c in range(0x250)])


def latin_hash(word: str) -> int:
    """The value that a unit of this Latin word has; of one word `latin_hashes`, without arrays."""
    if not 0 < len(word) <= _LONGEST or any(c >= "\u0250" or not c.isalnum() for c in word):
        return int(latin_hashes([word])[0])
    lowered = _lowered_codes()
    value, power = 0, 1
    for character in word:
        value += lowered[ord(character)] * power
        power = power * int(_MULTIPLIER) & _ALL_BITS
    value &= _ALL_BITS
    value ^= value >> 29
    return (value * 0xBF58476D1CE4E5B9 & _ALL_BITS) >> 32


@functools.cache
def _lowered_codes() -> list[int]:
    codes: list[int] = _lowered().tolist()
    return codes


def latin_hashes(words: list[str]) -> Codes:
    """The values that units of these Latin words have; shape (words,)."""
    text = "\n".join(words)
    units = Units.of(Page.of(text))
    found = {text[a:b]: int(v) for a, b, v in zip(units.begin.tolist(), units.end.tolist(),
                                                  units.value.tolist(), strict=True)}  # fmt: skip
    return np.array([found.get(w, 0) for w in words], np.uint32)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words in general, by their hash.

    `han` sorted hashes of Chinese words as `Page.words` has them, `han_class` the class of each;
    `latin` sorted values of Latin words in lower case, `latin_class` how common each is (0 to 7)
    and, in bits 3 and 4, whether it is a given name and a surname.
    """

    han: Codes
    han_class: Bytes
    latin: Codes
    latin_class: Bytes

    def of_han(self, hashes: Codes) -> Bytes:
        """The class of each Chinese word; 0 where it is unknown."""
        return _looked_up(self.han, self.han_class, hashes)

    def of_latin_value(self, value: int) -> int:
        """The class of one Latin word by its value; 0 where it is unknown."""
        at = min(int(self.latin.searchsorted(np.uint32(value))), len(self.latin) - 1)
        return int(self.latin_class[at]) if int(self.latin[at]) == value else 0

    def of_latin(self, values: Codes) -> Bytes:
        """The class of each Latin word; 0 where it is unknown."""
        return _looked_up(self.latin, self.latin_class, values)


def _looked_up(keys: Codes, classes: Bytes, wanted: Codes) -> Bytes:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: Bytes = np.where(keys[at] == wanted, classes[at], 0).astype(np.uint8)
    return found


@functools.cache
def lexicon() -> Lexicon:
    """The packaged lexicon.

    Raises:
        KnowledgeError: its file is missing or is none.
    """
    names = ("han", "han_class", "latin", "latin_class")
    stored = load_arrays(models_path(LEXICON), names)
    return Lexicon(*(stored[name] for name in names))


__all__ = ["LEXICON", "Lexicon", "Units", "latin_hash", "latin_hashes", "lexicon"]
