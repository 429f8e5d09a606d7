"""The learned part of boilerplate removal: what kind of line a line is.

A multinomial logistic regression over the features of line_features.py, with a class for each kind
of boilerplate and one for the article's body. It is trained on the labelled lines under
`corpus/labels/lines` and on the lines of the gold's train documents in their places. Weights are
kept as arrays and n-grams with skops, without pickle. `python -m pipeline.ingest.line_classifier`
trains it again.
"""

from __future__ import annotations

import functools
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from pipeline.errors import InputError, KnowledgeError
from pipeline.ingest.line_features import NUMBERS, Surroundings, matrix, normal, numbers, vocabulary
from pipeline.resources import models_path
from pipeline.weights import load_weights, save_weights

KINDS: Final = ("body", "byline", "ad", "notice", "nav", "caption", "refs")
WEIGHTS: Final = "boilerplate/lines.skops"
_LEAST_LINES: Final = 2
_MOST_GRAMS: Final = 14_000
_STRENGTH: Final = 1.0
_GRAM_NORM: Final = 6.0


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line in simplified script, its kind (of `KINDS`) and where it stands."""

    text: str
    kind: str
    place: Surroundings


class LineClassifier:
    """A linear model over n-grams and numbers.

    Args:
        grams: the n-grams, of normalised lines (line_features.normal).
        weights: shape (len(grams) + len(NUMBERS), len(KINDS)).
        bias: shape (len(KINDS),).
    """

    def __init__(
        self, grams: list[str], weights: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]
    ) -> None:
        if weights.shape != (len(grams) + len(NUMBERS), len(KINDS)):
            raise ValueError(f"weights of shape {weights.shape} do not fit {len(grams)} n-grams")
        self.grams = grams
        self.weights = weights
        self.bias = bias
        self._automaton = ahocorasick_rs.AhoCorasick(grams, store_patterns=False)
        self._number_weights = weights[len(grams) :]

    def probabilities(
        self, lines: Sequence[str], places: Sequence[Surroundings]
    ) -> npt.NDArray[np.float64]:
        """The share of each of `KINDS` for n lines; shape (n, len(KINDS))."""
        if not lines:
            return np.zeros((0, len(KINDS)))
        rows = matrix([numbers(t, p) for t, p in zip(lines, places, strict=True)])
        logits = rows @ self._number_weights + self.bias
        for number, line in enumerate(lines):
            found = gram_indexes(self._automaton, line)
            if found:
                scale = gram_scale(len(found))
                logits[number] += scale * np.add.reduce(self.weights.take(found, axis=0))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def save(self, path: Path) -> None:
        """Write the model with skops; the same model gives the same bytes."""
        content = {
            "grams": json.dumps(self.grams, ensure_ascii=False),
            "numbers": list(NUMBERS),
            "kinds": list(KINDS),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
        }
        save_weights(content, path)

    @classmethod
    def load(cls, path: Path) -> LineClassifier:
        """Read a model; types other than those of NumPy are refused.

        Raises:
            KnowledgeError: the file is missing, damaged, or for other features.
        """
        content = load_weights(path, ("grams", "numbers", "kinds", "weights", "bias"))
        if tuple(content["numbers"]) != NUMBERS or tuple(content["kinds"]) != KINDS:
            raise KnowledgeError(f"{path}: made for other features; train it again")
        try:
            weights = content["weights"].astype(np.float32)
            return cls(json.loads(content["grams"]), weights, content["bias"])
        except (ValueError, TypeError, AttributeError) as error:
            raise KnowledgeError(f"{path}: not a line model: {error}") from error


def gram_indexes(automaton: Any, line: str) -> list[int]:
    """The n-grams of a line, each once."""
    found = automaton.find_matches_as_indexes(normal(line), overlapping=True)
    return list({index for index, _, _ in found})


def gram_scale(count: int) -> float:
    """The value of each of `count` n-grams: the vector of a line has the same length for all."""
    return _GRAM_NORM / math.sqrt(count)


@functools.cache
def line_classifier() -> LineClassifier:
    """The model that comes with the package, read once a process."""
    return LineClassifier.load(models_path(WEIGHTS))


def train_lines(labelled: Sequence[LabelledLine], *, strength: float = _STRENGTH) -> LineClassifier:
    """Fit the classifier on labelled lines; deterministic.

    Args:
        labelled: lines in simplified script.
        strength: the inverse of the L2 penalty.
    """
    import scipy.sparse
    from sklearn.linear_model import LogisticRegression

    grams = vocabulary((x.text for x in labelled), least=_LEAST_LINES, most=_MOST_GRAMS)
    automaton = ahocorasick_rs.AhoCorasick(grams, store_patterns=False)
    columns, values, starts = [], [], [0]
    for line in labelled:
        found = sorted(gram_indexes(automaton, line.text))
        columns += found
        values += [gram_scale(len(found))] * len(found)
        starts.append(len(columns))
    sparse = scipy.sparse.csr_matrix((values, columns, starts), shape=(len(labelled), len(grams)))
    rows = matrix([numbers(x.text, x.place) for x in labelled])
    features = scipy.sparse.hstack([sparse, scipy.sparse.csr_matrix(rows)], format="csr")
    truth = np.array([KINDS.index(x.kind) for x in labelled])
    model = LogisticRegression(C=strength, max_iter=2000, tol=1e-5)
    model.fit(features, truth)
    weights = np.zeros((features.shape[1], len(KINDS)), dtype=np.float32)
    bias = np.full(len(KINDS), -20.0, dtype=np.float32)
    weights[:, model.classes_] = model.coef_.T.astype(np.float32)
    bias[model.classes_] = model.intercept_.astype(np.float32)
    return LineClassifier(grams, weights, bias)


def main(arguments: Sequence[str]) -> None:
    """Train on the corpus and write the weights: `[CORPUS [WEIGHTS]]`."""
    from pipeline.ingest.line_labels import labelled_lines

    corpus = Path(arguments[0]) if arguments else Path("corpus")
    path = Path(arguments[1]) if len(arguments) > 1 else models_path(WEIGHTS)
    labelled = labelled_lines(corpus)
    train_lines(labelled).save(path)
    sys.stderr.write(f"{len(labelled)} lines, {path.stat().st_size} bytes in {path}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (InputError, KnowledgeError) as error:
        sys.exit(str(error))
