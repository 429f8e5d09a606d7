"""The classify stage: documents, sentences and mentions to the table stance."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from pipeline.classify.document import ReadDocument, judge_documents
from pipeline.classify.model import stance_model
from pipeline.contract import table_of
from pipeline.engines.base import Engine
from pipeline.extract.names import Mention
from pipeline.extract.sentences import Sentence
from pipeline.progress import Progress
from pipeline.store.output import Output
from pipeline.store.parts import part_name, read_part, write_part


class _Task(NamedTuple):
    number: int
    documents: Path
    sentences: Path
    mentions: Path
    folder: Path


def run_classify(output: Output, engine: Engine, progress: Progress) -> None:
    """Write the stance table for all documents."""
    parts = output.parts("documents")
    sentences, mentions = output.folder_of("sentences"), output.folder_of("mentions")
    folder = output.begin("stance")
    progress.start("classify", output.count("documents"))
    tasks = (
        _Task(number, path, sentences / part_name(number), mentions / part_name(number), folder)
        for number, path in enumerate(parts)
    )
    for done in engine.map(_classify_part, tasks):
        progress.advance(done)
    progress.finish()


def _classify_part(task: _Task) -> int:
    documents = read_part(task.documents, "documents", ["doc_id", "title", "text"]).to_pylist()
    sentences: dict[str, list[Sentence]] = defaultdict(list)
    columns = ["doc_id", "start", "end", "text", "language", "is_heading"]
    for row in read_part(task.sentences, "sentences", columns).to_pylist():
        doc_id = row.pop("doc_id")
        sentences[doc_id].append(Sentence(**row))
    mentions: dict[str, dict[int, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    columns = ["doc_id", "sentence_id", *Mention._fields]
    for row in read_part(task.mentions, "mentions", columns).to_pylist():
        doc_id, number = row.pop("doc_id"), row.pop("sentence_id")
        mentions[doc_id][number].append(Mention(**row))
    read = [
        ReadDocument(d["text"], d["title"], sentences[d["doc_id"]], mentions[d["doc_id"]])
        for d in documents
    ]
    rows: list[tuple[object, ...]] = []
    for document, judged in zip(documents, judge_documents(read, stance_model()), strict=True):
        rows += [(document["doc_id"], j.level, j.sentence_id, j.entity_id, *j[3:]) for j in judged]
    write_part(task.folder, task.number, "stance", table_of("stance", rows))
    return len(documents)
