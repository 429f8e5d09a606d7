"""The stance of a document: of its sentences in context, of its targets, of the whole."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.classify.features import read
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.classify.outlook import (
    DOCUMENT_LABELS,
    TARGET_LABELS,
    document_features,
    target_features,
)
from pipeline.classify.targets import (
    Piece,
    ReadDocument,
    Target,
    masked_sentences,
    pieces_of,
    settings,
    sole_places,
    targets_of,
    topic_places,
)

Scores = npt.NDArray[np.float64]


class Judged(NamedTuple):
    """One judgement: see the table `stance` of the contract."""

    level: str
    sentence_id: int | None
    entity_id: str | None
    label: str
    score: float
    confidence: float
    evidence: list[int]


@dataclass(frozen=True, slots=True)
class Outline:
    """A document with its targets and the clauses that speak of one of several."""

    document: ReadDocument
    targets: list[Target]
    pieces: list[Piece]

    @classmethod
    def of(cls, document: ReadDocument) -> Outline:
        """Find targets and clauses."""
        stated = topic_places(document)
        targets = targets_of(document, stated)
        return cls(document, targets, pieces_of(document, targets, stated))


def judge_documents(documents: Sequence[ReadDocument], model: StanceModel) -> list[list[Judged]]:
    """Judge several documents at once, which reads all their sentences in one go."""
    outlines = [Outline.of(document) for document in documents]
    masked = [text for document in documents for text in masked_sentences(document)]
    reading = read([*masked, *(p.masked for o in outlines for p in o.pieces)])
    alone = model.logits(reading)
    bounds = np.cumsum([0, *(len(d.sentences) for d in documents)]).tolist()
    spans = list(itertools.pairwise(bounds))
    features = [context_features(alone[a:b], reading.numbers[a:b]) for a, b in spans]
    logits = model.logits_in_context(np.vstack(features)) if features else alone
    clauses = clause_scores(logits, alone, outlines)
    return [
        _judge(outline, probabilities(logits[a:b]), said, model)
        for outline, (a, b), said in zip(outlines, spans, clauses, strict=True)
    ]


def clause_scores(
    logits: Scores, alone: Scores, outlines: Sequence[Outline]
) -> list[dict[str, list[float]]]:
    """For each document the scores of the clauses that speak of one of several targets.

    What its place adds to a sentence is added to its clauses too.

    Args:
        logits: of all sentences in context, document after document.
        alone: of all sentences alone, then of all clauses.
        outlines: the documents.
    """
    shift = np.log(probabilities(logits)) - np.log(probabilities(alone[: len(logits)]))
    own = np.log(probabilities(alone[len(logits) :])) if len(alone) > len(logits) else alone[:0]
    first = np.cumsum([0, *(len(o.document.sentences) for o in outlines)]).tolist()
    places = [first[n] + p.sentence for n, o in enumerate(outlines) for p in o.pieces]
    shares = probabilities(own + shift[places]) if places else own
    scores = (shares[:, 2] - shares[:, 0]).tolist() if places else []
    said: list[dict[str, list[float]]] = []
    at = 0
    for outline in outlines:
        listed: dict[str, list[float]] = defaultdict(list)
        for piece in outline.pieces:
            listed[piece.target].append(scores[at])
            at += 1
        said.append(listed)
    return said


def target_matrix(outline: Outline, shares: Scores, clauses: dict[str, list[float]]) -> Scores:
    """The features of each target of a document; shape (targets, 26)."""
    sole = sole_places(outline.targets)
    titles = outline.document.titles()
    scores = (shares[:, 2] - shares[:, 0]).tolist()
    whole = sum(scores) / max(1, len(scores))
    rows = []
    for target in outline.targets:
        own = clauses.get(target.entity_id)
        rows.append(
            target_features(
                target.places,
                target.kind,
                shares,
                scores,
                whole,
                sole[target.entity_id],
                sum(own) / len(own) if own else None,
                titles,
            )
        )
    return np.array(rows)


def _judge(
    outline: Outline, shares: Scores, clauses: dict[str, list[float]], model: StanceModel
) -> list[Judged]:
    if not len(shares):
        return []
    scores: Scores = shares[:, 2] - shares[:, 0]
    rows = [
        Judged("sentence", n, None, LABELS[int(s.argmax())], float(scores[n]), float(s.max()), [n])
        for n, s in enumerate(shares)
    ]
    rows.append(_document(outline, shares, scores, model))
    judged = model.target.probabilities(target_matrix(outline, shares, clauses))
    options = settings()["target"]
    for target, share in zip(outline.targets, judged, strict=True):
        rows.append(_target(target, share, scores, options))
    return [_rounded(row) for row in rows]


def _rounded(row: Judged) -> Judged:
    # Six digits hide the last bits, in which processors differ.
    return row._replace(score=round(row.score, 6), confidence=round(row.confidence, 6))


def _document(outline: Outline, shares: Scores, scores: Scores, model: StanceModel) -> Judged:
    features = document_features(shares, outline.document.titles())
    share = model.document.probabilities(features[None, :])[0]
    label = DOCUMENT_LABELS[int(share.argmax())]
    sign = {"optimistic": 1.0, "cautionary": -1.0, "mixed": 0.0}[label]
    order = np.argsort(-(scores * sign if sign else np.abs(scores)), kind="stable")
    count = settings()["document"]["evidence"]
    evidence = sorted(int(n) for n in order[:count] if sign * scores[n] > 0 or not sign)
    score = float(share[2] - share[0])
    return Judged("document", None, None, label, score, float(share.max()), evidence)


def _target(target: Target, share: Scores, scores: Scores, options: dict[str, Any]) -> Judged:
    label = TARGET_LABELS[int(share.argmax())]
    own = scores[target.places]
    strong = options["strong"]
    if label == "neutral" and own.min() < -strong and own.max() > strong:
        label = "mixed"
    score = float(share[2] - share[0])
    sign = 1 if score >= 0 else -1
    ranked = sorted(target.places, key=lambda n: (-sign * scores[n], n))
    evidence = sorted(ranked[: options["evidence"]])
    return Judged("target", None, target.entity_id, label, score, float(share.max()), evidence)


__all__ = ["Judged", "Outline", "ReadDocument", "clause_scores", "judge_documents", "target_matrix"]
