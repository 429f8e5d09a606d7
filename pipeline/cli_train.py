"""The commands that learn: `mine train stance`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import say, to_be_written
from pipeline.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    help="Learn a model anew from labelled data.\n\nExample: mine train stance",
)


@app.command("stance")
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
    from pipeline.classify.one_sided import with_one_sided
    from pipeline.classify.train import train
    from pipeline.resources import models_path

    path = to or models_path(WEIGHTS)
    to_be_written(path, "--to")
    # The user's own first: a slip in them is told before the corpus is read.
    own = read_labels(data or ())
    if not (corpus / "labels").is_dir():
        message = f"{corpus / 'labels'}: no such folder; go to the clone of mine, or give --corpus"
        raise InputError(str(corpus), "labels", message)
    folders = ("zh", "en", "mixed", "passages", "articles", "whole")
    passages = with_one_sided(read_labels([corpus / "labels" / name for name in folders])) + own
    passages += read_gold(corpus / "gold" / "marked", "train")
    model, quality = train(passages)
    model.save(path)
    path.with_suffix(".md").write_text(model_card(passages, quality), encoding="utf-8")
    for name in quality.__dataclass_fields__:
        value = getattr(quality, name)
        typer.echo(f"{name}\t{value:.4f}" if isinstance(value, float) else f"{name}\t{value}")
    say(f"wrote {path}")
