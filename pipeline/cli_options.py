"""The options of the commands that make an output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.ingest.opencc_dictionaries import CONFIGURATIONS

Inputs = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, globs, URLs, or - for standard input. Default: corpus/"),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, help="Processes; 1 works in this one. Default: as many as there are processors."
    ),
]
EngineName = Annotated[str, typer.Option("--engine", help="Where work runs: local, or ray.")]
Timeout = Annotated[
    float,
    typer.Option(
        min=0,
        help="Seconds that one document may take in a stage before it is set aside; 0 for any.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")]
Conversion = Annotated[
    str | None,
    typer.Option(
        help="A script conversion for all documents instead of the one judged for each: "
        f"{', '.join(CONFIGURATIONS)}. Those to simplified script (…2s, …2sp) leave alone what is "
        "simplified already."
    ),
]
Knowledge = Annotated[
    list[Path] | None,
    typer.Option("--kb", help="A file of your own names and rules (JSON Lines); repeatable."),
]
Ner = Annotated[
    str | None,
    typer.Option(
        metavar="PACKAGE_OR_PATH",
        help="A spaCy pipeline of your own; its entities become mentions where there is none.",
    ),
]
NerLabel = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LABEL=TYPE",
        help="What a label of that pipeline is (ORG=company; ORG= passes over it); repeatable.",
    ),
]
MaxBytes = Annotated[
    int | None, typer.Option(min=1, help="Size of the largest document read, in bytes.")
]
TextColumn = Annotated[
    list[str] | None,
    typer.Option(
        help="The column or key that holds the text of records (CSV, JSON Lines, Parquet …); "
        "repeatable. Files without it are read by the usual names: text, content, body, 正文 …"
    ),
]
BoilerplateRules = Annotated[
    Path | None,
    typer.Option(help="Your own boilerplate rules, in the form of models/boilerplate/rules.toml."),
]
ReferenceDate = Annotated[
    str | None,
    typer.Option(
        help="The day (2026-02-08) or moment from which 昨天 and 3 hours ago in a byline count."
    ),
]
SkipCopies = Annotated[
    bool,
    typer.Option("--skip-copies", help="Pass over copies of another document after ingest."),
]
