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
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]


class Edit(NamedTuple):
    """Replace `text[start:end]` by `replacement`; `kind` and `rule` say why."""

    start: int
    end: int
    replacement: str = ""
    kind: str = ""
    rule: str = ""


class SourceEdit(NamedTuple):
    """An edit as a reader of the source finds it: offsets and characters of the source."""

    source_start: int
    source_end: int
    source_text: str
    replacement: str
    kind: str
    rule: str


class OffsetMap:
    """A monotone map between the offsets of a text and of its source.

    Kept as two rising arrays of equal length k + 1, the breaks: between break i and i + 1 lie
    `text_breaks[i + 1] - text_breaks[i]` characters of the text and
    `source_breaks[i + 1] - source_breaks[i]` of the source. Stretches of equal length are aligned
    character by character; any other stretch is one block, whose characters all map to the whole
    block (a stretch that is empty in the text is a deletion, one empty in the source an insertion).
    """

    __slots__ = ("source_breaks", "text_breaks")

    def __init__(self, text_breaks: Offsets, source_breaks: Offsets) -> None:
        """Take breaks as they are; use `from_breaks` for breaks from outside."""
        self.text_breaks = text_breaks
        self.source_breaks = source_breaks

    @classmethod
    def identity(cls, length: int, source_start: int = 0) -> OffsetMap:
        """The map of an unedited text of `length` characters that starts at `source_start`."""
        text = np.array([0, length], dtype=np.int64)
        return cls(text, text + source_start)

    @classmethod
    def from_breaks(cls, text_breaks: Sequence[int], source_breaks: Sequence[int]) -> OffsetMap:
        """Build a map from stored breaks.

        Raises:
            ValueError: the two differ in length, are shorter than two, or fall anywhere.
        """
        text = np.asarray(text_breaks, dtype=np.int64)
        source = np.asarray(source_breaks, dtype=np.int64)
        if len(text) != len(source) or len(text) < 2:
            raise ValueError(
                f"breaks of length {len(text)} and {len(source)}: need two or more, equal"
            )
        if (np.diff(text) < 0).any() or (np.diff(source) < 0).any():
            raise ValueError("breaks must not fall")
        return cls(text, source)

    @classmethod
    def from_edits(cls, length: int, edits: Sequence[Edit]) -> OffsetMap:
        """The map of the text that `edits` make of a source of `length` characters.

        Raises:
            ValueError: edits overlap, are out of order, or reach outside the source.
        """
        count = len(edits)
        if not count:
            return cls.identity(length)
        starts = np.fromiter((e[0] for e in edits), dtype=np.int64, count=count)
        ends = np.fromiter((e[1] for e in edits), dtype=np.int64, count=count)
        sizes = np.fromiter((len(e[2]) for e in edits), dtype=np.int64, count=count)
        if starts[0] < 0 or ends[-1] > length:
            raise ValueError(f"an edit reaches outside the {length} characters of the text")
        if (ends < starts).any() or (starts[1:] < ends[:-1]).any():
            raise ValueError("edits overlap or are out of order")
        growth = np.cumsum(sizes - (ends - starts))
        text = np.empty(2 * count + 2, dtype=np.int64)
        source = np.empty(2 * count + 2, dtype=np.int64)
        text[0] = source[0] = 0
        source[1:-1:2], source[2:-1:2] = starts, ends
        text[2:-1:2] = ends + growth
        text[1:-1:2] = text[2:-1:2] - sizes
        source[-1] = length
        text[-1] = length + growth[-1]
        return _normal(text, source)

    def __len__(self) -> int:
        return int(self.text_breaks[-1])

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, OffsetMap)
            and np.array_equal(self.text_breaks, other.text_breaks)
            and np.array_equal(self.source_breaks, other.source_breaks)
        )

    def __hash__(self) -> int:
        return hash((self.text_breaks.tobytes(), self.source_breaks.tobytes()))

    def __repr__(self) -> str:
        return f"OffsetMap({len(self.text_breaks) - 1} stretches, {len(self)} characters)"

    @property
    def is_identity(self) -> bool:
        """Whether every character stands in the source at its own offset."""
        return bool(len(self.text_breaks) == 2 and self.source_breaks[0] == 0) and bool(
            self.source_breaks[1] == self.text_breaks[1]
        )

    def source_spans(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> tuple[Offsets, Offsets]:
        """Map spans of the text, arrays of shape (n,), to spans of the source.

        The image holds the source of each character of the span and nothing beside it. An empty
        span maps to the empty span before the character that follows it.
        """
        return _through(self.text_breaks, self.source_breaks, starts, ends)

    def text_spans(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> tuple[Offsets, Offsets]:
        """Map spans of the source, arrays of shape (n,), forward to spans of the text."""
        return _through(self.source_breaks, self.text_breaks, starts, ends)

    def compose(self, later: OffsetMap) -> OffsetMap:
        """The map from the text that `later` makes of this map's text, to this map's source.

        Raises:
            ValueError: `later` does not map onto the whole of this map's text.
        """
        if later.source_breaks[0] != 0 or later.source_breaks[-1] != self.text_breaks[-1]:
            raise ValueError("the later map does not cover the text of the earlier one")
        if later.is_identity:
            return self
        # A cut of the middle text is kept where neither side's block holds it in its inside.
        cuts = np.union1d(self.text_breaks, later.source_breaks)
        cuts = cuts[_clean(self.text_breaks, self.source_breaks, cuts)]
        cuts = cuts[_clean(later.source_breaks, later.text_breaks, cuts)]
        source_low, source_high = _sides(self.text_breaks, self.source_breaks, cuts)
        text_low, text_high = _sides(later.source_breaks, later.text_breaks, cuts)
        text = np.column_stack((text_low, text_high)).ravel()
        source = np.column_stack((source_low, source_high)).ravel()
        return _normal(text, source)

    def slice(self, start: int, end: int) -> OffsetMap:
        """The map of `text[start:end]`, for 0 <= start <= end <= len(self).

        Deletions at a cut belong to neither side; those at the rim of the whole text stay with it.
        """
        text, source = self.text_breaks, self.source_breaks
        left, right = (bound[0] for bound in self.source_spans([start], [end]))
        if start == 0:
            left = source[0]
            right = max(left, right) if end else left
        if end == len(self):
            right = source[-1]
            left = left if start < end or start == 0 else right
        inside = (text > start) & (text < end)
        rim_left = (text == start) & (source > left) & (source <= right) & (start < end)
        rim_right = (text == end) & (source < right) & (source >= left) & (start < end)
        keep = inside | rim_left | rim_right
        return OffsetMap(
            np.concatenate(([0], text[keep] - start, [end - start])).astype(np.int64),
            np.concatenate(([left], source[keep], [right])),
        )


def _through(
    here: Offsets, there: Offsets, starts: npt.ArrayLike, ends: npt.ArrayLike
) -> tuple[Offsets, Offsets]:
    low = np.asarray(starts, dtype=np.int64)
    high = np.asarray(ends, dtype=np.int64)
    if low.size and (low.min() < here[0] or high.max() > here[-1] or (high < low).any()):
        raise ValueError("a span lies outside the text or ends before it starts")
    last = len(here) - 2
    at = np.clip(np.searchsorted(here, low, side="right") - 1, 0, last)
    aligned = here[at + 1] - here[at] == there[at + 1] - there[at]
    left = np.where(aligned, there[at] + (low - here[at]), there[at])
    left = np.where(low == here[-1], there[-1], left)
    at = np.clip(np.searchsorted(here, high, side="left") - 1, 0, last)
    aligned = here[at + 1] - here[at] == there[at + 1] - there[at]
    right = np.where(aligned, there[at] + (high - here[at]), there[at + 1])
    right = np.where(low == high, left, right)
    return left, right


def _clean(here: Offsets, there: Offsets, cuts: Offsets) -> npt.NDArray[np.bool_]:
    """Which cuts do not lie strictly inside a block."""
    at = np.clip(np.searchsorted(here, cuts, side="right") - 1, 0, len(here) - 2)
    block = here[at + 1] - here[at] != there[at + 1] - there[at]
    clean: npt.NDArray[np.bool_] = ~(block & (cuts > here[at]) & (cuts < here[at + 1]))
    return clean


def _sides(here: Offsets, there: Offsets, cuts: Offsets) -> tuple[Offsets, Offsets]:
    """The images just before and just after what is empty here at each cut."""
    low = np.searchsorted(here, cuts, side="left")
    high = np.searchsorted(here, cuts, side="right") - 1
    inside = there[np.clip(high, 0, None)] + (cuts - here[np.clip(high, 0, None)])
    exact = here[np.clip(low, None, len(here) - 1)] == cuts
    return np.where(exact, there[np.clip(low, None, len(here) - 1)], inside), inside


def _normal(text: Offsets, source: Offsets) -> OffsetMap:
    """Drop empty stretches and the breaks between two stretches of one sort."""
    if len(text) > 2:
        keep = np.ones(len(text), dtype=bool)
        keep[1:] = (np.diff(text) != 0) | (np.diff(source) != 0)
        text, source = text[keep], source[keep]
    if len(text) > 2:
        steps_text, steps_source = np.diff(text), np.diff(source)
        mergeable = np.zeros(len(text) - 2, dtype=bool)
        for like in (steps_text == steps_source, steps_text == 0, steps_source == 0):
            mergeable |= like[1:] & like[:-1]
        keep = np.ones(len(text), dtype=bool)
        keep[1:-1] = ~mergeable
        text, source = text[keep], source[keep]
    if len(text) < 2:
        text, source = np.repeat(text, 2), np.repeat(source, 2)
    return OffsetMap(text, source)


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
        return Text(splice(self.string, edits), self.source, self.map.compose(step))

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
        starts, ends = self.map.source_spans([e.start for e in edits], [e.end for e in edits])
        return [
            SourceEdit(a, b, self.source[a:b], e.replacement, e.kind, e.rule)
            for a, b, e in zip(starts.tolist(), ends.tolist(), edits, strict=True)
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
        return Text(string, source, _normal(text, breaks))


def splice(string: str, edits: Sequence[Edit]) -> str:
    """`string` with each edit's span replaced; edits are sorted and do not overlap."""
    pieces, at = [], 0
    for start, end, replacement, _, _ in edits:
        pieces.append(string[at:start])
        pieces.append(replacement)
        at = end
    pieces.append(string[at:])
    return "".join(pieces)
