"""Stance by the wording of many sentences together: a linear model of all their n-grams.

What a document is about, how it tells it and how it ends say more of its stance than the mean of
its sentences does, each of which may be misjudged. So do, less so, the sentences that speak of a
target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse
from threadpoolctl import threadpool_limits

from pipeline.classify.grams import BITS, Grams
from pipeline.classify.linear import Block
from pipeline.errors import KnowledgeError

_LEAST_TEXTS: Final = 4
_STRENGTH: Final = 10.0
_ROUNDS: Final = 300
_TOLERANCE: Final = 1e-5
# Sentences from which the words of a document say all they can of its stance.
_ENOUGH: Final = 12

# Numbers of four bytes are sorted in half the time of those of eight.
_MOST_SHORT: Final = np.iinfo(np.int32).max

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wording:
    """Weights of n-grams for each of l labels; `block` knows k of them.

    Attributes:
        block: the n-grams, and how rare each is.
        weights: of shape (k, l).
        intercept: of shape (l,).
    """

    block: Block
    weights: npt.NDArray[np.float32]
    intercept: npt.NDArray[np.float32]

    @classmethod
    def none(cls, labels: int) -> Wording:
        """One that knows no n-gram, where nothing could be learned."""
        empty = Block(np.zeros(0, np.int32), np.zeros(0, np.float32))
        return cls(empty, np.zeros((0, labels), np.float32), np.zeros(labels, np.float32))

    @classmethod
    def fit(
        cls, grams: Grams, labels: Sequence[str], order: Sequence[str], weights: Floats
    ) -> Wording:
        """Learn from n texts, documents or what is said of targets; deterministic.

        Args:
            grams: the n-grams of each text.
            labels: their labels, each one of `order`, and each of these among them.
            order: the labels in the order of the columns of the logits.
            weights: what each text counts; shape (n,).
        """
        from sklearn.linear_model import LogisticRegression

        block = Block.of(grams, _LEAST_TEXTS)
        learner = LogisticRegression(
            C=_STRENGTH, max_iter=_ROUNDS, tol=_TOLERANCE, class_weight="balanced"
        )
        # As in linear.py, for weights that do not hang on the number of cores.
        with threadpool_limits(limits=1):
            learner.fit(
                _matrix(block, block.among(grams)),
                [list(order).index(label) for label in labels],
                sample_weight=weights,
            )
        coefficients = np.ascontiguousarray(learner.coef_.T.astype(np.float32))
        return cls(block, coefficients, learner.intercept_.astype(np.float32))

    def logits(self, grams: Grams) -> Floats:
        """The evidence for each label in each of n texts; shape (n, l)."""
        return self._logits(self.block.among(grams))

    def logits_of_targets(
        self, grams: Grams, places: npt.NDArray[np.int64], bounds: npt.NDArray[np.int64]
    ) -> Floats:
        """The evidence for each label in what is said of each of t targets; shape (t, l).

        Equal to `logits(of_targets(grams, places, bounds))`, but each n-gram is looked up once,
        however many targets its sentence speaks of.
        """
        return self._logits(of_targets(self.block.among(grams), places, bounds))

    def _logits(self, known: Grams) -> Floats:
        logits: Floats = _matrix(self.block, known) @ self.weights.astype(np.float64)
        return logits + self.intercept

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays that make up the model, by name."""
        return {
            "buckets": self.block.buckets,
            "rarity": self.block.rarity,
            "weights": self.weights,
            "intercept": self.intercept,
        }

    @classmethod
    def from_arrays(cls, arrays: Any, labels: int) -> Wording:
        """The model of arrays that `arrays` gave.

        Raises:
            KnowledgeError: they do not fit one another.
        """
        buckets = arrays.get("buckets") if isinstance(arrays, dict) else None
        size = len(buckets) if isinstance(buckets, np.ndarray) and buckets.ndim == 1 else -1
        shapes = {
            "buckets": ((size,), "i"),
            "rarity": ((size,), "f"),
            "weights": ((size, labels), "f"),
            "intercept": ((labels,), "f"),
        }
        if not isinstance(arrays, dict) or set(arrays) != set(shapes):
            raise KnowledgeError("not the arrays of this version; run `mine train stance`")
        for name, (shape, kind) in shapes.items():
            array = arrays[name]
            fits = isinstance(array, np.ndarray) and array.shape == shape
            if not fits or array.dtype.kind != kind:
                raise KnowledgeError(f"{name} has not the shape {shape}; run `mine train stance`")
            if not np.isfinite(array).all():
                raise KnowledgeError(f"refused, {name} is not finite")
        if size and ((arrays["buckets"] < 0) | (arrays["buckets"] >= 2**BITS)).any():
            raise KnowledgeError("refused, an n-gram in it lies outside the table")
        return cls(
            Block(arrays["buckets"], arrays["rarity"]), arrays["weights"], arrays["intercept"]
        )


