"""Readings as pages for learners, converters and ruby annotations put them behind characters.

A page has one way of glossing, drawn once: the brackets, the parting of syllables, the tones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from pipeline.text import Edit

_HAN: Final = re.compile("[\u3400-\u9fff]+")
_BRACKETS: Final = ("()", "（）", "()", "（）", "[]", "【】", "〔〕", "(）")
_PARTING: Final = ("", " ", "", " ", "-", "'")
_SHARES: Final = (0.02, 0.1, 0.3, 0.7)
_WORD: Final = 0.6
_CAPITAL: Final = 0.15


@dataclass(frozen=True, slots=True)
class _Shape:
    brackets: str
    parting: str
    before: str
    combining: bool
    wide: bool
    capital: bool

    @classmethod
    def drawn(cls, random: Random) -> _Shape:
        return cls(
            random.choice(_BRACKETS),
            random.choice(_PARTING),
            " " if random.random() < 0.1 else "",
            random.random() < 0.1,
            random.random() < 0.1,
            random.random() < _CAPITAL,
        )

    def gloss(self, readings: Sequence[str]) -> str:
        written = self.parting.join(readings)
        if self.capital:
            written = written[:1].upper() + written[1:]
        if self.wide:
            written = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
        if self.combining:
            written = unicodedata.normalize("NFD", written)
        return f"{self.before}{self.brackets[0]}{written}{self.brackets[1]}"


def gloss_words(text: str, random: Random) -> list[Edit]:
    """Readings with tone marks behind words, `人工（rén gōng）`, in a shape drawn for the page."""
    return _glossed(text, random, "TONE", _Shape.drawn(random))


def gloss_plain(text: str, random: Random) -> list[Edit]:
    """Readings without tone marks or with numbers for them: `国家(guojia)`, `国家(guo2 jia1)`."""
    shape = _Shape.drawn(random)
    style = random.choice(("NORMAL", "TONE3"))
    plain = _Shape(shape.brackets, shape.parting, "", False, False, False)
    return _glossed(text, random, style, plain)


def zhuyin(text: str, random: Random) -> list[Edit]:
    """Zhuyin behind characters or words, in brackets or, as ruby leaves it, without."""
    brackets = random.choice(("()", "（）", ""))
    shape = _Shape(brackets or "  ", " " if brackets else "", "", False, False, False)
    edits = _glossed(text, random, "BOPOMOFO", shape)
    if brackets:
        return edits
    return [edit._replace(replacement=edit.replacement.strip()) for edit in edits]


def _glossed(text: str, random: Random, style: str, shape: _Shape) -> list[Edit]:
    import rjieba

    share = random.choice(_SHARES)
    by_word = random.random() < _WORD
    edits: list[Edit] = []
    for run in _HAN.finditer(text):
        at = run.start()
        for piece in rjieba.cut(run.group()) if by_word else run.group():
            end = at + len(piece)
            if random.random() < share:
                readings = _readings(piece, style)
                if readings:
                    edits.append(Edit(end, end, shape.gloss(readings), "gloss", "pinyin"))
            at = end
    return edits


def _readings(word: str, style: str) -> list[str]:
    """The reading of each character; [] where one has none."""
    from pypinyin import Style, pinyin

    found = [r[0] for r in pinyin(word, style=getattr(Style, style), errors="ignore", v_to_u=True)]
    return found if len(found) == len(word) and all(found) else []
