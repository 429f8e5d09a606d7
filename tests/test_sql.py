"""SQL over the tables of an output folder: what it answers, and what it may not do."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.contract import SCHEMAS
from pipeline.database import VIEWS, QueryError
from pipeline.errors import MissingTableError


@pytest.mark.parametrize("name", SCHEMAS)
def test_sql_and_pandas_count_the_same_rows(
    sample_output: Path, sample_tables: pipeline.Tables, name: str
) -> None:
    answer = pipeline.sql(sample_output, f'select count(*) as n from "{name}"')
    assert answer["n"].tolist() == [len(getattr(sample_tables, name))]


def test_sql_and_pandas_agree_on_who_is_named_most(
    sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    answer = pipeline.sql(
        sample_output,
        "select entity_id, count(distinct doc_id) as documents, count(*) as mentions from mentions "
        "where type = 'company' group by 1 order by 1",
    )
    mentions = sample_tables.mentions
    companies = mentions[mentions["type"] == "company"]
    grouped = companies.groupby("entity_id")["doc_id"]
    assert answer["documents"].tolist() == grouped.nunique().tolist()
    assert answer["mentions"].tolist() == grouped.size().tolist()


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_the_rows_and_columns_of_the_method_of_its_name(
    sample_output: Path, sample_tables: pipeline.Tables, name: str
) -> None:
    frame = getattr(sample_tables, name)()
    answer = pipeline.sql(sample_output, f"from {name}")
    assert answer.columns.tolist() == frame.columns.tolist()
    keys = [c for c in ("doc_id", "sentence_id", "start", "surface", "value") if c in frame]

    def plain(rows: pd.DataFrame) -> list[list[str]]:
        rows = rows.sort_values(keys, kind="stable")
        return [
            [
                "" if value is None or value is pd.NaT or value is pd.NA or value != value
                else str(value)[:10] if column == "published"
                else f"{value:.6f}" if isinstance(value, float)
                else str(value)
                for value in rows[column].map(
                    lambda v: list(v) if isinstance(v, list | np.ndarray) else v
                )
            ]
            for column in rows
        ]  # fmt: skip

    assert plain(answer) == plain(frame)


def test_a_view_counts_what_pandas_counts(
    sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    answer = pipeline.sql(
        sample_output,
        "select entity_id, sentence_stance, count(*) as n from mentions_with_stance "
        "where sentence_stance is not null group by all order by all",
    )
    joined = sample_tables.mentions_with_stance()
    counts = joined.groupby(["entity_id", "sentence_stance"], observed=True).size()
    expected = counts.rename("n").reset_index().astype({"sentence_stance": "string"})
    assert sorted(answer.values.tolist()) == sorted(expected.values.tolist())


def test_a_view_whose_tables_are_not_there_names_the_stage(
    sample_output: Path, tmp_path: Path
) -> None:
    for name in ("documents", "sentences"):
        shutil.copytree(sample_output / name, tmp_path / "out" / name)
    with pytest.raises(QueryError, match=r"run `mine index --out .*` first"):
        pipeline.sql(tmp_path / "out", "from claims_in_context")


def test_tables_join_and_lists_can_be_asked(sample_output: Path) -> None:
    answer = pipeline.sql(
        sample_output,
        "select i.stance, count(*) as n from index i join documents d using (doc_id) "
        "where list_contains(i.companies, $company) group by 1 order by n desc",
        {"company": "nvidia"},
    )
    assert answer["n"].sum() > 0


def test_tables_that_are_loaded_can_be_asked(sample_tables: pipeline.Tables) -> None:
    assert pipeline.sql(sample_tables, "select 1 as one")["one"].tolist() == [1]


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('{file}')",
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "select * from glob('{folder}/*')",
        "select * from read_parquet('{parts}')",
        "copy entities to '{file}'",
        "explain analyze copy entities to '{file}'",
        "export database '{folder}/copy'",
        "attach '{folder}/other.duckdb'",
        "select * from read_csv('https://example.org/a.csv')",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "create table a as select 1",
        "drop view entities",
        "delete from entities",
        "select getenv('HOME')",
        "select * from hidden_in_python",
        "select 1; copy entities to '{file}'",
    ],
)
def test_a_query_reaches_nothing_but_the_tables(
    sample_output: Path, tmp_path: Path, query: str
) -> None:
    hidden_in_python = sample_output
    assert hidden_in_python
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    parts = sample_output / "entities" / "*.parquet"
    with pytest.raises(QueryError) as caught:
        pipeline.sql(sample_output, query.format(file=file, folder=tmp_path, parts=parts))
    assert "\n" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["secret.csv"]
    assert file.read_text(encoding="utf-8") == "a\n1\n"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("selec 1", "syntax error"),
        ("select nonsense from entities", "nonsense"),
        ("select * from mention", 'Did you mean "mentions"'),
        ("select cast(name as int) from entities", "Could not convert"),
        ("", "an empty query; write one"),
        (" ; ", "an empty query; write one"),
        ("-- only a comment", "an empty query; write one"),
        ("select 1; select 2", "one query at a time, not 2"),
        ("select '" + "(" * 1_000, "unterminated"),
        ("select " + "(" * 3_000 + "1", "."),
    ],
)
def test_a_wrong_query_is_told_in_one_line(sample_output: Path, query: str, told: str) -> None:
    with pytest.raises(QueryError, match=told) as caught:
        pipeline.sql(sample_output, query)
    assert "\n" not in str(caught.value)


def test_a_table_that_no_stage_has_written_is_named_with_its_stage(
    sample_output: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_output / "documents", tmp_path / "out" / "documents")
    assert len(pipeline.sql(tmp_path / "out", "from documents")) > 0
    with pytest.raises(QueryError, match=r"run `mine classify --out .*` first"):
        pipeline.sql(tmp_path / "out", "select * from stance")
    with pytest.raises(MissingTableError, match="no tables there"):
        pipeline.sql(tmp_path / "nowhere", "select 1")


def run(out: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["sql", *arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_writes_a_table_csv_and_json_lines(
    sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    query = "select doc_id, title, published, companies, figures from index order by doc_id"
    expected = sample_tables.index.sort_values("doc_id")
    rows = [
        json.loads(line) for line in run(sample_output, query, "--format", "jsonl").splitlines()
    ]
    assert [row["doc_id"] for row in rows] == expected["doc_id"].tolist()
    assert [row["companies"] for row in rows] == [list(c) for c in expected["companies"]]
    dates = [None if d != d else d.date().isoformat() for d in expected["published"]]
    assert [row["published"] for row in rows] == dates
    read = list(csv.DictReader(io.StringIO(run(sample_output, query, "--format", "csv"))))
    assert [row["title"] for row in read] == [row["title"] or "" for row in rows]
    assert [json.loads(row["companies"]) for row in read] == [row["companies"] for row in rows]
    table = run(sample_output, query)
    assert all(row["doc_id"] in table for row in rows)
    assert "\x1b" not in table


def test_the_command_shows_the_tables_when_nothing_is_asked(sample_output: Path) -> None:
    shown = run(sample_output)
    assert all(name in shown for name in (*SCHEMAS, *VIEWS))


def test_the_command_cuts_long_tables_and_wide_ones_stand_on_end(sample_output: Path) -> None:
    result = CliRunner().invoke(
        app, ["sql", "from mentions", "--rows", "2", "--out", str(sample_output)]
    )
    assert "more rows" in result.stderr
    many = ", ".join(f"{n} as column_{n}" for n in range(2_000))
    assert "column_1999  1999" in run(sample_output, f"select {many}")


def test_columns_of_one_name_are_told_apart(sample_output: Path) -> None:
    line = run(sample_output, "select 1 as a, 2 as a", "--format", "jsonl")
    assert json.loads(line) == {"a": 1, "a_1": 2}