def heard(logits: Floats, bounds: npt.NDArray[np.int64]) -> Floats:
    """What the wording of documents says, the quieter the fewer sentences they have.

    The words of four sentences are too few to go by, and would outvote what each of them says.

    Args:
        logits: the evidence for each label in each document; shape (d, l).
        bounds: where the sentences of each begin, and the end of the last; shape (d + 1,).
    """
    return logits * np.minimum(1.0, np.diff(bounds) / _ENOUGH)[:, None]


def of_documents(grams: Grams, bounds: npt.NDArray[np.int64]) -> Grams:
    """The n-grams of documents.

    Args:
        grams: those of their sentences, document after document; more may follow.
        bounds: the first sentence of each document, and the end of the last; shape (d + 1,).
    """
    places = grams.bounds[bounds]
    return Grams(grams.buckets[: places[-1]], places)


def of_targets(grams: Grams, places: npt.NDArray[np.int64], bounds: npt.NDArray[np.int64]) -> Grams:
    """The n-grams of what is said of targets.

    Args:
        grams: those of all sentences.
        places: the sentences that speak of each target, one target's after the other's.
        bounds: where each target's begin, and the last one's end; shape (t + 1,).
    """
    spoken = grams.select(places)
    return Grams(spoken.buckets, spoken.bounds[bounds])


def _matrix(block: Block, known: Grams) -> Any:
    """One row a text: 1 + log(count) times rarity of each n-gram, of length 1; sparse.

    Args:
        block: the n-grams.
        known: those of each text, as `Block.among` gives them.
    """
    count, bits = len(known.bounds) - 1, len(block.buckets).bit_length()
    # Text and n-gram as one number: sorted, those that are alike stand side by side.
    texts = np.arange(count + 1, dtype=np.int64) << bits
    texts = texts.astype(np.int32) if texts[-1] <= _MOST_SHORT else texts
    keys = np.repeat(texts[:-1], np.diff(known.bounds)) + known.buckets
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=keys.dtype.type(-1)))
    times = np.diff(first, append=len(keys))
    kept = keys.take(first)
    columns = kept & ((1 << bits) - 1)
    # Most n-grams stand in a text once: few logarithms, each taken once.
    weights = 1 + np.log(np.arange(1, times.max(initial=1) + 1))
    values = weights.take(times - 1) * block.rarity.take(columns)
    bounds = np.searchsorted(kept, texts).astype(columns.dtype)
    sizes = np.diff(bounds)
    rows = np.repeat(np.arange(count), sizes)
    length = np.sqrt(np.bincount(rows, weights=values**2, minlength=count))
    values /= np.repeat(np.maximum(length, 1e-12), sizes)
    return scipy.sparse.csr_matrix((values, columns, bounds), shape=(count, len(block.buckets)))


__all__ = ["Wording", "heard", "of_documents", "of_targets"]
