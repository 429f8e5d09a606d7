"""`mine export`: results in the formats of other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import say
from pipeline.cli_search import Script

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
    to: Annotated[Path, typer.Option(help="A new or empty folder.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="[OUT]", help="The output folder.")] = Path(
        "outputs"
    ),
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

    count = write(out, to, format.value, script=script.value)
    say(f"wrote {count} documents to {to}")
