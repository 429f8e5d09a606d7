"""Which inputs there are: files, folders, globs, URLs, standard input, always in the same order."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.contract import SCHEMAS
from pipeline.errors import DamagedError, InputError, OutputError, UsageError
from pipeline.ingest.inputs.remote import is_url, list_url, local_path
from pipeline.store.card import CARD
from pipeline.store.manifest import MANIFEST, read_manifest
from pipeline.store.own_report import REPORT
from pipeline.store.state import is_own_card, state_folder

STANDARD_INPUT: Final = "-"
_LEADS_NOWHERE: Final = "a link to a file that is not there"
_OWN: Final = frozenset({MANIFEST, *SCHEMAS, *CARD})


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read (`data` is None), or one document of a file, already in memory.

    Attributes:
        source: the path or URI as given; a record or member adds `#…`.
        size: in bytes; 0 where it is not known before reading.
        data: the bytes of the document.
        name: the file name whose endings say the format; empty for a record, where its text does.
        stated: what the record says of itself: title, author, date, url, site, language, fetched.
        encoding: that `data`, now UTF-8, were decoded from; empty where they are as they lay.
        confidence: of the encoding, 0 to 1.
        declared: the character set that a server stated for `data`; a hint.
    """

    source: str
    size: int
    data: bytes | None = None
    name: str = ""
    stated: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    confidence: float = 1.0
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The inputs found, sorted by source, and those that are no input, with the reason."""

    inputs: list[Input]
    rejects: list[InputError]


def list_inputs(names: Sequence[str], *, standard_input: bytes | None = None) -> Listing:
    """Find the files behind `names`: paths, folders (searched to the bottom), globs, URLs, `-`.

    Hidden files and folders inside a folder are passed over, and so are output folders of `mine`
    (those whose manifest says so); a link to a folder is not followed.

    Raises:
        UsageError: a name is empty.
    """
    if not all(names):
        raise UsageError("an input has an empty name; name a file, a folder, a glob, a URL or -")
    found: dict[str, Input] = {}
    rejects: dict[str, InputError] = {}
    for name in names:
        if name == STANDARD_INPUT:
            data = standard_input or b""
            found[name] = Input(name, len(data), data)
            continue
        for item in _listed(name):
            if isinstance(item, InputError):
                rejects[item.source] = item
            else:
                found[item.source] = item
    ordered = sorted(_once(found.values()), key=lambda i: i.source)
    return Listing(ordered, [rejects[s] for s in sorted(rejects) if s not in found])


def _listed(name: str) -> Iterator[Input | InputError]:
    path = local_path(name)
    if path is not None:
        yield from _expand(path)
        return
    try:
        for source, size in list_url(name):
            yield Input(source, size)
    except InputError as error:
        yield error


def _once(inputs: Iterable[Input]) -> list[Input]:
    """Each file once, under the shortest of the names it was given, whatever their order."""
    chosen: dict[str, Input] = {}
    for item in sorted(inputs, key=lambda i: (len(i.source), i.source)):
        on_disk = item.data is None and not is_url(item.source)
        place = os.path.realpath(item.source) if on_disk else item.source
        chosen.setdefault(place, item)
    return list(chosen.values())


def _expand(name: str, matched: bool = False) -> Iterator[Input | InputError]:
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        is_glob = glob.has_magic(name)
        matches = sorted(glob.glob(name, recursive=True)) if is_glob else []
        if not matches:
            what = "no file matches" if is_glob else "no such file or folder"
            what = _LEADS_NOWHERE if path.is_symlink() else what
            yield InputError(_printable(name), "missing", what)
        written: dict[str, bool] = {}
        kept = [m for m in matches if not _is_written(m, _base(name), written)]
        # Where a folder of pages is an output folder too, a glob means the pages.
        kept = kept or [m for m in matches if _lies_beside(m)]
        if matches and not kept:
            yield InputError(_printable(name), "missing", "it matches nothing but outputs of mine")
        for match in kept:
            yield from _expand(match, matched=True)
        return
    except (OSError, ValueError) as error:
        yield InputError(_printable(name), "unreadable", reason(error))
        return
    if not stat.S_ISDIR(mode):
        yield _file(name, mode)
        return
    before = True
    for item in _walk(name):
        before = False
        yield item
    # Of the folders that a glob matches, some hold only folders that it matches too.
    if before and not matched:
        what = (
            f"the folder holds nothing but an output of mine; its pages are in {name}/sources"
            if _is_output(name)
            else "the folder holds no files"
        )
        yield InputError(_printable(name), "empty-folder", what)


def _base(pattern: str) -> str:
    """The folder in front of the first wildcard."""
    head = pattern
    while glob.has_magic(head):
        head = os.path.dirname(head)
    return head


def _is_written(path: str, base: str, known: dict[str, bool]) -> bool:
    """Whether what a glob matched under `base` is, or lies in, something that `mine` wrote."""
    below = path
    while below != base and below not in ("", os.sep):
        folder = os.path.dirname(below)
        if folder not in known:
            known[folder] = _is_output(folder or os.curdir)
        own = _OWN - _strange_cards(folder) if known[folder] else frozenset()
        if known[folder] and (folder != base or os.path.basename(below) in own):
            return True
        below = folder
    return path != base and _is_output(path)


def _lies_beside(path: str) -> bool:
    """Whether a file lies in an output folder, right there, and `mine` has not written it."""
    folder, name = os.path.split(path)
    own = _OWN - _strange_cards(folder or os.curdir) | {REPORT}
    plain = name not in own and not name.startswith(".") and os.path.isfile(path)
    return plain and _is_output(folder or os.curdir)


def _strange_cards(folder: str) -> set[str]:
    """The names of cards that the user's own files have in an output folder."""
    return {name for name in CARD if not is_own_card(Path(folder) / name)}


def _is_output(folder: str) -> bool:
    """Whether `mine` wrote this folder."""
    try:
        return "schema_version" in read_manifest(Path(folder))
    except DamagedError:
        return state_folder(Path(folder)) != Path(folder)
    except (OSError, OutputError):
        return False


def _walk(folder: str) -> Iterator[Input | InputError]:
    failures: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=failures.append):
        is_output = MANIFEST in files and _is_output(place)
        if is_output and place != folder:
            folders.clear()
            continue
        # Of an output folder that is named itself, what `mine` did not write is read.
        own = _OWN - _strange_cards(place) if is_output else frozenset()
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in own)
        for name in sorted(files):
            if not name.startswith(".") and name not in own:
                path = os.path.join(place, name)
                try:
                    yield _file(path, os.stat(path).st_mode)
                except FileNotFoundError:
                    yield InputError(_printable(path), "missing", _LEADS_NOWHERE)
                except OSError as error:
                    yield InputError(_printable(path), "unreadable", reason(error))
    for failure in failures:
        yield InputError(_printable(str(failure.filename)), "unreadable", reason(failure))


def _file(path: str, mode: int) -> Input | InputError:
    if not stat.S_ISREG(mode):
        return InputError(_printable(path), "unreadable", "not a regular file")
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return InputError(_printable(path), "bad-name", "the file's name is not valid UTF-8")
    return Input(path, os.stat(path).st_size)


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def reason(error: Exception) -> str:
    """Why the system refused, in words."""
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return getattr(error, "strerror", None) or str(error)


__all__ = ["STANDARD_INPUT", "Input", "Listing", "list_inputs", "reason"]
