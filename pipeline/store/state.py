"""The state of an output folder, and the one step by which it changes.

    OUT/documents      -> .mine/current/documents     a link that never changes, one a table
    OUT/manifest.json  -> .mine/current/manifest.json
    OUT/.mine/current  -> states/<digest>             the link that a commit replaces
    OUT/.mine/states/<digest>/documents/part-00000.parquet

A new state is built whole, out of sight; then `current` is renamed over. So whoever opens a table,
with whatever program, and whenever a run dies, finds all of one state. Folders that hold the
tables themselves are left to take_over.py.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipeline.contract import SCHEMAS
from pipeline.store.card import CARD, MARK
from pipeline.store.inputs import INPUTS
from pipeline.store.manifest import MANIFEST, tables_in
from pipeline.store.own_report import drop_report
from pipeline.store.parts import link_or_copy

WORK_FOLDER: Final = ".mine"
CACHE: Final = "cache"
CURRENT: Final = "current"
STATES: Final = "states"
_NEXT: Final = "current.next"
_AGAIN: Final = "-again"
PART: Final = re.compile(r"part-\d+\.parquet")
_BLOCK: Final = 1 << 20


def state_folder(folder: Path) -> Path:
    """Where the tables of output folder `folder` are: its current state, or the folder itself."""
    current = folder / WORK_FOLDER / CURRENT
    if not current.is_symlink():
        return folder
    return folder / WORK_FOLDER / os.readlink(current)


def state_name(state: Path) -> str:
    """The name of a state; of tables that are not behind links the one that it would have."""
    return state.name if state.parent.name == STATES else digest_of_tables(state)


def switch(folder: Path, built: Path) -> None:
    """Make the tables and the manifest in `built` the state of `folder`, in one step.

    Args:
        folder: the output folder.
        built: a folder under `.mine` on the same disk; it is moved.

    Raises:
        OSError: the disk refuses; the previous state stands.
    """
    work = folder / WORK_FOLDER
    for name in tables_in(built):
        _sync(built / name)
    _sync(built)
    before, digest = state_folder(folder), digest_of_tables(built)
    place = work / STATES / digest
    if before.name in (digest, f"{digest}{_AGAIN}"):
        if _same_tables(built, before):
            # The same tables as before: only the manifest, which tells of the run, is another.
            for name in (INPUTS, *CARD, MANIFEST):
                if (built / name).exists():
                    (built / name).replace(before / name)
            _sync(before)
            _link_tables(folder, before)
            shutil.rmtree(built)
            return
        # Somebody has written into the tables of that name: they are replaced by whole ones.
        place = place.with_name(digest if before.name != digest else f"{digest}{_AGAIN}")
    place.parent.mkdir(exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    built.rename(place)
    _sync(place.parent)
    _link_tables(folder, place)
    point_to(work, place)
    with suppress(OSError):
        # The new state stands; what cannot be taken away now goes at the next run.
        tidy(folder)


def carry_over(source: Path, target: Path, names: list[str]) -> None:
    """Give `target` the tables `names` of `source`, sharing the parts' bytes where the disk can."""
    for name in names:
        (target / name).mkdir(parents=True)
        for part in sorted((source / name).iterdir()):
            if PART.fullmatch(part.name):
                link_or_copy(part, target / name / part.name)


def tidy(folder: Path) -> None:
    """Take away what is no part of the current state: remains of dead runs, links to nothing,
    a report on other tables.
    """
    work = folder / WORK_FOLDER
    state = state_folder(folder)
    (work / _NEXT).unlink(missing_ok=True)
    for rest in (work / "staging", work / "old"):
        shutil.rmtree(rest, ignore_errors=True)
    if (work / STATES).is_dir():
        for other in sorted((work / STATES).iterdir()):
            if other != state:
                shutil.rmtree(other, ignore_errors=True)
    for name in (*SCHEMAS, *CARD, MANIFEST):
        if is_own_link(folder / name) and not (folder / name).exists():
            (folder / name).unlink()
    if state != folder:
        drop_report(folder, state.name)
        _link_tables(folder, state)


def link_target(name: str) -> str:
    """Where the link of a table or the manifest leads, as it is written in the link."""
    return f"{WORK_FOLDER}/{CURRENT}/{name}"


def is_own_link(path: Path) -> bool:
    """Whether `path` is the link of a table or the manifest."""
    return path.is_symlink() and os.readlink(path) == link_target(path.name)


def is_own_card(path: Path) -> bool:
    """Whether this is a card of ours rather than the user's own file of that name."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK.encode() in file.read(_BLOCK)


def _link_tables(folder: Path, state: Path) -> None:
    """The links of the tables in `state`; they lead nowhere until `current` does.

    Where the user keeps a README.md of their own it stays, and ours is in the state alone.
    """
    cards = [name for name in CARD if (state / name).is_file()]
    for name in (*tables_in(state), *cards, MANIFEST):
        if not (folder / name).is_symlink() and not (folder / name).exists():
            (folder / name).symlink_to(link_target(name))
    _sync(folder)


def point_to(work: Path, place: Path) -> None:
    """Let `current` lead to `place`: the step that makes a state the folder's."""
    beside = work / _NEXT
    beside.unlink(missing_ok=True)
    beside.symlink_to(f"{STATES}/{place.name}")
    beside.replace(work / CURRENT)
    with suppress(OSError):
        _sync(work)


def digest_of_tables(built: Path) -> str:
    """A name for a state, from the tables' bytes alone: the same tables are the same state."""
    whole = hashlib.blake2b(digest_size=10)
    for name in tables_in(built):
        whole.update(f"{name}\0".encode())
        for part in sorted((built / name).iterdir()):
            whole.update(f"{name}/{part.name}\0{part.stat().st_size}\0".encode())
            for block in _blocks(part):
                whole.update(block)
    return whole.hexdigest()


def _same_tables(one: Path, other: Path) -> bool:
    """Whether two states have parts of the same bytes, most of which they share."""
    for name in tables_in(one):
        parts = sorted(p.name for p in (one / name).iterdir())
        if not (other / name).is_dir() or parts != sorted(p.name for p in (other / name).iterdir()):
            return False
        for part in parts:
            pair = one / name / part, other / name / part
            if not os.path.samefile(*pair) and not filecmp.cmp(*pair, shallow=False):
                return False
    return True


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "CACHE",
    "CURRENT",
    "PART",
    "STATES",
    "WORK_FOLDER",
    "carry_over",
    "digest_of_tables",
    "is_own_card",
    "is_own_link",
    "link_target",
    "point_to",
    "state_folder",
    "state_name",
    "switch",
    "tidy",
]
