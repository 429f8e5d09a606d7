"""What must hold of any input, on some hundreds that nobody writes (benchmarks/fuzz.py: more)."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def fuzz(repo: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz", repo / "benchmarks" / "fuzz.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("target", "runs"),
    [
        ("decode", 400),
        ("repair", 400),
        ("figures", 600),
        ("page", 150),
        ("analysis", 60),
        ("containers", 300),
    ],
)
def test_no_input_breaks_what_must_hold(fuzz: ModuleType, target: str, runs: int) -> None:
    chance = random.Random(11)
    lines = fuzz.sample_lines()
    for _ in range(runs):
        data = fuzz.input_for(target, chance, lines)
        assert fuzz.judged(fuzz.CHECKS[target], data) == "", data


def test_a_fault_is_told_with_its_place(fuzz: ModuleType) -> None:
    def check(data: bytes) -> None:
        raise ZeroDivisionError("of nothing")

    assert "ZeroDivisionError: of nothing" in fuzz.judged(check, b"")
