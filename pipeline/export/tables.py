"""Tables as CSV files, one a table, and back: equal to what was written, types and nulls too.

Null is an empty field, an empty text is `""`; lists are JSON. Written and read with Arrow, since
Python's own reader does not tell the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pc

from pipeline.annotated import Script, annotated_documents
from pipeline.contract import SCHEMAS, table_of
from pipeline.errors import OutputError
from pipeline.export.rows import plain
from pipeline.store.manifest import tables_in
from pipeline.store.parts import part_paths, read_part

_OF_TEXT: Final = ("documents", "sentences", "mentions", "figures")
_LARGEST_BLOCK: Final = (1 << 31) - 1


def write_csv(state: Path, folder: Path, script: Script) -> int:
    """Write each table under `state` as `folder/<table>.csv`; returns how many documents."""
    documents = 0
    for name in tables_in(state):
        schema = pa.schema([pa.field(f.name, _flat(f.type)) for f in SCHEMAS[name]])
        with pc.CSVWriter(folder / f"{name}.csv", schema) as file:
            for rows in _parts(state, name, script):
                documents += len(rows) if name == "documents" else 0
                columns = [[_field(row[f.name], f.type) for row in rows] for f in SCHEMAS[name]]
                arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
                file.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return documents


def read_csv(folder: Path) -> dict[str, pa.Table]:
    """The tables of a folder that `write_csv` wrote.

    Raises:
        OutputError: there is none, or a file does not hold its table.
    """
    tables = {}
    for name, schema in SCHEMAS.items():
        path = folder / f"{name}.csv"
        if path.exists():
            types = {field.name: _flat(field.type) for field in schema}
            try:
                table = pc.read_csv(
                    path,
                    pc.ReadOptions(block_size=min(path.stat().st_size + 1, _LARGEST_BLOCK)),
                    pc.ParseOptions(newlines_in_values=True),
                    pc.ConvertOptions(
                        column_types=types,
                        null_values=[""],
                        strings_can_be_null=True,
                        quoted_strings_can_be_null=False,
                    ),
                )
                rows = [
                    tuple(_value(row[field.name], field.type) for field in schema)
                    for row in table.to_pylist()
                ]
            except (pa.ArrowInvalid, KeyError, ValueError) as error:
                raise OutputError(f"{path}: not the table {name}: {error}") from error
            tables[name] = table_of(name, rows)
    if not tables:
        raise OutputError(f"{folder}: no tables in CSV there")
    return tables


def _parts(state: Path, name: str, script: Script) -> Iterator[list[dict[str, Any]]]:
    if name in _OF_TEXT and script == "original":
        rows: Callable[[Any], list[dict[str, Any]]] = (
            (lambda d: [d.document]) if name == "documents" else lambda d: getattr(d, name)
        )
        for annotated in annotated_documents(state, script=script):
            yield rows(annotated)
        return
    for path in part_paths(state / name):
        yield read_part(path, name).to_pylist()


def _flat(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) else kind


def _field(value: Any, kind: pa.DataType) -> Any:
    return json.dumps(plain(value), ensure_ascii=False) if pa.types.is_list(kind) else value


def _value(value: Any, kind: pa.DataType) -> Any:
    return json.loads(value) if pa.types.is_list(kind) else value
