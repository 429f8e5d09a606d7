"""Throughput by stage, beside `jieba.lcut` on the same text in the same run.

    python benchmarks/throughput.py [FOLDER] [--repeat N]

Speeds are MB of UTF-8 a second on one core; only the ratios mean something on a noisy machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from pipeline.classify.document import ReadDocument, judge_documents
from pipeline.classify.model import stance_model
from pipeline.extract.document import Extraction, extract_document
from pipeline.extract.names import Mention, find_mentions
from pipeline.extract.segment import Jieba, RustJieba
from pipeline.extract.sentences import split_sentences
from pipeline.figures import parse
from pipeline.ingest.page import Page, RawPage, ingest_page
from pipeline.ingest.script import converter


def classify(pages: list[Page], found: list[Extraction]) -> None:
    """Judge all documents in one batch."""
    documents = []
    for page, extraction in zip(pages, found, strict=True):
        mentions: dict[int, list[Mention]] = {}
        for number, mention in extraction.mentions:
            mentions.setdefault(number, []).append(mention)
        documents.append(ReadDocument(page.text.string, page.title, extraction.sentences, mentions))
    judge_documents(documents, stance_model())


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="corpus/sample", type=Path)
    parser.add_argument("--repeat", default=3, type=int)
    arguments = parser.parse_args()
    raw = [
        RawPage(str(path), path.read_bytes())
        for path in sorted(arguments.folder.rglob("*"))
        if path.is_file()
    ]
    pages = [ingest_page(page) for page in raw]
    texts = [page.text.string for page in pages]
    sources = [page.decoded.text for page in pages]
    found = [extract_document(p.text.string, p.judgement.region) for p in pages]
    reference = Jieba()
    work: dict[str, Callable[[], object]] = {
        "jieba.lcut": lambda: [reference.words(t) for t in texts],
        "rjieba.cut": lambda: [RustJieba().words(t) for t in texts],
        "script t2s": lambda: [converter("t2s").convert(t) for t in sources],
        "ingest": lambda: [ingest_page(page) for page in raw],
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
