"""Which language, script and region a text is in, and with which conversion it is folded.

Characters decide the script (`script_marks`), words the region: words that one place uses and the
others do not. Text in Japanese or Korean, and addresses of pages, count for nothing.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

import ahocorasick_rs
import numpy as np

from pipeline.ingest.script import converter
from pipeline.ingest.script_marks import FOLDABLE, HAN, HANS, HANT, marks_of
from pipeline.ingest.script_spans import read_script
from pipeline.resources import models_path

Language = Literal["zh", "en", "mixed"]
Script = Literal["hans", "hant", "mixed", "none"]
Region = Literal["cn", "tw", "hk", "none"]

# English words in running text: no names, no addresses, no parts of `kimi-k2` or `a.py`.
_ENGLISH_WORD: Final = re.compile(
    # What stands before is looked at last, so that the search goes from letter to letter.
    r"[a-z](?<![A-Za-z0-9._/@-][a-z])[a-z'’]+(?![A-Za-z0-9_/@-]|\.\w|:/)"
)
_LATIN_QUOTATION: Final = re.compile(r"“(?=[\x21-\x7e])")
_LEAST_MIXED: Final = 0.05
_MOST_MIXED: Final = 0.9
_LEAST_HAN: Final = 5
_MINORITY: Final = 0.12
_LEAST_WORDS: Final = 2
_CHARACTERS_PER_WORD: Final = 1500
_MOST_COUNTED: Final = 3
_CONVERSIONS: Final = {"tw": "tw2s", "hk": "hk2s", "cn": "t2s"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text is written in; `conversion` is None where there is nothing to fold."""

    language: Language
    script: Script
    region: Region
    conversion: str | None


def judge(text: str) -> Judgement:
    """Judge `text` by its characters and, where it is traditional, by its words."""
    reading = read_script(text)
    marks = reading.marks
    han, traditional, simplified, foldable = (
        int(np.count_nonzero(marks & mark)) for mark in (HAN, HANT, HANS, FOLDABLE)
    )
    # For the language alone a Japanese quotation is as good as a Chinese one.
    kept = int(np.count_nonzero(marks_of(reading.codes[reading.kept]) & HAN))
    language = _language(han + kept, len(_ENGLISH_WORD.findall(text)))
    if han < _LEAST_HAN or (language == "en" and han < 4 * _LEAST_HAN):
        return Judgement(language, "none", "none", "t2s" if traditional or foldable else None)
    if not traditional:
        return Judgement(language, "hans", "cn", "t2s" if foldable else None)
    share = traditional / (traditional + simplified)
    if share < _MINORITY:
        return Judgement(language, "hans", "cn", "t2s")
    script: Script = "hant" if share > 1 - _MINORITY else "mixed"
    region = _region(text)
    return Judgement(language, script, region, _conversion(text, region))


def _language(han: int, words: int) -> Language:
    """By the share of English words among these and Chinese characters; nothing at all is `en`."""
    share = words / (han + words) if han else 1.0
    return "zh" if share < _LEAST_MIXED else "mixed" if share < _MOST_MIXED else "en"


def _region(text: str) -> Region:
    """Where a traditional text comes from; `cn` also if converted from there by machine."""
    left, written = _counts("mechanical", text)
    if left > 2 * written:
        return "cn"
    # Around English words the quotation marks are English too.
    curly, corner = _counts("quotes", _LATIN_QUOTATION.sub("", text))
    cornered = corner > curly
    hits = _hits(text)
    # OpenCC writes 裏 and 着 too, so that these count only where no word is the mainland's.
    forms = min(hits["hk_forms"], _LEAST_WORDS) if cornered and not hits["cn"] else 0
    own = hits["hk"] + forms
    taiwan = hits["tw"] + hits["tw_hk"] / 2 + _LEAST_WORDS * cornered
    hong_kong = own + (hits["tw_hk"] + hits["cn_hk"]) / 2 + _LEAST_WORDS * cornered
    mainland = hits["cn"] + hits["cn_hk"] / 2 + _LEAST_WORDS * (curly > corner)
    # Without their quotation marks a place's own words must be there: what two places share says
    # only which third it is not.
    enough = 1 if cornered else max(_LEAST_WORDS, len(text) // _CHARACTERS_PER_WORD)
    if own >= enough and own >= hits["cn"] and own > hits["tw"] and hong_kong > taiwan:
        return "hk"
    if (cornered or hits["tw"] >= enough) and taiwan > mainland:
        return "tw"
    return "cn"


def _counts(name: str, text: str) -> tuple[int, int]:
    """How often `text` has what a machine leaves, and what a writer writes instead."""
    entry = _listed()[name]
    left, written = (sum(text.count(c) for c in entry[side]) for side in ("left", "written"))
    return left, written


def _hits(text: str) -> dict[str, int]:
    """How often words of each list stand in `text`, each word up to `_MOST_COUNTED` times."""
    automaton, lists = _words()
    counts = Counter(index for index, _, _ in automaton.find_matches_as_indexes(text))
    hits = dict.fromkeys(lists, 0)
    for index, count in counts.items():
        hits[lists[index]] += min(count, _MOST_COUNTED)
    return hits


def _conversion(text: str, region: Region) -> str:
    """By region; but whoever writes 看著 for 看着 is read as Taiwan writes, wherever that is."""
    if "著" in text:
        particles = converter("tw2s").convert(text).count("着")
        if particles > 2 * text.count("着"):
            return "tw2s"
    return _CONVERSIONS[region]


@functools.cache
def _listed() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(models_path("script/regions.toml").read_text(encoding="utf-8"))


@functools.cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    """What finds all words, and the list that each is of."""
    listed = [(word, name) for name, entry in _listed().items() for word in entry.get("words", ())]
    automaton = ahocorasick_rs.AhoCorasick(
        [word for word, _ in listed], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    return automaton, [name for _, name in listed]
