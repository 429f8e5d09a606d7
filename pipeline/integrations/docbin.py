"""Results as a spaCy `DocBin` file, and from there back to tables.

The file holds a `Doc` of each document as `spacy_doc` makes it; any program reads it with
`DocBin().from_disk(path).get_docs(vocab)`. With `mine` installed, spaCy finds the extensions
(`span._.mine_value` …) by itself; without it, the same values stand in `doc.user_data["mine"]`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from pipeline.analysis import Analysis
from pipeline.annotated import Script, annotated_documents
from pipeline.contract import SCHEMAS, table_of
from pipeline.errors import OutputError
from pipeline.extract.document import add_extraction
from pipeline.ingest.page import add_page
from pipeline.integrations.given_text import Record
from pipeline.integrations.spacy_doc import doc_of, vocabulary
from pipeline.integrations.spacy_package import Doc, DocBin
from pipeline.integrations.spacy_tokenizer import FOUND
from pipeline.store.output import committed
from pipeline.tables import Tables

if TYPE_CHECKING:
    from os import PathLike

TABLES: Final = ("sentences", "mentions", "figures")
"""The tables that a file holds and gives back."""

_DOCUMENT: Final = ("doc_id", "source", "title", "author", "published", "language", "script")
_ATTRIBUTES: Final = ("ORTH", "SPACY", "SENT_START", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID")
# Column → key of a record, where they differ; `doc_id` is kept once a document.
_RENAMED: Final = {
    "sentences": {"sentence_id": "sentence"},
    "mentions": {"sentence_id": "sentence", "surface": "text"},
    "figures": {"sentence_id": "sentence", "surface": "text", "entity_id": "subject"},
}
_KIND_OF: Final = {"sentences": "sentences", "mentions": "names", "figures": "figures"}

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def to_docbin(
    found: str | PathLike[str] | Tables | Analysis | Iterable[Analysis],
    path: str | PathLike[str],
    *,
    script: Script = "simplified",
) -> int:
    """Write results as a `DocBin` file; the file appears whole or not at all.

    Args:
        found: an output folder, the tables loaded from one, or texts analysed in memory.
        path: the file (`.spacy` by custom); one that is there is replaced.
        script: of the texts of an output folder.

    Returns:
        The number of documents.

    Raises:
        MissingTableError: the folder has no tables of the extract stage.
        OutputError: the file cannot be written.
    """
    docs = DocBin(attrs=list(_ATTRIBUTES), store_user_data=True)
    for rows in _documents(found, script):
        docs.add(_doc(rows))
    target = Path(path)
    beside = target.with_name(f"{target.name}.tmp")
    try:
        beside.write_bytes(docs.to_bytes())
        os.replace(beside, target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(f"{target}: cannot write: {error.strerror or error}") from error
    return len(docs)


def from_docbin(path: str | PathLike[str]) -> dict[str, pa.Table]:
    """The tables `sentences`, `mentions` and `figures` of a file that `to_docbin` wrote.

    Returns:
        Tables of the contract, equal to those written; `.to_pandas()` makes a frame of each.

    Raises:
        OutputError: there is no such file, or it is none of `to_docbin`.
    """
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
    for doc in read_docs(path):
        found = doc.user_data.get(FOUND)
        if found is None or "document" not in found:
            raise OutputError(f"{path}: a DocBin, but not one of results of mine")
        for name in TABLES:
            for record in found[_KIND_OF[name]]:
                rows[name].append(_row(name, found["document"]["doc_id"], record))
    return {name: table_of(name, rows[name]) for name in TABLES}


def read_docs(path: str | PathLike[str]) -> Iterator[Doc]:
    """The documents of a `DocBin` file.

    Raises:
        OutputError: there is no such file, or it is no `DocBin`.
    """
    try:
        docs = DocBin(store_user_data=True).from_disk(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot read: {error.strerror or error}") from error
    except Exception as error:
        # zlib, msgpack and spaCy each have their own ways to say that bytes are no DocBin.
        raise OutputError(f"{path}: not a DocBin file: {error}") from error
    yield from docs.get_docs(vocabulary("zh"))


def _documents(
    found: str | PathLike[str] | Tables | Analysis | Iterable[Analysis], script: Script
) -> Iterator[Rows]:
    """The rows of each document, by table, as dictionaries."""
    if isinstance(found, Tables):
        found = found.folder
    if isinstance(found, str | os.PathLike):
        with committed(Path(found)) as state:
            for annotated in annotated_documents(state, script=script, required=TABLES):
                yield {
                    "documents": [annotated.document],
                    **{name: getattr(annotated, name) for name in TABLES},
                }
        return
    for analysis in [found] if isinstance(found, Analysis) else found:
        page = analysis.page
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
        add_page(rows, page)
        add_extraction(rows, page.doc_id, analysis.extraction, page.text.map)
        yield {
            name: [dict(zip(SCHEMAS[name].names, row, strict=True)) for row in rows[name]]
            for name in ("documents", *TABLES)
        }


def _doc(rows: Rows) -> Doc:
    document = rows["documents"][0]
    values = {key: document[key] for key in _DOCUMENT}
    if values["published"] is not None:
        values["published"] = values["published"].isoformat()
    records = {_KIND_OF[name]: [_record(name, row) for row in rows[name]] for name in TABLES}
    return doc_of(document["text"], records, vocabulary("zh"), beside={"document": values})


def _record(name: str, row: Mapping[str, Any]) -> Record:
    renamed = _RENAMED[name]
    return {renamed.get(key, key): value for key, value in row.items() if key != "doc_id"}


def _row(name: str, doc_id: str, record: Record) -> tuple[object, ...]:
    renamed = _RENAMED[name]
    return tuple(
        doc_id if column == "doc_id" else record[renamed.get(column, column)]
        for column in SCHEMAS[name].names
    )


__all__ = ["TABLES", "from_docbin", "read_docs", "to_docbin"]
