"""Worker processes on this machine, each apart from the others, with a bounded number of tasks."""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

from pipeline.engines.watch import be_expendable
from pipeline.errors import WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")

# While a worker works on one task, the next one lies ready for it.
_TASKS_OF_SEAT: Final = 2
# A slow task holds up the results behind it, not the work: so far ahead of it others may go.
_AHEAD: Final = 16
# What a worker holds of one stage, models and pools of freed memory, is of no use to the next: a
# worker that has grown beyond this is replaced between stages, which costs it a second or two.
_GROWN: Final = 400 * 1024 * 1024


class LocalEngine:
    """Runs tasks in `workers` processes, or in this one where that is 1 and none is asked for.

    Each worker is a pool of one: when a process dies, only the tasks that it had are lost, and it
    is known which they were. The number of tasks in flight is bounded, so memory does not grow
    with the corpus. Results come in the order of the tasks, whatever order they finish in.
    """

    def __init__(self, workers: int, *, isolated: bool = False) -> None:
        self.workers = workers
        self.isolated = isolated or workers > 1
        self._seats: list[_Seat] = []

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for seat in self._seats:
            seat.close()
        self._seats = []

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        again: Callable[[Task], Task] | None = None,
    ) -> Iterator[Result]:
        """Yield `function(task)` for each task, in order.

        Raises:
            WorkerError: a worker process died, and `again` is None or gave up.
        """
        if not self.isolated:
            return map(function, tasks)
        if not self._seats:
            self._seats = [_Seat() for _ in range(self.workers)]
        return self._flown(_Flight(self._seats, function, again).results(tasks))

    def _flown(self, results: Iterator[Result]) -> Iterator[Result]:
        """The results; after the last one the workers that have grown go."""
        yield from results
        for seat in self._seats:
            if seat.resident() > _GROWN:
                seat.close()


class _Seat:
    """A place for one worker process; the process is replaced when it dies."""

    def __init__(self) -> None:
        self._pool: Any = None
        self.load = 0

    def submit(self, function: Callable[[Task], Result], task: Task) -> Future[Result]:
        import loky

        if self._pool is None:
            # Forking a process that runs threads (Arrow does) can lock up; the standard library's
            # spawning imports the caller's script again in each worker. loky does neither.
            # It replaces a process that has grown by 300 MB, as those do that load models.
            warnings.filterwarnings("ignore", "A worker was restarted while some jobs")
            self._pool = loky.ProcessPoolExecutor(
                1, initializer=be_expendable, initargs=(os.getpid(),)
            )
        try:
            future: Future[Result] = self._pool.submit(function, task)
        except loky.BrokenProcessPool as error:
            # It died since the last task: one that has failed before it began.
            future = Future()
            future.set_exception(error)
        return future

    def resident(self) -> int:
        """Bytes of memory that the process holds; 0 where the system does not tell."""
        processes = list(self._pool._processes) if self._pool is not None else []
        return sum(_resident(number) for number in processes)

    def close(self) -> None:
        """End the process, dead or done with what is wanted of it; the next task starts another."""
        if self._pool is not None:
            # Left to itself it would take its models apart first, for up to a second.
            self._pool.shutdown(wait=True, kill_workers=True)
            self._pool = None


class _Flight(Generic[Task, Result]):
    """Tasks on their way through the seats."""

    def __init__(
        self,
        seats: list[_Seat],
        function: Callable[[Task], Result],
        again: Callable[[Task], Task] | None,
    ) -> None:
        self._seats = seats
        self._function = function
        self._again = again
        self._flying: dict[Future[Result], tuple[int, Task, _Seat]] = {}
        self._done: dict[int, Result] = {}
        self._lost: deque[tuple[int, Task]] = deque()
        for seat in seats:
            seat.load = 0

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results in order."""
        waiting = enumerate(tasks)
        begun = given = 0
        exhausted = False
        while True:
            while not exhausted and not self._lost and self._has_room(begun - given):
                following = next(waiting, None)
                if following is None:
                    exhausted = True
                    break
                self._send(*following)
                begun += 1
            while self._lost and self._has_room(0):
                self._send(*self._lost.popleft())
            while given in self._done:
                yield self._done.pop(given)
                given += 1
            if exhausted and not self._flying and not self._lost:
                return
            if self._flying:
                self._land()

    def _has_room(self, ahead: int) -> bool:
        return ahead < _AHEAD * len(self._seats) and any(
            seat.load < _TASKS_OF_SEAT for seat in self._seats
        )

    def _send(self, number: int, task: Task) -> None:
        seat = min(self._seats, key=lambda s: s.load)
        seat.load += 1
        self._flying[seat.submit(self._function, task)] = number, task, seat

    def _land(self) -> None:
        """Take in what has finished, and the tasks of workers that have died."""
        import loky

        done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
        for future in done:
            if future in self._flying:
                _, _, seat = self._flying[future]
                error = future.exception()
                if isinstance(error, loky.BrokenProcessPool):
                    self._recover(seat, error)
                else:
                    number, _, _ = self._flying.pop(future)
                    seat.load -= 1
                    self._done[number] = future.result()

    def _recover(self, seat: _Seat, error: BaseException) -> None:
        """Send the tasks of a worker that has died to another; it died of the first of them."""
        if self._again is None:
            raise WorkerError(
                "a worker process died, perhaps for want of memory; try fewer with --workers"
            ) from error
        seat.close()
        guilty = True
        for future in [f for f, (_, _, other) in self._flying.items() if other is seat]:
            number, task, _ = self._flying.pop(future)
            seat.load -= 1
            if future.done() and not future.cancelled() and future.exception() is None:
                self._done[number] = future.result()
                continue
            self._lost.append((number, self._again(task) if guilty else task))
            guilty = False


def _resident(process: int) -> int:
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
