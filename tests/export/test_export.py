"""Every export is read back and holds what was written, in either script."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import conllu
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.annotated import AnnotatedDocument, annotated_documents
from pipeline.cli import app
from pipeline.errors import MissingTableError, OutputError, UsageError
from pipeline.export.brat import Span, read_brat, spans_of, standoff
from pipeline.export.documents import read_jsonl
from pipeline.export.formats import FORMATS, export
from pipeline.export.rows import csv_lines, json_line
from pipeline.export.tables import read_csv
from pipeline.ingest.script import converter
from pipeline.integrations.docbin import from_docbin
from pipeline.runner import run
from pipeline.store.output import committed
from pipeline.store.parts import read_table

SCRIPTS = ("simplified", "original")


def documents(out: Path, script: Any) -> list[AnnotatedDocument]:
    with committed(out) as state:
        return list(annotated_documents(state, script=script))


@pytest.fixture(scope="module")
def exported(sample_output: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    for name in FORMATS:
        for script in ("simplified", "original"):
            assert export(sample_output, folder / f"{name}-{script}", name, script=script) > 0
    return folder


# ------------------------------------------------------------------ the original script itself


def test_the_original_script_is_the_text_before_conversion(sample_output: Path) -> None:
    pairs = zip(
        documents(sample_output, "simplified"), documents(sample_output, "original"), strict=True
    )
    converted = 0
    for simplified, original in pairs:
        if (conversion := simplified.document["conversion"]) is None:
            assert original.text == simplified.text
            continue
        converted += 1
        assert original.text != simplified.text
        assert converter(conversion).convert(original.text) == simplified.text
        for name in ("sentences", "mentions", "figures"):
            for row in getattr(original, name):
                written = row["surface"] if "surface" in row else row["text"]
                assert original.text[row["start"] : row["end"]] == written
                assert set(written) <= set(
                    original.source_text[row["source_start"] : row["source_end"]] + "\n "
                )
    assert converted


# ---------------------------------------------------------------------------------- round trips


def test_csv_gives_every_table_back(sample_output: Path, exported: Path) -> None:
    tables = read_csv(exported / "csv-simplified")
    with committed(sample_output) as state:
        for name, table in tables.items():
            assert table.equals(read_table(state / name, name).combine_chunks()), name
    original = read_csv(exported / "csv-original")
    assert {n: t.num_rows for n, t in original.items()} == {
        n: t.num_rows for n, t in tables.items()
    }
    surfaces = original["mentions"].column("surface").to_pylist()
    expected = [r["surface"] for d in documents(sample_output, "original") for r in d.mentions]
    assert surfaces == expected
    frame = pd.read_csv(exported / "csv-simplified" / "mentions.csv")
    assert len(frame) == tables["mentions"].num_rows


@pytest.mark.parametrize("script", SCRIPTS)
def test_jsonl_gives_every_document_back(sample_output: Path, exported: Path, script: str) -> None:
    path = exported / f"jsonl-{script}" / "documents.jsonl"
    for read, written in zip(read_jsonl(path), documents(sample_output, script), strict=True):
        assert read.document.items() <= written.document.items()
        for name in ("sentences", "mentions", "figures", "stance"):
            assert getattr(read, name) == getattr(written, name)
    assert len(pd.read_json(path, lines=True)) == len(documents(sample_output, script))


@pytest.mark.parametrize("script", SCRIPTS)
def test_docbin_gives_sentences_names_and_figures_back(
    sample_output: Path, exported: Path, script: str
) -> None:
    tables = from_docbin(exported / f"docbin-{script}" / "documents.spacy")
    for name, table in tables.items():
        written = [row for d in documents(sample_output, script) for row in getattr(d, name)]
        assert table.to_pylist() == written


@pytest.mark.parametrize("script", SCRIPTS)
def test_conll_is_read_by_others_with_names_and_figures_in_place(
    sample_output: Path, exported: Path, script: str
) -> None:
    with (exported / f"conll-{script}" / "sentences.conllup").open(encoding="utf-8") as file:
        sentences = list(conllu.parse_incr(file))
    by_id = {s.metadata["sent_id"]: s for s in sentences}
    for document in documents(sample_output, script):
        stances = document.sentence_stance()
        names: list[tuple[Any, ...]] = []
        figures: list[tuple[Any, ...]] = []
        for row in document.sentences:
            sentence = by_id.pop(f"{document.doc_id}-{row['sentence_id']}")
            assert sentence.metadata["text"] == row["text"].replace("\n", " ")
            assert sentence.metadata["stance"] == stances[row["sentence_id"]]["label"]
            for token in sentence:
                start, end = map(int, token["misc"]["TokenRange"].split(":"))
                assert document.text[start:end] == token["form"]
                for tag, entity, found in (
                    (token["mine:name"], token["mine:entity"], names),
                    (token["mine:figure"], token["misc"].get("Value"), figures),
                ):
                    if tag.startswith("B-"):
                        value = float(entity) if found is figures else entity
                        found.append((start, end, tag[2:], value))
                    elif tag.startswith("I-"):
                        found[-1] = (found[-1][0], end, *found[-1][2:])
        assert names == [
            (r["start"], r["end"], r["type"], r["entity_id"]) for r in document.mentions
        ]
        assert figures == [(r["start"], r["end"], r["kind"], r["value"]) for r in document.figures]
    assert not by_id


@pytest.mark.parametrize("script", SCRIPTS)
def test_brat_gives_text_and_spans_back(sample_output: Path, exported: Path, script: str) -> None:
    read = {name: (text, spans) for name, text, spans in read_brat(exported / f"brat-{script}")}
    written = documents(sample_output, script)
    assert read.keys() == {d.doc_id for d in written}
    for document in written:
        text, spans = read[document.doc_id]
        assert text == document.text
        assert spans == spans_of(document)
    types = {span.type for _, spans in read.values() for span in spans}
    configured = (exported / f"brat-{script}" / "annotation.conf").read_text(encoding="utf-8")
    assert all(f"{kind}\n" in configured for kind in types)


def test_brat_writes_no_span_over_a_line_break() -> None:
    (line,) = standoff("Open\nAI\n", [Span(0, 7, "company")])
    assert line == "T1\tcompany 0 4;5 7\tOpen AI"


def test_what_an_annotator_spoilt_is_named(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("英伟达", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tcompany 0 3\t英伟达\nA1\tStance T9 neutral\n", "utf-8")
    with pytest.raises(OutputError, match=r"a\.ann: line 2"):
        list(read_brat(tmp_path))
    (tmp_path / "a.jsonl").write_text('{"doc_id": 1}\n', encoding="utf-8")
    with pytest.raises(OutputError, match="line 1"):
        list(read_jsonl(tmp_path / "a.jsonl"))
    with pytest.raises(OutputError, match="no tables"):
        read_csv(tmp_path)
    (tmp_path / "mentions.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(OutputError, match="not the table mentions"):
        read_csv(tmp_path)


# ------------------------------------------------------------------------ hostile texts, folders


def test_texts_with_quotes_tabs_and_odd_breaks_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = '標題,"引號"\n\n英偉達\t的「市值」,說:"泡沫"；\u2028又一句話|了🙂。\n'
    text += "=1+1 是公式，OpenAI\n不是。\n"
    (folder / "a.txt").write_text(text * 3, encoding="utf-8")
    run([folder], tmp_path / "out", workers=1)
    for name in FORMATS:
        export(tmp_path / "out", tmp_path / name, name)
    with committed(tmp_path / "out") as state:
        for name, table in read_csv(tmp_path / "csv").items():
            assert table.equals(read_table(state / name, name).combine_chunks())
    (document,) = documents(tmp_path / "out", "simplified")
    ((_, text, spans),) = read_brat(tmp_path / "brat")
    assert (text, spans) == (document.text, spans_of(document))
    (read,) = read_jsonl(tmp_path / "jsonl" / "documents.jsonl")
    assert read.sentences == document.sentences
    plus = (tmp_path / "conll" / "sentences.conllup").read_text(encoding="utf-8")
    rows = [line for line in plus.split("\n") if line and not line.startswith("#")]
    assert {line.count("\t") for line in rows} == {5}


@given(st.lists(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.lists(st.text()))))
def test_rows_are_one_record_each(values: list[Any]) -> None:
    columns = [f"c{n}" for n in range(len(values))]
    line = json_line(dict(zip(columns, values, strict=True)))
    assert "\n" not in line
    back = json.loads(line)
    for column, value in zip(columns, values, strict=True):
        if isinstance(value, float) and value not in (value, float("inf"), float("-inf")):
            assert back[column] is None
    lines = list(csv_lines(columns, [values]))
    assert len(lines) == 2
    if columns:
        read = list(csv.reader(io.StringIO("\r\n".join(lines) + "\r\n", newline="")))
        assert read[0] == columns
        assert len(read) == 2
        assert len(read[1]) == len(values)


def test_a_folder_with_something_in_it_is_left_alone(sample_output: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(OutputError, match="there already"):
        export(sample_output, tmp_path / "mine", "csv")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["notes.txt"]
    with pytest.raises(UsageError, match="it is csv, jsonl"):
        export(sample_output, tmp_path / "new", "xml")
    with pytest.raises(MissingTableError):
        export(tmp_path / "nowhere", tmp_path / "new", "csv")
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_the_command_exports_by_format(sample_output: Path, tmp_path: Path) -> None:
    to = tmp_path / "new"
    arguments = ["export", str(sample_output), "--format", "brat", "--to", str(to)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "documents to" in result.stderr
    assert (to / "annotation.conf").exists()
