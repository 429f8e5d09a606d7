"""The stance of a document: of its sentences in context, of its targets, of the whole."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.classify.features import read
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS
from pipeline.classify.outlook_features import (
    KINDS,
    Batch,
    Spoken,
    document_features,
    target_features,
)
from pipeline.classify.settings import settings
from pipeline.classify.targets import (
    INDUSTRY,
    Piece,
    ReadDocument,
    Target,
    masked_sentences,
    pieces_of,
    targets_of,
    topic_places,
)
from pipeline.classify.wording import heard, of_documents, of_targets

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
    outlines = [Outline.of(d) for d in documents if len(d.sentences)]
    if not outlines:
        return [[] for _ in documents]
    masked = [text for o in outlines for text in masked_sentences(o.document)]
    reading = read([*masked, *(p.masked for o in outlines for p in o.pieces)])
    alone = model.logits(reading)
    bounds = bounds_of(outlines)
    wording = heard(model.wording.logits(of_documents(reading.units, bounds)), bounds)
    first = slice(bounds[-1])
    features = context_features(alone[first], reading.numbers[first], bounds, wording)
    logits = model.logits_in_context(features)
    batch = Batch(probabilities(logits), bounds, titles_of(outlines), wording)
    spoken = spoken_of(outlines, clause_scores(logits, alone, outlines))
    told = model.target_wording.logits(of_targets(reading.units, spoken.places, spoken.bounds))
    judged = iter(_judge(outlines, batch, spoken, told, model))
    return [next(judged) if len(d.sentences) else [] for d in documents]


def bounds_of(outlines: Sequence[Outline]) -> npt.NDArray[np.int64]:
    """Where the sentences of each document begin, and those of the last end; shape (d + 1,)."""
    return np.cumsum([0, *(len(o.document.sentences) for o in outlines)])


def titles_of(outlines: Sequence[Outline]) -> npt.NDArray[np.bool_]:
    """Which of all sentences are their document's title."""
    title = [o.document.title for o in outlines for _ in o.document.sentences]
    texts = (s.text for o in outlines for s in o.document.sentences)
    return np.array([bool(t) and t == s for t, s in zip(title, texts, strict=True)], dtype=bool)


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


def spoken_of(outlines: Sequence[Outline], said: Sequence[dict[str, list[float]]]) -> Spoken:
    """The targets of all documents, one document's after the other's.

    Args:
        outlines: the documents.
        said: for each the scores of the clauses that speak of one of several targets.
    """
    bounds = bounds_of(outlines)
    targets = [(n, t) for n, o in enumerate(outlines) for t in o.targets]
    sizes = [len(t.places) for _, t in targets]
    first = np.repeat(bounds[:-1][[n for n, _ in targets]], sizes)
    places = np.fromiter((p for _, t in targets for p in t.places), np.int64, sum(sizes)) + first
    narrow = np.repeat([t.entity_id != INDUSTRY for _, t in targets], sizes)
    several = np.bincount(places[narrow], minlength=bounds[-1])
    own = (said[n].get(t.entity_id) for n, t in targets)
    return Spoken(
        places,
        np.cumsum([0, *sizes]),
        np.array([n for n, _ in targets], dtype=np.int64),
        np.array([KINDS.index(t.kind) for _, t in targets], dtype=np.int64),
        several[places] > 1,
        np.array([sum(c) / len(c) if c else np.nan for c in own]),
    )


def _judge(
    outlines: Sequence[Outline], batch: Batch, spoken: Spoken, told: Scores, model: StanceModel
) -> Iterator[list[Judged]]:
    # Six digits hide the last bits, in which processors differ.
    scores = batch.scores.round(6).tolist()
    best = batch.shares.argmax(axis=1).tolist()
    sure = batch.shares.max(axis=1).round(6).tolist()
    wholes = model.document.probabilities(document_features(batch))
    aims = iter(model.target.probabilities(target_features(batch, spoken, wholes, told)))
    options = settings()
    bounds = batch.bounds.tolist()
    for outline, whole, (a, b) in zip(outlines, wholes, itertools.pairwise(bounds), strict=True):
        own = scores[a:b]
        worst = sorted(range(b - a), key=own.__getitem__)
        orders = {-1: worst, 1: sorted(range(b - a), key=[-s for s in own].__getitem__)}
        rows = [
            Judged("sentence", n, None, LABELS[best[a + n]], own[n], sure[a + n], [n])
            for n in range(b - a)
        ]
        rows.append(_document(whole, own, orders, options["document"]["evidence"]))
        rows += [
            _target(target, share, own, orders, options["target"])
            for target, share in zip(outline.targets, aims, strict=False)
        ]
        yield rows


def _document(
    share: Scores, scores: Sequence[float], orders: dict[int, list[int]], count: int
) -> Judged:
    label = DOCUMENT_LABELS[int(share.argmax())]
    sign = {"optimistic": 1, "cautionary": -1, "mixed": 0}[label]
    if sign:
        evidence = [n for n in orders[sign][:count] if sign * scores[n] > 0]
    else:
        either = {*orders[1][:count], *orders[-1][:count]}
        evidence = sorted(either, key=lambda n: (-abs(scores[n]), n))[:count]
    return Judged("document", None, None, label, *_rounded(share), sorted(evidence))


def _target(
    target: Target,
    share: Scores,
    scores: Sequence[float],
    orders: dict[int, list[int]],
    options: dict[str, Any],
) -> Judged:
    """Judge a target.

    Args:
        target: the target.
        share: of each label.
        scores: of the document's sentences.
        orders: the sentences by score, for 1 the most optimistic first, for -1 the most cautionary.
        options: those of `settings.toml`.
    """
    label = TARGET_LABELS[int(share.argmax())]
    places = set(target.places)
    ranked = [n for n in orders[1 if share[2] >= share[0] else -1] if n in places]
    if label == "neutral":
        ends = scores[ranked[0]], scores[ranked[-1]]
        if min(ends) < -options["strong"] and max(ends) > options["strong"]:
            label = "mixed"
    evidence = sorted(ranked[: options["evidence"]])
    return Judged("target", None, target.entity_id, label, *_rounded(share), evidence)


def _rounded(share: Scores) -> tuple[float, float]:
    """Score and confidence of a judgement with these shares."""
    return round(float(share[2] - share[0]), 6), round(float(share.max()), 6)


__all__ = [
    "Judged",
    "Outline",
    "ReadDocument",
    "bounds_of",
    "clause_scores",
    "judge_documents",
    "spoken_of",
    "titles_of",
]
