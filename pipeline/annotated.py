"""Documents of an output folder, each with all that was found in it, in either script.

What shows, searches or exports documents reads them here, a part at a time. In the original script
the text is the clean one before conversion: the source with the edits of the `edits` table applied,
which is all that ingest did but for the conversion. Offsets are then those of that text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract import STAGES
from pipeline.errors import MissingTableError
from pipeline.ingest.script import converter
from pipeline.store.parts import part_paths, read_part
from pipeline.text import Edit, OffsetMap, Text

Script = Literal["simplified", "original"]
Row = dict[str, Any]
Place = Callable[[int, int], tuple[int, int]]

FOUND: Final = ("sentences", "mentions", "figures", "stance")
"""The tables of what was found in documents."""


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document and its rows of each table, in the order of the tables.

    Attributes:
        document: its row of the documents table, `text` in the script asked for.
        sentences: its rows; `start` and `end` are offsets of `text`, as in mentions and figures.
        edits: read for the original script, or when they are asked for.
        source_text: likewise; empty where it was not read.
    """

    document: Row
    sentences: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    stance: list[Row] = field(default_factory=list)
    edits: list[Row] = field(default_factory=list)
    source_text: str = ""

    @property
    def doc_id(self) -> str:
        """Its id."""
        return str(self.document["doc_id"])

    @property
    def text(self) -> str:
        """The clean text."""
        return str(self.document["text"])

    def sentence_stance(self) -> dict[int, Row]:
        """The judgement of each sentence that has one, by its number."""
        return {row["sentence_id"]: row for row in self.stance if row["level"] == "sentence"}

    def document_stance(self) -> Row | None:
        """The judgement of the document."""
        return next((row for row in self.stance if row["level"] == "document"), None)


def annotated_documents(
    state: Path,
    *,
    doc_ids: Collection[str] | None = None,
    numbers: Collection[int] | None = None,
    script: Script = "simplified",
    edits: bool = False,
    required: Collection[str] = (),
) -> Iterator[AnnotatedDocument]:
    """The documents under `state` with what was found in them, in the order of the tables.

    Args:
        state: a folder of tables, as `store.output.committed` gives it.
        doc_ids: only these documents.
        numbers: only these parts.
        script: of the texts and their offsets.
        edits: read the sources and what was changed in them.
        required: tables without which the call makes no sense; others that lack count as empty.

    Raises:
        MissingTableError: a required table, or documents, is not there.
    """
    for name in ("documents", *required):
        if not (state / name).is_dir():
            stage = next(s for s, tables in STAGES.items() if name in tables)
            raise MissingTableError(f"no table {name} there; run `mine {stage}` first")
    wanted = None if doc_ids is None else _strings(sorted(doc_ids))
    for number, path in enumerate(part_paths(state / "documents")):
        if numbers is not None and number not in numbers:
            continue
        documents = _rows(path, "documents", wanted)
        if not documents:
            continue
        names = [*FOUND, *(("sources", "edits") if edits or script == "original" else ())]
        tables = {name: _by_document(state / name / path.name, name, wanted) for name in names}
        for document in documents:
            doc_id = document["doc_id"]
            found = {name: tables[name].get(doc_id, []) for name in names}
            source = found.pop("sources", None)
            text = source[0]["text"] if source else ""
            annotated = AnnotatedDocument(document, source_text=text, **found)
            yield in_original_script(annotated) if script == "original" else annotated


def in_original_script(annotated: AnnotatedDocument) -> AnnotatedDocument:
    """`annotated` with the text before conversion; needs its edits and its source.

    Where it was converted by what the user has named, or by an older version, so that converting
    again does not give the text that stands in the table, places are found through the source.
    """
    document = annotated.document
    if document["conversion"] is None:
        return annotated
    original, place = original_text(annotated)
    to_source = clean_source(annotated).map

    def moved(row: Row) -> Row:
        start, end = place(row["start"], row["end"])
        written = "surface" if "surface" in row else "text"
        return {**row, "start": start, "end": end, written: original[start:end]}

    return replace(
        annotated,
        document={
            **document,
            "title": document["title_original"],
            "text": original,
            "text_chars": len(original),
            "conversion": None,
            "text_breaks": to_source.text_breaks.tolist(),
            "source_breaks": to_source.source_breaks.tolist(),
        },
        sentences=[moved(row) for row in annotated.sentences],
        mentions=[moved(row) for row in annotated.mentions],
        figures=[moved(row) for row in annotated.figures],
    )


def clean_source(annotated: AnnotatedDocument) -> Text:
    """The source of a document with its edits applied, leading back to the source."""
    columns = ("source_start", "source_end", "replacement", "kind", "rule")
    rows = sorted(tuple(row[c] for c in columns) for row in annotated.edits)
    return Text.of(annotated.source_text).apply([Edit(*row) for row in rows])


def original_text(annotated: AnnotatedDocument) -> tuple[str, Place]:
    """The text before conversion, and a function that tells where a span of the text is in it."""
    if annotated.document["conversion"] is None:
        return annotated.text, lambda start, end: (start, end)
    text = clean_source(annotated)
    folded, back = converter(annotated.document["conversion"]).align(text.string)
    if folded == annotated.text:
        return text.string, lambda start, end: Text(folded, text.string, back).source_span(
            start, end
        )
    to_source = Text(
        annotated.text,
        annotated.source_text,
        OffsetMap.from_breaks(
            annotated.document["text_breaks"], annotated.document["source_breaks"]
        ),
    )
    return text.string, lambda start, end: text.text_span(*to_source.source_span(start, end))


def _strings(texts: Sequence[str]) -> pa.Array:
    """`pa.array(texts)`, which would load pandas: a fifth of a second of a short command."""
    encoded = [text.encode("utf-8") for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def _rows(path: Path, name: str, wanted: pa.Array | None) -> list[Row]:
    if not path.exists():
        return []
    table = read_part(path, name)
    if wanted is not None:
        table = table.filter(pc.is_in(table.column("doc_id"), value_set=wanted))
    rows: list[Row] = table.to_pylist()
    return rows


def _by_document(path: Path, name: str, wanted: pa.Array | None) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(path, name, wanted):
        found[row["doc_id"]].append(row)
    return found


__all__ = [
    "FOUND",
    "AnnotatedDocument",
    "Place",
    "Row",
    "Script",
    "annotated_documents",
    "clean_source",
    "in_original_script",
    "original_text",
]
