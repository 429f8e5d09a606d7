"""The extract stage: documents to the tables sentences, mentions and figures."""

from __future__ import annotations

import functools
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from pipeline.contract import STAGES
from pipeline.engines.base import Engine
from pipeline.extract.document import add_extraction, extract_document
from pipeline.one_thread import one_thread
from pipeline.progress import Progress
from pipeline.store.bench import Bench
from pipeline.store.cache import Entry, Made, document_key
from pipeline.store.output import Output
from pipeline.store.parts import read_part
from pipeline.store.recall import part_of
from pipeline.store.rejects import Reject, set_rejects
from pipeline.store.work import REJECT_FIELDS, Rows, attempt, no_collection, rejects_in
from pipeline.text import OffsetMap

if TYPE_CHECKING:
    from pipeline.extract.further import Recogniser
    from pipeline.integrations.spacy_ner import NerSettings

_TOLD: Final = ("doc_id", "source", "text", "region", "published")
_BREAKS: Final = ("text_breaks", "source_breaks")
_COLUMNS: Final = [*_TOLD, *_BREAKS, "duplicate_of"]


class _Task(NamedTuple):
    number: int
    documents: Path
    skip_copies: bool
    ner: NerSettings | None
    bench: Bench

    def again(self) -> _Task:
        return self._replace(bench=self.bench.after_death())


class _Report(NamedTuple):
    number: int
    entry: Entry
    fresh: int
    documents: int
    rejects: list[Reject]


def run_extract(
    output: Output,
    engine: Engine,
    progress: Progress,
    *,
    skip_copies: bool = False,
    ner: NerSettings | None = None,
) -> int:
    """Write the extract tables for all documents, or for those that are no copies.

    `ner` is a user's own spaCy pipeline, a further source of names.

    Returns:
        How many documents were read anew; the others were known.
    """
    parts = output.parts("documents")
    for name in STAGES["extract"]:
        output.begin(name)
    progress.start("extract", output.count("documents"))
    tasks = (
        _Task(number, path, skip_copies, ner, output.bench("extract", number))
        for number, path in enumerate(parts)
    )
    rejects: list[Reject] = []
    fresh = 0
    for report in engine.map(_extract_part, tasks, _Task.again):
        output.adopt(report.number, report.entry)
        rejects += report.rejects
        fresh += report.fresh
        progress.advance(report.documents)
    set_rejects(output, "extract", rejects)
    progress.finish()
    return fresh


@no_collection()
def _extract_part(task: _Task) -> _Report:
    documents = read_part(task.documents, "documents", _COLUMNS).to_pylist()
    if task.skip_copies:
        documents = [d for d in documents if d["duplicate_of"] is None]
    keys = [document_key(task.bench.basis, *_identity(d)) for d in documents]

    def make(numbers: list[int]) -> Made:
        recogniser = _recogniser(task.ner)
        _warm()
        rows = Rows(STAGES["extract"], REJECT_FIELDS)
        # Set for all documents, since each would take its time; a user's pipeline has its threads.
        with one_thread() if recogniser is None else nullcontext():
            for number in numbers:
                _extract(rows, documents[number], number, task, recogniser)
        return rows.made()

    entry, fresh = part_of(task.bench, "extract", keys, make)
    rejects = rejects_in(entry.notes().to_pylist())
    return _Report(task.number, entry, fresh, len(documents), rejects)


def _identity(document: dict[str, Any]) -> list[object]:
    """What the rows of a document follow from; whose copy it is says nothing of its text."""
    breaks = [np.asarray(document[c], dtype="<i8").tobytes() for c in _BREAKS]
    return [*(document[c] for c in _TOLD), *breaks]


def _extract(
    rows: Rows,
    document: dict[str, Any],
    number: int,
    task: _Task,
    recogniser: Recogniser | None,
) -> None:
    """Add the rows of one document, which stays without sentences where it breaks the code."""
    extraction = None
    with attempt(task.bench.watch, number, document["source"]) as this:
        if this.wanted:
            extraction = extract_document(
                document["text"],
                document["region"],
                published=document["published"],
                recogniser=recogniser,
            )
    if extraction is not None:
        offsets = OffsetMap.from_breaks(document["text_breaks"], document["source_breaks"])
        add_extraction(rows.tables, document["doc_id"], extraction, offsets)
    _, code, message = this.reject or ("", None, None)
    rows.note({"source": document["source"], "code": code, "message": message})


@functools.lru_cache(maxsize=1)
def _warm() -> None:
    """Load what every document needs, so that the first does not pay for it with its time."""
    extract_document("OpenAI在2025年融资66亿美元。 It raised $6.6bn.", "cn")


def _recogniser(settings: NerSettings | None) -> Recogniser | None:
    """The user's own pipeline, loaded once a worker."""
    if settings is None:
        return None
    from pipeline.integrations.spacy_ner import recogniser

    return recogniser(settings)
