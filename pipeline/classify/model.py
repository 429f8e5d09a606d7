"""The sentence classifier: a linear model of each sentence, then boosting over it in its context.

The first step (linear.py) reads a sentence alone, by n-grams and by lexicon numbers.
The second takes the first one's logits for the sentence, its neighbours and its document, the
sentence's place, its lexicon numbers, and what the wording of its document says (wording.py).

Its weights stand in `models/stance/sentence.skops` (no pickle): arrays and numbers.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.boosting import Boosting
from pipeline.classify.features import Reading
from pipeline.classify.lexicon import FEATURES
from pipeline.classify.linear import LinearModel
from pipeline.classify.outlook import DOCUMENT_LABELS, OutlookModel
from pipeline.classify.outlook_features import DOCUMENT_FEATURES, TARGET_FEATURES
from pipeline.classify.sides import SIDE_FEATURES, Named, side_features
from pipeline.classify.wording import Wording
from pipeline.errors import KnowledgeError
from pipeline.resources import models_path
from pipeline.weights import load_weights, save_weights

LABELS: Final = ("cautionary", "neutral", "optimistic")
WEIGHTS: Final = "stance/sentence.skops"
_REACH: Final = 3
_ARRAYS: Final = ("linear", "wording", "target_wording", "document", "target")
_DIVISION: Final = 6
CONTEXT_FEATURES: Final = (
    5 * len(LABELS) + 3 + len(FEATURES) + len(DOCUMENT_LABELS) + SIDE_FEATURES + _DIVISION
)
"""How many numbers the second step reads of a sentence."""
_PLAIN_WEIGHT: Final = 10.0
_PLAIN_BIAS: Final = 0.7


@dataclass(slots=True)
class StanceModel:
    """The models of sentences alone and in context, of documents and of targets.

    `context` is None for a model that judges sentences alone. Its logits, or those of the linear
    model, are divided by `temperature`. Of a target both a linear model and trees are heard.
    """

    linear: LinearModel
    context: Boosting | None = None
    temperature: float = 1.0
    wording: Wording = field(default_factory=lambda: Wording.none(len(DOCUMENT_LABELS)))
    target_wording: Wording = field(default_factory=lambda: Wording.none(len(LABELS)))
    document: OutlookModel = field(default_factory=lambda: _plain(DOCUMENT_FEATURES))
    target: OutlookModel = field(default_factory=lambda: _plain(TARGET_FEATURES))
    target_trees: Boosting | None = None

    @classmethod
    def fit(cls, reading: Reading, labels: Sequence[str]) -> StanceModel:
        """Learn from n sentences and their labels (of `LABELS`); deterministic."""
        return cls(LinearModel.fit(reading, labels, LABELS))

    def logits(self, reading: Reading) -> npt.NDArray[np.float64]:
        """The evidence for each of `LABELS` in each sentence alone; shape (n, 3)."""
        return self.linear.logits(reading)

    def logits_in_context(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The evidence for each of `LABELS` in each sentence where it stands; shape (n, 3)."""
        if self.context is None or not len(features):
            return features[:, : len(LABELS)] / self.temperature
        shares = self.context.probabilities(features)
        scaled: npt.NDArray[np.float64] = np.log(shares + 1e-9) / self.temperature
        return scaled

    def target_shares(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The shares of `LABELS` for each target; shape (t, 3)."""
        shares = self.target.probabilities(features)
        if self.target_trees is not None and len(features):
            shares = (shares + self.target_trees.probabilities(features)) / 2
        return shares

    def save(self, path: Path) -> None:
        """Write the model with skops; the same model gives the same bytes."""
        arrays = {name: getattr(self, name).arrays() for name in _ARRAYS}
        trees = {"context": self.context, "target_trees": self.target_trees}
        stored = {name: None if t is None else t.arrays() for name, t in trees.items()}
        rest = {**stored, "temperature": self.temperature}
        save_weights({**arrays, **rest}, path)

    @classmethod
    def load(cls, path: Path) -> StanceModel:
        """Read a model; types other than those of scikit-learn, NumPy and SciPy are refused.

        Raises:
            KnowledgeError: the file is missing, damaged, or holds other types.
        """
        names = (*_ARRAYS, "context", "target_trees", "temperature")
        content = load_weights(path, names)
        temperature = content["temperature"]
        scaled = isinstance(temperature, float) and 0 < temperature < float("inf")
        if not isinstance(content["linear"], dict) or not scaled:
            raise KnowledgeError(f"{path}: not a model of this version; run `mine train stance`")
        try:
            linear = LinearModel.from_arrays(content["linear"], len(LABELS), len(FEATURES))
            wording, told = (
                Wording.from_arrays(content[name], len(LABELS))
                for name in ("wording", "target_wording")
            )
            document, target = (
                OutlookModel.from_arrays(content[name], size, len(LABELS))
                for name, size in (("document", DOCUMENT_FEATURES), ("target", TARGET_FEATURES))
            )
            context, trees = (
                None if stored is None else Boosting.from_arrays(stored, size, len(LABELS))
                for stored, size in (
                    (content["context"], CONTEXT_FEATURES),
                    (content["target_trees"], TARGET_FEATURES),
                )
            )
        except KnowledgeError as error:
            raise KnowledgeError(f"{path}: {error}") from error
        return cls(linear, context, temperature, wording, told, document, target, trees)


def _plain(features: int) -> OutlookModel:
    """What stands in where nothing was learned: the first feature, a mean score, decides."""
    weights = np.zeros((features, len(LABELS)))
    weights[0] = (-_PLAIN_WEIGHT, 0.0, _PLAIN_WEIGHT)
    return OutlookModel(
        np.zeros(features), np.ones(features), weights, np.array([0.0, _PLAIN_BIAS, 0.0])
    )


def context_features(
    logits: npt.NDArray[np.float64],
    numbers: npt.NDArray[np.float64],
    bounds: npt.NDArray[np.int64],
    wording: npt.NDArray[np.float64],
    named: Named,
) -> npt.NDArray[np.float64]:
    """What the second step reads of the n sentences of d documents; shape (n, `CONTEXT_FEATURES`).

    In this order: a sentence's own logits, those of the one before and the one after, the means
    over three to either side and over the document (without its own), its place, whether it is the
    first or the last, its lexicon numbers, what the wording of its document says, what the
    document says of whom it speaks of, and how its sentences are divided. What a sentence gets does
    not depend on the other documents, to the last bit.

    Args:
        logits: the first step's, shape (n, 3).
        numbers: the lexicon's, shape (n, 28).
        bounds: where each document begins, and the end of the last; shape (d + 1,).
        wording: what the wording of each document says of its stance; shape (d, 3).
        named: whom the sentences speak of; see sides.py.
    """
    sizes = np.diff(bounds)
    filled = sizes > 0
    size = np.repeat(sizes, sizes)
    place = np.arange(len(logits)) - np.repeat(bounds[:-1], sizes)
    around = np.zeros_like(logits)
    near = {}
    for step in (*range(-_REACH, 0), *range(1, _REACH + 1)):
        inside = (place + step >= 0) & (place + step < size)
        # Sentences of the next document come round here, and are put to nought.
        near[step] = np.roll(logits, -step, axis=0) * inside[:, None]
        around += near[step]
    beside = np.minimum(place, _REACH) + np.minimum(size - 1 - place, _REACH)
    total = np.zeros((len(sizes), logits.shape[1]))
    if filled.any():
        total[filled] = np.add.reduceat(logits, bounds[:-1][filled], axis=0)
    whole = (np.repeat(total, sizes, axis=0) - logits) / np.maximum(1, size - 1)[:, None]
    return np.hstack(
        [
            logits,
            near[-1],
            near[1],
            around / np.maximum(1, beside)[:, None],
            whole,
            (place / np.maximum(1, size - 1))[:, None],
            (place == 0)[:, None],
            (place == size - 1)[:, None],
            numbers,
            np.repeat(wording, sizes, axis=0),
            side_features(logits, named, bounds),
            np.repeat(_division(logits, bounds), sizes, axis=0),
        ]
    )


def _division(
    logits: npt.NDArray[np.float64], bounds: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """How the sentences of each document are divided; shape (d, `_DIVISION`).

    In this order: the mean of their scores and its spread, the mean share of each label, and the
    logarithm of how many they are.
    """
    sizes = np.diff(bounds)
    filled = sizes > 0
    shares = probabilities(logits)
    score = shares[:, 2] - shares[:, 0]
    columns = np.column_stack([score, score**2, shares])
    means = np.zeros((len(sizes), columns.shape[1]))
    if filled.any():
        sums = np.add.reduceat(columns, bounds[:-1][filled], axis=0)
        means[filled] = sums / sizes[filled][:, None]
    spread = np.sqrt(np.maximum(0.0, means[:, 1] - means[:, 0] ** 2))
    return np.column_stack([means[:, 0], spread, means[:, 2:], np.log(np.maximum(1, sizes))])


def probabilities(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Softmax over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


@functools.cache
def stance_model() -> StanceModel:
    """The model that comes with the package, read once a process."""
    return StanceModel.load(models_path(WEIGHTS))
