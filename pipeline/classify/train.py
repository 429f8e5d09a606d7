"""Learning the stance models from labelled sentences, passages, articles and marked documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.document import Outline, clause_scores, spoken_of, titles_of
from pipeline.classify.features import Reading, read
from pipeline.classify.labels import LabelledDocument
from pipeline.classify.linear import LinearModel
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS, OutlookModel
from pipeline.classify.outlook_features import Batch, document_features, target_features
from pipeline.classify.targets import masked_sentences
from pipeline.errors import InputError

_FOLDS: Final = 5
_TEMPERATURES: Final = np.geomspace(0.4, 3.0, 40)
_LEAST_CONTEXT: Final = 3
_LEAST_DOCUMENTS: Final = 12

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Folds = Sequence[tuple[Rows, Rows]]


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


def train(labelled: Sequence[LabelledDocument]) -> tuple[StanceModel, Quality]:
    """Fit all steps on all documents; quality and temperature come from cross-validation.

    Each step learns from what the one before says of sentences it has not seen. No document is
    ever in both parts of a fold.

    Raises:
        InputError: there are too few sentences of a label.
    """
    labels = np.array([label for d in labelled for label in d.labels])
    for label in LABELS:
        count = int((labels == label).sum())
        if count < _FOLDS:
            message = f"{count} sentences are {label}; at least {_FOLDS} of each label are needed"
            raise InputError("labels", "labels", message)
    outlines = [Outline.of(d.document) for d in labelled]
    reading = read([text for d in labelled for text in masked_sentences(d.document)])
    pieces = read([p.masked for o in outlines for p in o.pieces])
    bounds = np.cumsum([0, *(len(d.labels) for d in labelled)])
    weights = np.repeat([d.weight for d in labelled], np.diff(bounds))
    alone, clauses = _held_out(reading, pieces, labels, bounds, outlines, weights)
    features = context_features(alone, reading.numbers, bounds)
    model = StanceModel(LinearModel.fit(reading, labels.tolist(), LABELS, weights))
    logits = alone
    connected = np.repeat(np.diff(bounds) >= _LEAST_CONTEXT, np.diff(bounds))
    if connected.any() and set(labels[connected]) == set(LABELS):
        logits = _second_step(model, features, labels, _folds(bounds), weights)
    truth = np.array([LABELS.index(label) for label in labels])
    judged = connected if connected.any() else np.ones(len(truth), dtype=bool)
    model.temperature = _temperature(logits[judged], truth[judged])
    shares = probabilities(logits / model.temperature)
    said = clause_scores(logits / model.temperature, np.vstack([alone, clauses]), outlines)
    batch = Batch(shares, bounds, titles_of(outlines))
    documents, wholes = _learn_documents(model, labelled, document_features(batch))
    targets = _learn_targets(
        model, labelled, outlines, target_features(batch, spoken_of(outlines, said), wholes)
    )
    english = np.repeat([d.language == "en" for d in labelled], np.diff(bounds))
    return model, _quality(shares, truth, english, documents, targets)


def _held_out(
    reading: Reading,
    pieces: Reading,
    labels: npt.NDArray[np.str_],
    bounds: Rows,
    outlines: Sequence[Outline],
    weights: Floats,
) -> tuple[Floats, Floats]:
    """What models that have not seen their documents say of all sentences and all clauses."""
    piece_bounds = np.cumsum([0, *(len(o.pieces) for o in outlines)])
    alone = np.zeros((len(labels), len(LABELS)))
    clauses = np.zeros((int(piece_bounds[-1]), len(LABELS)))
    for (learn, judge), (_, own) in zip(_folds(bounds), _folds(piece_bounds), strict=True):
        linear = LinearModel.fit(
            reading.select(learn), labels[learn].tolist(), LABELS, weights[learn]
        )
        alone[judge] = linear.logits(reading.select(judge))
        clauses[own] = linear.logits(pieces.select(own))
    return alone, clauses


def _second_step(
    model: StanceModel,
    features: Floats,
    labels: npt.NDArray[np.str_],
    folds: Folds,
    weights: Floats,
) -> Floats:
    """Fit the second step; returns its held-out logits.

    Sentences that stand alone teach it too, or it would take a text of one sentence for a heading.
    """
    logits = np.zeros((len(labels), len(LABELS)))
    for learn, judge in folds:
        model.fit_context(features[learn], labels[learn].tolist(), weights[learn])
        logits[judge] = model.logits_in_context(features[judge])
    model.fit_context(features, labels.tolist(), weights)
    return logits


def _folds(bounds: Rows) -> list[tuple[Rows, Rows]]:
    """Rows to learn from and rows to judge, documents kept whole and dealt out in turn."""
    groups = np.repeat(np.arange(len(bounds) - 1) % _FOLDS, np.diff(bounds))
    return [
        (np.flatnonzero(groups != fold_number), np.flatnonzero(groups == fold_number))
        for fold_number in range(_FOLDS)
    ]


def _learn_documents(
    model: StanceModel, labelled: Sequence[LabelledDocument], features: Floats
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Learn the stance of whole documents.

    Returns:
        which were right when held out; and for each of `labelled` the shares of the labels, held
        out where its stance is known, even where nothing was learned.
    """
    groups = [n for n, document in enumerate(labelled) if document.stance is not None]
    labels = [document.stance for document in labelled if document.stance is not None]
    shares = _learn(model, "document", features[groups], labels, groups, DOCUMENT_LABELS)
    wholes = np.full((len(labelled), len(DOCUMENT_LABELS)), 1 / len(DOCUMENT_LABELS))
    if not len(shares):
        return np.zeros(0, dtype=bool), wholes
    wholes = model.document.probabilities(features)
    wholes[groups] = shares
    return _right(shares, labels, DOCUMENT_LABELS), wholes


