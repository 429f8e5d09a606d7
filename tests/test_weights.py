"""Weights files: what holds arrays and texts alone is read without skops, and is the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from pipeline.weights import load_weights, save_weights


def test_arrays_texts_and_numbers_come_back(tmp_path: Path) -> None:
    path = tmp_path / "plain.skops"
    save_weights({"table": np.arange(6.0).reshape(2, 3), "kinds": ["ad", "body"], "t": 1.5}, path)
    read = load_weights(path, ["table", "kinds", "t"])
    assert read["table"].tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert read["kinds"] == ["ad", "body"]
    assert read["t"] == 1.5


def test_the_first_document_does_not_wait_for_scikit_learn() -> None:
    code = (
        "import sys\n"
        "from pipeline.ingest.line_classifier import line_classifier\n"
        "line_classifier()\n"
        "sys.exit('skops' in sys.modules or 'sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 0
