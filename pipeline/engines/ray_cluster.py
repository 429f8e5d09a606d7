"""A Ray cluster: the one at `RAY_ADDRESS`, or one started on this machine for the run.

The output folder must be one that all nodes see under the same path, and so must local inputs.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Final

from pipeline.engines.base import Result, Task
from pipeline.engines.watch import be_expendable
from pipeline.errors import MineError, MissingExtraError, WorkerError

ADDRESS: Final = "RAY_ADDRESS"
_CONNECT_SECONDS: Final = 10.0
_MOST_NODES_LOST: Final = 20


class RayEngine:
    """Runs each task as a Ray task; one that a lost node takes along is tried again."""

    def __init__(self, workers: int | None = None) -> None:
        try:
            import ray
        except ImportError as error:
            raise MissingExtraError("the Ray engine", "ray") from error
        self._ray: Any = ray
        self._workers = workers
        self._started = False

    def __enter__(self) -> RayEngine:
        """Join the cluster, or start one here with as many processors as there are workers.

        Raises:
            WorkerError: there is no cluster at the address.
        """
        if self._ray.is_initialized():
            return self
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
        address = os.environ.get(ADDRESS)
        if address in (None, "", "local"):
            options |= {"include_dashboard": False, "num_cpus": self._workers}
        else:
            _try_to_connect(str(address))
        try:
            self._ray.init(**options)
        except (OSError, RuntimeError, ValueError, self._ray.exceptions.RayError) as error:
            where = f"{ADDRESS}={address}" if address else "this machine"
            raise WorkerError(f"{where}: Ray does not start: {_first_line(error)}") from error
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
        # Ray tries nothing again by itself: whose worker died, `again` knows what to leave out.
        remote = ray.remote(max_retries=0)(_expendable)
        waiting: deque[tuple[Any, Task]] = deque()
        # Of the worker, or of the task: lack of memory. Of the node: nothing a task can help.
        of_worker = (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError)
        of_node = (ray.exceptions.NodeDiedError, ray.exceptions.ObjectLostError)

        def result(reference: Any, task: Task) -> Result:
            nodes_lost = 0
            while True:
                try:
                    found: Result = ray.get(reference)
                    return found
                except of_node:
                    nodes_lost += 1
                    if nodes_lost > _MOST_NODES_LOST:
                        raise
                except of_worker:
                    if again is None:
                        raise
                    task = again(task)
                reference = remote.remote(function, task)

        try:
            for task in tasks:
                waiting.append((remote.remote(function, task), task))
                # Asked each time: nodes come and go while a run is under way.
                if len(waiting) >= self._bound():
                    yield result(*waiting.popleft())
            while waiting:
                yield result(*waiting.popleft())
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, MineError):
                raise error.cause from None
            raise error.as_instanceof_cause() from None
        except ray.exceptions.RayError as error:
            raise WorkerError(f"the Ray cluster lost a task: {_first_line(error)}") from error

    def _bound(self) -> int:
        return max(2, 2 * int(self._ray.cluster_resources().get("CPU", 1)))


def _try_to_connect(address: str) -> None:
    """See in seconds that nobody listens at `address`, over which Ray takes minutes.

    Raises:
        WorkerError: nobody does.
    """
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not (host and port.isdigit()):
        return
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS):
            return
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise WorkerError(
            f"{ADDRESS}={address}: no Ray cluster there ({why}); start one with `ray start "
            f"--head`, or unset {ADDRESS} to have one on this machine"
        ) from None


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))


def _expendable(function: Callable[[Task], Result], task: Task) -> Result:
    be_expendable()
    return function(task)
