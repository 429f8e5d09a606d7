"""The `mine` command: parses, calls, prints; no logic."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli_evaluate import app as evaluate_app
from pipeline.cli_explain import explain
from pipeline.cli_knowledge import app as knowledge_app
from pipeline.ingest.opencc_dictionaries import CONFIGURATIONS

if TYPE_CHECKING:
    from pipeline.runner import RunReport

app = typer.Typer(
    name="mine",
    help="Text mining for commentary on the AI industry: names, figures and stance, each traced to "
    "its source.\n\nExample: mine run articles/ --out outputs",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
train_app = typer.Typer(
    no_args_is_help=True,
    help="Learn a model anew from labelled data.\n\nExample: mine train stance",
)
app.add_typer(train_app, name="train")
app.add_typer(evaluate_app)
app.command()(explain)
app.add_typer(knowledge_app, name="kb")

Inputs = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, globs, URLs, or - for standard input. Default: corpus/"),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="The output folder.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes. Default: as many as there are processors.")
]
EngineName = Annotated[str, typer.Option("--engine", help="Where work runs: local, or ray.")]
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
    str | None,
    typer.Option(
        help="The column or key that holds the text of records (CSV, JSON Lines, Parquet …). "
        "Default: text, content, body, 正文 or the like."
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

_SHOWN_REJECTS = 20


class _Bar:
    """Progress on standard error, after two seconds and only on a terminal."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None

    def start(self, stage: str, total: int) -> None:
        """Begin a bar for a stage."""
        if self._shown:
            from tqdm import tqdm

            self._bar = tqdm(
                total=total,
                desc=stage,
                unit="doc",
                file=sys.stderr,
                delay=2,
                leave=False,
                dynamic_ncols=True,
            )

    def advance(self, documents: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(documents)

    def finish(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _say(message: str) -> None:
    typer.echo(f"mine: {message}", err=True)


def _run(
    stages: tuple[str, ...],
    out: Path,
    workers: int | None,
    engine: str,
    quiet: bool,
    **options: Any,
) -> None:
    from pipeline.runner import run

    inputs = options.pop("inputs", None)
    if inputs and "-" in inputs:
        options["standard_input"] = sys.stdin.buffer.read()
    try:
        report = run(
            inputs,
            out,
            stages=stages,
            workers=workers,
            engine=engine,
            progress=_Bar(quiet),
            **options,
        )
    except KeyboardInterrupt:
        _say(f"stopped; {out} is as it was")
        raise typer.Exit(130) from None
    if not quiet:
        _summarise(report)
    for source, _, message in report.rejected[:_SHOWN_REJECTS]:
        _say(f"{source}: {message}")
    if len(report.rejected) > _SHOWN_REJECTS:
        _say(f"… and {len(report.rejected) - _SHOWN_REJECTS} more; all are in {out / 'rejects'}")
    if report.rejected:
        raise typer.Exit(3)


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
    _say(f"wrote {report.output} in {seconds:.1f} s")


def _version(shown: bool) -> None:
    if shown:
        from importlib.metadata import version

        typer.echo(f"mine {version('mine-ai-commentary')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""


@app.command()
def run(
    inputs: Inputs = None,
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
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
    kb: Knowledge = None,
    quiet: Quiet = False,
) -> None:
    """Judge the stance of each sentence, target and document.

    Example: mine classify --out outputs
    """
    _run(("classify",), out, workers, engine, quiet, knowledge=kb or ())


@app.command()
def index(
    out: Out = Path("outputs"),
    workers: Workers = None,
    engine: EngineName = "local",
    kb: Knowledge = None,
    quiet: Quiet = False,
) -> None:
    """Gather entities over the corpus and join the index of documents.

    Example: mine index --out outputs
    """
    _run(("index",), out, workers, engine, quiet, knowledge=kb or ())


@train_app.command("stance")
def train_stance(
    data: Annotated[
        list[Path] | None,
        typer.Option(help="JSON Lines with text, label (+, -, 0), script; besides the corpus."),
    ] = None,
    corpus: Annotated[Path, typer.Option(help="Folder of labels/ and gold/.")] = Path("corpus"),
    to: Annotated[Path | None, typer.Option(help="Where the weights go. Default: models/.")] = None,
) -> None:
    """Learn the sentence classifier from labelled sentences.

    Example: mine train stance --data my_labels.jsonl
    """
    from pipeline.classify.card import model_card
    from pipeline.classify.labels import read_gold, read_labels
    from pipeline.classify.model import WEIGHTS
    from pipeline.classify.train import train
    from pipeline.resources import models_path

    passages = read_labels(
        [
            *(corpus / "labels" / n for n in ("zh", "en", "mixed", "passages", "articles")),
            *(data or ()),
        ]
    )
    passages += read_gold(corpus / "gold" / "marked", "train")
    model, quality = train(passages)
    path = to or models_path(WEIGHTS)
    model.save(path)
    path.with_suffix(".md").write_text(model_card(passages, quality), encoding="utf-8")
    for name in quality.__dataclass_fields__:
        value = getattr(quality, name)
        typer.echo(f"{name}\t{value:.4f}" if isinstance(value, float) else f"{name}\t{value}")
    _say(f"wrote {path}")


def main() -> None:
    """Run the command and turn each error into one line and an exit code."""
    _guarded(app)


def _guarded(call: Callable[[], Any]) -> None:
    from pipeline.errors import MineError

    try:
        call()
    except MineError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _say(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)


if __name__ == "__main__":
    main()
