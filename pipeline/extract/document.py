"""One document to its sentences, mentions and figures; a pure function of the document."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline import figures
from pipeline.extract.claims import Claim, claims_of
from pipeline.extract.further import Recogniser, further_mentions
from pipeline.extract.names import Mention, find_mentions
from pipeline.extract.sentences import Sentence, split_sentences
from pipeline.figures import Figure
from pipeline.text import OffsetMap

Row = tuple[object, ...]


class PlacedMention(NamedTuple):
    """A mention and the number of its sentence."""

    sentence_id: int
    mention: Mention


class PlacedFigure(NamedTuple):
    """A figure, the number of its sentence, and the claim it makes."""

    sentence_id: int
    figure: Figure
    claim: Claim


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document, in order of place."""

    sentences: list[Sentence]
    mentions: list[PlacedMention]
    figures: list[PlacedFigure]


def extract_document(
    text: str,
    region: str,
    *,
    published: datetime.date | None = None,
    recogniser: Recogniser | None = None,
) -> Extraction:
    """Find sentences, names and figures in a document's text.

    Args:
        text: the document's text, in simplified script.
        region: `cn`, `tw`, `hk` or `none`: whose currency a bare 元 is.
        published: the document's date, from which the periods of figures are counted.
        recogniser: a further source of names, for places where there is neither name nor figure.
    """
    sentences = split_sentences(text)
    starts = [s.start for s in sentences]
    if not sentences:
        return Extraction([], [], [])

    def sentence_at(place: int) -> int:
        return max(0, bisect_right(starts, place) - 1)

    mentions = find_mentions(text)
    blocked = [(m.start, m.end) for m in mentions]
    parsed = figures.parse(text, region=figures.local_region(text, region), blocked=blocked)
    if recogniser is not None:
        taken = [(f.start, f.end) for f in parsed]
        further = recogniser.find(text)
        mentions = further_mentions(text, further, mentions, taken, recogniser.method)
    placed = [PlacedMention(sentence_at(m.start), m) for m in mentions]
    claims = claims_of(text, sentences, mentions, parsed, published)
    found = [
        PlacedFigure(sentence_at(f.start), f, claim)
        for f, claim in zip(parsed, claims, strict=True)
    ]
    return Extraction(sentences, placed, found)


def add_extraction(
    rows: dict[str, list[Row]], doc_id: str, extraction: Extraction, offsets: OffsetMap
) -> None:
    """Add the rows of one document to those of the tables sentences, mentions and figures."""
    for number, (sentence, place) in enumerate(
        zip(extraction.sentences, _places(extraction.sentences, offsets), strict=True)
    ):
        rows["sentences"].append(
            (doc_id, number, *place, sentence.text, sentence.language, sentence.is_heading)
        )
    for (number, m), place in zip(
        extraction.mentions, _places([p.mention for p in extraction.mentions], offsets), strict=True
    ):
        rows["mentions"].append(
            (doc_id, number, *place, m.surface, m.type, m.entity_id, m.name, m.score, m.method)
        )
    for (number, f, claim), place in zip(
        extraction.figures, _places([p.figure for p in extraction.figures], offsets), strict=True
    ):
        rows["figures"].append(
            (
                doc_id,
                number,
                *place,
                f.surface,
                f.kind,
                f.value,
                f.value_max,
                f.unit,
                f.per,
                f.qualifier,
                *claim,
                f.change,
            )
        )


def _places(
    items: Sequence[Sentence] | Sequence[Mention] | Sequence[Figure], offsets: OffsetMap
) -> list[tuple[int, int, int, int]]:
    """start, end, source_start, source_end of each item."""
    starts, ends = [i.start for i in items], [i.end for i in items]
    low, high = offsets.source_spans(starts, ends)
    return list(zip(starts, ends, low.tolist(), high.tolist(), strict=True))
