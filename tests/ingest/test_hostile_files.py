"""Files that lie about themselves: each is told in words, and its neighbours are read."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

import pipeline
from pipeline.errors import UsageError
from pipeline.ingest.inputs import Input

GOOD = "好的一篇，说英伟达今年的收入增长三成，市场看好。\n"


def nameless_zip() -> bytes:
    """An archive whose directory has a member without a name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", GOOD)
        archive.writestr("good.txt", GOOD)
    data = bytearray(packed.getvalue())
    entry = data.index(b"PK\x01\x02")
    # The name is one letter long: its length becomes 0, and the letter an empty extra field's.
    struct.pack_into("<HH", data, entry + 28, 0, 1)
    return bytes(data)


def boastful_arrow() -> bytes:
    """A stream whose batch says it is longer than any memory."""
    table = pa.table({"text": [GOOD] * 4})
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    data = bytearray(out.getvalue())
    batch = data.index(b"\xff\xff\xff\xff", 8)
    # The length of the body stands in the metadata as an int64 of some hundreds.
    for at in range(batch + 8, len(data) - 8, 4):
        (value,) = struct.unpack_from("<q", data, at)
        if 200 < value < 2000:
            struct.pack_into("<q", data, at, 1 << 55)
            break
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("a.html", b"\x7fELF\x02\x01" + bytes(200), "binary", "a program"),
        ("a.txt", b"MZ\x90\x00" + bytes(200), "binary", "a program"),
        ("a.html", b"\x89PNG\r\n\x1a\n" + bytes(200), "binary", "an image"),
        ("a.html", b"\x00\x00\x00\x1cftypisom" + bytes(200), "binary", "sound or video"),
        ("a.md", b"wOF2" + bytes(200), "binary", "a font"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "binary", "save it as .docx"),
        ("a.txt", b"{\\rtf1 \\ansi price}", "binary", "save it as .docx"),
        ("a.pdf", GOOD.encode(), "unreadable", "not a PDF file; name it by what it holds"),
        ("a.docx", GOOD.encode(), "unreadable", "not a DOCX file; name it by what it holds"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "unreadable", "password"),
        ("a.pdf", b"", "empty", "the file is empty"),
        ("a.zip", b"", "empty", "the file is empty"),
        ("a.parquet", b"", "empty", "the file is empty"),
        ("a.jsonl", b"", "empty", "the file is empty"),
        ("a.warc.gz", b"", "empty", "the file is empty"),
    ],
)
def test_a_file_under_a_wrong_name_is_told_what_it_is(
    tmp_path: Path, name: str, data: bytes, code: str, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    report = pipeline.run([tmp_path / name], out=tmp_path / "out", stages=("ingest",), workers=1)
    ((_, found, message),) = report.rejected
    assert found == code
    assert said in message


def test_a_link_that_leads_nowhere_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere.txt")
    report = pipeline.run([tmp_path / "in"], out=tmp_path / "out", stages=("ingest",), workers=1)
    assert report.documents == 1
    ((source, code, message),) = report.rejected
    assert source.endswith("gone.txt")
    assert code == "missing"
    assert "link" in message


def test_an_output_given_as_input_says_where_its_pages_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    pipeline.run([tmp_path / "a.txt"], out=tmp_path / "out", stages=("ingest",), workers=1)
    with pytest.raises(UsageError, match=r"nothing but an output of mine.*out/sources"):
        pipeline.run([tmp_path / "out"], out=tmp_path / "again", stages=("ingest",), workers=1)
    again = [tmp_path / "out" / "sources"]
    assert pipeline.run(again, out=tmp_path / "again", workers=1).documents == 1


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("a.zip", nameless_zip(), {"bad-name"}),
        ("a.arrow", boastful_arrow(), {"damaged"}),
    ],
)
def test_a_file_that_lies_is_rejected_and_the_others_are_read(
    tmp_path: Path, name: str, data: bytes, codes: set[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "z.txt").write_text(GOOD, encoding="utf-8")
    report = pipeline.run([tmp_path / "in"], out=tmp_path / "out", stages=("ingest",), workers=1)
    assert {code for _, code, _ in report.rejected} == codes
    assert "z.txt" in {Path(s).name for s in pipeline.load(tmp_path / "out").documents["source"]}


def test_a_reader_that_breaks_takes_its_own_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(inputs: list[Input], *_: object) -> list[Input]:
        if inputs[0].source.endswith("bad.jsonl"):
            raise ZeroDivisionError("no length")
        return inputs

    monkeypatch.setattr("pipeline.ingest.stage.expand", broken)
    for name in ("bad.jsonl", "good.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    report = pipeline.run(
        [tmp_path / "bad.jsonl", tmp_path / "good.txt"],
        out=tmp_path / "out",
        stages=("ingest",),
        workers=1,
    )
    assert [(Path(s).name, code) for s, code, _ in report.rejected] == [("bad.jsonl", "internal")]
    assert report.rows["documents"] == 1
