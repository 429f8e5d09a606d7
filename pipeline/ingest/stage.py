"""The ingest stage: inputs to the tables sources, documents, edits and rejects."""

from __future__ import annotations

import datetime
import functools
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

import pyarrow as pa

from pipeline.contract import STAGES, table_of
from pipeline.engines.base import Engine
from pipeline.engines.watch import OvertimeError
from pipeline.errors import InputError, MineError
from pipeline.ingest import templates
from pipeline.ingest.copies import Change, Seen, find_copies, folded, see, set_originals
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
from pipeline.store.work import REJECT_FIELDS, Attempt, Rows, attempt, rejects_in

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
    seen: list[Seen]
    lines: list[tuple[str, templates.Seen]]
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
        with _no_collection():
            for ready in _ready([inputs[n] for n in numbers], numbers, task):
                if isinstance(ready, _Ready):
                    add_page(rows.tables, ready.page)
                    rows.note({**ready.seen._asdict(), **ready.lines._asdict()})
                else:
                    rows.note(dict(zip(("source", "code", "message"), ready, strict=True)))
        return rows.made()

    entry, fresh = part_of(bench, "ingest", keys, make)
    notes = entry.notes().to_pylist()
    kept = [n for n in notes if n["doc_id"] is not None]
    return _Report(
        task.number,
        entry,
        fresh,
        [Seen(n["doc_id"], n["source"], n["published"], n["digest"], n["signature"]) for n in kept],
        [(n["source"], templates.Seen(n["place"], n["lines"])) for n in kept],
        rejects_in(notes),
        known,
        len(task.inputs),
    )


@functools.lru_cache(maxsize=1)
def _warm() -> None:
    """Load what every document needs, so that the first does not pay for it with its time."""
    text = "輝達與微軟的軟體\n\nOpenAI发布了新模型,市场反应热烈。 The market rose.\n"
    _Ready.of(ingest_page(RawPage("", text.encode())))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection, which walks through all models whenever a page has many lines.

    What a shard leaves in cycles is little, and goes after it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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
    changes = find_copies(output, {report.number: report.seen for report in reports})
    copies = {s for part in changes.values() for s, (_, original) in part.items() if original}
    lines: dict[int, dict[str, frozenset[bytes]]] = {}
    if not (settings.rules and templates.RULE in extended_book(settings.rules).disabled):
        lines = templates.find_templates({r.number: r.lines for r in reports}, copies)
    tasks = (
        _Settling(
            report.number,
            report.entry,
            changes.get(report.number, {}),
            lines.get(report.number, {}),
            output.bench("ingest", report.number),
        )
        for report in reports
        if report.number in changes or report.number in lines
    )
    rejects: list[Reject] = []
    for number, entry in engine.map(_settle_part, tasks, _Settling.again):
        output.adopt(number, entry)
        rejects += rejects_in(entry.notes().to_pylist())
    return rejects


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
