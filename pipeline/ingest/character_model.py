"""How likely a text is as Chinese, English or their neighbours: bits a character.

A text is a walk over classes of characters (Han, ASCII letters, Chinese punctuation, …); each step
costs the bits of the class after the class before it, and the bits of the character in its class.
Han characters have two sets of costs, one a script, and a text is charged the cheaper. The same
bytes read in two encodings are two texts, and the difference of their bits is the logarithm of
their odds: this is the naive Bayes view of encoding detection (Li & Momoi, "A composite approach to
language/encoding detection", 2001), with bigrams of classes for the order of characters.

The costs stand in `models/encoding/characters.tsv`, which `train_characters.py` makes.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

COSTS_FILE: Final = "encoding/characters.tsv"
CLASSES: Final = (
    "letter",
    "digit",
    "space",
    "break",
    "mark",
    "han",
    "cjk-mark",
    "accent",
    "type-mark",
    "kana",
    "hangul",
    "symbol",
    "control",
    "wide",
    "script",
    "lost",
)
"""Classes of characters: ASCII letters, digits, spaces, line breaks and ASCII marks; Han; Chinese
and full-width marks; accented Latin letters; curly quotes, dashes and currency signs; kana; Hangul;
symbols and emoji; controls, private use and unassigned; full-width letters and digits; other
scripts; U+FFFD."""

LETTER, DIGIT, SPACE, BREAK, MARK, HAN, CJK_MARK, ACCENT = range(8)
TYPE_MARK, KANA, HANGUL, SYMBOL, CONTROL, WIDE, SCRIPT, LOST = range(8, 16)
_LONE_BITS: Final = 5.0
"""Bits of a Han character with no Chinese beside it: pairs of classes alone see no harm in one."""
_PLANE: Final = 0x10000
_BEYOND: Final = {"\U0001f600": SYMBOL, "\U00020000": HAN, "\U000e0100": CONTROL}
"""What stands for all characters of a plane beyond the first: emoji, rare Han, the rest."""
_RANGES: Final = (
    (0x00A1, 0x00C0, TYPE_MARK),
    (0x00C0, 0x0250, ACCENT),
    (0x00D7, 0x00D8, TYPE_MARK),
    (0x00F7, 0x00F8, TYPE_MARK),
    (0x0250, 0x1E00, SCRIPT),
    (0x1100, 0x1200, CONTROL),
    (0x1E00, 0x1F00, ACCENT),
    (0x1F00, 0x2000, SCRIPT),
    (0x2010, 0x2028, TYPE_MARK),
    (0x2030, 0x2060, SYMBOL),
    (0x2030, 0x2034, TYPE_MARK),
    (0x2039, 0x203B, TYPE_MARK),
    (0x2070, 0x2E80, SYMBOL),
    (0x20A0, 0x20D0, TYPE_MARK),
    (0x2122, 0x2123, TYPE_MARK),
    (0x2E80, 0x3000, HAN),
    (0x3000, 0x3040, CJK_MARK),
    (0x3040, 0x3100, KANA),
    (0x3100, 0x3400, SYMBOL),
    (0x3400, 0xA000, HAN),
    (0xA000, 0xAC00, SCRIPT),
    (0xAC00, 0xD7A4, HANGUL),
    (0xF900, 0xFB00, HAN),
    (0xFB00, 0xFE00, SCRIPT),
    (0xFE10, 0xFE70, CJK_MARK),
    (0xFE70, 0xFEFF, SCRIPT),
    (0xFF01, 0xFF5F, CJK_MARK),
    (0xFF10, 0xFF1A, WIDE),
    (0xFF21, 0xFF3B, WIDE),
    (0xFF41, 0xFF5B, WIDE),
    (0xFF5F, 0xFFA0, KANA),
    (0xFFA0, 0xFFE0, CONTROL),
    (0xFFE0, 0xFFE7, CJK_MARK),
    (0xFFFD, 0xFFFE, LOST),
)

Costs = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


@functools.cache
def character_classes() -> npt.NDArray[np.uint8]:
    """The class of each code point of the first plane, then of the three rows of `_BEYOND`."""
    classes = np.full(_PLANE + len(_BEYOND), CONTROL, dtype=np.uint8)
    classes[0x21:0x7F] = MARK
    for first, last in ("AZ", "az"):
        classes[ord(first) : ord(last) + 1] = LETTER
    classes[ord("0") : ord("9") + 1] = DIGIT
    classes[[0x20, 0xA0]] = SPACE
    classes[[0x09, 0x0A, 0x0D]] = BREAK
    for start, end, name in _RANGES:
        classes[start:end] = name
    classes[_PLANE:] = list(_BEYOND.values())
    return classes


def code_points(text: str) -> Indices:
    """The rows of the characters of `text` in the tables of classes and costs."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    if len(points) and points.max() >= _PLANE:
        rest = np.where(points < 0x30000, _PLANE, _PLANE + 2)
        beyond = np.where((points >= 0x20000) & (points < 0x30000), _PLANE + 1, rest)
        points = np.where(points < _PLANE, points, beyond)
    return points


@dataclass(frozen=True, slots=True)
class CharacterModel:
    """Costs in bits: of each character in its class by script, and of each class after another."""

    hans: Costs
    hant: Costs
    pairs: Costs
    """Of shape (classes, classes): the class before, the class after."""

    def bits(self, text: str, before: str = "\n", after: str = "") -> float:
        """The bits of `text` between the characters `before` and `after` it."""
        points = code_points(text)
        if not len(points):
            return 0.0
        classes = character_classes()[code_points(before[-1:] + text + after[:1])]
        steps = float(self.pairs[classes[:-1], classes[1:]].sum())
        chinese = (
            (classes == HAN) | (classes == CJK_MARK) | (classes == KANA) | (classes == TYPE_MARK)
        )
        lone = chinese[1:-1] & ~chinese[:-2] & ~chinese[2:] & (classes[1:-1] == HAN)
        steps += _LONE_BITS * int(lone.sum())
        return steps + min(float(self.hans[points].sum()), float(self.hant[points].sum()))


@functools.cache
def character_model() -> CharacterModel:
    """The model that ships.

    Raises:
        KnowledgeError: a line of the file is none of the three kinds.
    """
    path = models_path(COSTS_FILE)
    classes = character_classes()
    pairs = np.zeros((len(CLASSES), len(CLASSES)), dtype=np.float32)
    costs = {name: np.zeros(len(classes), dtype=np.float32) for name in ("hans", "hant")}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            kind, name, values = line.split("\t")
            if kind == "pairs":
                pairs[CLASSES.index(name)] = [float(v) for v in values.split()]
            elif kind == "unseen":
                for table in costs.values():
                    table[classes == CLASSES.index(name)] = float(values)
            else:
                points = code_points("".join(values.split(" ")))
                for table in costs.values() if kind == "all" else (costs[kind],):
                    table[points] = float(name)
        except (ValueError, KeyError) as error:
            raise KnowledgeError(f"{path}:{number}: not a line of costs: {line[:40]!r}") from error
    return CharacterModel(costs["hans"], costs["hant"], pairs)
