"""Floors hold figures to what they have reached, and go down only with a reason."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import KnowledgeError, UsageError
from pipeline.evaluate.floors import (
    MARGIN,
    Floors,
    bound_for,
    floors_path,
    format_floors,
    lowered,
    moves,
    parse_floors,
    raised,
    read_floors,
    shortfalls,
    write_floors,
)

TODAY = datetime.date(2026, 1, 2)
COMPANY, REVERSED = "names.company.f1", "stance.sentence.reversed"
MEASURED = {COMPANY: 0.85, "names.company.p": 0.9, REVERSED: 0.1, "text.kept.f1": math.nan}


def test_floors_are_set_a_margin_below_what_is_measured() -> None:
    floors = raised(Floors(), MEASURED)
    assert floors.bounds == {COMPANY: 0.84, REVERSED: 0.11}
    assert shortfalls(floors, MEASURED) == []


def test_a_figure_below_its_floor_is_named() -> None:
    floors = raised(Floors(), MEASURED)
    assert shortfalls(floors, MEASURED | {COMPANY: 0.8}) == [
        f"{COMPANY}: 0.800 is below its floor 0.840"
    ]
    assert shortfalls(floors, MEASURED | {REVERSED: 0.2}) == [
        f"{REVERSED}: 0.200 is above its ceiling 0.110"
    ]
    assert "not measured" in shortfalls(floors, {COMPANY: 0.9})[0]


def test_raising_never_lowers() -> None:
    floors = raised(Floors(), MEASURED)
    assert raised(floors, {COMPANY: 0.845, REVERSED: 0.105}).bounds == floors.bounds
    assert raised(floors, {COMPANY: 0.9, REVERSED: 0.05}).bounds == {COMPANY: 0.89, REVERSED: 0.06}
    assert moves(floors, raised(floors, {COMPANY: 0.9})) == [f"{COMPANY}: 0.840 → 0.890"]


def test_lowering_is_recorded_with_its_reason(tmp_path: Path) -> None:
    floors = raised(Floors(), MEASURED)
    after = lowered(floors, MEASURED | {COMPANY: 0.7}, COMPANY, "the gold grew\nharder", TODAY)
    assert after.bounds[COMPANY] == 0.69
    path = tmp_path / "floors.toml"
    write_floors(path, after)
    assert read_floors(path) == after
    assert read_floors(path).lowered[0].reason == "the gold grew harder"
    assert raised(read_floors(path), MEASURED).lowered == after.lowered


@pytest.mark.parametrize(
    ("name", "reason", "measured", "complaint"),
    [
        ("names.x", "because", MEASURED, "no floor"),
        (COMPANY, " ", MEASURED | {COMPANY: 0.5}, "reason"),
        (COMPANY, "because", MEASURED, "no lower"),
        (COMPANY, "because", {}, "not measured"),
    ],
)
def test_lowering_for_nothing_is_refused(
    name: str, reason: str, measured: dict[str, float], complaint: str
) -> None:
    floors = raised(Floors(), MEASURED)
    with pytest.raises(UsageError, match=complaint):
        lowered(floors, measured, name, reason, TODAY)


@given(st.floats(0, 1), st.sampled_from([COMPANY, REVERSED]))
def test_what_is_measured_keeps_its_own_floor(value: float, name: str) -> None:
    bound = bound_for(name, value)
    assert 0 <= bound <= 1
    assert abs(bound - value) <= MARGIN + 0.001 + 1e-9
    assert not shortfalls(Floors({name: bound}), {name: value})


@given(
    st.dictionaries(st.sampled_from([COMPANY, REVERSED, "text.kept.f1"]), st.integers(1, 1000)),
    st.text(max_size=20),
)
def test_the_file_reads_back(bounds: dict[str, int], reason: str) -> None:
    floors = Floors({name: bound / 1000 for name, bound in bounds.items()})
    if COMPANY in floors.bounds:
        floors = lowered(floors, {COMPANY: 0.0}, COMPANY, f"because {reason}", TODAY)
    again = parse_floors(format_floors(floors))
    assert again.bounds == floors.bounds
    assert again.lowered == floors.lowered


@pytest.mark.parametrize(
    "content",
    [
        "[floors",
        '[floors]\n"a.f1" = "high"',
        '[floors]\n"a.f1" = 1.5',
        f'[floors]\n"{REVERSED}" = 0.5',
        '[ceilings]\n"a.f1" = 0.5',
        '[[lowered]]\nname = "a"',
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"floors\.toml"):
        read_floors(path)


def test_the_project_floors_are_sound() -> None:
    read_floors(floors_path())
