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

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield `function(task)` for each task, in order.

        Raises:
            WorkerError: a worker died.
        """


def engine(name: str, workers: int) -> AbstractContextManager[Engine]:
    """The engine of that name with so many workers, to be used as a context manager.

    Raises:
        UsageError: there is none of that name.
        MissingExtraError: its packages are not installed.
    """
    if name == "local":
        from pipeline.engines.local import LocalEngine

        return LocalEngine(workers)
    if name == "ray":
        from pipeline.engines.ray_cluster import RayEngine

        return RayEngine()
    raise UsageError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
