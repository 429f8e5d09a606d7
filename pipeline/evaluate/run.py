"""The pipeline run on the gold's plain texts, in a folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.errors import InputError
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.output import OutputDocument, file_name, read_output
from pipeline.progress import Progress
from pipeline.runner import run

_STAGES: Final = ("ingest", "extract", "classify")


class GoldRun(NamedTuple):
    """What the pipeline made of the gold's texts: documents, and (source, message) of rejects."""

    documents: list[OutputDocument]
    rejected: list[tuple[str, str]]


def run_on_gold(
    gold: Sequence[MarkedDocument],
    *,
    pages: Mapping[str, bytes] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> GoldRun:
    """Run the pipeline on the texts of `gold`, each under the name the gold goes by.

    Args:
        gold: the marked documents.
        pages: other bytes to read for some of them, by document id.
        workers: processes; as many as there are processors if None.
        progress: told of the progress.

    Raises:
        InputError: two documents go by the same file name.
    """
    with tempfile.TemporaryDirectory(prefix="mine-evaluate-") as folder:
        texts, out = Path(folder) / "texts", Path(folder) / "out"
        texts.mkdir()
        for document in gold:
            path = texts / Path(file_name(document)).name
            if path.exists():
                message = f"{document.id}: another document goes by the file name {path.name}"
                raise InputError(document.id, "gold", message)
            path.write_bytes(
                (pages or {}).get(document.id, document.text.encode("utf-8", "replace"))
            )
        paths = [str(p) for p in sorted(texts.iterdir())]
        report = run(paths, out, stages=_STAGES, workers=workers, progress=progress)
        rejected = [(Path(source).name, message) for source, _, message in report.rejected]
        return GoldRun(read_output(out), rejected)
