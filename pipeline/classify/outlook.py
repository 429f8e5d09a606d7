"""From the stances of sentences to those of targets and documents: features and a linear model.

The features are few numbers of the sentences' shares; a logistic regression over them is learned
from documents whose own stance, and that of their targets, is marked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.contract import TOPICS
from pipeline.errors import KnowledgeError

Floats = npt.NDArray[np.float64]

DOCUMENT_LABELS: Final = ("cautionary", "mixed", "optimistic")
TARGET_LABELS: Final = ("cautionary", "neutral", "optimistic")
KINDS: Final = ("company", "model", "person", *TOPICS)
DOCUMENT_FEATURES: Final = 14
TARGET_FEATURES: Final = 20 + len(KINDS)
_STRONG: Final = 0.2
_EDGE: Final = 5
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
    def fit(cls, features: Floats, labels: Sequence[str], order: Sequence[str]) -> OutlookModel:
        """Learn from `features` of shape (n, k) and n labels, each one of `order`."""
        from sklearn.linear_model import LogisticRegression

        mean = features.mean(axis=0)
        spread = features.std(axis=0)
        scale = 1.0 / np.where(spread > 0, spread, 1.0)
        learner = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS, class_weight="balanced")
        learner.fit((features - mean) * scale, [list(order).index(label) for label in labels])
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


def document_features(shares: Floats, titles: Sequence[int]) -> Floats:
    """What a document's sentences say together; shape (14,).

    Args:
        shares: of each label in each sentence, shape (n, 3), n at least 1.
        titles: the sentences that are the title.
    """
    scores = shares[:, 2] - shares[:, 0]
    count = len(scores)
    edge = max(1, count // _EDGE)
    against, neutral, in_favour = shares.mean(axis=0).tolist()
    ranked = np.sort(scores)
    mean = float(scores.mean())
    return np.array(
        [
            mean,
            scores[:edge].mean(),
            scores[-edge:].mean(),
            scores[list(titles)].mean() if titles else 0.0,
            in_favour,
            against,
            neutral,
            scores.std(),
            abs(mean),
            scores[-2:].mean(),
            ranked[-3:].mean(),
            ranked[:3].mean(),
            min(in_favour, against) / max(in_favour, against),
            np.log(count),
        ]
    )


def target_features(
    places: Sequence[int],
    kind: str,
    shares: Floats,
    scores: Sequence[float],
    whole: float,
    sole: Sequence[int],
    clause: float | None,
    titles: Sequence[int],
) -> list[float]:
    """What the sentences that speak of a target say: 26 numbers.

    Args:
        places: the sentences, ascending, at least one.
        kind: one of `KINDS`.
        shares: of each label in each of the document's n sentences, shape (n, 3).
        scores: of each sentence, optimistic less cautionary; n numbers.
        whole: their mean.
        sole: those of `places` that name no other target.
        clause: the mean score of the clauses that speak of it among others, if there are any.
        titles: the sentences that are the title.
    """
    # Most lists are short, for which plain numbers are quicker than arrays.
    against, neutral, in_favour = (shares[places].mean(axis=0)).tolist()
    own = [scores[p] for p in places]
    count = len(scores)
    near = {p + step for p in places for step in (-1, 0, 1) if 0 <= p + step < count}
    mean = _mean(own)
    return [
        mean,
        own[0],
        own[-1],
        max(own),
        min(own),
        in_favour,
        against,
        neutral,
        _mean([scores[p] for p in sorted(near)]),
        whole,
        math.log(len(own)),
        len(own) / count,
        _mean([scores[p] for p in sole]),
        float(bool(sole)),
        _mean([scores[p] for p in titles]),
        float(any(p in titles for p in places)),
        sum(score > _STRONG for score in own) / len(own),
        sum(score < -_STRONG for score in own) / len(own),
        places[0] / count,
        mean if clause is None else clause,
        *(float(kind == k) for k in KINDS),
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


__all__ = [
    "DOCUMENT_FEATURES",
    "DOCUMENT_LABELS",
    "KINDS",
    "TARGET_FEATURES",
    "TARGET_LABELS",
    "OutlookModel",
    "document_features",
    "target_features",
]
