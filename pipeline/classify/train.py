"""Learning the stance models from labelled sentences, passages, articles and marked documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.boosting import LEAVES, Boosting
from pipeline.classify.document import Outline, clause_scores, spoken_of, titles_of
from pipeline.classify.features import Reading, read
from pipeline.classify.folds import each
from pipeline.classify.labels import UNLABELLED, LabelledDocument
from pipeline.classify.linear import LinearModel
from pipeline.classify.measured import Quality, quality_of
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.classify.outlook_features import Batch, balance, document_features, target_features
from pipeline.classify.sides import named_in
from pipeline.classify.targets import masked_sentences
from pipeline.classify.train_aims import aims_of
from pipeline.classify.train_outlook import learn_documents, learn_targets
from pipeline.classify.train_wording import learn_told, learn_wording
from pipeline.classify.wording import heard, of_documents, of_targets
from pipeline.errors import InputError

_FOLDS: Final = 5
_TEMPERATURES: Final = np.geomspace(0.4, 3.0, 40)
_LEAST_CONTEXT: Final = 3
_ROUNDS: Final = 40
_RATE: Final = 0.15
# Sentences from which a fit takes longer than a process does to start.
_MANY: Final = 10_000

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Folds = Sequence[tuple[Rows, Rows]]


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
    linear, alone, clauses = _learn_linear(reading, pieces, labels, bounds, outlines, weights)
    model = StanceModel(linear)
    wording = heard(learn_wording(model, labelled, of_documents(reading.units, bounds)), bounds)
    named = named_in([(len(o.document.sentences), o.targets) for o in outlines])
    features = context_features(alone, reading.numbers, bounds, wording, named)
    logits = alone
    apart = np.repeat([not d.assembled for d in labelled], np.diff(bounds))
    judged = apart & (labels != UNLABELLED)
    connected = np.repeat(np.diff(bounds) >= _LEAST_CONTEXT, np.diff(bounds)) & judged
    if connected.any() and set(labels[connected]) == set(LABELS):
        # Sentences that were put together would teach that all of a text have one sign.
        logits = _second_step(model, features, labels, _folds(bounds), weights * judged)
    truth = np.array([LABELS.index(label) if label else -1 for label in labels])
    warm = connected if connected.any() else labels != UNLABELLED
    model.temperature = _temperature(logits[warm], truth[warm])
    shares = probabilities(logits / model.temperature)
    said = clause_scores(logits / model.temperature, np.vstack([alone, clauses]), outlines)
    by_itself = balance(probabilities(alone))
    batch = Batch(shares, bounds, titles_of(outlines), wording, named, by_itself)
    documents, wholes = learn_documents(model, labelled, document_features(batch))
    spoken = spoken_of(outlines, said)
    aims = aims_of(labelled, outlines)
    told = learn_told(model, aims, of_targets(reading.units, spoken.places, spoken.bounds))
    targets = learn_targets(model, aims, target_features(batch, spoken, wholes, told))
    english = np.repeat([d.language == "en" for d in labelled], np.diff(bounds))
    return model, quality_of(shares[judged], truth[judged], english[judged], documents, targets)


def _learn_linear(
    reading: Reading,
    pieces: Reading,
    labels: npt.NDArray[np.str_],
    bounds: Rows,
    outlines: Sequence[Outline],
    weights: Floats,
) -> tuple[LinearModel, Floats, Floats]:
    """The first step, and what models blind to their documents say of all sentences and clauses."""
    piece_bounds = np.cumsum([0, *(len(o.pieces) for o in outlines)])
    folds = [*zip(_folds(bounds), _folds(piece_bounds), strict=True)]
    known = np.flatnonzero(labels != UNLABELLED)
    nothing = np.zeros(0, np.intp)
    rows = [
        (others[labels[others] != UNLABELLED], judge, own) for (others, judge), (_, own) in folds
    ]
    cases = [
        (
            reading.select(learn),
            labels[learn].tolist(),
            weights[learn],
            reading.select(judge),
            pieces.select(own),
        )
        for learn, judge, own in (*rows, (known, nothing, nothing))
    ]
    *held_out, (model, _, _) = each(_fit_linear, cases, apart=len(labels) > _MANY)
    alone = np.zeros((len(labels), len(LABELS)))
    clauses = np.zeros((int(piece_bounds[-1]), len(LABELS)))
    for (_, judge, own), (_, of_sentences, of_pieces) in zip(rows, held_out, strict=True):
        alone[judge] = of_sentences
        clauses[own] = of_pieces
    return model, alone, clauses


def _fit_linear(
    reading: Reading, labels: Sequence[str], weights: Floats, *others: Reading
) -> tuple[LinearModel, Floats, Floats]:
    """A first step learned from `reading`, and what it says of two `others`."""
    model = LinearModel.fit(reading, labels, LABELS, weights)
    sentences, pieces = (model.logits(other) for other in others)
    return model, sentences, pieces


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
    counted = weights > 0
    learned = [*(learn[counted[learn]] for learn, _ in folds), np.flatnonzero(counted)]
    cases = [(features[rows], labels[rows].tolist(), weights[rows]) for rows in learned]
    *held_out, last = each(_fit_context, cases, apart=len(labels) > _MANY)
    for (_, judge), model.context in zip(folds, held_out, strict=True):
        logits[judge] = model.logits_in_context(features[judge])
    model.context = last
    return logits


def _fit_context(features: Floats, labels: Sequence[str], weights: Floats) -> Boosting:
    """A second step learned from `context_features` of held-out logits; deterministic."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    learner = HistGradientBoostingClassifier(
        max_iter=_ROUNDS, learning_rate=_RATE, max_leaf_nodes=LEAVES, random_state=0
    )
    return Boosting.learned(learner, features, labels, LABELS, weights)


def _folds(bounds: Rows) -> list[tuple[Rows, Rows]]:
    """Rows to learn from and rows to judge, documents kept whole and dealt out in turn."""
    groups = np.repeat(np.arange(len(bounds) - 1) % _FOLDS, np.diff(bounds))
    return [
        (np.flatnonzero(groups != fold_number), np.flatnonzero(groups == fold_number))
        for fold_number in range(_FOLDS)
    ]


def _temperature(logits: Floats, truth: Rows) -> float:
    """The divisor of the logits under which the truth is most likely (Guo et al., 2017)."""
    rows = np.arange(len(truth))
    losses = [-np.log(probabilities(logits / t)[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


__all__ = ["Quality", "train"]
