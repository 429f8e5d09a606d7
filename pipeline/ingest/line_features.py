"""What the line classifier looks at besides words: form, place, rules, and what stands around.

All features are arrays over the lines of a page. Those of a line alone (`FORM`) are its length,
marks and signs of contact; `PLACE` says where it stands; `CONTEXT` is made from what a first model
thought of the line and of its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.ingest import folded_lines as fl
from pipeline.ingest.folded_lines import Flags, FoldedLines, Integers
from pipeline.ingest.line_grams import Floats

_ITEM: Final = re.compile(r"(?:[-*•·▪◦・◆]|\d{1,3}\s*[.、)\]）．]|\[\d{1,3}\]|[①-⑳])\s*")
_LABEL: Final = re.compile(r"[^:：。，,!！?？]{1,8}[:：]")
_QUOTE: Final = frozenset('“「『"')
_LENGTHS: Final = (4, 8, 14, 24, 40, 70, 120, 220, 420)
LONGEST: Final = 420
"""The longest line, in characters, that is looked at; longer ones are the article's."""
RULE_KINDS: Final = ("byline", "ad", "notice", "nav", "caption", "refs")
SIGNS: Final = (
    *("price", "date", "address", "course", "shop", "pressure", "join", "plug", "sponsor"),
    *("recruit", "stock", "event", "notice", "byline", "nav", "caption", "reader", "report"),
)
"""The sorts of phrases of `models/boilerplate/signs.toml`, in its order."""
_PROMOTIONAL: Final = np.array(
    [SIGNS.index("price"), *range(SIGNS.index("address"), SIGNS.index("notice"))]
)
PHRASE_GROUPS: Final = (
    *("act", "offer", "price", "channel", "recruit", "reader", "promise", "hint"),
)
"""The groups of phrases of `models/boilerplate/ad_cues.toml`, in its order."""

FORM: Final = (
    *(f"length<={n}" for n in _LENGTHS),
    *("ends", "ends-colon", "ends-latin", "inner-end", "one-separator", "separators"),
    *("symbol-first", "bracket-first", "latin-first", "digit-first", "symbols", "exclaims", "asks"),
    *("latin", "digits", "spaces", "commas", "capitals", "item", "label", "quote"),
    *("long-number", *(f"sign-{name}" for name in SIGNS)),
    *("promotional", "promotional>=3", "promotional>=4", "promotional>=5"),
    *("promotes-to-reader", "promotes-to-reader>=3", "reports-promotion", "reports"),
)
"""Features of a line alone, in order."""

PLACE: Final = (
    *("above", "below", "inside", "first", "second", "last", "near-end", "blank-above"),
    *("blank-below", "alone", "known-above", "known-below", "prose-above", "prose-below"),
    *("heading", "prose", "ad-weight", "ad-groups", "ad-strong"),
    *(f"rule-{kind}" for kind in RULE_KINDS),
    *(f"phrase-{group}" for group in PHRASE_GROUPS),
)
"""Features of a line's place on its page, in order."""

_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3)
_KINDS: Final = 7
CONTEXT: Final = (
    *(f"own-{k}" for k in range(_KINDS)),
    *(f"share-{k}" for k in range(_KINDS)),
    *(f"at{d:+d}-{k}" for d in _NEIGHBOURS for k in range(_KINDS)),
    *(f"joined{d:+d}-{k}" for d in (-1, 1) for k in range(_KINDS)),
    *(f"around-{k}" for k in range(_KINDS)),
    *("over-prose", "under-prose", "far-over", "far-under", "within", "page-body"),
)
"""Features made from a first judgement of the page, in order."""


