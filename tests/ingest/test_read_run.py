"""Whole runs over a folder of all formats: the same bytes every time, and every row traces."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import docx
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

import pipeline
from pipeline.errors import UsageError


def article(number: int) -> str:
    return (
        f"算力账单第{number}次翻倍\n\nOpenAI今年的收入是{number + 10}亿美元，投资人很满意。"
        f"分析師卻說，泡沫還沒有破，第{number}次警告了。\n"
    )


def rows(start: int, count: int = 4) -> list[dict[str, str]]:
    return [
        {
            "title": f"算力账单第{n}次翻倍",
            "author": "周小满",
            "published": "2025-06-03",
            "text": article(n),
        }
        for n in range(start, start + count)
    ]


def json_lines(start: int, count: int = 4) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(start, count))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every format, enough for several shards, and some that is broken."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "a.txt").write_text(article(1))
    (folder / "b.md").write_text(f"# 标题\n\n{article(2)}")
    (folder / "c.html").write_text(f"<html><body><p>{article(3)}</p></body></html>")
    (folder / "d.jsonl").write_text(json_lines(100, 300) + "{bad\n" + json_lines(400))
    (folder / "e.jsonl.gz").write_bytes(gzip.compress(json_lines(500, 40).encode()))
    (folder / "f.json").write_text(json.dumps(rows(600)))
    (folder / "g.csv").write_bytes(pd.DataFrame(rows(700)).to_csv(index=False).encode("gb18030"))
    pq.write_table(pa.Table.from_pylist(rows(800)), folder / "h.parquet")
    feather.write_feather(pa.Table.from_pylist(rows(900)), str(folder / "i.feather"))
    document = docx.Document()
    document.add_paragraph(article(11))
    document.save(str(folder / "j.docx"))
    with zipfile.ZipFile(folder / "k.zip", "w") as archive:
        archive.writestr("x.html", f"<p>{article(12)}</p>")
        archive.writestr("rows.jsonl", json_lines(1000))
        archive.writestr("../out.txt", "x")
    with tarfile.open(folder / "l.tar.gz", "w:gz") as tar:
        data = article(13).encode()
        info = tarfile.TarInfo("y.txt")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    (folder / "m.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "n.jsonl.gz").write_bytes(gzip.compress(json_lines(1100).encode())[:-9])
    return folder


def ingest(inputs: list[str], out: Path, workers: int = 1) -> pipeline.RunReport:
    return pipeline.run(inputs, out=out, stages=("ingest",), workers=workers)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
    }


@pytest.fixture(scope="module")
def tables(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "out"
    with contextlib.chdir(mixed.parent):
        ingest([mixed.name], out)
    return out


def short(sources: pd.Series[str], folder: Path) -> list[str]:
    """The sources without the folder they have in common."""
    return [source.removeprefix(f"{folder.name}/") for source in sources]


def test_every_format_gives_documents_under_its_own_name(mixed: Path, tables: Path) -> None:
    loaded = pipeline.load(tables)
    sources = short(loaded.documents["source"], mixed)
    assert len(set(sources)) == len(sources)
    counts = pd.Series([s.split("#")[0] for s in sources]).value_counts().to_dict()
    assert counts == {
        "a.txt": 1, "b.md": 1, "c.html": 1, "d.jsonl": 304, "e.jsonl.gz": 40, "f.json": 4,
        "g.csv": 4, "h.parquet": 4, "i.feather": 4, "j.docx": 1, "k.zip": 5, "l.tar.gz": 1,
        "n.jsonl.gz": 4,
    }  # fmt: skip
    assert {"d.jsonl#305", "k.zip#rows.jsonl#4", "l.tar.gz#y.txt"} <= set(sources)
    rejected = short(loaded.rejects["source"], mixed)
    assert set(zip(rejected, loaded.rejects["code"], strict=True)) == {
        ("d.jsonl#301", "damaged"),
        ("k.zip#../out.txt", "bad-name"),
        ("m.png", "unsupported"),
        ("n.jsonl.gz", "damaged"),
    }


def test_two_workers_and_another_order_give_the_same_bytes(
    mixed: Path, tables: Path, tmp_path: Path
) -> None:
    with contextlib.chdir(mixed.parent):
        names = sorted((f"{mixed.name}/{p.name}" for p in mixed.iterdir()), reverse=True)
        ingest([*names[3:], f"{mixed.name}/*", *names[:3]], tmp_path / "two", workers=2)
    wanted = bytes_of(tables)
    assert bytes_of(tmp_path / "two") == wanted
    assert len([name for name in wanted if name.startswith("documents")]) > 2


def test_a_later_stage_reads_the_documents_of_records(tables: Path, tmp_path: Path) -> None:
    shutil.copytree(tables, tmp_path / "out")
    pipeline.run(out=tmp_path / "out", stages=("extract",), workers=1)
    loaded = pipeline.load(tmp_path / "out")
    texts = loaded.sources.set_index("doc_id")["text"]
    found = loaded.mentions[loaded.mentions["surface"] == "OpenAI"]
    assert len(found) >= len(loaded.documents)
    for doc_id, start, end in zip(
        found["doc_id"], found["source_start"], found["source_end"], strict=True
    ):
        assert texts[doc_id][start:end] == "OpenAI"


def test_what_a_record_states_goes_before_what_its_text_says(tmp_path: Path) -> None:
    row = rows(1)[0]
    row["text"] = "文章的另一个题目\n\n作者：李大同\n2024-01-01\n\n" + article(1)
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    ingest([str(tmp_path)], tmp_path / "out")
    (record,) = pipeline.load(tmp_path / "out").documents.to_dict("records")
    assert (record["title"], record["author"]) == ("算力账单第1次翻倍", "周小满")
    assert str(record["published"])[:10] == "2025-06-03"


def test_the_same_text_in_a_page_and_in_a_record_is_a_duplicate(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(article(1))
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"text": article(1)}) + "\n" + json.dumps(rows(1)[0]) + "\n"
    )
    ingest([str(tmp_path)], tmp_path / "out")
    documents = pipeline.load(tmp_path / "out").documents
    assert documents["doc_id"].is_unique
    assert documents["duplicate_of"].notna().sum() == 2
    assert documents["duplicate_of"].dropna().nunique() == 1


def test_the_id_of_a_record_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json_lines(1, 3))
    (tmp_path / "b.jsonl").write_text(json_lines(2, 1))
    ingest([str(tmp_path / "a.jsonl")], tmp_path / "one")
    ingest([str(tmp_path / "b.jsonl")], tmp_path / "two")
    (alone,) = pipeline.load(tmp_path / "two").documents["doc_id"]
    assert alone in set(pipeline.load(tmp_path / "one").documents["doc_id"])


def test_only_rejects_still_leave_whole_tables(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{bad\n")
    report = ingest([str(tmp_path / "a.jsonl")], tmp_path / "out")
    assert [code for _, code, _ in report.rejected] == ["damaged"]
    assert len(pd.read_parquet(tmp_path / "out" / "documents")) == 0


def test_a_second_run_over_the_same_folder_does_not_read_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(article(1))
    for out in ("outputs", "outputs", "more/results"):
        report = ingest([str(tmp_path)], tmp_path / out)
        assert (report.rows["documents"], report.rejected) == (1, [])


def test_a_column_named_by_the_user_is_read_and_written_down(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,说法\n1,OpenAI今年的收入是30亿美元。\n")
    out = tmp_path / "out"
    pipeline.run([tmp_path / "a.csv"], out=out, stages=("ingest",), workers=1, text_column="说法")
    loaded = pipeline.load(out)
    assert loaded.documents["text"].tolist() == ["OpenAI今年的收入是30亿美元。"]
    assert loaded.manifest["stages"]["ingest"]["settings"]["text_column"] == "说法"


def test_files_without_the_columns_that_are_named_are_read_by_the_usual_names(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text("id,说法,content\n1,OpenAI的收入涨了。,摘要。\n")
    (tmp_path / "b.csv").write_text("id,content\n1,英伟达的收入跌了。\n")
    (tmp_path / "c.jsonl").write_text(
        '{"say": {"it": "谷歌的收入没有变。"}}\n{"text": "微软也是。"}\n'
    )
    pd.DataFrame({"text": ["苹果的收入涨了。"]}).to_parquet(tmp_path / "d.parquet")
    pipeline.run(
        [tmp_path], out=tmp_path / "out", stages=("ingest",), workers=1,
        text_column=["说法", "say.it"],
    )  # fmt: skip
    loaded = pipeline.load(tmp_path / "out")
    assert loaded.rejects.empty
    assert loaded.documents["text"].tolist() == [
        "OpenAI的收入涨了。",
        "英伟达的收入跌了。",
        "谷歌的收入没有变。",
        "微软也是。",
        "苹果的收入涨了。",
    ]
    settings = loaded.manifest["stages"]["ingest"]["settings"]
    assert settings["text_column"] == ["说法", "say.it"]
    with pytest.raises(UsageError, match="no input has a column “sey"):
        pipeline.run([tmp_path], out=tmp_path / "out", workers=1, text_column=("说法", "sey.it"))
    assert pipeline.load(tmp_path / "out").documents.equals(loaded.documents)


def test_a_title_is_kept_in_the_script_of_its_page_too(tmp_path: Path) -> None:
    body = "輝達執行長表示,網際網路業者的人工智慧需求遠超預期,軟體的價格還會再漲,業者都說沒有泡沫。"
    (tmp_path / "a.csv").write_text(f"標題,內容\n輝達的算力之爭,{body.replace(',', '，')}\n")
    page = "<title>{0} - 某某網</title><h1>輝達<b>的</b>算力戰</h1><p>{1}</p><p>{1}</p>"
    (tmp_path / "b.html").write_text(page.format("輝達的算力戰", body))
    (tmp_path / "c.txt").write_text(f"誰替算力買單\n\n{body}\n{body[::-1]}\n")
    (tmp_path / "d.txt").write_text("谁替算力买单\n\n英伟达的收入跌了,软件的价格还会再涨。\n")
    ingest([str(tmp_path)], tmp_path / "out")
    documents = pipeline.load(tmp_path / "out").documents
    assert documents["title"].tolist() == [
        "辉达的算力之争",
        "辉达的算力战",
        "谁替算力买单",
        "谁替算力买单",
    ]
    assert documents["title_original"].tolist() == [
        "輝達的算力之爭",
        "輝達的算力戰",
        "誰替算力買單",
        "谁替算力买单",
    ]


def test_a_column_that_holds_html_is_read_as_html(tmp_path: Path) -> None:
    body = "OpenAI今年的收入是30亿美元，投资人很满意。"
    page = f"<div class='a'><p>{body}</p><p>{body[::-1]}</p></div>"
    lines = [json.dumps({key: page}) for key in ("content", "html")]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    ingest([str(tmp_path)], tmp_path / "out")
    for text in pipeline.load(tmp_path / "out").documents["text"]:
        assert text.startswith(body)
        assert "<" not in text


def test_records_from_standard_input_are_read(tmp_path: Path) -> None:
    data = gzip.compress(json_lines(1, 2).encode())
    for given in (data, gzip.decompress(data)):
        pipeline.run(
            ["-"], out=tmp_path / "out", stages=("ingest",), workers=1, standard_input=given
        )
        assert list(pipeline.load(tmp_path / "out").documents["source"]) == ["-#1", "-#2"]


def test_an_empty_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="empty name"):
        ingest([""], tmp_path / "out")
    assert not (tmp_path / "out").exists()
