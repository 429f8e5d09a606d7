"""The commands that measure: `mine evaluate`, `mine mark`, `mine floors`; they parse and print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_console import (
    OptionalOut,
    OptionalOutArgument,
    output_folder,
    say,
    to_be_written,
    written,
)

if TYPE_CHECKING:
    from pipeline.evaluate.report import Evaluation

app = typer.Typer(no_args_is_help=True)
floors_app = typer.Typer(
    no_args_is_help=True,
    help="Hold figures to what they have reached.\n\nExample: mine floors check",
)
app.add_typer(floors_app, name="floors")


GoldPath = Annotated[
    Path, typer.Argument(help="A folder of marked files (*.xml.txt), or a .jsonl of records.")
]
Run = Annotated[
    Path | None,
    typer.Option("--run", help="The output folder to measure. Default: run the pipeline on GOLD."),
]
Split = Annotated[
    str | None,
    typer.Option(help="train, dev, test or all. Default: dev where GOLD has splits, else all."),
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes. Default: as many as there are processors.")
]
FloorSplit = Annotated[str, typer.Option(help="The split the floors are for.")]
FloorsFile = Annotated[
    Path | None, typer.Option("--file", help="The file of floors. Default: the project's own.")
]

_DEFAULT_GOLD = Path("corpus/gold/marked")


def _evaluate(
    gold: Path,
    run: Path | None,
    split: str | None,
    workers: int | None,
    noise: Sequence[str] = (),
) -> Evaluation:
    from pipeline.errors import UsageError
    from pipeline.evaluate.gold import read_gold
    from pipeline.evaluate.match_claims import read_claims
    from pipeline.evaluate.measure import measure
    from pipeline.evaluate.output import pair, read_output
    from pipeline.evaluate.report import evaluation

    if run is not None and noise:
        raise UsageError("--noise is for texts that the pipeline reads now, without --run")
    chosen = read_gold(gold, split)
    if run is not None:
        paired = pair(chosen.documents, read_output(run))
    else:
        from pipeline.evaluate.run import noisy_pages, run_on_gold

        pages = noisy_pages(chosen.documents, noise) if noise else None
        result = run_on_gold(chosen.documents, pages=pages, workers=workers)
        paired = result.paired
        for name, message in result.rejected:
            say(f"{name}: {message}")
    measured = measure(chosen.documents, paired, read_claims(chosen.source))
    if run is not None and len(measured.absent) == len(chosen.documents):
        raise UsageError(
            f"{run}: none of the {len(chosen.documents)} documents of {chosen.source} is in it; "
            "name the output of a run on them by --run, or leave it out to run them now"
        )
    return evaluation(str(chosen.source), chosen.split, measured)


@app.command()
def evaluate(
    gold: GoldPath = _DEFAULT_GOLD,
    run: Run = None,
    split: Split = None,
    misses: Annotated[
        int, typer.Option(min=0, help="List so many of the worst errors of each sort.")
    ] = 0,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write figures and counts to this file.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="A file of an earlier --json: show what moved since.")
    ] = None,
    noise: Annotated[
        list[str] | None,
        typer.Option(help="Read the texts with this noise, such as gloss or utf-16; repeatable."),
    ] = None,
    workers: Workers = None,
) -> None:
    """Measure the pipeline, or the output of a run, against marked gold.

    Example: mine evaluate --split dev --misses 5
    """
    from pipeline.evaluate import bootstrap, report

    if json is not None:
        to_be_written(json, "--json")
    earlier = report.read_counts(compare) if compare is not None else None
    result = _evaluate(gold, run, split, workers, noise or ())
    typer.echo(report.render(result), nl=False)
    if earlier is not None:
        now = result.measurement.documents
        old = {d.id: d.digest for d in earlier}
        shared = [d for d in now if d.id in old]
        changed = sum(d.digest != old[d.id] for d in shared)
        changes = bootstrap.compare(earlier, now)
        typer.echo("\n" + report.render_changes(changes, len(shared), changed), nl=False)
    if misses:
        typer.echo("\n" + report.render_misses(result.measurement.misses, misses), nl=False)
    if json is not None:
        written(json, report.to_json(result), "--json")
        say(f"wrote {json}")


@app.command()
def mark(
    to: Annotated[Path, typer.Option(help="The folder for the marked files; made if need be.")],
    folder: OptionalOutArgument = None,
    out: OptionalOut = None,
) -> None:
    """Write a run's result as marked text, for a person to correct and evaluate from.

    Example: mine mark outputs --to corrected, then mine evaluate corrected --run outputs
    """
    from pipeline.evaluate.mark import mark_output

    for path in mark_output(output_folder(folder, out), to):
        typer.echo(str(path))


Scores = Annotated[
    Path | None,
    typer.Option(help="A file of `mine evaluate --json` to take figures from. Default: measure."),
]


def _measured(
    scores: Path | None, gold: Path, run: Path | None, split: str, workers: int | None
) -> dict[str, float]:
    from pipeline.evaluate.bootstrap import figures_once
    from pipeline.evaluate.report import read_counts

    if scores is not None:
        return figures_once(read_counts(scores))
    return figures_once(_evaluate(gold, run, split, workers).measurement.documents)


@floors_app.command("check")
def floors_check(
    gold: GoldPath = _DEFAULT_GOLD,
    run: Run = None,
    split: FloorSplit = "dev",
    scores: Scores = None,
    file: FloorsFile = None,
    workers: Workers = None,
) -> None:
    """Fail, with a line for each, if a figure is below its floor.

    Example: mine floors check
    """
    from pipeline.errors import UsageError
    from pipeline.evaluate.floors import floors_path, read_floors, shortfalls

    path = file or floors_path()
    if file is not None and not file.exists():
        raise UsageError(f"{file}: no such file; `mine floors raise --file` writes one")
    floors = read_floors(path)
    if not floors.bounds:
        say(f"{path}: no floors yet; `mine floors raise` sets them")
        return
    lines = shortfalls(floors, _measured(scores, gold, run, split, workers))
    for line in lines:
        typer.echo(line)
    if lines:
        raise typer.Exit(1)
    say(f"all {len(floors.bounds)} floors hold")


@floors_app.command("raise")
def floors_raise(
    gold: GoldPath = _DEFAULT_GOLD,
    run: Run = None,
    split: FloorSplit = "dev",
    scores: Scores = None,
    file: FloorsFile = None,
    lower: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Lower the floor of this figure; repeatable."),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why it is lowered; kept in the file.", show_default=False)
    ] = "",
    workers: Workers = None,
) -> None:
    """Raise each floor to what is measured less 0.01; none goes down but with --lower and --reason.

    Example: mine floors raise
    """
    import datetime

    from pipeline.evaluate import floors as bounds

    path = file or bounds.floors_path()
    before = bounds.read_floors(path)
    measured = _measured(scores, gold, run, split, workers)
    after = before
    for name in lower or ():
        after = bounds.lowered(after, measured, name, reason, datetime.date.today())
    lines = bounds.shortfalls(after, measured)
    if lines:
        for line in lines:
            typer.echo(line)
        say("nothing written: floors are not lowered without --lower NAME --reason TEXT")
        raise typer.Exit(1)
    after = bounds.raised(after, measured)
    bounds.write_floors(path, after)
    for line in bounds.moves(before, after):
        typer.echo(line)
    say(f"wrote {path}")
