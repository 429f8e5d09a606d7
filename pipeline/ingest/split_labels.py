"""Labels of a byline whose values stand in the lines below them: `作者:` above `林一舟`.

What is taken from a page element by element has them so, in its head and at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.line_page import LinePage
from pipeline.ingest.page_zones import Piece

RULE: Final = "byline-label-over-value"
"""The name under which label and value go."""

_LABEL: Final = re.compile(
    r"[【\[]?(?:(?:文章|内容|新闻|信息|稿件|消息)?来源|稿源|作者|撰文|撰稿|文字?|记者|编译|译者|摄影"
    r"|(?:责任|执行)?编辑|责编|主编|审核|校对|(?:发布|发表|更新)?(?:时间|日期))[】\]]?\s?[:：]"
)
# A menu may stand above.
_HEAD: Final = 40
_VALUE: Final = re.compile(r"[^。！？!?；;]{1,30}(?<![:：])")


def judge_split_labels(page: LinePage) -> None:
    """Take such labels with their values; verdicts are added to `page`."""
    last = len(page.texts)
    for number in (*range(min(page.first_prose, _HEAD)), *range(page.last_prose + 1, last)):
        if not _LABEL.fullmatch(page.texts[number]):
            continue
        page.remove(number, "byline", RULE)
        below = number + 1
        if below < last and not page.prose[below] and _VALUE.fullmatch(page.texts[below]):
            page.remove(below, "byline", RULE)


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
