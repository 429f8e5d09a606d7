"""Inputs to pages: files, folders, globs and standard input, always in the same order."""

from __future__ import annotations

import glob
import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import InputError, MissingExtraError
from pipeline.ingest.page import RawPage

STANDARD_INPUT: Final = "-"
MAX_BYTES: Final = 16 * 1024 * 1024
_SHARD_BYTES: Final = 2 * 1024 * 1024
_SHARD_PAGES: Final = 256
_UNREAD: Final = {
    ".jsonl": "JSON Lines",
    ".ndjson": "JSON Lines",
    ".csv": "CSV",
    ".tsv": "CSV",
    ".parquet": "Parquet",
    ".feather": "Feather",
    ".arrow": "Arrow",
    ".warc": "WARC",
    ".docx": "DOCX",
    ".gz": "an archive",
    ".zip": "an archive",
    ".tar": "an archive",
    ".xz": "an archive",
    ".bz2": "an archive",
    ".zst": "an archive",
}


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read (`data` is None) or a page already in memory, named by `source`."""

    source: str
    size: int
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The inputs found, sorted by source, and those that are no input, with the reason."""

    inputs: list[Input]
    rejects: list[InputError]


def list_inputs(names: Sequence[str], *, standard_input: bytes | None = None) -> Listing:
    """Find the files behind `names`: paths, folders (searched to the bottom), globs, and `-`.

    Hidden files and folders inside a folder are passed over; a link to a folder is not followed.
    """
    found: dict[str, Input] = {}
    rejects: dict[str, InputError] = {}
    for name in names:
        if name == STANDARD_INPUT:
            data = standard_input or b""
            found[name] = Input(name, len(data), data)
            continue
        for item in _expand(name):
            if isinstance(item, InputError):
                rejects[item.source] = item
            else:
                found[item.source] = item
    ordered = sorted(_once(found.values()), key=lambda i: i.source)
    return Listing(ordered, [rejects[s] for s in sorted(rejects) if s not in found])


def _once(inputs: Iterable[Input]) -> list[Input]:
    """Each file once, under the shortest of the names it was given, whatever their order."""
    chosen: dict[str, Input] = {}
    for item in sorted(inputs, key=lambda i: (len(i.source), i.source)):
        place = item.source if item.data is not None else os.path.realpath(item.source)
        chosen.setdefault(place, item)
    return list(chosen.values())


def _expand(name: str) -> Iterator[Input | InputError]:
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []
        if not matches:
            what = "no file matches" if glob.has_magic(name) else "no such file or folder"
            yield InputError(name, "missing", what)
        for match in matches:
            yield from _expand(match)
        return
    except (OSError, ValueError) as error:
        yield InputError(name, "unreadable", _reason(error))
        return
    if not stat.S_ISDIR(mode):
        yield _file(name, mode)
        return
    before = True
    for item in _walk(name):
        before = False
        yield item
    if before:
        yield InputError(name, "empty-folder", "the folder holds no files")


def _walk(folder: str) -> Iterator[Input | InputError]:
    failures: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                path = os.path.join(place, name)
                try:
                    yield _file(path, os.stat(path).st_mode)
                except OSError as error:
                    yield InputError(_printable(path), "unreadable", _reason(error))
    for failure in failures:
        yield InputError(_printable(str(failure.filename)), "unreadable", _reason(failure))


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


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return getattr(error, "strerror", None) or str(error)


def shards(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    """Cut sorted inputs into shards of bounded size.

    Where a shard ends is decided by the names in it alone, so that it is the same for any number
    of workers, and a new file changes only the shard it falls into.
    """
    shard: list[Input] = []
    size = 0
    for item in inputs:
        if shard and size + item.size > _SHARD_BYTES:
            yield shard
            shard, size = [], 0
        shard.append(item)
        size += item.size
        if len(shard) >= _SHARD_PAGES or _ends_shard(item.source):
            yield shard
            shard, size = [], 0
    if shard:
        yield shard


def _ends_shard(source: str) -> bool:
    digest = hashlib.blake2b(os.path.basename(source).encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big") % 64 == 0


def read_page(item: Input, *, max_bytes: int = MAX_BYTES) -> RawPage:
    """Read one input.

    Raises:
        InputError: `too-large`, `unreadable`, `unsupported` or `missing-extra`.
    """
    suffix = Path(item.source).suffix.lower()
    if suffix in _UNREAD:
        raise InputError(
            item.source, "unsupported", f"{_UNREAD[suffix]} cannot be read; extract the texts first"
        )
    if item.size > max_bytes:
        raise InputError(
            item.source,
            "too-large",
            f"{item.size:,} bytes, more than the {max_bytes:,} of one document; split the file",
        )
    if item.data is not None:
        return RawPage(item.source, item.data)
    try:
        with open(item.source, "rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise InputError(item.source, "unreadable", _reason(error)) from error
    if suffix == ".pdf" or data.startswith(b"%PDF-"):
        data = _pdf_text(item.source, data)
    return RawPage(item.source, data)


def _pdf_text(source: str, data: bytes) -> bytes:
    """The text layer of a PDF, page after page."""
    try:
        import pypdf
    except ImportError as error:
        message = str(MissingExtraError("reading PDF", "pdf"))
        raise InputError(source, "missing-extra", message) from error
    try:
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        text = "\n\n".join(page.extract_text() for page in pages)
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError) as error:
        raise InputError(source, "unreadable", f"a damaged PDF: {error}") from error
    return text.encode("utf-8", "replace")
