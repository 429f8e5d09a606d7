"""What is too large for memory is rejected by name, and workers that have grown are replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.engines.local import LocalEngine
from pipeline.runner import run

LINE = "英伟达今年收入增长三成，市场看好。"


@pytest.mark.parametrize("end", ["", "\n"], ids=["one line", "many lines"])
def test_a_document_of_100_mb_is_rejected_by_name_and_its_neighbour_is_read(
    tmp_path: Path, end: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    line = (LINE + end).encode()
    (folder / "large.txt").write_bytes(line * (100_000_000 // len(line) + 1))
    (folder / "small.txt").write_text(f"小文档\n\n{LINE}\n", encoding="utf-8")
    report = run([str(folder)], tmp_path / "out", stages=("ingest",), workers=1)
    assert report.documents == 1
    ((source, code, message),) = report.rejected
    assert (Path(source).name, code) == ("large.txt", "too-large")
    assert "\n" not in message


_held = bytearray()


def hold(megabytes: int) -> int:
    """Hold so much memory from now on; the process."""
    global _held
    _held = bytearray(b"x" * (megabytes << 20))
    return os.getpid()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc to ask for memory")
def test_a_worker_that_has_grown_is_replaced_between_stages() -> None:
    with LocalEngine(1, isolated=True) as engine:
        small = set(engine.map(hold, [1, 1, 1]))
        assert set(engine.map(hold, [1, 500])) == small
        assert not set(engine.map(hold, [1])) & small
