"""Characters of lines folded for n-grams: widths, capitals, digits, arrows to one of each."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
CLASSES: Final = 12
"""How many classes of folded characters there are."""
OTHER, LATIN, DIGIT, HAN, SPACE, TERMINAL = range(6)
SEPARATOR, SYMBOL, COMMA, BRACKET, COLON, BREAK = range(6, CLASSES)
PLANE: Final = 0x10000
_NEWLINE: Final = 10
BLANK: Final = ord(" ")
_APOSTROPHE: Final = ord("'")
_SYMBOL: Final = ord("◆")
_ARROW: Final = ord("→")
_DASH: Final = ord("-")
_DOT: Final = ord("·")
_BAR: Final = ord("|")
_RANGES: Final = (
    (0x2190, 0x21FF, _ARROW),
    (0x2500, 0x257F, _DASH),
    (0x2580, 0x27BF, _SYMBOL),
    (0x2900, 0x297F, _ARROW),
    (0x2B00, 0x2BFF, _SYMBOL),
    (0xD800, 0xDFFF, _SYMBOL),
    (0xFE00, 0xFE0F, _SYMBOL),
)
_SINGLES: Final = {
    _DASH: "—–―‐‑−~〜～_=＝*＊#＃",
    _DOT: "•‧・∙▪◦●○",
    _BAR: "｜丨︱│",
    ord('"'): "“”「」『』＂",
    _APOSTROPHE: "‘’`",
    ord("["): "【〔［《〈",
    ord("]"): "】〕］》〉",
    _ARROW: "»›＞>",
    ord("."): "…",
}
_MARKS: Final = {
    TERMINAL: "。!?.",
    SEPARATOR: "|/·→",
    SYMBOL: "◆-",
    COMMA: ",;、",
    BRACKET: '()[]"',
    COLON: ":",
    BREAK: "\n",
}
_RUNS: Final = "0 ◆→-·|.!"
_LETTERS: Final = ((0x61, 0x7A), (0xDF, 0xF6), (0xF8, 0x24F))
_HAN_BLOCKS: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
# Han characters and Hangul syllables, halves of characters and private ones: two thirds of the
# plane, to which Unicode gives no other form.
_SETTLED: Final = ((0, 0), (0x3400, 0x9FFF), (0xAC00, 0xF8FF))
_LONG_NUMBER: Final = 7


@functools.cache
def _folding() -> npt.NDArray[np.uint16]:
    """Folded character by code point, for the basic plane; the last stands for all beyond it."""
    table = np.arange(PLANE, dtype=np.uint16)
    unsettled = np.ones(PLANE, dtype=bool)
    for low, high in _SETTLED:
        unsettled[low : high + 1] = False
    for code in np.flatnonzero(unsettled).tolist():
        character = chr(code)
        if character.isdigit():
            table[code] = ord("0")
        elif character.isspace():
            table[code] = BLANK
        else:
            lowered = unicodedata.normalize("NFKC", character).lower()
            if len(lowered) == 1 and ord(lowered) < PLANE:
                table[code] = ord(lowered)
    for low, high, target in _RANGES:
        table[low : high + 1] = target
    for target, characters in _SINGLES.items():
        table[[ord(c) for c in characters]] = target
    table[0] = BLANK
    table[_NEWLINE] = _NEWLINE
    table[-1] = _SYMBOL
    return table


@functools.cache
def _class_of() -> npt.NDArray[np.uint8]:
    """Class by folded character."""
    table = np.full(PLANE, OTHER, dtype=np.uint8)
    for low, high in _LETTERS:
        table[low : high + 1] = LATIN
    for low, high in _HAN_BLOCKS:
        table[low : high + 1] = HAN
    table[ord("0")] = DIGIT
    table[BLANK] = SPACE
    for name, characters in _MARKS.items():
        table[[ord(c) for c in characters]] = name
    return table


@functools.cache
def _unsqueezed() -> Flags:
    """Whether a run of a folded character counts as more than one of it."""
    table = np.ones(PLANE, dtype=bool)
    table[[ord(c) for c in _RUNS]] = False
    return table


@dataclass(frozen=True, slots=True)
class FoldedLines:
    """Lines in folded characters, one after another.

    codes: shape (m,), a line break before each line and one behind the last.
    classes: shape (m,), the class of each.
    line: shape (m,), the number of the line; a line break belongs to the line that it begins.
    count: how many lines there are.
    upper: shape (count,), how many capitals each line had.
    long_number: shape (count,), whether a line had seven digits or more in a row.
    """

    codes: npt.NDArray[np.uint16]
    classes: npt.NDArray[np.uint8]
    line: Integers
    count: int
    upper: Integers
    long_number: Flags


def folded_lines(lines: Sequence[str]) -> FoldedLines:
    """Fold the characters of `lines`, none of which holds a line break."""
    joined = "\n" + "\n".join(lines) + "\n"
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _folding().take(raw, mode="clip")
    line = np.cumsum(raw == _NEWLINE) - 1
    capital = (raw >= ord("A")) & (raw <= ord("Z"))
    upper = np.bincount(line[capital], minlength=len(lines) + 1)[: len(lines)]
    keep = np.ones(len(codes), dtype=bool)
    keep[1:] = (codes[1:] != codes[:-1]) | _unsqueezed().take(codes[1:])
    long_number = _long_numbers(codes, line, len(lines))
    codes, line = codes[keep], line[keep]
    classes = _class_of().take(codes)
    inner = np.flatnonzero(codes[1:-1] == _APOSTROPHE) + 1
    inner = inner[(classes[inner - 1] == LATIN) & (classes[inner + 1] == LATIN)]
    classes[inner] = LATIN
    return FoldedLines(codes, classes, line, len(lines), upper, long_number)


def _long_numbers(codes: npt.NDArray[np.uint16], line: Integers, count: int) -> Flags:
    digit = codes == ord("0")
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    found = np.zeros(count, dtype=bool)
    found[line[edges[::2][edges[1::2] - edges[::2] >= _LONG_NUMBER]]] = True
    return found


__all__ = [
    "BLANK",
    "BRACKET",
    "BREAK",
    "CLASSES",
    "COLON",
    "COMMA",
    "DIGIT",
    "HAN",
    "LATIN",
    "OTHER",
    "PLANE",
    "SEPARATOR",
    "SPACE",
    "SYMBOL",
    "TERMINAL",
    "Flags",
    "FoldedLines",
    "Integers",
    "folded_lines",
]
