"""Real documents, where the folder with them lies beside the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipeline
from pipeline.ingest.script import converter
from pipeline.text import Edit, splice


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with its columns as attributes."""
    return list(frame.itertuples())


@pytest.fixture(scope="module")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> pipeline.Tables:
    out = tmp_path_factory.mktemp("seeds") / "out"
    report = pipeline.run([shared / "seeds"], out=out, workers=1)
    assert report.rejected == []
    return pipeline.load(out)


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> pipeline.Tables:
    out = tmp_path_factory.mktemp("everything") / "out"
    report = pipeline.run([shared / "data/text", shared / "seeds"], out=out, workers=2)
    assert report.rejected == []
    return pipeline.load(out)


def test_the_seeds_run(seeds: pipeline.Tables) -> None:
    assert len(seeds.documents) == 5
    assert len(seeds.index) == 5
    assert seeds.documents["text"].str.len().min() > 300


def test_every_seed_has_names_figures_and_a_stance(seeds: pipeline.Tables) -> None:
    assert (seeds.index["sentences"] > 5).all()
    assert (seeds.index["mentions"] > 0).all()
    assert seeds.index["stance"].isin(["optimistic", "cautionary", "mixed"]).all()
    assert len(seeds.figures) > 5


def test_every_seed_is_simplified_and_without_glosses(seeds: pipeline.Tables) -> None:
    fold = converter("t2s").convert
    for text in seeds.documents["text"]:
        assert fold(text) == text
        assert not any(vowel in text for vowel in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")


@pytest.mark.slow
def test_every_real_document_comes_out(everything: pipeline.Tables) -> None:
    assert len(everything.documents) == 240
    assert everything.rejects.empty
    assert everything.documents["doc_id"].is_unique
    assert (everything.index["sentences"] > 0).all()


@pytest.mark.slow
def test_every_real_document_is_replayed_from_its_edits(everything: pipeline.Tables) -> None:
    sources = everything.sources.set_index("doc_id")["text"]
    edits = dict(list(everything.edits.groupby("doc_id")))
    for document in rows_of(everything.documents):
        own = edits.get(document.doc_id)
        rows = rows_of(own) if own is not None else []
        text = splice(
            sources[document.doc_id],
            [Edit(r.source_start, r.source_end, r.replacement) for r in rows],
        )
        if isinstance(document.conversion, str):
            text = converter(document.conversion).convert(text)
        assert text == document.text, document.source


@pytest.mark.slow
def test_every_row_of_real_documents_quotes_its_text(everything: pipeline.Tables) -> None:
    texts = everything.documents.set_index("doc_id")["text"]
    for table, column in (("sentences", "text"), ("mentions", "surface"), ("figures", "surface")):
        frame = getattr(everything, table)
        columns = (frame["doc_id"], frame["start"], frame["end"], frame[column])
        for doc_id, start, end, surface in zip(*columns, strict=True):
            assert texts[doc_id][start:end] == surface
