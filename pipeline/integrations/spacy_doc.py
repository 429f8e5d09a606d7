"""What `mine` found, as a spaCy `Doc`: names are entities, figures spans, sentences sentences."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.extract.document import Extraction
from pipeline.extract.segment import segmenter

if TYPE_CHECKING:
    from spacy.tokens import Doc

FIGURES: Final = "figures"


def to_doc(text: str, extraction: Extraction, language: str) -> Doc:
    """A spaCy document of `text` on a blank pipeline's vocabulary.

    Words are cut between the bounds of names, figures and sentences, so that each of these is whole
    tokens. `doc.ents` hold the names, labelled with their type in capitals, with the entity's id as
    `kb_id_`; `doc.spans["figures"]` the figures, labelled with their kind.

    Args:
        text: the document's text.
        extraction: what was found in it.
        language: `zh` or `mixed` for a Chinese vocabulary, `en` for an English one.
    """
    import spacy
    from spacy.tokens import Doc

    vocabulary = spacy.blank("en" if language == "en" else "zh").vocab
    words, spaces, starts = _tokens(text, extraction)
    numbers = {start: number for number, start in enumerate(starts)}
    firsts = {numbers[s.start] for s in extraction.sentences}
    sentence_starts: list[bool | int | None] = [n in firsts for n in range(len(words))]
    doc = Doc(vocabulary, words=words, spaces=spaces, sent_starts=sentence_starts)
    doc.set_ents(
        [
            _span(doc, m.start, m.end, label=m.type.upper(), kb_id=m.entity_id)
            for _, m in extraction.mentions
        ]
    )
    doc.spans[FIGURES] = [
        _span(doc, f.start, f.end, label=f.kind) for _, f, _ in extraction.figures
    ]
    return doc


def _span(doc: Doc, start: int, end: int, **options: Any) -> Any:
    span = doc.char_span(start, end, **options)
    if span is None:
        raise AssertionError(f"no token bounds at {start}:{end}")
    return span


def _tokens(text: str, extraction: Extraction) -> tuple[list[str], list[bool], list[int]]:
    """Words, whether a space follows each, and where each starts; white space is kept."""
    spans: Sequence[tuple[int, int]] = [
        *((s.start, s.end) for s in extraction.sentences),
        *((m.start, m.end) for _, m in extraction.mentions),
        *((f.start, f.end) for _, f, _ in extraction.figures),
    ]
    bounds = sorted({0, len(text), *(p for span in spans for p in span)})
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    cut = segmenter().words
    for low, high in itertools.pairwise(bounds):
        at = low
        for word in cut(text[low:high]):
            if word == " " and words and not spaces[-1] and words[-1].strip():
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
                starts.append(at)
            at += len(word)
    return words, spaces, starts
