"""A disk that is full in the middle: the state stands, and the next run goes on."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline

ROOM = 400_000
"""Bytes that hold a smaller output and not a larger one."""


def tables_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
    }


@pytest.fixture
def corpus(repo: Path, tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for path in sorted((repo / "corpus/sample").glob("*.txt")):
        shutil.copy(path, tmp_path / "in")
    for number in range(200):
        line = f"第{number}篇：OpenAI今年的收入是{number}亿美元，投资人很满意。\n"
        (tmp_path / "in" / f"{number:03d}.txt").write_text(line, encoding="utf-8")
    return tmp_path


def mine(place: Path, out: Path, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Call `mine run`, with no file allowed to grow beyond `limit` bytes."""

    def bounded() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "run", "in", "--out", str(out), "--workers", "1"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parent.parent)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        preexec_fn=bounded,
    )


def check_failure(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("limit", [3_000, 20_000])
def test_files_that_may_not_grow_end_the_run_and_the_next_goes_on(corpus: Path, limit: int) -> None:
    check_failure(mine(corpus, corpus / "out", limit))
    assert tables_of(corpus / "out") == {}
    assert mine(corpus, corpus / "out").returncode == 0
    assert mine(corpus, corpus / "whole").returncode == 0
    assert tables_of(corpus / "out") == tables_of(corpus / "whole")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_state_and_room_lets_the_run_go_on(corpus: Path, disk: Path) -> None:
    large = corpus / "large"
    (corpus / "in").rename(large)
    (corpus / "in").mkdir()
    shutil.copy(large / "000.txt", corpus / "in")
    out = disk / "out"
    assert mine(corpus, out).returncode == 0
    before = tables_of(out)
    shutil.rmtree(corpus / "in")
    large.rename(corpus / "in")
    done = mine(corpus, out)
    check_failure(done)
    assert "space" in done.stderr
    assert tables_of(out) == before
    room = ["mount", "-o", "remount,size=50000000", str(disk)]
    subprocess.run(room, check=True)
    assert mine(corpus, out).returncode == 0
    assert mine(corpus, corpus / "whole").returncode == 0
    assert tables_of(out) == tables_of(corpus / "whole")
