"""`mine show`: a document with everything that was found in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import Out
from pipeline.cli_query import QueryCommand
from pipeline.cli_search import Script

app = typer.Typer()


@app.command(cls=QueryCommand)
def show(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOC",
            help="A doc_id, the start of one, the end of a source's name, or a title.",
            show_default=False,
        ),
    ],
    out: Out = Path("outputs"),
    script: Annotated[Script, typer.Option(help="Of the text.")] = Script.simplified,
    html: Annotated[bool, typer.Option("--html", help="A page for a browser instead.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="What was repaired too, such as readings in brackets.")
    ] = False,
) -> None:
    """Show a document with names, figures and stance marked, and with what was removed.

    Example: mine show article.html --out outputs --html > article_marked.html
    """
    from pipeline.show.pieces import view

    seen = view(out, document, script.value, repairs=everything or html)
    if html:
        from pipeline.show.page import html as page

        sys.stdout.buffer.write(page(seen).encode("utf-8"))
        return
    from rich.console import Console

    from pipeline.show.text import lines

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    console = Console(highlight=False, soft_wrap=True, no_color=not colour)
    for line in lines(seen, colour=colour):
        console.print(line)
