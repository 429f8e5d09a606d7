"""A user's own knowledge in force: the package's, extended by files (`user_lines`)."""

from __future__ import annotations

import functools
import hashlib
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final, TypeVar

from pipeline.engines.base import Engine
from pipeline.errors import KnowledgeError
from pipeline.knowledge.base import packaged_base
from pipeline.knowledge.entity import KnowledgeBase
from pipeline.knowledge.user_lines import dangling, read_user_files

Task = TypeVar("Task")
Result = TypeVar("Result")

_KEPT: Final = 4
_SOUND: Final = "sound lines of "
"""Before a digest: only what can be taken of the file. Whatever is kept by file keeps it apart."""
Files = tuple[tuple[str, str], ...]
"""Each file with the digest of its content, so that an edited file is read anew."""

_files: ContextVar[Files] = ContextVar("_files", default=())


@contextmanager
def knowledge_files(files: Sequence[str | os.PathLike[str]]) -> Iterator[None]:
    """Inside the block, `knowledge_base()` is the package's extended by these files, in order.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    token = _files.set(tuple(digest_of(files).items()))
    try:
        yield
    finally:
        _files.reset(token)


@contextmanager
def sound_lines(files: Sequence[str | os.PathLike[str]]) -> Iterator[None]:
    """As `knowledge_files`, but lines with faults are passed over, so that the rest can be checked.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    token = _files.set(tuple((file, _SOUND + d) for file, d in digest_of(files).items()))
    try:
        yield
    finally:
        _files.reset(token)


def active_files() -> Files:
    """The user's files in force, each with its digest."""
    return _files.get()


def knowledge_base() -> KnowledgeBase:
    """The package's knowledge with that of the user's files in force.

    Raises:
        KnowledgeError: a line is not as it must be; the message names file and line.
    """
    files = _files.get()
    return _extended(files) if files else packaged_base()


class Knowing:
    """An engine whose tasks run with the same files in force as here."""

    def __init__(self, engine: Engine, files: Sequence[str]) -> None:
        self._engine = engine
        self._files = tuple(files)

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        again: Callable[[Task], Task] | None = None,
    ) -> Iterator[Result]:
        """As the engine does."""
        if not self._files:
            return self._engine.map(function, tasks, again)
        return self._engine.map(functools.partial(_call, self._files, function), tasks, again)


def _call(files: tuple[str, ...], function: Callable[[Task], Result], task: Task) -> Result:
    with knowledge_files(files):
        return function(task)


def digest_of(files: Iterable[str | os.PathLike[str]]) -> dict[str, str]:
    """File → 16 hexadecimal digits of its content's hash, by which a run is known.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    digests = {}
    for file in files:
        try:
            content = Path(file).read_bytes()
        except OSError as error:
            raise KnowledgeError(f"{file}: cannot read the names: {error.strerror}") from error
        digests[os.fspath(file)] = hashlib.blake2b(content, digest_size=8).hexdigest()
    return digests


@functools.lru_cache(maxsize=_KEPT)
def _extended(files: Files) -> KnowledgeBase:
    names = [file for file, _ in files]
    base, faults = read_user_files(names)
    if not any(digest.startswith(_SOUND) for _, digest in files):
        faults += dangling(base, names)
        if faults:
            options = " ".join(f"--kb {shlex.quote(name)}" for name in names)
            raise KnowledgeError(f"{faults[0]}; `mine kb check {options}` lists all")
    return base


__all__ = [
    "Knowing",
    "active_files",
    "digest_of",
    "knowledge_base",
    "knowledge_files",
    "sound_lines",
]
