"""Folders that a run finds: what in them is none of ours, and tables that are not behind links.

A folder that was copied with its links followed holds the tables themselves. It is read as it is,
and the next run that writes there takes it over: the tables become a state behind links (state.py).
"""

from __future__ import annotations

import ctypes
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipeline.contract import SCHEMAS
from pipeline.errors import OutputError
from pipeline.store.card import CARD
from pipeline.store.manifest import MANIFEST, read_manifest, tables_in, write_manifest
from pipeline.store.state import (
    CURRENT,
    PART,
    STATES,
    WORK_FOLDER,
    carry_over,
    digest_of_tables,
    is_own_card,
    is_own_link,
    link_target,
    point_to,
    state_folder,
    tidy,
)

# Of Linux: relative to the working folder, and exchange both names (renameat2(2)).
_HERE: Final = -100
_EXCHANGE: Final = ctypes.c_uint(2)


def take_over(folder: Path) -> None:
    """Turn the tables themselves, as a copy of an output has them, into a state behind links."""
    work = folder / WORK_FOLDER
    names = [n for n in tables_in(folder) if not (folder / n).is_symlink()]
    # A run that died on its last step left the manifest itself, beside tables that are links.
    half_done = state_folder(folder) != folder and (folder / MANIFEST).is_file()
    if not names and not (half_done and not (folder / MANIFEST).is_symlink()):
        return
    if state_folder(folder) == folder:
        shutil.rmtree(work / CURRENT, ignore_errors=True)
        shutil.rmtree(work / STATES, ignore_errors=True)
        built = work / "staging"
        shutil.rmtree(built, ignore_errors=True)
        carry_over(folder, built, names)
        write_manifest(built, read_manifest(folder))
        place = work / STATES / digest_of_tables(built)
        place.parent.mkdir()
        built.rename(place)
        point_to(work, place)
    old = work / "old"
    old.mkdir(exist_ok=True)
    cards = [name for name in CARD if is_own_card(folder / name)]
    for name in (*names, *cards, MANIFEST):
        if (folder / name).exists() and not (folder / name).is_symlink():
            _put_link(folder / name, old / name)
    tidy(folder)


def stranger(folder: Path) -> Path | None:
    """Something that stands where a table or the manifest goes and is none of ours."""
    manifest = folder / MANIFEST
    if manifest.exists() and not is_own_link(manifest):
        try:
            ours = "schema_version" in read_manifest(folder)
        except OutputError:
            ours = False
        if not ours:
            return manifest
    for name in SCHEMAS:
        path = folder / name
        if is_own_link(path) or not (path.exists() or path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_dir():
            return path
        entries = [e for e in path.iterdir() if not e.name.startswith(".")]
        strange = next((e for e in sorted(entries) if not PART.fullmatch(e.name)), None)
        if strange is not None or (entries and not manifest.exists()):
            return strange or path
        state = state_folder(folder)
        if state != folder and _sizes(path) != _sizes(state / name):
            return path
    return None


def _put_link(path: Path, old: Path) -> None:
    """Put a link where the table is; in one step where the system can exchange two names."""
    beside = old.with_suffix(".link")
    beside.unlink(missing_ok=True)
    beside.symlink_to(link_target(path.name))
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is not None and not exchange(
        _HERE, os.fsencode(beside), _HERE, os.fsencode(path), _EXCHANGE
    ):
        return
    path.rename(old)
    beside.replace(path)


def _sizes(folder: Path) -> dict[str, int]:
    with suppress(OSError):
        return {p.name: p.stat().st_size for p in folder.iterdir() if PART.fullmatch(p.name)}
    return {}


__all__ = ["stranger", "take_over"]
