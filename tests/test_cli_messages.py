"""What a wrong call is told: what was wrong, where, and what to do about it."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.errors import MineError


def call(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def told(*arguments: object) -> str:
    """The message of a call that fails, as the command prints it."""
    result = call(*arguments)
    assert isinstance(result.exception, MineError), result.output
    assert "\n" not in str(result.exception)
    return str(result.exception)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ingested")
    (folder / "a.txt").write_text(
        "英伟达市值逼近5万亿美元,泡沫的风险也在上升。\n", encoding="utf-8"
    )
    pipeline.run([folder / "a.txt"], out=folder / "out", stages=("ingest",), workers=1)
    return folder / "out"


def test_a_report_on_half_a_run_says_what_to_run(ingested: Path) -> None:
    message = told("report", ingested)
    assert "`mine extract --out " in message or "`mine classify --out " in message
    assert "`mine run`" in message


def test_tables_of_another_version_say_what_to_run(ingested: Path, tmp_path: Path) -> None:
    shutil.copytree(ingested / "documents", tmp_path / "out" / "documents")
    (part,) = (tmp_path / "out" / "documents").glob("*.parquet")
    pq.write_table(pq.ParquetFile(part).read().drop_columns(["author"]), part)
    assert "columns missing: author; another version of mine wrote it: do `mine run` again" in told(
        "show", "a.txt", "--out", tmp_path / "out"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate", "nowhere"),
        ("search", "x", "--out", "nowhere"),
        ("sql", "select 1", "--out", "nowhere"),
        ("report", "nowhere"),
        ("show", "x", "--out", "nowhere"),
        ("mark", "nowhere", "--to", "marked"),
        ("export", "nowhere", "--to", "exported"),
        ("status", "--out", "nowhere"),
        ("kb", "suggest", "--out", "nowhere"),
    ],
)
def test_a_folder_that_is_not_there_ends_with_1_and_a_remedy(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert isinstance(result.exception, MineError)
    assert result.exception.exit_code == 1
    assert "`mine " in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_an_export_without_a_place_is_told_how(ingested: Path) -> None:
    assert f"mine export {ingested} --format csv --to out_csv" in told(
        "export", ingested, "--format", "csv"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--format", "xml", "--to", "x"),
        ("sql", "select 1", "--format", "xml"),
        ("search", "x", "--script", "xml"),
        ("status", "--format", "xml"),
    ],
)
def test_a_wrong_choice_is_told_with_the_choices(arguments: tuple[str, ...]) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert "'xml' is not one of" in result.stderr
    assert "Value error" not in result.stderr


def test_a_run_that_could_read_nothing_does_not_say_it_wrote(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"")
    result = call("run", tmp_path, "--out", tmp_path / "out", "--workers", 1)
    assert result.exit_code == 3
    assert "no documents: all 2 inputs were rejected" in result.stderr
    assert "wrote" not in result.stderr


def test_a_document_not_named_or_unknown_is_told_how_to_name_one(ingested: Path) -> None:
    for empty in ("", "  "):
        for command in ("show", "explain"):
            message = told(command, empty, "--out", ingested)
            assert "no document named" in message
            assert "mine sql" in message and "doc_id, title" in message
    assert "did you mean" in told("show", "b.txt", "--out", ingested)
    assert "`mine search zzzz`" in told("show", "zzzz", "--out", ingested)
    assert "no document '-标题'" in told("show", "-标题", "--out", ingested)


def test_an_empty_query_is_told_what_to_write(ingested: Path) -> None:
    for empty in ("", " ; ", "-- nothing"):
        message = told("sql", empty, "--out", ingested)
        assert "an empty query" in message
        assert "`mine sql` alone" in message


def test_a_misspelt_option_of_a_query_is_told_the_right_one() -> None:
    for arguments in (("sql", "--formt", "csv"), ("search", "x", "--entitty", "nvidia")):
        result = call(*arguments)
        assert result.exit_code == 2
        assert "No such option" in result.stderr
        assert "--format" in result.stderr or "--entity" in result.stderr


def test_an_input_that_was_rejected_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("英伟达市值逼近5万亿美元,风险也在上升。\n", encoding="utf-8")
    (tmp_path / "b.html").write_bytes(b"\x7fELF\x02" + bytes(range(256)))
    out = tmp_path / "out"
    pipeline.run([tmp_path], out=out, stages=("ingest",), workers=1)
    for command in ("explain", "show"):
        assert "b.html was rejected: by its first bytes a program" in told(
            command, "b.html", "--out", out
        )


def test_a_damaged_or_unreadable_table_is_named_with_a_remedy(
    ingested: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    (part,) = (out / "documents").glob("*.parquet")
    part.write_bytes(b"PAR1")
    assert "`mine run` again" in told("show", "a.txt", "--out", out)


def _break_manifest(out: Path, content: str) -> None:
    path = (out / "manifest.json").resolve()
    path.unlink()
    path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [
        '{"schema_version": 1, "stages": {',
        "[1]",
        "{}",
        '{"stages": [1]}',
        '{"stages": {"ingest": {"settings": {"inputs": 5}}}}',
        '{"stages": {"ingest": {"settings": {"inputs": [1]}}}}',
    ],
)
def test_a_damaged_manifest_is_named_with_a_remedy_that_helps(
    ingested: Path, tmp_path: Path, content: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    before = pipeline.load(out).documents
    _break_manifest(out, content)
    for command in ("status", "extract"):
        message = told(command, "--out", out)
        assert "manifest.json: damaged" in message
        assert "`mine run` again" in message
    page = ingested.parent / "a.txt"
    pipeline.run([page], out=out, stages=("ingest",), workers=1)
    assert pipeline.load(out).documents.equals(before)
    assert "ingest    done" in call("status", "--out", out).stdout


def test_tables_that_are_gone_or_cut_are_told_and_come_back(ingested: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    shutil.rmtree((out / "documents").resolve())
    (part,) = (out / "sources").glob("*.parquet")
    size = part.stat().st_size
    with part.open("r+b") as file:
        file.truncate(size // 2)
    status = call("status", "--out", out).stdout
    assert "documents: it is gone" in status
    assert "sources/part-00000.parquet: damaged" in status
    for command in (["show", "a.txt"], ["explain", "a.txt"], ["search", "泡沫"]):
        assert "`mine ingest" in told(*command, "--out", out)
    for arguments in (["export", out, "--to", tmp_path / "x", "--format", "csv"],
                      ["mark", out, "--to", tmp_path / "y"]):  # fmt: skip
        assert "documents: no such table; run `mine ingest … --out" in told(*arguments)
    pipeline.run([ingested.parent / "a.txt"], out=out, stages=("ingest",), workers=1)
    assert pipeline.load(out).sources.equals(pipeline.load(ingested).sources)


def test_a_query_on_a_damaged_table_is_no_wrong_query(ingested: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    (part,) = (out / "documents").glob("*.parquet")
    part.write_bytes(b"PAR1")
    result = call("sql", "select text from documents", "--out", out)
    assert isinstance(result.exception, MineError)
    assert result.exception.exit_code == 1
    assert "documents: damaged" in str(result.exception)
    assert "`mine run` again" in str(result.exception)


def test_the_suggested_call_can_be_copied(tmp_path: Path) -> None:
    assert "--out 'two words'`" in told("status", "--out", "two words")
    (tmp_path / "page.txt").write_text("字", encoding="utf-8")
    assert "a file; name the output folder" in told("sql", "--out", tmp_path / "page.txt")


def test_inputs_that_are_all_rejected_take_no_results_away(ingested: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    (tmp_path / "posts.csv").write_text("id,正文\n1,英伟达大涨。\n", encoding="utf-8")
    message = told("run", tmp_path / "posts.csv", "--text-column", "正方", "--out", out)
    assert "is as it was" in message
    assert "正方" in message
    assert pipeline.load(out).documents.equals(pipeline.load(ingested).documents)
    (tmp_path / "posts.csv").write_text("id,说法\n1,英伟达大涨。\n", encoding="utf-8")
    assert "is as it was" in told("run", tmp_path / "posts.csv", "--out", out)
    assert call("run", tmp_path / "posts.csv", "--out", tmp_path / "new").exit_code == 3


def test_a_column_that_no_input_has_takes_no_results_away(ingested: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    (tmp_path / "posts.csv").write_text("id,正文\n1,英伟达大涨。\n", encoding="utf-8")
    (tmp_path / "page.txt").write_text("英伟达大跌。\n", encoding="utf-8")
    for place in (out, tmp_path / "new"):
        message = told("run", tmp_path, "--text-column", "正方", "--out", place)
        assert "no input has a column “正方”" in message
        assert "posts.csv has id, 正文" in message
    assert pipeline.load(out).documents.equals(pipeline.load(ingested).documents)
    assert not (tmp_path / "new" / "documents").exists()


def test_of_the_records_of_a_file_the_first_rejects_are_told(tmp_path: Path) -> None:
    lines = ['{"id": 1}'] * 15 + ['{"text": "英伟达大涨。"}', "{bad"]
    (tmp_path / "posts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "b.txt").touch()
    result = call("ingest", tmp_path, "--out", tmp_path / "out", "--workers", 1)
    assert result.exit_code == 3
    places = [
        line.split("#")[1].split(":")[0] for line in result.stderr.splitlines() if "#" in line
    ]
    assert places == ["1", "2", "3", "17"]
    assert "b.txt: the file holds no text" in result.stderr
    assert "… and 12 more" in result.stderr
    numbers = pipeline.load(tmp_path / "out").rejects["source"].str.partition("#")[2]
    assert [int(n) for n in numbers if n] == [*range(1, 16), 17]


def test_a_stage_run_with_other_names_than_the_one_before_says_so(
    ingested: Path, tmp_path: Path
) -> None:
    out, names, other = tmp_path / "out", tmp_path / "names.jsonl", tmp_path / "other.jsonl"
    shutil.copytree(ingested, out, symlinks=True)
    line = '{"type": "company", "id": "%s", "name": "%s", "source": "notes"}\n'
    names.write_text(line % ("linhe", "麟禾科技"), encoding="utf-8")
    other.write_text(line % ("pose", "破色科技"), encoding="utf-8")
    single = ("--out", out, "--workers", 1)
    assert "was run with" not in call("extract", *single, "--kb", names).stderr
    assert f"give --kb {names}" in call("classify", *single).stderr
    assert "no file of names" in call("index", *single, "--kb", names).stderr
    assert f"{other}" in call("classify", *single, "--kb", other).stderr
    assert "was run with" not in call("classify", *single, "--kb", names).stderr
    names.write_text(line % ("linhe", "麟禾集团"), encoding="utf-8")
    assert "changed since classify ran" in call("index", *single, "--kb", names).stderr


def test_a_lost_part_of_a_table_stops_what_would_read_it(ingested: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(ingested, out, symlinks=True)
    (part,) = (out / "documents").glob("*.parquet")
    part.unlink()
    for arguments in (("extract",), ("search", "泡沫"), ("show", "a.txt"), ("sql", "select 1")):
        message = told(*arguments, "--out", out)
        assert "documents: damaged (0 of its 1 parts are there)" in message
        assert "`mine run` again" in message
    with pytest.raises(MineError, match="0 of its 1 parts"):
        pipeline.load(out)
    assert call("ingest", ingested.parent / "a.txt", "--out", out, "--workers", 1).exit_code == 0
    assert pipeline.load(out).documents.equals(pipeline.load(ingested).documents)


def test_a_file_for_figures_is_tried_before_they_are_measured(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for option, rest in (("--json", ("evaluate", tmp_path)), ("--to", ("train", "stance"))):
        for place in (tmp_path, tmp_path / "file" / "below.json"):
            message = told(*rest, option, place)
            assert "cannot write there" in message
            assert option in message


def test_a_full_disk_leaves_no_half_of_what_is_marked(
    ingested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object, **__: object) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert "No space left" in told("mark", ingested, "--to", tmp_path / "marked")
    assert not (tmp_path / "marked").exists()


def test_what_would_measure_nothing_is_no_success(ingested: Path, tmp_path: Path) -> None:
    assert "no such file" in told("floors", "check", "--file", tmp_path / "floors.toml")
    page = tmp_path / "other.txt"
    page.write_text("智谱发布新模型，市场看好。", encoding="utf-8")
    pipeline.run(page, out=tmp_path / "out", stages="ingest", workers=1)
    assert call("mark", tmp_path / "out", "--to", tmp_path / "marked").exit_code == 0
    assert "none of the 1 documents" in told("evaluate", tmp_path / "marked", "--run", ingested)


def test_a_filter_of_no_known_value_is_a_wrong_call(ingested: Path) -> None:
    for arguments, words in (
        (("--language", "fr"), "it is zh, en, mixed"),
        (("--since", "2026-03", "--until", "2026-01"), "the earlier one first"),
    ):
        result = call("search", "泡沫", "--out", ingested, *arguments)
        assert isinstance(result.exception, MineError)
        assert result.exception.exit_code == 2
        assert words in str(result.exception)


def test_a_stage_without_its_tables_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text("字", encoding="utf-8")
    message = told("extract", "--out", tmp_path / "pages")
    assert "`mine ingest … --out" in message
    assert [p.name for p in (tmp_path / "pages").iterdir()] == ["a.txt"]


def test_the_output_folder_is_understood_with_and_without_its_option(
    ingested: Path, tmp_path: Path
) -> None:
    for command in (("export", "--format", "csv"), ("mark",)):
        for number, named in enumerate(((ingested,), ("--out", ingested))):
            to = tmp_path / f"{command[0]}{number}"
            assert call(*command, *named, "--to", to).exit_code == 0
            assert any(to.iterdir())
        assert "name one" in told(*command, ingested, "--out", tmp_path, "--to", tmp_path / "x")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_run_that_is_told_to_end_ends_as_by_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    def told_to_end(*_: object, **__: object) -> None:
        os.kill(os.getpid(), number)
        time.sleep(10)

    # Under `nohup` a hang-up is ignored, as it must be; here it is asked what it does without.
    inherited = signal.signal(number, signal.SIG_DFL)
    try:
        monkeypatch.setattr("pipeline.runner.run", told_to_end)
        result = call("run", tmp_path, "--out", tmp_path / "out")
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, inherited)
    assert result.exit_code == code
    assert "stopped" in result.stderr


def test_marked_text_that_is_none_is_told_what_it_should_be(tmp_path: Path) -> None:
    assert "*.xml.txt" in told("evaluate", tmp_path)


def test_marked_text_goes_to_a_folder(ingested: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"")
    assert "is a file" in told("mark", ingested, "--to", tmp_path / "there")


def test_an_unknown_rule_or_name_is_told_with_those_like_it() -> None:
    assert "caption" in told("explain", "--rule", "captions")
    assert "英伟达" in call("kb", "show", "英伟大").stderr
    assert "kb suggest" in call("kb", "show", "zzzzqqqq").stderr


def test_a_glob_finds_pages_in_a_folder_that_is_an_output_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tmp_path / "my_articles"
    pages.mkdir()
    (pages / "a.txt").write_text("英伟达市值逼近5万亿美元。\n", encoding="utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    pipeline.run(["../my_articles"], out="../my_articles", stages=("ingest",), workers=1)
    (pages / "report.html").write_text("<p>a report</p>", encoding="utf-8")
    for pattern in ("../my_art*/*.txt", "../my_art*/*"):
        pipeline.run([pattern], out="../out", stages=("ingest",), workers=1)
        assert pipeline.load("../out").documents.source.tolist() == ["../my_articles/a.txt"]
    assert call("ingest", "../my_art*/documents/*", "--out", "../other").exit_code != 0


def test_training_without_the_corpus_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "clone" in told("train", "stance", "--to", tmp_path / "weights.skops")
