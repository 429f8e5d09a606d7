"""Mojibake: spans of text that were decoded in the wrong encoding, and what is left of such text.

A span is read again (`misread`) and repaired where the repair is far likelier as text
(`character_model`) than what stands there; clean text is not, whatever it can be read as. Evidence
adds up over a document: where some spans leave no doubt, the short ones beside them need less.

The kinds, each the rule of its edits: `utf8-as-latin1` (also as Windows-1252, also twice),
`utf8-as-gbk`, `utf8-as-big5`, `gbk-as-latin1`, `big5-as-latin1`, `big5-as-gbk`, `gbk-as-big5`. What
is left of characters that were lost goes by the rules of `models/repair/mojibake.toml`.
"""

from __future__ import annotations

import functools
import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from pipeline.ingest.mojibake_latin import chinese_as_latin, cp1252_as_latin
from pipeline.ingest.mojibake_lines import crossed_lines
from pipeline.ingest.mojibake_remains import remains_edits
from pipeline.ingest.mojibake_repair import BESIDE_BITS, LOSSY, MojibakeRepair, without_overlaps
from pipeline.ingest.mojibake_utf8 import utf8_as_big5, utf8_as_gbk, utf8_as_latin
from pipeline.text import Edit

_FAIR_BITS: Final = 14.0
_SURE_PAGE_BITS: Final = 60.0
"""Bits of all repairs of one kind that have `_FAIR_BITS`, past which any needs `_BESIDE_BITS`."""

_FINDERS: Final[tuple[Callable[[str], Iterator[MojibakeRepair]], ...]] = (
    utf8_as_latin,
    utf8_as_gbk,
    utf8_as_big5,
    chinese_as_latin,
    cp1252_as_latin,
)


def misread_edits(text: str) -> list[Edit]:
    """Spans decoded in the wrong encoding, read again."""
    return [] if text.isascii() else list(_misread_edits(text))


@functools.lru_cache(maxsize=1)
def _misread_edits(text: str) -> tuple[Edit, ...]:
    # A page that has no other damage comes twice, before its markup goes and after.
    found = [repair for find in _FINDERS for repair in find(text)]
    taken = _Taken()
    for edit in crossed_lines(text):
        taken.add(MojibakeRepair(edit.start, edit.end, edit.replacement, 0.0, edit.rule, True))
    found = _not_inside_better(found)
    found.sort(key=lambda r: (-r.gain, r.start))
    fair = [r for r in found if (r.sure or r.gain >= _FAIR_BITS) and taken.add(r)]
    evidence: Counter[str] = Counter()
    for repair in fair:
        evidence[repair.rule.removesuffix(LOSSY)] += int(repair.gain)
    kinds = {rule for rule, bits in evidence.items() if bits >= _SURE_PAGE_BITS}
    for repair in found:
        if repair.gain > BESIDE_BITS and repair.rule.removesuffix(LOSSY) in kinds:
            taken.add(repair)
    return tuple(
        Edit(r.start, r.end, r.text, "mojibake", r.rule)
        for r in taken.repairs
        if r.sure or r.rule.removesuffix(LOSSY) in kinds
    )


def _not_inside_better(found: list[MojibakeRepair]) -> list[MojibakeRepair]:
    """Without the long runs that several repairs inside, taken together, explain better."""
    short = sorted(
        (r for r in found if r.sure and r.rule.startswith("utf8")), key=lambda r: r.start
    )
    starts = [r.start for r in short]
    sums = list(itertools.accumulate((r.gain for r in short), initial=0.0))
    return [
        r
        for r in found
        if r.rule.startswith("utf8")
        or sums[bisect_left(starts, r.end)] - sums[bisect_left(starts, r.start)] < r.gain
    ]


class _Taken:
    """Repairs in order of their place, none over another."""

    def __init__(self) -> None:
        self.repairs: list[MojibakeRepair] = []
        self._starts: list[int] = []

    def add(self, repair: MojibakeRepair) -> bool:
        """Add a repair where there is room for it."""
        at = bisect_left(self._starts, repair.end)
        if at and self.repairs[at - 1].end > repair.start:
            return False
        self._starts.insert(at, repair.start)
        self.repairs.insert(at, repair)
        return True


def mojibake_edits(text: str) -> list[Edit]:
    """All repairs of mojibake in plain text."""
    return without_overlaps(misread_edits(text) + remains_edits(text))


__all__ = ["misread_edits", "mojibake_edits", "remains_edits"]
