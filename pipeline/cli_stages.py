"""The commands that make an output: `mine run` and its four stages."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli_console import Bar, Out, say
from pipeline.cli_options import (
    BoilerplateRules,
    Conversion,
    EngineName,
    Inputs,
    Knowledge,
    MaxBytes,
    Ner,
    NerLabel,
    Quiet,
    ReferenceDate,
    SkipCopies,
    TextColumn,
    Timeout,
    Workers,
)
from pipeline.cli_signals import exit_code, stoppable
from pipeline.wording import all_inputs

if TYPE_CHECKING:
    from pipeline.runner import RunReport

app = typer.Typer()

_SHOWN_REJECTS = 20
_SHOWN_OF_FILE = 3


def _run(
    stages: tuple[str, ...],
    out: Path,
    workers: int | None,
    engine: str,
    timeout: float,
    quiet: bool,
    **options: Any,
) -> None:
    from pipeline.runner import run
    from pipeline.store.own_report import REPORT

    inputs = options.pop("inputs", None)
    if inputs and "-" in inputs:
        options["standard_input"] = sys.stdin.buffer.read()
    options |= {"workers": workers, "engine": engine, "timeout": timeout}
    page = out / REPORT
    had_page = page.is_file()
    try:
        with stoppable():
            report = run(inputs, out, stages=stages, progress=Bar(quiet), **options)
    except KeyboardInterrupt as stop:
        say(f"stopped; {out} is as it was, and the next run goes on from here")
        raise typer.Exit(exit_code(stop)) from None
    if not quiet:
        _summarise(report)
        if had_page and not page.is_file():
            say(f"{page} told of the former tables and is gone; `mine report {out}` writes it anew")
    shown = _shown(report.rejected)
    for source, _, message in shown:
        say(f"{source}: {message}")
    if len(report.rejected) > len(shown):
        say(f"… and {len(report.rejected) - len(shown)} more; all are in {out / 'rejects'}")
    if report.rejected:
        raise typer.Exit(3)


def _shown(rejected: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The rejects to tell a person: of the records of a file the first of each kind of fault."""
    told: Counter[tuple[str, str]] = Counter()
    shown = []
    for reject in rejected:
        source, code, _ = reject
        kind = (source.rpartition("#")[0], code)
        told[kind] += bool(kind[0])
        if told[kind] <= _SHOWN_OF_FILE:
            shown.append(reject)
    return shown[:_SHOWN_REJECTS]


def _labels(given: list[str] | None) -> dict[str, str]:
    """Each `LABEL=TYPE` as an item."""
    labels = {}
    for text in given or ():
        label, sign, type_ = text.partition("=")
        if not sign:
            raise typer.BadParameter(f"{text!r}: write it as LABEL=TYPE, such as ORG=company")
        labels[label] = type_
    return labels


def _summarise(report: RunReport) -> None:
    for name, rows in report.rows.items():
        typer.echo(f"{name}\t{rows}")
    seconds = sum(report.seconds.values())
    known = report.documents - max(report.fresh.values(), default=0)
    kept = f"; {known} of {report.documents} documents were known" if known > 0 else ""
    if report.rejected and not report.documents:
        which = all_inputs(len(report.rejected))
        say(f"no documents: {which} rejected; the tables in {report.output} are empty")
    else:
        say(f"wrote {report.output} in {seconds:.1f} s{kept}")


@app.command()
def run(
    inputs: Inputs = None,
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
    timeout: Timeout = 120,
    conversion: Conversion = None,
    max_bytes: MaxBytes = None,
    text_column: TextColumn = None,
    kb: Knowledge = None,
    reference_date: ReferenceDate = None,
    boilerplate_rules: BoilerplateRules = None,
    skip_copies: SkipCopies = False,
    ner: Ner = None,
    ner_label: NerLabel = None,
    quiet: Quiet = False,
) -> None:
    """Do everything: ingest, extract, classify, index.

    Example: mine run articles/ notes.md --out outputs
    """
    from pipeline.contract import STAGES

    _run(
        tuple(STAGES),
        out,
        workers,
        engine,
        timeout,
        quiet,
        inputs=inputs,
        conversion=conversion,
        max_bytes=max_bytes,
        text_column=text_column,
        knowledge=kb or (),
        reference_date=reference_date,
        boilerplate_rules=boilerplate_rules,
        skip_copies=skip_copies,
        ner=ner,
        ner_labels=_labels(ner_label),
    )


@app.command()
def ingest(
    inputs: Inputs = None,
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
    timeout: Timeout = 120,
    conversion: Conversion = None,
    max_bytes: MaxBytes = None,
    text_column: TextColumn = None,
    reference_date: ReferenceDate = None,
    boilerplate_rules: BoilerplateRules = None,
    quiet: Quiet = False,
) -> None:
    """Read pages: decode, repair, fold the script, strip boilerplate.

    Writes sources, documents, edits and rejects; tables of later stages, now stale, are removed.

    Example: mine ingest "scraped/**/*.html" --out outputs
    """
    _run(
        ("ingest",),
        out,
        workers,
        engine,
        timeout,
        quiet,
        inputs=inputs,
        conversion=conversion,
        max_bytes=max_bytes,
        text_column=text_column,
        reference_date=reference_date,
        boilerplate_rules=boilerplate_rules,
    )


@app.command()
def extract(
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
    timeout: Timeout = 120,
    kb: Knowledge = None,
    skip_copies: SkipCopies = False,
    ner: Ner = None,
    ner_label: NerLabel = None,
    quiet: Quiet = False,
) -> None:
    """Find sentences, names and figures in the ingested documents.

    Example: mine extract --out outputs
    """
    _run(
        ("extract",),
        out,
        workers,
        engine,
        timeout,
        quiet,
        knowledge=kb or (),
        skip_copies=skip_copies,
        ner=ner,
        ner_labels=_labels(ner_label),
    )


@app.command()
def classify(
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
    timeout: Timeout = 120,
    kb: Knowledge = None,
    quiet: Quiet = False,
) -> None:
    """Judge the stance of each sentence, target and document.

    Example: mine classify --out outputs
    """
    _run(("classify",), out, workers, engine, timeout, quiet, knowledge=kb or ())


@app.command()
def index(
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
    timeout: Timeout = 120,
    kb: Knowledge = None,
    quiet: Quiet = False,
) -> None:
    """Gather entities over the corpus and join the index of documents.

    Example: mine index --out outputs
    """
    _run(("index",), out, workers, engine, timeout, quiet, knowledge=kb or ())
