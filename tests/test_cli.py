"""The command line: exit codes, what goes to which stream, help, and no traceback anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app, main

GOOD = "价格战打到第三年\n\n云厂商的毛利率一降再降，谁也不敢先停手。客户倒是高兴，账单少了一半。\n"


class Result:
    """What a call of `mine` left behind."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in out + err


@pytest.fixture
def mine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Mine:
    monkeypatch.chdir(tmp_path)
    return Mine(monkeypatch, capfd)


class Mine:
    """Calls `mine` in this process, as the console script does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: str) -> Result:
        self._monkeypatch.setattr(sys, "argv", ["mine", *arguments])
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
        captured = self._capfd.readouterr()
        return Result(code, captured.out, captured.err)


def shell(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> Result:
    """Call `mine` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        cwd=cwd,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


# --------------------------------------------------------------------------- exit codes


def test_a_run_that_is_done_exits_with_0(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    done = mine("run", "a.txt", "--out", "out", "--workers", "1")
    assert done.code == 0
    rows = dict(line.split("\t") for line in done.out.splitlines())
    tables = pipeline.load(tmp_path / "out")
    assert rows == {name: str(len(getattr(tables, name))) for name in rows}
    assert {"documents", "mentions", "stance", "index"} <= set(rows)
    assert done.err.startswith("mine: wrote out in ")
    assert done.err.count("\n") == 1


def test_the_four_commands_follow_each_other(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    assert mine("ingest", "a.txt").code == 0
    for command in ("extract", "classify", "index"):
        assert mine(command).code == 0
    assert len(pipeline.load(tmp_path / "outputs").index) == 1


def test_rejected_inputs_are_named_on_standard_error_and_exit_with_3(
    mine: Mine, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    done = mine("ingest", "a.txt", "b.txt", "c.txt", "--out", "out")
    assert done.code == 3
    assert "b.txt" not in done.out
    named = [
        line for line in done.err.splitlines() if line.startswith(("mine: b.txt", "mine: c.txt"))
    ]
    assert len(named) == 2
    assert len(pipeline.load(tmp_path / "out").rejects) == 2


def test_many_rejected_inputs_are_not_all_listed(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    for number in range(60):
        (tmp_path / f"empty-{number:02d}.txt").write_bytes(b"")
    done = mine("ingest", "*.txt", "--out", "out")
    assert done.code == 3
    assert done.err.count("\n") < 30
    assert "rejects" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "missing.txt"), "missing.txt"),
        (("run", "*.nothing"), "*.nothing"),
        (("extract", "--out", "nowhere"), "mine ingest"),
        (("classify", "--out", "nowhere"), "mine ingest"),
        (("index", "--out", "nowhere"), "mine"),
        (("ingest", "a.txt", "--out", "a.txt"), "a.txt"),
        (("train", "stance", "--corpus", "nowhere", "--to", "w.skops"), "nowhere"),
    ],
)
def test_a_failure_exits_with_1_and_one_line(
    mine: Mine, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    done = mine(*arguments)
    assert done.code == 1
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert done.err.startswith("mine: ")
    assert said in done.err
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("run", "--nonsense"),
        ("run", "a.txt", "--workers", "0"),
        ("run", "a.txt", "--workers", "many"),
        ("run", "a.txt", "--max-bytes", "0"),
        ("run", "a.txt", "--conversion", "x2y"),
        ("run", "--out"),
        ("extract", "a.txt"),
        ("run",),
        ("run", "a.txt", "--out", ""),
        ("search", "x", "--out", ""),
        ("run", "a.txt", "--timeout", "inf"),
        ("run", "a.txt", "--timeout", "soon"),
        ("run", "a.txt", "--ner-label", "ORG"),
        ("sql", "select 1", "--format", "xml"),
        ("mark", "outputs"),
    ],
)
def test_a_wrong_call_exits_with_2(mine: Mine, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    done = mine(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("mine: ")
    assert done.err.count("\n") == 1
    assert "Input should" not in done.err
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_line_of_labels_that_is_wrong_is_named(mine: Mine, tmp_path: Path) -> None:
    for name in ("zh", "en", "mixed", "passages", "articles", "whole"):
        folder = tmp_path / "corpus" / "labels" / name
        folder.mkdir(parents=True)
        (folder / "part.jsonl").write_text('{"text": "用户满意。"}\n', encoding="utf-8")
    done = mine("train", "stance", "--to", "w.skops")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "part.jsonl:1" in done.err
    assert not (tmp_path / "w.skops").exists()


# ------------------------------------------------------------------------------- streams


def test_quiet_says_nothing(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    done = mine("ingest", "a.txt", "--out", "out", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_quiet_still_names_what_was_rejected(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    done = mine("ingest", "a.txt", "gone.txt", "--out", "out", "-q")
    assert done.code == 3
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "gone.txt" in done.err


def test_a_dash_reads_standard_input(tmp_path: Path) -> None:
    done = shell("ingest", "-", "--out", "out", stdin=GOOD.encode("gb18030"), cwd=tmp_path)
    assert done.code == 0
    documents = pipeline.load(tmp_path / "out").documents
    assert documents["source"].tolist() == ["-"]
    assert documents["text"].item() == GOOD.strip()


def test_empty_standard_input_is_a_rejected_input(tmp_path: Path) -> None:
    done = shell("ingest", "-", "--out", "out", cwd=tmp_path)
    assert done.code == 3
    assert done.err.splitlines()[-1].startswith("mine: -: ")


def test_what_a_terminal_cannot_show_is_written_as_an_escape(tmp_path: Path) -> None:
    (tmp_path / "页.txt").write_text(GOOD, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    def call(*arguments: str) -> Any:
        command = [sys.executable, "-m", "pipeline.cli", *arguments, "--out", str(tmp_path / "o")]
        return subprocess.run(
            command, env=environment, capture_output=True, timeout=120, text=True, check=False
        )

    assert call("run", str(tmp_path / "页.txt"), "--workers", "1").returncode == 0
    shown = call("show", "页.txt")
    assert shown.returncode == 0
    assert "\\u" in shown.stdout and "Traceback" not in shown.stderr
    missing = call("show", "无.txt")
    assert missing.returncode == 1 and missing.stderr.count("\n") == 1


def test_a_name_cannot_steer_the_terminal(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\nb.txt").write_bytes(b"")
    done = mine("ingest", ".", "--out", "out")
    assert done.code == 3
    assert "\x1b" not in done.err
    assert "a\\x1b[31m\\nb.txt: the file holds no text" in done.err


def test_tables_beside_the_inputs_are_announced_once(mine: Mine, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(GOOD, encoding="utf-8")
    first = mine("ingest", "pages", "--out", "pages", "--workers", "1")
    assert first.code == 0
    assert "holds inputs too" in first.err
    assert "holds inputs too" not in mine("ingest", "pages", "--out", "pages").err
    assert mine("clean", "--all", "--out", "pages").code == 0
    assert [p.name for p in pages.iterdir()] == ["a.txt"]
    apart = mine("ingest", "pages", "--out", "pages/out", "--workers", "1")
    assert "holds inputs too" not in apart.err


def test_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    command = f"'{sys.executable}' -m pipeline.cli ingest a.txt --out out | true"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_busy_folder_is_named(mine: Mine, tmp_path: Path) -> None:
    from pipeline.store.output import Output

    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    with Output(tmp_path / "out"):
        done = mine("ingest", "a.txt", "--out", "out")
    assert done.code == 1
    assert "another run" in done.err


def test_the_option_for_the_largest_file_is_heeded(mine: Mine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(GOOD * 50, encoding="utf-8")
    done = mine("ingest", "a.txt", "b.txt", "--out", "out", "--max-bytes", "1000")
    assert done.code == 3
    assert pipeline.load(tmp_path / "out").rejects["code"].tolist() == ["too-large"]


# ---------------------------------------------------------------------------------- help


def commands() -> dict[str, bool]:
    """Every command, as it is called, and whether it is a group of others."""
    found: dict[str, bool] = {}

    def walk(command: Any, path: str) -> None:
        inner: dict[str, Any] = getattr(command, "commands", {})
        found[path] = bool(inner)
        for name, sub in inner.items():
            walk(sub, f"{path} {name}".strip())

    walk(typer.main.get_command(app), "")
    return found


def test_the_commands_of_the_contract_are_there() -> None:
    assert {"ingest", "extract", "classify", "index", "run"} <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_every_command_has_a_help_with_an_example(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"], terminal_width=200)
    assert shown.exit_code == 0
    assert "Usage" in shown.stdout
    if not commands()[command]:
        assert "Example: mine" in " ".join(shown.stdout.split())
    assert CliRunner().invoke(app, [*command.split(), "-h"]).exit_code == 0


def test_the_version_is_that_of_the_package(mine: Mine) -> None:
    from importlib.metadata import version

    done = mine("--version")
    assert (done.code, done.out.strip()) == (0, f"mine {version('mine-ai-commentary')}")


def test_the_console_script_is_installed() -> None:
    script = Path(sys.executable).with_name("mine")
    found = str(script) if script.exists() else shutil.which("mine")
    assert found
    done = subprocess.run(
        [found, "--version"], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith("mine ")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from pipeline.cli import app\n"
        "for command in ([], ['run'], ['train', 'stance']):\n"
        "    assert CliRunner().invoke(app, [*command, '--help']).exit_code == 0\n"
        "heavy = {'pandas', 'pyarrow', 'sklearn', 'numpy', 'skops', 'spacy', 'jieba', 'tqdm'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
