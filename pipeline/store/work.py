"""What the stages share in working through the documents of a part: watch, rows, notes."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa

from pipeline.columns import array_of
from pipeline.contract import table_of
from pipeline.engines.watch import Aside, OvertimeError, Watch, overtime
from pipeline.errors import MineError
from pipeline.store.cache import Made
from pipeline.store.rejects import Reject, internal

Row = tuple[object, ...]

REJECT_FIELDS: Final = (
    pa.field("source", pa.string()),
    pa.field("code", pa.string()),
    pa.field("message", pa.string()),
)
"""Columns of the notes that say why a document was set aside; code and message null if not."""


class Attempt:
    """One document being worked on: whether to try it, and what became of it."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.reject: Reject | None = None


@contextmanager
def attempt(watch: Watch, number: int, source: str) -> Iterator[Attempt]:
    """Work on document `number` inside the block, which its errors do not leave.

    A document that breaks the code, or takes too long, becomes a reject; one that has been set
    aside is not wanted. An error that `mine` raises on purpose goes on.
    """
    aside = dict(watch.aside).get(number)
    this = Attempt(aside is None)
    if aside is not None:
        this.reject = _rejected(source, aside)
        yield this
        return
    try:
        with watch.document(number):
            yield this
    except MineError:
        raise
    except OvertimeError:
        this.reject = _rejected(source, overtime(watch.seconds))
    except Exception as error:
        # One document that breaks the code must not take the others of its part along.
        this.reject = internal(source, error)


def _rejected(source: str, aside: Aside) -> Reject:
    return source, aside.code, aside.message


class Rows:
    """The rows of a part as they come, document by document."""

    def __init__(self, tables: Sequence[str], fields: Sequence[pa.Field]) -> None:
        self.tables: dict[str, list[Row]] = {name: [] for name in tables}
        self._fields = fields
        self._notes: list[dict[str, Any]] = []
        self._before = dict.fromkeys(tables, 0)

    def note(self, values: Mapping[str, Any]) -> None:
        """End a document: the rows added since the last call are its own."""
        counts = {name: len(rows) - self._before[name] for name, rows in self.tables.items()}
        self._before = {name: len(rows) for name, rows in self.tables.items()}
        self._notes.append({**counts, **values})

    def made(self) -> Made:
        """All rows, and a note on each document."""
        counts = [pa.field(name, pa.int32()) for name in self.tables]
        schema = pa.schema([*counts, *self._fields])
        columns = [array_of([n.get(f.name) for n in self._notes], f.type) for f in schema]
        tables = {name: table_of(name, rows) for name, rows in self.tables.items()}
        return Made(tables, pa.Table.from_arrays(columns, schema=schema))


@contextmanager
def no_collection() -> Iterator[None]:
    """Without garbage collection, which walks through all models whenever a part has many rows.

    What a part leaves in cycles is little, and goes after it. Usable as a decorator.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def rejects_in(notes: Sequence[Mapping[str, Any]]) -> list[Reject]:
    """The rejects that notes tell of."""
    return [(n["source"], n["code"], n["message"]) for n in notes if n["code"] is not None]


__all__ = ["REJECT_FIELDS", "Attempt", "Rows", "attempt", "no_collection", "rejects_in"]
