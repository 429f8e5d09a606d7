"""`mine export`: results in the formats of other programs."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import OptionalOut, OptionalOutArgument, output_folder, say
from pipeline.cli_search import Script
from pipeline.errors import UsageError

app = typer.Typer()


class Format(StrEnum):
    """The formats; `pipeline.export.formats` has their writers."""

    csv = "csv"
    jsonl = "jsonl"
    docbin = "docbin"
    conll = "conll"
    brat = "brat"


@app.command()
def export(
    folder: OptionalOutArgument = None,
    to: Annotated[
        Path | None,
        typer.Option(help="A new or empty folder; must be given.", show_default=False),
    ] = None,
    format: Annotated[
        Format,
        typer.Option(
            help="csv: a file a table; jsonl: a document a line; docbin: spaCy; conll: CoNLL-U "
            "Plus; brat: standoff."
        ),
    ] = Format.jsonl,
    script: Annotated[Script, typer.Option(help="Of the texts.")] = Script.simplified,
    out: OptionalOut = None,
) -> None:
    """Write the results of a run in the format of another program.

    Example: mine export outputs --format brat --to marked --script original
    """
    from pipeline.export.formats import export as write

    results = output_folder(folder, out)
    if to is None:
        raise UsageError(
            f"say where with --to FOLDER: mine export {shlex.quote(str(results))} "
            f"--format {format.value} --to {shlex.quote(f'{results.name}_{format.value}')}"
        )
    count = write(results, to, format.value, script=script.value)
    say(f"wrote {count} documents to {to}")
