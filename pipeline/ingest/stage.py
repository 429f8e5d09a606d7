"""The ingest stage: inputs to the tables sources, documents, edits and rejects."""

from __future__ import annotations

import contextlib
import datetime
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.contract import STAGES, table_of
from pipeline.engines.base import Engine
from pipeline.errors import InputError, MineError
from pipeline.ingest import templates
from pipeline.ingest.copies import Seen, folded, mark_copies, see
from pipeline.ingest.inputs import (
    MAX_BYTES,
    Input,
    Listing,
    ReadSettings,
    expand,
    read_page,
    shards,
)
from pipeline.ingest.page import Page, RawPage, ingest_pages
from pipeline.ingest.user_rules import UserRules, extended_book
from pipeline.progress import Progress
from pipeline.store.output import Output
from pipeline.store.parts import write_part
from pipeline.store.rejects import Reject, internal, set_rejects

Row = tuple[object, ...]


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
    folders: dict[str, Path]
    settings: IngestSettings


class _Report(NamedTuple):
    number: int
    seen: list[Seen]
    lines: list[tuple[str, templates.Seen]]
    rejects: list[Reject]
    pages: int


def run_ingest(
    output: Output,
    listing: Listing,
    engine: Engine,
    settings: IngestSettings,
    progress: Progress,
) -> None:
    """Write the ingest tables for all inputs of `listing`."""
    folders = {name: output.begin(name) for name in STAGES["ingest"] if name != "rejects"}
    progress.start("ingest", len(listing.inputs))
    refused = [_reject(error) for error in listing.rejects]
    tasks = (
        _Task(number, shard, folders, settings)
        for number, shard in enumerate(_shards(listing, settings, refused))
    )
    reports = []
    for report in engine.map(_ingest_shard, tasks):
        reports.append(report)
        progress.advance(report.pages)
    rejects = refused + [reject for report in reports for reject in report.rejects]
    set_rejects(output, "ingest", rejects)
    copies = mark_copies(output, {report.number: report.seen for report in reports})
    if not (settings.rules and templates.RULE in extended_book(settings.rules).disabled):
        templates.remove_templates(output, {r.number: r.lines for r in reports}, copies)
    progress.finish()


def _reject(error: InputError) -> Reject:
    return error.source, error.code, str(error)


def _shards(
    listing: Listing, settings: IngestSettings, refused: list[Reject]
) -> Iterator[list[Input]]:
    """The documents of all inputs, read as the shards are asked for; at least one shard.

    What cannot be read is added to `refused` on the way.
    """

    def documents() -> Iterator[Input]:
        for item in expand(listing.inputs, ReadSettings(settings.max_bytes, settings.text_column)):
            if isinstance(item, InputError):
                refused.append(_reject(item))
            else:
                yield item

    cut = shards(documents())
    yield next(cut, [])
    yield from cut


def _ingest_shard(task: _Task) -> _Report:
    with _no_collection():
        return _ingested(task)


@contextlib.contextmanager
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


def _ingested(task: _Task) -> _Report:
    rows: dict[str, list[Row]] = {name: [] for name in task.folders}
    seen = []
    lines = []
    rejects = []
    settings = task.settings
    pages = ingest_pages(
        (_read(item, settings) for item in task.inputs),
        conversion=settings.conversion,
        reference=settings.reference,
        rules=settings.rules,
    )
    for item, page in zip(task.inputs, pages, strict=True):
        if isinstance(page, Exception):
            # One document that breaks the code must not take the others of its shard along.
            rejects.append(
                (item.source, page.code, str(page))
                if isinstance(page, InputError)
                else internal(item.source, page)
            )
            continue
        add_page(rows, page)
        text = folded(page.text.string, page.judgement.conversion)
        seen.append(see(page, text))
        lines.append((page.source, templates.see(page.source, page.site, text)))
    for name, folder in task.folders.items():
        write_part(folder, task.number, name, table_of(name, rows[name]))
    return _Report(task.number, seen, lines, rejects, len(task.inputs))


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
