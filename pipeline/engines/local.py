"""A process pool on this machine, with a bounded number of tasks in flight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from pipeline.errors import WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")


class LocalEngine:
    """Runs tasks in `workers` processes, or in this one where `workers` is 1.

    At most two tasks a worker are in flight, so memory does not grow with the corpus. Results come
    in the order of the tasks, whatever order they finish in.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: Any = None

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=error is not None)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield `function(task)` for each task, in order.

        Raises:
            WorkerError: a worker process died.
        """
        if self.workers == 1:
            yield from map(function, tasks)
            return
        import loky

        if self._pool is None:
            # Forking a process that runs threads (Arrow does) can lock up; the standard library's
            # spawning imports the caller's script again in each worker. loky does neither.
            self._pool = loky.ProcessPoolExecutor(self.workers)
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(function, task))
                if len(waiting) >= 2 * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except loky.BrokenProcessPool as error:
            raise WorkerError(
                "a worker process died, perhaps for want of memory; try fewer with --workers"
            ) from error
