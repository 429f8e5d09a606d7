"""The stance of a document: of its sentences in context, of its targets, of the whole."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.classify.features import read
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.classify.outlook import DOCUMENT_LABELS, TARGET_LABELS
from pipeline.classify.outlook_features import (
    KINDS,
    Batch,
    Spoken,
    balance,
    document_features,
    target_features,
)
from pipeline.classify.settings import settings
from pipeline.classify.sides import named_in, side_of
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
from pipeline.classify.wording import heard, of_documents

Scores = npt.NDArray[np.float64]
_KINDS: Final = {kind: number for number, kind in enumerate(KINDS)}


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
    # A clause that speaks of several targets is a piece of each, and is read once.
    clauses = [p.masked for o in outlines for p in o.pieces]
    rows = {text: n for n, text in enumerate(dict.fromkeys(clauses), start=len(masked))}
    reading = read([*masked, *rows])
    alone = model.logits(reading)[[*range(len(masked)), *map(rows.__getitem__, clauses)]]
    bounds = bounds_of(outlines)
    wording = heard(model.wording.logits(of_documents(reading.units, bounds)), bounds)
    first = slice(bounds[-1])
    named = named_in([(len(o.document.sentences), o.targets) for o in outlines])
    features = context_features(alone[first], reading.numbers[first], bounds, wording, named)
    logits = model.logits_in_context(features)
    by_itself = balance(probabilities(alone[first]))
    batch = Batch(probabilities(logits), bounds, titles_of(outlines), wording, named, by_itself)
    spoken = spoken_of(outlines, clause_scores(logits, alone, outlines))
    told = model.target_wording.logits_of_targets(reading.units, spoken.places, spoken.bounds)
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


def _log_shares(logits: Scores) -> Scores:
    # The share of a label may be too small for a float: its logarithm is no infinity, which less
    # another one would be no number.
    shares: Scores = np.log(np.maximum(probabilities(logits), np.finfo(np.float64).tiny))
    return shares


def clause_scores(
    logits: Scores, alone: Scores, outlines: Sequence[Outline]
) -> list[dict[str, list[float]]]:
    """For each document the scores of the clauses that speak of one of several targets.

    What its place adds to a sentence is added to its clauses too. A clause is turned for a target
    that stands there, but not everywhere, as what another is compared with.

    Args:
        logits: of all sentences in context, document after document.
        alone: of all sentences alone, then of all clauses.
        outlines: the documents.
    """
    shift = _log_shares(logits) - _log_shares(alone[: len(logits)])
    own = _log_shares(alone[len(logits) :]) if len(alone) > len(logits) else alone[:0]
    first = np.cumsum([0, *(len(o.document.sentences) for o in outlines)]).tolist()
    places = [first[n] + p.sentence for n, o in enumerate(outlines) for p in o.pieces]
    shares = probabilities(own + shift[places]) if places else own
    scores = balance(shares).tolist() if places else []
    said: list[dict[str, list[float]]] = []
    at = 0
    for outline in outlines:
        listed: dict[str, list[float]] = defaultdict(list)
        turns = {t.entity_id: t.turned_places for t in outline.targets if t.held_against}
        for piece in outline.pieces:
            turned = piece.sentence in turns.get(piece.target, ())
            listed[piece.target].append(-scores[at] if turned else scores[at])
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
    targets = [t for o in outlines for t in o.targets]
    documents = np.repeat(np.arange(len(outlines)), [len(o.targets) for o in outlines])
    sizes = [len(t.places) for t in targets]
    listed = itertools.chain.from_iterable(t.places for t in targets)
    first = np.repeat(bounds[documents], sizes)
    places = np.fromiter(listed, np.int64, sum(sizes)) + first
    narrow = np.repeat([t.entity_id != INDUSTRY for t in targets], sizes)
    several = np.bincount(places[narrow], minlength=bounds[-1])
    own = [of.get(t.entity_id) for o, of in zip(outlines, said, strict=True) for t in o.targets]
    return Spoken(
        places,
        np.cumsum([0, *sizes]),
        documents,
        np.array([_KINDS[t.kind] for t in targets], dtype=np.int64),
        several[places] > 1,
        np.array([n in t.turned_places for t in targets for n in t.places], dtype=bool),
        np.array([sum(c) / len(c) if c else np.nan for c in own]),
        np.array([side_of(t.entity_id) for t in targets], dtype=np.int64),
    )


def _judge(
    outlines: Sequence[Outline], batch: Batch, spoken: Spoken, told: Scores, model: StanceModel
) -> Iterator[list[Judged]]:
    # Six digits hide the last bits, in which processors differ.
    scores = batch.scores.round(6).tolist()
    labels = [LABELS[best] for best in batch.shares.argmax(axis=1).tolist()]
    sure = batch.shares.max(axis=1).round(6).tolist()
    wholes = model.document.probabilities(document_features(batch))
    aims = model.target_shares(target_features(batch, spoken, wholes, told))
    turned = np.array([t.turned for o in outlines for t in o.targets], dtype=bool)
    aims[turned] = aims[turned][:, ::-1]
    options = settings()
    most = options["document"]["evidence"]
    of_targets = zip(
        (t for o in outlines for t in o.targets),
        _verdicts(aims, TARGET_LABELS),
        ((aims[:, 2] >= aims[:, 0]) ^ turned).tolist(),
        strict=True,
    )
    bounds = itertools.pairwise(batch.bounds.tolist())
    verdicts = _verdicts(wholes, DOCUMENT_LABELS)
    for outline, verdict, (a, b) in zip(outlines, verdicts, bounds, strict=True):
        own = scores[a:b]
        read = zip(labels[a:b], own, sure[a:b], strict=True)
        rows = [Judged("sentence", n, None, *judged, [n]) for n, judged in enumerate(read)]
        rows.append(Judged("document", None, None, *verdict, _evidence(verdict.label, own, most)))
        # The most optimistic sentences first, and the most cautionary.
        ranks = {True: [-score for score in own].__getitem__, False: own.__getitem__}
        rows += [
            _target(target, verdict, own, ranks[good], options["target"])
            for target, verdict, good in itertools.islice(of_targets, len(outline.targets))
        ]
        yield rows


class _Verdict(NamedTuple):
    """What a document or a target is judged to be."""

    label: str
    score: float
    confidence: float


def _verdicts(shares: Scores, labels: Sequence[str]) -> list[_Verdict]:
    """The label of each row of shares, its score and how sure that is."""
    columns = (shares.argmax(axis=1), shares[:, 2] - shares[:, 0], shares.max(axis=1))
    return [
        _Verdict(labels[best], round(score, 6), round(confidence, 6))
        for best, score, confidence in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _evidence(label: str, scores: Sequence[float], most: int) -> list[int]:
    """The sentences by which a document has its stance: the furthest to that side, or to both."""
    worst = sorted(range(len(scores)), key=scores.__getitem__)[:most]
    best = sorted(range(len(scores)), key=[-score for score in scores].__getitem__)[:most]
    if label == "optimistic":
        return sorted(n for n in best if scores[n] > 0)
    if label == "cautionary":
        return sorted(n for n in worst if scores[n] < 0)
    return sorted(sorted({*best, *worst}, key=lambda n: (-abs(scores[n]), n))[:most])


def _target(
    target: Target,
    verdict: _Verdict,
    scores: Sequence[float],
    rank: Callable[[int], float],
    options: dict[str, Any],
) -> Judged:
    """Judge a target.

    Args:
        target: the target.
        verdict: of the model.
        scores: of the document's sentences.
        rank: of a sentence; those with the lowest speak for the verdict.
        options: those of `settings.toml`.
    """
    label, places, most = verdict.label, target.places, options["evidence"]
    if label == "neutral" and len(places) > 1:
        own = [scores[n] for n in places]
        if min(own) < -options["strong"] and max(own) > options["strong"]:
            label = "mixed"
    evidence = sorted(sorted(places, key=rank)[:most]) if len(places) > most else [*places]
    return Judged("target", None, target.entity_id, label, *verdict[1:], evidence)


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
