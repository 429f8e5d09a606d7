"""Names that no program likes: no text, control characters, links that lead round in a circle."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import pipeline

GOOD = "好的一篇，说英伟达今年的收入增长三成，市场看好。\n"


def run(folder: Path) -> pipeline.Tables:
    pipeline.run([folder / "in"], out=folder / "out", workers=1)
    return pipeline.load(folder / "out")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good document in it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.txt", "文章.txt".encode("gb18030"), b"\xed\xa0\x80.txt"]
)
def test_a_name_that_is_no_utf8_is_rejected_in_words(folder: Path, name: bytes) -> None:
    try:
        with open(os.path.join(os.fsencode(folder / "in"), name), "wb") as file:
            file.write(GOOD.encode())
    except OSError:
        pytest.skip("the file system refuses such names")
    tables = run(folder)
    assert tables.rejects["code"].tolist() == ["bad-name"]
    assert len(tables.documents) == 1


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "\x1b[31mred.txt", "‮txt.gpj.txt", "-o.txt", "x" * 250]
)
def test_a_strange_name_is_a_name(folder: Path, name: str) -> None:
    (folder / "in" / name).write_text(GOOD + name, encoding="utf-8")
    tables = run(folder)
    assert {Path(source).name for source in tables.documents["source"]} == {"good.txt", name}
    again = pipeline.run([folder / "in"], out=folder / "out", workers=1)
    assert again.fresh["ingest"] == 0


def test_links_in_a_circle_are_told_and_the_others_read(folder: Path) -> None:
    inside = folder / "in"
    (inside / "one.txt").symlink_to("two.txt")
    (inside / "two.txt").symlink_to("one.txt")
    (inside / "up").symlink_to("..", target_is_directory=True)
    (inside / "lost.txt").symlink_to("nowhere.txt")
    tables = run(folder)
    assert len(tables.documents) == 1
    rejected = dict(zip(tables.rejects["source"], tables.rejects["code"], strict=True))
    assert {Path(s).name: c for s, c in rejected.items()} == {
        "one.txt": "unreadable",
        "two.txt": "unreadable",
        "lost.txt": "missing",
    }
