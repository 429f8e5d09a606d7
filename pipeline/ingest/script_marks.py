"""What each character says of the script and language of a text, by OpenCC's own dictionaries.

A character marks a script if conversion changes it and the other script never has it, or at most
once for every hundred times. So 后, 里, 台, 著, 乾 mark neither (皇后, 公里, 台灣, 著作, 乾隆 are
written so in both), and 於, 徵, 种 do, though each is a rare surname or word in the other.
"""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.character_set import CodePoints
from pipeline.ingest.opencc_dictionaries import alternatives, dictionary
from pipeline.ingest.phrases import Table, character_table
from pipeline.resources import models_path

Marks = npt.NDArray[np.uint16]

HAN: Final = 1
HANT: Final = 2
HANS: Final = 4
HIRAGANA: Final = 8
KATAKANA: Final = 16
HANGUL: Final = 32
# Chinese characters that Japanese does not write so, and function characters of Chinese.
CHINESE: Final = 64
SHINJITAI: Final = 128
DECORATIVE: Final = 256
# Those function characters alone, for Korean.
FUNCTION: Final = 1024
# Traditional characters that never stand in simplified text, so that they can be folded anywhere.
FOLDABLE: Final = 512

_SIZE: Final = 0x32400
_RATIO: Final = 100
_BLOCKS: Final = (
    (HAN, 0x3400, 0x9FFF),
    (HAN, 0xF900, 0xFAFF),
    (HAN, 0x20000, 0x323AF),
    (HIRAGANA, 0x3041, 0x3096),
    (KATAKANA, 0x30A1, 0x30FA),
    (KATAKANA, 0xFF66, 0xFF9D),
    (HANGUL, 0x1100, 0x11FF),
    (HANGUL, 0xAC00, 0xD7A3),
)


def marks_of(codes: CodePoints) -> Marks:
    """The marks of each code point, an array of shape (n,) of the constants above, added up."""
    return _table().take(codes, mode="clip")


@functools.cache
def _table() -> Marks:
    table = np.zeros(_SIZE, dtype=np.uint16)
    for mark, first, last in _BLOCKS:
        table[first : last + 1] |= mark
    listed = _listed()
    kyujitai = dictionary("JPShinjitaiCharactersRev.txt")
    shinjitai = {new for old, new in kyujitai.items() if old != new}
    hant, hans = characters_of("hant"), characters_of("hans")
    marked = {
        HANT: hant,
        HANS: hans,
        FOLDABLE: {chr(code) for code in np.flatnonzero(folding_table() != np.arange(_SIZE))},
        SHINJITAI: shinjitai - hans - hant - set(dictionary("STCharacters.txt")),
        CHINESE: {
            *listed["chinese"],
            *(old for old, new in kyujitai.items() if old != new and old in hant),
            *(hans - shinjitai),
        },
        DECORATIVE: listed["decorative"],
        FUNCTION: listed["chinese"],
    }
    for mark, characters in marked.items():
        table[[ord(c) for c in characters]] |= mark
    return table


@functools.cache
def _listed() -> dict[str, frozenset[str]]:
    listed = tomllib.loads(models_path("script/marks.toml").read_text(encoding="utf-8"))
    return {name: frozenset(entry["characters"]) for name, entry in listed.items()}


@functools.cache
def folding_table() -> Table:
    """What each code point becomes in text that is simplified already.

    Only characters that mark traditional text, and compatibility ideographs; not those that OpenCC
    lists as simplified forms of themselves too (於, 夥, 昇 in names), nor those whose simplified
    form lies outside the Basic Multilingual Plane.
    """
    to_simplified = alternatives("TSCharacters.txt")
    hant, left_over = characters_of("hant"), _listed()["left_over"]
    folded = {
        key: targets[0]
        for key, targets in to_simplified.items()
        if key in hant and (key not in targets or key in left_over) and targets[0] <= "\uffff"
    }
    compatibility = dictionary("CJK_Compatibility_Ideographs.txt")
    folded |= {key: folded.get(target, target) for key, target in compatibility.items()}
    table = character_table(folded)
    assert table is not None
    whole = np.arange(_SIZE, dtype=np.uint32)
    whole[: len(table)] = table
    return whole


@functools.cache
def characters_of(script: str) -> frozenset[str]:
    """Characters that mark a text as `hant` (or as `hans`)."""
    hant, hans = _marking()
    return hant if script == "hant" else hans


@functools.cache
def _marking() -> tuple[frozenset[str], frozenset[str]]:
    to_simplified, to_traditional = (
        alternatives("TSCharacters.txt"),
        alternatives("STCharacters.txt"),
    )
    phrases = dictionary("STPhrases.txt")
    in_simplified, in_traditional = Counter("".join(phrases)), Counter("".join(phrases.values()))
    simplified = {*to_traditional, *(c for targets in to_simplified.values() for c in targets)}
    traditional = {*to_simplified, *(c for targets in to_traditional.values() for c in targets)}
    # What Taiwan and Hong Kong write instead of OpenCC's standard: 台, 群, 床.
    regional = {
        c
        for file in ("TWVariants", "TWVariantsPhrases", "HKVariants", "HKVariantsPhrases")
        for target in dictionary(f"{file}.txt").values()
        for c in target
    }
    hant = _changed(to_simplified) & (
        traditional - simplified | _more(in_traditional, in_simplified)
    )
    hans = _changed(to_traditional) & (
        simplified - traditional | _more(in_simplified, in_traditional)
    )
    return frozenset(hant - hans), frozenset(hans - hant - regional)


def _changed(entries: dict[str, list[str]]) -> set[str]:
    return {key for key, targets in entries.items() if targets[0] != key}


def _more(here: Counter[str], there: Counter[str]) -> set[str]:
    """Characters that are at least `_RATIO` times as frequent here as there."""
    return {c for c, n in here.items() if n >= _RATIO * (there[c] + 0.5)}
