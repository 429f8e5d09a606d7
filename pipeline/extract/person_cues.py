"""Titles, speech verbs and other words by which personal names are recognised."""

from __future__ import annotations

import functools
import json
import re
from typing import Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.extract.span_features import character_table
from pipeline.resources import models_path

CHINESE_TITLE: Final = re.compile(
    r"(?:总(?![是体的部共之有额理量营会裁算监经统参计和数成投规能编])|医生|医师|博士|老师|先生|女士|教授|院士|律师|董事长"
    r"|董(?![事秘])|老板|师傅|经理|主任|院长|校长|所长|厂长|店长|处长|局长|部长|会计师|工程师|教练|伯|哥|姐|嫂|婶)"
)
"""A title that stands behind a surname: 王总, 高医生."""


@functools.cache
def person_cues() -> dict[str, list[str]]:
    """Titles, speech verbs and words that are no names, by the side on which they stand."""
    content: dict[str, list[str]] = json.loads(
        models_path("knowledge/person_cues.json").read_text(encoding="utf-8")
    )
    return content


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@functools.cache
def _lengths(side: str) -> tuple[frozenset[str], tuple[int, ...]]:
    words = frozenset(w for w in person_cues()[side] if w != "任")
    return words, tuple(sorted({len(w) for w in words}))


@functools.cache
def _english_title() -> re.Pattern[str]:
    listed = person_cues()["en_before"]
    return re.compile(
        r"\b(?:chief \w+ officer"
        r"|[a-z]+ chief"
        rf"|{_any_of(listed)}),? $",
        re.IGNORECASE,
    )


@functools.cache
def _english_verb() -> re.Pattern[str]:
    return re.compile(rf",? (?:{_any_of(person_cues()['en_after'])})\b")


def has_title_before(text: str, start: int) -> bool:
    """Whether a title in either language ends where `text[start:]` starts."""
    end = start
    if text[end - 1 : end] in _OPENING:
        end -= 1
    if end < start and _LETTER.match(text, end - 1 - (text[end - 1 : end] == ",")):
        return _english_title().search(text[max(0, start - 40) : start]) is not None
    words, lengths = _lengths("before")
    return any(text[end - n : end] in words for n in lengths if n <= end)


def has_verb_after(text: str, end: int) -> bool:
    """Whether a verb of speech or of careers in either language starts at `end`."""
    start = end + 1 if text[end : end + 1] == " " else end
    words, lengths = _lengths("after")
    if any(text[start : start + n] in words for n in lengths):
        return True
    if text[start : start + 1] == "在":
        place = _PLACE.match(text, start)
        return place is not None and any(
            text[place.end() : place.end() + n] in words for n in lengths
        )
    return (start > end or text[end : end + 2] == ", ") and (
        _english_verb().match(text, end) is not None
    )


@functools.cache
def _automaton(side: str) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        sorted(_lengths(side)[0]),
        matchkind=ahocorasick_rs.MatchKind.Standard,
        store_patterns=False,
    )


@functools.lru_cache(maxsize=1)
def titles_and_verbs(text: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where a Chinese title ends and where a verb of speech starts; both of length n + 1.

    The last answer is kept, for the tagger and the rules ask it of the same document.
    """
    ends, starts = np.zeros((2, len(text) + 1), np.bool_)
    for side, table, column in (("before", ends, 2), ("after", starts, 1)):
        found = _automaton(side).find_matches_as_indexes(text, overlapping=True)
        if found:
            table[np.array(found, np.int64)[:, column]] = True
    ends.flags.writeable = starts.flags.writeable = False
    return ends, starts


# Beside these a title or verb may stand apart or in English, and is looked for one by one.
APART_BEFORE: Final = character_table(' “「"')
APART_AFTER: Final = character_table(" ,在")


def has_weak_verb_after(text: str, end: int) -> bool:
    """Whether a verb that people share with things starts at `end`: `has`, `was`, `made`."""
    return _weak_verb().match(text, end) is not None


@functools.cache
def _weak_verb() -> re.Pattern[str]:
    return re.compile(rf" (?:{_any_of(person_cues()['en_weak_after'])})\b")


_OPENING: Final = frozenset(' “「"')
_LETTER: Final = re.compile(r"[A-Za-z]")
_PLACE: Final = re.compile(r"在[^，。,\n]{1,10}?(?:上|中|里|时|后|会)")


@functools.cache
def title_after() -> re.Pattern[str]:
    """A title behind a comma: `Ana Ruiz, a partner at …`."""
    listed = person_cues()["en_before"]
    return re.compile(
        r", (?:(?:who|whose|now|then|formerly)\b"
        r"|(?:(?:a|an|the|its|our|their|his|her|co-)\s?)?(?:[\w'-]+ ){0,3}?"
        rf"(?:{_any_of(listed)}|engineer|daughter|fan|official|student)\b)",
        re.IGNORECASE,
    )
