"""`mine report`: an output folder as one page that people read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import say
from pipeline.errors import UsageError

app = typer.Typer()


@app.command()
def report(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="The output folder.", show_default="outputs"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Where the page goes. Default: OUT/report.html"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The output folder."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No word when done.")] = False,
) -> None:
    """Write one HTML file, for any browser, without a network.

    Entities with their stance, also over time, who is named with whom, claims and where they
    disagree, the most telling sentences, copies, what was removed; each number leads to the
    sentences behind it.

    Example: mine report outputs --to report.html
    """
    from pipeline.report.write import write_report

    if folder is not None and out is not None and folder != out:
        raise UsageError(f"two output folders, {folder} and {out}; name one")
    path = write_report(folder or out or Path("outputs"), to)
    typer.echo(path)
    if not quiet:
        say(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB); open it in a browser")
