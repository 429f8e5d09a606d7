"""A text on its way to a document, with the edits that made it so far."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.text import Edit, OffsetMap, SourceEdit, Text

_BLANK_LINES: Final = re.compile(r"\n(?:[ \t\u3000]*\n){2,}")
_BLANK_LINE: Final = re.compile(r"\n[ \t\u3000]+\n")
_BLANK: Final = " \t\u3000"


@dataclass(slots=True)
class Draft:
    """The text so far and the edits that made it."""

    text: Text
    edits: list[SourceEdit] = field(default_factory=list)

    def apply(self, edits: Sequence[Edit]) -> None:
        if edits:
            self.edits += self.text.source_edits(edits)
            self.text = self.text.apply(edits)


def tidy(draft: Draft) -> None:
    """At most one blank line in a row, none at either end."""
    string = draft.text.string
    low = len(string) - len(string.lstrip())
    high = max(low, len(string.rstrip()))
    removals = _removals(draft.text.map)
    edits = _blanks(0, low, removals, "rim")
    blank = "\n\n\n" in string or _BLANK_LINE.search(string)
    for match in _BLANK_LINES.finditer(string, low, high) if blank else ():
        at, end = match.span()
        second = string.find("\n", at + 1)
        kept_first = at
        while at > low and string[at - 1] in _BLANK:
            at -= 1
        for kept in (kept_first, second, end):
            edits += _blanks(at, kept, removals, "blank-lines")
            at = kept + 1
    edits += _blanks(high, len(string), removals, "rim")
    draft.apply(edits)


def strip_again(
    text: Text, edits: Sequence[SourceEdit], removals: Sequence[Edit]
) -> tuple[Text, list[SourceEdit]]:
    """Take more out of a document that is done: its text and its edits as they then are.

    Args:
        text: the document's text.
        edits: what was done to it, in the order of the source.
        removals: what is to go, in the order of the text.
    """
    draft = Draft(text, list(edits))
    draft.apply(removals)
    tidy(draft)
    return draft.text, outermost(draft.edits)


def _removals(offsets: OffsetMap) -> list[int]:
    """Where in the text something was removed: the stretches of the map that are empty there."""
    breaks = offsets.text_breaks
    places: list[int] = breaks[:-1][breaks[1:] == breaks[:-1]].tolist()
    return list(dict.fromkeys(places))


def _blanks(start: int, end: int, removals: list[int], rule: str) -> list[Edit]:
    """Edits that delete `start:end`, cut where something was removed, so as not to cover that."""
    inside = removals[bisect_right(removals, start) : bisect_left(removals, end)]
    bounds = [start, *inside, end] if end > start else []
    return [Edit(a, b, "", "linebreak", rule) for a, b in itertools.pairwise(bounds)]


def outermost(edits: list[SourceEdit]) -> list[SourceEdit]:
    """The edits in order of their place, without those that a later one swallowed.

    What is left overlaps nowhere, so that applying it to the source gives the document's text
    (up to the script conversion). White space that stood for markup stays listed as that markup.
    """
    kept: list[SourceEdit] = []
    # What stands behind the edit at hand, the farthest first. Each pass over the page gave its
    # edits in order, so that these two are merged as often as there were passes.
    behind: list[SourceEdit] = []
    for edit in reversed(edits):
        start = edit.source_start
        if behind and behind[-1].source_start < start:
            kept += reversed(behind)
            behind.clear()
        while kept and kept[-1].source_start > start:
            behind.append(kept.pop())
        at = len(behind)
        while at and behind[at - 1].source_start == start:
            at -= 1
        holder, place = (behind, at) if at < len(behind) else (kept, len(kept) - 1)
        if place >= 0 and edit.source_end <= holder[place].source_end:
            if holder[place].kind == "linebreak" and edit.kind == "markup":
                holder[place] = holder[place]._replace(kind=edit.kind, rule=edit.rule)
        elif at < len(behind):
            behind.insert(at, edit)
        else:
            behind.append(edit)
    return kept + behind[::-1]


__all__ = ["Draft", "outermost", "strip_again", "tidy"]
