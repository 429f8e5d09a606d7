"""What Chinese characters read as, in pinyin and in Zhuyin, and whether letters are that reading.

Readings are compared without tones, ü as u, so that every way of writing them down meets:
`lǜ`, `lü4`, `lv`, `lu:4`. A character has all its readings, whichever word it stands in: a gloss
is told from an English word by its letters, not by a guess at the word.

Source of the readings: the character table of pypinyin (data of the Unihan database and others).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

HAN: Final = "\u3400-\u9fff\U00020000-\U0002fa1f"
"""Han characters, as part of a character class."""
TONED: Final = "āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿếề"
"""Letters with a tone mark; the breve stands for the caron in many texts."""
BOPOMOFO: Final = "\u3105-\u312f"

_TONE_MARKS: Final = frozenset("\u0304\u0301\u030c\u0306\u0300")
_PINYIN_ONLY: Final = frozenset("\u0304\u030c\u0306")
_LOOKALIKE: Final = str.maketrans({"ɡ": "g", "ɑ": "a", "ı": "i", "v": "u", "V": "U"})
_IS_HAN: Final = re.compile(f"[{HAN}]")
_NUMBERED: Final = re.compile(r"(?:[a-zA-Zü:]{1,7}[0-5][^a-zA-Z0-9]*)+(?:[a-z]{1,4}\W*)?$")
_LONGEST_SYLLABLE: Final = 6
_ZHUYIN_TONES: Final = re.compile("[ˊˇˋ˙‧·\\s]")
_NEUTRAL: Final = frozenset(("de", "le", "ma", "men", "zi", "tou", "ne", "ba", "a", "ya", "zhe"))


@dataclass(frozen=True, slots=True)
class Spelling:
    """Latin letters as they may spell a reading.

    `letters` are lower-case ASCII without marks; `marks` says of each whether it bore a tone mark.
    """

    letters: str
    marks: tuple[bool, ...]
    toned: bool
    numbered: bool
    capital: bool
    chinese: bool
    """A mark that only pinyin has among the languages likely here: macron, caron."""
    words: tuple[int, ...]
    """Where in `letters` a word ends."""


@functools.lru_cache(maxsize=4096)
def spelling(written: str) -> Spelling:
    """Read letters in any of the ways pinyin is typed.

    Args:
        written: what stands in the brackets; full-width and combining forms are understood.
    """
    plain = unicodedata.normalize("NFKC", written).translate(_LOOKALIKE)
    letters: list[str] = []
    marks: list[bool] = []
    words: list[int] = []
    chinese = capital = False
    for c in unicodedata.normalize("NFD", plain):
        if "a" <= c <= "z":
            letters.append(c)
            marks.append(False)
        elif "A" <= c <= "Z":
            capital = True
            letters.append(c.lower())
            marks.append(False)
        elif c in _TONE_MARKS:
            if marks:
                marks[-1] = True
            chinese = chinese or c in _PINYIN_ONLY
        elif c.isspace() and letters and (not words or words[-1] != len(letters)):
            words.append(len(letters))
    if not words or words[-1] != len(letters):
        words.append(len(letters))
    return Spelling(
        "".join(letters),
        tuple(marks),
        any(marks),
        bool(_NUMBERED.match(plain)),
        capital,
        chinese,
        tuple(words),
    )


def characters_read(before: str, letters: str, *, zhuyin: bool = False) -> int:
    """How many of the last Han characters of `before` the letters are a reading of; 0 if none.

    Punctuation between the characters is passed over, other letters are not.

    Args:
        before: the text that the gloss stands behind.
        letters: pinyin as `Spelling.letters` has it, or Zhuyin without tones.
        zhuyin: which of the two.
    """
    readings = zhuyin_readings if zhuyin else pinyin_readings
    rests = {letters}
    count = 0
    for character in reversed(before):
        if not _IS_HAN.match(character):
            if character.isalnum():
                return 0
            continue
        count += 1
        rests = {
            rest[: -len(reading)]
            for rest in rests
            for reading in readings(character)
            if rest.endswith(reading)
        }
        if "" in rests:
            return count
        if not rests:
            return 0
    return 0


def is_toned_pinyin(spelled: Spelling) -> bool:
    """Whether the letters are Chinese syllables, each with its tone mark, whatever they read.

    Accents of European words (`José`, `café`) do not fall one on every syllable, and a single
    syllable needs a mark that those languages lack.
    """
    if spelled.capital or not (spelled.chinese or len(_syllables_of(spelled)) > 1):
        return False
    return bool(_syllables_of(spelled))


def _syllables_of(spelled: Spelling) -> list[str]:
    """The syllables with one mark each (or of neutral tone, at the end of a word); [] if not."""
    found: list[str] = []
    start = 0
    for end in spelled.words:
        at = start
        while at < end:
            for size in range(min(_LONGEST_SYLLABLE, end - at), 0, -1):
                piece = spelled.letters[at : at + size]
                marked = sum(spelled.marks[at : at + size])
                neutral = marked == 0 and at + size == end and at > start and piece in _NEUTRAL
                if piece in syllables() and (marked == 1 or neutral):
                    found.append(piece)
                    at += size
                    break
            else:
                return []
        start = end
    return found


def zhuyin_letters(written: str) -> str:
    """Zhuyin without tones and spaces; 一 and 丨 are the ㄧ of careless typing."""
    return _ZHUYIN_TONES.sub("", written).replace("一", "ㄧ").replace("丨", "ㄧ")


def _without_tones(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading)
    return "".join(c for c in decomposed if "a" <= c <= "z")


@functools.cache
def _dictionary() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    readings: dict[int, str] = PINYIN_DICT
    return readings


@functools.lru_cache(maxsize=20_000)
def pinyin_readings(character: str) -> frozenset[str]:
    """The readings of a character without tones; 儿 is also the mere r of erhua."""
    listed = _dictionary().get(ord(character), "")
    found = {_without_tones(r) for r in listed.split(",")} - {""}
    return frozenset(found | {"r"} if character in "儿兒" else found)


@functools.lru_cache(maxsize=20_000)
def zhuyin_readings(character: str) -> frozenset[str]:
    """The readings of a character in Zhuyin without tones."""
    from pypinyin import Style
    from pypinyin.style import convert

    listed = _dictionary().get(ord(character), "")
    return frozenset(
        zhuyin_letters(convert(r, Style.BOPOMOFO, strict=True)) for r in listed.split(",") if r
    ) - {""}


@functools.cache
def syllables() -> frozenset[str]:
    """Every syllable of the dictionary, without tones."""
    return frozenset(_without_tones(r) for v in _dictionary().values() for r in v.split(","))
