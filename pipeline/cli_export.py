"""`mine export`: results in the formats of other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import say
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
    out: Annotated[Path, typer.Argument(metavar="[OUT]", help="The output folder.")] = Path(
        "outputs"
    ),
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
) -> None:
    """Write the results of a run in the format of another program.

    Example: mine export outputs --format brat --to marked --script original
    """
    from pipeline.export.formats import export as write

    if to is None:
        raise UsageError(
            f"say where with --to FOLDER: mine export {out} --format {format.value} "
            f"--to {out.name}_{format.value}"
        )
    count = write(out, to, format.value, script=script.value)
    say(f"wrote {count} documents to {to}")
