"""What `mine` finds in a text as it is given, in offsets of that text.

`mine run` first makes a clean, simplified document of a page. Here the text stays: it is repaired
and folded inside, nothing is taken for boilerplate, and every place found leads back to it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.document import Extraction, extract_document
from pipeline.ingest.region import Judgement, judge
from pipeline.ingest.repair import REPAIRS
from pipeline.ingest.script_spans import fold_text
from pipeline.knowledge.extension import Files, digest_of, knowledge_files
from pipeline.text import Text

_KEPT = 4

Record = dict[str, Any]
"""A name, figure or sentence as plain values; `start` and `end` are offsets of the given text."""


@dataclass(frozen=True, slots=True)
class Given:
    """A text read: its repaired and folded form, what that is written in, what was found."""

    text: Text
    judgement: Judgement
    extraction: Extraction


def read_given(string: str, knowledge: Sequence[str] = ()) -> Given:
    """Read `string` as it stands; the last few texts are remembered.

    Args:
        string: any text, in any script.
        knowledge: files of the user's own names and rules.

    Raises:
        KnowledgeError: a file of `knowledge` is not as it must be.
    """
    return _read(string, tuple(digest_of(knowledge).items()))


@functools.lru_cache(maxsize=_KEPT)
def _read(string: str, knowledge: Files) -> Given:
    text = Text.of(string)
    for repair in REPAIRS:
        text = text.apply(repair(text.string))
    judgement = judge(text.string)
    text = fold_text(text, judgement.conversion, judgement.script)
    with knowledge_files([name for name, _ in knowledge]):
        return Given(text, judgement, extract_document(text.string, judgement.region))


def records_of(given: Given) -> dict[str, list[Record]]:
    """`names`, `figures` and `sentences` as records, each list in order of place.

    Values are strings, numbers, booleans and None only, so that they can be written anywhere.
    """
    names = [
        (
            m,
            {
                "type": m.type,
                "entity_id": m.entity_id,
                "name": m.name,
                "score": m.score,
                "method": m.method,
                "sentence": number,
            },
        )
        for number, m in given.extraction.mentions
    ]
    figures = [
        (
            f,
            {
                "kind": f.kind,
                "value": f.value,
                "value_max": f.value_max,
                "unit": f.unit,
                "per": f.per,
                "qualifier": f.qualifier,
                "metric": claim.metric,
                "subject": claim.entity_id,
                "change": f.change,
                "sentence": number,
            },
        )
        for number, f, claim in given.extraction.figures
    ]
    sentences = [
        (s, {"is_heading": s.is_heading, "language": s.language})
        for s in given.extraction.sentences
    ]
    return {
        "names": _placed(names, given.text),
        "figures": _placed(figures, given.text),
        "sentences": _placed(sentences, given.text),
    }


def _placed(found: Sequence[tuple[Any, Mapping[str, Any]]], text: Text) -> list[Record]:
    if not found:
        return []
    low, high = text.map.source_spans([f.start for f, _ in found], [f.end for f, _ in found])
    return [
        {"start": start, "end": end, "text": text.source[start:end], **values}
        for start, end, (_, values) in zip(low.tolist(), high.tolist(), found, strict=True)
    ]


def digest(string: str, knowledge: Sequence[str] = ()) -> str:
    """16 hexadecimal digits that tell one text, read with one knowledge, from another."""
    told = "\0".join((string, *(f"{k}={v}" for k, v in digest_of(knowledge).items())))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
