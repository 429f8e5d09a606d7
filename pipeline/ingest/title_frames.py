"""Titles told by what stands around them: a box for sharing, the same in another language."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from pipeline.ingest.line_page import LinePage

# `Share this post`, below it the newsletter's name twice and the title.
_BOX: Final = re.compile(r"Share this post|分享(?:这篇|本篇|此)文章")
_BLOCK: Final = "byline-block"
_BOX_LINES: Final = 24
_LONGEST_SITE: Final = 60
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
# Words of a title: three and more, without the marks that part a menu or a date from them.
_LATIN: Final = re.compile(
    r"(?!(?:By|Text|Words|Photos?|Open in|View|Sign|Skip|Translated|Share|Read)\b)[A-Z“‘\"]"
    r"[^\u3400-\u9fff|·•/＞>»_@\[\]©]{8,110}"
)
_LEAST_WORDS: Final = 3
_LEAST_HAN: Final = 4
_LONGEST_HAN: Final = 40
_MOSTLY: Final = 0.5
_SAMPLE: Final = 2_000
_STOPS: Final = tuple("。；;,，：:")
_DATED: Final = re.compile(r"20\d\d|\d{1,2}:\d\d")


def boxed(texts: Sequence[str]) -> tuple[list[int], int | None]:
    """The numbers of the lines that name the newsletter around its box, and of the title.

    The box has the name twice and then the title; the same name stands above the title.
    """
    head = texts[:_BOX_LINES]
    for number, text in enumerate(head[:-3]):
        if not _BOX.fullmatch(text):
            continue
        name, again, title = head[number + 1 : number + 4]
        if name == again != title and len(name) <= _LONGEST_SITE:
            named = [n for n, other in enumerate(head) if other == name]
            return named, head.index(title) if head.count(title) > 1 else None
    return [], None


def in_text_language(page: LinePage, number: int, barred: Collection[int]) -> int:
    """The number of the title in the language of the text, where line `number` has it in English.

    Args:
        page: a page.
        number: of the line that is likeliest to be the title.
        barred: the numbers of lines that are no title.
    """
    if not _is_english(page.texts[number]) or not _is_chinese(page.texts[number + 1 :]):
        return number
    for other in (number - 1, number + 1):
        if not 0 <= other < len(page.texts) or other in barred or page.verdicts[other] is not None:
            continue
        text = page.texts[other]
        han = len(_HAN.findall(text))
        short = _LEAST_HAN <= han <= _LONGEST_HAN and 2 * han > len(text)
        if short and not text.endswith(_STOPS) and not _DATED.search(text):
            return other
    return number


def translated(page: LinePage, place: int) -> int | None:
    """The number of the line beside a Chinese title that has it in English; None without one."""
    title = page.texts[place]
    if not _HAN.search(title) or _is_english(title) or not _is_chinese(page.texts[place + 1 :]):
        return None
    for number in (place + 1, place - 1):
        if not 0 <= number < len(page.texts) or number in page.headings:
            continue
        verdict = page.verdicts[number]
        # What went as part of a byline's block may be given back.
        free = verdict is None or verdict.rule == _BLOCK
        if free and _is_english(page.texts[number]):
            return number
    return None


def _is_english(text: str) -> bool:
    words = len(text.split()) >= _LEAST_WORDS
    return words and _LATIN.fullmatch(text) is not None and not _DATED.search(text)


def _is_chinese(texts: Sequence[str]) -> bool:
    sample = "".join(texts[:40])[:_SAMPLE]
    return len(_HAN.findall(sample)) > _MOSTLY * len(sample)


__all__ = ["boxed", "in_text_language", "translated"]
