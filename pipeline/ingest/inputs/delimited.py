"""CSV and TSV: rows by the standard library's reader, line by line, quoted line ends included."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.inputs.columns import columns_of, no_text_column, note_named
from pipeline.ingest.inputs.place import Item, Items, Place
from pipeline.ingest.inputs.records import record_input
from pipeline.ingest.inputs.text_lines import TextLine, read_lines

_DELIMITERS: Final = {"csv": ",;\t|", "tsv": "\t,;|"}


class _RowError(Exception):
    """A row that cannot be read."""


class _Feed:
    """The lines that `csv.reader` takes for a row, remembered until the row is whole.

    A quote that nothing closes swallows all rows behind it. Such a row fails after `limit`
    characters or at the end; `give_back` then returns all its lines but the first to be read again.
    No stretch is given back twice: a line whose quotes would open anew would have closed the first.
    """

    def __init__(self, lines: Iterator[TextLine], limit: int) -> None:
        self.row: list[TextLine] = []
        self._lines = lines
        self._again: deque[TextLine] = deque()
        self._limit = limit
        self._size = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            if self.row:
                raise _RowError("a quote is opened and never closed")
            raise StopIteration
        self.row.append(line)
        self._size += len(line.text)
        if line.too_long and len(self.row) == 1:
            raise _RowError(f"longer than {self._limit:,} bytes")
        if line.too_long or self._size > self._limit:
            raise _RowError(f"a quote is opened and not closed within {self._limit:,} characters")
        return line.text

    def begin(self) -> None:
        """A new row begins."""
        self.row, self._size = [], 0

    def give_back(self, *, first: bool = False) -> None:
        """Read the lines of this row again; the first of them only if `first`."""
        self._again.extendleft(reversed(self.row if first else self.row[1:]))


def read_delimited(place: Place, stream: io.BufferedReader, kind: str) -> Items:
    """The records of a CSV (`csv`) or TSV (`tsv`) file, by the names in its first row.

    Where the text column is given as a number and the first row names none, the file has no header
    and the columns are counted from 1.
    """
    limit = place.settings.max_bytes
    # The limit is one for the process; a larger one harms nobody, since rows are bounded here.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * limit))
    lines = read_lines(stream, place.source, 2 * limit)
    first = next((line for line in lines if line.text.strip() or line.too_long), None)
    if first is None:
        return
    wanted = place.settings.named.names
    delimiter = _delimiter(first.text, kind, wanted)
    feed = _Feed(_chain(first, lines), limit)
    rows = csv.reader(feed, delimiter=delimiter)
    try:
        header = next(rows)
    except (_RowError, csv.Error) as error:
        message = f"line {first.number}: the header cannot be read: {error}"
        yield InputError(place.source, "damaged", message)
        return
    if not columns_of(tuple(header), wanted).text:
        if not any(name.isdecimal() and 0 < int(name) <= len(header) for name in wanted):
            note_named(place.settings.named, place.source, header)
            hint = " (by its number, such as 2, where the file has no header)"
            yield no_text_column(place.source, header, wanted, hint=hint)
            return
        feed.give_back(first=True)
        header = [str(n + 1) for n in range(len(header))]
    number = 0
    while True:
        feed.begin()
        try:
            row = next(rows, None)
            if row is None:
                return
            if not any(cell.strip() for cell in row):
                # pandas counts a row of empty fields, and passes over an empty line.
                number += len(row) > 1
                continue
            number += 1
            yield _item(place, number, header, row, feed.row)
        except (_RowError, csv.Error) as error:
            number += 1
            feed.give_back()
            message = f"line {feed.row[0].number}: {error}"
            code = "too-large" if feed.row[0].too_long else "damaged"
            yield InputError(place.record(number), code, message)


def _chain(first: TextLine, lines: Iterator[TextLine]) -> Iterator[TextLine]:
    yield first
    yield from lines


def _delimiter(header: str, kind: str, wanted: tuple[str, ...]) -> str:
    """The delimiter that brings out a text column in the header; else the one it has most of."""
    candidates = _DELIMITERS[kind]
    for delimiter in candidates:
        try:
            names = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(names) > 1 and columns_of(tuple(names), wanted).text:
            return delimiter
    return max(candidates, key=lambda d: (header.count(d), d == candidates[0]))


def _item(
    place: Place, number: int, header: Sequence[str], row: Sequence[str], lines: Sequence[TextLine]
) -> Item:
    where = f"line {lines[0].number}"
    source = place.record(number)
    if any(cell.strip() for cell in row[len(header) :]):
        message = (
            f"{where}: {len(row)} fields where the header has {len(header)}; "
            "a field that holds the delimiter must stand in quotes"
        )
        return InputError(source, "damaged", message)
    fields: dict[str, object] = {}
    for name, cell in zip(header, row, strict=False):
        # Of columns with the same name the first that holds something counts.
        if not fields.get(name):
            fields[name] = cell
    for name in header[len(row) :]:
        fields.setdefault(name, None)
    worst = min(lines, key=lambda line: line.confidence)
    return record_input(
        source,
        fields,
        settings=place.settings,
        where=where,
        encoding=worst.encoding,
        confidence=worst.confidence,
    )


__all__ = ["read_delimited"]
