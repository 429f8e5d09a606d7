"""The ingest stage: inputs to the tables sources, documents, edits and rejects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.engines.base import Engine
from pipeline.errors import FruitlessError, InputError, MineError
from pipeline.ingest.inputs import Input, Listing, ReadSettings, expand, shards
from pipeline.ingest.inputs.content import whole_digest
from pipeline.ingest.inputs.expand import is_page
from pipeline.ingest.settings import IngestSettings
from pipeline.ingest.settle import settle
from pipeline.ingest.shard import TABLES, ShardReport, ShardTask, ingest_shard
from pipeline.progress import Progress
from pipeline.store.inputs import KnownInput
from pipeline.store.output import Output
from pipeline.store.rejects import Reject, internal, reject_of, set_rejects

_UNSEEN: Final = ("damaged", "missing", "missing-driver", "unreadable")
_REASONS: Final = 5


def run_ingest(
    output: Output,
    listing: Listing,
    engine: Engine,
    settings: IngestSettings,
    progress: Progress,
) -> int:
    """Write the ingest tables for all inputs of `listing`.

    Returns:
        How many documents were read anew; the others were known.

    Raises:
        FruitlessError: the user names a column of the text that no input has.
    """
    for name in TABLES:
        output.begin(name)
    progress.start("ingest", len(listing.inputs))
    refused = [reject_of(error) for error in listing.rejects]
    reading = ReadSettings(settings.max_bytes, settings.text_column)
    tasks = (
        ShardTask(number, shard, settings, output.bench("ingest", number))
        for number, shard in enumerate(_shards(listing, reading, refused))
    )
    reports: list[ShardReport] = []
    for report in engine.map(ingest_shard, tasks, ShardTask.again):
        output.adopt(report.number, report.entry)
        reports.append(report)
        progress.advance(report.pages)
    _check_named(output, reading, refused)
    rejects = refused + [reject for report in reports for reject in report.rejects]
    set_rejects(output, "ingest", rejects + settle(output, reports, engine, settings.rules))
    for report in reports:
        output.readers |= report.readers
    output.know_inputs([*_containers(listing), *(i for r in reports for i in r.inputs)])
    progress.finish()
    return sum(report.fresh for report in reports)


def _shards(
    listing: Listing, reading: ReadSettings, refused: list[Reject]
) -> Iterator[list[Input]]:
    """The documents of all inputs, read as the shards are asked for; at least one shard.

    What cannot be read is added to `refused` on the way.
    """

    def documents() -> Iterator[Input]:
        for listed in listing.inputs:
            try:
                for item in expand([listed], reading):
                    if isinstance(item, InputError):
                        refused.append(reject_of(item))
                    else:
                        yield item
            except MineError:
                raise
            except Exception as error:
                # A file that breaks its reader does not take the other files along.
                refused.append(internal(listed.source, error))

    cut = shards(documents())
    yield next(cut, [])
    yield from cut


def _check_named(output: Output, reading: ReadSettings, refused: list[Reject]) -> None:
    """Stop a run whose call names a column of the text that is in none of the inputs.

    It is misspelt; other columns, which the texts were then taken from, may be summaries.

    Raises:
        FruitlessError: that is so.
    """
    named = reading.named
    if not (unmet := named.unmet()):
        return
    columns = " or ".join(f"“{name}”" for name in unmet)
    reasons = [f"{source} has {listed}" for source, listed in named.without.items()]
    # What could not be opened at all may be the file that has it.
    reasons += [f"{source}: {why}" for source, code, why in refused if code in _UNSEEN]
    told = "; ".join(reasons[:_REASONS])
    told = f" ({told})" if told else ""
    raise FruitlessError(f"no input has a column {columns}{told}; {output.folder} is as it was")


def _containers(listing: Listing) -> Iterator[KnownInput]:
    """The inputs that hold many documents, which no task sees whole."""
    for item in listing.inputs:
        if not is_page(item):
            yield KnownInput(item.source, item.size, whole_digest(item))


__all__ = ["run_ingest"]
