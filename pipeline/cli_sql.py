"""`mine sql`: the tables of an output folder in SQL."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pipeline.cli_console import Out, say
from pipeline.cli_query import QueryCommand
from pipeline.export.rows import cell, csv_lines, json_line
from pipeline.show.terminal import printable

app = typer.Typer()

_PIPE_WIDTH: Final = 10_000
_LEAST_WIDTH: Final = 8  # of a column that says anything
_LONGEST_CELL: Final = 200
_NUMBER: Final = re.compile(r"-?[0-9.]+(?:e[+-]?[0-9]+)?|")


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


@app.command(cls=QueryCommand)
def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="[QUERY]",
            help="One query in DuckDB's SQL; - reads it from standard input. "
            "Without one, the tables and views and their columns are shown.",
            show_default=False,
        ),
    ] = None,
    out: Out = Path("outputs"),
    format: Annotated[Format, typer.Option(help="How rows are printed.")] = Format.table,
    rows: Annotated[
        int, typer.Option(min=0, help="Rows that a table shows at most; 0 for all.")
    ] = 100,
) -> None:
    """Ask the tables of an output folder in SQL; they are only read.

    Views join what is mostly asked together: mentions_with_stance, claims_in_context,
    sentences_in_context.

    Example: mine sql "select name, documents from entities order by documents desc limit 5"
    """
    from pipeline.database import sql_rows

    if query is None:
        query = (
            "select table_name as \"table\", string_agg(column_name, ' ' order by column_index)"
            " as columns from duckdb_columns() where not internal group by 1 order by 1"
        )
    elif query == "-":
        query = sys.stdin.read()
    with sql_rows(out, query) as (columns, found):
        if format is Format.csv:
            for line in csv_lines(columns, found):
                typer.echo(line)
        elif format is Format.jsonl:
            for row in found:
                typer.echo(json_line(dict(zip(columns, row, strict=True))))
        else:
            _print_table(columns, found, rows)


def _print_table(columns: list[str], found: Iterator[tuple[Any, ...]], most: int) -> None:
    """Print rows in columns that line up in Chinese too, or, too many to fit, one below another."""
    from rich.console import Console

    shown = [[_shown(value) for value in row] for row in islice(found, most or None)]
    # A pipe has no width: nothing is cut there but very long cells.
    console = Console(
        width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False, markup=False
    )
    if len(columns) * _LEAST_WIDTH > console.width:
        for row in shown:
            for name, text in zip(columns, row, strict=True):
                console.print(f"{printable(name):>{max(map(len, columns))}}  {text}")
            console.print()
    else:
        console.print(_table(columns, shown))
    left = sum(1 for _ in found)
    if left:
        say(f"{left} more rows; --rows 0 shows all, --format csv or jsonl writes them")


def _table(columns: list[str], shown: list[list[str]]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, name in enumerate(columns):
        table.add_column(
            Text(printable(name)),
            justify="right" if all(_NUMBER.fullmatch(row[number]) for row in shown) else "left",
            overflow="ellipsis",
            no_wrap=True,
        )
    for row in shown:
        table.add_row(*(Text(text) for text in row))
    return table


def _shown(value: Any) -> str:
    text = cell(value)
    return printable(text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…")
