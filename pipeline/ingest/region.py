"""Which language, script and region a text is in, and with which conversion it is folded."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.ingest.script import characters_of
from pipeline.resources import models_path

Language = Literal["zh", "en", "mixed"]
Script = Literal["hans", "hant", "mixed", "none"]
Region = Literal["cn", "tw", "hk", "none"]

_LATIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_MINORITY: Final = 0.12
_LEAST_WORDS: Final = 2
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
    counts = Counter(text)
    traditional_only, simplified_only = characters_of("hant"), characters_of("hans")
    han = traditional = simplified = 0
    for character, count in counts.items():
        if "\u3400" <= character <= "\u9fff" or character >= "\U00020000":
            han += count
            if character in traditional_only:
                traditional += count
            elif character in simplified_only:
                simplified += count
    words = sum(1 for _ in _LATIN_WORD.finditer(text))
    language = _language(han, words)
    marked = traditional + simplified
    if han < 5 or (language == "en" and han < 20):
        return Judgement(language, "none", "none", "t2s" if traditional else None)
    if not traditional:
        return Judgement(language, "hans", "cn", None)
    share = traditional / marked
    script: Script = "hans" if share < _MINORITY else "hant" if share > 1 - _MINORITY else "mixed"
    region: Region = _region(text) if script != "hans" else "cn"
    return Judgement(language, script, region, _CONVERSIONS[region])


def _language(han: int, words: int) -> Language:
    share = han / (han + words) if han + words else 0.0
    return "zh" if share >= 0.75 else "en" if share <= 0.1 else "mixed"


def _region(text: str) -> Region:
    """Taiwan or Hong Kong by words that only one of them uses; else mainland conventions."""
    listed = _listed()
    left, written = (
        sum(text.count(c) for c in listed["mechanical"][side]) for side in ("left", "written")
    )
    if left > 2 * written:
        return "cn"
    hits = {region: len(pattern.findall(text)) for region, pattern in _region_words().items()}
    best = max(hits, key=lambda region: hits[region])
    if hits[best] < max(_LEAST_WORDS, len(text) // 1500) or len(set(hits.values())) == 1:
        return "cn"
    return "tw" if best == "tw" else "hk"


@functools.cache
def _listed() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(models_path("script/regions.toml").read_text(encoding="utf-8"))


@functools.cache
def _region_words() -> dict[str, re.Pattern[str]]:
    return {
        region: re.compile("|".join(sorted(_listed()[region]["words"], key=lambda w: (-len(w), w))))
        for region in ("tw", "hk")
    }
