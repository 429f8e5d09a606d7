"""The extract stage: documents to the tables sentences, mentions and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.contract import STAGES, table_of
from pipeline.engines.base import Engine
from pipeline.errors import MineError
from pipeline.extract.document import Row, add_extraction, extract_document
from pipeline.progress import Progress
from pipeline.store.output import Output
from pipeline.store.parts import read_part, write_part
from pipeline.store.rejects import Reject, internal, set_rejects
from pipeline.text import OffsetMap

if TYPE_CHECKING:
    from pipeline.extract.further import Recogniser
    from pipeline.integrations.spacy_ner import NerSettings

_COLUMNS = [
    *("doc_id", "source", "text", "region", "published"),
    *("text_breaks", "source_breaks", "duplicate_of"),
]


class _Task(NamedTuple):
    number: int
    documents: Path
    folders: dict[str, Path]
    skip_copies: bool
    ner: NerSettings | None


def run_extract(
    output: Output,
    engine: Engine,
    progress: Progress,
    *,
    skip_copies: bool = False,
    ner: NerSettings | None = None,
) -> None:
    """Write the extract tables for all documents, or for those that are no copies.

    `ner` is a user's own spaCy pipeline, a further source of names.
    """
    parts = output.parts("documents")
    folders = {name: output.begin(name) for name in STAGES["extract"]}
    progress.start("extract", output.count("documents"))
    tasks = (_Task(number, path, folders, skip_copies, ner) for number, path in enumerate(parts))
    rejects: list[Reject] = []
    for done, failed in engine.map(_extract_part, tasks):
        rejects += failed
        progress.advance(done)
    set_rejects(output, "extract", rejects)
    progress.finish()


def _extract_part(task: _Task) -> tuple[int, list[Reject]]:
    rows: dict[str, list[Row]] = {name: [] for name in task.folders}
    documents = read_part(task.documents, "documents", _COLUMNS).to_pylist()
    rejects = []
    recogniser = _recogniser(task.ner)
    for document in documents:
        if task.skip_copies and document["duplicate_of"] is not None:
            continue
        try:
            extraction = extract_document(
                document["text"],
                document["region"],
                published=document["published"],
                recogniser=recogniser,
            )
        except MineError:
            raise
        except Exception as error:
            # The document stays, without sentences; its neighbours are not taken along.
            rejects.append(internal(document["source"], error))
            continue
        offsets = OffsetMap.from_breaks(document["text_breaks"], document["source_breaks"])
        add_extraction(rows, document["doc_id"], extraction, offsets)
    for name, folder in task.folders.items():
        write_part(folder, task.number, name, table_of(name, rows[name]))
    return len(documents), rejects


def _recogniser(settings: NerSettings | None) -> Recogniser | None:
    """The user's own pipeline, loaded once a worker."""
    if settings is None:
        return None
    from pipeline.integrations.spacy_ner import recogniser

    return recogniser(settings)
