"""The figures are those of the project's measure of acceptance, on the same gold and output."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.contract import SCHEMAS, table_of
from pipeline.evaluate.bootstrap import figures_once
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.measure import measure
from pipeline.evaluate.output import pair, read_output
from pipeline.evaluate.to_tables import TABLES, to_tables
from pipeline.store.parts import write_part

MEASURE = Path(__file__).resolve().parents[3] / "shared/eval/score.py"

NAMES = {
    "text.kept.f1": ("text", "kept", "f1"),
    "text.kept.p": ("text", "kept", "p"),
    "text.kept.r": ("text", "kept", "r"),
    "names.any_type.f1": ("names", "any type", "f1"),
    "names.linking.p": ("names", "linking", "p"),
    "names.linking.r": ("names", "linking", "r"),
    "names.linking.f1": ("names", "linking", "f1"),
    "figures.qualifier": ("figures", "qualifier"),
    "stance.document.accuracy": ("stance", "document accuracy"),
    "stance.document.macro_f1": ("stance", "document macro-F1"),
    "stance.sentence.accuracy": ("stance", "sentence accuracy"),
    "stance.sentence.macro_f1": ("stance", "sentence macro-F1"),
    "stance.sentence.reversed": ("stance", "polarity reversed"),
    "stance.target": ("stance", "target accuracy"),
}
NAMES |= {
    f"names.{t}.{x}": ("names", t, x) for t in ("company", "model", "person") for x in ("p", "r")
}
NAMES |= {f"figures.{t}.{x}": ("figures", t, x) for t in ("span", "value") for x in ("p", "r")}
NAMES |= {f"text.metadata.{k}": ("text", "metadata", k) for k in ("title", "author", "published")}
NAMES |= {
    f"text.removed.{k}": ("text", "removed", k)
    for k in ("all", "ad", "byline", "caption", "nav", "notice", "refs")
}


def spoil(name: str, row: dict[str, object], chance: random.Random) -> dict[str, object] | None:
    """One row of a perfect output as an imperfect one might have it; None if it is left out."""
    if chance.random() < 0.1:
        return None
    if chance.random() < 0.8:
        return row
    if name == "documents":
        title, text = str(row["title"] or "")[1:], str(row["text"])[40:] + "扫码关注我们的公众号"
        return row | {"title": title, "author": None, "text": text}
    if name == "mentions":
        change: dict[str, object] = chance.choice(
            [
                {"type": chance.choice(["company", "model", "person", "product"])},
                {"surface": str(row["surface"])[:-1] or "某"},
                {"entity_id": "openai"},
            ]
        )
        return row | change
    if name == "figures":
        change = chance.choice(
            [
                {"value": 7.0},
                {"surface": "约" + str(row["surface"]) + "年"},
                {"qualifier": chance.choice(["exact", "gt", "lt"])},
                {"kind": "money", "unit": "CNY"},
                {"value_max": 1e9},
            ]
        )
        return row | change
    if name == "sentences":
        return row | {"text": str(row["text"])[: chance.randint(1, 30)]}
    if name == "stance" and row["level"] == "document":
        return row | {"label": chance.choice(["optimistic", "cautionary", "mixed"])}
    if name == "stance":
        return row | {"label": chance.choice(["optimistic", "cautionary", "neutral", "mixed"])}
    return row


def spoiled(folder: Path, gold: list[MarkedDocument], seed: int) -> Path:
    chance = random.Random(seed)
    for name in TABLES:
        rows: list[tuple[object, ...]] = []
        for document in gold:
            for row in to_tables(document)[name]:
                kept = spoil(name, dict(zip(SCHEMAS[name].names, row, strict=True)), chance)
                rows += [tuple(kept.values())] if kept else []
        table: pa.Table = table_of(name, rows)
        write_part(folder / name, 0, name, table)
    return folder


@pytest.mark.skipif(not MEASURE.exists(), reason="the measure of acceptance is not on this machine")
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_agree(tmp_path: Path, project_gold: list[MarkedDocument], seed: int) -> None:
    gold = random.Random(seed).sample(project_gold, 20)
    out = spoiled(tmp_path / "out", gold, seed)
    lines = [json.dumps(d.record(), ensure_ascii=False) for d in gold]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, MEASURE, "gold.jsonl", "out", "--json", "theirs.json"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    theirs = json.loads((tmp_path / "theirs.json").read_text(encoding="utf-8"))
    ours = figures_once(measure(gold, pair(gold, read_output(out))).documents)
    for name, path in NAMES.items():
        expected = theirs
        for key in path:
            expected = expected[key] if expected is not None and key in expected else math.nan
        # Where two entities have as many of a key's mentions, theirs takes either, by chance.
        within = 2 / sum(len(d.targets) for d in gold) if name == "stance.target" else 1e-4
        assert ours[name] == pytest.approx(expected, abs=within, nan_ok=True), name
    # The output is spoiled enough for the comparison to mean something.
    assert sum(0.05 < ours[name] < 0.99 for name in NAMES) > 15
