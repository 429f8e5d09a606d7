"""Foreign names written in Chinese by their sounds: 埃里克·托波尔, 项目经理阿木古楞."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from pipeline.extract.person_cues import has_title_before, has_verb_after
from pipeline.extract.span_features import PAD, Page
from pipeline.resources import models_path

POINT: Final = re.compile("[·・．‧•∙⋅˙･﹒]")
"""A point between the parts of a foreign name, as different keyboards have it."""


@functools.cache
def _transliterated() -> frozenset[str]:
    return frozenset(
        models_path("knowledge/transliteration.txt").read_text(encoding="utf-8").strip()
    )


@functools.cache
def _beside_point() -> frozenset[str]:
    """Characters that write sounds too, but are so often words that only a point shows it."""
    more = models_path("knowledge/transliteration_beside_point.txt").read_text(encoding="utf-8")
    return _transliterated() | frozenset(more.strip())


def transliterated_names(text: str, page: Page) -> Iterator[tuple[int, int]]:
    """Spans of names written as 埃里克·托波尔: known sound characters on both sides of a point."""
    sounds = _beside_point()
    done = 0
    for point in POINT.finditer(text):
        at = point.start()
        if at < done:
            continue
        # 彼得 · 斯坦伯格: some set a space on either side of the point.
        gap = int(text[at - 1 : at] == text[at + 1 : at + 2] == " ")
        begin = start = at - gap
        while start > done and begin - start < 6 and text[start - 1] in sounds:
            start -= 1
        # A word that does not wholly consist of such characters ends the name (家 in 学家).
        while start < begin and not page.starts[start + PAD]:
            start += 1
        at += gap
        end = at + 1
        while end < len(text):
            step = int(page.lengths[end + PAD]) or 1
            word = text[end : end + step]
            if POINT.fullmatch(word):
                end += 1
            elif all(c in sounds for c in word) and end - at <= 12:
                end += step
            else:
                break
        if begin - start >= 2 and end - at >= 2 + gap and not POINT.fullmatch(text[end - 1]):
            yield start, end
            done = end


def first_name_start(text: str, start: int) -> int:
    """Where the first name begins that a point joins to a last name at `start`; `start` if none."""
    if not POINT.match(text[start - 1 : start]):
        return start
    at, sounds = start - 1, _beside_point()
    while at and start - at <= _LONGEST_FIRST and text[at - 1] in sounds:
        at -= 1
    return at if at < start - 1 else start


def sounds_on(text: str, start: int, end: int, page: Page) -> bool:
    """Whether a foreign name goes on behind `text[start:end]`: 戴维斯 behind 安德鲁·戴.

    A word of sound characters that begins inside the name ends elsewhere. Behind a point one that
    begins at its end is the name's too, if it is no word that a sentence may go on with.
    """
    sounds = _beside_point()
    if end >= len(text) or text[end] not in sounds or has_verb_after(text, end):
        return False
    if not page.starts[end + PAD]:
        word = max((at for at in range(start, end) if page.starts[at + PAD]), default=end)
        stop = word + int(page.lengths[word + PAD])
        return end < stop and all(c in sounds for c in text[word:stop])
    if not POINT.search(text, start, end):
        return False
    follows = text[end : end + int(page.lengths[end + PAD])]
    return (
        all(c in _transliterated() for c in follows)
        and int(page.commonness[end + PAD]) <= _RARE_WORD
        and follows not in _WORDS_ALONE
    )


def sounds_start(text: str, end: int, page: Page) -> int | None:
    """Where a name of sound characters begins that ends at `end`, or None if there is none.

    It begins behind a title, a mark or a small word: 商业长|萨达纳, 另译|皮伽.
    """
    sounds, low = _beside_point(), end
    while low and end - low < _LONGEST_RUN and text[low - 1] in sounds:
        low -= 1
    for start in range(low, end - 1):
        before = text[start - 1 : start]
        opens = not "\u4e00" <= before <= "\u9fff" or before in _SMALL_BEFORE
        if (opens or has_title_before(text, start)) and (
            end - start > 2 or int(page.lengths[start + PAD]) == 1
        ):
            return start
    return None


def titled_foreign_names(text: str, page: Page) -> Iterator[tuple[int, int]]:
    """Spans of names of four and more sound characters behind a title: 项目经理阿木古楞说."""
    for match in _sound_runs().finditer(text):
        start, end = match.span()
        if _AGE.match(text, end) and page.starts[start + PAD]:
            yield start, end
            continue
        while start < end and not has_title_before(text, start):
            start += 1
        if end - start < _SHORTEST_RUN:
            continue
        end = next((e for e in range(end, start, -1) if has_verb_after(text, e)), start)
        words = page.lengths[start + PAD : end + PAD]
        if end - start >= _SHORTEST_RUN and int(words.max()) <= 2 and page.starts[start + PAD]:
            yield start, end


# Two characters that are hardly ever a word: 维特, but not 扎根, 加大.
_RARE_WORD: Final = 8
_WORDS_ALONE: Final = frozenset("大得当道多尚可因于加特比提拉爱保施托买延谢代历塞若奇里")
_AGE: Final = re.compile(
    r"，?(?:今年)?\s?(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?)\s?岁"
)
_SHORTEST_RUN: Final = 4
_LONGEST_RUN: Final = 8
_SMALL_BEFORE: Final = frozenset("和与及或由是对被让请给为叫作译即如的")
_LONGEST_FIRST: Final = 6


@functools.cache
def _sound_runs() -> re.Pattern[str]:
    sounds = "".join(sorted(_transliterated() | set("和高日其娃格荣江力")))
    return re.compile(f"[{sounds}]{{{_SHORTEST_RUN},{_LONGEST_RUN}}}")


__all__ = [
    "POINT",
    "first_name_start",
    "sounds_on",
    "sounds_start",
    "titled_foreign_names",
    "transliterated_names",
]
