"""What the results of a stage follow from besides its inputs and settings: code, models, packages.

The code is known by the digest of its files, not by the version alone: a checkout in which a rule
has been changed must not take what the rule as it was has made.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

from pipeline.resources import models_path

DISTRIBUTION: Final = "mine-ai-commentary"

NOT_READ: Final[dict[str, tuple[str, ...]]] = {
    "ingest": (
        "claims",
        "figures",
        "integrations",
        "keywords",
        "names",
        "search",
        "stance",
        "suggest",
    ),
    "extract": (
        *("boilerplate", "encoding", "html", "inputs", "keywords", "metadata", "search", "stance"),
        "suggest",
    ),
    "classify": (
        *("boilerplate", "encoding", "html", "inputs", "keywords", "metadata", "search", "suggest"),
    ),
    "index": (
        "boilerplate",
        "encoding",
        "html",
        "inputs",
        "metadata",
        "search",
        "stance",
        "suggest",
    ),
}
"""Folders under `models/` that a stage reads nothing of; a change there leaves its results."""

STILL_READ: Final[dict[str, tuple[str, ...]]] = {
    "ingest": ("names/english_words.txt",),
}
"""Files in these folders that it reads after all."""

_UNREAD: Final = ("README.md", "quality_floors.toml")
_NAME: Final = re.compile(r"[\w.-]+")
_EXTRA: Final = re.compile(r"extra\s*==")
_MOMENTS: Final = 4


def basis_of(stage: str, moment: str = "") -> dict[str, Any]:
    """What the manifest says a stage was made with, and by which its results are known.

    Args:
        stage: the stage.
        moment: a name of the moment, at which files are read once. A process that has loaded its
            models goes on with them whatever happens to the files; for what such a process does
            itself, leave it out: the files count as they were at the first question.

    Returns:
        `version` of mine, `python`, `code` and `models` as digests, `packages` with versions.
    """
    return {
        "version": version(DISTRIBUTION),
        "python": platform.python_version(),
        "code": _code(moment),
        "models": models_digest(stage, moment),
        "packages": dict(_packages()),
    }


@functools.lru_cache(maxsize=1)
def _packages() -> tuple[tuple[str, str], ...]:
    """Name and version of each package that results may follow from; empty where it is missing.

    Those that read PDF and DOCX are not among them, since few documents follow from these
    (`ingest.inputs.readers`).
    """
    names = (_NAME.match(line) for line in requires(DISTRIBUTION) or () if not _EXTRA.search(line))
    return tuple(sorted((n.group(), installed(n.group())) for n in names if n is not None))


@functools.cache
def installed(name: str) -> str:
    """The version of an installed package; empty where it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@functools.lru_cache(maxsize=_MOMENTS)
def _code(moment: str) -> str:
    """The digest of the package's Python files."""
    root = Path(__file__).resolve().parent.parent
    return _digest(root, sorted(root.rglob("*.py"))) + f"-{sys.byteorder}"


@functools.lru_cache(maxsize=4 * _MOMENTS)
def models_digest(stage: str, moment: str = "") -> str:
    """The digest of the files under `models/` that a stage may read, as they were at a moment."""
    root = models_path()
    kept = [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file() and is_read(stage, path.relative_to(root).as_posix())
    ]
    return _digest(root, kept)


def is_read(stage: str, name: str) -> bool:
    """Whether a stage may read the file `name`, a path under `models/`."""
    if name.rpartition("/")[2] in _UNREAD:
        return False
    folder = name.partition("/")[0]
    return folder not in NOT_READ[stage] or name in STILL_READ.get(stage, ())


def _digest(root: Path, paths: list[Path]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for path in paths:
        data = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()


__all__ = ["NOT_READ", "STILL_READ", "basis_of", "installed", "is_read", "models_digest"]
