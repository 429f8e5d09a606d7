"""The commands that measure, as a user calls them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli_evaluate import app
from pipeline.errors import InputError, MineError, MissingTableError, UsageError
from pipeline.evaluate.marked import MarkedDocument, format_marked

Write = Callable[[Path, list[MarkedDocument]], Path]


def mine(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def gold(tmp_path: Path, small: MarkedDocument) -> Path:
    folder = tmp_path / "gold/marked"
    folder.mkdir(parents=True)
    for name in ("one", "two", "three"):
        text = format_marked(small).replace("id: small", f"id: {name}")
        (folder / f"{name}.xml.txt").write_text(text, encoding="utf-8")
    split = {"train": ["three"], "dev": ["one", "two"], "test": []}
    (folder.parent / "split.json").write_text(json.dumps(split), encoding="utf-8")
    return folder


def test_the_pipeline_is_run_on_the_gold_of_the_dev_split(gold: Path, tmp_path: Path) -> None:
    result = mine("evaluate", gold, "--json", tmp_path / "a.json", "--misses", "1")
    assert result.exit_code == 0
    assert f"2 documents of {gold}, split dev" in result.stdout
    assert "text.kept.f1" in result.stdout
    assert "## " in result.stdout
    content = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [d["id"] for d in content["by_document"]] == ["one", "two"]
    assert content["figures"]["text.kept.r"]["value"] > 0.9


def test_noise_is_read_instead(gold: Path, tmp_path: Path) -> None:
    mine("evaluate", gold, "--json", tmp_path / "a.json")
    noisy = ("--noise", "gloss", "--noise", "utf-16")
    result = mine("evaluate", gold, *noisy, "--compare", tmp_path / "a.json")
    assert "compared on 2 documents" in result.stdout
    with pytest.raises(UsageError, match="no noise snow"):
        mine("evaluate", gold, "--noise", "snow")
    with pytest.raises(UsageError, match="without --run"):
        mine("evaluate", gold, "--noise", "gloss", "--run", tmp_path)


def test_a_run_is_measured_as_it_is(
    gold: Path, tmp_path: Path, small: MarkedDocument, write_perfect: Write
) -> None:
    out = write_perfect(tmp_path / "out", [small])
    records = tmp_path / "gold.jsonl"
    records.write_text(json.dumps(small.record()) + "\n", encoding="utf-8")
    result = mine("evaluate", records, "--run", out)
    assert "names.company.f1             1.000" in result.stdout
    with pytest.raises(MineError, match="none of the 3 documents"):
        mine("evaluate", gold, "--split", "all", "--run", out)
    with pytest.raises(MissingTableError):
        mine("evaluate", gold, "--run", tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere"], "no gold there.*`mine mark OUT --to nowhere`"),
        (["gold/marked", "--split", "eval"], "no split 'eval'"),
        (["gold/marked", "--split", "test"], "no gold documents of the split test"),
        (["bare", "--split", "dev"], r"no split\.json"),
    ],
)
def test_gold_that_is_not_there(
    gold: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bare").mkdir()
    with pytest.raises(MineError, match=complaint) as caught:
        mine("evaluate", *arguments)
    assert caught.value.exit_code == (1 if arguments == ["nowhere"] else 2)


def test_all_that_is_wrong_with_the_gold_is_said_at_once(gold: Path) -> None:
    (gold / "one.xml.txt").write_text("id: one\n\n<s>好</s>", encoding="utf-8")
    (gold / "two.xml.txt").write_text("id: two\n\n好</s>", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        mine("evaluate", gold)
    assert [line.split(" ")[0] for line in str(caught.value).split("\n")] == [
        "one.xml.txt:3:",
        "two.xml.txt:3:",
    ]


def test_only_the_files_of_the_split_are_opened(gold: Path, tmp_path: Path) -> None:
    (gold / "three.xml.txt").write_text("not marked text", encoding="utf-8")
    assert mine("evaluate", gold).exit_code == 0
    with pytest.raises(InputError, match=r"three\.xml\.txt"):
        mine("evaluate", gold, "--split", "train")
    (gold / "one.xml.txt").unlink()
    with pytest.raises(InputError, match=r"not in .*: one"):
        mine("evaluate", gold)


def test_a_run_is_marked(tmp_path: Path, small: MarkedDocument, write_perfect: Write) -> None:
    out = write_perfect(tmp_path / "out", [small])
    result = mine("mark", out, "--to", tmp_path / "marked")
    assert result.stdout == f"{tmp_path}/marked/small.xml.txt\n"
    written = (tmp_path / "marked/small.xml.txt").read_text("utf-8")
    assert '<p k="jensen-huang">黃仁勳</p>' in written


@pytest.fixture
def scores(tmp_path: Path, small: MarkedDocument, write_perfect: Write) -> tuple[Path, Path]:
    """The scores of a perfect run, and of one that found neither names nor figures."""
    records = tmp_path / "small.jsonl"
    records.write_text(json.dumps(small.record()) + "\n", encoding="utf-8")
    out = write_perfect(tmp_path / "out", [small])
    mine("evaluate", records, "--run", out, "--json", tmp_path / "perfect.json")
    shutil.rmtree(out / "mentions")
    shutil.rmtree(out / "figures")
    mine("evaluate", records, "--run", out, "--json", tmp_path / "worse.json")
    return tmp_path / "perfect.json", tmp_path / "worse.json"


def test_floors_are_set_and_held(tmp_path: Path, scores: tuple[Path, Path]) -> None:
    perfect, worse = scores
    file = tmp_path / "floors.toml"
    with pytest.raises(MineError, match="no such file"):
        mine("floors", "check", "--scores", perfect, "--file", file)
    raised = mine("floors", "raise", "--scores", perfect, "--file", file)
    assert "names.company.f1: 0.990 (new)" in raised.stdout
    assert mine("floors", "check", "--scores", perfect, "--file", file).exit_code == 0

    failed = mine("floors", "check", "--scores", worse, "--file", file)
    assert failed.exit_code == 1
    assert "figures.value.f1: 0.000 is below its floor 0.990" in failed.stdout.splitlines()
    before = file.read_text("utf-8")
    assert mine("floors", "raise", "--scores", worse, "--file", file).exit_code == 1
    assert file.read_text("utf-8") == before


def test_floors_are_lowered_with_a_reason(tmp_path: Path, scores: tuple[Path, Path]) -> None:
    _, worse = scores
    file = tmp_path / "floors.toml"
    file.write_text('[floors]\n"names.any_type.f1" = 1.0\n"figures.value.f1" = 1.0\n', "utf-8")
    given = ("--scores", worse, "--file", file)
    lower = ("--lower", "names.any_type.f1", "--lower", "figures.value.f1")
    with pytest.raises(UsageError, match="reason"):
        mine("floors", "raise", *given, *lower)
    half = mine("floors", "raise", *given, *lower[:2], "--reason", "harder gold")
    assert half.exit_code == 1
    assert "figures.value.f1" in half.stdout

    assert mine("floors", "raise", *given, *lower, "--reason", "harder gold").exit_code == 0
    text = file.read_text("utf-8")
    assert text.count("\n[[lowered]]\n") == text.count('reason = "harder gold"') == 2
    assert mine("floors", "check", *given).exit_code == 0


def test_the_command_line_starts_light() -> None:
    code = (
        "import sys, pipeline.cli_evaluate\n"
        "print([m for m in ('numpy', 'pandas', 'pyarrow', 'opencc') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
