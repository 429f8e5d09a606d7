"""What the tests of the report share: pages of the sample corpus and of hostile documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.report.page import render
from pipeline.report.write import write_report

SCRIPT = "<script>window.hurt=1</script>"
HOSTILE = (
    f"{SCRIPT}輝達的未來<img src=x onerror=window.hurt=2>\n\n"
    f"OpenAI在2025年營收達到120億美元,令人振奮{SCRIPT}。黃仁勳說</script><script>window.hurt=3</script>前景大好。\n\n"
    'NVIDIA "><b>市值逼近5兆美元😀😀,OpenAI表現亮眼,泡沫風險卻令人擔憂。${window.hurt=4}{{7*7}}\n'
)


@pytest.fixture(scope="session")
def sample_page(sample_tables: pipeline.Tables) -> str:
    """The report on the sample corpus."""
    return render(sample_tables)


@pytest.fixture(scope="session")
def hostile_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over documents whose words are markup and code."""
    folder = tmp_path_factory.mktemp("hostile")
    for n, wish in enumerate(("", "後來又說營收是180億美元。")):
        page = HOSTILE + "\n" + wish + ("OpenAI在2025年營收為180億美元。\n" if n else "")
        (folder / f"<b>{n}.txt").write_text(page, encoding="utf-8")
    pipeline.run([str(folder)], out=folder / "out", workers=1)
    return folder / "out"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of the system's."""
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    api = pytest.importorskip(
        "playwright.sync_api", reason="no playwright: pip install -e '.[dev]'"
    )
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def sample_file(sample_output: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the sample corpus as a file."""
    return write_report(sample_output, tmp_path_factory.mktemp("report") / "sample.html")
