"""A measurement as a table for a reader, and as JSON for a later comparison."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from pipeline.contract import REMOVED_KINDS
from pipeline.errors import InputError
from pipeline.evaluate.bootstrap import FEWEST, RESAMPLES, SEED, Change, Estimate, estimate
from pipeline.evaluate.match_stance import NOTHING
from pipeline.evaluate.measure import DocumentCounts, Measurement
from pipeline.evaluate.misses import Miss
from pipeline.evaluate.output import UNKNOWN
from pipeline.evaluate.score import (
    CONFUSIONS,
    LOWER_IS_BETTER,
    MATCHED,
    confusion_of,
    is_main,
    summed,
)

VERSION: Final = 1
_KINDS_REMOVED: Final = frozenset(f"text.removed.{kind}" for kind in REMOVED_KINDS)
"""Left out of the groups' tables, where they have too few cases; the JSON has them."""

_NAME: Final = 27
_CELL: Final = 15
_GROUPS_A_BLOCK: Final = 6
_ROUNDED: Final = 6
_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A measurement with its figures: of all documents, and of the groups they fall into."""

    gold: str
    split: str
    measurement: Measurement
    figures: dict[str, Estimate]
    groups: dict[str, dict[str, tuple[int, dict[str, Estimate]]]]
    """Grouping → group → number of documents, figures."""


def evaluation(gold: str, split: str, measurement: Measurement) -> Evaluation:
    """The figures of a measurement, for everything, by script, by language and by genre."""
    documents = measurement.documents
    groups: dict[str, dict[str, tuple[int, dict[str, Estimate]]]] = {}
    for grouping in documents[0].strata if documents else ():
        members: dict[str, list[DocumentCounts]] = {}
        for document in documents:
            members.setdefault(document.strata[grouping], []).append(document)
        groups[grouping] = {g: (len(members[g]), estimate(members[g])) for g in sorted(members)}
    return Evaluation(gold, split, measurement, estimate(documents), groups)


def render(result: Evaluation) -> str:
    """The figures as a table, with the confusion of stances and the groups."""
    documents = result.measurement.documents
    absent = result.measurement.absent
    lines = [f"{len(documents)} documents of {result.gold}, split {result.split}"]
    if absent:
        named = ", ".join([*absent[:_NAMED], *(["…"] if len(absent) > _NAMED else [])])
        lines.append(f"not in the output: {len(absent)} ({named})")
    lines += ["", *_main_table(result.figures, documents)]
    for name in CONFUSIONS:
        lines += ["", *_confusion_table(name, documents)]
    for grouping, members in result.groups.items():
        if len(members) > 1:
            lines += ["", *_group_table(grouping, members)]
    note = f"Intervals: 95 %, {RESAMPLES} resamples of documents; none below {FEWEST} documents."
    return "\n".join([*lines, "", note, ""])


def _main_table(figures: dict[str, Estimate], documents: Sequence[DocumentCounts]) -> list[str]:
    sums = summed(documents, np.ones((1, len(documents))))
    lines = [
        f"{'':{_NAME}} {'figure':>6}  {'95 % interval':<13}  {'P':>5}  {'R':>5}"
        f"  {'right':>6} {'surplus':>7} {'missed':>6}"
    ]
    for name, figure in figures.items():
        if not is_main(name) or math.isnan(figure.value):
            continue
        line = f"{name:{_NAME}} {_three(figure.value):>6}  {_bounds(figure):<13}"
        base = name.removesuffix(".f1")
        if base != name:
            line += f"  {_three(figures[base + '.p'].value):>5}"
            line += f"  {_three(figures[base + '.r'].value):>5}"
        if base in MATCHED:
            counts = (int(sums[f"{base}.{c}"][0]) for c in ("right", "surplus", "missed"))
            line += "  {:>6} {:>7} {:>6}".format(*counts)
        elif f"{name}.asked" in sums:
            right, asked = int(sums[f"{name}.right"][0]), int(sums[f"{name}.asked"][0])
            line += f"  {'':5}  {'':5}  {right:>6} of {asked}"
        elif name in LOWER_IS_BETTER:
            line += "  (lower is better)"
        lines.append(line.rstrip())
    return lines


def _confusion_table(name: str, documents: Sequence[DocumentCounts]) -> list[str]:
    labels = CONFUSIONS[name]
    sums = summed(documents, np.ones((1, len(documents))))
    matrix = confusion_of(sums, name, labels)[0].astype(int)
    judged = (*labels, UNKNOWN, NOTHING)
    shown = [i for i, _ in enumerate(judged) if i < len(labels) or matrix[:, i].any()]
    lines = [f"{name + ': gold ↓ judged →':{_NAME}} " + " ".join(f"{judged[i]:>10}" for i in shown)]
    for row, label in zip(matrix, labels, strict=True):
        lines.append(f"{label:>{_NAME}} " + " ".join(f"{row[i]:>10}" for i in shown))
    return lines


def _group_table(grouping: str, members: dict[str, tuple[int, dict[str, Estimate]]]) -> list[str]:
    names = list(members)
    lines: list[str] = []
    for start in range(0, len(names), _GROUPS_A_BLOCK):
        block = names[start : start + _GROUPS_A_BLOCK]
        heads = [f"{g} ({members[g][0]})" for g in block]
        lines.append(f"{'by ' + grouping:{_NAME}} " + " ".join(f"{h:<{_CELL}}" for h in heads))
        for name in members[block[0]][1]:
            if not is_main(name) or name in _KINDS_REMOVED:
                continue
            cells = [_cell(members[g][1][name]) for g in block]
            if any(c != "—" for c in cells):
                lines.append(f"{name:{_NAME}} " + " ".join(f"{c:<{_CELL}}" for c in cells))
    return [line.rstrip() for line in lines]


def _cell(figure: Estimate) -> str:
    if math.isnan(figure.value):
        return "—"
    if math.isnan(figure.low):
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} {figure.low:.2f}–{figure.high:.2f}"


def _three(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.3f}"


def _bounds(figure: Estimate) -> str:
    return "" if math.isnan(figure.low) else f"{figure.low:.3f} – {figure.high:.3f}"


def render_misses(misses: Iterable[Miss], number: int) -> str:
    """The `number` worst of each category, with what stands around them."""
    by_category: dict[str, list[Miss]] = {}
    for miss in misses:
        by_category.setdefault(miss.category, []).append(miss)
    lines = []
    for category in sorted(by_category):
        found = sorted(by_category[category], key=lambda m: -m.weight)
        lines += ["", f"## {category}: {len(found)}"]
        for miss in found[:number]:
            context = f"   {miss.context}" if miss.context else ""
            lines.append(f"  {miss.document}  {miss.what}{context}")
    return "\n".join([*lines[1:], ""]) if lines else "no misses\n"


def render_changes(changes: Sequence[Change], shared: int, gold_changed: int) -> str:
    """What moved between two runs; `*` marks what is beyond noise."""
    lines = [f"compared on {shared} documents that both have"]
    if gold_changed:
        lines.append(f"the gold of {gold_changed} of them is not what it was")
    moved = [c for c in changes if is_main(c.name) and c.difference]
    if not moved:
        return "\n".join([*lines, "nothing moved", ""])
    lines += ["", f"{'':{_NAME}} {'old':>6} {'new':>6} {'change':>7}  95 % interval"]
    for change in moved:
        mark = "*" if change.beyond_noise else " "
        bounds = "" if math.isnan(change.low) else f"{change.low:+.3f} – {change.high:+.3f}"
        verdict = ""
        if change.beyond_noise:
            better = (change.difference > 0) != (change.name in LOWER_IS_BETTER)
            verdict = "better" if better else "worse"
        line = (
            f"{change.name:{_NAME}} {change.old:>6.3f} {change.new:>6.3f}"
            f" {change.difference:>+7.3f}{mark} {bounds:<17} {verdict}"
        )
        lines.append(line.rstrip())
    return "\n".join([*lines, "", "* the interval of the change leaves out 0", ""])


def to_json(result: Evaluation) -> str:
    """The evaluation as JSON: figures, intervals, groups, confusion, counts by document."""
    documents = result.measurement.documents
    sums = summed(documents, np.ones((1, len(documents))))
    confusion: dict[str, Any] = {}
    for name, labels in CONFUSIONS.items():
        matrix = confusion_of(sums, name, labels)[0].astype(int).tolist()
        judged = (*labels, UNKNOWN, NOTHING)
        confusion[name] = {
            label: dict(zip(judged, row, strict=True))
            for label, row in zip(labels, matrix, strict=True)
        }
    content = {
        "version": VERSION,
        "gold": result.gold,
        "split": result.split,
        "documents": len(documents),
        "absent": result.measurement.absent,
        "resamples": RESAMPLES,
        "seed": SEED,
        "figures": _figures_json(result.figures),
        "confusion": confusion,
        "groups": {
            grouping: {
                group: {"documents": number, "figures": _figures_json(figures)}
                for group, (number, figures) in members.items()
            }
            for grouping, members in result.groups.items()
        },
        "by_document": [d.to_json() for d in documents],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _figures_json(figures: dict[str, Estimate]) -> dict[str, dict[str, float | None]]:
    return {
        name: {key: _rounded(value) for key, value in figure._asdict().items()}
        for name, figure in figures.items()
    }


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, _ROUNDED)


def read_counts(path: Path) -> list[DocumentCounts]:
    """The counts by document in a file that `to_json` gave.

    Raises:
        InputError: it is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise ValueError(f"version {content['version']}, not {VERSION}")
        return [DocumentCounts.from_json(d) for d in content["by_document"]]
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path}: not written by `mine evaluate --json`: {error!r}"
        raise InputError(str(path), "scores", message) from error
