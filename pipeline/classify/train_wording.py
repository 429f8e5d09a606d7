"""Learning what the words of documents, and of what they say of targets, tell of their stance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.folds import each
from pipeline.classify.grams import Grams
from pipeline.classify.labels import LabelledDocument
from pipeline.classify.model import StanceModel
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS
from pipeline.classify.train_aims import Aim
from pipeline.classify.wording import Wording

_FOLDS: Final = 5
_LEAST_DOCUMENTS: Final = 12
# N-grams from which a fit takes longer than a process does to start.
_MANY_GRAMS: Final = 1_000_000

Floats = npt.NDArray[np.float64]


def learn_wording(model: StanceModel, labelled: Sequence[LabelledDocument], grams: Grams) -> Floats:
    """Learn what the words of whole documents say of their stance.

    Returns:
        what models that have not seen them say of all documents, nought where nothing was learned.
    """
    known = np.array([n for n, d in enumerate(labelled) if d.stance is not None], dtype=np.intp)
    stances = [d.stance for d in labelled if d.stance is not None]
    weights = np.array([d.weight for d in labelled if d.stance is not None])
    fitted = _fit_wording(grams.select(known), stances, DOCUMENT_LABELS, weights, known.tolist())
    if fitted is None:
        return np.zeros((len(labelled), len(DOCUMENT_LABELS)))
    model.wording, held_out = fitted
    said = model.wording.logits(grams)
    said[known] = held_out
    return said


def _fit_wording(
    grams: Grams,
    labels: Sequence[str],
    order: Sequence[str],
    weights: Floats,
    groups: Sequence[int],
) -> tuple[Wording, Floats] | None:
    """A model of n texts, and what models that have not seen their documents say of them.

    None if there are too few documents of a label.
    """
    folds = np.array([sorted(set(groups)).index(g) % _FOLDS for g in groups])
    truth = np.array(labels)
    cases = []
    for number in range(_FOLDS):
        learn = np.flatnonzero(folds != number)
        own = truth[learn].tolist()
        if len(learn) < _LEAST_DOCUMENTS or set(own) != set(order):
            return None
        judge = grams.select(np.flatnonzero(folds == number))
        cases.append((grams.select(learn), own, order, weights[learn], judge))
    cases.append((grams, list(labels), order, weights, grams.select(np.zeros(0, np.intp))))
    *parts, (model, _) = each(_fit_words, cases, apart=len(grams.buckets) > _MANY_GRAMS)
    held_out = np.zeros((len(labels), len(order)))
    for number, (_, said) in enumerate(parts):
        held_out[folds == number] = said
    return model, held_out


def _fit_words(
    grams: Grams, labels: Sequence[str], order: Sequence[str], weights: Floats, others: Grams
) -> tuple[Wording, Floats]:
    """A model of the wording of `grams`, and what it says of `others`."""
    model = Wording.fit(grams, labels, order, weights)
    return model, model.logits(others)


def learn_told(model: StanceModel, aims: Sequence[Aim], grams: Grams) -> Floats:
    """Learn what the words of the sentences that speak of a target say of the stance towards it.

    Returns:
        what models that have not seen them say of the targets whose stance is known; nought for
        others, and where nothing was learned.
    """
    told = np.zeros((len(grams.bounds) - 1, len(TARGET_LABELS)))
    labels = [aim.label for aim in aims]
    weights = np.array([aim.weight for aim in aims])
    rows = np.array([aim.row for aim in aims], dtype=np.intp)
    groups = [aim.document for aim in aims]
    fitted = _fit_wording(grams.select(rows), labels, TARGET_LABELS, weights, groups)
    if fitted is not None:
        model.target_wording, told[rows] = fitted
    return told


__all__ = ["learn_told", "learn_wording"]
