"""What a report reads: documents, sentences in their original script, and the names in them.

The tables hold clean text in simplified script. A reader wants the words of the page, so each
sentence is rebuilt from its source by applying the listed edits, which leave out what was removed
and keep the script as it was written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pipeline.tables import Tables
from pipeline.text import Edit, OffsetMap, splice

Span = tuple[int, int]


class Document(NamedTuple):
    """A document; its sentences are `first` up to and without `last` of the corpus."""

    doc_id: str
    source: str
    title: str | None
    published: str | None
    language: str
    script: str
    stance: str | None
    score: float
    duplicate_of: str | None
    first: int
    last: int


class Sentence(NamedTuple):
    """A sentence in the script of its page; offsets are code points of `text`.

    `names` are (start, end, entity_id), `figures` (start, end), both in order and without overlaps;
    `entities` are all that the sentence names, also where two names overlap.
    """

    document: int
    sentence_id: int
    text: str
    heading: bool
    stance: str
    score: float
    confidence: float
    entities: tuple[str, ...]
    names: tuple[tuple[int, int, str], ...]
    figures: tuple[Span, ...]


class Entity(NamedTuple):
    """An entity; `other` is what the corpus calls it in the other language, if it does.

    `also` are further names by which a reader may look for it, `maker_id` is a model's company.
    """

    entity_id: str
    type: str
    name: str
    other: str | None
    also: tuple[str, ...] = ()
    maker_id: str | None = None


@dataclass(frozen=True)
class Corpus:
    """Everything a report shows, read once.

    `named_in` holds the sentences that name an entity, by number, rising; `folding` the character
    of the simplified script for each character that the pages write otherwise.
    """

    documents: list[Document]
    sentences: list[Sentence]
    entities: dict[str, Entity]
    named_in: dict[str, list[int]]
    number_of: dict[tuple[str, int], int] = field(repr=False)
    original_surface: dict[tuple[str, int, str], str] = field(repr=False)
    folding: dict[str, str] = field(repr=False)


def records(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of some columns as tuples, with None for what is missing."""
    return list(zip(*(_values(frame[name]) for name in columns), strict=True))


def _values(column: pd.Series[Any]) -> list[Any]:
    values = column.astype(object)
    listed: list[Any] = values.where(column.notna(), None).tolist()
    return listed


def read_corpus(tables: Tables) -> Corpus:
    """Read what a report shows from the tables of an output folder.

    Raises:
        MissingTableError: a stage has not been run; the message names the table.
    """
    sources = dict(records(tables.sources, ("doc_id", "text")))
    edits = defaultdict(list)
    for doc_id, *edit in records(
        tables.edits, ("doc_id", "source_start", "source_end", "replacement")
    ):
        edits[doc_id].append(Edit(*edit))
    judged, verdicts = _judgements(tables.stance)
    rows = _by_document(
        tables.sentences,
        ("sentence_id", "source_start", "source_end", "is_heading", "start", "text"),
    )
    names = _by_document(
        tables.mentions, ("sentence_id", "source_start", "source_end", "entity_id")
    )
    figures = _by_document(tables.figures, ("sentence_id", "source_start", "source_end", "surface"))
    corpus = Corpus([], [], _entities(tables.entities), {}, {}, {}, {})
    folded: dict[str, Counter[str]] = defaultdict(Counter)
    named: dict[str, list[int]] = defaultdict(list)
    for row in records(
        tables.documents,
        ("doc_id", "source", "title_original", "published", "language", "script", "duplicate_of"),
    ):
        doc_id = row[0]
        page = _Page(sources[doc_id], edits.pop(doc_id, []))
        first = len(corpus.sentences)
        found = page.sentences(rows.get(doc_id, []), names.get(doc_id, []), figures.get(doc_id, []))
        for (sentence_id, heading, text, clean), marks in found:
            number = len(corpus.sentences)
            label, score, confidence = judged.get((doc_id, sentence_id), ("neutral", 0.0, 0.0))
            corpus.sentences.append(
                Sentence(
                    len(corpus.documents), sentence_id, text, heading, label, score, confidence,
                    marks.entities, marks.names, marks.figures,
                )
            )  # fmt: skip
            corpus.number_of[doc_id, sentence_id] = number
            for entity_id in marks.entities:
                named[entity_id].append(number)
            for surface, (start, end) in marks.surfaces:
                corpus.original_surface.setdefault((doc_id, sentence_id, surface), text[start:end])
            if text != clean and len(text) == len(clean):
                for own, plain in zip(text, clean, strict=True):
                    if own != plain:
                        folded[own][plain] += 1
        title, published = row[2], row[3]
        stance, score = verdicts.get(doc_id, (None, 0.0))
        corpus.documents.append(
            Document(
                doc_id,
                row[1],
                title,
                published.date().isoformat() if published is not None else None,
                row[4],
                row[5],
                stance,
                score,
                row[6],
                first,
                len(corpus.sentences),
            )
        )
    corpus.named_in.update(named)
    for own in sorted(folded):
        corpus.folding[own] = min(folded[own], key=lambda plain: (-folded[own][plain], plain))
    return corpus


