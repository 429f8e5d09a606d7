"""Labels of a byline whose values stand in the lines below them: `作者:` above `林一舟`.

What is taken from a page element by element has them so, in its head and at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.dates import find_dates
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.page_zones import Piece
from pipeline.ingest.person_names import is_handle, is_medium, is_person

RULE: Final = "byline-label-over-value"
"""The name under which label and value go."""

_LABEL: Final = re.compile(
    r"[【\[]?(?:(?:文章|内容|新闻|信息|稿件|消息)?来源|稿源|作者|撰文|撰稿|文字?|记者|编译|译者|摄影"
    r"|(?:责任|执行)?编辑|责编|主编|审核|校对|(?:发布|发表|更新)?(?:时间|日期))[】\]]?\s?[:：]"
)
# A menu may stand above.
_HEAD: Final = 40
_LONGEST: Final = 30
_LONGEST_MEDIUM: Final = 12
_BETWEEN: Final = re.compile(r"\s*[、,，/／|｜]\s*|(?<=[\u3400-\u9fff])\s+")


def judge_split_labels(page: LinePage) -> None:
    """Take such labels with their values; verdicts are added to `page`."""
    last = len(page.texts)
    taken: set[int] = set()
    # From below, since a label without a value goes with the one under it.
    for number in (
        *reversed(range(page.last_prose + 1, last - 1)),
        *reversed(range(min(page.first_prose, _HEAD, last - 1))),
    ):
        below = number + 1
        if not _LABEL.fullmatch(page.texts[number]):
            continue
        if not page.prose[below] and _is_value(page.texts[below]):
            page.remove(below, "byline", RULE)
        elif below not in taken:
            continue
        page.remove(number, "byline", RULE)
        taken.add(number)


def _is_value(text: str) -> bool:
    """Whether a line is a day, names of persons or of a medium, and nothing more."""
    if len(text) > _LONGEST:
        return False
    days = find_dates(text)
    for day in reversed(days):
        text = f"{text[: day.start]} {text[day.end :]}"
    known = byline_book().known
    names = [part for part in _BETWEEN.split(text.strip()) if any(c.isalpha() for c in part)]
    return bool(days or names) and all(
        is_person(name, known)
        or is_handle(name)
        or (len(name) <= _LONGEST_MEDIUM and is_medium(name, known))
        for name in names
    )


def with_values(pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` with each label that has its value below it as one line with that."""
    joined: list[Piece] = []
    for piece in pieces:
        above = joined[-1] if joined else None
        both = above is not None and above.kind == piece.kind == "byline"
        if above is not None and both and _LABEL.fullmatch(above.text):
            joined[-1] = Piece(above.text + piece.text, "byline")
        else:
            joined.append(piece)
    return joined


__all__ = ["RULE", "judge_split_labels", "with_values"]
