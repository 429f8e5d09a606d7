"""The index stage: all tables to the tables entities, index, claims, comentions and timeline."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract import table_of
from pipeline.engines.base import Engine
from pipeline.index.claims import (
    READ,
    Row,
    claim_rows,
    disagreements,
    said,
    texts_of,
    with_aspects,
)
from pipeline.index.comentions import Pairs, comention_rows, pairs
from pipeline.index.entities import Named, entity_row, joined, named_entities
from pipeline.index.keywords import Span, keywords
from pipeline.index.timeline import Months, months
from pipeline.knowledge.extension import knowledge_base
from pipeline.progress import Progress
from pipeline.store.bench import Bench
from pipeline.store.cache import Entry, Made, document_key, nonce
from pipeline.store.output import Output
from pipeline.store.parts import part_name, read_part, rows_of, write_part
from pipeline.store.recall import part_of
from pipeline.store.work import REJECT_FIELDS, Rows, no_collection

_LISTED = (("company", "companies"), ("model", "models"), ("person", "people"))
_DOCUMENT = (
    "doc_id",
    "source",
    "title",
    "author",
    "published",
    "language",
    "script",
    "conversion",
    "source_chars",
    "text_chars",
    "duplicate_of",
)
_MENTION: Final = (
    *("doc_id", "sentence_id", "start", "end", "surface", "type", "entity_id", "name"),
)
_KEYWORDS: Final = pa.field("keywords", pa.list_(pa.string()))


class _Task(NamedTuple):
    number: int
    tables: dict[str, Path]
    originals: frozenset[str]
    skip_copies: bool
    bench: Bench

    def again(self) -> _Task:
        return self._replace(bench=self.bench.after_death())


class _Said(NamedTuple):
    """Where the index of a part and its keywords lie, and what it says of its entities."""

    entry: Entry
    words: Entry
    documents: int
    named: dict[str, Named]
    pairs: Pairs
    months: Months


@no_collection()
def run_index(
    output: Output, engine: Engine, progress: Progress, *, skip_copies: bool = False
) -> None:
    """Write the tables of the stage, with or without documents that are copies."""
    names = ("documents", "sentences", "mentions", "figures", "stance")
    tables = {name: output.folder_of(name) for name in names}
    parts = output.parts("documents")
    originals = output.read("documents", ["duplicate_of"]).column(0).drop_null().unique()
    for name in ("index", "entities", "comentions", "timeline"):
        output.begin(name)
    progress.start("index", output.count("documents"))
    tasks = (
        _Task(
            number,
            tables,
            _among(originals, part),
            skip_copies,
            output.bench("index", number),
        )
        for number, part in enumerate(parts)
    )
    entities: dict[str, Named] = {}
    together = Pairs(Counter(), Counter())
    by_month = Months()
    for number, said_of in enumerate(engine.map(_index_part, tasks, _Task.again)):
        output.adopt(number, said_of.entry)
        output.use(said_of.words)
        for entity_id, found in said_of.named.items():
            known = entities.get(entity_id)
            entities[entity_id] = joined(known, found) if known else found
        for counted, more in zip(together, said_of.pairs, strict=True):
            counted.update(more)
        by_month.add(said_of.months)
        progress.advance(said_of.documents)
    base = knowledge_base()
    rows = [entity_row(i, entities[i], base) for i in sorted(entities)]
    output.write("entities", 0, table_of("entities", rows))
    named_in = {entity_id: named.documents for entity_id, named in entities.items()}
    pair_rows = comention_rows(together, named_in, output.count("index"))
    output.write("comentions", 0, table_of("comentions", list(pair_rows)))
    output.write("timeline", 0, table_of("timeline", list(by_month.rows())))
    _write_claims(output, {i: str(named.name) for i, named in entities.items()}, skip_copies)
    progress.finish()


def _among(originals: pa.Array, part: Path) -> frozenset[str]:
    """Which documents of a part are the original of another."""
    ids = read_part(part, "documents", ["doc_id"]).column(0)
    return frozenset(ids.filter(pc.is_in(ids, value_set=originals)).to_pylist())


def _write_claims(output: Output, names: dict[str, str], skip_copies: bool) -> None:
    """Write what the figures say of entities; a part for each of the figures', in their order."""
    folder = output.begin("claims")
    parts = output.parts("figures")
    left_out = _copies(output) if skip_copies else frozenset()
    sentences = output.folder_of("sentences")
    aspects: list[list[str | None]] = []

    def said_in(part: Path) -> list[dict[str, Any]]:
        rows = rows_of(said(read_part(part, "figures", list(READ))))
        return [row for row in rows if row["doc_id"] not in left_out]

    def compared() -> Iterator[Row]:
        for part in parts:
            path = sentences / part.name
            texts = texts_of(read_part(path, "sentences", ["doc_id", "sentence_id", "text"]))
            rows = with_aspects(said_in(part), texts)
            aspects.append([_interned(row["aspect"]) for row in rows])
            yield from rows

    apart = disagreements(compared())
    # Read again rather than kept: the figures of a corpus are too many to be held.
    for number, (part, known) in enumerate(zip(parts, aspects, strict=True)):
        rows = [{**row, "aspect": a} for row, a in zip(said_in(part), known, strict=True)]
        write_part(
            folder, number, "claims", table_of("claims", list(claim_rows(rows, names, apart)))
        )


