"""The ingest stage: inputs to the tables sources, documents, edits and rejects."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

import pyarrow as pa

from pipeline.columns import array_of
from pipeline.contract import STAGES, table_of
from pipeline.engines.base import Engine
from pipeline.engines.watch import OvertimeError
from pipeline.errors import InputError, MineError
from pipeline.ingest import templates
from pipeline.ingest.copies import (
    NOTED,
    Change,
    Copies,
    Seen,
    find_copies,
    folded,
    see,
    set_originals,
)
from pipeline.ingest.inputs import (
    MAX_BYTES,
    Input,
    Listing,
    ReadSettings,
    expand,
    read_page,
    shards,
)
from pipeline.ingest.inputs.content import (
    content_digest,
    content_of,
    identity_of,
    whole_digest,
)
from pipeline.ingest.inputs.expand import is_page
from pipeline.ingest.page import Page, RawPage, ingest_page, ingest_pages
from pipeline.ingest.user_rules import UserRules, extended_book
from pipeline.progress import Progress
from pipeline.store.bench import Bench
from pipeline.store.cache import NO_KEY, Entry, Made, document_key, key_of, nonce
from pipeline.store.inputs import KnownInput
from pipeline.store.output import Output
from pipeline.store.recall import part_of
from pipeline.store.rejects import Reject, internal, set_rejects
from pipeline.store.work import REJECT_FIELDS, Attempt, Rows, attempt, no_collection, rejects_in

Row = tuple[object, ...]

TABLES: Final = tuple(name for name in STAGES["ingest"] if name != "rejects")
SETTLED: Final = "settled"
"""The kind of work that ids of copies and templates leave to be done on a finished part."""

_NOTES: Final = (
    *REJECT_FIELDS,
    pa.field("doc_id", pa.string()),
    pa.field("published", pa.date32()),
    pa.field("digest", pa.binary()),
    pa.field("signature", pa.binary()),
    pa.field("place", pa.string()),
    pa.field("lines", pa.binary()),
)


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """What the user may set.

    Attributes:
        conversion: a script conversion for all documents.
        max_bytes: the size of the largest document.
        text_column: the column or key that holds the text of records.
        reference: the moment from which `昨天` in a byline counts; none if None.
        rules: the user's own boilerplate rules; none if None.
    """

    conversion: str | None = None
    max_bytes: int = MAX_BYTES
    text_column: str | None = None
    reference: datetime.date | None = None
    rules: UserRules | None = None


class _Task(NamedTuple):
    number: int
    inputs: list[Input]
    settings: IngestSettings
    bench: Bench

    def again(self) -> _Task:
        return self._replace(bench=self.bench.after_death())


class _Ready(NamedTuple):
    """A page, and what is kept of it until all are read."""

    page: Page
    seen: Seen
    lines: templates.Seen

    @classmethod
    def of(cls, page: Page) -> _Ready:
        text = folded(page.text.string, page.judgement.conversion)
        return cls(page, see(page, text), templates.see(page.source, page.site, text))


class _Report(NamedTuple):
    number: int
    entry: Entry
    fresh: int
    rejects: list[Reject]
    inputs: list[KnownInput]
    pages: int


class _Settling(NamedTuple):
    number: int
    entry: Entry
    changed: Mapping[str, Change]
    touched: Mapping[str, frozenset[bytes]]
    bench: Bench

    def again(self) -> _Settling:
        return self._replace(bench=self.bench.after_death())


def run_ingest(
    output: Output,
    listing: Listing,
    engine: Engine,
    settings: IngestSettings,
    progress: Progress,
) -> int:
    """Write the ingest tables for all inputs of `listing`.

    Returns:
        How many documents were read anew; the others were known.
    """
    for name in TABLES:
        output.begin(name)
    progress.start("ingest", len(listing.inputs))
    refused = [_reject(error) for error in listing.rejects]
    tasks = (
        _Task(number, shard, settings, output.bench("ingest", number))
        for number, shard in enumerate(_shards(listing, settings, refused))
    )
    reports: list[_Report] = []
    for report in engine.map(_ingest_shard, tasks, _Task.again):
        output.adopt(report.number, report.entry)
        reports.append(report)
        progress.advance(report.pages)
    rejects = refused + [reject for report in reports for reject in report.rejects]
    set_rejects(output, "ingest", rejects + _settle(output, reports, engine, settings))
    output.know_inputs([*_containers(listing), *(i for r in reports for i in r.inputs)])
    progress.finish()
    return sum(report.fresh for report in reports)


def _reject(error: InputError) -> Reject:
    return error.source, error.code, str(error)


def _shards(
    listing: Listing, settings: IngestSettings, refused: list[Reject]
) -> Iterator[list[Input]]:
    """The documents of all inputs, read as the shards are asked for; at least one shard.

    What cannot be read is added to `refused` on the way.
    """

    def documents() -> Iterator[Input]:
        reading = ReadSettings(settings.max_bytes, settings.text_column)
        for listed in listing.inputs:
            try:
                for item in expand([listed], reading):
                    if isinstance(item, InputError):
                        refused.append(_reject(item))
                    else:
                        yield item
            except MineError:
                raise
            except Exception as error:
                # A file that breaks its reader does not take the other files along.
                refused.append(internal(listed.source, error))

    cut = shards(documents())
    yield next(cut, [])
    yield from cut


def _containers(listing: Listing) -> Iterator[KnownInput]:
    """The inputs that hold many documents, which no task sees whole."""
    for item in listing.inputs:
        if not is_page(item):
            yield KnownInput(item.source, item.size, whole_digest(item))


@no_collection()
def _ingest_shard(task: _Task) -> _Report:
    bench = task.bench
    inputs, keys, known = [], [], []
    for item in task.inputs:
        loaded = content_of(item, task.settings.max_bytes)
        inputs.append(loaded or item)
        keys.append(document_key(bench.basis, identity_of(loaded)) if loaded else NO_KEY)
        if is_page(item):
            digest = content_digest(loaded.data) if loaded else ""
            known.append(KnownInput(item.source, item.size, digest))

    def make(numbers: list[int]) -> Made:
        _warm()
        rows = Rows(TABLES, _NOTES)
        for ready in _ready([inputs[n] for n in numbers], numbers, task):
            if isinstance(ready, _Ready):
                add_page(rows.tables, ready.page)
                rows.note({**ready.seen._asdict(), **ready.lines._asdict()})
            else:
                rows.note(dict(zip(("source", "code", "message"), ready, strict=True)))
        return rows.made()

    entry, fresh = part_of(bench, "ingest", keys, make)
    notes = entry.notes([field.name for field in REJECT_FIELDS]).to_pylist()
    return _Report(task.number, entry, fresh, rejects_in(notes), known, len(task.inputs))


def _kept(entry: Entry, columns: Sequence[str]) -> pa.Table:
    """Some columns of the notes on the documents of a part, those set aside left out."""
    notes = entry.notes([*dict.fromkeys(("doc_id", *columns))])
    return notes.filter(notes.column("doc_id").is_valid())


@functools.lru_cache(maxsize=1)
def _warm() -> None:
    """Load what every document needs, so that the first does not pay for it with its time."""
    text = "輝達與微軟的軟體\n\nOpenAI发布了新模型,市场反应热烈。 The market rose.\n"
    _Ready.of(ingest_page(RawPage("", text.encode())))


def _ready(inputs: Sequence[Input], numbers: Sequence[int], task: _Task) -> list[_Ready | Reject]:
    """The pages of inputs, all at once; if that breaks, one by one, to set the guilty one aside."""
    watch = task.bench.watch
    if not watch.careful and len(inputs) > 1:
        try:
            with watch.batch():
                return _together(inputs, task.settings)
        except OvertimeError:
            pass  # Whose fault it is shows when each is read alone.
    return [_alone(item, number, task) for item, number in zip(inputs, numbers, strict=True)]


def _together(inputs: Sequence[Input], settings: IngestSettings) -> list[_Ready | Reject]:
    pages = ingest_pages(
        (_read(item, settings) for item in inputs),
        conversion=settings.conversion,
        reference=settings.reference,
        rules=settings.rules,
    )
    ready: list[_Ready | Reject] = []
    for item, page in zip(inputs, pages, strict=True):
        if isinstance(page, InputError):
            ready.append(_reject(page))
        elif isinstance(page, Exception):
            # One document that breaks the code must not take the others of its shard along.
            ready.append(internal(item.source, page))
        else:
            try:
                ready.append(_Ready.of(page))
            except Exception as error:
                ready.append(internal(item.source, error))
    return ready


def _read(item: Input, settings: IngestSettings) -> RawPage | Exception:
    """A document as it was read, or the error that it met."""
    try:
        return read_page(item, max_bytes=settings.max_bytes)
    except MineError as error:
        if not isinstance(error, InputError):
            raise
        return error
    except Exception as error:
        return error


def _alone(item: Input, number: int, task: _Task) -> _Ready | Reject:
    """The page of one input under watch, or the reason why there is none."""
    settings = task.settings
    found: _Ready | Reject | None = None
    with attempt(task.bench.watch, number, item.source) as this:
        if this.wanted:
            try:
                page = ingest_page(
                    read_page(item, max_bytes=settings.max_bytes),
                    conversion=settings.conversion,
                    reference=settings.reference,
                    rules=settings.rules,
                )
                found = _Ready.of(page)
            except InputError as error:
                found = _reject(error)
    result = this.reject or found
    assert result is not None
    return result


def _settle(
    output: Output, reports: list[_Report], engine: Engine, settings: IngestSettings
) -> list[Reject]:
    """Name the originals of copies and take template lines out, in the parts that have any."""
    parts = {r.number: (r.pages, functools.partial(_kept, r.entry, NOTED)) for r in reports}
    copies = find_copies(output, parts)
    wanted = not (settings.rules and templates.RULE in extended_book(settings.rules).disabled)
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
    reports: list[_Report],
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
    found = None if bench.watch.aside else bench.cache.find(SETTLED, key)
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
    return task.number, bench.cache.keep(SETTLED, nonce() if len(apart) else key, Made(made, apart))


def add_page(rows: dict[str, list[Row]], page: Page) -> None:
    """Add the rows of one page to those of the tables sources, documents and edits."""
    rows["sources"].append(
        (
            page.doc_id,
            page.source,
            page.decoded.encoding,
            page.decoded.confidence,
            page.decoded.text,
            list(page.decoded.others),
            [item.offset for item in page.decoded.lost],
            [item.data.hex() for item in page.decoded.lost],
        )
    )
    rows["documents"].append(
        (
            page.doc_id,
            page.source,
            page.title,
            page.author,
            page.published,
            page.judgement.language,
            page.judgement.script,
            page.text.string,
            page.judgement.conversion,
            len(page.decoded.text),
            len(page.text),
            None,
            page.judgement.region,
            page.text.map.text_breaks.tolist(),
            page.text.map.source_breaks.tolist(),
            page.site,
        )
    )
    rows["edits"] += [(page.doc_id, *edit) for edit in page.edits]
