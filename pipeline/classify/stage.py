"""The classify stage: documents, sentences and mentions to the table stance."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from pipeline.classify.document import Judged, ReadDocument, judge_documents
from pipeline.classify.model import stance_model
from pipeline.contract import table_of
from pipeline.engines.base import Engine
from pipeline.errors import MineError
from pipeline.extract.names import Mention
from pipeline.extract.sentences import Sentence
from pipeline.progress import Progress
from pipeline.store.output import Output
from pipeline.store.parts import part_name, read_part, write_part
from pipeline.store.rejects import Reject, internal, set_rejects


class _Task(NamedTuple):
    number: int
    documents: Path
    sentences: Path
    mentions: Path
    folder: Path
    skip_copies: bool


def run_classify(
    output: Output, engine: Engine, progress: Progress, *, skip_copies: bool = False
) -> None:
    """Write the stance table for all documents, or for those that are no copies."""
    parts = output.parts("documents")
    sentences, mentions = output.folder_of("sentences"), output.folder_of("mentions")
    folder = output.begin("stance")
    progress.start("classify", output.count("documents"))
    tasks = (
        _Task(
            number,
            path,
            sentences / part_name(number),
            mentions / part_name(number),
            folder,
            skip_copies,
        )
        for number, path in enumerate(parts)
    )
    rejects: list[Reject] = []
    for done, failed in engine.map(_classify_part, tasks):
        rejects += failed
        progress.advance(done)
    set_rejects(output, "classify", rejects)
    progress.finish()


def _classify_part(task: _Task) -> tuple[int, list[Reject]]:
    wanted = ["doc_id", "source", "title", "text", "duplicate_of"]
    listed = read_part(task.documents, "documents", wanted).to_pylist()
    documents = [d for d in listed if not (task.skip_copies and d["duplicate_of"] is not None)]
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
    judgements, rejects = _judge([d["source"] for d in documents], read)
    for document, judged in zip(documents, judgements, strict=True):
        rows += [(document["doc_id"], j.level, j.sentence_id, j.entity_id, *j[3:]) for j in judged]
    write_part(task.folder, task.number, "stance", table_of("stance", rows))
    return len(listed), rejects


def _judge(
    sources: list[str], documents: list[ReadDocument]
) -> tuple[list[list[Judged]], list[Reject]]:
    """Judge documents in one batch; if that breaks, one by one, to set the guilty one aside."""
    model = stance_model()
    try:
        return judge_documents(documents, model), []
    except MineError:
        raise
    except Exception:
        # Which document it was shows when each is judged alone.
        judged: list[list[Judged]] = []
        rejects = []
        for source, document in zip(sources, documents, strict=True):
            try:
                judged += judge_documents([document], model)
            except Exception as error:
                judged.append([])
                rejects.append(internal(source, error))
        return judged, rejects
