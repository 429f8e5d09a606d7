"""Taking away what `mine` has written, and nothing else."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.contract import SCHEMAS
from pipeline.errors import MissingTableError
from pipeline.store.card import CARD
from pipeline.store.manifest import MANIFEST
from pipeline.store.output import Output
from pipeline.store.own_report import drop_report
from pipeline.store.state import CACHE, WORK_FOLDER, is_own_link

_TABLE: Final = f"(?:{'|'.join(SCHEMAS)})"
_PART: Final = r"part-\d+\.(?:parquet|tmp)"
_CARD: Final = "|".join(re.escape(name) for name in CARD)
_SEARCHED: Final = r"fulltext-\d+\.(?:sqlite(?:-wal|-shm)?|lock)"
_STATE_FILE: Final = rf"(?:{_TABLE}/{_PART}|manifest\.json|inputs\.parquet|{_CARD}|{_SEARCHED})"
_ENTRY: Final = r"(?:[0-9a-f]{32}|\.[0-9a-f]{32}-\d+-\d+(?:-damaged)?)"
_CACHED: Final = re.compile(
    rf"cache/[a-z]+/{_ENTRY}/(?:{_TABLE}\.parquet|notes\.parquet|keys|sums\.json)"
)
_OURS: Final = re.compile(
    rf"{_CACHED.pattern}|states/[0-9a-f]+(?:-again)?/{_STATE_FILE}|staging/{_STATE_FILE}"
    r"|staging/watch/[a-z]+-\d+|current|current\.next"
)


class Cleaned(NamedTuple):
    """What was taken away.

    Attributes:
        files: their number.
        size: the bytes that the disk has gained.
        left: files in the working folder that `mine` did not write, which stay.
    """

    files: int
    size: int
    left: list[Path]


def clean(folder: Path, *, everything: bool = False) -> Cleaned:
    """Take the cache away, or the whole output with it.

    Args:
        folder: the output folder.
        everything: tables, manifest, report and working folder too. Files of others stay, and so
            does the folder itself if there are any.

    Raises:
        MissingTableError: no run has written there.
        OutputBusyError: a run is writing there.
        OutputError: where a table goes stands something that `mine` did not write.
    """
    work = folder / WORK_FOLDER
    if not work.is_dir() and not (folder / MANIFEST).exists():
        raise MissingTableError(f"{folder}: no output there; nothing to clean")
    with Output(folder):
        if everything:
            for name in (*SCHEMAS, *CARD, MANIFEST):
                if is_own_link(folder / name):
                    (folder / name).unlink()
            drop_report(folder)
        found = _remove(work, _OURS if everything else _CACHED)
    if everything:
        (work / "lock").unlink(missing_ok=True)
        for place in (work, folder):
            with suppress(OSError):
                place.rmdir()
    left = [p for p in _files(work) if p.name != "lock"] if everything else _files(work / CACHE)
    return found._replace(left=left)


def _remove(work: Path, ours: re.Pattern[str]) -> Cleaned:
    """Remove the files below `work` whose path says that they are ours, and folders left empty."""
    files = size = 0
    for place, folders, names in os.walk(work, topdown=False):
        for name in [*names, *(f for f in folders if os.path.islink(os.path.join(place, f)))]:
            path = Path(place, name)
            if ours.fullmatch(path.relative_to(work).as_posix()):
                told = path.lstat()
                path.unlink()
                files += 1
                size += told.st_size if told.st_nlink == 1 else 0
        if Path(place) != work:
            with suppress(OSError):
                os.rmdir(place)
    return Cleaned(files, size, [])


def _files(folder: Path) -> list[Path]:
    return sorted(Path(place, n) for place, _, names in os.walk(folder) for n in names)


__all__ = ["Cleaned", "clean"]
