"""Edits of a text, and the map that they make between the offsets of a text and of its source.

All offsets are Unicode code points; spans are half-open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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
        if not edits:
            return cls.identity(length)
        if edits[0][0] < 0 or edits[-1][1] > length:
            raise ValueError(f"an edit reaches outside the {length} characters of the text")
        # Stretches as they come, each joined to the last where both are of one sort; most texts
        # have a few edits, for which a loop takes less time than arrays.
        text, source, sort, at, growth = [0], [0], _OTHER, 0, 0
        for start, end, replacement, _, _ in edits:
            if end < start or start < at:
                raise ValueError("edits overlap or are out of order")
            size = len(replacement)
            kept, taken = start - at, end - start
            at = end
            for here, there in ((kept, kept), (size, taken)):
                if not (here or there):
                    continue
                own = _sort_of(here, there)
                if own == sort and own != _OTHER:
                    text[-1] += here
                    source[-1] += there
                else:
                    text.append(text[-1] + here)
                    source.append(source[-1] + there)
                    sort = own
            growth += size - taken
        if at < length:
            if sort == _ALIGNED:
                text[-1], source[-1] = length + growth, length
            else:
                text.append(length + growth)
                source.append(length)
        elif len(text) == 1:
            text.append(0)
            source.append(0)
        return cls(np.array(text, dtype=np.int64), np.array(source, dtype=np.int64))

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
        first = self.source_breaks[0]
        if len(self.text_breaks) == 2 and self.source_breaks[1] - first == self.text_breaks[1]:
            return normal_map(later.text_breaks, later.source_breaks + first)
        cuts = np.concatenate((self.text_breaks, later.source_breaks))
        cuts.sort()
        cuts = cuts[np.append(True, cuts[1:] != cuts[:-1])]
        # A cut of the middle text is kept where neither side's block holds it in its inside.
        source_low, source_high, clean = _images(self.text_breaks, self.source_breaks, cuts)
        text_low, text_high, also_clean = _images(later.source_breaks, later.text_breaks, cuts)
        kept = clean & also_clean
        text = np.empty((np.count_nonzero(kept), 2), dtype=np.int64)
        source = np.empty_like(text)
        text[:, 0], text[:, 1] = text_low[kept], text_high[kept]
        source[:, 0], source[:, 1] = source_low[kept], source_high[kept]
        return normal_map(text.ravel(), source.ravel())

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
    aligned = here[1:] - here[:-1] == there[1:] - there[:-1]
    last = len(here) - 2
    at = np.minimum(here.searchsorted(low, side="right") - 1, last)
    left = there[at] + np.where(aligned[at], low - here[at], 0)
    left = np.where(low == here[-1], there[-1], left)
    at = np.maximum(here.searchsorted(high, side="left") - 1, 0)
    right = np.where(aligned[at], there[at] + (high - here[at]), there[at + 1])
    right = np.where(low == high, left, right)
    return left, right


def _images(
    here: Offsets, there: Offsets, cuts: Offsets
) -> tuple[Offsets, Offsets, npt.NDArray[np.bool_]]:
    """Of each cut the images just before and just after what is empty here at its place.

    The third array says which cuts do not lie strictly inside a block; only for these do the
    images mean anything.
    """
    low = here.searchsorted(cuts, side="left")
    high = here.searchsorted(cuts, side="right") - 1
    inside = there[high] + (cuts - here[high])
    exact = here[low] == cuts
    block = np.append(here[1:] - here[:-1] != there[1:] - there[:-1], False)
    return np.where(exact, there[low], inside), inside, exact | ~block[high]


_OTHER, _ALIGNED, _DELETED, _INSERTED = range(4)
"""The sorts of stretches; two of one sort side by side are one, but for two other blocks."""


def _sort_of(here: int, there: int) -> int:
    if here == there:
        return _ALIGNED
    return _DELETED if not here else _INSERTED if not there else _OTHER


def normal_map(text: Offsets, source: Offsets) -> OffsetMap:
    """The map of these breaks without empty stretches, and with stretches of one sort joined."""
    if len(text) > 2:
        here, there = text[1:] - text[:-1], source[1:] - source[:-1]
        full = (here | there) != 0
        if not full.all():
            keep = np.append(True, full)
            text, source, here, there = text[keep], source[keep], here[full], there[full]
    if len(text) > 2:
        aligned, deleted, inserted = here == there, here == 0, there == 0
        joined = aligned[1:] & aligned[:-1]
        joined |= deleted[1:] & deleted[:-1]
        joined |= inserted[1:] & inserted[:-1]
        if joined.any():
            keep = np.ones(len(text), dtype=bool)
            keep[1:-1] = ~joined
            text, source = text[keep], source[keep]
    if len(text) < 2:
        text, source = np.repeat(text, 2), np.repeat(source, 2)
    return OffsetMap(text, source)


__all__ = ["Edit", "OffsetMap", "Offsets", "normal_map"]
