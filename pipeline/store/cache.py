"""Finished work kept under its key, so that no run does again what an earlier one has done.

    OUT/.mine/cache/<stage>/<key>/documents.parquet   the rows of one part, a file a table
                                  notes.parquet       a row a document: rows of each table, and more
                                  keys                16 bytes a document: by what it is known
                                  sums.json           size and digest of each of these files

The key of an entry is the digest of everything its rows follow from: the content and name of the
documents, the settings, the models, the code. So an entry never goes stale; one that nobody asks
for any more is taken away after the next run. It is written out of sight and renamed, and believed
only while its digests fit: a damaged one counts as none.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contract import SCHEMAS
from pipeline.errors import OutputError
from pipeline.store.parts import COMPRESSION

KEY_BYTES: Final = 16
NO_KEY: Final = bytes(KEY_BYTES)
"""Stands for a document that is not to be found again."""
NOTES: Final = "notes"
_KEYS: Final = "keys"
_SUMS: Final = "sums.json"
_ENTRY: Final = re.compile(r"[0-9a-f]{32}")
_numbers = itertools.count()


class Made(NamedTuple):
    """Rows of several documents.

    Attributes:
        tables: by name; the rows of one document stand together, documents in their order.
        notes: a row a document; for each table a column of its name with its number of rows.
    """

    tables: dict[str, pa.Table]
    notes: pa.Table


class Entry(NamedTuple):
    """Where finished work lies."""

    stage: str
    key: str
    folder: Path

    def part(self, table: str) -> Path:
        """The file with the rows of a table."""
        return self.folder / f"{table}.parquet"

    @property
    def tables(self) -> list[str]:
        """The tables it has rows of."""
        names = sorted(p.stem for p in self.folder.glob("*.parquet"))
        return [name for name in names if name != NOTES]

    def keys(self) -> list[bytes]:
        """The keys of its documents, in order."""
        whole = (self.folder / _KEYS).read_bytes()
        return [whole[n : n + KEY_BYTES] for n in range(0, len(whole), KEY_BYTES)]

    def notes(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The notes on its documents, or some columns of them."""
        wanted = None if columns is None else list(columns)
        return pq.ParquetFile(self.folder / f"{NOTES}.parquet").read(columns=wanted)

    def made(self) -> Made:
        """All of it."""
        # What Parquet forgets, the name of the members of a list, shows in the bytes of a part.
        tables = {n: pq.ParquetFile(self.part(n)).read().cast(SCHEMAS[n]) for n in self.tables}
        return Made(tables, self.notes())


class Cache(NamedTuple):
    """The finished work of an output folder; to be handed to workers as it is.

    Attributes:
        folder: where it lies.
        run: a name of the run that asks; what a process remembers of the cache is of one run.
    """

    folder: Path
    run: str = ""

    def find(self, stage: str, key: str) -> Entry | None:
        """The entry of that key; None if there is none, or a damaged one."""
        entry = Entry(stage, key, self.folder / stage / key)
        return entry if _is_whole(entry.folder) else None

    def keep(self, stage: str, key: str, made: Made, keys: Sequence[bytes] = ()) -> Entry:
        """Keep finished work; the same rows give the same bytes.

        Args:
            stage: by which its kind is known.
            key: of 32 hexadecimal digits.
            made: the work.
            keys: those of its documents; without them only the whole is found again.

        Raises:
            OutputError: the disk refuses.
        """
        entry = Entry(stage, key, self.folder / stage / key)
        built = self.folder / stage / f".{key}-{os.getpid()}-{next(_numbers)}"
        try:
            built.mkdir(parents=True)
            for name, table in made.tables.items():
                _write(built / f"{name}.parquet", table, last=True)
            _write(built / f"{NOTES}.parquet", made.notes, last=False)
            (built / _KEYS).write_bytes(b"".join(keys))
            sums = {path.name: _sum(path) for path in sorted(built.iterdir())}
            (built / _SUMS).write_text(json.dumps(sums), encoding="utf-8")
            _put(built, entry.folder)
        except OSError as error:
            shutil.rmtree(built, ignore_errors=True)
            raise OutputError(
                f"{self.folder}: cannot write: {error.strerror or error}; what is finished is kept,"
                " and the next run goes on from there"
            ) from error
        return entry

    def entries(self, stage: str) -> list[Entry]:
        """The entries of a stage in order of their keys, damaged ones among them."""
        place = self.folder / stage
        names = sorted(p.name for p in place.iterdir()) if place.is_dir() else []
        return [Entry(stage, n, place / n) for n in names if _ENTRY.fullmatch(n)]

    def stages(self) -> list[str]:
        """The kinds of work there are entries of."""
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if p.is_dir())

    def sweep(self, stage: str, used: Collection[str]) -> None:
        """Take away the entries of a stage that are not in `used`, and what dead runs left."""
        place = self.folder / stage
        if place.is_dir():
            for path in sorted(place.iterdir()):
                if path.name not in used:
                    shutil.rmtree(path, ignore_errors=True)


