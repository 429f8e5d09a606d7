"""Kept text, removed boilerplate and metadata of one document against the gold.

Kept text is compared as a sequence of folded characters: what both have in common, in blocks of
three or more as difflib's Ratcliff/Obershelp matcher finds them, is right; the rest of the gold is
lost, the rest of the output is surplus. Boilerplate is counted in overlapping runs of eight
characters: a run that still stands in the output, and nowhere in the gold's body, was not removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from pipeline.evaluate.fold import fold
from pipeline.evaluate.marked import MarkedDocument, Span
from pipeline.evaluate.misses import Miss, one_line
from pipeline.evaluate.output import OutputDocument

_BLOCK: Final = 3
_RUN: Final = 8
_LOST: Final = 12
METADATA: Final = {"title": "title", "author": "author", "published": "date"}
"""Column of the documents table → key of the gold's header."""


@dataclass(slots=True)
class TextCounts:
    """Counts of one document: folded characters, runs of boilerplate, fields of metadata."""

    same: int = 0
    surplus: int = 0
    lost: int = 0
    removed: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Kind → runs removed, runs in all."""
    metadata: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Field → 1 if right, 1 if asked."""
    misses: list[Miss] = field(default_factory=list)


_HTML: Final = (".html", ".htm", ".xhtml")
_TAG: Final = re.compile(r"<[!/?]?[a-zA-Z][^<>]*(?:>|$)|^[^<>]*>")


def kept_text(gold: MarkedDocument) -> str:
    """The gold's text without what is marked as boilerplate, and without the tags of HTML."""
    pieces, at = [], 0
    for span in removed_spans(gold):
        pieces.append(gold.text[at : span.start])
        at = span.end
    pieces.append(gold.text[at:])
    name = gold.header.get("source_name", "").lower()
    # A tag may be cut by a removed span: what of it is left on either side goes as well.
    return "".join(_TAG.sub("", p) if name.endswith(_HTML) else p for p in pieces)


def removed_spans(gold: MarkedDocument) -> list[Span]:
    """The spans marked as boilerplate, in order."""
    return sorted((s for s in gold.spans if s.tag == "d"), key=lambda s: (s.start, s.end))


def match_text(gold: MarkedDocument, output: OutputDocument | None) -> TextCounts:
    """Compare the text and the metadata of `output` with the gold."""
    counts = TextCounts()
    wanted = fold(kept_text(gold))
    got = fold(output.text) if output else ""
    _match_body(counts, gold.id, wanted, got)
    for span in removed_spans(gold):
        _match_removed(counts, gold.id, span, wanted, got)
    if output:
        _match_metadata(counts, gold, output)
    return counts


def _match_body(counts: TextCounts, name: str, wanted: str, got: str) -> None:
    matcher = SequenceMatcher(None, wanted, got, autojunk=False)
    blocks = matcher.get_matching_blocks()
    counts.same = sum(b.size for b in blocks if b.size >= _BLOCK)
    counts.lost, counts.surplus = len(wanted) - counts.same, len(got) - counts.same
    for change, low, high, got_low, got_high in matcher.get_opcodes():
        if change in ("delete", "replace") and high - low >= _LOST:
            counts.misses.append(
                Miss("body lost", name, high - low, one_line(wanted[low:high], 80))
            )
        if change in ("insert", "replace") and got_high - got_low >= _LOST:
            counts.misses.append(
                Miss("surplus text", name, got_high - got_low, one_line(got[got_low:got_high], 80))
            )


def _match_removed(counts: TextCounts, name: str, span: Span, wanted: str, got: str) -> None:
    kind = span.attributes["k"]
    folded = fold(span.text)
    size = min(_RUN, len(folded))
    runs = [folded[i : i + size] for i in range(len(folded) - size + 1)] if folded else []
    runs = [run for run in runs if run not in wanted]
    left = sum(run in got for run in runs)
    gone, total = counts.removed.get(kind, (0, 0))
    counts.removed[kind] = (gone + len(runs) - left, total + len(runs))
    if runs and left > len(runs) / 2:
        counts.misses.append(
            Miss("boilerplate kept", name, left, f"{kind}: {one_line(span.text.strip(), 100)}")
        )


def _match_metadata(counts: TextCounts, gold: MarkedDocument, output: OutputDocument) -> None:
    for column, key in METADATA.items():
        wanted = gold.header.get(key, "")
        if not wanted:
            continue
        got = str(getattr(output, column))
        right = got[:10] == wanted[:10] if column == "published" else fold(got) == fold(wanted)
        counts.metadata[column] = (int(right), 1)
        if not right:
            counts.misses.append(
                Miss(f"{column} wrong", gold.id, 1, f"want {wanted!r}, got {got!r}")
            )
