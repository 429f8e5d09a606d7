"""The pipeline run on the gold's plain texts, in a folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.noise import add_noise
from pipeline.evaluate.output import OutputDocument, file_name, read_output
from pipeline.progress import Progress
from pipeline.runner import run

_STAGES: Final = ("ingest", "extract", "classify")


class Page(NamedTuple):
    """A file name and the bytes of the file."""

    name: str
    data: bytes


def noisy_pages(
    gold: Sequence[MarkedDocument], kinds: Sequence[str], seed: int = 0
) -> dict[str, Page]:
    """Each document's text as a page with noise of these kinds, by its id.

    Raises:
        UsageError: there is no such kind of noise, or two encodings are asked for.
    """
    pages = {}
    for document in gold:
        page = add_noise(document.text, kinds, seed)
        name = Path(file_name(document)).with_suffix(page.suffix).name
        pages[document.id] = Page(name, page.data)
    return pages


class GoldRun(NamedTuple):
    """What the pipeline made of the gold's texts.

    `paired` has the output document of each gold document, None for one that was rejected;
    `rejected` has id and message of those.
    """

    paired: list[OutputDocument | None]
    rejected: list[tuple[str, str]]


def run_on_gold(
    gold: Sequence[MarkedDocument],
    *,
    pages: Mapping[str, Page] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> GoldRun:
    """Run the pipeline on the texts of `gold`, each under the name the gold goes by.

    Args:
        gold: the marked documents.
        pages: what to read instead of the text of a document, by its id.
        workers: processes; as many as there are processors if None.
        progress: told of the progress.
    """
    with tempfile.TemporaryDirectory(prefix="mine-evaluate-") as folder:
        texts, out = Path(folder) / "texts", Path(folder) / "out"
        paths: dict[str, str] = {}
        for number, document in enumerate(gold):
            page = (pages or {}).get(document.id) or Page(
                Path(file_name(document)).name, document.text.encode("utf-8", "replace")
            )
            # A folder for each, since two documents may go by one file name.
            path = texts / f"{number:06d}" / page.name
            path.parent.mkdir(parents=True)
            path.write_bytes(page.data)
            paths[str(path)] = document.id
        report = run(list(paths), out, stages=_STAGES, workers=workers, progress=progress)
        found = {paths[d.source]: d for d in read_output(out)}
        rejected = [(paths[source], message) for source, _, message in report.rejected]
        return GoldRun([found.get(d.id) for d in gold], rejected)
