"""Peak memory of `mine run` over all its processes, and what grows with the corpus.

    python benchmarks/memory.py --megabytes 1000 [--workers 2] [--form records|files]
    python benchmarks/memory.py --input FOLDER --workers 2

Twice a second the resident memory of the run and all its children is added up (pages that they
share count for each). Prints a line of JSON: documents, bytes, seconds, the peak, and the peak of
the first process alone, by stage.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PERIOD: Final = 0.5
_RUN: Final = """
import sys
sys.path.insert(0, {root!r})
from pipeline.runner import run
class Told:
    def start(self, stage, count): print("stage", stage, flush=True)
    def advance(self, count): pass
    def finish(self): pass
report = run([{source!r}], {out!r}, workers={workers}, engine={engine!r}, progress=Told())
print("done", report.documents, len(report.rejected), report.seconds, flush=True)
"""


def resident(root: int) -> tuple[int, int]:
    """Resident bytes of a process with all its children, and of itself alone."""
    children: dict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                told = (path / "status").read_text()
            except OSError:
                continue
            parent = re.search(r"^PPid:\s+(\d+)", told, re.MULTILINE)
            size = re.search(r"^VmRSS:\s+(\d+)", told, re.MULTILINE)
            if parent and size:
                children[int(parent.group(1))].append(int(path.name))
                sizes[int(path.name)] = int(size.group(1)) * 1024
    total, open_ = 0, [root]
    while open_:
        number = open_.pop()
        total += sizes.get(number, 0)
        open_ += children[number]
    return total, sizes.get(root, 0)


def watched_run(
    source: Path, out: Path, *, workers: int = 2, engine: str = "local", log: Path | None = None
) -> dict[str, Any]:
    """Run on `source` in a process of its own and watch its memory.

    Returns:
        `seconds`, `cpu_seconds` (of all processes), `documents`, `rejected`, `stages` (seconds of
        each), `peak_mb` over all processes, and `peaks_mb` (for each stage the peak over all, and
        of the run's own process).
    """
    code = _RUN.format(
        root=str(ROOT), source=str(source), out=str(out), workers=workers, engine=engine
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    stage = "start"
    answer = ""
    peaks: dict[str, list[int]] = {stage: [0, 0]}

    def listen() -> None:
        nonlocal stage, answer
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("stage "):
                stage = line.split()[1]
            elif line.startswith("done "):
                answer = line

    listener = threading.Thread(target=listen)
    listener.start()
    told = 0.0
    while child.poll() is None:
        sizes = resident(child.pid)
        known = peaks.setdefault(stage, [0, 0])
        known[:] = [max(pair) for pair in zip(known, sizes, strict=True)]
        if log is not None and time.monotonic() - told > 10:
            told = time.monotonic()
            line = f"{told - started:.0f} {stage} {sizes[0] / 1e6:.0f} {sizes[1] / 1e6:.0f}\n"
            with log.open("a") as file:
                file.write(line)
        time.sleep(PERIOD)
    listener.join()
    seconds = time.monotonic() - started
    if child.returncode:
        raise SystemExit(f"the run ended with {child.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    _, documents, rejected, stages = answer.split(maxsplit=3)
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "documents": int(documents),
        "rejected": int(rejected),
        "stages": json.loads(stages.replace("'", '"')),
        "peak_mb": round(max(p[0] for p in peaks.values()) / 1e6),
        "peaks_mb": {s: [round(v / 1e6) for v in p] for s, p in peaks.items()},
    }


def main() -> None:
    """Do what the command line says."""
    from benchmarks.made_corpus import write_corpus

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=100.0)
    parser.add_argument("--input", type=Path, help="read this instead of a corpus made for it")
    parser.add_argument("--form", choices=("records", "files"), default="records")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--place", type=Path, help="where to write; the temporary folder")
    parser.add_argument("--log", type=Path, help="add a line each ten seconds")
    given = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="mine-memory-", dir=given.place))
    try:
        source = given.input
        if source is None:
            source = place / "corpus"
            write_corpus(source, int(given.megabytes * 1e6), form=given.form)
        size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
        found = watched_run(
            source, place / "out", workers=given.workers, engine=given.engine, log=given.log
        )
        print(json.dumps({"bytes": size, "workers": given.workers, **found}))
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