def _interned(aspect: str | None) -> str | None:
    return None if aspect is None else sys.intern(aspect)


def _copies(output: Output) -> frozenset[str]:
    """The ids of documents that are copies of another."""
    read = output.read("documents", ["doc_id", "duplicate_of"])
    copies = read.filter(read.column("duplicate_of").is_valid()).column("doc_id")
    return frozenset(copies.to_pylist())


def _ranked(weights: Counter[str]) -> list[str]:
    return sorted(weights, key=lambda entity_id: (-weights[entity_id], entity_id))


@no_collection()
def _index_part(task: _Task) -> _Said:
    part = part_name(task.number)

    def rows(name: str, columns: list[str]) -> list[dict[str, Any]]:
        return rows_of(read_part(task.tables[name] / part, name, columns))

    documents = rows("documents", [*_DOCUMENT, "text"])
    counts: dict[str, Counter[str]] = {
        name: Counter(read_part(task.tables[name] / part, name, ["doc_id"]).column(0).to_pylist())
        for name in ("sentences", "figures", "mentions")
    }
    weights: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    spans: dict[str, list[Span]] = defaultdict(list)
    mentions = rows("mentions", list(_MENTION))
    for row in mentions:
        weights[row["doc_id"], row["type"]][row["entity_id"]] += 1
        spans[row["doc_id"]].append((row["start"], row["end"]))
    stances: dict[str, dict[str, Any]] = {}
    labels: Counter[tuple[str, str]] = Counter()
    judged = rows("stance", ["doc_id", "level", "entity_id", "label", "score", "confidence"])
    for row in judged:
        if row["level"] == "document":
            stances[row["doc_id"]] = row
        elif row["level"] == "sentence":
            labels[row["doc_id"], row["label"]] += 1
    kept = _keywords(documents, spans, task)
    words: list[list[str]] = kept.notes().column("keywords").to_pylist()
    index = []
    for number, document in enumerate(documents):
        if task.skip_copies and document["duplicate_of"] is not None:
            continue
        doc_id = document["doc_id"]
        stance = stances.get(doc_id, {"label": "mixed", "score": 0.0, "confidence": 0.0})
        listed = [_ranked(weights[doc_id, kind]) for kind, _ in _LISTED]
        group = document["duplicate_of"] or (doc_id if doc_id in task.originals else None)
        index.append(
            (
                *(document[c] for c in _DOCUMENT),
                stance["label"],
                stance["score"],
                stance["confidence"],
                *listed,
                counts["sentences"][doc_id],
                counts["mentions"][doc_id],
                counts["figures"][doc_id],
                labels[doc_id, "optimistic"],
                labels[doc_id, "cautionary"],
                words[number],
                group,
            )
        )
    made = Made({"index": table_of("index", index)}, Rows((), ()).made().notes)
    published = {document["doc_id"]: document["published"] for document in documents}
    return _Said(
        task.bench.cache.keep("index", nonce(), made),
        kept,
        len(documents),
        named_entities(mentions, published),
        pairs(mentions),
        months(published, mentions, judged),
    )


def _keywords(
    documents: Sequence[Mapping[str, Any]], names: Mapping[str, list[Span]], task: _Task
) -> Entry:
    """Where the keywords of each document lie, taken from the cache as far as they were there.

    `names` are the places of the names in each document, by its id.
    """
    spans = [sorted(names.get(d["doc_id"], ())) for d in documents]
    keys = [
        document_key(task.bench.basis, d["source"], d["text"], s)
        for d, s in zip(documents, spans, strict=True)
    ]

    def make(numbers: list[int]) -> Made:
        rows = Rows((), (*REJECT_FIELDS, _KEYWORDS))
        for number in numbers:
            found = keywords(documents[number]["text"], spans[number])
            rows.note({"source": documents[number]["source"], "keywords": found})
        return rows.made()

    return part_of(task.bench, "keywords", keys, make).entry
