"""The commands that measure: `mine evaluate`, `mine mark`, `mine floors`; they parse and print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.evaluate.report import Evaluation

app = typer.Typer(no_args_is_help=True)
floors_app = typer.Typer(no_args_is_help=True, help="Hold figures to what they have reached.")


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
FloorsFile = Annotated[
    Path | None, typer.Option("--file", help="The file of floors. Default: the project's own.")
]

_DEFAULT_GOLD = Path("corpus/gold/marked")


def _say(message: str) -> None:
    typer.echo(f"mine: {message}", err=True)


def _evaluate(
    gold: Path, run: Path | None, split: str | None, workers: int | None, **noise: Any
) -> Evaluation:
    from pipeline.evaluate.gold import read_gold
    from pipeline.evaluate.measure import measure
    from pipeline.evaluate.output import read_output
    from pipeline.evaluate.report import evaluation

    chosen = read_gold(gold, split)
    if run is not None:
        outputs = read_output(run)
    else:
        from pipeline.evaluate.run import run_on_gold

        result = run_on_gold(chosen.documents, workers=workers, **noise)
        outputs = result.documents
        for source, message in result.rejected:
            _say(f"{source}: {message}")
    return evaluation(str(chosen.source), chosen.split, measure(chosen.documents, outputs))


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
    workers: Workers = None,
) -> None:
    """Measure the pipeline, or the output of a run, against marked gold.

    Example: mine evaluate --split dev --misses 5
    """
    from pipeline.evaluate import bootstrap, report

    earlier = report.read_counts(compare) if compare is not None else None
    result = _evaluate(gold, run, split, workers)
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
        json.parent.mkdir(parents=True, exist_ok=True)
        json.write_text(report.to_json(result), encoding="utf-8")
        _say(f"wrote {json}")


@app.command()
def mark() -> None:
    """Later."""
