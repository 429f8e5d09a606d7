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

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield `function(task)` for each task, in order; twice as many in flight as processors.

        Raises:
            WorkerError: a task could not be finished on any node.
        """
        ray = self._ray
        remote = ray.remote(max_retries=3)(function)
        bound = max(2, 2 * int(ray.cluster_resources().get("CPU", 1)))
        waiting: deque[Any] = deque()
        try:
            for task in tasks:
                waiting.append(remote.remote(task))
                if len(waiting) >= bound:
                    yield ray.get(waiting.popleft())
            while waiting:
                yield ray.get(waiting.popleft())
        except ray.exceptions.RayTaskError as error:
            raise error.as_instanceof_cause() from None
        except ray.exceptions.RayError as error:
            raise WorkerError(f"the Ray cluster lost a task: {error}") from error
