"""What a run produced, document by document, as the matchers read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

from pipeline.evaluate.marked import MarkedDocument
from pipeline.store.output import committed
from pipeline.store.parts import read_table

SIGN_OF: Final = {"optimistic": "+", "cautionary": "-", "neutral": "0", "mixed": "0"}
UNKNOWN: Final = "?"

_COLUMNS: Final = {
    "documents": ["doc_id", "source", "title", "author", "published", "text"],
    "sentences": ["doc_id", "sentence_id", "text"],
    "mentions": ["doc_id", "start", "end", "surface", "type", "entity_id"],
    "figures": [
        *("doc_id", "start", "end", "surface"),
        *("kind", "value", "value_max", "unit", "qualifier", "entity_id", "metric"),
    ],
    "stance": ["doc_id", "level", "sentence_id", "entity_id", "label"],
}
Record = Mapping[str, Any]


class OutputMention(NamedTuple):
    """A mention, in offsets of the document's text."""

    start: int
    end: int
    surface: str
    type: str
    entity_id: str


class OutputFigure(NamedTuple):
    """A figure, in offsets of the document's text."""

    start: int
    end: int
    surface: str
    kind: str
    value: float | None
    value_max: float | None
    unit: str
    qualifier: str
    entity_id: str | None = None
    metric: str | None = None


@dataclass(slots=True)
class OutputDocument:
    """A document of a run with everything the run says about it."""

    doc_id: str
    source: str
    text: str
    title: str = ""
    author: str = ""
    published: str = ""
    """ISO date, empty if unknown."""
    mentions: list[OutputMention] = field(default_factory=list)
    figures: list[OutputFigure] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)
    """Text and sign (`+`, `-`, `0`) of each judged sentence."""
    targets: list[tuple[str, str]] = field(default_factory=list)
    """Entity and sign of each judged target."""
    stance: str | None = None


def read_output(folder: Path) -> list[OutputDocument]:
    """The documents of an output folder. Tables that are not there count as empty.

    Raises:
        MissingTableError: the folder holds no output.
        ContractError: a table lacks a column.
    """
    with committed(folder, "documents") as path:
        tables = {
            name: read_table(path / name, name, columns).to_pylist()
            for name, columns in _COLUMNS.items()
        }
    return output_documents(tables)


def output_documents(tables: Mapping[str, Iterable[Record]]) -> list[OutputDocument]:
    """The documents that rows of the contract's tables describe."""
    documents = [
        OutputDocument(
            row["doc_id"],
            row["source"],
            row["text"],
            row["title"] or "",
            row["author"] or "",
            str(row["published"] or "")[:10],
        )
        for row in tables["documents"]
    ]
    by_id = {d.doc_id: d for d in documents}
    for row in tables["mentions"]:
        if document := by_id.get(row["doc_id"]):
            document.mentions.append(OutputMention(*_values(row, "mentions")))
    for row in tables["figures"]:
        if document := by_id.get(row["doc_id"]):
            document.figures.append(OutputFigure(*_values(row, "figures")))
    texts = {(r["doc_id"], r["sentence_id"]): r["text"] for r in tables["sentences"]}
    for row in tables["stance"]:
        if document := by_id.get(row["doc_id"]):
            _add_stance(document, row, texts)
    return documents


def _values(row: Record, table: str) -> list[Any]:
    return [row[name] for name in _COLUMNS[table][1:]]


def _add_stance(
    document: OutputDocument, row: Record, texts: Mapping[tuple[str, int], str]
) -> None:
    label = row["label"]
    if row["level"] == "document":
        document.stance = document.stance or label
    elif row["level"] == "target":
        document.targets.append((row["entity_id"], SIGN_OF.get(label, UNKNOWN)))
    else:
        text = texts.get((document.doc_id, row["sentence_id"]))
        if text is not None:
            document.sentences.append((text, SIGN_OF.get(label, UNKNOWN)))


def pair(
    gold: Sequence[MarkedDocument], outputs: Sequence[OutputDocument]
) -> list[OutputDocument | None]:
    """The output document of each gold document, None where there is none.

    They belong together if the gold's header names the output's `source` as it stands, or else if
    the file names are equal up to the first dot; the gold's is `<id>.txt` unless its header has a
    `source_name`.
    """
    exact = {d.source: d for d in outputs}
    by_stem = {stem(d.source): d for d in outputs}
    return [exact.get(g.header.get("source", "")) or by_stem.get(stem(file_name(g))) for g in gold]


def file_name(gold: MarkedDocument) -> str:
    """The name of the file a gold document was marked in."""
    return gold.header.get("source_name") or f"{gold.id}.txt"


def stem(source: str) -> str:
    """The file name of a source up to its first dot."""
    return PurePosixPath(source.split("#")[0]).name.split(".")[0]