def key_of(*parts: object) -> str:
    """The key of work that follows from `parts`: texts, numbers, bytes and lists of them."""
    return _digest(parts).hex()


def document_key(*parts: object) -> bytes:
    """The key by which one document is known, of 16 bytes."""
    return _digest(parts)


def nonce() -> str:
    """A key that is given once: for work that is not to be found again."""
    return os.urandom(KEY_BYTES).hex()


def _digest(parts: Sequence[object]) -> bytes:
    whole = hashlib.blake2b(digest_size=KEY_BYTES)
    for piece in _pieces(parts):
        whole.update(piece)
    return whole.digest()


def _pieces(value: object) -> Iterator[bytes]:
    """`value` as bytes that no other value gives."""
    if isinstance(value, bytes):
        yield b"b%d:" % len(value)
        yield value
    elif isinstance(value, str):
        # A name may hold bytes that are no UTF-8.
        data = value.encode("utf-8", "surrogatepass")
        yield b"s%d:" % len(data)
        yield data
    elif isinstance(value, Mapping):
        yield b"m%d:" % len(value)
        for item in sorted(value.items()):
            yield from _pieces(item)
    elif isinstance(value, Sequence):
        yield b"l%d:" % len(value)
        for member in value:
            yield from _pieces(member)
    else:
        yield b"o"
        yield from _pieces(repr(value))


def _write(path: Path, table: pa.Table, *, last: bool) -> None:
    """Write a table in one step or not at all; synced if it is to outlast a loss of power."""
    with path.open("wb") as file:
        pq.write_table(table, file, compression=COMPRESSION, write_page_index=False)
        if last:
            file.flush()
            os.fsync(file.fileno())


def _put(built: Path, place: Path) -> None:
    """Give a finished entry its name; of two alike, the one that is there first stays."""
    try:
        built.rename(place)
        return
    except OSError:
        if not place.exists():
            raise
    if not _is_whole(place):
        damaged = built.with_name(f"{built.name}-damaged")
        place.rename(damaged)
        built.rename(place)
        shutil.rmtree(damaged, ignore_errors=True)
        return
    shutil.rmtree(built, ignore_errors=True)


def _sum(path: Path) -> list[object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, functools.partial(hashlib.blake2b, digest_size=16))
    return [path.stat().st_size, digest.hexdigest()]


def _is_whole(folder: Path) -> bool:
    """Whether every file of an entry has the bytes it was written with."""
    with suppress(OSError, ValueError):
        sums = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
        return isinstance(sums, dict) and all(
            _sum(folder / name) == told for name, told in sums.items()
        )
    return False


__all__ = [
    "KEY_BYTES",
    "NOTES",
    "NO_KEY",
    "Cache",
    "Entry",
    "Made",
    "document_key",
    "key_of",
    "nonce",
]
