"""What the README shows works as it stands: its Python, its SQL and the commands it names."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import typer.main

import pipeline
from pipeline.cli import app

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
PYTHON = [b for b in re.findall(r"```python\n(.*?)```", README, re.S) if not b.startswith(">>>")]
SQL = re.findall(r'mine sql "(.*?)"', README, re.S)


def test_the_python_of_the_readme_runs_from_top_to_bottom(
    sample_output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("outputs").symlink_to(sample_output)
    assert len(PYTHON) > 5
    names: dict[str, Any] = {}
    for block in PYTHON:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(block, "README.md", "exec"), names)
    assert len(names["tables"].documents) > 10


@pytest.mark.parametrize("query", SQL)
def test_the_sql_of_the_readme_has_an_answer(sample_output: Path, query: str) -> None:
    assert len(pipeline.sql(sample_output, query)) > 0


def test_every_command_that_the_readme_names_is_there() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:`|^|\$ |bin/)mine ([a-z]+)", README, re.M))
    assert {"run", "report", "search", "sql", "show", "export"} <= named <= set(commands)
