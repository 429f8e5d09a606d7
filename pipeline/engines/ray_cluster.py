"""A Ray cluster: the one at `RAY_ADDRESS`, or one started on this machine for the run.

The output folder must be one that all nodes see under the same path.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any

from pipeline.engines.base import Result, Task
from pipeline.engines.watch import be_expendable
from pipeline.errors import MissingExtraError, WorkerError


class RayEngine:
    """Runs each task as a Ray task; one that a lost node takes along is tried again."""

    def __init__(self) -> None:
        try:
            import ray
        except ImportError as error:
            raise MissingExtraError("the Ray engine", "ray") from error
        self._ray: Any = ray
        self._started = False

    def __enter__(self) -> RayEngine:
        if not self._ray.is_initialized():
            options: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
            if not os.environ.get("RAY_ADDRESS"):
                options["include_dashboard"] = False
            self._ray.init(**options)
            self._started = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._started:
            self._ray.shutdown()

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        again: Callable[[Task], Task] | None = None,
    ) -> Iterator[Result]:
        """Yield `function(task)` for each task, in order; twice as many in flight as processors.

        Raises:
            WorkerError: a task could not be finished on any node.
        """
        ray = self._ray
        # A task that a lost node takes along is tried again by Ray; one of which workers die is
        # not, where `again` knows better what to leave out.
        remote = ray.remote(max_retries=3 if again is None else 0)(_expendable)
        bound = max(2, 2 * int(ray.cluster_resources().get("CPU", 1)))
        waiting: deque[tuple[Any, Task]] = deque()
        lost = (
            ray.exceptions.WorkerCrashedError,
            ray.exceptions.NodeDiedError,
            ray.exceptions.ObjectLostError,
        )

        def result(reference: Any, task: Task) -> Result:
            while True:
                try:
                    found: Result = ray.get(reference)
                    return found
                except lost:
                    if again is None:
                        raise
                    task = again(task)
                    reference = remote.remote(function, task)

        try:
            for task in tasks:
                waiting.append((remote.remote(function, task), task))
                if len(waiting) >= bound:
                    yield result(*waiting.popleft())
            while waiting:
                yield result(*waiting.popleft())
        except ray.exceptions.RayTaskError as error:
            raise error.as_instanceof_cause() from None
        except ray.exceptions.RayError as error:
            raise WorkerError(f"the Ray cluster lost a task: {error}") from error


def _expendable(function: Callable[[Task], Result], task: Task) -> Result:
    be_expendable()
    return function(task)
