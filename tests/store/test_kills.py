"""A run killed before some of its changes to a folder goes on and ends with the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_a_run_killed_at_some_boundaries_goes_on(repo: Path) -> None:
    # All boundaries, and kills at random moments, take minutes: see the script.
    command = [sys.executable, str(repo / "benchmarks/kills.py"), "--boundaries"]
    done = subprocess.run(
        [*command, "--documents", "24", "--step", "31"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no difference" in done.stderr
