"""The ingest stage: inputs to the tables sources, documents, edits and rejects."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from pipeline.contract import STAGES, table_of
from pipeline.engines.base import Engine
from pipeline.errors import InputError, MineError
from pipeline.ingest.lines import letters
from pipeline.ingest.page import Page, ingest_page
from pipeline.ingest.read import MAX_BYTES, Input, Listing, read_page, shards
from pipeline.progress import Progress
from pipeline.store.output import Output
from pipeline.store.parts import write_part
from pipeline.store.rejects import Reject, internal, set_rejects

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """What the user may set: a script conversion for all, the size of the largest document."""

    conversion: str | None = None
    max_bytes: int = MAX_BYTES


class _Task(NamedTuple):
    number: int
    inputs: list[Input]
    folders: dict[str, Path]
    settings: IngestSettings


class _Seen(NamedTuple):
    """What the comparison of whole documents needs of one."""

    doc_id: str
    source: str
    digest: bytes
    published: datetime.date | None


class _Report(NamedTuple):
    number: int
    seen: list[_Seen]
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
    tasks = (
        _Task(number, shard, folders, settings)
        for number, shard in enumerate(shards(listing.inputs))
    )
    reports = []
    for report in engine.map(_ingest_shard, tasks):
        reports.append(report)
        progress.advance(report.pages)
    rejects = [(e.source, e.code, str(e)) for e in listing.rejects]
    rejects += [reject for report in reports for reject in report.rejects]
    set_rejects(output, "ingest", rejects)
    _mark_copies(output, reports)
    progress.finish()


def _ingest_shard(task: _Task) -> _Report:
    rows: dict[str, list[Row]] = {name: [] for name in task.folders}
    seen = []
    rejects = []
    for item in task.inputs:
        try:
            page = ingest_page(
                read_page(item, max_bytes=task.settings.max_bytes),
                conversion=task.settings.conversion,
            )
        except InputError as error:
            rejects.append((item.source, error.code, str(error)))
            continue
        except MineError:
            raise
        except Exception as error:
            # One document that breaks the code must not take the others of its shard along.
            rejects.append(internal(item.source, error))
            continue
        add_page(rows, page)
        digest = hashlib.blake2b(letters(page.text.string).encode(), digest_size=12).digest()
        seen.append(_Seen(page.doc_id, page.source, digest, page.published))
    for name, folder in task.folders.items():
        write_part(folder, task.number, name, table_of(name, rows[name]))
    return _Report(task.number, seen, rejects, len(task.inputs))


def add_page(rows: dict[str, list[Row]], page: Page) -> None:
    """Add the rows of one page to those of the tables sources, documents and edits."""
    rows["sources"].append(
        (
            page.doc_id,
            page.source,
            page.decoded.encoding,
            page.decoded.confidence,
            page.decoded.text,
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
        )
    )
    rows["edits"] += [(page.doc_id, *edit) for edit in page.edits]


def _mark_copies(output: Output, reports: Sequence[_Report]) -> None:
    """Name the original of each copy, and give documents of the same bytes ids of their own.

    Of several copies the earliest published is the original, else the one with the lowest id.
    """
    groups: dict[bytes, list[tuple[int, _Seen]]] = defaultdict(list)
    for report in reports:
        for seen in report.seen:
            groups[seen.digest].append((report.number, seen))
    changes: dict[int, dict[str, tuple[str, str | None]]] = defaultdict(dict)
    for group in groups.values():
        if len(group) == 1:
            continue
        group.sort(key=lambda g: (g[1].published or datetime.date.max, g[1].doc_id, g[1].source))
        times: dict[str, int] = defaultdict(int)
        original = group[0][1].doc_id
        for place, (number, seen) in enumerate(group):
            times[seen.doc_id] += 1
            again = times[seen.doc_id]
            doc_id = seen.doc_id if again == 1 else f"{seen.doc_id}-{again}"
            changes[number][seen.source] = (doc_id, original if place else None)
    for number, changed in changes.items():
        _rewrite(output, number, changed)


def _rewrite(output: Output, number: int, changed: dict[str, tuple[str, str | None]]) -> None:
    """Set the ids and originals of the sources in `changed` in one part of each table."""
    rows = {n: output.read_number(n, number).to_pylist() for n in ("documents", "sources", "edits")}
    new_ids: dict[str, list[str]] = defaultdict(list)
    for row in rows["documents"]:
        old_id = row["doc_id"]
        row["doc_id"], row["duplicate_of"] = changed.get(row["source"], (old_id, None))
        new_ids[old_id].append(row["doc_id"])
    for name in ("sources", "edits"):
        # Documents of one id have the same bytes and form, hence the same rows, one after another.
        total = Counter(row["doc_id"] for row in rows[name])
        done: Counter[str] = Counter()
        for row in rows[name]:
            old_id = row["doc_id"]
            copies = new_ids[old_id]
            row["doc_id"] = copies[done[old_id] * len(copies) // total[old_id]]
            done[old_id] += 1
    for name, changed_rows in rows.items():
        _write_rows(output, name, number, changed_rows)


def _write_rows(output: Output, name: str, number: int, rows: list[dict[str, object]]) -> None:
    table: pa.Table = table_of(name, [tuple(row.values()) for row in rows])
    output.write(name, number, table)
