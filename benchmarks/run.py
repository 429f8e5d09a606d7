"""Throughput, memory, start-up and scaling of `mine run`, beside its peers, as a page of Markdown.

    python -m pip install '.[bench]'
    python benchmarks/run.py > docs/benchmarks.md
    python benchmarks/run.py --megabytes 0.5 --sizes 1 3 --repeat 1

Speeds are bytes of UTF-8 by processor time of one process, the best of several rounds in which all
take their turn, and as ratios to `jieba.lcut` on the same text in the same rounds.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.made_corpus import documents, write_corpus  # noqa: E402
from benchmarks.memory import watched_run  # noqa: E402
from benchmarks.peers import PEERS, loaded  # noqa: E402

STAGES: Final = ("ingest", "extract", "classify", "index")
_START: Final = """
import sys, time
sys.path.insert(0, {root!r})
started = time.perf_counter() - time.process_time()
from pipeline.runner import run
class Told:
    def start(self, stage, count): pass
    def advance(self, count):
        if not hasattr(self, "first"):
            self.first = time.process_time()
            print(self.first)
    def finish(self): pass
run([{source!r}], {out!r}, stages=("ingest",), workers=1, progress=Told())
"""


class StageClock:
    """Takes the processor time at which each stage begins and ends."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._begun = "", 0.0

    def start(self, stage: str, count: int) -> None:
        """A stage begins."""
        self._stage, self._begun = stage, time.process_time()

    def note(self, message: str) -> None:
        """Something is said."""

    def advance(self, count: int) -> None:
        """Documents are done."""

    def finish(self) -> None:
        """The stage ends."""
        self.seconds[self._stage] = time.process_time() - self._begun


def texts_of(size: int) -> list[str]:
    """Written documents of `size` bytes together."""
    found: list[str] = []
    held = 0
    for _, text in documents(7):
        found.append(text)
        held += len(text.encode())
        if held >= size:
            return found
    raise AssertionError("documents() does not end")


def page_of(text: str) -> str:
    """The document as a page of HTML, between a menu and a foot."""
    menu, title, *paragraphs, foot = text.split("\n\n")
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body>"
        f"<nav><a href='/'>{escape(menu)}</a></nav><article><h1>{escape(title)}</h1>{body}"
        f"</article><footer>{escape(foot)}</footer></body></html>"
    )


