"""What all tests share: the sample corpus run once, and the paths of the checkout."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

import pipeline

_ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks: `pytest -m "not slow"` leaves out what needs many seconds."""
    config.addinivalue_line("markers", "slow: reads hundreds of real documents")


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the checkout."""
    return _ROOT


@pytest.fixture(scope="session")
def sample_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of one run over the sample corpus. Tests read it and never write to it."""
    out = tmp_path_factory.mktemp("sample") / "out"
    with contextlib.chdir(_ROOT):
        pipeline.run(["corpus/sample"], out=out, workers=1)
    return out


@pytest.fixture(scope="session")
def sample_tables(sample_output: Path) -> pipeline.Tables:
    """The tables of `sample_output`."""
    return pipeline.load(sample_output)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; tests that need it are skipped without."""
    folder = _ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder of real documents beside the checkout")
    return folder
