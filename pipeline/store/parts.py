"""Parquet parts: one file a shard and table, written beside its place and renamed into it."""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contract import SCHEMAS, validate
from pipeline.errors import ContractError, DamagedError, OutputError, not_written

COMPRESSION: Final = "zstd"


@contextmanager
def synced(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that outlasts a loss of power once the block is left.

    Raises:
        OSError: the disk refuses.
    """
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def link_or_copy(source: Path, target: Path) -> None:
    """Give a finished file a second name; its bytes are shared where the disk can.

    Raises:
        OSError: the disk refuses.
    """
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        with source.open("rb") as given, synced(target) as taken:
            shutil.copyfileobj(given, taken, 1 << 20)


def part_name(number: int) -> str:
    """The file name of part `number`; names sort as numbers do."""
    return f"part-{number:05d}.parquet"


def write_part(folder: Path, number: int, name: str, table: pa.Table) -> None:
    """Write `table` as part `number` of table `name` in `folder`, whole or not at all.

    The same rows give the same bytes.

    Raises:
        ContractError: the table breaks the contract.
        OutputError: the disk refuses.
    """
    validate(name, table)
    path = folder / part_name(number)
    beside = path.with_suffix(".tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with synced(beside) as file:
            pq.write_table(table, file, compression=COMPRESSION, write_page_index=False)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise not_written(path, error) from error


def part_paths(folder: Path) -> list[Path]:
    """The parts of a table in order; none where there is no such folder.

    Raises:
        OutputError: the folder cannot be read.
    """
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise OutputError(f"{folder}: cannot read: {error.strerror}") from error
    return sorted(folder / n for n in names if fnmatch.fnmatchcase(n, "part-*.parquet"))


def read_part(path: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """Read one part, checked against the contract (columns beyond it are dropped).

    Raises:
        ContractError: a column is missing or of another type.
        OutputError: the file cannot be read.
    """
    wanted = columns or SCHEMAS[name].names
    try:
        table = pq.ParquetFile(path).read(columns=wanted)
    except pa.ArrowInvalid as error:
        raise DamagedError(path, str(error)) from error
    except OSError as error:
        raise OutputError(f"{path}: cannot read: {error.strerror or error}") from error
    missing = set(wanted) - set(table.schema.names)
    if missing:
        raise ContractError(
            f"{path}: columns missing: {', '.join(sorted(missing))}; another version of mine wrote "
            "it: do `mine run` again, with the same inputs and --out"
        )
    return table.select(wanted)


def rows_in(paths: Iterable[Path]) -> int:
    """The number of rows of some parts, read from their footers."""
    return sum(pq.ParquetFile(path).metadata.num_rows for path in paths)


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of a table, as its `to_pylist` gives them in two to three times the time."""
    names = table.column_names
    columns = (column.to_pylist() for column in table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def read_table(folder: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """All parts of a table as one; an empty table where there is no part."""
    tables = [read_part(path, name, columns) for path in part_paths(folder)]
    if tables:
        return pa.concat_tables(tables)
    schema = SCHEMAS[name]
    return pa.schema([schema.field(c) for c in columns or schema.names]).empty_table()
