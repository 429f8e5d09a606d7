"""From the stances of sentences to those of targets and documents: a linear model.

It reads few numbers of the sentences' shares (outlook_features.py), and is learned from documents
whose own stance, and that of their targets, is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from pipeline.errors import KnowledgeError

Floats = npt.NDArray[np.float64]

DOCUMENT_LABELS: Final = ("cautionary", "mixed", "optimistic")
TARGET_LABELS: Final = ("cautionary", "neutral", "optimistic")
_STRENGTH: Final = 0.01
_ROUNDS: Final = 1000


@dataclass(frozen=True, slots=True)
class OutlookModel:
    """A logistic regression over a few numbers, standardised; k features, three labels."""

    mean: Floats
    scale: Floats
    weights: Floats
    intercept: Floats

    @classmethod
    def fit(
        cls,
        features: Floats,
        labels: Sequence[str],
        order: Sequence[str],
        *,
        weights: Floats | None = None,
    ) -> OutlookModel:
        """Learn from `features` of shape (n, k) and n labels, each one of `order`.

        Without `weights`, of shape (n,), each label counts the same in all, however many have it.
        """
        from sklearn.linear_model import LogisticRegression

        mean = features.mean(axis=0)
        spread = features.std(axis=0)
        scale = 1.0 / np.where(spread > 0, spread, 1.0)
        learner = LogisticRegression(
            C=_STRENGTH, max_iter=_ROUNDS, class_weight="balanced" if weights is None else None
        )
        # As in linear.py, for weights that do not hang on the number of cores.
        with threadpool_limits(limits=1):
            known = [list(order).index(label) for label in labels]
            learner.fit((features - mean) * scale, known, sample_weight=weights)
        return cls(mean, scale, np.ascontiguousarray(learner.coef_.T), learner.intercept_)

    def probabilities(self, features: Floats) -> Floats:
        """The share of each label; shape (n, 3)."""
        logits = (features - self.mean) * self.scale @ self.weights + self.intercept
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def arrays(self) -> dict[str, Floats]:
        """The arrays that make up the model, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Any, features: int, labels: int) -> OutlookModel:
        """The model of arrays that `arrays` gave.

        Raises:
            KnowledgeError: they do not fit one another.
        """
        shapes = {
            "mean": (features,),
            "scale": (features,),
            "weights": (features, labels),
            "intercept": (labels,),
        }
        if not isinstance(arrays, dict) or set(arrays) != set(shapes):
            raise KnowledgeError("not the arrays of this version; run `mine train stance`")
        for name, shape in shapes.items():
            array = arrays[name]
            if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.shape != shape:
                raise KnowledgeError(f"{name} has not the shape {shape}; run `mine train stance`")
        return cls(**arrays)


__all__ = ["DOCUMENT_LABELS", "TARGET_LABELS", "OutlookModel"]
