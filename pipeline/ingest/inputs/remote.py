"""Inputs behind a URL, through fsspec: object stores, web servers, memory, and `file://`."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final
from urllib.parse import unquote, urlsplit

from pipeline.errors import InputError

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[^/]*)?://")
_WEB: Final = ("http", "https")
_DRIVERS: Final = {"http": "aiohttp", "https": "aiohttp", "sftp": "paramiko", "ssh": "paramiko"}


def is_url(name: str) -> bool:
    """Whether `name` begins with a protocol (`s3://`)."""
    return _URL.match(name) is not None


def name_of_url(url: str) -> str:
    """The file name at the end of a URL's path, for its endings."""
    # Only on the web do `?` and `#` end the path.
    path = unquote(urlsplit(url).path) if url.lower().startswith(("http:", "https:")) else url
    return path.split("::", 1)[0].rsplit("/", 1)[-1]


def local_path(name: str) -> str | None:
    """The path on this machine's disk; None for a URL that leads elsewhere."""
    if not is_url(name):
        return name
    return name[len("file://") :] if name.lower().startswith("file://") else None


def is_shared(source: str) -> bool:
    """Whether a worker process finds under `source` what this process finds there."""
    return not source.lower().startswith("memory://")


def list_url(url: str) -> list[tuple[str, int]]:
    """The files behind a URL, sorted, each with its size (0 if unknown).

    A folder is searched to the bottom without hidden files, a glob expanded; a web address is one
    file, since a web server does not list folders.

    Raises:
        InputError: `missing`, `unreadable`, `missing-driver` or `empty-folder`.
    """
    protocol = url.split(":", 1)[0].lower()
    system, path = _system(url, protocol)
    try:
        if protocol in _WEB:
            return [(url, int(system.info(path).get("size") or 0))]
        if not system.exists(path):
            matches = [m for m in _matches(system, path) if not _is_hidden(m, path)]
            if not matches:
                raise InputError(url, "missing", "nothing there")
            found = {m: s for match in matches for m, s in _below(system, match)}
        elif system.isdir(path):
            found = dict(_below(system, path))
            if not found:
                raise InputError(url, "empty-folder", "the folder holds no files")
        else:
            found = {path: int(system.size(path) or 0)}
    except (InputError, MemoryError):
        raise
    except Exception as error:
        # Each driver has errors of its own that share no class with the others'.
        raise InputError(url, _code(error), _said(error)) from error
    # Of a chain such as `zip://a.txt::s3://…` the driver knows only the first link.
    chain = url[url.index("::") :] if "::" in url else ""
    return [(system.unstrip_protocol(name) + chain, found[name]) for name in sorted(found)]


def _matches(system: Any, pattern: str) -> list[str]:
    return sorted(system.glob(pattern)) if glob.has_magic(pattern) else []


def _is_hidden(match: str, pattern: str) -> bool:
    """Whether a wildcard matched a name that begins with a dot, which it does not on disk."""
    parts = zip(reversed(match.split("/")), reversed(pattern.split("/")), strict=False)
    if "**" in pattern:
        fixed = pattern[: pattern.index("**")]
        return any(part.startswith(".") for part in match[len(fixed) :].split("/"))
    return any(part.startswith(".") and not asked.startswith(".") for part, asked in parts)


def _below(system: Any, path: str) -> Iterator[tuple[str, int]]:
    for name, about in system.find(path, detail=True).items():
        inside = str(name)[len(path) :].split("/")
        if not any(part.startswith(".") for part in inside):
            yield str(name), int(about.get("size") or 0)


@contextmanager
def open_url(url: str) -> Iterator[IO[bytes]]:
    """The bytes behind a URL.

    Raises:
        InputError: `missing`, `unreadable` or `missing-driver`.
    """
    system, path = _system(url, url.split(":", 1)[0].lower())
    try:
        file = system.open(path, "rb")
    except MemoryError:
        raise
    except Exception as error:
        # As above: errors of unrelated classes.
        raise InputError(url, _code(error), _said(error)) from error
    with file:
        yield file


def _system(url: str, protocol: str) -> tuple[Any, str]:
    """The file system of a URL and the path on it."""
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        command = f"python -m pip install {_driver(protocol)}"
        message = f"{protocol}:// needs a driver that is not installed; {command}"
        raise InputError(url, "missing-driver", message) from error
    except MemoryError:
        raise
    except Exception as error:
        # A malformed URL, an unknown protocol, credentials that a driver misses.
        raise InputError(url, "unreadable", _said(error)) from error
    return system, path


def _driver(protocol: str) -> str:
    """The package that reads a protocol."""
    from fsspec.registry import known_implementations

    place = str(known_implementations.get(protocol, {}).get("class", ""))
    package = place.split(".")[0]
    if package in ("", "fsspec"):
        return _DRIVERS.get(protocol, f"'fsspec[{protocol}]'")
    return package.replace("_", "-")


def _code(error: Exception) -> str:
    return "missing" if isinstance(error, FileNotFoundError) else "unreadable"


def _said(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        # A web driver says so of a host that does not answer too, and why in the cause.
        cause = error.__cause__
        status = getattr(cause, "status", None)
        if status is not None:
            return f"nothing there (the server answers {status})"
        return "nothing there" if cause is None else _said_of_cause(cause)
    said = str(getattr(error, "strerror", None) or error or "").strip()
    return " ".join(said.split())[:300] or type(error).__name__


def _said_of_cause(cause: BaseException) -> str:
    return " ".join(str(cause).split())[:300] or type(cause).__name__


__all__ = ["is_shared", "is_url", "list_url", "local_path", "name_of_url", "open_url"]
