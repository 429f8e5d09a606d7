"""Learns what figures measure: weights of `pipeline.extract.metric_choice`.

    python -m pipeline.extract.train_metrics [CORPUS]

A logistic regression over the figures of `pipeline.extract.claim_labels`, with the names and
figures that the pipeline finds. Of several right answers each counts its part.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.errors import InputError
from pipeline.extract.claim_labels import LabelledText, labelled_texts
from pipeline.extract.figure_places import figure_places
from pipeline.extract.metric_choice import NOTHING, WEIGHTS, MetricModel, write_metric_model
from pipeline.extract.metric_features import BUCKETS, metric_features
from pipeline.extract.subjects import Subjects
from pipeline.resources import models_path

_STRENGTH: Final = 1.0
_RARE: Final = 3  # features of fewer figures are left out
# What no metric must be likelier by where the rules name one, in log-odds. On dev's clean text 0, 1
# and 2 give .814, .815 and .810 of F1, and 323, 309 and 295 of 363 that measure nothing.
_HEED: Final = 1.0
_STEPS: Final = 127


class Measured(NamedTuple):
    """A figure: the buckets of its features, the metrics that are right, and what it counts."""

    features: npt.NDArray[np.uint32]
    right: frozenset[str | None]
    weight: float = 1.0


def measured(texts: Iterable[LabelledText]) -> list[Measured]:
    """The figures of `texts` of which it is known what they measure."""
    made: list[Measured] = []
    for text, sentences, mentions, parsed, answers, weight in texts:
        named = Subjects(text, sentences, mentions).mentions
        blocks = metric_features(text, named, figure_places(text, sentences, parsed))
        rows = [row for features, bounds in blocks for row in np.split(features, bounds[1:-1])]
        made += [
            Measured(rows[a.number], a.metrics, weight) for a in answers if a.metrics is not None
        ]
    return made


def learn(made: Sequence[Measured], rare: int = _RARE) -> MetricModel:
    """The model under which the right metrics are likeliest.

    Args:
        made: the figures to learn from.
        rare: features of fewer figures are left out.
    """
    import scipy.sparse
    from sklearn.linear_model import LogisticRegression

    rows = [m.features for m in made for _ in m.right]
    labels = [metric or NOTHING for m in made for metric in sorted(m.right, key=str)]
    share = [m.weight / len(m.right) for m in made for _ in m.right]
    columns = np.concatenate(rows).astype(np.int64)
    bounds = np.cumsum([0, *map(len, rows)])
    shape = (len(rows), BUCKETS)
    matrix = scipy.sparse.csr_matrix((np.ones(len(columns), np.float32), columns, bounds), shape)
    matrix.sum_duplicates()
    kept = np.flatnonzero(np.bincount(matrix.indices, minlength=BUCKETS) >= rare)
    model = LogisticRegression(C=_STRENGTH, max_iter=300, tol=1e-3)
    model.fit(matrix[:, kept], labels, sample_weight=share)
    learned, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # of which scikit-learn keeps the second only
        learned, bias = np.vstack((-learned, learned)), np.concatenate((-bias, bias))
    scale = float(np.abs(learned).max()) / _STEPS
    return MetricModel(
        tuple(map(str, model.classes_)),
        kept.astype(np.uint32),
        np.round(learned.T / scale).astype(np.int8),
        scale,
        bias.astype(np.float32),
        _HEED,
    )


def main(arguments: Sequence[str]) -> None:
    """Train on the corpus; write the weights."""
    corpus = Path(arguments[0] if arguments else "corpus")
    model = learn(measured(labelled_texts(corpus)))
    write_metric_model(model, models_path(WEIGHTS))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InputError as error:
        sys.exit(str(error))
