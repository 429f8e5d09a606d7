"""Runs that do only what is new, and end with the bytes of a run that did everything."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from pipeline.contract import STAGES
from pipeline.runner import RunReport
from pipeline.store.basis import NOT_READ, STILL_READ, is_read
from pipeline.store.cache import Cache

Tables = dict[str, bytes]

FOOT = "关注我们的公众号，第一时间获得人工智能行业的深度报道与独家数据。"


def tables_of(folder: Path) -> Tables:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/part-*.parquet"))
    }


@pytest.fixture(scope="module")
def texts(repo: Path) -> list[bytes]:
    """Documents: of the sample, short ones, copies of one another, pages with one foot."""
    found = [path.read_bytes() for path in sorted((repo / "corpus/sample").glob("*.txt"))[:10]]
    found += [found[0], found[3] + "\n\n转载自网络。\n".encode()]
    for number in range(40):
        body = f"第{number}篇\n\n智谱的模型GLM-{number}.5今年收入{number + 3}亿元，市场看好。\n\n"
        found.append(f"{body}{FOOT if number % 3 else ''}\n".encode())
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for inputs `in/`, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def fill(folder: Path, texts: list[bytes], numbers: Iterator[int] | range | list[int]) -> None:
    """Let `folder` hold these of the texts, each under its number."""
    for path in folder.iterdir():
        path.unlink()
    for number in numbers:
        (folder / f"{number:03d}.txt").write_bytes(texts[number])


def run(out: str = "out", **settings: object) -> RunReport:
    return pipeline.run(["in"], out=out, workers=1, **settings)  # type: ignore[arg-type]


def from_scratch(**settings: object) -> Tables:
    """The tables of a run that knows nothing."""
    shutil.rmtree("scratch", ignore_errors=True)
    run("scratch", **settings)
    return tables_of(Path("scratch"))


def entries() -> dict[str, int]:
    """How many finished parts are kept, by kind."""
    cache = Cache(Path("out/.mine/cache"))
    return {kind: len(cache.entries(kind)) for kind in cache.stages()}


# -------------------------------------------------------------------------------- what is new


def test_a_second_run_works_on_nothing(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(20))
    first = run()
    before = tables_of(Path("out"))
    second = run()
    assert first.fresh == {"ingest": 20, "extract": 20, "classify": 20}
    assert second.fresh == {"ingest": 0, "extract": 0, "classify": 0}
    assert tables_of(Path("out")) == before
    assert second.rows == first.rows


def test_a_grown_corpus_costs_what_is_new(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(0, 50, 2))
    run()
    fill(folder, texts, [*range(0, 50, 2), 17, 31, 51])
    assert run().fresh["ingest"] == 3
    assert tables_of(Path("out")) == from_scratch()


@pytest.mark.parametrize("seed", range(4))
def test_any_way_to_a_corpus_ends_with_the_same_bytes(
    folder: Path, texts: list[bytes], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        fill(folder, texts, chance.sample(range(len(texts)), chance.randint(1, len(texts))))
        run()
    assert tables_of(Path("out")) == from_scratch()


def test_a_changed_document_alone_is_read_again(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(12))
    run()
    (folder / "005.txt").write_bytes(texts[5] + "结尾又添了一句话，说英伟达涨了三成。\n".encode())
    assert run().fresh == {"ingest": 1, "extract": 1, "classify": 1}
    assert tables_of(Path("out")) == from_scratch()


def test_an_earlier_copy_takes_the_place_of_the_original(folder: Path, texts: list[bytes]) -> None:
    (folder / "b.txt").write_bytes(texts[0])
    run()
    (folder / "a.txt").write_bytes(texts[0])
    run()
    documents = pipeline.load("out").documents
    assert documents["duplicate_of"].notna().sum() == 1
    assert tables_of(Path("out")) == from_scratch()


def test_records_of_one_file_are_known_one_by_one(folder: Path, texts: list[bytes]) -> None:
    lines = [json.dumps({"text": f"第{n}条：OpenAI融资{n + 2}亿美元。"}) for n in range(30)]
    (folder / "a.jsonl").write_text("\n".join(lines))
    run()
    (folder / "a.jsonl").write_text("\n".join([*lines, lines[3].replace("OpenAI", "Anthropic")]))
    assert run().fresh["ingest"] == 1
    assert tables_of(Path("out")) == from_scratch()


def test_two_workers_go_on_from_what_one_has_done(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(30))
    run()
    fill(folder, texts, range(40))
    report = pipeline.run(["in"], out="out", workers=2)
    assert report.fresh["ingest"] == 10
    assert tables_of(Path("out")) == from_scratch()


# --------------------------------------------------------------------- settings and knowledge


def test_other_knowledge_redoes_extract_and_not_ingest(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(10))
    run()
    own = Path("own.jsonl")
    own.write_text(json.dumps({"type": "company", "id": "gongzhonghao", "name": "公众号"}))
    report = run(knowledge=["own.jsonl"])
    assert report.fresh == {"ingest": 0, "extract": 10, "classify": 10}
    assert tables_of(Path("out")) == from_scratch(knowledge=["own.jsonl"])
    own.write_text(json.dumps({"type": "company", "id": "gongzhonghao", "name": "读者"}))
    assert run(knowledge=["own.jsonl"]).fresh["extract"] == 10
    own.rename("moved.jsonl")
    assert run(knowledge=["moved.jsonl"]).fresh["extract"] == 0


def test_another_conversion_redoes_ingest(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(5))
    run()
    assert run(conversion="tw2sp").fresh["ingest"] == 5
    assert tables_of(Path("out")) == from_scratch(conversion="tw2sp")


def test_other_code_redoes_everything(
    folder: Path, texts: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, texts, range(3))
    run()
    monkeypatch.setattr("pipeline.store.basis._code", lambda moment: "other")
    assert run().fresh == {"ingest": 3, "extract": 3, "classify": 3}


def test_stages_one_by_one_know_what_a_whole_run_did(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(8))
    run()
    before = tables_of(Path("out"))
    for stage in STAGES:
        inputs = ["in"] if stage == "ingest" else None
        report = pipeline.run(inputs, out="out", stages=(stage,), workers=1)
        assert sum(report.fresh.values()) == 0
    assert tables_of(Path("out")) == before


def test_copies_passed_over_and_taken_again(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, [0, 1, 10, 11, 17])
    run()
    run(skip_copies=True)
    assert tables_of(Path("out")) == from_scratch(skip_copies=True)
    run()
    assert tables_of(Path("out")) == from_scratch()


READS = """
import sys
stage, *inputs = sys.argv[1:]
read = set()
sys.addaudithook(lambda event, given: event == "open" and read.add(str(given[0])))
import pipeline
pipeline.run(inputs or None, out="out", stages=(stage,), workers=1)
print("\\n".join(sorted(read)))
"""


def test_a_stage_reads_no_model_that_its_results_are_not_known_by(
    repo: Path, folder: Path, texts: list[bytes]
) -> None:
    fill(folder, texts, range(16))
    (folder / "page.html").write_text("<html><body><article><p>輝達大漲。</p></article></html>")
    models = repo / "models"
    for stage in STAGES:
        given = ["in"] if stage == "ingest" else []
        # The files that basis itself hashes are opened too: they are the ones that count.
        done = subprocess.run(
            [sys.executable, "-c", READS, stage, *given],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        opened = [Path(line) for line in done.stdout.splitlines()]
        named = {path.relative_to(models).as_posix() for path in opened if models in path.parents}
        strange = sorted(name for name in named if not is_read(stage, name))
        assert strange == [], f"{stage} reads what NOT_READ says it does not"
    assert set(NOT_READ) == set(STAGES)
    assert all((models / name).is_file() for names in STILL_READ.values() for name in names)


# ------------------------------------------------------------------ cut off, damaged, bounded


def test_a_run_that_is_cut_off_goes_on_where_it_was(
    folder: Path, texts: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, texts, range(20))

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.classify.stage.judge_documents", stop)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert tables_of(Path("out")) == {}
    report = run()
    assert report.fresh == {"ingest": 0, "extract": 0, "classify": 20}
    assert tables_of(Path("out")) == from_scratch()


def files_kept() -> list[Path]:
    return sorted(path for path in Path("out/.mine/cache").rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "gone"])
def test_what_is_damaged_is_made_again(folder: Path, texts: list[bytes], damage: str) -> None:
    fill(folder, texts, range(6))
    run()
    whole = tables_of(Path("out"))
    for path in files_kept():
        data = bytearray(path.read_bytes())
        path.unlink()
        if damage == "gone":
            continue
        if data:
            data[len(data) // 2] ^= 1
        cut = {"flipped": bytes(data), "cut": bytes(data[:-7]), "emptied": b""}[damage]
        path.write_bytes(cut)
    assert run().fresh == {"ingest": 6, "extract": 6, "classify": 6}
    assert tables_of(Path("out")) == whole
    assert run().fresh["ingest"] == 0


def test_a_damaged_entry_costs_its_own_documents_alone(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(5))
    run()
    for path in files_kept():
        if path.name == "documents.parquet":
            path.unlink()  # the table keeps its own link to these bytes
    fill(folder, texts, range(6))
    assert run().fresh == {"ingest": 6, "extract": 1, "classify": 1}
    assert tables_of(Path("out")) == from_scratch()


def test_a_table_that_somebody_rewrites_does_not_spoil_the_next_run(
    folder: Path, texts: list[bytes]
) -> None:
    fill(folder, texts, range(6))
    run()
    whole = tables_of(Path("out"))
    for path in Path("out").glob("*/part-*.parquet"):
        with path.open("r+b") as file:  # as a program that opens the file itself
            file.seek(100)
            file.write(b"spoilt")
    run()
    assert tables_of(Path("out")) == whole


def test_what_no_run_asks_for_any_more_goes(folder: Path, texts: list[bytes]) -> None:
    for numbers in (range(30), range(10, 20), range(25, 52), range(3)):
        fill(folder, texts, numbers)
        run()
    kinds = {"classify": 1, "extract": 1, "index": 1, "ingest": 1, "keywords": 1}
    assert {k: n for k, n in entries().items() if n} == kinds


def test_tables_share_the_bytes_of_the_finished_parts(folder: Path, texts: list[bytes]) -> None:
    fill(folder, texts, range(4))
    run()
    shared = Path("out/sentences/part-00000.parquet")
    assert os.stat(shared).st_nlink > 1


def test_a_folder_that_can_hold_no_links_gets_copies(
    folder: Path, texts: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, texts, range(4))
    expected = from_scratch()

    def refuse(*_: object) -> None:
        raise OSError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    run()
    assert run().fresh["ingest"] == 0
    assert tables_of(Path("out")) == expected
