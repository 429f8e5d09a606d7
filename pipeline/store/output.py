"""An output folder that changes from one complete state to the next, and nothing between.

New parts are written under `OUT/.mine/staging/`. A commit completes them to a whole state and makes
that the folder's in one step (state.py). A run that dies before leaves the previous state, one that
dies after leaves the next; what it left lying about is taken away by the next run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Protocol

import pyarrow as pa

from pipeline.contract import STAGES
from pipeline.engines.watch import Watch, died_at_work
from pipeline.errors import OutputBusyError, OutputError, missing_table, no_output, not_written
from pipeline.store.bench import Bench
from pipeline.store.cache import Cache, Entry, nonce
from pipeline.store.inputs import KnownInput, carry_inputs, write_inputs
from pipeline.store.manifest import (
    MANIFEST,
    check_whole,
    read_manifest,
    tables_in,
    write_manifest,
)
from pipeline.store.parts import (
    link_or_copy,
    part_name,
    part_paths,
    read_part,
    read_table,
    rows_in,
    write_part,
)
from pipeline.store.state import CACHE, WORK_FOLDER, carry_over, state_folder, switch, tidy
from pipeline.store.take_over import stranger, take_over

KINDS: Final = {
    "ingest": ("ingest", "settled"),
    "extract": ("extract",),
    "classify": ("classify",),
    "index": ("index", "keywords"),
}
"""The kinds of finished work that each stage keeps."""


class HasFolder(Protocol):
    """The tables of an output folder in memory."""

    @property
    def folder(self) -> Path:
        """Where they lie."""


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
        self._whole: set[str] = set()
        self._inputs: list[KnownInput] | None = None
        self._used: dict[str, set[str]] = {}
        self.cache = Cache(self.work / CACHE, nonce())
        self.cut_off = False
        """Whether the last run died while it worked on a document, perhaps because of it."""
        self.seconds = 0.0
        self.bases: dict[str, str] = {}
        self.readers: dict[str, str] = {}
        """The optional packages that documents of this run are read by, with their versions."""

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
            reason = error.strerror
            if self.folder.is_symlink() and not self.folder.exists():
                reason = f"a link to {os.readlink(self.folder)}, which is not there"
            raise OutputError(
                f"{self.folder}: cannot write there: {reason}; name another --out"
            ) from error
        if not _locked(self._lock):
            self._lock.close()
            raise OutputBusyError(
                f"{self.folder}: another run is writing there; wait for it or name another --out"
            )
        strange = stranger(self.folder)
        if strange is not None:
            self._lock.close()
            if [p.name for p in self.work.iterdir()] == ["lock"]:
                shutil.rmtree(self.work, ignore_errors=True)
            raise OutputError(
                f"{strange}: not written by mine, and would be replaced; name another --out"
            )
        self.cut_off = died_at_work(self.staging / "watch")
        try:
            tidy(self.folder)
            take_over(self.folder)
        except OSError as error:
            self._lock.close()
            raise OutputError(
                f"{self.folder}: cannot write there: {error.strerror}; name another --out"
            ) from error
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
        left = {path.name for path in self.work.iterdir()} - {"lock", CACHE}
        if error is not None and not left and not self.cache.stages():
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

    def bench(self, stage: str, number: int) -> Bench:
        """Where task `number` of a stage works."""
        notes = self.staging / "watch"
        notes.mkdir(parents=True, exist_ok=True)
        watch = Watch(notes / f"{stage}-{number}", self.seconds)
        return Bench(self.cache, self.bases.get(stage, ""), watch)

    def adopt(self, number: int, entry: Entry) -> None:
        """Take finished work as part `number` of the tables it has rows of, begun in this run.

        Raises:
            OutputError: the disk refuses.
        """
        self.use(entry)
        for name in entry.tables:
            path = self.staging / name / part_name(number)
            try:
                link_or_copy(entry.part(name), path)
            except OSError as error:
                raise not_written(path, error) from error

    def use(self, entry: Entry) -> None:
        """Keep finished work when the run is done; what no run has used goes."""
        self._used.setdefault(entry.stage, set()).add(entry.key)

    def know_inputs(self, inputs: Iterable[KnownInput]) -> None:
        """Note the inputs that the tables begun in this run are made of."""
        self._inputs = list(inputs)

    def folder_of(self, name: str) -> Path:
        """Where table `name` is read from.

        Raises:
            MissingTableError: no stage has written it; the message names the one that does.
            DamagedError: a part of it is lost.
        """
        if name in self._staged:
            return self.staging / name
        state = state_folder(self.folder)
        if not (state / name).is_dir():
            raise missing_table(self.folder, name)
        if name not in self._whole:
            check_whole(self.folder, state, [name])
            self._whole.add(name)
        return state / name

    def parts(self, name: str) -> list[Path]:
        """The parts of table `name` in order."""
        return part_paths(self.folder_of(name))

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """The whole table `name`."""
        return read_table(self.folder_of(name), name, columns)

    def count(self, name: str) -> int:
        """The number of rows of table `name`, read from the parts' footers."""
        return rows_in(self.parts(name))

    def count_before(self, name: str) -> int:
        """The number of rows that table `name` had when the run began; 0 if it cannot be read."""
        try:
            return rows_in(part_paths(state_folder(self.folder) / name))
        except (OSError, OutputError, pa.ArrowInvalid):
            return 0

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
        stale = {t for s in after for t in STAGES[s]}
        before = state_folder(self.folder)
        kept = [t for t in tables_in(before) if t not in stale and t not in self._staged]
        try:
            self.staging.mkdir(exist_ok=True)
            shutil.rmtree(self.staging / "watch", ignore_errors=True)
            carry_over(before, self.staging, kept)
            if self._inputs is not None:
                write_inputs(self.staging, self._inputs)
            elif "documents" in kept:
                carry_inputs(before, self.staging)
            write_manifest(self.staging, manifest)
            switch(self.folder, self.staging)
        except OSError as error:
            raise not_written(self.folder, error) from error
        for stage in stages:
            for kind in KINDS[stage]:
                self.cache.sweep(kind, self._used.get(kind, ()))


def folder_of(out: str | os.PathLike[str] | HasFolder) -> Path:
    """The output folder that a caller names, or whose tables they hold."""
    return Path(out) if isinstance(out, str | os.PathLike) else out.folder


def _locked(file: IO[str]) -> bool:
    """Take the lock; whoever only asks for the status holds it for a moment too."""
    for wait in (0.0, 0.05, 0.2):
        time.sleep(wait)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        return True
    return False


@contextmanager
def committed(folder: Path, *needed: str) -> Iterator[Path]:
    """Where to read the tables of an output folder: its state at this moment.

    Args:
        folder: the output folder.
        needed: tables without which the call makes no sense.

    Raises:
        MissingTableError: the folder holds no output, or not all that is needed.
        DamagedError: a table has lost a part.
    """
    state = state_folder(folder)
    there = tables_in(state)
    if not there:
        raise no_output(folder, "no tables there")
    for name in needed:
        if name not in there:
            raise missing_table(folder, name)
    check_whole(folder, state, there)
    yield state


__all__ = [
    "MANIFEST",
    "HasFolder",
    "Output",
    "committed",
    "folder_of",
    "read_manifest",
    "read_part",
]
