"""Results as a spaCy DocBin file, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline.contract import SCHEMAS
from pipeline.errors import MissingTableError, OutputError
from pipeline.integrations import from_docbin, to_docbin
from pipeline.integrations.spacy_package import Doc, DocBin, spacy
from pipeline.store.parts import read_table

TEXTS = {
    "a.txt": "輝達執行長黃仁勳說，H20 的訂單已達 1.4兆美元，增長約20-30%。\n\n百度跟進。",
    "b.txt": "Anthropic raised more than $4bn in March.\nClaude Opus 4.5 costs 30% less.",
    "c.txt": "今天天气很好，我们去公园散步。",
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    pipeline.run([folder], out=tmp_path / "out", workers=1)
    return tmp_path / "out"


def test_a_folder_written_and_read_back_gives_its_tables(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.spacy"
    assert to_docbin(out, path) == 3
    back = from_docbin(path)
    for name in ("sentences", "mentions", "figures"):
        assert back[name].equals(read_table(out / name, name)), name
    assert back["figures"].num_rows >= 4
    before = path.read_bytes()
    to_docbin(pipeline.load(out), path)
    assert path.read_bytes() == before


def test_texts_in_memory_written_and_read_back_give_their_frames(tmp_path: Path) -> None:
    path = tmp_path / "found.spacy"
    found = [pipeline.analyze(text, source=name) for name, text in TEXTS.items()]
    assert to_docbin(found, path) == 3
    mentions = from_docbin(path)["mentions"].to_pylist()
    assert mentions == [
        row for one in found for row in one.mentions[SCHEMAS["mentions"].names].to_dict("records")
    ]
    assert to_docbin(found[0], path) == 1


def test_the_file_is_read_by_spacy_alone(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.spacy"
    to_docbin(out, path)
    docs = {
        doc.user_data["mine"]["document"]["source"].rsplit("/")[-1]: doc
        for doc in DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab)
    }
    doc = docs["a.txt"]
    assert ("辉达", "COMPANY", "nvidia") in [(e.text, e.label_, e.kb_id_) for e in doc.ents]
    assert [f._.mine_value for f in doc.spans["mine_figures"]] == [1.4e12, 20.0]
    assert [f._.mine_value_max for f in doc.spans["mine_figures"]] == [None, 30.0]
    assert len(list(doc.sents)) >= 2
    assert docs["c.txt"].ents == ()


def test_what_is_no_docbin_of_ours_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot read"):
        from_docbin(tmp_path / "none.spacy")
    (tmp_path / "text").write_text("no DocBin", encoding="utf-8")
    with pytest.raises(OutputError, match="not a DocBin"):
        from_docbin(tmp_path / "text")
    nlp = spacy.blank("en")
    DocBin(docs=[Doc(nlp.vocab, words=["x"])]).to_disk(tmp_path / "other.spacy")
    with pytest.raises(OutputError, match="not one of results of mine"):
        from_docbin(tmp_path / "other.spacy")
    with pytest.raises(MissingTableError):
        to_docbin(tmp_path / "nothing", tmp_path / "x.spacy")


def test_a_folder_without_names_yet_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS["a.txt"], encoding="utf-8")
    pipeline.run([tmp_path / "a.txt"], out=tmp_path / "out", stages=("ingest",), workers=1)
    with pytest.raises(MissingTableError, match="mine extract"):
        to_docbin(tmp_path / "out", tmp_path / "x.spacy")
    assert not (tmp_path / "x.spacy").exists()
