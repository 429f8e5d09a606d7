"""A run's result as marked files, one a document."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

from pipeline.contract import SCHEMAS
from pipeline.errors import DamagedError, OutputError
from pipeline.evaluate.from_tables import from_tables
from pipeline.evaluate.marked import SUFFIX, MarkedDocument, format_marked
from pipeline.evaluate.to_tables import TABLES, Row
from pipeline.store.output import committed
from pipeline.store.parts import read_table


def mark_output(out: Path, folder: Path) -> list[Path]:
    """Write each document of an output folder to `folder` as marked text.

    Returns:
        The files written, in order of their names.

    Raises:
        MissingTableError: `out` holds no output.
        OutputError: a file is there already, perhaps with somebody's corrections in it; nothing
            is written.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; name a folder with --to")
    documents = {folder / f"{d.id}{SUFFIX}": d for d in marked_output(out)}
    there = [path for path in documents if path.exists()]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise OutputError(f"{there[0]}{more}: there already; name another folder with --to")
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, document in documents.items():
            path.write_text(format_marked(document), encoding="utf-8", newline="\n")
    except OSError as error:
        for path in documents:
            path.unlink(missing_ok=True)
        if made:
            shutil.rmtree(folder, ignore_errors=True)
        raise OutputError(f"{folder}: cannot write: {error.strerror or error}") from error
    return sorted(documents)


def marked_output(out: Path) -> list[MarkedDocument]:
    """The documents of an output folder in the marked form, each with an id of its own."""
    rows: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    with committed(out, "documents", "sources") as path:
        for name in TABLES:
            columns = read_table(path / name, name, SCHEMAS[name].names)
            for record in columns.to_pylist():
                rows[record["doc_id"]].setdefault(name, []).append(tuple(record.values()))
    seen: dict[str, int] = {}
    documents = []
    for doc_id, own in rows.items():
        for name in ("documents", "sources"):
            if name not in own:
                raise DamagedError(out / name, f"no row of {doc_id}")
    for own in sorted(rows.values(), key=lambda r: str(r["documents"][0][1])):
        document = from_tables(own)
        again = seen[document.id] = seen.get(document.id, 0) + 1
        if again > 1:
            document = _renamed(document, f"{document.id}-{again}")
        documents.append(document)
    return documents


def _renamed(document: MarkedDocument, name: str) -> MarkedDocument:
    header = {**document.header, "id": name}
    return MarkedDocument(name, header, document.text, document.spans, document.targets)
