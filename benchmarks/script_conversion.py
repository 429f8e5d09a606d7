"""Speed of script conversion beside opencc-python-reimplemented, on the same text in the same run.

    python benchmarks/script_conversion.py [FOLDER] [--repeat N]

Converts the texts of a folder in traditional and in simplified script, as documents of 4 kB and of
1 MB. Speeds are MB of UTF-8 a second of processor time; the ratios mean most on a noisy machine.
"""

from __future__ import annotations

import argparse
import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import opencc

from pipeline.ingest.region import judge
from pipeline.ingest.script import Converter
from pipeline.ingest.script_spans import fold_string

CONFIGURATIONS = ("t2s", "tw2s", "hk2s", "tw2sp")
SMALL, LARGE, SLOW = 4_000, 1_000_000, 120_000


def documents(text: str, size: int) -> list[str]:
    """`text`, repeated to 1 MB at least, in documents of about `size` bytes."""
    text *= -(-LARGE // max(1, len(text.encode())))
    step = max(1, size * len(text) // len(text.encode()))
    return [text[at : at + step] for at in range(0, len(text), step)]


def speed(call: Callable[[str], object], texts: Iterable[str], repeat: int) -> float:
    """MB/s, the median of `repeat` runs."""
    given = list(texts)
    size = sum(len(t.encode()) for t in given) / 1e6
    seconds = []
    for _ in range(repeat):
        started = time.process_time()
        for text in given:
            call(text)
        seconds.append(time.process_time() - started)
    return size / median(seconds)


def start_up(configuration: str) -> float:
    """Seconds of processor time from the first import to the first result, less NumPy's import."""
    code = (
        f"from pipeline.ingest.script import Converter; Converter({configuration!r}).convert('這')"
    )
    least = []
    for program in ("import numpy", code):
        seconds = []
        for _ in range(3):
            before = os.times()
            subprocess.run([sys.executable, "-c", program], check=True)
            after = os.times()
            seconds.append(
                after.children_user
                + after.children_system
                - before.children_user
                - before.children_system
            )
        least.append(min(seconds))
    return least[1] - least[0]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="corpus/sample", type=Path)
    parser.add_argument("--repeat", default=5, type=int)
    arguments = parser.parse_args()
    scripts: dict[str, list[str]] = {"hant": [], "hans": []}
    for path in sorted(p for p in arguments.folder.rglob("*") if p.is_file()):
        text = path.read_bytes().decode("utf-8", "ignore")
        judged = judge(text)
        if judged.script in scripts:
            scripts[judged.script].append(text)
    print("| what | text | opencc | convert, 4 kB | align, 4 kB | convert, 1 MB | align, 1 MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for script, texts in scripts.items():
        whole = "\n".join(texts) or "無"
        small, large = documents(whole, SMALL), documents(whole, LARGE)
        slow = documents(whole, SMALL)[: SLOW // SMALL]
        for name in CONFIGURATIONS:
            theirs = speed(opencc.OpenCC(name).convert, slow, 1)
            ours = Converter(name)
            figures = [
                speed(call, texts, arguments.repeat)
                for texts in (small, large)
                for call in (ours.convert, ours.align)
            ]
            row = " | ".join(f"{f:.0f} ({f / theirs:.0f}×)" for f in figures)
            print(f"| {name} | {script} | {theirs:.2f} | {row} |")
        judged = judge(whole)
        fold = functools.partial(
            fold_string, conversion=judged.conversion or "t2s", script=judged.script
        )
        for what, call in (("judge", judge), ("fold by span", fold)):
            first, second = (speed(call, texts, arguments.repeat) for texts in (small, large))
            print(f"| {what} | {script} | | {first:.0f} | | {second:.0f} | |")
    print("\nstart-up beyond NumPy's:", end=" ")
    print(", ".join(f"{name} {start_up(name):.2f} s" for name in (*CONFIGURATIONS, "s2twp")))


if __name__ == "__main__":
    main()
