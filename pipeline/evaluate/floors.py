"""Quality floors: what each figure on the dev split must not fall below.

`models/quality_floors.toml` holds a floor for each figure, and a ceiling for each that is better
low. A change may raise a floor; it lowers one only with a reason, which stays in the file.
"""

from __future__ import annotations

import datetime
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import KnowledgeError, OutputError, UsageError
from pipeline.evaluate.score import LOWER_IS_BETTER, is_main
from pipeline.resources import models_path

FILE: Final = "quality_floors.toml"
MARGIN: Final = 0.01
_DIGITS: Final = 3
_HEAD: Final = """\
# What each figure of `mine evaluate --split dev` must not fall below (docs/design/evaluation.md).
# `mine floors check` fails where one does, `mine floors raise` moves them up to what is measured
# less 0.01. A floor goes down only by `mine floors raise --lower NAME --reason TEXT`, which is kept
# here under [[lowered]]. A ceiling is the same for a figure that is better low.
"""


class Lowered(NamedTuple):
    """A floor that was lowered (a ceiling that was raised), and why."""

    name: str
    before: float
    after: float
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class Floors:
    """The bounds by figure, and the record of those lowered."""

    bounds: dict[str, float] = field(default_factory=dict)
    lowered: list[Lowered] = field(default_factory=list)


def floors_path() -> Path:
    """Where the project's floors are kept."""
    return models_path(FILE)


def read_floors(path: Path) -> Floors:
    """The floors of a file; none where there is no file.

    Raises:
        KnowledgeError: the file is not as it must be.
    """
    if not path.exists():
        return Floors()
    try:
        return parse_floors(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(f"{path}: {error}") from error


def parse_floors(text: str) -> Floors:
    """The floors in the TOML of their file.

    Raises:
        ValueError: it is not TOML, or a bound is not as it must be.
        KeyError: a record of what was lowered lacks something.
    """
    content = tomllib.loads(text)
    _check(content)
    bounds = content.get("floors", {}) | content.get("ceilings", {})
    records = [
        Lowered(r["name"], r["from"], r["to"], r["reason"], str(r["date"]))
        for r in content.get("lowered", [])
    ]
    return Floors({name: float(bound) for name, bound in bounds.items()}, records)


def _check(content: Mapping[str, Any]) -> None:
    for table, low in (("floors", False), ("ceilings", True)):
        for name, bound in content.get(table, {}).items():
            if not isinstance(bound, int | float) or not 0 <= bound <= 1:
                raise ValueError(f"{table}: {name} must be a number from 0 to 1")
            if (name in LOWER_IS_BETTER) != low:
                other = "floors" if low else "ceilings"
                raise ValueError(f"{table}: {name} belongs under {other}")


def format_floors(floors: Floors) -> str:
    """The floors as the TOML of their file."""
    pieces = [_HEAD]
    for table, low in (("floors", False), ("ceilings", True)):
        names = [n for n in floors.bounds if (n in LOWER_IS_BETTER) == low]
        pieces.append(f"\n[{table}]\n")
        pieces += [f"{json.dumps(name)} = {floors.bounds[name]:.{_DIGITS}f}\n" for name in names]
    for record in floors.lowered:
        pieces.append(
            f"\n[[lowered]]\nname = {json.dumps(record.name)}\n"
            f"from = {record.before:.{_DIGITS}f}\nto = {record.after:.{_DIGITS}f}\n"
            f"reason = {json.dumps(record.reason, ensure_ascii=False)}\ndate = {record.date}\n"
        )
    return "".join(pieces)


def write_floors(path: Path, floors: Floors) -> None:
    """Write the floors to their file, whole or not at all.

    Raises:
        OutputError: the disk refuses.
    """
    beside = path.with_suffix(".tmp")
    try:
        beside.write_text(format_floors(floors), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot write: {error.strerror or error}") from error


def moves(before: Floors, after: Floors) -> list[str]:
    """One line for each floor that is new or has moved."""
    lines = []
    for name, bound in after.bounds.items():
        was = before.bounds.get(name)
        if was is None:
            lines.append(f"{name}: {bound:.{_DIGITS}f} (new)")
        elif was != bound:
            lines.append(f"{name}: {was:.{_DIGITS}f} → {bound:.{_DIGITS}f}")
    return lines


def shortfalls(floors: Floors, measured: Mapping[str, float]) -> list[str]:
    """One line for each figure that is below its floor or was not measured."""
    lines = []
    for name, bound in floors.bounds.items():
        value = measured.get(name, math.nan)
        if math.isnan(value):
            lines.append(f"{name}: not measured; its {_kind(name)} is {bound:.{_DIGITS}f}")
        elif _worse(name, value, bound):
            side = "above its ceiling" if name in LOWER_IS_BETTER else "below its floor"
            lines.append(f"{name}: {value:.{_DIGITS}f} is {side} {bound:.{_DIGITS}f}")
    return lines


def raised(floors: Floors, measured: Mapping[str, float]) -> Floors:
    """Each floor at what is measured less the margin, where that is higher than it was."""
    bounds = dict(floors.bounds)
    for name, value in measured.items():
        if not is_main(name) or math.isnan(value):
            continue
        bound = bound_for(name, value)
        if name not in bounds or _worse(name, bounds[name], bound):
            bounds[name] = bound
    order = [n for n in measured if n in bounds]
    order += [n for n in bounds if n not in measured]
    return Floors({name: bounds[name] for name in order}, floors.lowered)


def lowered(
    floors: Floors,
    measured: Mapping[str, float],
    name: str,
    reason: str,
    today: datetime.date,
) -> Floors:
    """The floor of one figure taken down to what is measured less the margin, with the reason.

    Raises:
        UsageError: there is no such floor, no such figure, no reason, or nothing to lower.
    """
    if name not in floors.bounds:
        raise UsageError(f"no floor {name!r}; there are {', '.join(floors.bounds) or 'none'}")
    why = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    if not why:
        raise UsageError("a floor is lowered with a reason: --reason TEXT")
    value = measured.get(name, math.nan)
    if math.isnan(value):
        raise UsageError(f"{name} was not measured, so there is nothing to lower its floor to")
    before, after = floors.bounds[name], bound_for(name, value)
    if not _worse(name, after, before):
        raise UsageError(f"{name}: {after:.{_DIGITS}f} is no lower than the floor {before}")
    record = Lowered(name, before, after, why, today.isoformat())
    return Floors({**floors.bounds, name: after}, [*floors.lowered, record])


def bound_for(name: str, value: float) -> float:
    """The floor (or ceiling) for a measured value: the margin away, rounded away from the value."""
    scale = 10**_DIGITS
    if name in LOWER_IS_BETTER:
        return min(1.0, math.ceil(round((value + MARGIN) * scale, 6)) / scale)
    return max(0.0, math.floor(round((value - MARGIN) * scale, 6)) / scale)


def _worse(name: str, value: float, bound: float) -> bool:
    return value > bound if name in LOWER_IS_BETTER else value < bound


def _kind(name: str) -> str:
    return "ceiling" if name in LOWER_IS_BETTER else "floor"
