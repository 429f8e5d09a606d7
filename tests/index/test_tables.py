"""Entities, pairs and months over the corpus agree with the tables that they are made of."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.index.comentions import MOST, comention_rows, pairs
from pipeline.index.timeline import months


def test_first_and_last_date_are_of_the_documents_that_name_it(
    sample_tables: pipeline.Tables,
) -> None:
    dated = sample_tables.mentions.merge(sample_tables.documents[["doc_id", "published"]])
    dates = dated.groupby("entity_id")["published"].agg(["min", "max"])
    entities = sample_tables.entities.set_index("entity_id").loc[dates.index]
    for column, expected in (("first_published", "min"), ("last_published", "max")):
        both = zip(entities[column], dates[expected], strict=True)
        assert all(a == b or (pd.isna(a) and pd.isna(b)) for a, b in both)
    assert entities["first_published"].notna().any()


def test_an_entity_has_the_names_that_its_readers_know(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("OpenAI和深度求索都降价了，英伟达没有。", encoding="utf-8")
    pipeline.run([page], out=tmp_path / "out")
    entities = pipeline.load(tmp_path / "out").entities.set_index("entity_id")
    names = {
        entity_id: [None if pd.isna(row[c]) else row[c] for c in ("name_hans", "name_hant")]
        for entity_id, row in entities.to_dict("index").items()
    }
    assert names["deepseek"] == ["深度求索", "深度求索"]
    assert names["nvidia"] == ["英伟达", "輝達"]
    assert names["openai"] == [None, None]


def test_pairs_are_counted_by_document_and_by_sentence(sample_tables: pipeline.Tables) -> None:
    mentions = sample_tables.mentions
    documents: dict[str, set[str]] = defaultdict(set)
    sentences: dict[str, set[tuple[str, int]]] = defaultdict(set)
    by_document: dict[str, set[str]] = defaultdict(set)
    for row in mentions.to_dict("records"):
        documents[row["entity_id"]].add(row["doc_id"])
        sentences[row["entity_id"]].add((row["doc_id"], row["sentence_id"]))
        by_document[row["doc_id"]].add(row["entity_id"])
    together = sample_tables.comentions.to_dict("records")
    assert len(together) > 100
    exact = max(map(len, by_document.values())) <= MOST
    for row in together:
        one, other = row["entity_id"], row["other_id"]
        assert one < other
        assert row["documents"] <= len(documents[one] & documents[other])
        assert row["sentences"] <= len(sentences[one] & sentences[other])
        if exact:
            assert row["documents"] == len(documents[one] & documents[other])
        assert -1 <= row["npmi"] <= 1


def test_a_document_that_names_thousands_makes_no_millions_of_pairs() -> None:
    rows = [{"doc_id": "a", "sentence_id": 0, "entity_id": f"e{n:05}"} for n in range(5_000)]
    found = pairs(rows)
    assert len(found.documents) == MOST * (MOST - 1) // 2


def test_pairs_that_share_nothing_but_a_document_are_left_out() -> None:
    rows = [
        {"doc_id": "a", "sentence_id": n, "entity_id": entity} for n, entity in enumerate("xyz")
    ]
    rows.append({"doc_id": "a", "sentence_id": 0, "entity_id": "y"})
    found = list(comention_rows(pairs(rows), {"x": 1, "y": 1, "z": 1}, 2))
    assert [row[:4] for row in found] == [("x", "y", 1, 1)]


def test_months_add_up_to_the_tables(sample_tables: pipeline.Tables) -> None:
    timeline = sample_tables.timeline
    published = sample_tables.documents.set_index("doc_id")["published"]
    dated = set(published.dropna().index)
    mentions = sample_tables.mentions
    assert timeline["mentions"].sum() == mentions["doc_id"].isin(dated).sum()
    stance = sample_tables.stance
    targets = stance[(stance["level"] == "target") & stance["doc_id"].isin(dated)]
    labels = timeline[["optimistic", "cautionary", "neutral", "mixed"]].sum()
    assert labels.to_dict() == {
        label: int((targets["label"] == label).sum()) for label in labels.index
    }
    assert (timeline["month"].dt.day == 1).all()
    assert any(entity.startswith("topic:") for entity in timeline["entity_id"])
    judged = timeline[labels.index].sum(axis=1) > 0
    assert (timeline["score"].notna() == judged).all()


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.one_of(st.none(), st.dates(datetime.date(2024, 1, 1))),
        min_size=3,
    ),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=20),
)
def test_parts_add_up(
    published: dict[str, datetime.date | None], named: list[tuple[str, str]]
) -> None:
    rows = [{"doc_id": d, "entity_id": e} for d, e in named]
    whole = months(published, rows, [])
    parts = months(published, [], [])
    for doc_id in published:
        parts.add(months(published, [r for r in rows if r["doc_id"] == doc_id], []))
    assert list(parts.rows()) == list(whole.rows())
    counted = Counter(e for d, e in named if published[d] is not None)
    assert sum(whole.mentions.values()) == counted.total()


@pytest.mark.parametrize("column", ["companies", "models", "people", "keywords"])
def test_the_index_lists_what_matters(sample_tables: pipeline.Tables, column: str) -> None:
    assert (sample_tables.index[column].map(len) > 0).sum() >= 5
