"""An output folder goes from one complete state to the next, whatever happens on the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline.contract import SCHEMAS, STAGES, table_of
from pipeline.errors import (
    ContractError,
    MissingTableError,
    OutputBusyError,
    OutputError,
    UsageError,
)
from pipeline.store.output import Output, committed, read_manifest
from pipeline.store.parts import part_name, read_table, write_part

State = dict[str, bytes]

KILLED = 9
CHANGES = ("rename", "replace", "unlink", "rmdir", "symlink", "link", "mkdir")
"""The calls by which a name appears, changes or goes: the boundaries of writes."""


def die_at(number: int) -> None:
    """Make this process end, as if killed, just before its n-th change to a folder."""
    left = number

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(KILLED)
            return function(*args, **kwargs)

        return call

    for name in CHANGES:
        setattr(os, name, dying(getattr(os, name)))
    setattr(os, "fsync", no_sync)  # noqa: B010


def no_sync(_: Any) -> None:
    """A killed process, unlike a lost power, loses nothing that the system has taken."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", no_sync)


def write_new(folder: Path, stages: str) -> None:
    """Replace the tables of `stages` (names joined by commas)."""
    with Output(folder) as output:
        for name in (t for stage in stages.split(",") for t in STAGES[stage]):
            output.begin(name)
            rows: list[tuple[object, ...]] = (
                [("b.txt", "ingest", "new", "new")] if name == "rejects" else []
            )
            output.write(name, 0, table_of(name, rows))
        output.commit({"schema_version": "1.0", "state": "new"})


ACTIONS: dict[str, Callable[[Path, str], None]] = {"write": write_new}


def kill_everywhere(action: str, template: str, work: str, stages: str) -> None:
    """Do `action` on a copy of `template` for each n, dying before the n-th change.

    A process of its own runs this file for it, since forking one that has Arrow's threads may
    lock up.
    """
    for number in range(1, 1000):
        folder = Path(work) / f"{number:03d}"
        shutil.copytree(template, folder, symlinks=True)
        process = os.fork()
        if not process:
            try:
                die_at(number)
                ACTIONS[action](folder, stages)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if code != KILLED:
            sys.exit(code)


def killed(action: str, template: Path, work: Path, stages: str = "") -> list[Path]:
    """The folders that `kill_everywhere` leaves, in order of the kill; the last one lived."""
    work.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, action, str(template), str(work), stages]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    return sorted(work.iterdir())


def state_of(folder: Path) -> State:
    """Every file that a reader who knows nothing of `mine` sees, by its path."""
    paths = [path for name in SCHEMAS for path in (folder / name).glob("*.parquet")]
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted([*paths, folder / "manifest.json"])
        if path.is_file()
    }


def write_old(folder: Path) -> None:
    """All tables with one part each, as an earlier run left them."""
    with Output(folder) as output:
        for name in (t for tables in STAGES.values() for t in tables):
            output.begin(name)
            rows: list[tuple[object, ...]] = (
                [("a.txt", "ingest", "old", "old")] if name == "rejects" else []
            )
            output.write(name, 0, table_of(name, rows))
        output.commit({"schema_version": "1.0", "state": "old"})


