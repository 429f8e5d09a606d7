"""How likely each of the first lines of a page is its title: a logistic regression.

Its weights, one a feature of title_features.py, stand in `models/metadata/title.toml`, where they
can be read; title_training.py fits them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.ingest.line_grams import Floats
from pipeline.ingest.title_features import FEATURES, title_features
from pipeline.resources import models_path
from pipeline.weights import load_named

WEIGHTS: Final = "metadata/title.toml"


class TitleModel:
    """The title among the first lines of a page.

    Args:
        bias: of the regression.
        weights: shape (len(FEATURES),).
        least: the log-odds below which a page has no title.
    """

    def __init__(self, bias: float, weights: Floats, least: float) -> None:
        if weights.shape != (len(FEATURES),):
            raise ValueError(
                f"weights of shape {weights.shape} do not fit {len(FEATURES)} features"
            )
        self.bias, self.weights, self.least = bias, weights, least

    def find(
        self,
        texts: Sequence[str],
        after_blank: Sequence[bool],
        shares: Floats,
        removed: Sequence[bool],
        among: Sequence[int] = (),
        barred: Sequence[int] = (),
    ) -> int | None:
        """The number of the line that is the title; None where none is likely to be.

        Args:
            texts: the lines of a page that are not blank, in simplified script.
            after_blank: whether a blank line stands above each.
            shares: shape (lines, 7), what the line classifier thinks of each.
            removed: which of them a rule has taken away.
            among: the numbers of the lines one of which is the title for certain; any line may be
                if empty.
            barred: the numbers of those that are none for certain.
        """
        if len(among) == 1:
            return among[0]
        if len(texts) < 2:
            return None
        odds = title_features(texts, after_blank, shares, removed) @ self.weights + self.bias
        odds[[n for n in barred if n < len(odds)]] = -np.inf
        if len(texts) <= len(odds):
            # Below a title stands what it is the title of.
            odds[-1] = -np.inf
        if among:
            return max(among, key=lambda n: odds[n] if n < len(odds) else -np.inf)
        best = int(np.argmax(odds))
        return best if odds[best] >= self.least else None


@functools.cache
def title_model() -> TitleModel:
    """The model of the package, read once a process.

    Raises:
        KnowledgeError: the file is missing or made for other features.
    """
    weights, numbers = load_named(models_path(WEIGHTS), FEATURES, ("bias", "least"))
    return TitleModel(numbers["bias"], weights, numbers["least"])


__all__ = ["WEIGHTS", "TitleModel", "title_model"]
