"""The cases of a peer's suite that the guidelines also count; skipped where the file is absent."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks/peer_figures.py"


def test_most_peer_cases_give_the_same_value_and_unit() -> None:
    spec = importlib.util.spec_from_file_location("peer_figures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    if not peer.DEFAULT.is_file():
        pytest.skip(f"{peer.DEFAULT} is not here")
    asked = [v for v in peer.verdicts(peer.DEFAULT) if not v.left_out]
    assert len(asked) > 150
    assert sum(v.agrees for v in asked) / len(asked) >= 0.95
