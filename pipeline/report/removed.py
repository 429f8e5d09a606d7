"""What ingest took away or repaired, what it could not read, and which documents are copies."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from pipeline.contract import REMOVED_KINDS, REPAIRED_KINDS
from pipeline.report.corpus import Corpus, records

_SAMPLES_OF_REMOVED = 400
_SAMPLES_OF_REPAIRED = 30
_LONGEST_SAMPLE = 400

MEANING = {
    "byline": "author, date, source and view counts",
    "ad": "advertising, subscription and QR-code lines",
    "notice": "copyright, platform and disclaimer notices",
    "nav": "menus, related links, share buttons, comment boxes",
    "caption": "image credits and alternative texts",
    "refs": "reference lists and bare links",
    "duplicate": "lines the page repeats",
    "gloss": "readings in brackets behind a word",
    "mojibake": "characters broken by a wrong encoding",
    "markup": "tags and Markdown signs",
    "invisible": "characters nobody sees",
    "width": "full-width letters and digits",
    "linebreak": "line breaks inside a sentence",
}


class Sample(NamedTuple):
    """One span as the page had it, and what stands there now."""

    document: int
    source_text: str
    replacement: str


class Rule(NamedTuple):
    """What one rule took; `samples` are the first of its `spans`."""

    kind: str
    rule: str
    removes: bool
    spans: int
    characters: int
    documents: int
    samples: list[Sample]


class Group(NamedTuple):
    """A document and its copies."""

    original: int
    copies: list[int]


def rules(corpus: Corpus, edits: pd.DataFrame) -> list[Rule]:
    """What each rule took, removals before repairs, by kind and then the most characters first."""
    position = {d.doc_id: n for n, d in enumerate(corpus.documents)}
    spans: dict[tuple[str, str], int] = defaultdict(int)
    characters: dict[tuple[str, str], int] = defaultdict(int)
    documents: dict[tuple[str, str], set[str]] = defaultdict(set)
    samples: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for doc_id, kind, rule, source_text, replacement in records(
        edits, ("doc_id", "kind", "rule", "source_text", "replacement")
    ):
        key = kind, rule
        spans[key] += 1
        characters[key] += len(source_text)
        documents[key].add(doc_id)
        most = _SAMPLES_OF_REMOVED if kind in REMOVED_KINDS else _SAMPLES_OF_REPAIRED
        if len(samples[key]) < most and doc_id in position:
            samples[key].append(Sample(position[doc_id], _short(source_text), _short(replacement)))
    order = {kind: n for n, kind in enumerate((*REMOVED_KINDS, *REPAIRED_KINDS))}
    return [
        Rule(
            *key, key[0] in REMOVED_KINDS, spans[key], characters[key], len(documents[key]),
            samples[key],
        )
        for key in sorted(spans, key=lambda k: (order[k[0]], -characters[k], k[1]))
    ]  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else text[: _LONGEST_SAMPLE - 1] + "…"


def copies(corpus: Corpus) -> list[Group]:
    """Documents that have copies, with them, largest group first."""
    position = {d.doc_id: n for n, d in enumerate(corpus.documents)}
    groups: dict[int, list[int]] = defaultdict(list)
    for n, document in enumerate(corpus.documents):
        original = position.get(document.duplicate_of or "")
        if original is not None:
            groups[original].append(n)
    return [
        Group(original, groups[original])
        for original in sorted(groups, key=lambda o: (-len(groups[o]), o))
    ]
