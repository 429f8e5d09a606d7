"""Tables of data inside a page, whose rows are read as lines with bars between the cells."""

from __future__ import annotations

from collections import Counter
from typing import Final

from pipeline.ingest.html_tree import HtmlPage

CELL: Final = " | "
_LONGEST_CELL: Final = 120
_LEAST_CELLS: Final = 4


class DataTables:
    """Tables whose cells are all short, which are read row by row; others only place blocks."""

    def __init__(self, page: HtmlPage) -> None:
        self.tables: list[int] = []
        self.rows: list[int] = []
        self.cells: list[int] = []
        self.filled: Counter[int] = Counter()
        """How many cells of a row hold text."""
        for element, name in enumerate(page.names):
            parent = page.parents[element]
            table = self.tables[parent] if parent >= 0 else -1
            row = self.rows[parent] if parent >= 0 else -1
            cell = self.cells[parent] if parent >= 0 else -1
            if name == "table":
                table, row, cell = (element if _is_data(page, element) else -1), -1, -1
            elif table >= 0 and name == "tr":
                row, cell = element, -1
            elif row >= 0 and name in ("td", "th"):
                cell = element
                self.filled[row] += page.first_runs[element] < page.end_runs[element]
            self.tables.append(table)
            self.rows.append(row)
            self.cells.append(cell)

    def _row(self, element: int) -> int:
        """The row of several cells that an element stands in, or -1."""
        row = self.rows[element]
        return row if row >= 0 and self.filled[row] > 1 else -1

    def parting(self, before: int, after: int) -> str | None:
        """What stands between two texts of one row; None where they are not in one."""
        row = self._row(before)
        if row < 0 or row != self._row(after):
            return None
        return CELL if self.cells[before] != self.cells[after] else " "

    def are_one(self, before: int, after: int) -> bool:
        """Whether two texts stand in one data table."""
        return self.tables[before] >= 0 and self.tables[before] == self.tables[after]

    def rims(self, before: int, after: int) -> tuple[str, str]:
        """What ends the row of the text before, and what begins that of the text after."""
        return (
            CELL.rstrip() if self._row(before) >= 0 else "",
            CELL.lstrip() if self._row(after) >= 0 else "",
        )


def _is_data(page: HtmlPage, table: int) -> bool:
    runs = range(page.first_runs[table], page.end_runs[table])
    if len(runs) < _LEAST_CELLS:
        return False
    spans = (page.run_span(run) for run in runs)
    return all(end - start <= _LONGEST_CELL for start, end in spans)


__all__ = ["DataTables"]
