"""Whom the figures of a table are about where its columns, not its rows, are firms or models.

    |          | GPT-5 | Claude Opus 4.5 |
    | 输入价格 | 1.25美元 | 5美元 |

A figure there is about the name at the head of its column. Of the rows themselves, which begin with
a name, the choice among candidates tells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.figures import Figure

_REACH: Final = 2000  # code points of a row that are read
_MOST_ROWS: Final = 200


_Row = list[tuple[int, int]]  # the span of each cell


def named_by_column(
    text: str, mentions: Sequence[Mention], figures: Sequence[Figure]
) -> dict[int, str]:
    """The entity at the head of each figure's column, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        mentions: the names of those that figures may be about, in order.
        figures: the figures in it, in order.
    """
    found: dict[int, str] = {}
    if not figures or ("|" not in text and "\t" not in text):
        return found
    named, placed = [m.start for m in mentions], [f.start for f in figures]

    def in_span(start: int, end: int) -> list[Mention]:
        return list(mentions[bisect_left(named, start) : bisect_left(named, end)])

    for rows in _tables(text):
        head = [in_span(*cell) for cell in rows[0]]
        # Two columns at least are names, and most of them are; all where the corner seems to be.
        columns = {
            n: names[0].entity_id
            for n, names in enumerate(head)
            if n and len({m.entity_id for m in names}) == 1
        }
        wanted = len(head) - 1 if head[0] else len(head) // 2
        if len(columns) < max(2, wanted):
            continue
        for row in rows[1:]:
            if in_span(*row[0]) or len(row) != len(head):
                continue
            for n, (start, end) in enumerate(row):
                if n in columns:
                    for figure in figures[bisect_left(placed, start) : bisect_left(placed, end)]:
                        found[figure.start] = columns[n]
    return found


def _tables(text: str) -> Iterator[list[_Row]]:
    """The tables of a text, of two rows at least; empty lines may stand between the rows."""
    rows: list[_Row] = []
    mark, start = "", 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            kind = _mark(text, start, end)
            if kind != mark or len(rows) >= _MOST_ROWS:
                if len(rows) > 1:
                    yield rows
                rows, mark = [], kind
            if kind:
                rows.append(_row(text, start, end, kind))
        start = end + 1
    if len(rows) > 1:
        yield rows


def _mark(text: str, start: int, end: int) -> str:
    """What parts the cells of a line, empty where it is no row."""
    if end - start <= _REACH:
        if text[start] == "|" and text.count("|", start, end) > 2:
            return "|"
        if text.count("\t", start, end) > 1:
            return "\t"
    return ""


def _row(text: str, start: int, end: int, mark: str) -> _Row:
    """The cells of a row, without the empty one behind its last mark."""
    cells: _Row = []
    at = start + (mark == "|")
    while at < end:
        stop = text.find(mark, at, end)
        stop = end if stop < 0 else stop
        cells.append((at, stop))
        at = stop + 1
    if mark == "|" and cells and not text[cells[-1][0] : cells[-1][1]].strip():
        cells.pop()
    return cells


__all__ = ["named_by_column"]
