"""What only all documents together tell, settled in finished parts: originals, template lines.

Copies and templates are looked for in the notes on all documents; the parts that have any are
then changed one by one, each the task of one worker.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import pyarrow as pa

from pipeline.columns import array_of
from pipeline.contract import table_of
from pipeline.engines.base import Engine
from pipeline.ingest import templates
from pipeline.ingest.copies import NOTED, Change, Copies, find_copies, set_originals
from pipeline.ingest.shard import TABLES, ShardReport
from pipeline.ingest.user_rules import UserRules, extended_book
from pipeline.store.bench import Bench
from pipeline.store.cache import Entry, Made, key_of, nonce
from pipeline.store.output import Output
from pipeline.store.rejects import Reject
from pipeline.store.work import REJECT_FIELDS, Attempt, Rows, attempt, no_collection, rejects_in

_SETTLED: Final = "settled"
"""The kind of work that ids of copies and templates leave to be done on a finished part."""


class _Settling(NamedTuple):
    number: int
    entry: Entry
    changed: Mapping[str, Change]
    touched: Mapping[str, frozenset[bytes]]
    bench: Bench

    def again(self) -> _Settling:
        return self._replace(bench=self.bench.after_death())


def settle(
    output: Output, reports: Sequence[ShardReport], engine: Engine, rules: UserRules | None
) -> list[Reject]:
    """Name the originals of copies and take template lines out, in the parts that have any.

    Args:
        output: with the part of each shard in it; the changed ones take their places.
        reports: of all shards.
        engine: where the parts are changed.
        rules: the user's own boilerplate rules, which may leave template lines where they are.

    Returns:
        The documents set aside on the way.
    """
    parts = {r.number: (r.pages, functools.partial(_kept, r.entry, NOTED)) for r in reports}
    copies = find_copies(output, parts)
    wanted = not (rules and templates.RULE in extended_book(rules).disabled)
    with templates.Repeated() as repeated:
        for report in reports if wanted else ():
            notes = _kept(report.entry, _LINES)
            originals = ~copies.are_copies(report.number, len(notes))
            for document in _lines_of(notes.filter(array_of(originals.tolist(), pa.bool_()))):
                repeated.add(document)
        repeated.count()
        return _settled(output, reports, copies, repeated, engine)


_LINES: Final = ("place", "lines")


def _lines_of(notes: pa.Table) -> Iterator[templates.Seen]:
    columns = (notes.column(name).to_pylist() for name in _LINES)
    return (templates.Seen(*pair) for pair in zip(*columns, strict=True))


def _settled(
    output: Output,
    reports: Sequence[ShardReport],
    copies: Copies,
    repeated: templates.Repeated,
    engine: Engine,
) -> list[Reject]:
    """Settle each part that has copies or template lines; the documents set aside on the way."""

    def tasks() -> Iterator[_Settling]:
        for report in reports:
            notes = _kept(report.entry, ("source", *_LINES))
            sources = notes.column("source").to_pylist()
            changed = copies.changes(report.number, sources)
            lines = map(repeated.lines_in, _lines_of(notes))
            touched = {s: found for s, found in zip(sources, lines, strict=True) if found}
            if changed or touched:
                bench = output.bench("ingest", report.number)
                yield _Settling(report.number, report.entry, changed, touched, bench)

    rejects: list[Reject] = []
    for number, entry in engine.map(_settle_part, tasks(), _Settling.again):
        output.adopt(number, entry)
        rejects += rejects_in(entry.notes().to_pylist())
    return rejects


@no_collection()
def _settle_part(task: _Settling) -> tuple[int, Entry]:
    """Ids, originals and templates of one finished part; the notes are on those set aside."""
    bench = task.bench
    touched = {source: sorted(lines) for source, lines in task.touched.items()}
    key = key_of(
        bench.basis,
        task.entry.key,
        {source: list(change) for source, change in task.changed.items()},
        touched,
    )
    found = None if bench.watch.aside else bench.cache.find(_SETTLED, key)
    if found is not None:
        return task.number, found
    tables = {name: table.to_pylist() for name, table in task.entry.made().tables.items()}
    set_originals(tables, task.changed)
    notes = Rows((), REJECT_FIELDS)

    @contextmanager
    def document(number: int) -> Iterator[bool]:
        source = tables["documents"][number]["source"]
        this: Attempt
        with attempt(bench.watch, number, source) as this:
            yield this.wanted
        if this.reject is not None:
            _, code, message = this.reject
            notes.note({"source": source, "code": code, "message": message})

    templates.remove_templates(tables, task.touched, document)
    made = {name: table_of(name, [tuple(r.values()) for r in tables[name]]) for name in TABLES}
    apart = notes.made().notes
    return task.number, bench.cache.keep(
        _SETTLED, nonce() if len(apart) else key, Made(made, apart)
    )


def _kept(entry: Entry, columns: Sequence[str]) -> pa.Table:
    """Some columns of the notes on the documents of a part, those set aside left out."""
    notes = entry.notes([*dict.fromkeys(("doc_id", *columns))])
    return notes.filter(notes.column("doc_id").is_valid())


__all__ = ["settle"]
