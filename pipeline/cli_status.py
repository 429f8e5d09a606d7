"""`mine status` and `mine clean`: what an output folder holds, and taking it away."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli_console import Out, say
from pipeline.wording import counted

if TYPE_CHECKING:
    from pipeline.store.status import Status

app = typer.Typer()


class Format(StrEnum):
    """How the status is told."""

    text = "text"
    json = "json"


@app.command()
def status(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Inputs to compare with. Default: those of the last run."),
    ] = None,
    out: Out = Path("outputs"),
    kb: Annotated[
        list[Path] | None,
        typer.Option("--kb", help="Compare with these files of your own names; repeatable."),
    ] = None,
    conversion: Annotated[
        str | None, typer.Option(help="Compare with this script conversion.")
    ] = None,
    boilerplate_rules: Annotated[
        Path | None, typer.Option(help="Compare with these boilerplate rules.")
    ] = None,
    format: Annotated[Format, typer.Option(help="In words, or as JSON.")] = Format.text,
) -> None:
    """Tell what is done, what a run would do again, and why; nothing is changed.

    Settings that are not named count as the last run had them.

    Example: mine status --out outputs
    """
    from pipeline.store.status import status_of

    asked: dict[str, Any] = {}
    if kb:
        from pipeline.knowledge.extension import digest_of

        asked["knowledge"] = digest_of(kb)
    if conversion is not None:
        asked["conversion"] = conversion
    if boilerplate_rules is not None:
        from pipeline.ingest.user_rules import read_user_rules

        rules = read_user_rules(boilerplate_rules)
        asked["boilerplate_rules"] = {"file": rules.path, "blake2b": rules.digest}
    found = status_of(out, inputs or None, asked)
    if format is Format.json:
        typer.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))
        return
    for line in _lines(found):
        typer.echo(line)


@app.command()
def clean(
    out: Out = Path("outputs"),
    everything: Annotated[
        bool, typer.Option("--all", help="Tables and manifest too, not the cache alone.")
    ] = False,
) -> None:
    """Take away the cache by which runs go on and skip what is known, or the whole output.

    Only files that mine has written are removed.

    Example: mine clean --out outputs
    """
    from pipeline.store import clean as cleaning

    done = cleaning.clean(out, everything=everything)
    say(f"removed {done.files} files, {_size(done.size)}, from {out}")
    if done.left:
        say(f"left alone, not written by mine: {', '.join(map(str, done.left))}")


def _plain(found: Status) -> dict[str, Any]:
    told = asdict(found)
    for stage in told["stages"]:
        stage["reasons"] = [reason._asdict() for reason in stage["reasons"]]
    return told


def _lines(found: Status) -> list[str]:
    """The status in words, a line each."""
    lines = []
    if found.running:
        lines.append("a run is writing there now")
    if found.cut_off:
        lines.append("the last run was cut off; the next one goes on with what it had finished")
    for stage in found.stages:
        rows = ", ".join(f"{name} {count}" for name, count in stage.rows.items())
        lines.append(f"{stage.stage:<9} {stage.state}{f'  ({rows})' if rows else ''}")
        lines += [f"{'':<9} – {reason.message}" for reason in stage.reasons]
    if found.inputs is not None and found.inputs.unseen:
        many = found.inputs.unseen
        told = "1 input from elsewhere was" if many == 1 else f"{many} inputs from elsewhere were"
        lines.append(f"{told} not looked at")
    for stage_name, count in found.set_aside.items():
        told = f"{counted(count, 'document')} set aside in {stage_name}"
        lines.append(f"{told} will be tried again")
    if found.cached:
        parts = ", ".join(f"{kind} {count}" for kind, count in found.cached.items())
        lines.append(f"finished parts kept: {parts}; {_size(found.cached_bytes)} beside the tables")
    if not any(stage.state != "done" for stage in found.stages) and not found.cut_off:
        lines.append("up to date: a run would change nothing")
    return lines


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"
