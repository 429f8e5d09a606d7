"""The choice among metrics: a linear model over the features of a figure.

Weights stand in `models/claims/metric_weights.npz` and come from `pipeline.extract.train_metrics`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.extract.metric_features import BUCKETS
from pipeline.resources import models_path
from pipeline.weights import load_arrays

WEIGHTS: Final = "claims/metric_weights.npz"
NOTHING: Final = "-"  # what a figure measures that measures nothing listed


@dataclass(frozen=True, slots=True)
class MetricModel:
    """What each feature says for each metric.

    Attributes:
        metrics: their names, in order; `NOTHING` is one of them.
        buckets: those that have weights, ascending; shape (k,).
        weights: theirs in units of `scale`; shape (k, metrics).
        rows: of each bucket the number of its weights, -1 where it has none; shape (BUCKETS,).
        scale: what one of these units is in log-odds.
        bias: what is added whatever the features; shape (metrics,).
        heed: what is taken from no metric where the rules name one, in log-odds.
    """

    metrics: tuple[str, ...]
    buckets: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.int8]
    scale: float
    bias: npt.NDArray[np.float32]
    heed: float
    rows: npt.NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the table that finds a bucket's weights at once."""
        rows = np.full(BUCKETS, -1, np.int32)
        rows[self.buckets] = np.arange(len(self.buckets), dtype=np.int32)
        object.__setattr__(self, "rows", rows)

    def scores(
        self, features: npt.NDArray[np.uint32], bounds: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """The score of each metric for each figure, in log-odds; shape (figures, metrics).

        Args:
            features: as `metric_features` gives them.
            bounds: where each figure's begin; shape (figures + 1,).
        """
        places = np.take(self.rows, features)
        known = np.flatnonzero(places >= 0)
        rows = np.take(self.weights, np.take(places, known), axis=0)
        begins = np.searchsorted(known, bounds)
        total = np.zeros((len(bounds) - 1, len(self.metrics)), np.int64)
        # Figures without a known feature have no place in the sums.
        told = np.flatnonzero(begins[:-1] < begins[1:])
        if len(told):
            total[told] = np.add.reduceat(rows, begins[told], axis=0, dtype=np.int32)
        return np.asarray(total * self.scale + self.bias, np.float64)

    def choose(
        self,
        features: npt.NDArray[np.uint32],
        bounds: npt.NDArray[np.int64],
        possible: Sequence[frozenset[str]],
        ruled: Sequence[bool],
    ) -> list[str | None]:
        """The likeliest metric of each figure; None for none.

        Args:
            features: as for `scores`.
            bounds: as for `scores`.
            possible: the metrics that each figure can have.
            ruled: whether the rules name a metric for it.
        """
        scores = self.scores(features, bounds)
        scores[np.flatnonzero(ruled), self.metrics.index(NOTHING)] -= self.heed
        figures: dict[frozenset[str], list[int]] = {}
        for number, names in enumerate(possible):
            figures.setdefault(names, []).append(number)
        for names, numbers in figures.items():
            kept = names | {NOTHING}
            out = [n for n, name in enumerate(self.metrics) if name not in kept]
            scores[np.ix_(numbers, out)] = -np.inf
        best = [self.metrics[n] for n in scores.argmax(axis=1).tolist()]
        return [None if name == NOTHING else name for name in best]


@functools.cache
def metric_model() -> MetricModel:
    """The model of the package, read once a process.

    Raises:
        KnowledgeError: the file is missing or damaged.
    """
    return read_metric_model(models_path(WEIGHTS))


def read_metric_model(path: Path) -> MetricModel:
    """The model that `write_metric_model` wrote to `path`.

    Raises:
        KnowledgeError: the file is missing or damaged.
    """
    stored = load_arrays(path, ("metrics", "buckets", "weights", "scale", "bias", "heed"))
    if not _is_whole(stored):
        raise KnowledgeError(f"{path}: not weights; run pipeline.extract.train_metrics")
    return MetricModel(
        tuple(map(str, stored["metrics"])),
        stored["buckets"],
        stored["weights"],
        float(stored["scale"]),
        stored["bias"],
        float(stored["heed"]),
    )


def write_metric_model(model: MetricModel, path: Path) -> None:
    """Write `model` to `path`; the same model gives the same bytes."""
    np.savez_compressed(
        path,
        metrics=np.array(model.metrics),
        buckets=model.buckets,
        weights=model.weights,
        scale=np.float64(model.scale),
        bias=model.bias,
        heed=np.float64(model.heed),
    )


def _is_whole(stored: dict[str, npt.NDArray[Any]]) -> bool:
    metrics, buckets, weights = stored["metrics"], stored["buckets"], stored["weights"]
    if metrics.dtype.kind != "U" or metrics.ndim != 1 or NOTHING not in metrics.tolist():
        return False
    if buckets.dtype != np.uint32 or buckets.ndim != 1 or weights.dtype != np.int8:
        return False
    if weights.shape != (len(buckets), len(metrics)) or stored["bias"].shape != metrics.shape:
        return False
    numbers = (stored["scale"], stored["heed"])
    if any(n.shape != () or n.dtype.kind != "f" or not np.isfinite(n) for n in numbers):
        return False
    if stored["bias"].dtype.kind != "f":
        return False
    ascending = bool((np.diff(buckets.astype(np.int64)) > 0).all())
    in_range = not len(buckets) or int(buckets[-1]) < BUCKETS
    return ascending and in_range and bool(np.isfinite(stored["bias"]).all())
