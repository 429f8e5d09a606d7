"""What `mine` found, as a spaCy `Doc`: names are entities, figures spans, sentences sentences."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.extract.document import Extraction
from pipeline.integrations.given_text import Record, digest
from pipeline.integrations.spacy_components import FIGURES as MINE_FIGURES
from pipeline.integrations.spacy_components import NAMES
from pipeline.integrations.spacy_package import Doc, Span, Vocab, spacy
from pipeline.integrations.spacy_tokenizer import FOUND
from pipeline.integrations.spacy_tokens import edges_of, span_at, words_between

FIGURES: Final = "figures"
"""A second, shorter name of the span group of figures."""


def to_doc(text: str, extraction: Extraction, language: str) -> Doc:
    """A spaCy document of `text` on a blank pipeline's vocabulary.

    Words are cut between the bounds of names, figures and sentences, so that each of these is whole
    tokens. `doc.ents` (and `doc.spans["mine_names"]`) hold the names, labelled with their type in
    capitals, with the entity's id as `kb_id_`; `doc.spans["mine_figures"]` the figures, labelled
    with their kind. `span._.mine` has the rest, as `spacy_components` says.

    Args:
        text: the document's text.
        extraction: what was found in it.
        language: `zh` or `mixed` for a Chinese vocabulary, `en` for an English one.
    """
    sentences: list[Record] = [
        {"start": s.start, "end": s.end, "is_heading": s.is_heading, "language": s.language}
        for s in extraction.sentences
    ]
    names: list[Record] = [
        {
            **{"start": m.start, "end": m.end, "text": m.surface, "type": m.type},
            **{"entity_id": m.entity_id, "name": m.name, "score": m.score, "method": m.method},
            "sentence": number,
        }
        for number, m in extraction.mentions
    ]
    figures: list[Record] = [
        {
            **{"start": f.start, "end": f.end, "text": f.surface, "kind": f.kind},
            **{"value": f.value, "value_max": f.value_max, "unit": f.unit, "per": f.per},
            **{"qualifier": f.qualifier, "metric": claim.metric, "subject": claim.entity_id},
            "change": f.change,
            "sentence": number,
        }
        for number, f, claim in extraction.figures
    ]
    records = {"sentences": sentences, "names": names, "figures": figures}
    return doc_of(text, records, vocabulary(language))


@functools.cache
def vocabulary(language: str) -> Vocab:
    """The vocabulary of a blank pipeline, one a language."""
    vocab: Vocab = spacy.blank("en" if language == "en" else "zh").vocab
    return vocab


def doc_of(
    text: str,
    records: Mapping[str, Sequence[Record]],
    vocab: Vocab,
    *,
    beside: Mapping[str, Any] | None = None,
) -> Doc:
    """A document whose tokens fit `records`, with these as entities and spans.

    Args:
        text: the document's text.
        records: `sentences`, `names` and `figures`, each in order of place.
        vocab: the vocabulary.
        beside: plain values kept with the records in `doc.user_data["mine"]`.
    """
    edges = [e for kind in ("sentences", "names", "figures") for e in edges_of(records[kind])]
    words, spaces = words_between(text, edges)
    firsts = {record["start"] for record in records["sentences"]}
    sent_starts, at = [], 0
    for word, space in zip(words, spaces, strict=True):
        sent_starts.append(at in firsts)
        at += len(word) + space
    doc = Doc(vocab, words=words, spaces=spaces, sent_starts=sent_starts)
    doc.user_data[FOUND] = {"digest": digest(text), **(beside or {}), **records}
    names = [_span(doc, r, r["type"].upper(), r["entity_id"]) for r in records["names"]]
    doc.set_ents(names)
    doc.spans[NAMES] = names
    figures = [_span(doc, r, r["kind"], r["subject"] or "") for r in records["figures"]]
    doc.spans[MINE_FIGURES] = figures
    doc.spans[FIGURES] = figures
    return doc


def _span(doc: Doc, record: Record, label: str, kb_id: str) -> Span:
    span = span_at(doc, record["start"], record["end"], "split", label=label, kb_id=kb_id)
    if span is None or (span.start_char, span.end_char) != (record["start"], record["end"]):
        raise AssertionError(f"no token bounds at {record['start']}:{record['end']}")
    span._.mine = dict(record)
    return span


__all__ = ["FIGURES", "doc_of", "to_doc", "vocabulary"]