@pytest.fixture
def old(tmp_path: Path) -> Path:
    write_old(tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `mine ingest` leaves, killed at each write in turn, in folders in that order."""
    place = tmp_path_factory.mktemp("cut-off")
    write_old(place / "old")
    killed("write", place / "old", place / "killed", "ingest")
    return place / "killed"


@pytest.fixture
def folders(cut_off: Path, tmp_path: Path) -> list[Path]:
    """Copies of the folders of `cut_off`; the last one lived."""
    shutil.copytree(cut_off, tmp_path / "killed", symlinks=True)
    return sorted((tmp_path / "killed").iterdir())


def check_states(seen: list[State], before: State) -> None:
    after = seen[-1]
    assert after != before
    assert [number for number, state in enumerate(seen) if state not in (before, after)] == []
    # Once a commit is made, no later death undoes it; and there is a commit to be made.
    made = [state == after for state in seen]
    assert made == sorted(made)
    assert not made[0]
    assert len(seen) > 10


def check_clean(folder: Path) -> None:
    """Nothing lies about but the one state."""
    left = {p.name for p in (folder / ".mine").iterdir()}
    assert left - {"cache"} == {"lock", "current", "states"}
    assert len(list((folder / ".mine" / "states").iterdir())) == 1


def test_a_stage_killed_at_any_write_leaves_one_state_or_the_next(
    folders: list[Path], old: Path
) -> None:
    check_states([state_of(folder) for folder in folders], state_of(old))


def test_all_stages_killed_at_any_write_leave_one_state_or_the_next(
    old: Path, tmp_path: Path
) -> None:
    left = killed("write", old, tmp_path / "killed", ",".join(STAGES))
    check_states([state_of(folder) for folder in left], state_of(old))


def test_the_run_after_a_killed_one_goes_through_and_cleans_up(folders: list[Path]) -> None:
    after = state_of(folders[-1])
    for folder in folders[::2]:
        write_new(folder, "ingest")
        assert state_of(folder) == after
        check_clean(folder)


def test_a_reader_after_a_killed_run_sees_what_pandas_sees(folders: list[Path]) -> None:
    for folder in folders:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["state"]
        tables = pipeline.load(folder)
        assert tables.manifest["state"] == told
        rejects = pd.read_parquet(folder / "rejects")
        assert rejects["code"].tolist() == tables.rejects["code"].tolist() == [told]


def test_tables_loaded_stay_those_of_one_state(old: Path) -> None:
    tables = pipeline.load(old)
    write_new(old, "ingest")
    with pytest.raises(MissingTableError, match="load it again"):
        tables.rejects  # noqa: B018


@pytest.mark.parametrize("hidden_too", [True, False])
def test_a_copy_with_links_followed_is_read_and_taken_over(
    old: Path, tmp_path: Path, hidden_too: bool
) -> None:
    copy = tmp_path / "copy"
    ignore = None if hidden_too else shutil.ignore_patterns(".mine")
    shutil.copytree(old, copy, ignore=ignore)
    assert state_of(copy) == state_of(old)
    assert pipeline.load(copy).rejects["code"].tolist() == ["old"]
    write_new(copy, "index")
    write_new(old, "index")
    assert state_of(copy) == state_of(old)
    check_clean(copy)


def test_taking_a_copy_over_and_dying_loses_nothing(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(old, copy)
    left = killed("write", copy, tmp_path / "killed", "index")
    before, after = state_of(copy), state_of(left[-1])
    for folder in left:
        assert pipeline.load(folder).rejects["code"].tolist() == ["old"]
        assert state_of(folder) in (before, after)
    for folder in left[::3]:
        write_new(folder, "index")
        assert state_of(folder) == after


def test_a_first_run_killed_leaves_nothing_or_everything(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    folders = killed("write", tmp_path / "empty", tmp_path / "killed", "ingest")
    seen = [state_of(folder) for folder in folders]
    assert seen[0] == {}
    assert seen[-1]
    assert [number for number, state in enumerate(seen) if state not in ({}, seen[-1])] == []


RUN = """
import importlib.util, sys
import pipeline

spec = importlib.util.spec_from_file_location("killing", sys.argv[1])
killing = importlib.util.module_from_spec(spec)
spec.loader.exec_module(killing)
killing.die_at(int(sys.argv[2]))
pipeline.run([sys.argv[3]], out=sys.argv[4], workers=1)
"""


def test_the_whole_pipeline_killed_leaves_one_state_or_the_next(repo: Path, tmp_path: Path) -> None:
    first, second = (
        repo / "corpus" / "sample" / name
        for name in ("08-cloud-price-war.txt", "10-the-meter-is-running.txt")
    )
    pipeline.run([first], out=tmp_path / "out", workers=1)
    pipeline.run([second], out=tmp_path / "whole", workers=1)
    states = [state_of(tmp_path / "out"), state_of(tmp_path / "whole")]
    told = [json.loads(state.pop("manifest.json"))["stages"]["index"]["rows"] for state in states]

    def kill(number: int) -> Path:
        folder = tmp_path / f"kill-{number}"
        shutil.copytree(tmp_path / "out", folder)
        command = [sys.executable, "-c", RUN, __file__, str(number), str(second), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == KILLED, done.stderr
        return folder

    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(kill, (7, 30)))
    seen = []
    for folder in folders:
        state = state_of(folder)
        rows = json.loads(state.pop("manifest.json"))["stages"]["index"]["rows"]
        assert state in states
        seen.append(states.index(state))
        assert rows == told[seen[-1]]
    assert seen == sorted(seen)
    assert seen[0] == 0


# ---------------------------------------------------------------------------- two at once


def test_the_second_of_two_runs_is_refused(old: Path) -> None:
    before = state_of(old)
    with Output(old), pytest.raises(OutputBusyError, match="another run"), Output(old):
        pass
    assert state_of(old) == before


def test_a_refused_run_leaves_the_first_one_alone(tmp_path: Path, repo: Path) -> None:
    out = tmp_path / "out"
    with Output(out) as first:
        folder = first.begin("rejects")
        with pytest.raises(OutputBusyError):
            pipeline.run([repo / "corpus/sample/08-cloud-price-war.txt"], out=out, workers=1)
        assert folder.is_dir()
        first.write("rejects", 0, table_of("rejects", []))
        first.commit({"schema_version": "1.0"})
    assert list(state_of(out)) == ["manifest.json", "rejects/part-00000.parquet"]


def test_a_reader_does_not_wait_for_a_run(old: Path) -> None:
    with Output(old) as running:
        running.begin("rejects")
        assert len(pipeline.load(old).rejects) == 1


# ------------------------------------------------------------------------- failing and stale


def test_leaving_without_a_commit_discards_what_was_staged(old: Path) -> None:
    before = state_of(old)
    with Output(old) as output:
        output.begin("rejects")
        output.write("rejects", 0, table_of("rejects", []))
    assert state_of(old) == before


def test_a_failing_run_leaves_the_previous_state(old: Path) -> None:
    before = state_of(old)

    def fail_in_the_middle() -> None:
        with Output(old) as output:
            output.begin("documents")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail_in_the_middle()
    assert state_of(old) == before
    check_clean(old)


@pytest.mark.parametrize("inputs", [["no/such/file.txt"], []])
def test_a_run_without_inputs_makes_no_folder(tmp_path: Path, inputs: list[str]) -> None:
    with pytest.raises(UsageError):
        pipeline.run(inputs, out=tmp_path / "new" / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_stage_without_its_tables_names_the_one_to_run_and_makes_no_folder(
    tmp_path: Path,
) -> None:
    with pytest.raises(MissingTableError, match="mine ingest"):
        pipeline.run(out=tmp_path / "out", stages=("extract",))
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_that_is_a_file_is_named(tmp_path: Path, repo: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="out"):
        pipeline.run(
            [repo / "corpus/sample/08-cloud-price-war.txt"], out=tmp_path / "out", workers=1
        )
    assert (tmp_path / "out").read_text() == "a file"


def test_a_stage_alone_keeps_earlier_tables_and_removes_later_ones(
    sample_output: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample_output, out)
    before = state_of(out)
    pipeline.run(out=out, stages=("classify",), workers=1)
    after = state_of(out)
    assert {p.split("/")[0] for p in set(before) - set(after)} == {
        *STAGES["index"],
    }
    assert {p: b for p, b in after.items() if p != "manifest.json"} == {
        p: b for p, b in before.items() if p in after and p != "manifest.json"
    }
    assert list(read_manifest(out)["stages"]) == ["ingest", "extract", "classify"]
    with pytest.raises(MissingTableError):
        pipeline.load(out).index  # noqa: B018


def test_ingest_alone_removes_all_later_tables(
    sample_output: Path, tmp_path: Path, repo: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample_output, out)
    pipeline.run(
        [repo / "corpus/sample/08-cloud-price-war.txt"], out=out, stages=("ingest",), workers=1
    )
    tables = {p.split("/")[0] for p in state_of(out)}
    assert tables == {"manifest.json", "sources", "documents", "edits", "rejects"}
    assert len(pipeline.load(out).documents) == 1
    assert list(read_manifest(out)["stages"]) == ["ingest"]


def test_fewer_inputs_leave_no_part_of_the_larger_run(tmp_path: Path, repo: Path) -> None:
    big = tmp_path / "articles"
    big.mkdir()
    for number in range(300):
        (big / f"{number:03d}.txt").write_text(
            f"第{number}篇的正文只有这一句话。", encoding="utf-8"
        )
    pipeline.run([big], out=tmp_path / "out", stages=("ingest",), workers=1)
    assert len(list((tmp_path / "out" / "documents").iterdir())) > 1
    pipeline.run([big / "001.txt"], out=tmp_path / "out", stages=("ingest",), workers=1)
    assert len(pipeline.load(tmp_path / "out").documents) == 1


def test_other_files_in_the_folder_are_left_alone(old: Path) -> None:
    (old / "notes.md").write_text("mine, not yours")
    (old / "figures-of-mine").mkdir()
    write_old(old)
    assert (old / "notes.md").read_text() == "mine, not yours"
    assert (old / "figures-of-mine").is_dir()


# ------------------------------------------------------------------------------ reading


def test_a_folder_without_tables_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingTableError, match="mine run"), committed(tmp_path):
        pass
    with pytest.raises(MissingTableError):
        pipeline.load(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_manifest_is_named(old: Path) -> None:
    (old / "manifest.json").write_text("{")
    with pytest.raises(OutputError, match=r"manifest\.json"):
        pipeline.load(old)


def test_a_damaged_part_is_named(old: Path) -> None:
    (old / "rejects" / part_name(0)).write_bytes(b"not parquet")
    with pytest.raises(OutputError, match="part-00000"):
        pipeline.load(old).rejects  # noqa: B018


def test_a_part_without_a_promised_column_is_named(old: Path) -> None:
    path = old / "rejects" / part_name(0)
    pq.write_table(pa.table({"source": ["a"], "stage": ["b"], "code": ["c"]}), path)
    with pytest.raises(ContractError, match="message"):
        pipeline.load(old).rejects  # noqa: B018


def test_columns_beyond_the_contract_do_not_disturb_a_reader(old: Path) -> None:
    path = old / "rejects" / part_name(0)
    table = pq.ParquetFile(path).read()
    pq.write_table(table.append_column("note", pa.array(["added"])), path)
    assert read_table(old / "rejects", "rejects").num_rows == 1


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    table = table_of("rejects", [("a.txt", "ingest", "binary", "图片")])
    for name in ("one", "two"):
        write_part(tmp_path / name, 0, "rejects", table)
    assert (tmp_path / "one" / part_name(0)).read_bytes() == (
        tmp_path / "two" / part_name(0)
    ).read_bytes()
    assert [p.name for p in (tmp_path / "one").iterdir()] == [part_name(0)]


if __name__ == "__main__":
    kill_everywhere(*sys.argv[1:])


@pytest.mark.parametrize("place", ["documents/thesis.txt", "index/sub/notes.md", "manifest.json"])
def test_what_mine_did_not_write_is_never_replaced(tmp_path: Path, place: str) -> None:
    precious = tmp_path / "home" / place
    precious.parent.mkdir(parents=True)
    precious.write_text("{}", encoding="utf-8")
    (tmp_path / "a.txt").write_text("模型的价格又降了一半。", encoding="utf-8")
    with pytest.raises(OutputError, match="not written by mine"):
        pipeline.run([tmp_path / "a.txt"], out=tmp_path / "home", workers=1)
    assert precious.read_text(encoding="utf-8") == "{}"
