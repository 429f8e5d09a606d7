"""Documents as JSON Lines: a document a line, with everything that was found in it inside."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pipeline.annotated import FOUND, AnnotatedDocument, Script, annotated_documents
from pipeline.contract import SCHEMAS
from pipeline.errors import OutputError
from pipeline.export.rows import json_line

FILE: Final = "documents.jsonl"

# Where the text stands in the source is said of each span already.
_LEFT_OUT: Final = ("text_breaks", "source_breaks")


def write_jsonl(state: Path, folder: Path, script: Script) -> int:
    """Write `folder/documents.jsonl`; returns how many documents.

    A line has the columns of `documents` and the lists `sentences`, `mentions`, `figures` and
    `stance`, whose rows have the columns of these tables without `doc_id`.
    """
    count = 0
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        for annotated in annotated_documents(state, script=script):
            document = {k: v for k, v in annotated.document.items() if k not in _LEFT_OUT}
            found = {
                name: [
                    {key: value for key, value in row.items() if key != "doc_id"}
                    for row in getattr(annotated, name)
                ]
                for name in FOUND
            }
            file.write(json_line({**document, **found}) + "\n")
            count += 1
    return count


def read_jsonl(path: Path) -> Iterator[AnnotatedDocument]:
    """The documents of a file that `write_jsonl` wrote.

    Raises:
        OutputError: a line is none of ours; the message names it.
    """
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row: dict[str, Any] = json.loads(line)
                found: dict[str, Any] = {
                    name: [_row(name, row["doc_id"], given) for given in row.pop(name)]
                    for name in FOUND
                }
                published = row["published"]
                row["published"] = published and datetime.date.fromisoformat(published)
            except (ValueError, KeyError, TypeError) as error:
                raise OutputError(f"{path}: line {number}: not a document of mine") from error
            yield AnnotatedDocument(row, **found)


def _row(name: str, doc_id: str, given: dict[str, Any]) -> dict[str, Any]:
    return {key: doc_id if key == "doc_id" else given[key] for key in SCHEMAS[name].names}
