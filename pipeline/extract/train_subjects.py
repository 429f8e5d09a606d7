"""Learns who figures are about: weights of `pipeline.extract.subject_choice`.

    python -m pipeline.extract.train_subjects [CORPUS]

A log-linear model over the candidates of each figure of `pipeline.extract.claim_labels`, with the
names that the pipeline finds and the metrics (`pipeline.extract.train_metrics` comes first); every
right answer counts. In a second round the features that tell of the figure before hold what the
first round's weights decide.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from pipeline.errors import InputError
from pipeline.extract import claims
from pipeline.extract.claim_labels import LabelledText, labelled_texts
from pipeline.extract.subject_choice import WEIGHTS
from pipeline.extract.subject_features import Candidate
from pipeline.resources import models_path

_PENALTY: Final = 10.0
_RARE: Final = 3  # features of fewer figures are left out
_SMALLEST: Final = 0.05  # weights below are not kept; with them dev is no better


class Example(NamedTuple):
    """A figure's candidates, which of them are right, and what it counts."""

    candidates: tuple[Candidate, ...]
    right: frozenset[int]
    weight: float = 1.0


def examples(texts: Iterable[LabelledText], weights: Mapping[str, float]) -> list[Example]:
    """The figures of `texts` of which it is known whom they are about."""
    made: list[Example] = []
    for labelled in texts:
        text, sentences, mentions, parsed, answers, weight = labelled
        seen: list[tuple[Candidate, ...]] = []
        claims.claims_of(text, sentences, mentions, parsed, weights=weights, seen=seen)
        for answer in answers:
            if answer.subjects is None:
                continue
            candidates = seen[answer.number]
            right = {n for n, c in enumerate(candidates) if c.entity_id in answer.subjects}
            if right:  # else its name was not found; no one would be the wrong lesson
                made.append(Example(candidates, frozenset(right), weight))
    return made


def learn(made: Sequence[Example], penalty: float = _PENALTY) -> dict[str, float]:
    """The weights under which the right candidates are likeliest."""
    support = Counter(f for e in made for f in {f for c in e.candidates for f in c.features})
    index = {f: n for n, f in enumerate(sorted(f for f in support if support[f] >= _RARE))}
    rows: list[list[list[int]]] = [
        [[index[f] for f in c.features if f in index] for c in e.candidates] for e in made
    ]
    size = len(index)
    flat = [features for example in rows for features in example]
    indices = np.concatenate([np.array(f, np.int64) for f in flat])
    owner = np.repeat(np.arange(len(flat)), [len(f) for f in flat])
    group = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    right = np.array([n in e.right for e in made for n in range(len(e.candidates))])
    weight = np.array([e.weight for e in made])

    def loss(w: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        score = np.bincount(owner, w[indices], len(flat))
        most = np.full(len(rows), -np.inf)
        np.maximum.at(most, group, score)
        e = np.exp(score - most[group])
        total = np.bincount(group, e, len(rows))
        good = np.bincount(group, e * right, len(rows))
        delta = (e / total[group] - e * right / good[group]) * weight[group]
        gradient = np.bincount(indices, delta[owner], size) + 2 * penalty * w
        return float(weight @ np.log(total / good) + penalty * w @ w), gradient

    w = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {f: round(float(w[n]), 3) for f, n in index.items() if abs(w[n]) >= _SMALLEST}


def train(corpus: Path) -> dict[str, float]:
    """The weights learned from the labelled figures of `corpus`."""
    texts = list(labelled_texts(corpus))
    weights: dict[str, float] = {"by rule": 10.0, "no one by rule": 10.0}
    for _ in range(2):
        weights = learn(examples(texts, weights))
    return weights


if __name__ == "__main__":
    try:
        learned = train(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus"))
    except InputError as error:
        sys.exit(str(error))
    models_path(WEIGHTS).write_text(json.dumps(learned, indent=0, ensure_ascii=False) + "\n")
