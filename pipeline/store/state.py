"""The state of an output folder, and the one step by which it changes.

    OUT/documents      -> .mine/current/documents     a link that never changes, one a table
    OUT/manifest.json  -> .mine/current/manifest.json
    OUT/.mine/current  -> states/<digest>             the link that a commit replaces
    OUT/.mine/states/<digest>/documents/part-00000.parquet

A new state is built whole, out of sight; then `current` is renamed over. So whoever opens a table,
with whatever program, and whenever a run dies, finds all of one state. A folder that was copied
with its links followed holds the tables themselves; it is read as it is, and taken over by the next
run that writes there.
"""

from __future__ import annotations

import ctypes
import filecmp
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pipeline.contract import SCHEMAS
from pipeline.errors import OutputError
from pipeline.store.card import CARD, MARK, card
from pipeline.store.inputs import INPUTS
from pipeline.store.own_report import drop_report

WORK_FOLDER: Final = ".mine"
MANIFEST: Final = "manifest.json"
CACHE: Final = "cache"
_CURRENT: Final = "current"
_STATES: Final = "states"
_NEXT: Final = "current.next"
_AGAIN: Final = "-again"
_PART: Final = re.compile(r"part-\d+\.parquet")
_BLOCK: Final = 1 << 20
# Of Linux: relative to the working folder, and exchange both names (renameat2(2)).
_HERE: Final = -100
_EXCHANGE: Final = ctypes.c_uint(2)


def state_folder(folder: Path) -> Path:
    """Where the tables of output folder `folder` are: its current state, or the folder itself."""
    current = folder / WORK_FOLDER / _CURRENT
    if not current.is_symlink():
        return folder
    return folder / WORK_FOLDER / os.readlink(current)


def state_name(state: Path) -> str:
    """The name of a state; of tables that are not behind links the one that it would have."""
    return state.name if state.parent.name == _STATES else _digest(state)


def tables_in(place: Path) -> list[str]:
    """The names of the tables that lie in a state or an output folder."""
    return [name for name in SCHEMAS if (place / name).is_dir()]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an output folder or a state; empty where there is none.

    Raises:
        OutputError: it is not JSON, or cannot be read.
    """
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OutputError(f"{path}: cannot read: {error.strerror}") from error
    except ValueError as error:
        raise OutputError(f"{path}: not a manifest: {error}") from error
    return content


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
    before, digest = state_folder(folder), _digest(built)
    place = work / _STATES / digest
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
    _point(work, place)
    with suppress(OSError):
        # The new state stands; what cannot be taken away now goes at the next run.
        tidy(folder)


def carry_over(source: Path, target: Path, names: list[str]) -> None:
    """Give `target` the tables `names` of `source`, sharing the parts' bytes where the disk can."""
    for name in names:
        (target / name).mkdir(parents=True)
        for part in sorted((source / name).iterdir()):
            if _PART.fullmatch(part.name):
                try:
                    os.link(part, target / name / part.name)
                except OSError:
                    _copy(part, target / name / part.name)


def tidy(folder: Path) -> None:
    """Take away what is no part of the current state: remains of dead runs, links to nothing,
    a report on other tables.
    """
    work = folder / WORK_FOLDER
    state = state_folder(folder)
    (work / _NEXT).unlink(missing_ok=True)
    for rest in (work / "staging", work / "old"):
        shutil.rmtree(rest, ignore_errors=True)
    if (work / _STATES).is_dir():
        for other in sorted((work / _STATES).iterdir()):
            if other != state:
                shutil.rmtree(other, ignore_errors=True)
    for name in (*SCHEMAS, *CARD, MANIFEST):
        if is_own_link(folder / name) and not (folder / name).exists():
            (folder / name).unlink()
    if state != folder:
        drop_report(folder, state.name)
        _link_tables(folder, state)


def take_over(folder: Path) -> None:
    """Turn the tables themselves, as a copy of an output has them, into a state behind links."""
    work = folder / WORK_FOLDER
    names = [n for n in tables_in(folder) if not (folder / n).is_symlink()]
    # A run that died on its last step left the manifest itself, beside tables that are links.
    half_done = state_folder(folder) != folder and (folder / MANIFEST).is_file()
    if not names and not (half_done and not (folder / MANIFEST).is_symlink()):
        return
    if state_folder(folder) == folder:
        shutil.rmtree(work / _CURRENT, ignore_errors=True)
        shutil.rmtree(work / _STATES, ignore_errors=True)
        built = work / "staging"
        shutil.rmtree(built, ignore_errors=True)
        carry_over(folder, built, names)
        write_manifest(built, read_manifest(folder))
        place = work / _STATES / _digest(built)
        place.parent.mkdir()
        built.rename(place)
        _point(work, place)
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
        strange = next((e for e in sorted(entries) if not _PART.fullmatch(e.name)), None)
        if strange is not None or (entries and not manifest.exists()):
            return strange or path
        state = state_folder(folder)
        if state != folder and _sizes(path) != _sizes(state / name):
            return path
    return None


def write_manifest(place: Path, content: dict[str, Any]) -> None:
    """Write `content` as the manifest of a state that is being built, and the card made of it."""
    manifest = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    for name, text in {MANIFEST: manifest, **card(content, tables_in(place))}.items():
        with (place / name).open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def _put_link(path: Path, old: Path) -> None:
    """Put a link where the table is; in one step where the system can exchange two names."""
    beside = old.with_suffix(".link")
    beside.unlink(missing_ok=True)
    beside.symlink_to(_target(path.name))
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is not None and not exchange(
        _HERE, os.fsencode(beside), _HERE, os.fsencode(path), _EXCHANGE
    ):
        return
    path.rename(old)
    beside.replace(path)


def _target(name: str) -> str:
    return f"{WORK_FOLDER}/{_CURRENT}/{name}"


def is_own_link(path: Path) -> bool:
    """Whether `path` is the link of a table or the manifest."""
    return path.is_symlink() and os.readlink(path) == _target(path.name)


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
            (folder / name).symlink_to(_target(name))
    _sync(folder)


def _point(work: Path, place: Path) -> None:
    """Let `current` lead to `place`: the step that makes a state the folder's."""
    beside = work / _NEXT
    beside.unlink(missing_ok=True)
    beside.symlink_to(f"{_STATES}/{place.name}")
    beside.replace(work / _CURRENT)
    with suppress(OSError):
        _sync(work)


def _digest(built: Path) -> str:
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


def _sizes(folder: Path) -> dict[str, int]:
    with suppress(OSError):
        return {p.name: p.stat().st_size for p in folder.iterdir() if _PART.fullmatch(p.name)}
    return {}


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as given, target.open("wb") as taken:
        shutil.copyfileobj(given, taken, _BLOCK)
        taken.flush()
        os.fsync(taken.fileno())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "CACHE",
    "MANIFEST",
    "WORK_FOLDER",
    "carry_over",
    "is_own_card",
    "is_own_link",
    "read_manifest",
    "state_folder",
    "state_name",
    "stranger",
    "switch",
    "tables_in",
    "take_over",
    "tidy",
    "write_manifest",
]
