"""Documents that crash or hang the code are set aside; what stands beside them is untouched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline

# Put before the package in each process: some words in a document are deadly. That is what a fault
# in compiled code is like, of which we have none at hand.
FAULTS = """
import ctypes, os
import pipeline.ingest.decode as module
import pipeline.extract.sentences as later

def deadly(whole):
    def call(data, *rest, **named):
        text = data if isinstance(data, str) else data.decode("utf-8", "ignore")
        for word, act in ACTS.items():
            if word in text:
                act()
        return whole(data, *rest, **named)
    return call

def overflow():
    raise MemoryError

def endless():
    while True:
        pass

def compiled():
    # Compiled code that never comes back, and holds the interpreter's lock.
    ctypes.PyDLL(None).pause()

STAGE, ACTS = {ACTS}
if STAGE == "ingest":
    module.decode = deadly(module.decode)
else:
    later.split_sentences = deadly(later.split_sentences)
"""

INGEST = (
    '"ingest", {"崩溃": ctypes.PyDLL(None).abort, "死循环": endless, '
    '"不返回": compiled, "撑爆": overflow}'
)
NONE = '"ingest", {}'
EXTRACT = '"extract", {"崩溃": lambda: ctypes.string_at(0), "死循环": compiled}'


def mine(place: Path, faults: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call `mine` in `place` with these faults in it."""
    code = place / "faults"
    code.mkdir(exist_ok=True)
    (code / "sitecustomize.py").write_text(FAULTS.replace("{ACTS}", faults), encoding="utf-8")
    root = Path(pipeline.__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": f"{code}{os.pathsep}{root}"}
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def tables_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
        if path.parent.name != "rejects"
    }


@pytest.fixture
def place(repo: Path, tmp_path: Path) -> Path:
    """A folder with inputs `in/`, all of them well."""
    (tmp_path / "in").mkdir()
    for path in sorted((repo / "corpus/sample").glob("0*.txt")):
        shutil.copy(path, tmp_path / "in")
    return tmp_path


def test_documents_that_crash_or_hang_ingest_are_set_aside_and_the_run_goes_on(
    place: Path,
) -> None:
    assert mine(place, INGEST, "run", "in", "--out", "well", "--workers", "1").returncode == 0
    texts = {"a": "崩溃", "04": "死循环", "05": "不返回", "z": "撑爆"}
    for name, word in texts.items():
        (place / "in" / f"{name}-bad.txt").write_text(f"一句话，里面有{word}。", encoding="utf-8")
    done = mine(place, INGEST, "run", "in", "--out", "out", "--timeout", "2")
    assert done.returncode == 3, done.stderr
    tables = pipeline.load(place / "out")
    codes = {
        Path(s).stem: c
        for s, c in zip(tables.rejects["source"], tables.rejects["code"], strict=True)
    }
    assert codes == {
        "a-bad": "crash",
        "04-bad": "timeout",
        "05-bad": "timeout",
        "z-bad": "internal",
    }
    assert tables_of(place / "out") == tables_of(place / "well")


def test_a_document_that_crashes_extract_stays_without_sentences(place: Path) -> None:
    for name, word in {"m": "崩溃", "n": "死循环"}.items():
        (place / "in" / f"{name}-bad.txt").write_text(f"一句话，里面有{word}。", encoding="utf-8")
    done = mine(place, EXTRACT, "run", "in", "--out", "out", "--timeout", "2")
    assert done.returncode == 3, done.stderr
    tables = pipeline.load(place / "out")
    rejects = zip(
        tables.rejects["source"], tables.rejects["stage"], tables.rejects["code"], strict=True
    )
    assert {(Path(s).stem, stage, code) for s, stage, code in rejects} == {
        ("m-bad", "extract", "crash"),
        ("n-bad", "extract", "timeout"),
    }
    documents = tables.documents.set_index("doc_id")["source"]
    without = set(documents.index) - set(tables.sentences["doc_id"])
    assert {Path(documents[d]).stem for d in without} == {"m-bad", "n-bad"}
    # Both are tried again by the next run, in which nothing is wrong with them.
    again = mine(place, NONE, "run", "in", "--out", "out", "--workers", "1")
    assert again.returncode == 0, again.stderr
    mine(place, NONE, "run", "in", "--out", "well", "--workers", "1")
    assert tables_of(place / "out") == tables_of(place / "well")


def test_with_one_worker_an_endless_loop_is_left_in_this_process(place: Path) -> None:
    (place / "in" / "bad.txt").write_text("死循环。", encoding="utf-8")
    done = mine(place, INGEST, "run", "in", "--out", "out", "--timeout", "2", "--workers", "1")
    assert done.returncode == 3, done.stderr
    assert "more than 2 seconds" in done.stderr


def test_with_one_worker_the_run_after_a_crash_sets_the_document_aside(place: Path) -> None:
    (place / "in" / "bad.txt").write_text("崩溃。", encoding="utf-8")
    arguments = ("run", "in", "--out", "out", "--workers", "1")
    assert mine(place, INGEST, *arguments).returncode < 0
    done = mine(place, INGEST, *arguments)
    assert done.returncode == 3, done.stderr
    assert pipeline.load(place / "out").rejects["code"].tolist() == ["crash"]
