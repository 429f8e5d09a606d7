"""The notebook of the documentation runs from top to bottom."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest


def test_the_notebook_runs(
    repo: Path, sample_output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    (tmp_path / "outputs").symlink_to(sample_output)
    monkeypatch.setenv("MINE_OUT", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(repo / "docs" / "tour.ipynb", as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the kernel's own sockets and paths
        client = nbclient.NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": str(repo / "docs")}}
        )
        client.execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    shown = [output for cell in code for output in cell.outputs]
    assert not [o for o in shown if o.output_type == "stream" and o.name == "stderr"]
    assert any("<mark" in o.get("data", {}).get("text/html", "") for o in shown)


def test_the_notebook_is_kept_without_what_it_printed(repo: Path) -> None:
    text = (repo / "docs" / "tour.ipynb").read_text(encoding="utf-8")
    assert '"outputs": []' in text
    assert '"output_type"' not in text
    assert '"execution_count": 1' not in text
