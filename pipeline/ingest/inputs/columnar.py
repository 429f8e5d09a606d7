"""Parquet, Feather and Arrow: rows by batches, of the columns that hold text or state something."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import InputError
from pipeline.ingest.inputs.columns import Columns, columns_of, no_text_column, note_named
from pipeline.ingest.inputs.place import Items, Place
from pipeline.ingest.inputs.records import record_input
from pipeline.ingest.inputs.streams import seekable

_BATCH_ROWS: Final = 64
_BUFFER_BYTES: Final = 1024**2
# What Arrow raises for bytes that are not as the format says; a length that lies asks for memory.
_DAMAGE: Final = (
    pa.ArrowException,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    MemoryError,
)


def read_parquet(place: Place, stream: io.BufferedReader) -> Items:
    """The records of a Parquet file; a damaged row group is rejected, the others are read."""
    with seekable(stream) as file:
        try:
            parquet = pq.ParquetFile(file, buffer_size=_BUFFER_BYTES, pre_buffer=False)
            names = tuple(parquet.schema_arrow.names)
            groups = parquet.num_row_groups
        except InputError:
            raise
        except _DAMAGE as error:
            yield _damaged(place, "not a Parquet file, or a damaged one", error)
            return
        columns = columns_of(_top(names), _first_keys(place))
        if not columns.text:
            yield _without_text(place, names)
            return
        before = 0
        for group in range(groups):
            rows = parquet.metadata.row_group(group).num_rows
            done = 0
            try:
                for batch in parquet.iter_batches(
                    _BATCH_ROWS, row_groups=[group], columns=_wanted(names, columns)
                ):
                    for item in _rows(place, batch, before + done):
                        yield item
                        done += 1
            except InputError:
                raise
            except _DAMAGE as error:
                what = f"rows {before + done + 1:,} to {before + rows:,} are damaged"
                yield _damaged(place, what, error)
            before += rows


def read_arrow(place: Place, stream: io.BufferedReader) -> Items:
    """The records of an Arrow file or stream, or of a Feather file."""
    with seekable(stream) as file:
        before = 0
        try:
            for batch in _batches(file):
                names = tuple(batch.schema.names)
                columns = columns_of(_top(names), _first_keys(place))
                if not columns.text:
                    yield _without_text(place, names)
                    return
                kept = batch.select(_wanted(names, columns))
                for start in range(0, kept.num_rows, _BATCH_ROWS):
                    yield from _rows(place, kept.slice(start, _BATCH_ROWS), before + start)
                before += batch.num_rows
        except InputError:
            raise
        except _DAMAGE as error:
            what = f"damaged after row {before:,}" if before else "not an Arrow file, or damaged"
            yield _damaged(place, what, error)


def _batches(file: IO[bytes]) -> Iterator[Any]:
    head = file.read(6)
    file.seek(0)
    if head.startswith(b"FEA1"):
        # The first version of Feather has no batches.
        from pyarrow import feather

        yield from feather.read_table(file).to_batches()
    elif head == b"ARROW1":
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)
    else:
        yield from pa.ipc.open_stream(file)


def _top(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(name) for name in names)


def _first_keys(place: Place) -> tuple[str, ...]:
    """The user's columns of the text; of a path into nested ones (`article.body`) the outermost."""
    named = place.settings.named.names
    return tuple(dict.fromkeys(key for name in named for key in (name, name.split(".")[0])))


def _without_text(place: Place, names: tuple[str, ...]) -> InputError:
    named = place.settings.named
    note_named(named, place.source, names)
    return no_text_column(place.source, names, named.names)


def _wanted(names: tuple[str, ...], columns: Columns) -> list[str]:
    """The columns to read; where a path leads into one, those of the common names as well."""
    usual = columns_of(_top(names)).text
    stated = (name for found in columns.stated.values() for name in found)
    taken = {*columns.text, *usual, *stated}
    return [name for name in names if name in taken or name in ("metadata", "meta")]


def _rows(place: Place, batch: Any, before: int) -> Items:
    names = [str(name) for name in batch.schema.names]
    values = [_values(column) for column in batch.columns]
    for row in range(batch.num_rows):
        fields: dict[str, object] = {}
        for name, column in zip(names, values, strict=True):
            # Of columns with the same name the first that holds something counts.
            if not fields.get(name):
                fields[name] = column[row]
        number = before + row + 1
        yield record_input(
            place.record(number),
            fields,
            settings=place.settings,
            where=f"row {number:,}",
        )


def _values(column: Any) -> list[Any]:
    """The values of a column as Python has them; a text that is not UTF-8 as bytes."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type):
        column = column.cast(pa.binary())
    elif pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.large_binary())
    else:
        column.validate(full=True)
        return list(column.to_pylist())
    # Checked before it is read: offsets that point nowhere would end the process.
    column.validate(full=True)
    return [_utf8(value) for value in column.to_pylist()]


def _utf8(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _damaged(place: Place, what: str, error: Exception) -> InputError:
    said = " ".join(str(error).split())[:200]
    return InputError(place.source, "damaged", f"{what}: {said}")


__all__ = ["read_arrow", "read_parquet"]