def size_of(texts: Sequence[str]) -> float:
    """MB of UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def own_work(texts: list[str], pages: list[str]) -> dict[tuple[str, str], tuple[Any, float]]:
    """What `mine` does by itself of each job: by job and name the work and MB."""
    from pipeline.extract.names import find_mentions
    from pipeline.extract.segment import segmenter
    from pipeline.figures import parse
    from pipeline.ingest.page import RawPage, ingest_pages
    from pipeline.ingest.script import converter

    def each(function: Callable[[str], object]) -> Callable[[], object]:
        return lambda: [function(text) for text in texts]

    raw = [RawPage(f"{n}.html", page.encode()) for n, page in enumerate(pages)]
    size = size_of(texts)
    return {
        ("segmentation", "mine"): (each(segmenter().words), size),
        ("script conversion", "mine"): (each(converter("t2s").convert), size),
        ("names", "mine"): (each(find_mentions), size),
        ("figures", "mine"): (each(parse), size),
        ("main text of HTML", "mine, all of ingest"): (
            lambda: list(ingest_pages(raw)),
            size_of(pages),
        ),
    }


def run_here(source: Path, place: Path) -> dict[str, float]:
    """Processor seconds of each stage of a run in this process, and of the whole."""
    from pipeline.runner import run

    shutil.rmtree(place, ignore_errors=True)
    clock = StageClock()
    begun = time.process_time()
    run([str(source)], place, workers=1, progress=clock)
    whole = time.process_time() - begun
    return {**clock.seconds, "whole run": whole}


def throughput(size: float, repeat: int, place: Path) -> list[str]:
    """The tables of jobs and stages."""
    texts = texts_of(int(size * 1e6))
    pages = [page_of(text) for text in texts]
    source = place / "texts"
    source.mkdir()
    for number, text in enumerate(texts):
        (source / f"{number:05d}.txt").write_text(text, encoding="utf-8")
    work = own_work(texts, pages)
    missing = []
    for peer, function in loaded():
        if function is None:
            missing.append(f"{peer.name} is not installed: left out.")
            continue
        given = list(islice(pages if peer.html else texts, max(1, int(peer.share * len(texts)))))
        work[peer.job, peer.name] = partial(function, given), size_of(given)
    best: dict[tuple[str, str], float] = {}
    stages: dict[str, float] = {}
    run_here(ROOT / "corpus/sample", place / "warm")
    for call, _ in work.values():
        call() if size <= 0.1 else None
    for _ in range(repeat):
        for key, (call, _) in work.items():
            begun = time.process_time()
            call()
            best[key] = min(best.get(key, 1e9), time.process_time() - begun)
        for stage, seconds in run_here(source, place / "out").items():
            stages[stage] = min(stages.get(stage, 1e9), seconds)
    base = best["segmentation", "jieba"] / work["segmentation", "jieba"][1]
    lines = [
        f"{len(texts)} documents, {size_of(texts):.2f} MB, best of {repeat}.\n",
        "| what | MB/s | times jieba.lcut |\n| --- | --- | --- |",
    ]
    for stage, seconds in stages.items():
        cost = seconds / size_of(texts)
        lines.append(f"| {stage} | {1 / cost:.2f} | {base / cost:.2f} |")
    lines.append("\n| job | by | MB/s | times jieba.lcut |\n| --- | --- | --- | --- |")
    for (job, name), seconds in sorted(best.items()):
        cost = seconds / work[job, name][1]
        lines.append(f"| {job} | {name} | {1 / cost:.2f} | {base / cost:.2f} |")
    return [*lines, "", *missing]


def start_up(place: Path, repeat: int) -> str:
    """Processor seconds from the start of Python to the first document."""
    source = sorted((ROOT / "corpus/sample").iterdir())[0]
    times = []
    for number in range(repeat):
        out = place / f"start-{number}"
        code = _START.format(root=str(ROOT), source=str(source), out=str(out))
        command = [sys.executable, "-c", code]
        times.append(float(subprocess.run(command, check=True, capture_output=True).stdout))
    return f"Start of Python to the first document: {min(times):.2f} s of processor time."


def scaling(sizes: Sequence[float], place: Path) -> list[str]:
    """Cost and memory of whole runs by corpus size, with one worker and with two."""
    lines = [
        "| MB | documents | workers | processor s a MB | wall s | peak MB, all | peak MB, first |",
        "| --- " * 7 + "|",
    ]
    for number, size in enumerate(sizes):
        source = place / f"corpus-{number}"
        write_corpus(source, int(size * 1e6), seed=number + 1)
        for workers in (1, 2):
            out = place / f"scaled-{number}-{workers}"
            told = watched_run(source, out, workers=workers)
            first = max(own for _, own in told["peaks_mb"].values())
            lines.append(
                f"| {size:g} | {told['documents']:,} | {workers} "
                f"| {told['cpu_seconds'] / size:.2f} | {told['seconds']:.0f} "
                f"| {told['peak_mb']} | {first} |"
            )
            print(lines[-1], file=sys.stderr, flush=True)
            shutil.rmtree(out)
        shutil.rmtree(source)
    return lines


def machine() -> list[str]:
    """Where and with what this was measured."""
    processor = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if os.name == "posix" else ():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    versions = ", ".join(f"{p.name} {p.version}" for p in PEERS if p.version)
    load = " / ".join(f"{n:.1f}" for n in os.getloadavg())
    return [
        f"- Machine: {processor}, {os.cpu_count()} processors, {platform.system()}; load before "
        f"the run {load} (that of other work).",
        f"- Python {platform.python_version()}; {versions}.",
        f"- Date: {datetime.datetime.now(datetime.UTC):%Y-%m-%d}.",
        f"- Command: `python benchmarks/run.py {' '.join(sys.argv[1:])}`.".replace(" `.", "`."),
    ]


def main() -> None:
    """Measure, and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=1.0, help="of text for the speeds")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--sizes", type=float, nargs="*", default=[1.0, 10.0, 100.0])
    given = parser.parse_args()
    lines = ["# Benchmarks", "", *machine(), "", "## Speed in one process", ""]
    place = Path(tempfile.mkdtemp(prefix="mine-bench-"))
    try:
        lines += throughput(given.megabytes, given.repeat, place)
        lines += ["", "## Start-up", "", start_up(place, given.repeat), ""]
        if given.sizes:
            lines += ["## Size and workers", "", *scaling(given.sizes, place)]
    finally:
        shutil.rmtree(place)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
