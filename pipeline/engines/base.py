"""What every engine does, and the engines there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeVar

from pipeline.errors import UsageError

Task = TypeVar("Task")
Result = TypeVar("Result")

ENGINES: Final = ("local", "ray")


class Engine(Protocol):
    """Maps a pure function over tasks, with a bounded number in flight."""

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        again: Callable[[Task], Task] | None = None,
    ) -> Iterator[Result]:
        """Yield `function(task)` for each task, in order.

        Args:
            function: pure, and importable by name.
            tasks: taken as there is room for them.
            again: gives the task to be tried next in place of one whose worker died; it raises
                WorkerError to give up. The other tasks are not touched by that death.

        Raises:
            WorkerError: a worker died, and `again` is None or gave up.
        """


def engine(
    name: str, workers: int, *, isolated: bool | None = None
) -> AbstractContextManager[Engine]:
    """The engine of that name with so many workers, to be used as a context manager.

    Args:
        name: of `ENGINES`.
        workers: processes.
        isolated: whether a single local worker too has a process of its own; if None it has not.

    Raises:
        UsageError: there is none of that name.
        MissingExtraError: its packages are not installed.
    """
    if name == "local":
        from pipeline.engines.local import LocalEngine

        return LocalEngine(workers, isolated=bool(isolated))
    if name == "ray":
        from pipeline.engines.ray_cluster import RayEngine

        return RayEngine(workers)
    raise UsageError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
