"""Learning the stance of whole documents and towards their targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.labels import LabelledDocument
from pipeline.classify.model import LABELS, StanceModel
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS, OutlookModel
from pipeline.classify.train_aims import Aim

_FOLDS: Final = 5
_LEAST_DOCUMENTS: Final = 12

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


def learn_documents(
    model: StanceModel, labelled: Sequence[LabelledDocument], features: Floats
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Learn the stance of whole documents.

    Returns:
        which were right when held out, assembled ones left out; and for each of `labelled` the
        shares of the labels, held out where its stance is known, even where nothing was learned.
    """
    groups = [n for n, document in enumerate(labelled) if document.stance is not None]
    labels = [document.stance for document in labelled if document.stance is not None]
    wholes = np.full((len(labelled), len(DOCUMENT_LABELS)), 1 / len(DOCUMENT_LABELS))
    if len(groups) < _LEAST_DOCUMENTS or set(labels) != set(DOCUMENT_LABELS):
        return np.zeros(0, dtype=bool), wholes
    known = features[groups]

    def fit(rows: Rows) -> None:
        model.document = OutlookModel.fit(known[rows], [labels[n] for n in rows], DOCUMENT_LABELS)

    shares = _held_out(groups, fit, lambda rows: model.document.probabilities(known[rows]))
    wholes = model.document.probabilities(features)
    wholes[groups] = shares
    written = np.array([not labelled[n].assembled for n in groups])
    return _right(shares, labels, DOCUMENT_LABELS)[written], wholes


def learn_targets(
    model: StanceModel, aims: Sequence[Aim], features: Floats
) -> npt.NDArray[np.bool_]:
    """Learn the stance towards targets; returns which were right when held out.

    Many more targets have a side than none: balanced, too many of them came out without one.
    """
    labels = [aim.label for aim in aims]
    groups = [aim.document for aim in aims]
    weights = np.array([aim.weight for aim in aims])
    if len(set(groups)) < _LEAST_DOCUMENTS or set(labels) != set(TARGET_LABELS):
        return np.zeros(0, dtype=bool)
    known = features[[aim.row for aim in aims]]

    def fit(rows: Rows) -> None:
        model.fit_targets(known[rows], [labels[n] for n in rows], weights[rows])

    shares = _held_out(groups, fit, lambda rows: model.target_shares(known[rows]))
    return _right(shares, labels, TARGET_LABELS)


def _held_out(
    groups: Sequence[int], fit: Callable[[Rows], None], judge: Callable[[Rows], Floats]
) -> Floats:
    """What models that have not seen a row's group say of it; the last fit is of all rows.

    Args:
        groups: the document of each of n rows; its rows are in one fold.
        fit: learns from rows.
        judge: the shares of three labels for rows, by what was learned last.
    """
    places = {group: place for place, group in enumerate(sorted(set(groups)))}
    folds = np.array([places[group] % _FOLDS for group in groups], dtype=np.intp)
    shares = np.zeros((len(groups), len(LABELS)))
    for number in range(_FOLDS):
        fit(np.flatnonzero(folds != number))
        own = np.flatnonzero(folds == number)
        shares[own] = judge(own)
    fit(np.arange(len(groups)))
    return shares


def _right(shares: Floats, labels: Sequence[str], order: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which shares are highest for the label; none where there are no shares."""
    if not len(shares):
        return np.zeros(0, dtype=bool)
    right: npt.NDArray[np.bool_] = np.array(order)[shares.argmax(axis=1)] == np.array(labels)
    return right


__all__ = ["learn_documents", "learn_targets"]
