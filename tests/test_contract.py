"""The contract: the columns users load, written out here a second time on purpose."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline.contract import SCHEMA_VERSION, SCHEMAS, STAGES, table_of, validate
from pipeline.errors import ContractError

SPAN = "start:int32 end:int32 source_start:int32 source_end:int32"

# A question mark: may be null. What stands behind the bar is beyond the contract and may grow.
PROMISED = {
    "sources": "doc_id:string source:string encoding:string encoding_confidence:double text:string",
    "documents": (
        "doc_id:string source:string title:string? author:string? published:date32[day]? "
        "language:string script:string text:string conversion:string? source_chars:int32 "
        "text_chars:int32 duplicate_of:string?"
    ),
    "edits": (
        "doc_id:string source_start:int32 source_end:int32 source_text:string replacement:string "
        "kind:string rule:string"
    ),
    "rejects": "source:string stage:string code:string message:string",
    "sentences": (
        f"doc_id:string sentence_id:int32 {SPAN} text:string language:string is_heading:bool"
    ),
    "mentions": (
        f"doc_id:string sentence_id:int32 {SPAN} surface:string type:string entity_id:string "
        "name:string score:double method:string"
    ),
    "figures": (
        f"doc_id:string sentence_id:int32 {SPAN} surface:string kind:string value:double "
        "value_max:double? unit:string per:string? qualifier:string entity_id:string? "
        "metric:string? period:string? change:string?"
    ),
    "stance": (
        "doc_id:string level:string sentence_id:int32? entity_id:string? label:string "
        "score:double confidence:double evidence:list<int32>"
    ),
    "entities": (
        "entity_id:string type:string name:string name_hans:string? name_hant:string? "
        "name_en:string? aliases:list<string> maker_id:string? known:bool documents:int32 "
        "mentions:int32"
    ),
    "comentions": "entity_id:string other_id:string documents:int32 sentences:int32 npmi:double",
    "timeline": (
        "entity_id:string month:date32[day] documents:int32 mentions:int32 optimistic:int32 "
        "cautionary:int32 neutral:int32 mixed:int32 score:double?"
    ),
    "claims": (
        "entity_id:string name:string metric:string period:string? kind:string value:double "
        "value_max:double? unit:string per:string? qualifier:string surface:string doc_id:string "
        "sentence_id:int32 disputed:bool change:string?"
    ),
    "index": (
        "doc_id:string source:string title:string? author:string? published:date32[day]? "
        "language:string script:string conversion:string? source_chars:int32 text_chars:int32 "
        "duplicate_of:string? companies:list<string> models:list<string> "
        "people:list<string> figures:int32 keywords:list<string>"
    ),
}
CLOSED_SETS = {
    ("documents", "language"): {"zh", "en", "mixed"},
    ("documents", "script"): {"hans", "hant", "mixed", "none"},
    ("edits", "kind"): {
        *("byline", "ad", "notice", "nav", "caption", "refs", "duplicate"),
        *("gloss", "mojibake", "markup", "invisible", "width", "linebreak"),
    },
    ("mentions", "type"): {"company", "model", "person", "organization", "product"},
    ("figures", "kind"): {"money", "percent", "multiple", "quantity"},
    ("figures", "qualifier"): {"exact", "approx", "gt", "lt"},
    ("figures", "change"): {"up", "down"},
    ("stance", "level"): {"document", "sentence", "target"},
    ("stance", "label"): {"optimistic", "cautionary", "neutral", "mixed"},
}


def described(schema: pa.Schema) -> dict[str, str]:
    """Type of each column as `PROMISED` writes it."""
    return {f.name: type_name(f.type) + "?" * f.nullable for f in schema}


def type_name(kind: pa.DataType) -> str:
    """Name of a type; what Parquet and Arrow call the items of a list is left out."""
    return f"list<{kind.value_type}>" if pa.types.is_list(kind) else str(kind)


def promised(name: str) -> dict[str, str]:
    return dict(column.split(":", 1) for column in PROMISED[name].split())


def test_there_are_these_tables_and_no_others() -> None:
    assert set(SCHEMAS) == set(PROMISED)
    assert SCHEMA_VERSION == "1.0"
    assert STAGES == {
        "ingest": ("sources", "documents", "edits", "rejects"),
        "extract": ("sentences", "mentions", "figures"),
        "classify": ("stance",),
        "index": ("entities", "index", "claims", "comentions", "timeline"),
    }


@pytest.mark.parametrize("name", PROMISED)
def test_every_promised_column_is_there_with_its_type(name: str) -> None:
    columns = described(SCHEMAS[name])
    assert {c: columns.get(c) for c in promised(name)} == promised(name)


@pytest.mark.parametrize("name", sorted(set(PROMISED) - {"documents", "index"}))
def test_columns_stand_in_the_promised_order(name: str) -> None:
    assert SCHEMAS[name].names[: len(promised(name))] == list(promised(name))


@pytest.mark.parametrize("name", PROMISED)
def test_every_table_of_a_run_keeps_the_contract(name: str, sample_output: Path) -> None:
    parts = sorted((sample_output / name).glob("*.parquet"))
    assert parts
    for part in parts:
        table = pq.ParquetFile(part).read()
        validate(name, table)
        assert described(table.schema) == described(SCHEMAS[name])


@pytest.mark.parametrize("name", PROMISED)
def test_an_empty_table_keeps_its_columns(name: str) -> None:
    table = table_of(name, [])
    assert table.num_rows == 0
    assert table.schema.equals(SCHEMAS[name])


REJECT = ("page.txt", "ingest", "binary", "not a text file")
EDIT = ("d1", 3, 5, "广告", "", "ad", "ad-cues")


def test_rows_become_a_table() -> None:
    assert table_of("rejects", [REJECT]).to_pylist() == [
        {"source": "page.txt", "stage": "ingest", "code": "binary", "message": "not a text file"}
    ]


def test_a_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(ContractError, match="edits"):
        table_of("edits", [("d1", "three", *EDIT[2:])])


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ContractError, match="edits"):
        table_of("edits", [EDIT[:-1]])


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(ContractError, match="edits"):
        table_of("edits", [EDIT, EDIT[:-1]])


@pytest.mark.parametrize("column", ["source", "code"])
def test_a_null_is_refused_where_none_may_be(column: str) -> None:
    values = [None if c == column else v for c, v in zip(promised("rejects"), REJECT, strict=True)]
    with pytest.raises(ContractError, match=rf"rejects\.{column}"):
        table_of("rejects", [tuple(values)])


@pytest.mark.parametrize(("name", "column"), CLOSED_SETS)
def test_a_value_outside_a_closed_set_is_refused(
    name: str, column: str, sample_output: Path
) -> None:
    table = pq.ParquetFile(next((sample_output / name).glob("*.parquet"))).read().slice(0, 1)
    assert table.num_rows
    at = table.schema.get_field_index(column)
    strange = table.set_column(at, table.schema.field(column), pa.array(["strange"]))
    with pytest.raises(ContractError, match=rf"{name}\.{column}.*strange"):
        validate(name, strange)


@pytest.mark.parametrize(("name", "column"), CLOSED_SETS)
def test_every_value_of_a_closed_set_is_taken(name: str, column: str, sample_output: Path) -> None:
    table = pq.ParquetFile(next((sample_output / name).glob("*.parquet"))).read().slice(0, 1)
    at = table.schema.get_field_index(column)
    for value in CLOSED_SETS[name, column]:
        validate(name, table.set_column(at, table.schema.field(column), pa.array([value])))


@pytest.mark.parametrize("span", [(5, 3), (-1, 3)])
def test_a_span_that_is_none_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ContractError, match="edits"):
        table_of("edits", [("d1", *span, *EDIT[3:])])


def test_a_missing_column_is_named(sample_output: Path) -> None:
    table = pq.ParquetFile(next((sample_output / "figures").glob("*.parquet"))).read()
    with pytest.raises(ContractError, match="figures"):
        validate("figures", table.drop_columns(["unit"]))


def test_values_of_a_run_are_in_range(sample_tables: pipeline.Tables) -> None:
    stance, mentions = sample_tables.stance, sample_tables.mentions
    assert stance["score"].between(-1, 1).all()
    assert stance["confidence"].between(0, 1).all()
    assert mentions["score"].between(0, 1).all()
    assert sample_tables.sources["encoding_confidence"].between(0, 1).all()


def test_the_rows_of_a_run_belong_together(sample_tables: pipeline.Tables) -> None:
    documents = set(sample_tables.documents["doc_id"])
    sentences = set(
        zip(sample_tables.sentences["doc_id"], sample_tables.sentences["sentence_id"], strict=True)
    )
    assert set(sample_tables.sources["doc_id"]) == documents
    assert set(sample_tables.index["doc_id"]) == documents
    for frame in (sample_tables.mentions, sample_tables.figures):
        assert set(zip(frame["doc_id"], frame["sentence_id"], strict=True)) <= sentences
    assert set(sample_tables.mentions["entity_id"]) == set(sample_tables.entities["entity_id"])
    stance = sample_tables.stance
    judged = stance[stance["level"] == "sentence"]
    assert set(zip(judged["doc_id"], judged["sentence_id"], strict=True)) == sentences
    assert (stance[stance["level"] == "document"]["doc_id"].value_counts() == 1).all()
    assert stance[stance["level"] == "target"]["entity_id"].notna().all()
    for doc_id, evidence in zip(stance["doc_id"], stance["evidence"], strict=True):
        assert {(doc_id, int(number)) for number in evidence} <= sentences


def test_claims_change_as_their_figures_do(sample_tables: pipeline.Tables) -> None:
    figures, claims = sample_tables.figures, sample_tables.claims
    told = figures.dropna(subset=["entity_id", "metric"])
    assert {"up", "down"} <= set(told["change"])

    def counts(frame: pd.DataFrame) -> Counter[tuple[object, ...]]:
        keys = ["doc_id", "sentence_id", "surface", "change"]
        rows = frame[keys].astype(object).fillna("").itertuples(index=False, name=None)
        return Counter(rows)

    assert counts(pd.DataFrame(claims)) == counts(told)


def test_a_sentence_is_neutral_rather_than_mixed(sample_tables: pipeline.Tables) -> None:
    stance = sample_tables.stance
    assert set(stance[stance["level"] == "sentence"]["label"]) <= {
        "optimistic",
        "cautionary",
        "neutral",
    }
    documents = stance[stance["level"] == "document"]["label"]
    assert set(documents) <= {"optimistic", "cautionary", "mixed"}