def _learn_targets(
    model: StanceModel,
    labelled: Sequence[LabelledDocument],
    outlines: Sequence[Outline],
    features: Floats,
) -> npt.NDArray[np.bool_]:
    """Learn the stance towards targets; returns which were right when held out."""
    rows, labels, groups = [], [], []
    row = 0
    for number, (document, outline) in enumerate(zip(labelled, outlines, strict=True)):
        for target in outline.targets:
            if target.entity_id in document.targets:
                rows.append(row)
                labels.append(document.targets[target.entity_id])
                groups.append(number)
            row += 1
    shares = _learn(model, "target", features[rows], labels, groups, TARGET_LABELS)
    return _right(shares, labels, TARGET_LABELS)


def _right(shares: Floats, labels: Sequence[str], order: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which shares are highest for the label; none where there are no shares."""
    if not len(shares):
        return np.zeros(0, dtype=bool)
    right: npt.NDArray[np.bool_] = np.array(order)[shares.argmax(axis=1)] == np.array(labels)
    return right


def _learn(
    model: StanceModel,
    name: str,
    features: Floats,
    labels: Sequence[str],
    groups: Sequence[int],
    order: Sequence[str],
) -> Floats:
    """Fit `model.<name>` where there are enough documents; the held-out shares of each row."""
    if len(set(groups)) < _LEAST_DOCUMENTS or set(labels) != set(order):
        return np.zeros((0, len(order)))
    truth = np.array(labels)
    folds = np.array([sorted(set(groups)).index(g) % _FOLDS for g in groups])
    shares = np.zeros((len(labels), len(order)))
    for number in range(_FOLDS):
        learn, judge = folds != number, folds == number
        fitted = OutlookModel.fit(features[learn], truth[learn].tolist(), order)
        shares[judge] = fitted.probabilities(features[judge])
    setattr(model, name, OutlookModel.fit(features, labels, order))
    return shares


def _temperature(logits: Floats, truth: Rows) -> float:
    """The divisor of the logits under which the truth is most likely (Guo et al., 2017)."""
    rows = np.arange(len(truth))
    losses = [-np.log(probabilities(logits / t)[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _quality(
    shares: Floats,
    truth: Rows,
    english: npt.NDArray[np.bool_],
    documents: npt.NDArray[np.bool_],
    targets: npt.NDArray[np.bool_],
) -> Quality:
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


__all__ = ["Quality", "calibration_error", "train"]
