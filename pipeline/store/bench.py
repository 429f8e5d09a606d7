"""Where a task works, and by what its results are known."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.engines.watch import Watch
from pipeline.store.cache import Cache


class Bench(NamedTuple):
    """Where a task works: the cache, what its results follow from, how its documents are watched.

    Attributes:
        cache: of the output folder.
        basis: the digest of settings, models and code.
        watch: of this task.
    """

    cache: Cache
    basis: str
    watch: Watch

    def after_death(self) -> Bench:
        """The bench after a worker has died at it."""
        return self._replace(watch=self.watch.after_death())
