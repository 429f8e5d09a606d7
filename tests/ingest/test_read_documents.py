"""Documents that are no plain text (PDF, DOCX, WARC), and those that lie behind a URL."""

from __future__ import annotations

import gzip
import http.server
import io
import logging
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import fsspec
import pytest

from pipeline.errors import InputError
from pipeline.ingest.inputs import Input, expand, list_inputs, read_page
from pipeline.ingest.page import ingest_page

# ---------------------------------------------------------------------------------------- PDF


def pdf_of(*pages: str) -> bytes:
    """A PDF with one line of ASCII text a page, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 {font} >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    data += "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return data.encode("ascii")


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def text_of(path: Path) -> str:
    (item,) = list_inputs([str(path)]).inputs
    return read_page(item).data.decode("utf-8")


def error_of(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        text_of(path)
    return caught.value


@pytest.mark.parametrize("name", ["report.pdf", "report.PDF", "report", "report.txt"])
def test_the_text_of_a_pdf_is_read_page_by_page(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / name, pdf_of("Page one speaks of chips.", "Page two of power."))
    if name == "report":
        (found,) = expand(list_inputs([str(path)]).inputs)
        assert isinstance(found, Input)
        assert read_page(found).data == b"Page one speaks of chips.\n\nPage two of power."
    else:
        assert text_of(path) == "Page one speaks of chips.\n\nPage two of power."


def test_a_pdf_without_a_text_layer_says_so(tmp_path: Path) -> None:
    error = error_of(put(tmp_path / "scan.pdf", pdf_of("")))
    assert (error.code, "text layer" in str(error)) == ("no-text", True)


def test_a_damaged_pdf_is_rejected_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    whole = pdf_of("Chips and power.")
    for number, data in enumerate(
        (b"%PDF-1.4\nnothing", whole[:300], whole.replace(b"endobj", b"enobj"), b"no PDF at all")
    ):
        path = put(tmp_path / f"{number}.pdf", data)
        try:
            outcome = text_of(path)
        except InputError as error:
            outcome = error.code
        assert outcome in ("unreadable", "no-text", "Chips and power.")
    assert capfd.readouterr() == ("", "")
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


def test_a_pdf_without_the_extra_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    error = error_of(put(tmp_path / "report.pdf", b"%PDF-1.7\n"))
    assert error.code == "missing-extra"
    assert "pip install -e '.[pdf]'" in str(error)


def test_a_page_that_the_reader_cannot_make_out_rejects_the_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DamagedError(Exception):
        """What pypdf raises for a file it cannot read."""

    def reader(stream: Any) -> Any:
        raise RecursionError("pages within pages")

    module = SimpleNamespace(PdfReader=reader, errors=SimpleNamespace(PyPdfError=DamagedError))
    monkeypatch.setitem(sys.modules, "pypdf", module)
    assert "pages within pages" in str(error_of(put(tmp_path / "a.pdf", b"%PDF-1.7\n")))


# --------------------------------------------------------------------------------------- DOCX


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("推理的价格")
    document.add_paragraph("一年里降了九成。")
    table = document.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "公司"
    table.cell(0, 2).text = "收入"
    document.add_paragraph("")
    document.add_paragraph("原因有三个。")
    document.save(str(tmp_path / "letter.docx"))
    return tmp_path / "letter.docx"


def test_paragraphs_and_tables_of_a_docx_are_read_in_order(letter: Path) -> None:
    assert text_of(letter) == "推理的价格\n\n一年里降了九成。\n\n公司\t收入\n\n原因有三个。"


def test_a_docx_is_known_by_its_bytes_too(letter: Path) -> None:
    wanted = text_of(letter)
    assert text_of(put(letter.with_name("letter.txt"), letter.read_bytes())) == wanted
    path = put(letter.with_name("letter"), letter.read_bytes())
    (found,) = expand(list_inputs([str(path)]).inputs)
    assert isinstance(found, Input)
    assert read_page(found).data.decode("utf-8") == wanted


def test_a_docx_without_the_extra_names_the_command_that_installs_it(
    letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    error = error_of(letter)
    assert error.code == "missing-extra"
    assert "pip install -e '.[docx]'" in str(error)


def test_damaged_and_oversized_docx_are_rejected(letter: Path) -> None:
    data = letter.read_bytes()
    for number, broken in enumerate((data[:900], b"PK\x03\x04", b"text", b"")):
        error = error_of(put(letter.with_name(f"{number}.docx"), broken))
        assert error.code == ("unreadable" if broken else "empty")
    buffer = io.BytesIO(data)
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/bomb.xml", "w") as member,
    ):
        for _ in range(300):
            member.write(b"\0" * 1_000_000)
    error = error_of(put(letter.with_name("bomb.docx"), buffer.getvalue()))
    assert error.code == "too-large"


@pytest.mark.parametrize(
    "name", ["a.doc", "a.xls", "a.xlsx", "a.pptx", "a.rtf", "a.epub", "a.jpg", "a.mp4", "a.7z",
             "a.pkl", "a.sqlite", "A.JPG", "a.jpg.gz", "a.css", "a.js", "a.svg", "a.py"]
)  # fmt: skip
def test_formats_that_hold_no_text_to_read_are_refused_by_name(tmp_path: Path, name: str) -> None:
    (item,) = expand(list_inputs([str(put(tmp_path / name, b"x"))]).inputs)
    assert isinstance(item, InputError)
    assert item.code == "unsupported"
    assert "extract the texts first" not in str(item)


def test_a_picture_under_the_name_of_a_text_is_refused_by_its_bytes(tmp_path: Path) -> None:
    error = error_of(put(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(99)))
    assert error.code == "binary"
    assert "an image" in str(error)


@pytest.mark.parametrize("text", ["BZhang said so.", "ID3 tags are old.", "PK is a place.", "{a}"])
def test_a_text_that_begins_like_another_format_is_a_text(tmp_path: Path, text: str) -> None:
    for name in ("a.txt", "a"):
        (item,) = expand(list_inputs([str(put(tmp_path / name, text.encode()))]).inputs)
        assert isinstance(item, Input)
        assert read_page(item).data.decode() == text


# --------------------------------------------------------------------------------------- WARC


def warc_record(
    kind: str, block: bytes, content_type: str, url: str = "https://a.example/1"
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2025-06-03T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(
    body: bytes, content_type: str = "text/html", status: str = "200 OK", more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{more}\r\n"
    return warc_record("response", head.encode() + body, "application/http; msgtype=response")


PAGE = "<html><body><p>推理的价格在一年里降了九成，投资人很满意。</p></body></html>"
CRAWL = b"".join(
    [
        warc_record("warcinfo", b"software: x\r\n", "application/warc-fields"),
        warc_record("request", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
        answer(PAGE.encode()),
        answer(b"\x89PNG", "image/png"),
        answer(b"<p>gone</p>", status="404 Not Found"),
        answer(b"", status="301 Moved", more="Location: /\r\n"),
        answer(gzip.compress(PAGE.encode()), more="Content-Encoding: gzip\r\n"),
        answer(PAGE.encode("gbk"), "text/html; charset=gb2312"),
        warc_record("resource", "一段文字。".encode(), "text/plain"),
        warc_record("conversion", "转换来的文字。".encode(), "text/plain"),
    ]
)


def test_the_text_pages_of_a_crawl_are_read(tmp_path: Path) -> None:
    for name, data in (("c.warc", CRAWL), ("c.warc.gz", gzip.compress(CRAWL)), ("crawl", CRAWL)):
        path = put(tmp_path / name, data)
        items = [i for i in expand(list_inputs([str(path)]).inputs) if isinstance(i, Input)]
        assert [i.source for i in items] == [f"{path}#{n}" for n in (1, 5, 6, 7, 8)]
        pages = [ingest_page(read_page(item)) for item in items]
        assert [p.text.string for p in pages] == [
            *["推理的价格在一年里降了九成，投资人很满意。"] * 3,
            "一段文字。",
            "转换来的文字。",
        ]
        assert pages[2].decoded.encoding == "gb18030"
        assert items[0].stated == {"url": "https://a.example/1", "fetched": "2025-06-03T08:00:00Z"}


def test_a_crawl_that_breaks_off_keeps_the_pages_before(tmp_path: Path) -> None:
    for cut in (CRAWL[:-8], CRAWL[:-120], gzip.compress(CRAWL)[:-30], b"no crawl"):
        suffix = "warc.gz" if cut.startswith(b"\x1f\x8b") else "warc"
        path = put(tmp_path / f"c.{suffix}", cut)
        items = list(expand(list_inputs([str(path)]).inputs))
        errors = [i for i in items if isinstance(i, InputError)]
        assert [e.code for e in errors] == ["damaged"]
        assert len(items) > 3 or not cut.startswith(b"WARC")


# --------------------------------------------------------------------------------------- URLs


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    files = {
        "/news/a.txt": "甲。",
        "/news/b/c.jsonl": '{"text": "乙。"}\n',
        "/news/.hidden/x.txt": "隐。",
        "/news/page": "丙。",
    }
    for name, text in files.items():
        system.pipe(name, text.encode())
    yield system
    system.rm("/news", recursive=True)


def texts_of(*names: str) -> dict[str, str]:
    found = {}
    for item in expand(list_inputs(names).inputs):
        assert isinstance(item, Input), item
        found[item.source] = read_page(item).data.decode("utf-8")
    return found


@pytest.mark.usefixtures("memory")
def test_files_folders_and_globs_behind_a_url_are_read() -> None:
    everything = {
        "memory:///news/a.txt": "甲。",
        "memory:///news/b/c.jsonl#1": "乙。",
        "memory:///news/page": "丙。",
    }
    assert texts_of("memory://news") == everything
    assert texts_of("memory://news/**") == everything
    assert texts_of("memory://news/*.txt", "memory://news/a.txt") == {
        "memory:///news/a.txt": "甲。"
    }


def test_what_is_not_behind_a_url_is_named() -> None:
    listing = list_inputs(["memory://nothing/a.txt", "memory://nothing/*.txt", "nonsense://a"])
    assert listing.inputs == []
    assert {e.source: e.code for e in listing.rejects} == {
        "memory://nothing/a.txt": "missing",
        "memory://nothing/*.txt": "missing",
        "nonsense://a": "unreadable",
    }


def test_a_file_url_is_the_file(tmp_path: Path) -> None:
    path = put(tmp_path / "甲 a#1.txt", "甲。".encode())
    assert texts_of(f"file://{path}", str(path)) == {str(path): "甲。"}
    assert list(texts_of(f"file://{tmp_path}").values()) == ["甲。"]


def test_a_member_of_an_archive_can_be_named_by_a_chain(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("rows.jsonl", '{"text": "甲。"}\n')
        archive.writestr("b.txt", "乙。")
    url = f"zip://rows.jsonl::{tmp_path}/all.zip"
    assert texts_of(url) == {f"{url}#1": "甲。"}


def test_a_missing_driver_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("s3fs", "gcsfs"):
        monkeypatch.setitem(sys.modules, module, None)
    listing = list_inputs(["s3://bucket/a.txt", "gs://bucket/*.jsonl"])
    assert [e.code for e in listing.rejects] == ["missing-driver"] * 2
    assert "python -m pip install gcsfs" in str(listing.rejects[0])
    assert "python -m pip install s3fs" in str(listing.rejects[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A web server that serves two pages, one without an ending, and a table."""
    pages = {
        "/article": ("text/html", PAGE.encode()),
        "/a.html": ("text/html", PAGE.encode()),
        "/rows.jsonl.gz": ("application/gzip", gzip.compress('{"text": "乙。"}\n'.encode())),
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path.split("?")[0])
            self.send_response(200 if found else 404)
            content_type, body = found or ("text/plain", b"")
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_web_address_is_read(server: str) -> None:
    found = texts_of(f"{server}/article?id=3", f"{server}/a.html", f"{server}/rows.jsonl.gz")
    assert found == {
        f"{server}/a.html": PAGE,
        f"{server}/article?id=3": PAGE,
        f"{server}/rows.jsonl.gz#1": "乙。",
    }
    (error,) = list_inputs([f"{server}/gone.html"]).rejects
    assert error.code == "missing"
