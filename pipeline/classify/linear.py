"""The linear model of a sentence alone: hashed n-grams weighed by rarity, and lexicon numbers.

It learns with scikit-learn's logistic regression on a sparse matrix, and judges without building
one: each n-gram's weights are looked up and summed by sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse
from threadpoolctl import threadpool_limits

from pipeline.classify.features import Reading
from pipeline.classify.grams import BITS, Grams
from pipeline.errors import KnowledgeError

_LEAST_SENTENCES: Final = 2
_NUMBER_SCALE: Final = 0.2
_STRENGTH: Final = 3.0
_ROUNDS: Final = 500
_TOLERANCE: Final = 1e-3

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Block:
    """The n-grams of one sort that the model knows: k buckets, ascending, and their rarity."""

    buckets: Places
    rarity: Floats
    _place: Places = field(init=False, repr=False, compare=False)
    """Bucket → its place among `buckets`, -1 where it is none; shape (2**BITS,)."""

    def __post_init__(self) -> None:
        """Build the table of places, which is looked up for each n-gram."""
        place = np.full(2**BITS, -1, dtype=np.int32)
        place[self.buckets] = np.arange(len(self.buckets), dtype=np.int32)
        object.__setattr__(self, "_place", place)

    @classmethod
    def of(cls, grams: Grams, least: int = _LEAST_SENTENCES) -> Block:
        """Those that `least` of the texts or more have, weighed by inverse document frequency."""
        count = len(grams.bounds) - 1
        owner = np.repeat(np.arange(count), np.diff(grams.bounds))
        pairs = np.unique(owner * 2**BITS + grams.buckets)
        buckets, documents = np.unique(pairs % 2**BITS, return_counts=True)
        kept = documents >= least
        rarity = np.log((1 + count) / (1 + documents[kept])) + 1
        return cls(buckets[kept].astype(np.int32), rarity.astype(np.float32))

    def among(self, grams: Grams) -> Grams:
        """Those of the n-grams that are known, told by their places in the block."""
        places = self._place.take(grams.buckets)
        known = places >= 0
        before = np.zeros(len(places) + 1, np.int64)
        np.cumsum(known, out=before[1:])
        return Grams(places[known], before[grams.bounds])

    def known(self, grams: Grams) -> tuple[Grams, Floats]:
        """The n-grams that are known, as `among` tells them, and the value of each.

        The values of a sentence have, squared, the sum 1.
        """
        found = self.among(grams)
        count, sizes = len(grams.bounds) - 1, np.diff(found.bounds)
        owner = np.repeat(np.arange(count), sizes)
        values = self.rarity.take(found.buckets)
        squares = np.bincount(owner, weights=values.astype(np.float64) ** 2, minlength=count)
        norm: Floats = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
        values /= np.repeat(norm, sizes)
        return found, values

    def is_known(self, grams: Grams) -> npt.NDArray[np.bool_]:
        """Which of the n-grams `known` tells of."""
        known: npt.NDArray[np.bool_] = self._place[grams.buckets] >= 0
        return known

    def matrix(self, grams: Grams) -> Any:
        """The sparse matrix of n sentences; shape (n, k)."""
        found, values = self.known(grams)
        shape = (len(grams.bounds) - 1, len(self.buckets))
        matrix = scipy.sparse.csr_matrix((values, found.buckets, found.bounds), shape=shape)
        matrix.sum_duplicates()
        return matrix

    def sums(self, grams: Grams, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The matrix times `weights` of shape (k, labels), without the matrix."""
        found, values = self.known(grams)
        matrix = scipy.sparse.csr_matrix(
            (values.astype(np.float64), found.buckets, found.bounds.astype(np.int32)),
            shape=(len(grams.bounds) - 1, len(self.buckets)),
        )
        sums: npt.NDArray[np.float64] = matrix @ weights
        return sums


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of unit n-grams, event n-grams and lexicon numbers for each of three labels."""

    units: Block
    unit_weights: Floats
    events: Block
    event_weights: Floats
    number_mean: npt.NDArray[np.float64]
    number_scale: npt.NDArray[np.float64]
    number_weights: Floats
    intercept: Floats
    _exact: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] = field(
        init=False, repr=False, compare=False
    )
    """The weights of units and events in double precision."""

    def __post_init__(self) -> None:
        """Widen the weights once, not for each batch."""
        exact = self.unit_weights.astype(np.float64), self.event_weights.astype(np.float64)
        object.__setattr__(self, "_exact", exact)

    @classmethod
    def fit(
        cls,
        reading: Reading,
        labels: Sequence[str],
        order: Sequence[str],
        weights: npt.NDArray[np.float64] | None = None,
    ) -> LinearModel:
        """Learn from n sentences; deterministic.

        Args:
            reading: the sentences.
            labels: their labels, each one of `order`.
            order: the labels in the order of the columns of the logits.
            weights: what each sentence counts, of shape (n,); all the same if None.
        """
        from sklearn.linear_model import LogisticRegression

        units, events = Block.of(reading.units), Block.of(reading.events)
        mean = reading.numbers.mean(axis=0)
        spread = reading.numbers.std(axis=0)
        scale = _NUMBER_SCALE / np.where(spread > 0, spread, 1.0)
        numbers = (reading.numbers - mean) * scale
        matrix = scipy.sparse.hstack(
            [
                units.matrix(reading.units),
                events.matrix(reading.events),
                scipy.sparse.csr_matrix(numbers.astype(np.float32)),
            ],
            format="csr",
        )
        learner = LogisticRegression(
            C=_STRENGTH, max_iter=_ROUNDS, tol=_TOLERANCE, class_weight="balanced"
        )
        # One thread adds up in one order, which makes the weights the same on any machine.
        with threadpool_limits(limits=1):
            learner.fit(
                matrix, [list(order).index(label) for label in labels], sample_weight=weights
            )
        coefficients = np.ascontiguousarray(learner.coef_.T.astype(np.float32))
        first, second = len(units.buckets), len(units.buckets) + len(events.buckets)
        return cls(
            units,
            coefficients[:first],
            events,
            coefficients[first:second],
            mean,
            scale,
            coefficients[second:],
            learner.intercept_.astype(np.float32),
        )

    def logits(self, reading: Reading) -> npt.NDArray[np.float64]:
        """The evidence for each label in each of n sentences; shape (n, labels)."""
        numbers = (reading.numbers - self.number_mean) * self.number_scale
        logits: npt.NDArray[np.float64] = (
            self.units.sums(reading.units, self._exact[0])
            + self.events.sums(reading.events, self._exact[1])
            + numbers @ self.number_weights.astype(np.float64)
            + self.intercept
        )
        return logits

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays that make up the model, by name."""
        return {
            "unit_buckets": self.units.buckets,
            "unit_rarity": self.units.rarity,
            "event_buckets": self.events.buckets,
            "event_rarity": self.events.rarity,
            **{
                f.name: getattr(self, f.name)
                for f in fields(self)
                if f.name not in ("units", "events", "_exact")
            },
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, Any], labels: int, numbers: int) -> LinearModel:
        """The model of arrays that `arrays` gave.

        Raises:
            KnowledgeError: they do not fit one another.
        """
        shapes: dict[str, tuple[int, ...]] = {}
        for name in ("unit", "event"):
            buckets = arrays.get(f"{name}_buckets")
            size = len(buckets) if isinstance(buckets, np.ndarray) else -1
            shapes |= {
                f"{name}_buckets": (size,),
                f"{name}_rarity": (size,),
                f"{name}_weights": (size, labels),
            }
        shapes |= {
            "number_mean": (numbers,),
            "number_scale": (numbers,),
            "number_weights": (numbers, labels),
            "intercept": (labels,),
        }
        if set(arrays) != set(shapes):
            raise KnowledgeError("not the arrays of this version; run `mine train stance`")
        for name, shape in shapes.items():
            array = arrays[name]
            if (
                not isinstance(array, np.ndarray)
                or array.dtype.kind not in "if"
                or array.shape != shape
            ):
                raise KnowledgeError(f"{name} has not the shape {shape}; run `mine train stance`")
        for name in ("unit_buckets", "event_buckets"):
            listed = arrays[name]
            if listed.dtype.kind != "i" or ((listed < 0) | (listed >= 2**BITS)).any():
                raise KnowledgeError(f"{name} lists buckets that are none")
        return cls(
            Block(arrays["unit_buckets"], arrays["unit_rarity"]),
            arrays["unit_weights"],
            Block(arrays["event_buckets"], arrays["event_rarity"]),
            arrays["event_weights"],
            *(
                arrays[name]
                for name in ("number_mean", "number_scale", "number_weights", "intercept")
            ),
        )


__all__ = ["Block", "LinearModel"]
