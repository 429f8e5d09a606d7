"""The choice among the candidates for the subject of a figure: a log-linear model.

Weights stand in `models/claims/subjects.json` and come from `pipeline.extract.train_subjects`.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.extract.subject_features import Candidate
from pipeline.resources import models_path

WEIGHTS: Final = "claims/subjects.json"


@functools.cache
def subject_weights() -> Mapping[str, float]:
    """The weight of each feature.

    Raises:
        OSError: the file is missing.
    """
    data: dict[str, float] = json.loads(models_path(WEIGHTS).read_text(encoding="utf-8"))
    return data


def chosen(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> str | None:
    """The entity with the highest score; of equals the first, which is no one."""
    best, most = None, float("-inf")
    for candidate in candidates:
        score = sum(map(weights.get, candidate.features, itertools.repeat(0.0)))
        if score > most:
            best, most = candidate.entity_id, score
    return best
