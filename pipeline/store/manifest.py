"""The manifest of an output folder: what was run, on what, with which versions, and the counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from pipeline.contract import SCHEMAS
from pipeline.errors import DamagedError, OutputError
from pipeline.store.card import card
from pipeline.store.parts import part_paths, synced

MANIFEST: Final = "manifest.json"


def tables_in(place: Path) -> list[str]:
    """The names of the tables that lie in a state or an output folder."""
    return [name for name in SCHEMAS if (place / name).is_dir()]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an output folder or a state; empty where there is none.

    Raises:
        DamagedError: what stands there is none.
        OutputError: it cannot be read.
    """
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OutputError(f"{path}: cannot read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DamagedError(path, str(error)) from error
    if not _is_manifest(content):
        raise DamagedError(path, "it is JSON of another kind")
    return dict(content)


def manifest_or_none(folder: Path) -> dict[str, Any]:
    """The same for whom nothing hangs on it: empty too where it is damaged.

    Raises:
        OutputError: it cannot be read.
    """
    try:
        return read_manifest(folder)
    except DamagedError:
        return {}


def check_whole(folder: Path, place: Path, names: Iterable[str]) -> None:
    """See that tables have all parts that the manifest beside them tells of.

    Args:
        folder: the output folder, for the message.
        place: the state, or the output folder, where the tables lie.
        names: tables that are there.

    Raises:
        DamagedError: a part is lost.
        OutputError: a folder cannot be read.
    """
    stages = manifest_or_none(place).get("stages", {}).values()
    written = {name: count for told in stages for name, count in told.get("parts", {}).items()}
    for name in names:
        found = len(part_paths(place / name))
        if found < written.get(name, 0):
            reason = f"{found} of its {written[name]} parts are there"
            raise DamagedError(folder / name, reason)


def write_manifest(place: Path, content: dict[str, Any]) -> None:
    """Write `content` as the manifest of a state that is being built, and the card made of it."""
    manifest = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    for name, text in {MANIFEST: manifest, **card(content, tables_in(place))}.items():
        with synced(place / name) as file:
            file.write(text.encode("utf-8"))


def _is_manifest(content: Any) -> bool:
    """Whether JSON has the shape that all readers count on: an account by stage."""
    if not isinstance(content, dict) or not content:
        return False
    stages = content.get("stages", {})
    return isinstance(stages, dict) and all(
        isinstance(account, dict)
        and isinstance(account.get("rows", {}), dict)
        and _are_counts(account.get("parts", {}))
        and _are_settings(account.get("settings", {}))
        for account in stages.values()
    )


def _are_counts(told: Any) -> bool:
    return isinstance(told, dict) and all(isinstance(count, int) for count in told.values())


def _are_settings(told: Any) -> bool:
    """Whether these are the settings of a stage, its inputs a list of names or none."""
    if not isinstance(told, dict):
        return False
    names = told.get("inputs")
    return names is None or (isinstance(names, list) and all(isinstance(n, str) for n in names))


__all__ = [
    "MANIFEST",
    "check_whole",
    "manifest_or_none",
    "read_manifest",
    "tables_in",
    "write_manifest",
]
