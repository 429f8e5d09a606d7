"""`mine search`: full text over an output folder."""

from __future__ import annotations

import dataclasses
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pipeline.cli_console import Bar, Out, say
from pipeline.cli_query import SearchCommand

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.fulltext.hits import Passage
    from pipeline.fulltext.search import Answer

app = typer.Typer()

_CONTEXT: Final = 60


class Format(StrEnum):
    """How documents are printed."""

    text = "text"
    jsonl = "jsonl"


class Script(StrEnum):
    """The script of what is shown."""

    simplified = "simplified"
    original = "original"


@app.command(cls=SearchCommand)
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]",
            help="Words or names in either script, all of which a document must have; "
            '"…" a phrase as it is, OR one of two, -word '
            "none of it; -word alone finds all documents without it.",
            show_default=False,
        ),
    ] = None,
    out: Out = Path("outputs"),
    entity: Annotated[
        list[str] | None,
        typer.Option(
            help="Documents that name it, with a sentence that does: an id or any of its names; "
            "repeatable."
        ),
    ] = None,
    stance: Annotated[
        str | None,
        typer.Option(
            help="optimistic, cautionary, neutral or mixed: the document's, or, with --entity, "
            "that towards it. Sentences of that stance are shown first."
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(help="From 2025, 2025-06 or 2025-06-30 on.")] = None,
    until: Annotated[str | None, typer.Option(help="To the end of 2025, 2025-06 …")] = None,
    language: Annotated[str | None, typer.Option(help="zh, en or mixed.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="The most documents.")] = 10,
    passages: Annotated[int, typer.Option(min=1, help="The most sentences of each.")] = 3,
    script: Annotated[Script, typer.Option(help="Of what is shown.")] = Script.simplified,
    format: Annotated[Format, typer.Option(help="How documents are printed.")] = Format.text,
) -> None:
    """Search the documents of an output folder; either script finds both.

    Example: mine search "英偉達 泡沫" --entity nvidia --stance cautionary --since 2025-06
    """
    from pipeline.export.rows import json_line
    from pipeline.fulltext.search import find

    answer = find(
        out,
        " ".join(words or ()),
        entity=entity or (),
        stance=stance,
        since=since,
        until=until,
        language=language,
        limit=limit,
        most_passages=passages,
        script=script.value,
        progress=Bar(quiet=False),
    )
    if format is Format.jsonl:
        for found in answer.documents:
            typer.echo(json_line(dataclasses.asdict(found)))
    else:
        _print(answer)
    _tell(answer)


def _tell(answer: Answer) -> None:
    shown = len(answer.documents)
    if not answer.total:
        alone = "; ".join(f"{text}: {count}" for text, count in answer.alone)
        if answer.unfiltered:
            filters = "--entity, --stance, --since …"
            say(f"no document found; {answer.unfiltered} without the filters ({filters})")
        else:
            say(f"no document found{f'; of each word alone: {alone}' if alone else ''}")
    elif shown < answer.total:
        say(f"{answer.total} documents; {shown} shown (--limit)")


def _print(answer: Answer) -> None:
    from rich.console import Console
    from rich.text import Text

    from pipeline.show.terminal import STYLES, printable

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    console = Console(highlight=False, soft_wrap=True, no_color=not colour)
    for found in answer.documents:
        head = Text(f"{found.rank}. ")
        head.append(printable(found.title or found.source), STYLES["heading"] if colour else "")
        about = [found.published or "no date"]
        if found.stance is not None:
            about.append(f"{found.stance} {found.stance_score:+.2f}")
        about.append(f"{found.hits} {'hit' if found.hits == 1 else 'hits'}")
        if found.duplicate_of:
            about.append(f"copy of {found.duplicate_of}")
        about += [found.doc_id, printable(found.source)]
        console.print(head)
        console.print(Text(f"   {' · '.join(about)}", STYLES["why"] if colour else ""))
        for passage in found.passages:
            console.print(Text("   ") + _line(passage, colour=colour))
        console.print()


def _line(passage: Passage, *, colour: bool) -> Text:
    """A passage with hits and names marked, cut to what stands around the hits."""
    from rich.text import Text

    from pipeline.show.terminal import STYLES, marked

    low = max(0, min(start for start, _ in passage.hits) - _CONTEXT)
    high = min(len(passage.text), max(end for _, end in passage.hits) + _CONTEXT)
    marks = [(name.start, name.end, name.type) for name in passage.names]
    marks += [(start, end, "hit") for start, end in passage.hits]
    inside = [(a - low, b - low, kind) for a, b, kind in marks if low <= a and b <= high]
    line = marked(passage.text[low:high], inside, colour=colour)
    before, after = "…" if low else "", "…" if high < len(passage.text) else ""
    stance = f" [{passage.stance}]" if passage.stance not in (None, "neutral") else ""
    tail = Text(after) + Text(stance, STYLES[passage.stance or "why"] if colour else "")
    return Text(before) + line + tail
