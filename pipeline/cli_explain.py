"""`mine explain`: what ingest took from a page and why, or what a rule is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import Out
from pipeline.errors import UsageError

app = typer.Typer()


@app.command()
def explain(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOC]",
            help="A doc_id, the start of one, the end of a source's name, or a title.",
            show_default=False,
        ),
    ] = None,
    out: Out = Path("outputs"),
    rule: Annotated[
        str | None, typer.Option(help="Show this rule with its example instead of a document.")
    ] = None,
    boilerplate_rules: Annotated[
        Path | None, typer.Option(help="Your own boilerplate rules, for --rule.")
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
        from pipeline.ingest.user_rules import read_user_rules
        from pipeline.rule_cards import rule_card

        own = read_user_rules(boilerplate_rules) if boilerplate_rules else None
        typer.echo("\n".join(rule_card(rule, own)))
        return
    if document is None:
        raise UsageError("name a document (a doc_id or the end of its source), or --rule NAME")
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in view.explain(out, document, everything=everything):
        typer.echo(view.rendered(line, colour=colour), color=colour)
