"""An output folder is a data set as it stands: its card tells of the tables that are there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
import yaml

import pipeline
from pipeline.contract import SCHEMAS, TABLE_NOTES
from pipeline.ingest.inputs import list_inputs
from pipeline.store.card import CARD, CROISSANT, README


def front_matter(out: Path) -> dict[str, Any]:
    front = (out / README).read_text(encoding="utf-8").split("---\n")[1]
    found: dict[str, Any] = yaml.safe_load(front)
    return found


@pytest.fixture
def own(repo: Path, tmp_path: Path) -> Path:
    source = repo / "corpus/sample/08-cloud-price-war.txt"
    pipeline.run([source], out=tmp_path / "out", stages=("ingest", "extract"), workers=1)
    return tmp_path / "out"


def test_every_table_says_what_a_row_is() -> None:
    assert TABLE_NOTES.keys() == SCHEMAS.keys()


def test_a_configuration_for_every_table_with_rows(
    sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    configurations = front_matter(sample_output)["configs"]
    names = [c["config_name"] for c in configurations]
    assert set(names) == {n for n in SCHEMAS if len(getattr(sample_tables, n))}
    assert [c["config_name"] for c in configurations if c.get("default")] == ["documents"]
    for configuration in configurations:
        files = sorted(sample_output.glob(configuration["data_files"]))
        rows = sum(len(pd.read_parquet(path)) for path in files)
        assert rows == len(getattr(sample_tables, configuration["config_name"]))


def test_croissant_names_every_column_and_its_files(sample_output: Path) -> None:
    described = json.loads((sample_output / CROISSANT).read_text(encoding="utf-8"))
    columns = [f["name"] for r in described["recordSet"] for f in r["field"]]
    assert columns == [f"{name}/{column.name}" for name, s in SCHEMAS.items() for column in s]
    for files in described["distribution"]:
        assert list(sample_output.glob(files["includes"]))


# rdflib, on which mlcroissant rests, warns of its own classes.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_croissant_is_valid_and_its_own_library_reads_every_row(
    sample_output: Path, sample_tables: pipeline.Tables
) -> None:
    import mlcroissant

    described = mlcroissant.Dataset((sample_output / CROISSANT).resolve())
    assert not described.metadata.issues.errors
    assert not described.metadata.issues.warnings
    for name in ("documents", "mentions", "claims", "index"):
        rows = list(described.records(name))
        frame = sample_tables[name]
        assert len(rows) == len(frame) > 0
        assert list(rows[0]) == [f"{name}/{column}" for column in frame.columns]
    assert rows[0]["index/doc_id"].decode() == sample_tables.index["doc_id"].iloc[0]


_LOAD: Final = """
import datasets, json, sys
folder = sys.argv[1]
loaded = {n: datasets.load_dataset(folder, n) for n in datasets.get_dataset_config_names(folder)}
print(json.dumps({n: [s.column_names, s.num_rows] for n, d in loaded.items() for s in d.values()}))
print(next(iter(datasets.load_dataset(folder)["train"]))["doc_id"])
"""


def test_load_dataset_reads_every_table_with_rows(
    sample_output: Path, sample_tables: pipeline.Tables, tmp_path: Path
) -> None:
    # A process of its own: the library reads its settings when it is imported.
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(sample_output)],
        env={**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    loaded, first = done.stdout.splitlines()
    assert json.loads(loaded) == {
        name: [list(frame.columns), len(frame)]
        for name, frame in sample_tables.items()
        if len(frame)
    }
    assert first == sample_tables.documents["doc_id"].iloc[0]


def test_the_snippet_of_the_readme_reads_every_mention_with_each_library(
    sample_output: Path, sample_tables: pipeline.Tables, tmp_path: Path
) -> None:
    readme = (sample_output / README).read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert "mlcroissant" in snippet and ".resolve()" in readme.replace(snippet, "")
    counted = re.sub(r"^(mentions = .*)$", r"\1; print(len(mentions))", snippet, flags=re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", counted],
        cwd=sample_output,
        env={**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(len(sample_tables.mentions))] * 3


def test_the_card_tells_of_the_tables_that_are_there(own: Path) -> None:
    names = {c["config_name"] for c in front_matter(own)["configs"]}
    assert "mentions" in names and "stance" not in names
    pipeline.run(out=own, stages=("classify",), workers=1)
    assert "stance" in {c["config_name"] for c in front_matter(own)["configs"]}
    assert (own / README).is_symlink()


def test_a_readme_of_the_users_own_stays(own: Path) -> None:
    (own / README).unlink()
    (own / README).write_text("my notes", encoding="utf-8")
    pipeline.run(out=own, stages=("extract",), workers=1)
    pipeline.run(out=own, stages=("extract", "classify"), workers=1)
    assert (own / README).read_text(encoding="utf-8") == "my notes"
    assert (own / CROISSANT).is_symlink()
    assert [Path(i.source).name for i in list_inputs([str(own)]).inputs] == [README]


def test_a_copy_is_a_data_set_too_and_its_card_follows_the_next_run(
    own: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(own, copy, ignore=shutil.ignore_patterns(".mine"))
    assert not (copy / README).is_symlink()
    pipeline.run(out=copy, stages=("classify",), workers=1)
    assert (copy / README).is_symlink()
    assert "stance" in {c["config_name"] for c in front_matter(copy)["configs"]}


def test_the_card_is_no_input(own: Path) -> None:
    assert not list_inputs([str(own)]).inputs
    assert not list_inputs([str(own / "*")]).inputs


def test_the_card_is_the_same_from_run_to_run(own: Path) -> None:
    before = (own / README).read_bytes()
    pipeline.run(out=own, stages=("extract",), workers=1)
    assert (own / README).read_bytes() == before
    assert {p.name for p in own.iterdir()} >= set(CARD)
