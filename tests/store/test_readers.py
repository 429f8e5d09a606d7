"""The packages that read PDF and DOCX: what follows from them is redone, and nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import pipeline
from pipeline.ingest.inputs import Input, readers
from pipeline.ingest.inputs.readers import readers_of
from pipeline.store import basis, stale
from pipeline.store.status import status_of

TEXT = "云厂商的毛利率一降再降，OpenAI的账单少了{}%。市场很乐观。\n"


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The versions of packages that this environment is made to have."""
    told: dict[str, str] = {"pypdf": "", "python-docx": "1.0"}

    def installed(name: str) -> str:
        return told[name] if name in told else basis.installed(name)

    monkeypatch.setattr(readers, "installed", installed)
    monkeypatch.setattr(stale, "installed", installed)
    return told


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two texts in `in/`, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for number in range(2):
        (tmp_path / "in" / f"{number}.txt").write_text(TEXT.format(number + 10), encoding="utf-8")
    return tmp_path / "in"


def run() -> dict[str, int]:
    return pipeline.run(["in"], out="out", workers=1).fresh


def test_a_reader_makes_no_stage_stale_that_has_nothing_to_do_with_it(
    folder: Path, versions: dict[str, str]
) -> None:
    run()
    versions["pypdf"] = "6.0"
    assert [s.state for s in status_of(Path("out")).stages] == ["done"] * 4
    assert set(run().values()) == {0}


def test_what_it_reads_is_read_anew_and_nothing_else(
    folder: Path, versions: dict[str, str]
) -> None:
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\nnothing")
    run()
    assert set(run().values()) == {0}
    versions["pypdf"] = "6.0"
    ingest = status_of(Path("out")).stages[0]
    assert ingest.state == "stale"
    assert [r.message for r in ingest.reasons] == ["packages have changed: pypdf missing → 6.0"]
    assert run() == {"ingest": 1, "extract": 0, "classify": 0}
    assert [s.state for s in status_of(Path("out")).stages] == ["done"] * 4


@pytest.mark.parametrize(
    ("name", "data", "packages"),
    [
        ("a.txt", b"text", []),
        ("a.html", b"<p>text", []),
        ("a.PDF", b"anything", ["pypdf"]),
        ("a.txt", b"%PDF-1.4", ["pypdf"]),
        ("a.docx", b"PK\x03\x04", ["python-docx"]),
        ("a", b"PK\x03\x04[Content_Types].xml word/", ["python-docx"]),
        ("a.txt.gz", gzip.compress(b"%PDF-1.4"), ["pypdf", "python-docx"]),
    ],
)
def test_which_documents_follow_from_which_package(
    name: str, data: bytes, packages: list[str]
) -> None:
    assert sorted(readers_of(Input(name, len(data), data, name))) == packages


def test_a_record_is_text_whatever_it_begins_with() -> None:
    assert readers_of(Input("a.jsonl#1", 5, b"%PDF-", encoding="utf-8")) == {}
