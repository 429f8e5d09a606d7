"""How far figures would move with other documents of the same sort: the bootstrap over documents.

Documents, not sentences, are drawn with replacement, since the errors of one document hang
together (Efron and Tibshirani 1993, percentile interval). A draw is a row of weights, so a thousand
draws are one product of matrices. Two runs are compared on the same draws of the documents they
share, which takes out how hard the documents are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from pipeline.evaluate.measure import DocumentCounts
from pipeline.evaluate.score import Values, Weights, figures_of

RESAMPLES: Final = 1000
SEED: Final = 20240501
FEWEST: Final = 5
"""With fewer documents the bootstrap says too little; there is no interval."""

_TAILS: Final = (2.5, 97.5)


class Estimate(NamedTuple):
    """A figure and its 95 % interval; NaN where there is none."""

    value: float
    low: float
    high: float


class Change(NamedTuple):
    """How a figure moved from an old run to a new one, on the documents of both."""

    name: str
    old: float
    new: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def beyond_noise(self) -> bool:
        """Whether the 95 % interval of the difference leaves out 0."""
        return self.low > 0 or self.high < 0


def draws(documents: int, resamples: int = RESAMPLES, seed: int = SEED) -> Weights:
    """How often each document is drawn in each resample, of shape (resamples, documents)."""
    chances = np.full(documents, 1 / documents)
    generator = np.random.default_rng(seed)
    return generator.multinomial(documents, chances, size=resamples).astype(np.float64)


def figures_once(documents: Sequence[DocumentCounts]) -> dict[str, float]:
    """Every figure of these documents, without intervals; NaN where it cannot be measured."""
    figures = figures_of(documents, np.ones((1, len(documents))))
    return {name: float(values[0]) for name, values in figures.items()}


def estimate(documents: Sequence[DocumentCounts]) -> dict[str, Estimate]:
    """Every figure of these documents with its interval."""
    figures = figures_once(documents)
    if len(documents) < FEWEST:
        return {name: Estimate(value, np.nan, np.nan) for name, value in figures.items()}
    drawn = figures_of(documents, draws(len(documents)))
    return {name: Estimate(value, *interval(drawn[name])) for name, value in figures.items()}


def interval(values: Values) -> tuple[float, float]:
    """The 95 % percentile interval of resampled values, of shape (r,); NaN ones do not count."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.percentile(known, _TAILS)
    return float(low), float(high)


def compare(old: Sequence[DocumentCounts], new: Sequence[DocumentCounts]) -> list[Change]:
    """How each figure moved, on the documents that both have; a figure one lacks is left out."""
    before = {d.id: d for d in old}
    after = [d for d in new if d.id in before]
    if not after:
        return []
    earlier = [before[d.id] for d in after]
    old_figures, new_figures = figures_once(earlier), figures_once(after)
    weights = draws(len(after))
    old_drawn, new_drawn = figures_of(earlier, weights), figures_of(after, weights)
    changes = []
    for name, second in new_figures.items():
        first = old_figures[name]
        if np.isnan(first) or np.isnan(second):
            continue
        low, high = np.nan, np.nan
        if len(after) >= FEWEST:
            low, high = interval(new_drawn[name] - old_drawn[name])
        changes.append(Change(name, first, second, low, high))
    return changes
