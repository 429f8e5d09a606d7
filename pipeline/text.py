"""Text that remembers its source.

`Text` is an immutable string together with the string it came from and an `OffsetMap` between the
two. Every stage that changes text says so as a list of `Edit`s; `Text.apply` gives the new text
with the composed map. Spans of the text lead back to the source with `source_span`, spans of the
source lead forward with `text_span`.

Invariants (held by property tests over random edit sequences):

* A character that no edit touched is the same in the text and, at the mapped offset, in the source.
* Mapping is monotone: if one span starts (ends) no later than another, so does its image.
* A span of whole, untouched characters maps to a span of the same length.
* `text.apply(edits).apply(text.inverse(edits))` has the characters of `text`.
* `Text.join([text[:k], text[k:]])` equals `text` for every k.

All offsets are Unicode code points; spans are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from pipeline.offset_map import Edit, OffsetMap, Offsets, normal_map


class SourceEdit(NamedTuple):
    """An edit as a reader of the source finds it: offsets and characters of the source."""

    source_start: int
    source_end: int
    source_text: str
    replacement: str
    kind: str
    rule: str


@dataclass(frozen=True, slots=True, eq=True)
class Text:
    """An immutable text, the source it came from, and the map between them."""

    string: str
    source: str
    map: OffsetMap

    @classmethod
    def of(cls, source: str) -> Text:
        """The unedited text of `source`."""
        return cls(source, source, OffsetMap.identity(len(source)))

    def __str__(self) -> str:
        return self.string

    def __len__(self) -> int:
        return len(self.string)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Text: ...
    def __getitem__(self, index: int | slice) -> str | Text:
        """A character, or the text of a slice (step 1) with its map."""
        if isinstance(index, int):
            return self.string[index]
        start, end, step = index.indices(len(self.string))
        if step != 1:
            raise ValueError("a text is sliced with step 1 only")
        end = max(start, end)
        return Text(self.string[start:end], self.source, self.map.slice(start, end))

    def apply(self, edits: Sequence[Edit]) -> Text:
        """The text after `edits`: sorted by start, not overlapping, in offsets of this text.

        Raises:
            ValueError: edits overlap, are out of order, or reach outside the text.
        """
        if not edits:
            return self
        step = OffsetMap.from_edits(len(self.string), edits)
        offsets = step if self.map.is_identity else self.map.compose(step)
        return Text(splice(self.string, edits), self.source, offsets)

    def rewrite(self, string: str, step: OffsetMap) -> Text:
        """The text `string`, made of this one by a conversion whose map to it is `step`."""
        return Text(string, self.source, self.map.compose(step))

    def inverse(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits that turn `self.apply(edits)` back into the characters of this text."""
        back, growth = [], 0
        for edit in edits:
            start = edit.start + growth
            was = self.string[edit.start : edit.end]
            end = start + len(edit.replacement)
            back.append(Edit(start, end, was, edit.kind, edit.rule))
            growth += len(edit.replacement) - len(was)
        return back

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that the characters `start:end` of the text came from."""
        low, high = self.map.source_spans([start], [end])
        return int(low[0]), int(high[0])

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """What is left in the text of the span `start:end` of the source."""
        first, last = int(self.map.source_breaks[0]), int(self.map.source_breaks[-1])
        start, end = min(max(start, first), last), min(max(end, first), last)
        low, high = self.map.text_spans([start], [end])
        return int(low[0]), int(high[0])

    def source_edits(self, edits: Sequence[Edit]) -> list[SourceEdit]:
        """`edits` of this text as edits of the source, in the same order."""
        if not edits:
            return []
        starts, ends = [e.start for e in edits], [e.end for e in edits]
        if not self.map.is_identity:
            low, high = self.map.source_spans(starts, ends)
            starts, ends = low.tolist(), high.tolist()
        return [
            SourceEdit(a, b, self.source[a:b], e.replacement, e.kind, e.rule)
            for a, b, e in zip(starts, ends, edits, strict=True)
        ]

    @staticmethod
    def join(parts: Iterable[Text], separator: str = "") -> Text:
        """One text of `parts`, which are of one source and in its order; gaps are deletions.

        Raises:
            ValueError: there are no parts, or they are of different sources or out of order.
        """
        given = list(parts)
        if not given:
            raise ValueError("nothing to join")
        source = given[0].source
        text = given[0].map.text_breaks
        breaks = given[0].map.source_breaks
        for part in given[1:]:
            if part.source is not source and part.source != source:
                raise ValueError("texts of different sources cannot be joined")
            shift = text[-1] + len(separator)
            next_text, next_source = part.map.text_breaks + shift, part.map.source_breaks
            if next_source[0] < breaks[-1]:
                # Both sides hold a piece of one block: it becomes one block again.
                text, breaks = text[:-1], breaks[:-1]
                next_text, next_source = next_text[1:], next_source[1:]
                if not len(text) or not len(next_text) or next_source[0] < breaks[-1]:
                    raise ValueError("parts overlap or are out of order")
            text = np.concatenate((text, next_text))
            breaks = np.concatenate((breaks, next_source))
        string = separator.join(part.string for part in given)
        return Text(string, source, normal_map(text, breaks))


def splice(string: str, edits: Sequence[Edit]) -> str:
    """`string` with each edit's span replaced; edits are sorted and do not overlap."""
    pieces, at = [], 0
    for start, end, replacement, _, _ in edits:
        pieces.append(string[at:start])
        pieces.append(replacement)
        at = end
    pieces.append(string[at:])
    return "".join(pieces)


__all__ = ["Edit", "OffsetMap", "Offsets", "SourceEdit", "Text", "splice"]
