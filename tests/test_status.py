"""`mine status` and `mine clean`: what is done, what is stale, and nobody's files touched."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.cli import main
from pipeline.contract import STAGES
from pipeline.store.output import Output
from pipeline.store.status import Status, status_of

TEXT = "云厂商的毛利率一降再降，OpenAI的账单少了{}%。市场很乐观。\n"


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The output of a run over three files in `in/`, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(TEXT.format(number + 10), encoding="utf-8")
    pipeline.run(["in"], out="out", workers=1)
    return Path("out")


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["mine", *arguments])
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def states(found: Status) -> list[str]:
    return [stage.state for stage in found.stages]


def codes(found: Status) -> list[list[str]]:
    return [[reason.code for reason in stage.reasons] for stage in found.stages]


def test_after_a_run_all_is_done(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert states(status_of(out)) == ["done"] * 4
    assert call(monkeypatch, "status", "--out", "out") == 0
    assert "up to date" in capsys.readouterr().out


def test_inputs_are_compared_by_content(out: Path) -> None:
    os.utime("in/0.txt", (0, 0))
    assert states(status_of(out)) == ["done"] * 4
    Path("in/0.txt").write_text(TEXT.format(11).replace("乐", "悲"), encoding="utf-8")
    Path("in/1.txt").unlink()
    Path("in/new.txt").write_text("新的。", encoding="utf-8")
    found = status_of(out)
    assert found.inputs is not None
    assert (found.inputs.added, found.inputs.changed, found.inputs.removed) == (
        ["in/new.txt"],
        ["in/0.txt"],
        ["in/1.txt"],
    )
    assert codes(found) == [["inputs"], ["follows"], ["follows"], ["follows"]]
    pipeline.run(["in"], out=out, workers=1)
    assert states(status_of(out)) == ["done"] * 4


def test_pages_in_an_archive_or_a_column_of_html_are_no_inputs_of_their_own(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile("in/more.zip", "w") as archive:
        archive.writestr("sub/page.txt", TEXT.format(80))
    page = f"<p>{TEXT.format(90)}</p>"
    Path("in/pages.jsonl").write_text(json.dumps({"html": page}), encoding="utf-8")
    pipeline.run(["in"], out="out", workers=1)
    assert len(pipeline.load("out").documents) == 5
    assert states(status_of(out)) == ["done"] * 4
    Path("in/more.zip").rename("in/moved.zip")
    assert said(monkeypatch, capsys, "in/moved.zip", "in/pages.jsonl", "in") == []


def test_status_looks_from_the_folder_where_the_run_was_started(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    assert states(status_of(tmp_path / "out")) == ["done"] * 4
    (tmp_path / "in" / "2.txt").unlink()
    found = status_of(tmp_path / "out").inputs
    assert found is not None
    assert found.removed == ["in/2.txt"]


def test_stages_that_were_not_run_are_missing(out: Path) -> None:
    pipeline.run(["in"], out=out, stages=("ingest", "extract"), workers=1)
    assert states(status_of(out)) == ["done", "done", "missing", "missing"]


def test_changed_knowledge_makes_extract_stale_and_not_ingest(out: Path) -> None:
    own = Path("own.jsonl")
    own.write_text('{"type": "company", "id": "yun", "name": "云厂商"}', encoding="utf-8")
    assert codes(status_of(out, asked={"knowledge": {"own.jsonl": "0"}}))[:2] == [[], ["knowledge"]]
    pipeline.run(["in"], out=out, workers=1, knowledge=[own])
    assert states(status_of(out)) == ["done"] * 4
    own.write_text('{"type": "company", "id": "yun", "name": "毛利率"}', encoding="utf-8")
    assert codes(status_of(out))[:2] == [[], ["knowledge"]]
    own.unlink()
    assert "own.jsonl" in status_of(out).stages[1].reasons[0].message


def test_settings_asked_for_are_compared(out: Path) -> None:
    found = status_of(out, asked={"conversion": "tw2sp"})
    assert codes(found)[0] == ["settings"]
    assert "tw2sp" in found.stages[0].reasons[0].message


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("version", "0.0.1", "version"),
        ("code", "other", "code"),
        ("models", "other", "models"),
        ("python", "3.9.0", "python"),
        ("packages", {"numpy": "0.1"}, "packages"),
    ],
)
def test_what_a_stage_was_made_with_is_compared(
    out: Path, part: str, value: Any, code: str
) -> None:
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["stages"]["classify"]["basis"][part] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert codes(status_of(out)) == [[], [], [code], ["follows"]]


def test_a_package_that_counts_no_more_is_no_reason(out: Path) -> None:
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["stages"]["ingest"]["basis"]["packages"]["pypdf-of-old"] = "5.0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert states(status_of(out)) == ["done"] * 4


def test_the_default_inputs_are_the_same_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder, name in (("sample", "a.txt"), ("gold", "b.txt")):
        (tmp_path / "corpus" / folder).mkdir(parents=True)
        page = tmp_path / "corpus" / folder / name
        page.write_text("英伟达的市值超过了微软。\n", encoding="utf-8")
    pipeline.run(out="out", workers=1)
    monkeypatch.chdir("/")
    found = status_of(tmp_path / "out")
    assert found.inputs is not None
    assert found.inputs.added == []
    assert states(found) == ["done"] * 4


def test_status_in_json_is_all_there_is_to_know(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in/1.txt").unlink()
    assert call(monkeypatch, "status", "--out", "out", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [s["stage"] for s in told["stages"]] == list(STAGES)
    assert told["stages"][0]["reasons"][0]["code"] == "inputs"
    assert told["inputs"]["removed"] == ["in/1.txt"]
    assert told["running"] is told["cut_off"] is False
    assert told["cached"]["ingest"] == 1


def test_status_changes_nothing_and_does_not_stop_a_run(out: Path) -> None:
    before = {p: p.lstat().st_mtime_ns for p in out.rglob("*")}
    status_of(out)
    assert {p: p.lstat().st_mtime_ns for p in out.rglob("*")} == before
    with Output(out):
        assert status_of(out).running
    assert not status_of(out).running


def test_an_older_output_is_told_as_such(out: Path) -> None:
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for stage in manifest["stages"].values():
        del stage["basis"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (out / ".mine/current/inputs.parquet").unlink()
    assert codes(status_of(out))[0] == ["inputs", "unknown"]


@pytest.mark.parametrize("command", ["status", "clean"])
def test_a_folder_without_output_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    assert call(monkeypatch, command, "--out", str(tmp_path / "none")) == 1
    assert "no output there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------- clean


def test_clean_takes_the_cache_and_leaves_the_tables(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = len(pipeline.load(out).sentences)
    assert call(monkeypatch, "clean", "--out", "out") == 0
    assert not list(out.glob(".mine/cache/*/*"))
    assert len(pipeline.load(out).sentences) == rows
    assert states(status_of(out)) == ["done"] * 4
    assert pipeline.run(["in"], out=out, workers=1).fresh["ingest"] == 3


def test_clean_all_leaves_no_trace(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A search leaves its index beside the tables.
    assert call(monkeypatch, "search", "OpenAI", "--out", "out") == 0
    assert call(monkeypatch, "clean", "--all", "--out", "out") == 0
    assert not out.exists()


def test_clean_all_takes_a_copy_with_links_followed(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(out, "copy", ignore=shutil.ignore_patterns(".mine"))
    assert call(monkeypatch, "clean", "--all", "--out", "copy") == 0
    assert not Path("copy").exists()


def test_clean_leaves_the_files_of_others(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state = next((out / ".mine/states").iterdir())
    strangers = [
        out / "notes.txt",
        out / "charts/a.png",
        out / ".mine/mine.txt",
        out / ".mine/cache/ingest/own.parquet",
        state / "documents/notes.txt",
    ]
    for path in strangers:
        path.parent.mkdir(exist_ok=True)
        path.write_text("of the user")
    assert call(monkeypatch, "clean", "--all", "--out", "out") == 0
    left = sorted(path for path in out.rglob("*") if path.is_file())
    assert left == sorted(strangers)
    assert "not written by mine" in capsys.readouterr().err


def test_clean_waits_for_no_run(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Output(out):
        assert call(monkeypatch, "clean", "--all", "--out", "out") == 1
    assert len(pipeline.load(out).documents) == 3


# ------------------------------------------------------------------ a run of other inputs


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *inputs: str
) -> list[str]:
    """What a run into `out` says of the results it replaces."""
    capsys.readouterr()
    assert call(monkeypatch, "ingest", *inputs, "--out", "out", "--workers", "1") == 0
    return [line for line in capsys.readouterr().err.splitlines() if "holds the results" in line]


@pytest.fixture
def other(tmp_path: Path) -> str:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text(TEXT.format(77), encoding="utf-8")
    return "other"


def test_a_run_of_other_inputs_says_what_it_replaces(
    out: Path, other: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = said(monkeypatch, capsys, other)
    assert "3 inputs, none of them" in line
    assert "in/0.txt, in/1.txt, in/2.txt" in line
    assert "another --out keeps both" in line
    (line,) = said(monkeypatch, capsys, "in/0.txt", "in/1.txt")
    assert "1 input, not among" in line
    (line,) = said(monkeypatch, capsys, "in/0.txt")
    assert "2 inputs, 1 of them not" in line
    assert "(in/1.txt)" in line


def test_a_corpus_that_grows_changes_or_moves_is_no_other(
    out: Path,
    other: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said(monkeypatch, capsys, "in") == []
    assert said(monkeypatch, capsys, "in", other) == []
    assert said(monkeypatch, capsys, "in/", str(tmp_path / other)) == []
    Path("in/1.txt").write_text(TEXT.format(44), encoding="utf-8")
    Path("in/new.txt").write_text(TEXT.format(45), encoding="utf-8")
    assert said(monkeypatch, capsys, "in", other) == []
    Path("in").rename("moved")
    assert said(monkeypatch, capsys, "moved", other) == []
    Path("moved/1.txt").unlink()
    assert said(monkeypatch, capsys, "moved", other) == []
    monkeypatch.chdir("moved")
    assert call(monkeypatch, "ingest", ".", "../other", "--out", "../out", "--workers", "1") == 0
    assert "holds the results" not in capsys.readouterr().err
