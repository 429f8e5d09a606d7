"""`mine explain`: what ingest took from a page and why, or what a rule is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError

app = typer.Typer()


@app.command()
def explain(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOC]",
            help="A doc_id, the start of one, or the end of a source's name.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The output folder.")] = Path("outputs"),
    rule: Annotated[
        str | None, typer.Option(help="Show this boilerplate rule with its example instead.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Markup, line breaks and invisible characters too.")
    ] = False,
) -> None:
    """Show a page with what was removed or rewritten, why, and by which rule.

    Example: mine explain article.html --out outputs
    """
    from pipeline import explain as view

    if rule is not None:
        typer.echo("\n".join(view.rule_card(rule)))
        return
    if document is None:
        raise UsageError("name a document (a doc_id or the end of its source), or --rule NAME")
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in view.explain(out, document, everything=everything):
        typer.echo(view.rendered(line, colour=colour), color=colour)
