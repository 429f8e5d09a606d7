"""Every format by its name, and a folder that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.annotated import Script
from pipeline.errors import OutputError, UsageError
from pipeline.export.brat import write_brat
from pipeline.export.conll import write_conll
from pipeline.export.documents import write_jsonl
from pipeline.export.tables import write_csv
from pipeline.store.output import committed

DOCBIN: Final = "documents.spacy"

Writer = Callable[[Path, Path, Script], int]


def _write_docbin(state: Path, folder: Path, script: Script) -> int:
    # spaCy takes a second to import, which the other formats need not wait for.
    from pipeline.integrations.docbin import to_docbin

    return to_docbin(state, folder / DOCBIN, script=script)


FORMATS: Final[dict[str, Writer]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "docbin": _write_docbin,
    "conll": write_conll,
    "brat": write_brat,
}


def export(
    out: str | os.PathLike[str],
    to: str | os.PathLike[str],
    format: str,
    *,
    script: Script = "simplified",
) -> int:
    """Write the results of an output folder in the format of another program.

    Args:
        out: the output folder.
        to: a new or empty folder.
        format: `csv` (a file a table), `jsonl` (a document a line), `docbin` (spaCy), `conll`
            (CoNLL-U Plus) or `brat` (standoff).
        script: of the texts; offsets are theirs.

    Returns:
        The number of documents.

    Raises:
        MissingTableError: `out` holds no tables, or not those that the format is about.
        OutputError: there is something in `to`, or it cannot be written.
        UsageError: there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"no format {format!r}; it is {', '.join(FORMATS)}")
    target = Path(to)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target}: there already; name a new or an empty folder with --to")
    beside = target.with_name(f".{target.name}.tmp")
    with committed(Path(out), "documents") as state:
        try:
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            count = FORMATS[format](state, beside, script)
            beside.replace(target)
        except OSError as error:
            raise OutputError(f"{target}: cannot write: {error.strerror or error}") from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return count
