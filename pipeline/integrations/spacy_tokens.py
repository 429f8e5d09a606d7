"""Tokens that no name or figure cuts: documents cut anew, spans set by character offsets."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pipeline.extract.segment import segmenter
from pipeline.integrations.spacy_package import Doc, Span, Vocab

ALIGNMENTS: Final = ("split", "expand", "contract")
"""What is done where a token goes over the edge of a name: it is cut in two, taken in, left out."""


def words_between(text: str, edges: Iterable[int]) -> tuple[list[str], list[bool]]:
    """Words of `text` none of which goes over an edge, and whether a space follows each.

    Args:
        text: any text; words and spaces joined are the text again, white space kept.
        edges: offsets of `text`, in any order.
    """
    bounds = sorted({0, len(text), *edges})
    words: list[str] = []
    spaces: list[bool] = []
    cut = segmenter().words
    for low, high in itertools.pairwise(bounds):
        for word in cut(text[low:high]):
            if word == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
    return words, spaces


def blank_doc(vocab: Vocab, text: str, edges: Iterable[int]) -> Doc:
    """A document of `text` with the words of `words_between`."""
    words, spaces = words_between(text, edges)
    return Doc(vocab, words=words, spaces=spaces)


def cut_tokens(doc: Doc, edges: Iterable[int]) -> Doc:
    """`doc`, or where an edge lies inside a token a copy in which the token ends there.

    The pieces of a token keep its tag, part of speech and morphology, lose its lemma, and hang on
    the first piece, which keeps its head. Entities, span groups, extensions and context stay.
    spaCy's own retokenizer takes quadratic time and leaves span groups at the wrong words.
    """
    starts = [token.idx for token in doc]
    inside: dict[int, list[int]] = {}
    for edge in sorted(set(edges)):
        number = bisect_right(starts, edge) - 1
        if number >= 0 and 0 < edge - starts[number] < len(doc[number]):
            inside.setdefault(number, []).append(edge - starts[number])
    return _cut(doc, inside) if inside else doc


def _cut(doc: Doc, inside: dict[int, list[int]]) -> Doc:
    words: list[str] = []
    spaces: list[bool] = []
    token_of: list[int] = []
    firsts: list[int] = []
    for number, token in enumerate(doc):
        firsts.append(len(words))
        text = token.text
        bounds = [0, *inside.get(number, ()), len(text)]
        for low, high in itertools.pairwise(bounds):
            words.append(text[low:high])
            spaces.append(high == len(text) and bool(token.whitespace_))
            token_of.append(number)
    given = _annotations(doc, inside, token_of, firsts)
    new = Doc(doc.vocab, words=words, spaces=spaces, user_data=doc.user_data, **given)
    first, last = firsts, [*firsts[1:], len(words)]

    def moved(span: Span) -> Span:
        return Span(
            new,
            first[span.start],
            last[span.end - 1] if span.end > span.start else first[span.start],
            label=span.label_,
            kb_id=span.kb_id_,
            span_id=span.id_,
        )

    if doc.has_annotation("ENT_IOB"):
        new.set_ents([moved(e) for e in doc.ents])
    for key, group in doc.spans.items():
        new.spans[key] = [moved(s) for s in group]
    new.cats = doc.cats
    if len(doc.tensor):
        new.tensor = doc.tensor[token_of]
    new.user_hooks = doc.user_hooks
    new.user_span_hooks = doc.user_span_hooks
    new.user_token_hooks = doc.user_token_hooks
    new._context = doc._context
    return new


def _annotations(
    doc: Doc, inside: dict[int, list[int]], token_of: list[int], firsts: list[int]
) -> dict[str, list[Any]]:
    """What the tokens carry, as the constructor of `Doc` takes it; only what is set."""
    given: dict[str, list[Any]] = {}
    for name, attribute, get in (
        ("tags", "TAG", lambda t: t.tag_),
        ("pos", "POS", lambda t: t.pos_),
        ("morphs", "MORPH", lambda t: str(t.morph)),
    ):
        if doc.has_annotation(attribute):
            values = [get(token) for token in doc]
            given[name] = [values[n] for n in token_of]
    if doc.has_annotation("LEMMA"):
        given["lemmas"] = ["" if n in inside else doc[n].lemma_ for n in token_of]
    if doc.has_annotation("DEP"):
        is_first = [firsts[n] == at for at, n in enumerate(token_of)]
        pairs = list(zip(token_of, is_first, strict=True))
        given["heads"] = [firsts[doc[n].head.i] if first else firsts[n] for n, first in pairs]
        given["deps"] = [doc[n].dep_ if first else "dep" for n, first in pairs]
    elif doc.has_annotation("SENT_START"):
        given["sent_starts"] = [
            doc[n].is_sent_start if firsts[n] == at else False for at, n in enumerate(token_of)
        ]
    return given


def span_at(doc: Doc, start: int, end: int, align: str, **options: Any) -> Span | None:
    """The span of the characters `start:end`, or None where `contract` leaves no whole token.

    Args:
        doc: a document.
        start: where it starts, in characters.
        end: where it ends.
        align: one of `ALIGNMENTS`; after `cut_tokens` `split` fits exactly.
        options: label, kb_id and the like for the span.
    """
    mode = "expand" if align == "split" else align
    return doc.char_span(start, end, alignment_mode=mode, **options)


def edges_of(records: Sequence[dict[str, Any]]) -> list[int]:
    """Where names or figures start and end."""
    return [record[side] for record in records for side in ("start", "end")]


def without_overlaps(spans: Iterable[Span], kept: Iterable[Span] = ()) -> list[Span]:
    """Spans in order of place that overlap neither each other nor one of `kept`; first come first.

    All of `kept` are in the result. Takes time in proportion to their number.
    """
    chosen = sorted(kept, key=lambda s: s.start)
    starts = [s.start for s in chosen]
    added: list[Span] = []
    end = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        at = bisect_left(starts, span.end)
        free = at == 0 or chosen[at - 1].end <= span.start
        if free and span.start >= end:
            added.append(span)
            end = span.end
    return sorted([*chosen, *added], key=lambda s: s.start)


__all__ = [
    "ALIGNMENTS",
    "blank_doc",
    "cut_tokens",
    "edges_of",
    "span_at",
    "without_overlaps",
    "words_between",
]
