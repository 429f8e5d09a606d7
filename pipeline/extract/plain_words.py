"""Latin words that are words of the language too, and models that are called as they are: Wan.

In a text a storm, a planet, a verb or a street is meant far more often, so that such a name counts
only where something beside it speaks for a model, and never inside a longer name (Wan Chai).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import latin_words
from pipeline.extract.tag_units import latin_hash, lexicon

_FROM: Final = 2
_NEAR: Final = 30
_MODEL: Final = re.compile(
    r"模型|权重|开源|参数|基准|跑分|评测|推理|微调|上下文|幻觉|[Mm]odels?\b|LLM|weights|checkpoint"
    r"|open-source|open-weight|parameters|benchmark|fine-tun|inference|context window"
    r"|[Cc]hatbot|API\b"
)
# Another name of its own stands before or behind it. What begins a sentence is no sign.
_NAME_BEFORE: Final = re.compile(r"(?:[a-z,;’'\u4e00-\u9fff] |[\u4e00-\u9fff])[A-Z][a-z]+ $")
_NAME_BEHIND: Final = re.compile(r" [A-Z][a-z]+(?![a-z]*\d)")


@lru_cache(maxsize=16_384)
def commonness(word: str) -> int:
    """How common a Latin word is in its language, 0 to 7."""
    return lexicon().of_latin_value(latin_hash(word)) & 7


@lru_cache(maxsize=16_384)
def is_given_name(word: str) -> bool:
    """Whether a Latin word is a given name somewhere: Kayleigh, Ravi."""
    return bool(lexicon().of_latin_value(latin_hash(word)) & 8)


@lru_cache(maxsize=16_384)
def is_plain_word(surface: str) -> bool:
    """Whether a capitalised Latin word is one of the language: Typhoon, but not CLIP, Llama."""
    if not (surface.isascii() and surface.isalpha() and surface[1:].islower()):
        return False
    return commonness(surface) >= _FROM


def speaks_for_model(text: str, start: int, end: int, *, maker: bool) -> bool:
    """Whether what stands beside a plain word, or its maker in the text, makes it a model."""
    if _NAME_BEHIND.match(text, end) or _NAME_BEFORE.search(text[max(0, start - 20) : start]):
        return False
    return maker or _MODEL.search(text, max(0, start - _NEAR), end + _NEAR) is not None


_CAPITAL_BEFORE: Final = re.compile(r"(?:[a-z,;’'] |[\u4e00-\u9fff] ?)([A-Z][a-z]{2,}) $")
_REACH: Final = 20


def ends_longer_name(text: str, start: int) -> bool:
    """Whether a capitalised word of no dictionary stands before: `Lanqiao Cognition`."""
    match = _CAPITAL_BEFORE.search(text[max(0, start - _REACH) : start])
    return (
        match is not None
        and not commonness(match[1])
        and match[1].lower() not in english_words()
        and match[1].lower() not in latin_words("function")
    )


_PART_BEFORE: Final = re.compile(r"(?:\b([A-Z][a-z’']+)|\b[A-Z]\.)[  ]$|[A-Za-z][-‑]$")
_PART_BEHIND: Final = re.compile(r"[-‑][A-Z]|[  ](?:[A-Z]\.[  ]?)?[A-Z][a-z]")


def is_part_of_name(text: str, start: int, end: int) -> bool:
    """Whether one Latin word is but a part of somebody's name: `Kate Jensen`, `Satya Mehta`."""
    if not text[start:end].isascii() or " " in text[start:end]:
        return False
    if _PART_BEHIND.match(text, end):
        return True
    match = _PART_BEFORE.search(text[max(0, start - _REACH) : start])
    if match is None or not match[1]:
        return match is not None
    word = match[1]
    if word.lower() in latin_words("function") or word.lower() in latin_words("honour"):
        return False
    return not word.endswith(("'s", "’s")) and (is_given_name(word) or not commonness(word))


_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:。！？：\"“”「『(（*#>\-|•·\n]\s*)$")
# What only a name in the singular can stand before without an article.
_VERB_BEHIND: Final = re.compile(
    r"[’']s |,? (?:is|was|has|had|does|did|can|cannot|could|will|would|may|might|must|gave|gives"
    r"|took|takes|writes|wrote|reads|read|answers|answered|stops|stopped|runs|ran|says|said|costs|cost|comes"
    r"|came|beats|scored|scores|makes|made|handles|handled|knows|knew|learns|learned|needs|passed|passes"
    r"|failed|fails"
    r"|works|worked|found|finds|got|gets|lost|won|processes|processed|refused|refuses|sounds|hears"
    r"|understands|thinks|translates|invented|invents|hallucinates)\b"
)
_WORD_BEFORE: Final = re.compile(r"[A-Z][\w’'-]* $")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence, heading or quotation in English begins at `start`."""
    before = text[max(0, start - 24) : start]
    return not _HAN.search(before[-6:]) and _SENTENCE_START.search(before) is not None


def stands_as_name(text: str, start: int, end: int) -> bool:
    """Whether a word of the language is a name here: within a sentence, or before a verb."""
    around = text[max(0, start - 6) : start] + text[end : end + 6]
    if _HAN.search(around):
        return True
    before = text[max(0, start - 24) : start]
    if _SENTENCE_START.search(before):
        return _VERB_BEHIND.match(text, end) is not None
    return not _WORD_BEFORE.search(before)
