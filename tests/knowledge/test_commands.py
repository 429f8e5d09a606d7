"""`mine kb`: what is known, what is wrong with it, and what a run would have us add."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app

runner = CliRunner()


@pytest.mark.parametrize("name", ["輝達", "英偉達", "英伟达", "nvidia", "NVDA"])
def test_every_form_of_a_name_shows_the_one_entity(name: str) -> None:
    shown = runner.invoke(app, ["kb", "show", name])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("nvidia  company  NVIDIA")
    assert "輝達" in shown.stdout


def test_a_model_shows_its_maker_and_an_ambiguous_name_its_rule() -> None:
    shown = runner.invoke(app, ["kb", "show", "豆包"]).stdout
    assert "bytedance" in shown
    assert "黏豆包" in shown


def test_a_name_that_is_not_known_ends_with_1_and_names_like_it() -> None:
    shown = runner.invoke(app, ["kb", "show", "英伟大"])
    assert shown.exit_code == 1
    assert "英伟达" in shown.stderr


def test_the_knowledge_that_comes_with_the_package_is_sound() -> None:
    checked = runner.invoke(app, ["kb", "check"])
    assert checked.exit_code == 0
    assert checked.stdout == ""


def test_faults_in_a_file_of_ones_own_are_told_with_their_line(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"type": "company", "id": "linhe", "name": "英伟达"}\n'
        '{"type": "company", "id": "he", "name": "禾", "hant": ["龢"], "source": "x"}\n',
        encoding="utf-8",
    )
    checked = runner.invoke(app, ["kb", "check", "--kb", str(own)])
    assert checked.exit_code == 1
    assert f"{own}:1: source: linhe" in checked.stdout
    assert f"{own}:2: script: he" in checked.stdout
    # The user's line is named, and that of the package that it collides with.
    assert f"{own}:1: duplicate: linhe: '英伟达' is an alias of nvidia (" in checked.stdout


def test_a_word_that_a_user_drops_needs_no_example_any_more(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text('{"drop": ["灵光"]}\n', encoding="utf-8")
    checked = runner.invoke(app, ["kb", "check", "--kb", str(own)])
    assert checked.exit_code == 0, checked.output


def test_frequent_unknown_names_are_suggested_and_can_be_taken(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, verb in enumerate(("完成B轮融资", "发布了新模型", "宣布裁员")):
        text = f"据媒体报道,人工智能初创公司凌霄科技{verb}。凌霄科技的股价没有变化。\n"
        (pages / f"{number}.txt").write_text(text * 2, encoding="utf-8")
    out = tmp_path / "out"
    pipeline.run([pages], out=out, workers=1)
    suggested = runner.invoke(app, ["kb", "suggest", "--out", str(out), "--type", "company"])
    assert suggested.exit_code == 0
    entries = [json.loads(line) for line in suggested.stdout.splitlines()]
    entry = next(e for e in entries if e["name"] == "凌霄科技")
    assert entry["type"] == "company"
    assert len(entry["evidence"]) == 3
    assert "3 documents" in entry["source"]
    own = tmp_path / "own.jsonl"
    own.write_text(suggested.stdout, encoding="utf-8")
    pipeline.run(out=out, stages=("extract", "classify", "index"), workers=1, knowledge=[own])
    entities = pipeline.load(out).entities.set_index("entity_id")
    assert bool(entities.loc[entry["id"], "known"])


def test_copies_of_a_document_are_one_document_to_suggestions(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    text = "据媒体报道,人工智能初创公司凌霄科技完成B轮融资。凌霄科技的股价没有变化。\n"
    for number in range(2):
        (pages / f"{number}.txt").write_text(text * 3, encoding="utf-8")
    out = tmp_path / "out"
    pipeline.run([pages], out=out, workers=1)
    options = ["kb", "suggest", "--out", str(out), "--type", "company"]
    found = runner.invoke(app, options)
    assert found.stdout == ""
    assert "--least 1" in found.stderr
    assert "凌霄科技" in runner.invoke(app, [*options, "--least", "1"]).stdout


def test_a_run_of_known_names_alone_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("英伟达的市值超过了微软。\n", encoding="utf-8")
    pipeline.run([tmp_path / "a.txt"], out=tmp_path / "out", workers=1)
    found = runner.invoke(app, ["kb", "suggest", "--out", str(tmp_path / "out")])
    assert (found.exit_code, found.stdout) == (0, "")
    assert "no unknown names" in found.stderr


def test_suggestions_want_the_whole_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("英伟达的市值超过了微软。\n", encoding="utf-8")
    pipeline.run([tmp_path / "a.txt"], out=tmp_path / "out", stages=("ingest",), workers=1)
    asked = runner.invoke(app, ["kb", "suggest", "--out", str(tmp_path / "out")])
    assert asked.exit_code == 1
    assert "mine extract" in str(asked.exception)


def test_suggestions_want_a_run(tmp_path: Path) -> None:
    asked = runner.invoke(app, ["kb", "suggest", "--out", str(tmp_path)])
    assert asked.exit_code != 0


def test_every_line_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"id": "nvidia", "nick": ["皮衣厂"]}\n{"id": 3}\nnot json\n[1]\n'
        '{"type": "company", "id": "foo", "name": "Foo", "nik": []}\n',
        encoding="utf-8",
    )
    checked = runner.invoke(app, ["kb", "check", "--kb", str(own)])
    assert checked.exit_code == 1
    places = [
        line.rpartition(f"{own}:")[2].partition(":")[0] for line in checked.stdout.split("\n")
    ]
    assert places == ["2", "3", "4", "5", ""]
    assert "did you mean 'nick'" in checked.stdout


def test_faults_of_all_sorts_are_told_at_once_and_a_run_says_who_tells_them(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"id": "jiyue", "type": "company", "name": "霁月智能", "source": "me"}\n'
        "not json\n"
        '{"type": "company", "id": "q", "name": "是", "hans": ["是"], "source": "me"}\n'
        '{"type": "company", "id": "linhe", "name": "麟禾"}\n'
        '{"type": "model", "id": "sui", "name": "穗语", "maker": "nobody", "source": "me"}\n',
        encoding="utf-8",
    )
    checked = runner.invoke(app, ["kb", "check", "--kb", str(own)])
    assert checked.exit_code == 1
    assert f"{own}:1: 'jiyue' is 极越汽车 already" in checked.stdout
    assert f"{own}:2: not JSON" in checked.stdout
    assert f"{own}:3: '是' is one character" in checked.stdout
    assert f"{own}:4: source: linhe" in checked.stdout
    assert f"{own}:5: reference: sui" in checked.stdout
    assert "; 5 faults" in checked.stderr
    (tmp_path / "page.txt").write_text("英伟达涨了。", encoding="utf-8")
    out = tmp_path / "out"
    page = str(tmp_path / "page.txt")
    # Twice: what the check has kept of the file must not let the run through.
    for _ in range(2):
        ran = runner.invoke(app, ["run", page, "--kb", str(own), "--out", str(out)])
        assert str(ran.exception).startswith(f"{own}:1: 'jiyue'")
        assert str(ran.exception).endswith(f"`mine kb check --kb {own}` lists all")
        assert not out.exists()


@pytest.mark.parametrize("name", ["", " "])
def test_no_name_to_show_is_told(name: str) -> None:
    shown = runner.invoke(app, ["kb", "show", name])
    assert "a name is needed" in str(shown.exception)
