"""The report of an output folder as a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.errors import OutputError, UsageError
from pipeline.report.page import render
from pipeline.store.own_report import REPORT, is_own_report
from pipeline.tables import load


def report_path(folder: Path, to: Path | None) -> Path:
    """Where the report of `folder` goes: `to`, else `report.html` in the folder.

    Raises:
        UsageError: `to` is a folder or a device, or lies in no folder.
        OutputError: a file that is none of ours would be replaced.
    """
    if to is None:
        path = folder / REPORT
        if path.is_dir() or (path.is_file() and not is_own_report(path)):
            raise OutputError(
                f"{path}: not written by mine, and would be replaced; name a file by --to"
            )
        return path
    if to.is_dir():
        raise UsageError(f"{to}: is a folder; name a file, such as {to / REPORT}")
    if not to.parent.is_dir():
        raise UsageError(f"{to}: there is no folder {to.parent}")
    if to.exists() and not to.is_file():
        raise UsageError(f"{to}: a device or a pipe; name a file, such as {REPORT}")
    if to.is_file() and to.stat().st_size and not is_own_report(to):
        raise OutputError(
            f"{to}: no report of mine, and would be replaced; name another file by --to"
        )
    return to


def write_report(folder: Path, to: Path | None = None) -> Path:
    """Write the report of an output folder whole or not at all; returns its path.

    Raises:
        MissingTableError: the folder holds no tables, or not all that the report shows.
        UsageError: `to` cannot be a file.
        OutputError: the file cannot be written.
    """
    path = report_path(folder, to)
    tables = load(folder)
    page = render(tables).encode("utf-8")
    try:
        handle, temporary = tempfile.mkstemp(prefix=".report-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(page)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"{path}: cannot write there: {error.strerror}; name a file by --to"
        ) from error
    return path
