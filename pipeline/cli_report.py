"""`mine report`: an output folder as one page that people read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import OptionalOut, OptionalOutArgument, output_folder, say

app = typer.Typer()


@app.command()
def report(
    folder: OptionalOutArgument = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Where the page goes. Default: OUT/report.html"),
    ] = None,
    out: OptionalOut = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No word when done.")] = False,
) -> None:
    """Write one HTML file, for any browser, without a network.

    Entities with their stance, also over time, who is named with whom, claims and where they
    disagree, the most telling sentences, copies, what was removed; each number leads to the
    sentences behind it.

    Example: mine report outputs --to report.html
    """
    from pipeline.report.write import write_report

    path = write_report(output_folder(folder, out), to)
    typer.echo(path)
    if not quiet:
        say(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB); open it in a browser")
