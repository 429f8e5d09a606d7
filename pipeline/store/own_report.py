"""The report in an output folder: whether it is ours, and of which state of the tables it tells.

It is a file and no link, since people pass it on. So that it never tells of other tables than those
beside it, it names its state, and goes when that does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

REPORT: Final = "report.html"
_HEAD: Final = 4_000
_MARK: Final = b'<meta name="generator" content="mine report">'
_STATE: Final = re.compile(rb'<meta name="mine-state" content="([0-9a-z-]*)">')


def is_own_report(path: Path) -> bool:
    """Whether there is a report of ours rather than a file of somebody else's."""
    return _head(path) is not None


def drop_report(folder: Path, state: str | None = None) -> None:
    """Take the report of ours in `folder` away, if it tells of another state than this.

    One that does not say of which, as those of former versions, stays where a state is given.

    Raises:
        OSError: the disk refuses.
    """
    path = folder / REPORT
    head = _head(path)
    if head is None:
        return
    told = _STATE.search(head)
    if state is None or (told is not None and told[1].decode() != state):
        path.unlink()


def _head(path: Path) -> bytes | None:
    """The beginning of a report of ours; None if `path` is none."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return head if _MARK in head else None


__all__ = ["REPORT", "drop_report", "is_own_report"]
