"""The surface that users import: run, load, analyze."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipeline
from pipeline.contract import CLOSED_SETS, SCHEMAS
from pipeline.errors import InputError, MineError, MissingTableError

TEXT = """輝達的市值

作者：陳栎
2025-10-30

輝達(dá)市值達5兆美元，執行長黃仁勳說，伺服器的需求仍在成長。分析師擔心，泡沫的風險也在上升。

版權聲明：本文未經授權不得轉載。
"""


def test_what_is_offered_is_what_is_named() -> None:
    offered = {"Analysis", "RunReport", "Tables", "analyze", "load", "run", "search", "sql"}
    assert set(pipeline.__all__) == offered
    for name in pipeline.__all__:
        assert getattr(pipeline, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        pipeline.nonsense  # noqa: B018


def test_names_are_imported_when_they_are_used() -> None:
    script = (
        "import sys, pipeline\n"
        "heavy = {'pandas', 'pyarrow', 'sklearn', 'numpy', 'scipy', 'spacy', 'jieba'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "pipeline.load\n"
        "assert 'pandas' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_run_loads_no_library_that_it_can_do_without(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    script = (
        "import sys, pipeline\n"
        f"pipeline.run([{str(tmp_path / 'a.txt')!r}], {str(tmp_path / 'out')!r}, workers=1)\n"
        "heavy = {'pandas', 'sklearn', 'skops', 'spacy', 'jieba', 'duckdb'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


# -------------------------------------------------------------------------------- analyze


def test_one_text_is_analysed_in_memory() -> None:
    found = pipeline.analyze(TEXT)
    assert "英伟达" in found.text or "辉达" in found.text
    assert "版权" not in found.text
    assert found.stance_label in ("optimistic", "cautionary", "mixed")
    (document,) = found.documents.to_dict("records")
    assert document["published"].date() == datetime.date(2025, 10, 30)
    assert (document["language"], document["script"]) == ("zh", "hant")
    (figure,) = found.figures.to_dict("records")
    assert (figure["value"], figure["unit"], figure["kind"]) == (5e12, "USD", "money")
    assert {"nvidia", "jensen-huang"} <= set(found.mentions["entity_id"])
    assert "gloss" in set(found.edits["kind"])
    assert found.sentences["text"].str.contains("泡沫").any()


def test_spans_of_an_analysis_lead_to_the_text_given() -> None:
    found = pipeline.analyze(TEXT)
    figure = found.figures.iloc[0]
    assert TEXT[figure["source_start"] : figure["source_end"]] == "5兆美元"
    person = found.mentions[found.mentions["entity_id"] == "jensen-huang"].iloc[0]
    assert TEXT[person["source_start"] : person["source_end"]] == "黃仁勳"


@pytest.mark.parametrize(
    "name", ["documents", "edits", "sentences", "mentions", "figures", "stance"]
)
def test_frames_of_an_analysis_have_the_columns_of_the_contract(name: str) -> None:
    frame = getattr(pipeline.analyze(TEXT), name)
    assert list(frame.columns) == SCHEMAS[name].names
    assert len(frame)


def test_figures_say_in_which_direction_something_changed() -> None:
    text = "智谱营收增长20%,利润下降5%,份额为8%。Its sales rose 12%."
    found = pipeline.analyze(text).figures
    assert found["surface"].tolist() == ["20%", "5%", "8%", "12%"]
    assert found["change"].astype("string").fillna("-").tolist() == ["up", "down", "-", "up"]
    assert list(found["change"].cat.categories) == ["up", "down"]


def test_bytes_in_any_encoding_are_taken() -> None:
    text = (
        "輝達市值達5兆美元，執行長說伺服器的需求仍在成長，"
        "分析師擔心泡沫的風險，也擔心電費一路上漲。"
    )
    assert pipeline.analyze(text.encode("big5")).text == pipeline.analyze(text).text


def test_the_name_says_how_to_read_a_text() -> None:
    text = "<p>一段<b>正文</b>在此。</p><nav>菜单</nav>"
    assert pipeline.analyze(text, source="a.html").text == "一段正文在此。"


def test_an_analysis_gives_the_rows_of_a_run(repo: Path, sample_tables: pipeline.Tables) -> None:
    name = "corpus/sample/08-cloud-price-war.txt"
    found = pipeline.analyze((repo / name).read_bytes(), source=name)
    documents = sample_tables.documents
    doc_id = documents[documents["source"] == name]["doc_id"].item()
    for table in ("edits", "sentences", "mentions", "figures", "stance"):
        frame = getattr(sample_tables, table)
        stored = frame[frame["doc_id"] == doc_id].reset_index(drop=True)
        own = getattr(found, table)
        assert len(own) == len(stored)
        for column in set(stored.columns) - {"evidence"}:
            pairs = zip(own[column], stored[column], strict=True)
            assert all((pd.isna(a) and pd.isna(b)) or a == b for a, b in pairs), (table, column)


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (b"\x89PNG\x00\x01\x02" * 99, "binary"), ("……", "no-text")]
)
def test_what_cannot_be_analysed_says_why(text: str | bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        pipeline.analyze(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["a", "7", "好", "🙂a", "\ud800字", "一句。" * 3_000, "x" * 20_000]
)
def test_odd_texts_are_analysed_without_a_failure(text: str) -> None:
    found = pipeline.analyze(text)
    assert len(found.documents) == 1
    assert found.stance_label


# ----------------------------------------------------------------------------------- load


def test_tables_are_read_when_they_are_asked_for(sample_output: Path) -> None:
    tables = pipeline.load(sample_output)
    assert "mentions" not in vars(tables)
    assert tables.mentions is tables.mentions
    assert "mentions" in vars(tables)
    assert tables.folder == sample_output


@pytest.mark.parametrize("name", SCHEMAS)
def test_columns_have_types_that_pandas_can_work_with(
    sample_tables: pipeline.Tables, name: str
) -> None:
    frame = getattr(sample_tables, name)
    assert list(frame.columns) == SCHEMAS[name].names
    expected = {"string": "str", "int32": "int32", "double": "float64", "bool": "bool"}
    for field in SCHEMAS[name]:
        kind, column = str(field.type), frame[field.name]
        if (name, field.name) in CLOSED_SETS:
            assert list(column.cat.categories) == list(CLOSED_SETS[name, field.name])
            assert field.nullable or column.notna().all()
        elif kind.startswith("date32"):
            assert pd.api.types.is_datetime64_any_dtype(column)
        elif kind == "int32" and field.nullable:
            assert str(column.dtype) == "Int32"
        elif kind in expected:
            assert str(column.dtype) == expected[kind]


def test_conditions_on_columns_with_nulls_can_be_joined(sample_tables: pipeline.Tables) -> None:
    figures = sample_tables.figures
    assert figures.metric.isna().any()
    named, measured = figures.surface.str.contains("亿"), figures.metric == "revenue"
    assert figures[named & measured].equals(figures[measured & named])
    assert len(figures[~measured]) == len(figures) - measured.sum()
    assert not figures[measured & (figures.entity_id == "nvidia")].metric.isna().any()


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_table_is_readable_alone(sample_output: Path, name: str) -> None:
    frame = pd.read_parquet(sample_output / name)
    assert list(frame.columns) == SCHEMAS[name].names


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingTableError):
        pipeline.load(tmp_path)


def test_the_companies_named_in_most_documents(sample_tables: pipeline.Tables) -> None:
    mentions = sample_tables.mentions
    companies = mentions[mentions["type"] == "company"]
    top = companies.groupby("entity_id")["doc_id"].nunique().sort_values(ascending=False)
    assert top.iloc[0] >= 5
    known = sample_tables.entities.set_index("entity_id")
    assert (known.loc[top.index, "documents"] == top).all()


def test_the_money_spoken_of_by_company(sample_tables: pipeline.Tables) -> None:
    figures, entities = sample_tables.figures, sample_tables.entities
    money = figures[(figures["kind"] == "money") & figures["entity_id"].notna()]
    named = money.merge(entities, on="entity_id", how="left")
    assert named["name"].notna().all()
    largest = named.groupby(["name", "unit"])["value"].max()
    assert (largest > 0).any()
    assert named["unit"].str.fullmatch("[A-Z]{3}").all()


def test_stance_by_month(sample_tables: pipeline.Tables) -> None:
    index = sample_tables.index.dropna(subset=["published"])
    assert len(index) >= 10
    by_month = index.groupby(index["published"].dt.to_period("M"))["stance_score"].mean()
    assert by_month.between(-1, 1).all()
    counts = index[["optimistic_sentences", "cautionary_sentences"]].sum(axis=1)
    assert (counts <= index["sentences"]).all()


def test_lists_of_the_index_explode(sample_tables: pipeline.Tables) -> None:
    pairs = sample_tables.index[["doc_id", "companies"]].explode("companies").dropna()
    assert set(pairs["companies"]) <= set(sample_tables.entities["entity_id"])


@pytest.mark.parametrize(
    ("text", "reference", "period"),
    [
        ("OpenAI去年营收130亿美元。", None, None),
        ("OpenAI去年营收130亿美元。", datetime.date(2026, 3, 1), "2025"),
        # the page's own date goes first
        ("2025-05-06\n\nOpenAI去年营收130亿美元。", datetime.date(2026, 3, 1), "2024"),
    ],
)
def test_periods_count_from_the_page_s_date_or_the_day_it_was_read(
    text: str, reference: datetime.date | None, period: str | None
) -> None:
    figures = pipeline.analyze(text, reference=reference).figures
    assert [None if pd.isna(p) else p for p in figures.period] == [period]


def test_one_name_is_one_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    for name in ("pages/one.txt", "p", "s"):  # the last two are letters of the first
        (tmp_path / name).write_text("英伟达很强。", encoding="utf-8")
    done = pipeline.run("pages", out="out", stages="ingest", workers=1)
    assert done.rows["documents"] == 1
    assert pipeline.load("out").documents.source.tolist() == ["pages/one.txt"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"inputs": pd.DataFrame({"text": ["字"]})}, "to_parquet"),
        ({"inputs": [1]}, "inputs must be names"),
        ({"knowledge": "names.jsonl"}, "names.jsonl"),
        ({"stages": ("extract", "ingest")}, "in that order"),
        ({"stages": "parse"}, "one of ingest"),
        ({"stages": ()}, "not none"),
        ({"workers": "2"}, "workers must be 1 or more"),
        ({"max_bytes": -1}, "max_bytes must be 1 or more"),
    ],
)
def test_arguments_that_make_no_sense_are_named(
    tmp_path: Path, arguments: dict[str, Any], told: str
) -> None:
    page = tmp_path / "a.txt"
    page.write_text("字", encoding="utf-8")
    with pytest.raises(MineError, match=told):
        pipeline.run(**{"inputs": [page], "out": tmp_path / "out", **arguments})
    assert not (tmp_path / "out").exists()


def test_a_reference_that_is_no_date_is_refused() -> None:
    with pytest.raises(TypeError, match=r"reference must be a datetime\.date"):
        pipeline.analyze("OpenAI去年营收130亿美元。", reference="2025-11-05")  # type: ignore[arg-type]


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("mine ")
