"""The tables of an output folder in SQL: DuckDB within this process, over the Parquet parts.

A query sees the tables, and a few joins that people write first as views, and nothing else. The
tables are registered as Arrow datasets, which DuckDB scans column by column; then access to files
and network, extensions and settings are locked, so that no query, wherever it comes from, reads or
writes anything beside them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow.dataset as ds

from pipeline.contract import SCHEMAS, STAGES
from pipeline.errors import DamagedError, MineError, missing_table
from pipeline.store.output import committed, folder_of
from pipeline.store.parts import part_paths

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.tables import Tables

_BATCH: Final = 10_000
# In this order: nothing can be set after the last. A temporary folder would be open to queries.
_LOCKS: Final = (
    "SET temp_directory = ''",
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
# PIVOT is made of several statements by DuckDB itself.
_JUDGED: Final = (
    "(select {keys}, label as {level}_stance, score as {level}_score from stance "
    "where level = '{level}')"
)
VIEWS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "mentions_with_stance": (
        ("mentions", "documents", "stance"),
        "select mentions.*, title, published, document_stance, document_score, sentence_stance, "
        "sentence_score, target_stance, target_score from mentions "
        "left join documents using (doc_id) "
        f"left join {_JUDGED.format(level='document', keys='doc_id')} using (doc_id) "
        f"left join {_JUDGED.format(level='sentence', keys='doc_id, sentence_id')} "
        "using (doc_id, sentence_id) "
        f"left join {_JUDGED.format(level='target', keys='doc_id, entity_id')} "
        "using (doc_id, entity_id)",
    ),
    "claims_in_context": (
        ("claims", "documents", "sentences"),
        "select claims.*, sentences.text as sentence, title, published, source from claims "
        "left join sentences using (doc_id, sentence_id) left join documents using (doc_id)",
    ),
    "sentences_in_context": (
        ("sentences", "documents", "stance", "mentions"),
        "select sentences.*, sentence_stance, sentence_score, "
        "coalesce(entities, []) as entities, title, published, source from sentences "
        f"left join {_JUDGED.format(level='sentence', keys='doc_id, sentence_id')} "
        "using (doc_id, sentence_id) "
        "left join (select doc_id, sentence_id, list_sort(list(distinct entity_id)) as entities "
        "from mentions group by all) using (doc_id, sentence_id) "
        "left join documents using (doc_id)",
    ),
}
"""Joins that are there as views: the tables they need, and the query; `Tables` has methods of the
same names, which give the same rows."""

_READING: Final = ("SELECT", "EXPLAIN", "MULTI")
_UNKNOWN_TABLE: Final = re.compile(r"Table with name (\w+) does not exist")
_UNREADABLE_TABLE: Final = re.compile(r"reading the stream registered as '(\w+)' failed:")


class QueryError(MineError):
    """A query that cannot be answered; the message says why, in one line."""

    code = "query"
    exit_code = 2


@contextmanager
def connection(out: str | os.PathLike[str] | Tables) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees tables and views of one state of an output folder, nothing else.

    Raises:
        MissingTableError: the folder holds no tables.
    """
    with committed(folder_of(out)) as state:
        database = duckdb.connect(":memory:")
        try:
            for name, schema in SCHEMAS.items():
                if (state / name).is_dir():
                    parts = [str(path) for path in part_paths(state / name)]
                    rows = ds.dataset(parts, schema, "parquet") if parts else schema.empty_table()
                    database.register(name, rows)
            for name, (needed, query) in VIEWS.items():
                if all((state / table).is_dir() for table in needed):
                    database.execute(f"create temp view {name} as {query}")
            for lock in _LOCKS:
                database.execute(lock)
            yield database
        finally:
            database.close()


def sql(
    out: str | os.PathLike[str] | Tables, query: str, parameters: dict[str, Any] | None = None
) -> pd.DataFrame:
    """The answer to an SQL query over the tables of an output folder and the views on them.

    Args:
        out: the output folder, or the tables loaded from one.
        query: one `SELECT` (or `SHOW`, `DESCRIBE`, `SUMMARIZE`, `EXPLAIN`, `PIVOT`) of DuckDB's
            dialect.
        parameters: values of `$name` in the query.

    Raises:
        MissingTableError: the folder holds no tables.
        QueryError: the query is wrong, or asks for more than reading the tables.
    """
    with connection(out) as database, _one_line(folder_of(out)):
        return _answer(database, query, parameters).df()


@contextmanager
def sql_rows(
    out: str | os.PathLike[str], query: str
) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """The names of an answer's columns, no two the same, and its rows as Python values.

    Raises:
        MissingTableError, QueryError: as `sql`.
    """
    with connection(out) as database:
        with _one_line(Path(out)):
            answer = _answer(database, query, None)
        names = [str(column[0]) for column in answer.description or ()]
        yield _distinct(names), _rows(answer, Path(out))


def _rows(answer: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[tuple[Any, ...]]:
    with _one_line(folder):
        while rows := answer.fetchmany(_BATCH):
            yield from rows


def _distinct(names: Sequence[str]) -> list[str]:
    """`names` with a number behind those that come again, as pandas has them: a, a_1."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        number = seen.get(name, 0)
        seen[name] = number + 1
        found.append(f"{name}_{number}" if number else name)
    return found


def _answer(
    database: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None
) -> duckdb.DuckDBPyConnection:
    statements = database.extract_statements(query)
    if not statements:
        raise QueryError(
            'an empty query; write one, such as "select count(*) from documents"'
            " (`mine sql` alone lists tables and columns)"
        )
    if len(statements) > 1:
        raise QueryError(
            f"one query at a time, not {len(statements)}; what comes first goes into a "
            "`with` clause, or ask one after the other"
        )
    if statements[0].type.name not in _READING:
        raise QueryError(f"{statements[0].type.name}: the tables are only read; use SELECT")
    return database.execute(statements[0], parameters)


@contextmanager
def _one_line(folder: Path) -> Iterator[None]:
    """Turn DuckDB's errors, which draw the query over several lines, into one line.

    Args:
        folder: whose tables are read.
    """
    try:
        yield
    except duckdb.Error as error:
        told = str(error).split("\n\nLINE ", maxsplit=1)[0]
        message = " ".join(told.split())
        unknown = _UNKNOWN_TABLE.search(message)
        if unknown and unknown[1] in (*SCHEMAS, *VIEWS):
            needed = VIEWS[unknown[1]][0] if unknown[1] in VIEWS else (unknown[1],)
            stage = [s for s, tables in STAGES.items() if set(needed) & set(tables)][-1]
            lacking = next(t for t in needed if t in STAGES[stage])
            raise QueryError(str(missing_table(folder, lacking))) from error
        table = _UNREADABLE_TABLE.search(message)
        if table:
            raise DamagedError(folder / table[1], message[table.end() :].strip()) from error
        if isinstance(error, duckdb.PermissionException):
            message = f"queries see the tables only, no files, network or extensions ({message})"
        raise QueryError(message) from error


__all__ = ["VIEWS", "QueryError", "connection", "sql", "sql_rows"]
