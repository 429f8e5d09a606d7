"""Captions told by their neighbours: what stands against a picture's mark, a caption or itself.

`[图片]` above `三号机房,红圈处为漏点`, or `▼ 自己画的` above `(粗细为金额)`: the lines between two
blank ones go together, where the first is a caption and no other ends like a sentence. Of a short
line that stands twice in a row between paragraphs, as a picture's alternative text and its caption
do, one stays.
"""

from __future__ import annotations

from typing import Final

from pipeline.ingest.kept_lines import is_heard, is_sign_off
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_sections import TABLE_ROW
from pipeline.ingest.opened_sections import ITEM

RULE: Final = "caption-block"
"""The name under which such lines go."""

TWICE: Final = "caption-twice"
"""The name under which goes a caption that repeats its picture's alternative text."""

_MOST_LINES: Final = 4
_LEAST_TWICE: Final = 6
_LONGEST: Final = 50
_SENTENCE_END: Final = ("。", "！", "？", "!", "?", ".", "：", ":", "；", "…", "”", "」")


def join_captions(page: LinePage) -> None:
    """Take the other lines of a block that begins with a caption; verdicts are added to `page`."""
    count = len(page.texts)
    for start, verdict in enumerate(page.verdicts):
        if verdict is None or verdict.kind != "caption" or not page.after_blank[start]:
            continue
        # Above the first paragraph stand the title and what is said below it.
        if start <= page.first_prose:
            continue
        stop = start + 1
        while stop < count and not page.after_blank[stop] and stop - start <= _MOST_LINES:
            stop += 1
        others = [n for n in range(start + 1, stop) if page.verdicts[n] is None]
        if stop - start <= _MOST_LINES and all(_goes_along(page, n) for n in others):
            for number in others:
                page.remove(number, "caption", RULE)


def judge_twice(page: LinePage) -> None:
    """Take the second of two equal short lines between paragraphs; verdicts are added to `page`.

    The first may be the article's, and among other short lines both are: those of a poem.
    """
    for number in range(page.first_prose + 1, page.last_prose - 1):
        text = page.texts[number]
        if text != page.texts[number + 1] or len(text) < _LEAST_TWICE:
            continue
        if not (page.prose[number - 1] and page.prose[number + 2]):
            continue
        pair = (number, number + 1)
        if all(page.verdicts[n] is None and _goes_along(page, n) for n in pair):
            page.remove(number + 1, "caption", TWICE)


def _goes_along(page: LinePage, number: int) -> bool:
    """Whether a line is short, and neither a sentence nor an item of a list."""
    text = page.texts[number]
    return (
        number not in page.headings
        and not page.prose[number]
        and len(text) <= _LONGEST * (1 + text.isascii())
        and not text.endswith(_SENTENCE_END)
        and not ITEM.match(text)
        and not TABLE_ROW.match(text)
        and not is_sign_off(text)
        and not is_heard(text)
    )


__all__ = ["RULE", "TWICE", "join_captions", "judge_twice"]
