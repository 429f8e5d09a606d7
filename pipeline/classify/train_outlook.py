"""Learning the stance of whole documents and towards their targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.boosting import LEAVES, Boosting
from pipeline.classify.folds import each
from pipeline.classify.labels import LabelledDocument
from pipeline.classify.model import StanceModel
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS, OutlookModel
from pipeline.classify.train_aims import Aim

_FOLDS: Final = 5
_LEAST_DOCUMENTS: Final = 12
_ROUNDS: Final = 100
_RATE: Final = 0.05
_PENALTY: Final = 20.0
_LEAF: Final = 60
# Targets from which a fit takes longer than a process does to start.
_MANY: Final = 1_000

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
    learned = _learned(groups)
    cases = [(known[rows], [labels[n] for n in rows], DOCUMENT_LABELS) for rows, _ in learned]
    shares = np.zeros((len(groups), len(DOCUMENT_LABELS)))
    fitted = each(OutlookModel.fit, cases, apart=False)
    for (_, own), model.document in zip(learned, fitted, strict=True):
        shares[own] = model.document.probabilities(known[own])
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
    learned = _learned(groups)
    cases = [(known[rows], [labels[n] for n in rows], weights[rows]) for rows, _ in learned]
    shares = np.zeros((len(groups), len(TARGET_LABELS)))
    fitted = each(_fit_targets, cases, apart=len(groups) > _MANY)
    for (_, own), (model.target, model.target_trees) in zip(learned, fitted, strict=True):
        shares[own] = model.target_shares(known[own])
    return _right(shares, labels, TARGET_LABELS)


def _fit_targets(
    features: Floats, labels: Sequence[str], weights: Floats
) -> tuple[OutlookModel, Boosting]:
    """Both models of the stance of t targets, which count `weights`; deterministic."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    line = OutlookModel.fit(features, labels, TARGET_LABELS, weights=weights)
    learner = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        learning_rate=_RATE,
        max_leaf_nodes=LEAVES,
        l2_regularization=_PENALTY,
        min_samples_leaf=_LEAF,
        random_state=0,
    )
    return line, Boosting.learned(learner, features, labels, TARGET_LABELS, weights)


def _learned(groups: Sequence[int]) -> list[tuple[Rows, Rows]]:
    """The rows that each model learns from and those it judges unseen; the last learns from all.

    Args:
        groups: the document of each of n rows; its rows are in one fold.
    """
    places = {group: place for place, group in enumerate(sorted(set(groups)))}
    folds = np.array([places[group] % _FOLDS for group in groups], dtype=np.intp)
    parts = [(np.flatnonzero(folds != n), np.flatnonzero(folds == n)) for n in range(_FOLDS)]
    return [*parts, (np.arange(len(groups)), np.zeros(0, np.intp))]


def _right(shares: Floats, labels: Sequence[str], order: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which shares are highest for the label; none where there are no shares."""
    if not len(shares):
        return np.zeros(0, dtype=bool)
    right: npt.NDArray[np.bool_] = np.array(order)[shares.argmax(axis=1)] == np.array(labels)
    return right


__all__ = ["learn_documents", "learn_targets"]
