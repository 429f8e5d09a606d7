"""Where a figure stands: under which heading, and in which column of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.period_words import TIMELY
from pipeline.letter_case import lowered

_HEADING_REACH: Final = 1500  # code points back to the heading of a section
_HEADING: Final = re.compile(
    r"^(?:#{1,6} |[■▌◆【●○▶]|[一二三四五六七八九十]{1,2}、)(?P<title>[^\n]{1,24})$", re.M
)
_ROW_REACH: Final = 2000  # code points of a table's row that are looked through
_MOST_ROWS: Final = 60
_RULE: Final = re.compile(r"[|:\- –—]+")

# Of a column of changes, not of what changes.
CHANGE: Final = re.compile(
    r"\s*(?:按年|按季)?(?:同比|环比|年增|季增|增幅|增长|增减|变动|变化|幅度|YoY|QoQ|Y/Y|Q/Q|y-o-y|change|growth|%|Δ)"
    r"[^|]{0,12}",
    re.I,
)


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
    cells = heads_of_table(text, place)
    line = text.rfind("\n", max(0, place - _ROW_REACH), place) + 1
    number = text.count("|", line, place)
    return cells[number] if number < len(cells) else ""


def heads_of_table(text: str, place: int) -> Sequence[str]:
    """The cells of the first row of the table in which `place` stands; none if it is in no other.

    A row of dashes stands below the first, so that of two tables with nothing but an empty line
    between each has its own.
    """
    line = text.rfind("\n", max(0, place - _ROW_REACH), place) + 1
    if text[line : line + 1] != "|":
        return ()
    head = line
    ruled = False
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
        if ruled:
            break
        ruled = _RULE.fullmatch(text, above, end) is not None
    if head == line:
        return ()
    return text[head : text.find("\n", head)].split("|")  # at most a row's reach long


def tells_time(head: str) -> bool:
    """Whether a column's head says of when its figures are, or that they are changes."""
    return bool(CHANGE.fullmatch(head) or TIMELY.search(lowered(head)))


def row_label(text: str, place: int) -> str:
    """The first cell of the table's row in which `place` stands, empty where it stands in it."""
    line = text.rfind("\n", max(0, place - _ROW_REACH), place) + 1
    if text[line : line + 1] != "|":
        return ""
    end = text.find("|", line + 1, place)
    return text[line + 1 : end].strip() if end > 0 else ""


__all__ = ["CHANGE", "column_head", "heading_above", "heads_of_table", "row_label", "tells_time"]