def form(texts: Sequence[str], folded: FoldedLines, signs: tuple[Integers, Integers]) -> Floats:
    """Shape (n, len(FORM)): what can be seen of each line alone.

    Args:
        texts: the lines.
        folded: the same, folded.
        signs: for each n-gram found, its numbers in `SIGNS`, shape (3, m), -1 for none, and the
            line in which it stands, shape (m,).
    """
    count, classes = folded.count, folded.classes
    counts = np.bincount(
        folded.line * fl.CLASSES + classes, minlength=(count + 1) * fl.CLASSES
    ).reshape(-1, fl.CLASSES)[:count]
    starts = np.flatnonzero(classes == fl.BREAK)
    first, last = classes[starts[:-1] + 1], classes[starts[1:] - 1]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=count)
    size = np.maximum(counts.sum(axis=1) - counts[:, fl.BREAK], 1)
    ends = last == fl.TERMINAL
    separators = counts[:, fl.SEPARATOR]
    bounds = np.array([0, *_LENGTHS])
    table = np.zeros((count, len(FORM)))
    column = len(_LENGTHS)
    table[:, :column] = (lengths[:, None] > bounds[:-1]) & (lengths[:, None] <= bounds[1:])
    columns = (
        ends,
        last == fl.COLON,
        last == fl.LATIN,
        counts[:, fl.TERMINAL] > ends,
        separators == 1,
        separators > 1,
        first == fl.SYMBOL,
        first == fl.BRACKET,
        first == fl.LATIN,
        first == fl.DIGIT,
        np.minimum(counts[:, fl.SYMBOL], 4) / 4,
        np.bincount(folded.line[folded.codes == ord("!")], minlength=count + 1)[:count] > 0,
        np.bincount(folded.line[folded.codes == ord("?")], minlength=count + 1)[:count] > 0,
        counts[:, fl.LATIN] / size,
        np.minimum(4 * counts[:, fl.DIGIT] / size, 1),
        np.minimum(4 * counts[:, fl.SPACE] / size, 1) * (counts[:, fl.LATIN] < size / 2),
        np.minimum(10 * counts[:, fl.COMMA] / size, 1),
        np.minimum(3 * folded.upper / np.maximum(counts[:, fl.LATIN], 1), 1),
    )
    for values in columns:
        table[:, column] = values
        column += 1
    table[:, column + 3] = folded.long_number
    signed = (counts[:, fl.DIGIT] > 0) | (first == fl.SYMBOL) | (first == fl.SEPARATOR)
    table[:, column] = [
        sign and _ITEM.match(text) is not None
        for sign, text in zip(signed.tolist(), texts, strict=True)
    ]
    table[:, column + 1] = [
        colon and _LABEL.match(text) is not None
        for colon, text in zip((counts[:, fl.COLON] > 0).tolist(), texts, strict=True)
    ]
    table[:, column + 2] = [text[:1] in _QUOTE for text in texts]
    column += 4
    sorts, where = signs
    for numbers in sorts:
        hit = np.flatnonzero(numbers >= 0)
        table[where[hit], column + numbers[hit]] = 1
    promotional = table[:, column + _PROMOTIONAL].sum(axis=1)
    column += len(SIGNS)
    table[:, column] = np.minimum(promotional, 6) / 6
    table[:, column + 1 : column + 4] = promotional[:, None] >= np.array([3, 4, 5])
    reader = table[:, column - len(SIGNS) + SIGNS.index("reader")] > 0
    report = table[:, column - len(SIGNS) + SIGNS.index("report")] > 0
    table[:, column + 4] = (promotional >= 2) & reader & ~report
    table[:, column + 5] = (promotional >= 3) & reader
    table[:, column + 6] = (promotional >= 2) & report & ~reader
    table[:, column + 7] = report & ~reader
    return table


def context(
    shares: Floats, prose: Flags, after_blank: Flags, sizes: Sequence[int] | None = None
) -> Floats:
    """Shape (n, len(CONTEXT)): what a first judgement says of each line and those around it.

    Args:
        shares: shape (n, 7), of each kind for each line; the first kind is the article's body.
        prose: shape (n,), which lines have the form of a paragraph.
        after_blank: shape (n,), which lines follow a blank one.
        sizes: of several pages, one after another, how many lines each has; none has no line.
    """
    count = len(shares)
    counts = np.array([count] if sizes is None else sizes, dtype=np.int64)
    if not count:
        return np.zeros((0, len(CONTEXT)))
    starts = np.cumsum(counts) - counts
    page = np.repeat(np.arange(len(counts)), counts)
    joined: Floats = (~after_blank[:, None]).astype(np.float64)
    at = {by: _shifted(shares, by, page) for by in _NEIGHBOURS}
    body = np.flatnonzero((shares[:, 0] > 0.5) & prose)
    numbers = np.arange(count)
    # A page without a paragraph of the article is all above it, and all below it.
    low, high = starts + counts, starts - 1
    low[page[body[::-1]]] = body[::-1]
    high[page[body]] = body
    low, high = low[page], high[page]
    over, under = numbers < low, numbers > high
    means = np.add.reduceat(shares[:, 0], starts) / counts
    places = (
        over,
        under,
        np.where(over, np.minimum(low - numbers, 10), 0) / 10,
        np.where(under, np.minimum(numbers - high, 20), 0) / 20,
        ~over & ~under,
        means[page],
    )
    return np.hstack(
        (
            np.log(np.clip(shares, 1e-4, 1)) / 4 + 1,
            shares,
            *at.values(),
            at[-1] * joined,
            at[1] * _shifted(joined, 1, page),
            sum(at.values(), np.zeros_like(shares)) / len(_NEIGHBOURS),
            np.column_stack(places).astype(np.float64),
        )
    )


def _shifted(values: Floats, by: int, page: Integers) -> Floats:
    """Row n of the result is row n + `by` of `values`; zeros beyond either end of its page."""
    moved = np.zeros_like(values)
    here, there = (slice(0, -by), slice(by, None)) if by > 0 else (slice(-by, None), slice(0, by))
    moved[here] = values[there] * (page[here] == page[there])[:, None]
    return moved
