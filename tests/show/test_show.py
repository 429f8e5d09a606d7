"""What `mine show` shows of a document, in the terminal and as a page."""

from __future__ import annotations

import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.named_document import UnknownDocumentError
from pipeline.runner import run
from pipeline.show.page import html
from pipeline.show.pieces import Piece, view
from pipeline.show.terminal import marked
from pipeline.show.text import judged, lines
from pipeline.store.output import committed

PAGE = """輝達的市值

作者：陳栎
2025-10-30

輝達(dá)市值逼近5兆美元，執行長黃仁勳說，伺服器的需求仍在成長，前景一片大好。
分析師擔心，泡沫的風險正在上升，投資人可能血本無歸。

【推廣】算力租賃八折，掃碼領券
版權聲明：本文未經授權不得轉載。
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("show")
    (folder / "nvidia.txt").write_text(PAGE, encoding="utf-8")
    (folder / "odd.txt").write_text("一行\x1b[2J字\x07，還有\ufeff一句話。\n" * 3, encoding="utf-8")
    run([folder], folder / "out", workers=1)
    return folder / "out"


def shown(out: Path, wanted: str, script: Any = "simplified", **options: bool) -> str:
    seen = view(out, wanted, script, **options)
    return "\n".join(line.plain for line in lines(seen, colour=False))


class Reader(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_names_figures_stance_and_what_was_removed_are_marked(out: Path) -> None:
    text = shown(out, "nvidia.txt")
    assert "[辉达|nvidia]" in text
    assert "[黄仁勋|jensen-huang]" in text
    assert "{5兆美元|≈ 5e+12 USD}" in text
    assert "▲ +" in text and "▼ -" in text
    assert "版權聲明" in next(line for line in text.splitlines() if line.startswith("-[notice"))
    assert "company: nvidia 2" in text
    assert "dá" not in text


def test_the_original_script_is_shown_on_request_and_repairs_too(out: Path) -> None:
    text = shown(out, "nvidia.txt", "original", repairs=True)
    assert "[輝達|nvidia]" in text
    assert "{-(dá) [gloss: " in text
    assert "伺服器的需求" in text


@pytest.mark.parametrize("script", ["simplified", "original"])
def test_pieces_without_edits_are_the_text(sample_output: Path, script: Any) -> None:
    ids = pipeline.load(sample_output).documents["doc_id"]
    for doc_id in ids:
        seen = view(sample_output, doc_id, script, repairs=True)
        kept = [piece for piece in seen.pieces if piece.edit is None]
        assert "".join(piece.text for piece in kept) == seen.annotated.text
        for rows, name in (
            (seen.annotated.mentions, "name"),
            (seen.annotated.figures, "figure"),
            (seen.annotated.sentences, "sentence"),
        ):
            found = [getattr(piece, name) for piece in kept]
            assert {id(row) for row in rows} == {id(row) for row in found if row is not None}
        for row in seen.annotated.mentions:
            own = [piece.text for piece in kept if piece.name is row]
            assert "".join(own) == row["surface"]


@pytest.mark.parametrize("wanted", ["nvidia.txt", "輝達的市值", "辉达的市值", "達的市"])
def test_a_document_is_found_by_its_title_in_either_script(out: Path, wanted: str) -> None:
    assert "辉达的市值" in shown(out, wanted).splitlines()[0]
    with pytest.raises(UnknownDocumentError):
        view(out, "葡萄")


def test_a_page_cannot_move_the_cursor(out: Path) -> None:
    for colour in (True, False):
        told = "\n".join(line.plain for line in lines(view(out, "odd.txt"), colour=colour))
        assert "\x1b" not in told and "\x07" not in told


@pytest.mark.parametrize(
    ("label", "score", "told"),
    [
        ("optimistic", 0.62, "▲ +0.62"),
        ("cautionary", -0.62, "▼ -0.62"),
        ("optimistic", 0.0, "0.00"),
        ("cautionary", -0.004, "0.00"),
        ("neutral", 0.0, "0.00"),
        ("optimistic", 0.01, "▲ +0.01"),
    ],
)
def test_a_score_of_zero_points_nowhere(label: str, score: float, told: str) -> None:
    assert judged({"label": label, "score": score}) == told


@pytest.mark.parametrize(
    ("hits", "told"),
    [
        ([(0, 5), (0, 8)], "«Zhipu AI» rose"),
        ([(0, 8), (6, 8)], "«Zhipu AI» rose"),
        ([(0, 7), (6, 13)], "«Zhipu AI rose»"),
        ([(0, 5), (6, 8)], "«Zhipu» «AI» rose"),
        ([(0, 5), (5, 8)], "«Zhipu»« AI» rose"),
    ],
)
def test_hits_in_one_another_are_marked_once(hits: list[tuple[int, int]], told: str) -> None:
    for given in (hits, hits[::-1]):
        assert marked("Zhipu AI rose", [(*h, "hit") for h in given], colour=False).plain == told


def test_marks_keep_their_place_beside_control_characters() -> None:
    text = marked("a\x1b泡沫", [(2, 4, "hit")], colour=False)
    assert text.plain == "a\\x1b«泡沫»"
    styled = marked("a\n泡沫", [(2, 4, "hit")], colour=True)
    (span,) = styled.spans
    assert styled.plain[span.start : span.end] == "泡沫"


@pytest.mark.parametrize("script", ["simplified", "original"])
def test_a_page_holds_the_text_and_only_as_text(out: Path, script: Any) -> None:
    seen = view(out, "nvidia.txt", script, repairs=True)
    page = html(seen)
    reader = Reader(page)
    tags = {tag for tag, _ in reader.elements}
    assert "script" not in tags and "img" not in tags
    assert not [a for _, attrs in reader.elements for a in attrs if a.startswith("on")]
    assert ("血本無歸" if script == "original" else "血本无归") in "".join(reader.text)
    marks = [attrs for tag, attrs in reader.elements if tag == "mark"]
    assert {attrs["class"] for attrs in marks} >= {"company", "person", "figure"}
    assert any("5e+12 USD" in (attrs["title"] or "") for attrs in marks)
    removed = [attrs["class"] for tag, attrs in reader.elements if tag == "del"]
    assert "removed lines" in removed and "repaired" in removed
    sentences = [attrs for _, attrs in reader.elements if "sentence" in (attrs.get("class") or "")]
    assert len(sentences) == len(seen.annotated.sentences)


def test_what_looks_like_markup_is_shown_as_text(out: Path) -> None:
    hostile = '<script>alert("x")</script></p><img src=x onerror=alert(1)>&amp;'
    seen = view(out, "nvidia.txt")
    row = {"kind": "ad", "rule": '"><script>', "replacement": ""}
    name = seen.annotated.mentions[0] | {"name": hostile, "entity_id": '" onclick="'}
    pieces = (Piece(hostile), Piece(hostile, edit=row), Piece(hostile, name=name))
    reader = Reader(html(seen._replace(pieces=pieces)))
    assert not {"script", "img"} & {tag for tag, _ in reader.elements}
    assert not [a for _, attrs in reader.elements for a in attrs if a.startswith("on")]
    assert "".join(reader.text).count(hostile) == 3


def test_a_page_needs_nothing_else(out: Path) -> None:
    page = html(view(out, "nvidia.txt"))
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page and "width=device-width" in page


def test_odd_characters_do_not_break_a_page(out: Path) -> None:
    page = html(view(out, "odd.txt", repairs=True))
    assert "\x1b" not in page and "\x07" not in page
    page.encode("utf-8")


def test_a_folder_without_later_tables_is_shown(out: Path, tmp_path: Path) -> None:
    with committed(out) as state:
        for name in ("documents", "sources", "edits"):
            shutil.copytree(state / name, tmp_path / name)
    assert "版權聲明" in shown(tmp_path, "nvidia.txt")
    html(view(tmp_path, "nvidia.txt"))


def test_the_command_prints_text_and_pages(out: Path) -> None:
    result = CliRunner().invoke(app, ["show", "nvidia.txt", "--out", str(out)])
    assert result.exit_code == 0 and "[辉达|nvidia]" in result.stdout
    assert "\x1b" not in result.stdout
    page = CliRunner().invoke(app, ["show", "nvidia.txt", "--html", "--out", str(out)]).stdout
    assert page.startswith("<!doctype html>")


def test_a_browser_renders_a_page(out: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser here")
    path = tmp_path / "page.html"
    path.write_text(html(view(out, "nvidia.txt")), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"]
    done = subprocess.run(
        [browser, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    assert "辉达" in done.stdout
    assert "CONSOLE" not in done.stderr
