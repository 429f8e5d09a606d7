"""An output folder that changes from one complete state to the next, and nothing between.

New parts are written under `OUT/.mine/staging/`. A commit writes a journal, which is the point of
no return, moves the new tables into place, puts the manifest there last, and removes the journal.
A run that dies before the journal leaves the previous state; one that dies after it is rolled
forward by whatever opens the folder next (`mine` or `pipeline.load`).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contract import SCHEMAS, STAGES
from pipeline.errors import MissingTableError, OutputBusyError, OutputError
from pipeline.store.parts import part_name, part_paths, read_part, read_table, write_part

WORK_FOLDER = ".mine"
_PART = re.compile(r"part-\d+\.parquet")
MANIFEST = "manifest.json"


class Output:
    """One run's hold on an output folder: reads see what the run has staged, else what is there.

    Use as a context manager; `commit` makes the staged tables the folder's state, leaving the
    block without it discards them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / WORK_FOLDER
        self.staging = self.work / "staging"
        self._lock: IO[str] | None = None
        self._staged: set[str] = set()

    def __enter__(self) -> Output:
        """Lock the folder, finish or discard what an earlier run left.

        Raises:
            OutputBusyError: another run holds the folder.
            OutputError: the folder cannot be made or written.
        """
        try:
            self.work.mkdir(parents=True, exist_ok=True)
            self._lock = (self.work / "lock").open("w")
        except OSError as error:
            raise OutputError(
                f"{self.folder}: cannot write there: {error.strerror}; name another --out"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise OutputBusyError(
                f"{self.folder}: another run is writing there; wait for it or name another --out"
            ) from error
        recover(self.folder)
        stranger = _stranger(self.folder)
        if stranger is not None:
            self._lock.close()
            shutil.rmtree(self.work, ignore_errors=True)
            raise OutputError(
                f"{stranger}: not written by mine, and would be replaced; name another --out"
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
        if error is not None and list(self.folder.iterdir()) == [self.work]:
            # Nothing was ever written here: leave no trace of the attempt.
            shutil.rmtree(self.work, ignore_errors=True)
            with suppress(OSError):
                self.folder.rmdir()

    def begin(self, name: str) -> Path:
        """Start table `name` anew; returns the folder that takes its parts."""
        path = self.staging / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        self._staged.add(name)
        return path

    def folder_of(self, name: str) -> Path:
        """Where table `name` is read from.

        Raises:
            MissingTableError: no stage has written it; the message names the one that does.
        """
        path = self.staging / name if name in self._staged else self.folder / name
        if not path.is_dir():
            stage = next(s for s, tables in STAGES.items() if name in tables)
            raise MissingTableError(f"{path}: no such table; run `mine {stage}` first")
        return path

    def parts(self, name: str) -> list[Path]:
        """The parts of table `name` in order."""
        return part_paths(self.folder_of(name))

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """The whole table `name`."""
        return read_table(self.folder_of(name), name, columns)

    def count(self, name: str) -> int:
        """The number of rows of table `name`, read from the parts' footers."""
        return sum(pq.ParquetFile(path).metadata.num_rows for path in self.parts(name))

    def read_number(self, name: str, number: int) -> pa.Table:
        """Part `number` of table `name`."""
        return read_part(self.folder_of(name) / part_name(number), name)

    def write(self, name: str, number: int, table: pa.Table) -> None:
        """Write or replace part `number` of a table begun in this run."""
        write_part(self.staging / name, number, name, table)

    def commit(self, manifest: dict[str, Any]) -> None:
        """Make what is staged the state of the folder; later stages' tables, now stale, go.

        Raises:
            OutputError: the disk refuses; the previous state stands.
        """
        stages = [s for s, tables in STAGES.items() if self._staged & set(tables)]
        order = list(STAGES)
        after = order[order.index(stages[-1]) + 1 :] if stages else []
        removed = [t for s in after for t in STAGES[s] if (self.folder / t).is_dir()]
        journal = {"replace": sorted(self._staged), "remove": removed}
        try:
            _write_whole(self.staging / MANIFEST, manifest)
            for name in sorted(self._staged):
                _sync_folder(self.staging / name)
            _write_whole(self.work / "commit.json", journal)
        except OSError as error:
            raise OutputError(f"{self.folder}: cannot commit: {error.strerror}") from error
        recover(self.folder)


def _stranger(folder: Path) -> Path | None:
    """Something that stands where a table or the manifest goes and is none of ours."""
    manifest = folder / MANIFEST
    if manifest.exists():
        try:
            ours = "schema_version" in read_manifest(folder)
        except (OutputError, OSError):
            ours = False
        if not ours:
            return manifest
    for name in SCHEMAS:
        path = folder / name
        if not path.exists():
            continue
        if not path.is_dir():
            return path
        entries = [e for e in path.iterdir() if not e.name.startswith(".")]
        strange = next((e for e in sorted(entries) if not _PART.fullmatch(e.name)), None)
        if strange is not None or (entries and not manifest.exists()):
            return strange or path
    return None


def recover(folder: Path) -> None:
    """Finish a commit that was begun, or discard what was staged without one.

    Every step may be done twice: a step already done finds nothing to do.
    """
    work = folder / WORK_FOLDER
    staging, old = work / "staging", work / "old"
    journal_path = work / "commit.json"
    if not journal_path.exists():
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        return
    journal = json.loads(journal_path.read_text(encoding="utf-8"))
    old.mkdir(exist_ok=True)
    for name in journal["replace"]:
        if (staging / name).is_dir():
            if (folder / name).is_dir() and not (old / name).exists():
                (folder / name).rename(old / name)
            (staging / name).rename(folder / name)
    for name in journal["remove"]:
        if (folder / name).is_dir() and not (old / name).exists():
            (folder / name).rename(old / name)
    if (staging / MANIFEST).exists():
        (staging / MANIFEST).replace(folder / MANIFEST)
    _sync_folder(folder)
    journal_path.unlink()
    shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def committed(folder: Path) -> Iterator[Path]:
    """An output folder to read from, after finishing a commit that was cut off.

    Raises:
        MissingTableError: the folder holds no output.
    """
    if (folder / WORK_FOLDER / "commit.json").exists():
        with Output(folder):
            pass
    if not any((folder / name).is_dir() for name in SCHEMAS):
        raise MissingTableError(f"{folder}: no tables there; run `mine run … --out {folder}` first")
    yield folder


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an output folder; empty where there is none.

    Raises:
        OutputError: it is not JSON.
    """
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OutputError(f"{path}: not a manifest: {error}") from error
    return content


def _write_whole(path: Path, content: dict[str, Any]) -> None:
    beside = path.with_suffix(".tmp")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["MANIFEST", "Output", "committed", "read_manifest", "read_part", "recover"]
