"""The inputs of a state: name, size and digest of each, beside its tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.columns import array_of
from pipeline.store.parts import COMPRESSION, synced

INPUTS: Final = "inputs.parquet"
_SCHEMA: Final = pa.schema([("source", pa.string()), ("size", pa.int64()), ("digest", pa.string())])
_FOLDER: Final = b"folder"
_SHOWN: Final = 3


class KnownInput(NamedTuple):
    """An input as a run has read it.

    Attributes:
        source: its name as it was listed.
        size: in bytes; 0 where it was not known.
        digest: of its bytes; empty where they were not read, or came from another machine.
    """

    source: str
    size: int
    digest: str


def write_inputs(state: Path, inputs: Iterable[KnownInput]) -> None:
    """Write the inputs of a state that is being built, and the folder their names start from.

    Raises:
        OSError: the disk refuses.
    """
    rows = sorted(inputs)
    columns = [array_of(c, f.type) for c, f in zip(_columns(rows), _SCHEMA, strict=True)]
    here = os.fsencode(os.getcwd())
    table = pa.Table.from_arrays(columns, schema=_SCHEMA.with_metadata({_FOLDER: here}))
    with synced(state / INPUTS) as file:
        pq.write_table(table, file, compression=COMPRESSION)


def _columns(rows: list[KnownInput]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]


def carry_inputs(source: Path, target: Path) -> None:
    """Give a state that is being built the inputs of the one before, if they are noted.

    Raises:
        OSError: the disk refuses.
    """
    if (source / INPUTS).is_file():
        (target / INPUTS).write_bytes((source / INPUTS).read_bytes())


def read_inputs(state: Path) -> tuple[list[KnownInput], str] | None:
    """The inputs of a state and the folder their names start from; None where none are noted."""
    try:
        table = pq.ParquetFile(state / INPUTS).read()
    except (OSError, pa.ArrowInvalid):
        return None
    if table.schema.names != _SCHEMA.names:
        return None
    folder = os.fsdecode((table.schema.metadata or {}).get(_FOLDER, b""))
    return [KnownInput(*row.values()) for row in table.to_pylist()], folder


def examples(names: Sequence[str]) -> str:
    """The first of some names in brackets; empty where there are none."""
    shown = ", ".join(names[:_SHOWN])
    return f" ({shown}{' …' if len(names) > _SHOWN else ''})" if names else ""


__all__ = ["INPUTS", "KnownInput", "carry_inputs", "examples", "read_inputs", "write_inputs"]
