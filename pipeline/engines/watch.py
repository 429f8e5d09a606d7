"""One document at a time, under watch: what a worker does, and what is done when it dies of it.

A worker notes in a small file which document it has begun, and sets an alarm. In a process of its
own the alarm is the kernel's: when it rings the process ends, whatever compiled code it is in. The
run reads the note, sets the document aside, and gives the rest of the task to a new worker. In the
process of the caller the alarm raises an exception, which ends loops of Python and of regular
expressions, not those of other compiled code.
"""

from __future__ import annotations

import os
import signal
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from pipeline.errors import WorkerError

TIMEOUT: Final = 120.0
"""Seconds that one document may take, unless the user sets others."""

LONGEST: Final = 1e8
"""The most seconds that may be set; alarms of the kernel know no infinity."""

_NOTE: Final = struct.Struct("<qd")
_MOST_DEATHS: Final = 2
# Of a task whose worker died between documents: nobody's fault that we could name.
_NOBODY: Final = -1
_BATCH: Final = -2
_BATCH_SECONDS: Final = 30.0
_MOST_LOSSES: Final = 3
_LEEWAY: Final = 0.9
_PARENT_SECONDS: Final = 1.0

_expendable = False


class OvertimeError(BaseException):
    """The time limit of a document is over; no `except Exception` on the way may keep it."""


class Aside(NamedTuple):
    """Why a document is set aside."""

    code: str
    message: str


class Watch(NamedTuple):
    """How a task watches its documents, and what earlier tries of it have shown.

    Attributes:
        note: the file that says which document is begun; of this task alone.
        seconds: that one document may take; no limit if 0.
        aside: documents (by number in the task) that are not to be tried again, and why.
        deaths: how many workers died in each document, the first of which may have been chance.
    """

    note: Path
    seconds: float = 0.0
    aside: tuple[tuple[int, Aside], ...] = ()
    deaths: tuple[tuple[int, int], ...] = ()

    @property
    def careful(self) -> bool:
        """Whether a worker died of this task: what is done for many at once is done one by one."""
        return bool(self.aside or self.deaths)

    def batch(self) -> AbstractContextManager[None]:
        """Inside the block many documents are worked on at once; none is to blame if it dies.

        Its time is short: what takes longer than that is tried one by one.
        """
        return self._replace(seconds=min(self.seconds, _BATCH_SECONDS)).document(_BATCH)

    @contextmanager
    def document(self, number: int) -> Iterator[None]:
        """Inside the block, document `number` is begun and its time counts.

        Raises:
            OvertimeError: in the caller's own process only, its time is over.
        """
        _write_note(self.note, number)
        try:
            with _alarm(self.seconds):
                yield
        finally:
            _write_note(self.note, _NOBODY)

    def after_death(self) -> Watch:
        """How to go on after the worker that had this task has died.

        Raises:
            WorkerError: it died again and again, and of no document.
        """
        number, since = _read_note(self.note)
        with suppress(OSError):
            self.note.unlink()
        deaths = dict(self.deaths)
        deaths[number] = deaths.get(number, 0) + 1
        if number in (_NOBODY, _BATCH):
            if deaths[number] >= _MOST_LOSSES:
                raise WorkerError(
                    "a worker process died again and again, perhaps for want of memory; try fewer"
                    " with --workers; what is finished is kept, and the next run goes on from there"
                )
            return self._replace(deaths=tuple(sorted(deaths.items())))
        if self.seconds and time.time() - since >= _LEEWAY * self.seconds:
            return self._set_aside(number, overtime(self.seconds))
        if deaths[number] >= _MOST_DEATHS:
            why = "the worker process died of it twice: a crash in compiled code, or want of memory"
            return self._set_aside(number, Aside("crash", why))
        return self._replace(deaths=tuple(sorted(deaths.items())))

    def _set_aside(self, number: int, reason: Aside) -> Watch:
        aside = {**dict(self.aside), number: reason}
        return self._replace(aside=tuple(sorted(aside.items())))


def died_at_work(folder: Path) -> bool:
    """Whether notes lie in `folder` of documents that were begun and never ended."""
    notes = folder.iterdir() if folder.is_dir() else ()
    return any(_read_note(note)[0] != _NOBODY for note in notes)


def overtime(seconds: float) -> Aside:
    """The reason of a document that took too long."""
    return Aside("timeout", f"it took more than {seconds:g} seconds; see --timeout")


def be_expendable(parent: int | None = None) -> None:
    """Say that this process is a worker's own, and may be ended by an alarm.

    Args:
        parent: the process without which this one is of no use, and ends.
    """
    global _expendable
    _expendable = True
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    # Workers of one pool hold each other's pipes open, and so never see that the run is dead.
    while os.getppid() == parent:
        time.sleep(_PARENT_SECONDS)
    os._exit(1)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Inside the block an alarm is set."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, signal.SIG_DFL if _expendable else _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise OvertimeError


def _write_note(path: Path, number: int) -> None:
    # A watch that cannot be kept is no reason not to work: a full disk shows when rows are written.
    with suppress(OSError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.pwrite(handle, _NOTE.pack(number, time.time()), 0)
        finally:
            os.close(handle)


def _read_note(path: Path) -> tuple[int, float]:
    try:
        number, since = _NOTE.unpack(path.read_bytes())
    except (OSError, struct.error):
        return _NOBODY, 0.0
    return int(number), float(since)


__all__ = [
    "TIMEOUT",
    "Aside",
    "OvertimeError",
    "Watch",
    "be_expendable",
    "died_at_work",
    "overtime",
]
