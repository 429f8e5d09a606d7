"""Throughput by stage, beside `jieba.lcut` on the same text in the same run.

    python benchmarks/throughput.py [FOLDER] [--repeat N] [--ingest]

Speeds are MB of UTF-8 a second on one core; only the ratios mean something on a noisy machine.

With `--ingest` ingest alone, on plain text: the bodies of the documents in FOLDER, without markup
and boilerplate, as documents of 1 MB, of 14 kB and of 4 kB each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from pipeline.classify.document import ReadDocument, judge_documents
from pipeline.classify.model import stance_model
from pipeline.extract.document import Extraction, extract_document
from pipeline.extract.names import Mention, find_mentions
from pipeline.extract.segment import Jieba, RustJieba
from pipeline.extract.sentences import split_sentences
from pipeline.figures import parse
from pipeline.ingest.page import Page, RawPage, ingest_page, ingest_pages
from pipeline.ingest.script import converter

SIZES: Final = {"1 MB": 1_000_000, "14 kB": 14_000, "4 kB": 4_000}
"""Sizes of plain documents, in bytes."""


def classify(pages: list[Page], found: list[Extraction]) -> None:
    """Judge all documents in one batch."""
    documents = []
    for page, extraction in zip(pages, found, strict=True):
        mentions: dict[int, list[Mention]] = {}
        for number, mention in extraction.mentions:
            mentions.setdefault(number, []).append(mention)
        documents.append(ReadDocument(page.text.string, page.title, extraction.sentences, mentions))
    judge_documents(documents, stance_model())


def plain_documents(bodies: list[str], size: int) -> list[RawPage]:
    """`bodies`, one after another, as plain texts of `size` bytes or a little less.

    A text ends with a line of the bodies, so that all together are the bodies once; a single line
    longer than `size` is a text by itself.
    """
    pages: list[RawPage] = []
    lines: list[str] = []
    held = 0
    for line in "\n\n".join(bodies).splitlines(keepends=True):
        own = len(line.encode())
        if lines and held + own > size:
            pages.append(RawPage(f"{len(pages)}.txt", "".join(lines).encode()))
            lines, held = [], 0
        lines.append(line)
        held += own
    return [*pages, RawPage(f"{len(pages)}.txt", "".join(lines).encode())]


def ingest_all(pages: list[RawPage]) -> list[Page]:
    """All pages, ingested in groups as the stage has them."""
    return [page for page in ingest_pages(pages) if isinstance(page, Page)]


def ingest_alone(raw: list[RawPage], repeat: int) -> None:
    """Measure ingest on plain text beside `jieba.lcut` on the same text, and print a table."""
    bodies = [ingest_page(page).text.string for page in raw]
    reference = Jieba()
    size = sum(len(body.encode()) for body in bodies) / 1e6
    sets = {name: plain_documents(bodies, n) for name, n in SIZES.items()}
    work: dict[str, Callable[[], object]] = {
        "jieba.lcut": lambda: [reference.words(body) for body in bodies],
        **{f"ingest, {name}": partial(ingest_all, pages) for name, pages in sets.items()},
    }
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(repeat):
        for name, call in work.items():
            started = time.process_time()
            call()
            seconds[name].append(time.process_time() - started)
    base = median(seconds["jieba.lcut"])
    print(f"{len(bodies)} bodies, {size:.2f} MB of plain text\n")
    print("| what | MB/s | times jieba.lcut |\n| --- | --- | --- |")
    for name, values in seconds.items():
        print(f"| {name} | {size / median(values):.2f} | {base / median(values):.2f} |")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="corpus/sample", type=Path)
    parser.add_argument("--repeat", default=3, type=int)
    parser.add_argument("--ingest", action="store_true", help="ingest alone, on plain text")
    arguments = parser.parse_args()
    raw = [
        RawPage(str(path), path.read_bytes())
        for path in sorted(arguments.folder.rglob("*"))
        if path.is_file()
    ]
    if arguments.ingest:
        ingest_alone(raw, arguments.repeat)
        return
    pages = [ingest_page(page) for page in raw]
    texts = [page.text.string for page in pages]
    sources = [page.decoded.text for page in pages]
    found = [extract_document(p.text.string, p.judgement.region) for p in pages]
    reference = Jieba()
    work: dict[str, Callable[[], object]] = {
        "jieba.lcut": lambda: [reference.words(t) for t in texts],
        "rjieba.cut": lambda: [RustJieba().words(t) for t in texts],
        "script t2s": lambda: [converter("t2s").convert(t) for t in sources],
        "ingest": lambda: ingest_all(raw),
        "sentences": lambda: [split_sentences(t) for t in texts],
        "names": lambda: [find_mentions(t) for t in texts],
        "figures": lambda: [parse(t) for t in texts],
        "extract": lambda: [extract_document(t, "cn") for t in texts],
        "classify": lambda: classify(pages, found),
    }
    size = sum(len(t.encode()) for t in texts) / 1e6
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(arguments.repeat):
        for name, call in work.items():
            started = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - started)
    base = median(seconds["jieba.lcut"])
    print(f"{len(texts)} documents, {size:.2f} MB\n")
    print("| what | MB/s | times jieba.lcut |\n| --- | --- | --- |")
    for name, values in seconds.items():
        print(f"| {name} | {size / median(values):.1f} | {base / median(values):.2f} |")
    whole = sum(median(seconds[name]) for name in ("ingest", "extract", "classify"))
    print(f"| all three stages | {size / whole:.2f} | {base / whole:.2f} |")


if __name__ == "__main__":
    main()
