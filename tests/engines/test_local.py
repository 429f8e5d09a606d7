"""Worker processes: a task that kills its worker is found out, the others do not notice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import pipeline
from pipeline.engines.local import LocalEngine
from pipeline.engines.watch import OvertimeError, Watch
from pipeline.errors import WorkerError


class Job(NamedTuple):
    """Ten documents; in `deadly` one the worker dies, in `endless` one it never ends."""

    number: int
    watch: Watch
    deadly: int = -1
    endless: int = -1
    once: Path | None = None


def work(job: Job) -> tuple[int, list[str]]:
    """What became of each document."""
    done = []
    aside = dict(job.watch.aside)
    for document in range(10):
        if document in aside:
            done.append(aside[document].code)
            continue
        with job.watch.document(document):
            if document == job.deadly and (job.once is None or not job.once.exists()):
                if job.once is not None:
                    job.once.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            while document == job.endless:
                pass
            done.append("done")
    return job.number, done


def again(job: Job) -> Job:
    """The job after its worker has died."""
    return job._replace(watch=job.watch.after_death())


def die(_: int) -> None:
    """End the worker between documents."""
    os.kill(os.getpid(), signal.SIGKILL)


def jobs(folder: Path, seconds: float = 0.0, **of_third: object) -> Iterator[Job]:
    """Twelve jobs, the third of them as told."""
    for number in range(12):
        job = Job(number, Watch(folder / str(number), seconds))
        yield job._replace(**of_third) if number == 3 else job  # type: ignore[arg-type]


WELL = ["done"] * 10


def test_results_come_in_the_order_of_the_tasks(tmp_path: Path) -> None:
    with LocalEngine(2) as engine:
        assert list(engine.map(work, jobs(tmp_path), again)) == [(n, WELL) for n in range(12)]


def test_a_document_that_kills_its_worker_twice_is_set_aside(tmp_path: Path) -> None:
    with LocalEngine(2) as engine:
        found = dict(engine.map(work, jobs(tmp_path, deadly=4), again))
    assert found.pop(3) == [*WELL[:4], "crash", *WELL[5:]]
    assert found == {n: WELL for n in range(12) if n != 3}


def test_a_worker_that_is_killed_once_is_nobodys_fault(tmp_path: Path) -> None:
    with LocalEngine(2) as engine:
        given = jobs(tmp_path, deadly=4, once=tmp_path / "once")
        assert list(engine.map(work, given, again)) == [(n, WELL) for n in range(12)]


def test_a_document_without_end_is_set_aside_when_its_time_is_over(tmp_path: Path) -> None:
    with LocalEngine(1, isolated=True) as engine:
        started = time.monotonic()
        found = dict(engine.map(work, jobs(tmp_path, 1.0, endless=2), again))
    assert found.pop(3) == [*WELL[:2], "timeout", *WELL[3:]]
    assert found == {n: WELL for n in range(12) if n != 3}
    assert time.monotonic() - started < 60


def test_a_worker_that_dies_of_nothing_we_know_ends_the_run_at_last(tmp_path: Path) -> None:
    watches = [Watch(tmp_path / "note")]

    def next_try(task: int) -> int:
        watches.append(watches[-1].after_death())
        return task

    with LocalEngine(1, isolated=True) as engine:
        found = engine.map(die, [1], next_try)
        with pytest.raises(WorkerError, match="again"):
            next(found)
    assert len(watches) > 1


def test_an_error_of_a_task_is_raised_as_it_is() -> None:
    with LocalEngine(2) as engine, pytest.raises(ZeroDivisionError):
        list(engine.map(divmod_by, [1, 0, 1]))


def divmod_by(number: int) -> int:
    """Divide by it."""
    return 1 // number


ORPHANS = """
import os, sys, time
from pathlib import Path
from pipeline.engines.local import LocalEngine

def pids(_):
    time.sleep(0.2)
    return os.getpid()

if __name__ == "__main__":
    with LocalEngine(2) as engine:
        for pid in engine.map(pids, range(1000)):
            print(pid, flush=True)
"""


def test_workers_do_not_outlive_the_run_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "orphans.py").write_text(ORPHANS)
    run = subprocess.Popen(
        [sys.executable, "orphans.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parent.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    workers = {int(run.stdout.readline()) for _ in range(8)}
    run.kill()
    run.wait()
    run.stdout.close()
    deadline = time.monotonic() + 30
    while alive := [pid for pid in workers if is_alive(pid)]:
        assert time.monotonic() < deadline, f"still there: {alive}"
        time.sleep(0.2)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it is no zombie."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_in_the_callers_process_the_time_limit_raises(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "note", 0.05)

    def endless() -> None:
        with watch.document(0):
            while True:
                pass

    with pytest.raises(OvertimeError):
        endless()
    with watch.document(1):
        pass
    time.sleep(0.1)  # No alarm is left behind.
