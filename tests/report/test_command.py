"""`mine report`: where the file goes, what stays untouched, what a wrong call is told."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline.cli import main
from pipeline.errors import OutputError, UsageError
from pipeline.report.write import report_path, write_report
from pipeline.store.clean import clean

Capture = pytest.CaptureFixture[str]


def mine(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["mine", *arguments])
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


@pytest.fixture
def output(sample_output: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "out"
    shutil.copytree(sample_output, copy, symlinks=True)
    return copy


def test_the_report_goes_into_the_output_folder(
    output: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    assert mine(monkeypatch, "report", str(output)) == 0
    told = capfd.readouterr()
    assert told.out == f"{output / 'report.html'}\n"
    assert told.err.startswith(f"mine: wrote {output / 'report.html'} (")
    page = (output / "report.html").read_bytes()
    assert page.startswith(b"<!doctype html>")
    assert mine(monkeypatch, "report", "--out", str(output), "--quiet") == 0  # again, over its own
    assert capfd.readouterr().err == ""
    assert (output / "report.html").read_bytes() == page
    assert [p.name for p in output.iterdir() if p.name.startswith(".report")] == []


def test_a_file_may_be_named(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert mine(monkeypatch, "report", "out", "--to", "page.html") == 0
    assert (tmp_path / "page.html").stat().st_size > 100_000
    assert not (output / "report.html").exists()


def test_a_report_of_somebody_else_stays(output: Path) -> None:
    (output / "report.html").write_text("<p>mine, all mine", encoding="utf-8")
    with pytest.raises(OutputError, match="not written by mine"):
        write_report(output)
    assert (output / "report.html").read_text(encoding="utf-8") == "<p>mine, all mine"


def test_a_failure_leaves_the_old_report(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_report(output, tmp_path / "old.html").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_report(output, tmp_path / "old.html")
    assert (tmp_path / "old.html").read_bytes() == old
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".report")] == []


def test_wrong_calls_are_told_in_one_line(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    for arguments, code, words in (
        (("report", str(tmp_path / "none")), 1, "no tables there"),
        (("report", str(output), "--to", str(tmp_path)), 2, "is a folder"),
        (("report", str(output), "--to", str(tmp_path / "a" / "b.html")), 2, "there is no folder"),
        (("report", str(output), "--out", str(tmp_path)), 2, "name one"),
    ):
        assert mine(monkeypatch, *arguments) == code
        told = capfd.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
        assert words in told.err


def test_no_file_of_others_is_replaced(output: Path, tmp_path: Path) -> None:
    (tmp_path / "article.html").write_text("<p>mine, all mine", encoding="utf-8")
    for path in (tmp_path / "article.html", output / "manifest.json"):
        before = path.read_bytes()
        with pytest.raises(OutputError, match="would be replaced"):
            write_report(output, path)
        assert path.read_bytes() == before
    assert (output / "manifest.json").is_symlink()
    with pytest.raises(UsageError, match="a device or a pipe"):
        write_report(output, Path(os.devnull))
    (tmp_path / "empty.html").touch()
    write_report(output, tmp_path / "empty.html")
    write_report(output, tmp_path / "empty.html")


def test_the_place_is_checked_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        report_path(tmp_path, tmp_path)


# --------------------------------------------------------------- a report and later runs

TEXT = "云厂商的毛利率一降再降，OpenAI的账单少了{}%。市场很乐观。\n"


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`out/report.html` on the tables of `a.txt`; `b.txt` lies beside it."""
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate("ab"):
        Path(f"{name}.txt").write_text(TEXT.format(number + 10), encoding="utf-8")
    pipeline.run(["a.txt"], out="out", workers=1)
    return write_report(Path("out"))


def test_a_report_goes_with_the_tables_that_it_tells_of(
    reported: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> None:
    kept = write_report(Path("out"), Path("kept.html"))
    page = reported.read_bytes()
    assert mine(monkeypatch, "run", "a.txt", "--out", "out", "--workers", "1") == 0
    assert reported.read_bytes() == page
    assert "report.html" not in capfd.readouterr().err
    assert mine(monkeypatch, "run", "b.txt", "--out", "out", "--workers", "1") == 0
    assert not reported.exists()
    assert "out/report.html told of the former tables" in capfd.readouterr().err
    assert kept.read_bytes() == page
    write_report(Path("out"))
    assert mine(monkeypatch, "extract", "--out", "out", "--workers", "1") == 0
    assert not reported.exists()


def test_a_failed_run_leaves_the_report(reported: Path) -> None:
    with pytest.raises(UsageError):
        pipeline.run(["nothing-there.txt"], out="out", workers=1)
    assert reported.exists()


def test_what_a_dead_run_left_beside_its_tables_goes_at_the_next(reported: Path) -> None:
    page = reported.read_bytes()
    pipeline.run(["b.txt"], out="out", workers=1)
    reported.write_bytes(page)  # as after a kill between the two steps
    pipeline.run(["b.txt"], out="out", workers=1)
    assert not reported.exists()


def test_a_copy_of_the_folder_keeps_its_report(reported: Path) -> None:
    for name, linked in (("links", True), ("plain", False)):
        shutil.copytree("out", name, symlinks=linked)
        pipeline.run(["a.txt"], out=name, workers=1)
        assert Path(name, "report.html").read_bytes() == reported.read_bytes()
        pipeline.run(["b.txt"], out=name, workers=1)
        assert not Path(name, "report.html").exists()


def test_cleaning_all_takes_our_report_and_no_other(reported: Path) -> None:
    clean(Path("out"))
    assert reported.exists()
    clean(Path("out"), everything=True)
    assert not Path("out").exists()
    pipeline.run(["a.txt"], out="out", workers=1)
    reported.write_text("<p>mine, all mine", encoding="utf-8")
    pipeline.run(["b.txt"], out="out", workers=1)
    clean(Path("out"), everything=True)
    assert [p.name for p in Path("out").iterdir()] == ["report.html"]
