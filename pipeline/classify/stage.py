"""The classify stage: documents, sentences and mentions to the table stance."""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.classify.document import Judged, ReadDocument, judge_documents
from pipeline.classify.model import stance_model
from pipeline.engines.base import Engine
from pipeline.engines.watch import OvertimeError, Watch
from pipeline.errors import MineError
from pipeline.extract.names import Mention
from pipeline.extract.sentences import Sentence
from pipeline.progress import Progress
from pipeline.store.bench import Bench
from pipeline.store.cache import Entry, Made, document_key
from pipeline.store.output import Output
from pipeline.store.parts import part_name, read_part
from pipeline.store.recall import part_of
from pipeline.store.rejects import Reject, set_rejects
from pipeline.store.work import REJECT_FIELDS, Rows, attempt, no_collection, rejects_in

_DOCUMENT: Final = ["doc_id", "source", "title", "text", "duplicate_of"]
_SENTENCE: Final = ["doc_id", "start", "end", "text", "language", "is_heading"]
_MENTION: Final = ["doc_id", "sentence_id", *Mention._fields]
# Without references: equal values give equal bytes.
_MARSHAL_VERSION: Final = 2


class _Task(NamedTuple):
    number: int
    documents: Path
    sentences: Path
    mentions: Path
    skip_copies: bool
    bench: Bench

    def again(self) -> _Task:
        return self._replace(bench=self.bench.after_death())


class _Report(NamedTuple):
    number: int
    entry: Entry
    fresh: int
    documents: int
    rejects: list[Reject]


class _Found(NamedTuple):
    """A document with the rows that extract wrote of it."""

    document: dict[str, Any]
    sentences: list[tuple[Any, ...]]
    mentions: list[tuple[Any, ...]]

    def key(self, basis: str) -> bytes:
        """By what its stance is known."""
        told = [self.document[c] for c in _DOCUMENT if c != "duplicate_of"]
        read = marshal.dumps([self.sentences, self.mentions], _MARSHAL_VERSION)
        return document_key(basis, told, read)

    def read(self) -> ReadDocument:
        """As the judges take it."""
        mentions: dict[int, list[Mention]] = defaultdict(list)
        for number, *fields in self.mentions:
            mentions[number].append(Mention(*fields))
        sentences = [Sentence(*fields) for fields in self.sentences]
        return ReadDocument(self.document["text"], self.document["title"], sentences, mentions)


def run_classify(
    output: Output, engine: Engine, progress: Progress, *, skip_copies: bool = False
) -> int:
    """Write the stance table for all documents, or for those that are no copies.

    Returns:
        How many documents were judged anew; the others were known.
    """
    parts = output.parts("documents")
    sentences, mentions = output.folder_of("sentences"), output.folder_of("mentions")
    output.begin("stance")
    progress.start("classify", output.count("documents"))
    tasks = (
        _Task(
            number,
            path,
            sentences / part_name(number),
            mentions / part_name(number),
            skip_copies,
            output.bench("classify", number),
        )
        for number, path in enumerate(parts)
    )
    rejects: list[Reject] = []
    fresh = 0
    for report in engine.map(_classify_part, tasks, _Task.again):
        output.adopt(report.number, report.entry)
        rejects += report.rejects
        fresh += report.fresh
        progress.advance(report.documents)
    set_rejects(output, "classify", rejects)
    progress.finish()
    return fresh


@no_collection()
def _classify_part(task: _Task) -> _Report:
    found = list(_documents(task))
    keys = [f.key(task.bench.basis) for f in found]

    def make(numbers: list[int]) -> Made:
        rows = Rows(["stance"], REJECT_FIELDS)
        sources = [found[n].document["source"] for n in numbers]
        judged = _judge(numbers, sources, [found[n].read() for n in numbers], task.bench.watch)
        for number, (judgements, reject) in zip(numbers, judged, strict=True):
            doc_id = found[number].document["doc_id"]
            rows.tables["stance"] += [(doc_id, *judged) for judged in judgements]
            _, code, message = reject or ("", None, None)
            source = found[number].document["source"]
            rows.note({"source": source, "code": code, "message": message})
        return rows.made()

    entry, fresh = part_of(task.bench, "classify", keys, make)
    rejects = rejects_in(entry.notes().to_pylist())
    return _Report(task.number, entry, fresh, len(found), rejects)


def _documents(task: _Task) -> Iterator[_Found]:
    sentences = _rows_by_document(task.sentences, "sentences", _SENTENCE)
    mentions = _rows_by_document(task.mentions, "mentions", _MENTION)
    for document in read_part(task.documents, "documents", _DOCUMENT).to_pylist():
        if not (task.skip_copies and document["duplicate_of"] is not None):
            doc_id = document["doc_id"]
            yield _Found(document, sentences[doc_id], mentions[doc_id])


def _rows_by_document(
    path: Path, name: str, columns: list[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a part without their first column, the document's id, by that."""
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    read = read_part(path, name, columns).to_pydict()
    for doc_id, *fields in zip(*(read[c] for c in columns), strict=True):
        rows[doc_id].append(tuple(fields))
    return rows


def _judge(
    numbers: Sequence[int],
    sources: Sequence[str],
    documents: Sequence[ReadDocument],
    watch: Watch,
) -> list[tuple[list[Judged], Reject | None]]:
    """Judge documents in one batch; if that breaks, one by one, to set the guilty one aside."""
    model = stance_model()
    if not watch.careful:
        try:
            with watch.batch():
                return [(judged, None) for judged in judge_documents(documents, model)]
        except MineError:
            raise
        except (Exception, OvertimeError):
            pass  # Which document it was shows when each is judged alone.
    alone: list[tuple[list[Judged], Reject | None]] = []
    for number, source, document in zip(numbers, sources, documents, strict=True):
        judged: list[Judged] = []
        with attempt(watch, number, source) as this:
            if this.wanted:
                (judged,) = judge_documents([document], model)
        alone.append((judged, this.reject))
    return alone
