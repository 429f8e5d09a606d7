"""Fits that do not wait for one another, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Result = TypeVar("Result")


def each(
    task: Callable[..., Result], cases: Sequence[Sequence[Any]], *, apart: bool
) -> list[Result]:
    """What `task` gives for the arguments of each case, in order.

    Args:
        task: a function of a module, without effects.
        cases: the arguments of each call.
        apart: whether it takes so long that processes are worth their start.
    """
    told = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if told else os.cpu_count() or 1
    if not apart or cores == 1 or len(cases) < 2:
        return [task(*case) for case in cases]
    import loky

    with loky.ProcessPoolExecutor(max_workers=min(cores, len(cases))) as pool:
        return list(pool.map(task, *zip(*cases, strict=True)))


__all__ = ["each"]
