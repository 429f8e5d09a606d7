"""One shard of inputs to the rows of its pages, and what is kept of each until all are read.

It is the task of one worker. What a page cannot know of itself, whose copy it is and which of its
lines others have too, is settled later (`settle.py`).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final, NamedTuple

import pyarrow as pa

from pipeline.contract import STAGES
from pipeline.engines.watch import OvertimeError
from pipeline.errors import InputError, MineError
from pipeline.ingest import templates
from pipeline.ingest.copies import Seen, folded, see
from pipeline.ingest.inputs import Input, read_page
from pipeline.ingest.inputs.content import content_digest, content_of, identity_of
from pipeline.ingest.inputs.expand import is_page
from pipeline.ingest.inputs.readers import readers_of
from pipeline.ingest.page import Page, RawPage, add_page, ingest_page, ingest_pages
from pipeline.ingest.settings import IngestSettings
from pipeline.store.bench import Bench
from pipeline.store.cache import NO_KEY, Entry, Made, document_key
from pipeline.store.inputs import KnownInput
from pipeline.store.recall import part_of
from pipeline.store.rejects import Reject, internal, reject_of
from pipeline.store.work import REJECT_FIELDS, Rows, attempt, no_collection, rejects_in

TABLES: Final = tuple(name for name in STAGES["ingest"] if name != "rejects")
"""The tables with rows of pages."""

_NOTES: Final = (
    *REJECT_FIELDS,
    pa.field("doc_id", pa.string()),
    pa.field("published", pa.date32()),
    pa.field("repost", pa.bool_()),
    pa.field("digest", pa.binary()),
    pa.field("signature", pa.binary()),
    pa.field("place", pa.string()),
    pa.field("lines", pa.binary()),
)


class ShardTask(NamedTuple):
    """A shard to be read, and where that is done.

    Attributes:
        number: of the shard, and of the part of each table that it becomes.
        inputs: its documents, as they are listed.
        settings: the user's.
        bench: of this task.
    """

    number: int
    inputs: list[Input]
    settings: IngestSettings
    bench: Bench

    def again(self) -> ShardTask:
        """The task after a worker has died at it."""
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


class ShardReport(NamedTuple):
    """What became of a shard.

    Attributes:
        number: as the task has it.
        entry: the finished part, with a note on each document.
        fresh: how many documents were read anew.
        rejects: the documents that were set aside.
        inputs: those of its inputs that are a document each, as they were.
        pages: how many documents it was given.
        readers: the optional packages that these are read by, with their versions.
    """

    number: int
    entry: Entry
    fresh: int
    rejects: list[Reject]
    inputs: list[KnownInput]
    pages: int
    readers: dict[str, str]


@no_collection()
def ingest_shard(task: ShardTask) -> ShardReport:
    """Make the part of a shard, from the cache as far as it is there."""
    bench = task.bench
    inputs, keys, known = [], [], []
    readers: dict[str, str] = {}
    for item in task.inputs:
        loaded = content_of(item, task.settings.max_bytes)
        inputs.append(loaded or item)
        readers |= readers_of(inputs[-1])
        keys.append(document_key(bench.basis, identity_of(loaded)) if loaded else NO_KEY)
        # A member of an archive is in memory, and no input by itself: its archive is.
        if item.data is None and is_page(item):
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
    rejects = rejects_in(notes)
    return ShardReport(task.number, entry, fresh, rejects, known, len(task.inputs), readers)


@functools.lru_cache(maxsize=1)
def _warm() -> None:
    """Load what every document needs, so that the first does not pay for it with its time."""
    text = "輝達與微軟的軟體\n\nOpenAI发布了新模型,市场反应热烈。 The market rose.\n"
    _Ready.of(ingest_page(RawPage("", text.encode())))


def _ready(
    inputs: Sequence[Input], numbers: Sequence[int], task: ShardTask
) -> list[_Ready | Reject]:
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
            ready.append(reject_of(page))
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


def _alone(item: Input, number: int, task: ShardTask) -> _Ready | Reject:
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
                found = reject_of(error)
    result = this.reject or found
    assert result is not None
    return result


__all__ = ["TABLES", "ShardReport", "ShardTask", "ingest_shard"]