def sentence_texts(tables: Tables) -> dict[tuple[str, int], str]:
    """The sentences in simplified script, by doc_id and sentence_id."""
    rows = records(tables.sentences, ("doc_id", "sentence_id", "text"))
    return {(doc_id, number): text for doc_id, number, text in rows}


_MOST_ALIASES = 12


class _Marks(NamedTuple):
    entities: tuple[str, ...]
    names: tuple[tuple[int, int, str], ...]
    figures: tuple[Span, ...]
    surfaces: list[tuple[str, Span]]


class _Page:
    """The clean text of a page in its own script, and the way there from its source."""

    def __init__(self, source: str, edits: list[Edit]) -> None:
        edits.sort(key=itemgetter(0, 1))
        self.text = splice(source, edits)
        self._map = OffsetMap.from_edits(len(source), edits)

    def sentences(
        self,
        rows: list[tuple[Any, ...]],
        names: list[tuple[Any, ...]],
        figures: list[tuple[Any, ...]],
    ) -> Iterable[tuple[tuple[int, bool, str, str], _Marks]]:
        """Each sentence as (sentence_id, heading, own text, clean text), with its marks."""
        spans = self._spans(rows)
        named = self._in_sentences(names)
        counted = self._in_sentences(figures)
        for (sentence_id, _, _, heading, _, clean), (start, end) in zip(rows, spans, strict=True):
            mentions = named.get(sentence_id, [])
            inside = _within(mentions, start, end)
            numbers = _within(counted.get(sentence_id, []), start, end)
            yield (
                (sentence_id, bool(heading), self.text[start:end], clean),
                _Marks(
                    tuple(sorted({entity_id for _, entity_id in mentions})),
                    tuple((a, b, value) for (a, b), value in inside),
                    tuple(span for span, _ in numbers),
                    [(surface, span) for span, surface in numbers],
                ),
            )

    def _spans(self, rows: list[tuple[Any, ...]]) -> list[Span]:
        if not rows:
            return []
        places = np.array([row[1:3] for row in rows], dtype=np.int64)
        starts, ends = self._map.text_spans(places[:, 0], places[:, 1])
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def _in_sentences(self, rows: list[tuple[Any, ...]]) -> dict[int, list[tuple[Span, str]]]:
        found: dict[int, list[tuple[Span, str]]] = defaultdict(list)
        for row, span in zip(rows, self._spans(rows), strict=True):
            found[row[0]].append((span, row[3]))
        return found


def _within(marks: list[tuple[Span, str]], start: int, end: int) -> list[tuple[Span, str]]:
    """The marks that lie in start to end, as offsets from `start`, without overlaps."""
    kept: list[tuple[Span, str]] = []
    at = start
    for (left, right), value in sorted(marks, key=lambda m: (m[0][0], -m[0][1])):
        if at <= left < right <= end:
            kept.append(((left - start, right - start), value))
            at = right
    return kept


def _by_document(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for doc_id, *row in records(frame, ("doc_id", *columns)):
        found[doc_id].append(tuple(row))
    return found


def _judgements(
    stance: pd.DataFrame,
) -> tuple[dict[tuple[str, int], tuple[str, float, float]], dict[str, tuple[str, float]]]:
    """Label, score and confidence of each sentence; label and score of each document."""
    sentences, documents = {}, {}
    for doc_id, level, sentence_id, label, score, confidence in records(
        stance, ("doc_id", "level", "sentence_id", "label", "score", "confidence")
    ):
        if level == "sentence":
            sentences[doc_id, int(sentence_id)] = (label, score, confidence)
        elif level == "document":
            documents[doc_id] = (label, score)
    return sentences, documents


def _entities(frame: pd.DataFrame) -> dict[str, Entity]:
    found = {}
    columns = ("entity_id", "type", "name", "aliases", "maker_id", "known")
    for entity_id, kind, name, aliases, maker_id, known, *names in records(
        frame, (*columns, "name_hans", "name_hant", "name_en")
    ):
        # What the corpus itself calls it, most often first: a name in the other of the two. What
        # one page puts in brackets behind a well-known name need not be one.
        sure = [a for a in aliases if a in names] if known else aliases
        other = next((a for a in sure if a.isascii() != name.isascii()), None)
        further = dict.fromkeys((*(n for n in names if n), *aliases[:_MOST_ALIASES]))
        also = tuple(n for n in further if n not in (name, other))
        found[entity_id] = Entity(entity_id, kind, name, other, also, maker_id)
    return found
