"""Learning the stance models from labelled sentences, passages, articles and marked documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.classify.document import Outline, clause_scores, spoken_of, titles_of
from pipeline.classify.features import Reading, read
from pipeline.classify.folds import each
from pipeline.classify.grams import Grams
from pipeline.classify.labels import UNLABELLED, LabelledDocument
from pipeline.classify.linear import LinearModel
from pipeline.classify.measured import Quality, quality_of
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS, OutlookModel
from pipeline.classify.outlook_features import Batch, balance, document_features, target_features
from pipeline.classify.sides import named_in
from pipeline.classify.targets import masked_sentences
from pipeline.classify.wording import Wording, heard, of_documents, of_targets
from pipeline.errors import InputError

_FOLDS: Final = 5
_TEMPERATURES: Final = np.geomspace(0.4, 3.0, 40)
_LEAST_CONTEXT: Final = 3
_LEAST_DOCUMENTS: Final = 12
# Sentences, and n-grams, from which a fit takes longer than a process does to start.
_MANY: Final = 10_000
_MANY_GRAMS: Final = 1_000_000

# What a document says of a target that it only holds others against is said of these.
_TURNED: Final = dict(zip(TARGET_LABELS, reversed(TARGET_LABELS), strict=True))

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Folds = Sequence[tuple[Rows, Rows]]


class _Aim(NamedTuple):
    """A target whose stance is known: its place among all targets, and whose it is."""

    row: int
    label: str
    document: int
    weight: float


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
    wording = heard(_learn_wording(model, labelled, of_documents(reading.units, bounds)), bounds)
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
    documents, wholes = _learn_documents(model, labelled, document_features(batch))
    spoken = spoken_of(outlines, said)
    aims = _aims(labelled, outlines)
    told = _learn_told(model, aims, of_targets(reading.units, spoken.places, spoken.bounds))
    targets = _learn_targets(model, aims, target_features(batch, spoken, wholes, told))
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


def _learn_wording(
    model: StanceModel, labelled: Sequence[LabelledDocument], grams: Grams
) -> Floats:
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
    for learn, judge in folds:
        rows = learn[counted[learn]]
        model.fit_context(features[rows], labels[rows].tolist(), weights[rows])
        logits[judge] = model.logits_in_context(features[judge])
    model.fit_context(features[counted], labels[counted].tolist(), weights[counted])
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


def _aims(labelled: Sequence[LabelledDocument], outlines: Sequence[Outline]) -> list[_Aim]:
    """The targets whose stance is known."""
    found = []
    row = 0
    for number, (document, outline) in enumerate(zip(labelled, outlines, strict=True)):
        for target in outline.targets:
            if target.entity_id in document.targets:
                label = document.targets[target.entity_id]
                if target.turned:
                    label = _TURNED[label]
                found.append(_Aim(row, label, number, document.weight))
            row += 1
    return found


def _learn_told(model: StanceModel, aims: Sequence[_Aim], grams: Grams) -> Floats:
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


def _learn_targets(
    model: StanceModel, aims: Sequence[_Aim], features: Floats
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


def _temperature(logits: Floats, truth: Rows) -> float:
    """The divisor of the logits under which the truth is most likely (Guo et al., 2017)."""
    rows = np.arange(len(truth))
    losses = [-np.log(probabilities(logits / t)[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


__all__ = ["Quality", "train"]
