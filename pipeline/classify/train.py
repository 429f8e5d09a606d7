"""Learning the sentence classifier from labelled sentences, passages and marked documents."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.features import Reading, mask, read
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.errors import InputError
from pipeline.evaluate.marked import read_marked
from pipeline.extract.names import find_mentions
from pipeline.ingest.script import fold

_SIGNS: Final = {"+": "optimistic", "-": "cautionary", "0": "neutral"}
_FOLDS: Final = 5
_TEMPERATURES: Final = np.geomspace(0.4, 3.0, 40)
_LEAST_CONTEXT: Final = 3

Passage = list["LabelledSentence"]
"""Sentences that stand together in this order; a sentence alone is a passage of one."""


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence, its label (of `LABELS`), and `en` or `zh`."""

    text: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Cross-validated figures of a model: macro-F1 over three labels and the calibration error."""

    sentences: int
    macro_f1: float
    macro_f1_zh: float
    macro_f1_en: float
    reversed_polarity: float
    calibration_error: float


def read_labels(paths: Sequence[Path]) -> list[Passage]:
    """Read JSON Lines; folders are searched.

    A line is a sentence, `{"text": …, "label": "+", "script": "hans"}`, or a passage,
    `{"script": "hans", "sentences": [["…", "+"], …]}`. Labels are `+`, `-` and `0`; the script
    `none` means English.

    Raises:
        InputError: a line is not as it must be; the message names file and line.
    """
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    passages = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise InputError(str(file), "labels", f"{file}: {error.strerror}") from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                passages.append(_passage(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                message = f"{file}:{number}: needs text and label (+, -, 0): {error!r}"
                raise InputError(str(file), "labels", message) from error
    return passages


def _passage(entry: Any) -> Passage:
    if not isinstance(entry, dict):
        raise TypeError("not an object")
    language = "en" if entry.get("script") == "none" else "zh"
    pairs = entry["sentences"] if "sentences" in entry else [(entry["text"], entry["label"])]
    return [LabelledSentence(str(text), _SIGNS[label], language) for text, label in pairs]


def read_gold(folder: Path, part: str) -> list[Passage]:
    """The marked sentences of the gold documents that `split.json` beside `folder` puts in `part`.

    Raises:
        InputError: a document or the split is not as it must be.
    """
    path = folder.parent / "split.json"
    try:
        wanted = set(json.loads(path.read_text(encoding="utf-8"))[part])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(str(path), "split", f"{path}: no part {part!r}: {error}") from error
    return [
        [
            LabelledSentence(
                span.text,
                _SIGNS[span.attributes["v"]],
                "en" if document.header.get("lang") == "en" else "zh",
            )
            for span in document.spans
            if span.tag == "s"
        ]
        for document in read_marked(folder)
        if document.id in wanted
    ]


def read_sentences(sentences: Sequence[LabelledSentence]) -> Reading:
    """The sentences folded, with their names masked."""
    masked = []
    for sentence in sentences:
        text = fold(sentence.text)
        masked.append(mask(text, 0, len(text), find_mentions(text)))
    return read(masked)


def train(passages: Sequence[Passage]) -> tuple[StanceModel, Quality]:
    """Fit both steps on all passages; quality and temperature come from cross-validation.

    The second step learns from logits of the first that have not seen the passage. No passage is
    ever in both parts of a fold.

    Raises:
        InputError: there are too few sentences of a label.
    """
    sentences = [s for passage in passages for s in passage]
    for label in LABELS:
        count = sum(s.label == label for s in sentences)
        if count < _FOLDS:
            message = f"{count} sentences are {label}; at least {_FOLDS} of each label are needed"
            raise InputError("labels", "labels", message)
    reading = read_sentences(sentences)
    labels = np.array([s.label for s in sentences])
    bounds = np.cumsum([0, *(len(p) for p in passages)])
    folds = _folds(bounds)
    alone = np.zeros((len(labels), len(LABELS)))
    for learn, judge in folds:
        model = StanceModel.fit(reading.select(learn), labels[learn].tolist())
        alone[judge] = model.logits(reading.select(judge))
    features = np.vstack(
        [context_features(alone[a:b], reading.numbers[a:b]) for a, b in itertools.pairwise(bounds)]
    )
    model = StanceModel.fit(reading, labels.tolist())
    logits = alone
    connected = np.repeat(np.diff(bounds) >= _LEAST_CONTEXT, np.diff(bounds))
    if connected.any() and set(labels[connected]) == set(LABELS):
        logits = _second_step(model, features, labels, connected, folds)
    truth = np.array([LABELS.index(label) for label in labels])
    model.temperature = _temperature(
        logits[connected] if connected.any() else logits,
        truth[connected] if connected.any() else truth,
    )
    shares = probabilities(logits / model.temperature)
    return model, _quality(shares, truth, sentences)


def _second_step(
    model: StanceModel,
    features: npt.NDArray[np.float64],
    labels: npt.NDArray[np.str_],
    connected: npt.NDArray[np.bool_],
    folds: Sequence[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]],
) -> npt.NDArray[np.float64]:
    """Fit the second step on the connected sentences; returns its held-out logits for all."""
    logits = np.zeros((len(labels), len(LABELS)))
    for learn, judge in folds:
        seen = learn[connected[learn]]
        model.fit_context(features[seen], labels[seen].tolist())
        logits[judge] = model.logits_in_context(features[judge])
    model.fit_context(features[connected], labels[connected].tolist())
    return logits


def _folds(
    bounds: npt.NDArray[np.intp],
) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Rows to learn from and rows to judge, passages kept whole and dealt out in turn."""
    groups = np.repeat(np.arange(len(bounds) - 1) % _FOLDS, np.diff(bounds))
    return [
        (np.flatnonzero(groups != fold_number), np.flatnonzero(groups == fold_number))
        for fold_number in range(_FOLDS)
    ]


def _temperature(logits: npt.NDArray[np.float64], truth: npt.NDArray[np.intp]) -> float:
    """The divisor of the logits under which the truth is most likely (Guo et al., 2017)."""
    rows = np.arange(len(truth))
    losses = [-np.log(probabilities(logits / t)[rows, truth] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _quality(
    shares: npt.NDArray[np.float64],
    truth: npt.NDArray[np.intp],
    sentences: Sequence[LabelledSentence],
) -> Quality:
    from sklearn.metrics import f1_score

    judged = shares.argmax(axis=1)
    english = np.array([s.language == "en" for s in sentences])

    def macro(rows: npt.NDArray[np.bool_]) -> float:
        if not rows.any():
            return float("nan")
        return float(f1_score(truth[rows], judged[rows], average="macro"))

    polar = truth != LABELS.index("neutral")
    reversed_share = float((((judged + truth) == 2) & polar).sum() / max(1, polar.sum()))
    return Quality(
        len(sentences),
        macro(np.ones(len(truth), dtype=bool)),
        macro(~english),
        macro(english),
        reversed_share,
        calibration_error(shares, truth),
    )


def calibration_error(
    shares: npt.NDArray[np.float64], truth: npt.NDArray[np.intp], bins: int = 10
) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, over `bins` bins."""
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    error = 0.0
    for low in np.linspace(0, 1, bins, endpoint=False):
        rows = (confidence > low) & (confidence <= low + 1 / bins)
        if rows.any():
            error += rows.mean() * abs(confidence[rows].mean() - right[rows].mean())
    return float(error)
