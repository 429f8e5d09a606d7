"""How well a stance model judges documents that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.classify.model import LABELS

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Quality:
    """Cross-validated figures of a model; documents and targets are shares judged right.

    What was not measured is not a number.
    """

    sentences: int
    macro_f1: float
    macro_f1_zh: float
    macro_f1_en: float
    reversed_polarity: float
    calibration_error: float
    documents: int
    document_accuracy: float
    targets: int
    target_accuracy: float


def quality_of(
    shares: Floats,
    truth: Rows,
    english: npt.NDArray[np.bool_],
    documents: npt.NDArray[np.bool_],
    targets: npt.NDArray[np.bool_],
) -> Quality:
    """The figures of held-out judgements.

    Args:
        shares: of each label for n sentences; shape (n, 3).
        truth: the place of the right label among `LABELS`; shape (n,).
        english: which of the sentences are English; shape (n,).
        documents: which documents were judged right.
        targets: which targets were judged right.
    """
    from sklearn.metrics import f1_score

    judged = shares.argmax(axis=1)

    def macro(rows: npt.NDArray[np.bool_]) -> float:
        if not rows.any():
            return float("nan")
        return float(f1_score(truth[rows], judged[rows], average="macro"))

    polar = truth != LABELS.index("neutral")
    reversed_share = float((((judged + truth) == 2) & polar).sum() / max(1, polar.sum()))
    return Quality(
        len(truth),
        macro(np.ones(len(truth), dtype=bool)),
        macro(~english),
        macro(english),
        reversed_share,
        calibration_error(shares, truth),
        len(documents),
        float(documents.mean()) if len(documents) else float("nan"),
        len(targets),
        float(targets.mean()) if len(targets) else float("nan"),
    )


def calibration_error(shares: Floats, truth: Rows, bins: int = 10) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, over `bins` bins."""
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    error = 0.0
    for low in np.linspace(0, 1, bins, endpoint=False):
        rows = (confidence > low) & (confidence <= low + 1 / bins)
        if rows.any():
            error += rows.mean() * abs(confidence[rows].mean() - right[rows].mean())
    return float(error)


__all__ = ["Quality", "calibration_error", "quality_of"]
