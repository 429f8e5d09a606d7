"""What the comparison of all documents of a run takes: memory and time by their number.

    python benchmarks/growth.py 100000 300000 1000000

The notes of so many documents are made up, as ingest would leave them (signature, digest, 30 lines
each; 1 % have the letters of another), and copies and template lines are looked for. Each number is
measured in a process of its own; prints a table.
"""

from __future__ import annotations

import argparse
import datetime
import functools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PART: Final = 256
LINES: Final = 30


def write_notes(folder: Path, count: int) -> list[tuple[Path, int]]:
    """Notes of `count` documents in parts."""
    chance = np.random.default_rng(1)
    day = datetime.date(2025, 1, 1)
    parts = []
    for start in range(0, count, PART):
        size = min(PART, count - start)
        numbers = np.arange(start, start + size)
        numbers[chance.random(size) < 0.01] = 0  # the same letters
        columns: dict[str, list[Any]] = {
            "doc_id": [f"{n:020x}" for n in range(start, start + size)],
            "source": [f"/corpus/{n // 1000:05d}.jsonl#{n}" for n in range(start, start + size)],
            "published": [day + datetime.timedelta(days=int(n) % 365) for n in numbers],
            "digest": [int(n).to_bytes(12, "big") for n in numbers],
            "signature": list(map(bytes, chance.integers(0, 256, (size, 1020), np.uint8))),
            "place": [f"site:s{n % 500}.cn" for n in numbers],
            "lines": list(map(bytes, chance.integers(0, 256, (size, 8 * LINES), np.uint8))),
        }
        path = folder / f"{start // PART:06d}.parquet"
        schema = {"digest": pa.binary(), "signature": pa.binary(), "lines": pa.binary()}
        table = pa.table({n: pa.array(v, type=schema.get(n)) for n, v in columns.items()})
        pq.write_table(table, path, compression="none")
        parts.append((path, size))
    return parts


class _Nowhere:
    """An output of which no text is asked for."""

    def folder_of(self, name: str) -> Path:
        return Path(name)


def measure(count: int) -> dict[str, float]:
    """Seconds and peak memory of the comparison of `count` documents."""
    from pipeline.ingest.copies import NOTED, find_copies
    from pipeline.ingest.templates import Repeated, Seen

    def read(path: Path, columns: tuple[str, ...]) -> pa.Table:
        return pq.ParquetFile(path).read(columns=list(columns))

    with tempfile.TemporaryDirectory() as place:
        parts = dict(enumerate(write_notes(Path(place), count)))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        noted = {n: (size, functools.partial(read, p, NOTED)) for n, (p, size) in parts.items()}
        copies = find_copies(_Nowhere(), noted)  # type: ignore[arg-type]
        found = sum(int(copies.are_copies(n, size).sum()) for n, (_, size) in parts.items())
        compared = time.perf_counter()
        with Repeated() as repeated:
            for path, _ in parts.values():
                table = read(path, ("place", "lines")).to_pydict()
                for pair in zip(table["place"], table["lines"], strict=True):
                    repeated.add(Seen(*pair))
            repeated.count()
        ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "documents": count,
        "copies": found,
        "copies_s": round(compared - started, 1),
        "lines_s": round(ended - compared, 1),
        "before_mb": round(before / 1024),
        "peak_mb": round(peak / 1024),
    }


def main() -> None:
    """Measure each number in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("documents", type=int, nargs="+")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.documents[0])))
        return
    print("| documents | copies, s | lines, s | before, MB | peak, MB |\n" + "| --- " * 5 + "|")
    for count in given.documents:
        command = [sys.executable, __file__, str(count), "--one"]
        told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        print(f"| {count:,} | {told['copies_s']} | {told['lines_s']} | {told['before_mb']} "
              f"| {told['peak_mb']} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
