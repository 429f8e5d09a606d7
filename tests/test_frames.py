"""Frames as users of pandas, Polars and DuckDB have them: types, joins, rows in their context."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import duckdb
import pandas as pd
import polars
import pytest

import pipeline
from pipeline.contract import SCHEMAS
from pipeline.errors import UsageError


@pytest.mark.parametrize("name", SCHEMAS)
def test_polars_and_duckdb_read_the_same_files(
    sample_output: Path, sample_tables: pipeline.Tables, name: str
) -> None:
    frame = sample_tables[name]
    parts = str(sample_output / name / "*.parquet")
    lazily = polars.scan_parquet(parts)
    assert lazily.collect_schema().names() == list(frame.columns)
    assert lazily.select(polars.len()).collect().item() == len(frame)
    (count,) = duckdb.connect().execute(f"select count(*) from '{parts}'").fetchone() or (None,)
    assert count == len(frame)
    assert len(pd.read_parquet(sample_output / name)) == len(frame)


@pytest.mark.parametrize(
    "name", ["documents", "edits", "sentences", "mentions", "figures", "stance"]
)
def test_one_text_and_a_folder_have_frames_of_the_same_types(
    sample_tables: pipeline.Tables, name: str
) -> None:
    found = pipeline.analyze("輝達市值達5兆美元。分析師擔心泡沫的風險。")
    assert getattr(found, name).dtypes.equals(sample_tables[name].dtypes)


def test_tables_are_a_mapping(sample_tables: pipeline.Tables) -> None:
    assert list(sample_tables) == list(SCHEMAS)
    assert sample_tables["mentions"] is sample_tables.mentions
    with pytest.raises(KeyError):
        sample_tables["nonsense"]


def test_mentions_with_the_stance_around_them(sample_tables: pipeline.Tables) -> None:
    joined = sample_tables.mentions_with_stance()
    mentions, stance = sample_tables.mentions, sample_tables.stance
    pd.testing.assert_frame_equal(joined[mentions.columns], mentions)
    assert joined["document_stance"].notna().all()
    targets = stance[stance["level"] == "target"].set_index(["doc_id", "entity_id"])["score"]
    for row in joined.dropna(subset=["target_score"]).head(200).to_dict("records"):
        assert targets[row["doc_id"], row["entity_id"]] == row["target_score"]
    assert joined["target_stance"].notna().sum() > 100
    mean = joined.groupby("entity_id")["sentence_score"].mean()
    assert mean.dropna().between(-1, 1).all()


def test_claims_alone_and_with_their_sentences(sample_tables: pipeline.Tables) -> None:
    claims = sample_tables.claims
    joined = sample_tables.claims()
    assert len(joined) == len(claims) > 0
    pd.testing.assert_frame_equal(pd.DataFrame(joined[claims.columns]), pd.DataFrame(claims))
    assert all(row["surface"] in row["sentence"] for row in joined.to_dict("records"))
    assert joined["source"].notna().all()
    assert type(claims[claims["disputed"]]) is pd.DataFrame
    assert type(copy.copy(claims[["name"]])) is pd.DataFrame
    assert len(pickle.loads(pickle.dumps(pd.DataFrame(claims)))) == len(claims)


def test_a_row_shows_itself_in_its_context(sample_tables: pipeline.Tables) -> None:
    mentions = sample_tables.mentions
    nvidia = mentions[mentions["entity_id"] == "nvidia"]
    shown = nvidia.mine.highlight(0, width=20)
    assert f"«{nvidia.iloc[0]['surface']}»" in str(shown)
    assert f">{nvidia.iloc[0]['surface']}</mark>" in shown._repr_html_()
    contexts = nvidia.sort_values("score").head(5).mine.context(width=10)
    assert list(contexts.index) == list(nvidia.sort_values("score").head(5).index)
    assert contexts.str.contains("«").all()
    assert sample_tables.mentions_with_stance().mine.highlight(-1).text


def test_a_frame_of_elsewhere_is_told_its_output(sample_tables: pipeline.Tables) -> None:
    plain = pd.DataFrame(sample_tables.figures.to_dict("records")[:3])
    with pytest.raises(UsageError, match=r"mine\.of"):
        plain.mine.highlight()
    assert plain.mine.of(sample_tables).highlight().text == plain.iloc[0]["surface"]
    strange = plain.assign(doc_id="nowhere")
    with pytest.raises(UsageError, match="no document nowhere"):
        strange.mine.of(sample_tables).highlight()
    with pytest.raises(AttributeError, match="doc_id"):
        pd.DataFrame({"a": [1]}).mine  # noqa: B018


def test_a_wrong_frame_or_row_is_told_what_is_wrong_and_what_to_do(
    sample_tables: pipeline.Tables,
) -> None:
    mentions = sample_tables.mentions.head(3)
    for wrong, told in ((3, "3 rows, 0 to 2"), (-4, "3 rows, 0 to 2")):
        with pytest.raises(IndexError, match=told):
            mentions.mine.highlight(wrong)
    with pytest.raises(IndexError, match="no rows"):
        mentions.head(0).mine.highlight()
    for label in ("a", 1.5, None):
        with pytest.raises(TypeError, match=r"counted from 0.*frame\.loc"):
            mentions.mine.highlight(label)
    with pytest.raises(AttributeError, match=r"no start, end .*mentions, figures and sentences"):
        sample_tables.edits.mine  # noqa: B018
    twice = pd.concat([mentions, mentions[["start"]]], axis=1)
    with pytest.raises(AttributeError, match="start more than once"):
        twice.mine  # noqa: B018
    length = len(sample_tables.documents.set_index("doc_id").text[mentions.iloc[0]["doc_id"]])
    for change, told in (
        ({"start": 10**9, "end": 10**9 + 1}, f"1000000000 to 1000000001 of {length} characters"),
        ({"start": 5, "end": 4}, "5 to 4 of"),
        ({"start": -3}, "-3 to"),
        ({"end": pd.NA}, "start or end null"),
        ({"start": "x"}, "x to"),
    ):
        strange = mentions.astype(object).assign(**change)
        with pytest.raises(UsageError, match=told) as caught:
            strange.mine.of(sample_tables).highlight()
        assert mentions.iloc[0]["doc_id"] in str(caught.value)
        with pytest.raises(UsageError, match=told):
            strange.mine.of(sample_tables).context()
    with pytest.raises(UsageError, match="width -1"):
        mentions.mine.highlight(width=-1)


def test_what_looks_like_markup_is_escaped(sample_tables: pipeline.Tables) -> None:
    from pipeline.highlight import Highlight

    page = Highlight("<b>", "<script>", "&", '"><i>')._repr_html_()
    assert "<script>" not in page and "<b>" not in page and "<i>" not in page
