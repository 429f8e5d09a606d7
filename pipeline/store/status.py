"""What an output folder holds, and what of it a run would do again, and why."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.contract import STAGES
from pipeline.errors import OutputError, no_output
from pipeline.store.cache import Cache
from pipeline.store.changed_inputs import InputChanges, input_changes, input_reasons
from pipeline.store.manifest import read_manifest
from pipeline.store.stale import Reason, damage_reasons, reasons_of
from pipeline.store.state import CACHE, WORK_FOLDER, state_folder


@dataclass(frozen=True, slots=True)
class StageStatus:
    """One stage: `done`, `stale` or `missing`, with the reasons and the rows of its tables."""

    stage: str
    state: str
    reasons: list[Reason] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """An output folder.

    Attributes:
        out: the folder.
        written: when the last run was finished; empty if none was.
        stages: in their order.
        inputs: how they differ; None where it is not noted which they were.
        set_aside: documents by stage that crashed or took too long; each run tries them again.
        running: whether a run is writing there now.
        cut_off: whether the last run was; the next one goes on from there.
        cached: finished parts by kind, and the bytes that they take beside the tables.
    """

    out: str
    written: str
    stages: list[StageStatus]
    inputs: InputChanges | None
    set_aside: dict[str, int]
    running: bool
    cut_off: bool
    cached: dict[str, int]
    cached_bytes: int


def status_of(
    folder: Path,
    inputs: Sequence[str] | None = None,
    asked: Mapping[str, Any] | None = None,
) -> Status:
    """What is done in an output folder, what is out of date, and why. Nothing is changed.

    Args:
        folder: the output folder.
        inputs: those to compare with; the ones that the last run was given if None.
        asked: settings to compare with, by their names in the manifest (`knowledge`: file to
            digest); those left out are as they were.

    Raises:
        MissingTableError: the folder holds neither an output nor the beginning of one.
    """
    work = folder / WORK_FOLDER
    manifest = read_manifest(folder)
    if not manifest and not work.is_dir():
        raise no_output(folder, "no output there")
    running = _is_locked(work / "lock")
    noted = manifest.get("stages", {})
    changes = input_changes(folder, noted.get("ingest", {}), inputs) if noted else None
    stages: list[StageStatus] = []
    for stage in STAGES:
        if stage not in noted:
            stages.append(StageStatus(stage, "missing"))
            continue
        reasons = list(reasons_of(stage, noted[stage], asked or {}))
        reasons = [*damage_reasons(state_folder(folder), noted[stage].get("rows", {})), *reasons]
        if stage == "ingest":
            reasons = [*input_reasons(changes), *reasons]
        stale = [s.stage for s in stages if s.state != "done"]
        if stale:
            reasons.append(Reason("follows", f"it follows from {stale[-1]}, which is out of date"))
        state = "stale" if reasons else "done"
        stages.append(StageStatus(stage, state, reasons, noted[stage].get("rows", {})))
    cache = Cache(work / CACHE)
    return Status(
        os.fspath(folder),
        str(manifest.get("written", "")),
        stages,
        changes,
        _set_aside(folder),
        running,
        not running and (work / "staging").is_dir(),
        {kind: count for kind in cache.stages() if (count := len(cache.entries(kind)))},
        sum(_own_bytes(work / CACHE)),
    )


def _is_locked(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _set_aside(folder: Path) -> dict[str, int]:
    from pipeline.store.parts import read_table
    from pipeline.store.recall import PASSING

    place = state_folder(folder) / "rejects"
    if not place.is_dir():
        return {}
    counts: dict[str, int] = {}
    try:
        rows = read_table(place, "rejects").to_pylist()
    except OutputError:
        return {}  # That it is damaged is told of the stage.
    for row in rows:
        if row["code"] in PASSING:
            counts[row["stage"]] = counts.get(row["stage"], 0) + 1
    return counts


def _own_bytes(folder: Path) -> Iterator[int]:
    """The sizes of the files that no table shares."""
    for place, _, files in os.walk(folder):
        for name in files:
            try:
                told = os.lstat(os.path.join(place, name))
            except FileNotFoundError:
                continue  # A run takes it away just now.
            if told.st_nlink == 1:
                yield told.st_size


__all__ = ["InputChanges", "Reason", "StageStatus", "Status", "status_of"]
