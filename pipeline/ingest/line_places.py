"""Where the lines of pages stand, and what rules and phrases make of them, as arrays."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from pipeline.ingest.folded_lines import Flags, Integers
from pipeline.ingest.line_features import PHRASE_GROUPS, PLACE, RULE_KINDS
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage

_ANYWHERE: Final = "top+head+tail+end"
_STRONG: Final = 8
_END: Final = 6
_HEADING, _PROSE, _WEIGHT, _GROUPS, _IS_STRONG = (
    PLACE.index(name) for name in ("heading", "prose", "ad-weight", "ad-groups", "ad-strong")
)
_RULES: Final = {kind: PLACE.index(f"rule-{kind}") for kind in RULE_KINDS}
_PHRASES: Final = tuple(PLACE.index(f"phrase-{group}") for group in PHRASE_GROUPS)


def places_of(pages: Sequence[LinePage]) -> Floats:
    """Shape (n, len(PLACE)): of all lines of `pages`, none of which is empty, one after another."""
    sizes = np.array([len(page.texts) for page in pages])
    ends = np.cumsum(sizes)
    starts = ends - sizes
    count = int(ends[-1])
    page = np.repeat(np.arange(len(pages)), sizes)
    numbers = np.arange(count) - starts[page]
    prose = _flags((p.prose for p in pages), count)
    known = _flags(([v is not None for v in p.verdicts] for p in pages), count)
    blank = _flags((p.after_blank for p in pages), count)
    blank_below = _above(blank, ends - 1, edge=True)
    above = numbers <= np.array([p.first_prose for p in pages])[page]
    below = numbers >= np.array([p.last_prose for p in pages])[page]
    last = sizes[page] - 1
    free = prose & ~known
    columns = (
        above,
        below,
        ~above & ~below,
        numbers == 0,
        numbers == 1,
        numbers == last,
        numbers > last - _END,
        blank,
        blank_below,
        blank & blank_below,
        _below(known, starts),
        _above(known, ends - 1, edge=False),
        _below(free, starts),
        _above(free, ends - 1, edge=False),
    )
    table = np.zeros((count, len(PLACE)))
    for column, values in enumerate(columns):
        table[:, column] = values
    table[:, _PROSE] = prose
    cells = [
        (start + number, column, value)
        for start, each in zip(starts.tolist(), pages, strict=True)
        for number, column, value in _marks(each)
    ]
    if cells:
        rows, places, values = zip(*cells, strict=True)
        table[rows, places] = values
    return table


def _flags(values: Iterable[Sequence[bool]], count: int) -> Flags:
    return np.fromiter(itertools.chain.from_iterable(values), dtype=bool, count=count)


def _above(flags: Flags, lasts: Integers, *, edge: bool) -> Flags:
    """What the line below each has, `edge` where there is none."""
    moved = np.empty_like(flags)
    moved[:-1] = flags[1:]
    moved[lasts] = edge
    return moved


def _below(flags: Flags, firsts: Integers) -> Flags:
    """What the line above each has, False where there is none."""
    moved = np.empty_like(flags)
    moved[1:] = flags[:-1]
    moved[firsts] = False
    return moved


def _marks(page: LinePage) -> Iterator[tuple[int, int, float]]:
    """Line, column and value of what phrases, rules and headings say of a page's lines."""
    book = page.book
    for number, (cues, matching, verdict) in enumerate(
        zip(page.cues, page.matching, page.verdicts, strict=True)
    ):
        if cues.groups:
            weight = max(0, book.weight(cues))
            yield number, _WEIGHT, min(weight, 12) / 6
            yield number, _GROUPS, min(len(cues.groups), 5) / 3
            yield number, _IS_STRONG, weight >= _STRONG
            for group in cues.groups:
                yield number, _PHRASES[group], 1
        if matching and (rule := book.at(matching, _ANYWHERE)) is not None:
            yield number, _RULES[rule.kind], 0.5
        if verdict is not None and (column := _RULES.get(verdict.kind)) is not None:
            yield number, column, 1
    if page.headings:
        for number, line in enumerate(page.lines):
            yield number, _HEADING, line.rank in page.headings


__all__ = ["places_of"]
