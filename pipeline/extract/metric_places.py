"""Where a figure stands: under which heading, and in which column of a table."""

from __future__ import annotations

import re
from typing import Final

_HEADING_REACH: Final = 1500  # code points back to the heading of a section
_HEADING: Final = re.compile(
    r"^(?:#{1,6} |[■▌◆【●○▶]|[一二三四五六七八九十]{1,2}、)(?P<title>[^\n]{1,24})$", re.M
)
_ROW_REACH: Final = 2000  # code points of a table's row that are looked through
_MOST_ROWS: Final = 60


def heading_above(text: str, start: int) -> str:
    """The heading of the section in which `start` stands, empty where there is none."""
    low = max(0, start - _HEADING_REACH)
    titles = [m["title"] for m in _HEADING.finditer(text, low, start)]
    return titles[-1] if titles else ""


def column_head(text: str, place: int) -> str:
    """The head of the table's column in which `place` stands: `| 模型 | 正确率 |`.

    Empty lines may stand between the rows, as scrapers leave them. Empty where `place` is in no
    row, or in the first.
    """
    line = text.rfind("\n", max(0, place - _ROW_REACH), place) + 1
    if text[line : line + 1] != "|":
        return ""
    head = line
    for _ in range(_MOST_ROWS):
        end = head - 1  # of the line above
        while end > 0 and text[end - 1] == "\n":
            end -= 1
        if end <= 0:
            break
        above = text.rfind("\n", max(0, end - _ROW_REACH), end) + 1
        if not 0 < end - above <= _ROW_REACH or text[above : above + 1] != "|":
            break
        head = above
    if head == line:
        return ""
    cells = text[head : text.find("\n", head)].split("|")  # at most a row's reach long
    number = text.count("|", line, place)
    return cells[number] if number < len(cells) else ""


__all__ = ["column_head", "heading_above"]
