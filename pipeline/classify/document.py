"""The stance of a document: of its sentences in context, of its targets, of the whole."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.classify.features import mask, read
from pipeline.classify.model import LABELS, StanceModel, context_features, probabilities
from pipeline.extract.names import Mention
from pipeline.extract.sentences import Sentence
from pipeline.knowledge.extension import knowledge_base
from pipeline.resources import models_path

Scores = npt.NDArray[np.float64]
_CLAUSE: Final = re.compile(r"[,，;；]|\s(?:while|whereas|but)\s")
_TYPES: Final = ("company", "model", "person")
_TOPIC_OF_COUNTRY: Final = {"CN": "china-ai", "US": "us-ai"}


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
class ReadDocument:
    """A document as the classify stage reads it from the tables."""

    text: str
    title: str | None
    sentences: Sequence[Sentence]
    mentions: Mapping[int, Sequence[Mention]]
    """The mentions of each sentence that has any, by sentence number."""


class _Piece(NamedTuple):
    """A clause that speaks of one target among several."""

    sentence: int
    target: str
    masked: str


@functools.cache
def settings() -> dict[str, Any]:
    """The settings of `models/stance/settings.toml`."""
    return tomllib.loads(models_path("stance/settings.toml").read_text(encoding="utf-8"))


def judge_documents(documents: Sequence[ReadDocument], model: StanceModel) -> list[list[Judged]]:
    """Judge several documents at once, which makes one sparse product of all their sentences."""
    masked: list[str] = []
    pieces: list[list[_Piece]] = []
    for document in documents:
        masked += [_masked(document, n) for n in range(len(document.sentences))]
        pieces.append(_pieces(document))
    reading = read([*masked, *(p.masked for ps in pieces for p in ps)])
    alone = model.logits(reading)
    bounds = np.cumsum([0, *(len(d.sentences) for d in documents)]).tolist()
    spans = list(itertools.pairwise(bounds))
    features = [context_features(alone[a:b], reading.numbers[a:b]) for a, b in spans]
    logits = model.logits_in_context(np.vstack(features)) if features else alone
    # What its place adds to a sentence is added to its clauses too.
    shift = np.log(probabilities(logits)) - np.log(probabilities(alone[: len(logits)]))
    clauses = np.log(probabilities(alone[len(masked) :])) if len(alone) > len(masked) else alone[:0]
    judged, at = [], 0
    for document, own, (a, b) in zip(documents, pieces, spans, strict=True):
        rows = clauses[at : at + len(own)] + shift[[a + p.sentence for p in own]]
        judged.append(_judge(document, logits[a:b], own, rows))
        at += len(own)
    return judged


def _masked(document: ReadDocument, number: int) -> str:
    sentence = document.sentences[number]
    return mask(document.text, sentence.start, sentence.end, document.mentions.get(number, ()))


def _judge(
    document: ReadDocument, logits: Scores, pieces: Sequence[_Piece], clauses: Scores
) -> list[Judged]:
    if not len(logits):
        return []
    shares = probabilities(logits)
    scores: Scores = shares[:, 2] - shares[:, 0]
    rows = [
        Judged("sentence", n, None, LABELS[int(s.argmax())], float(scores[n]), float(s.max()), [n])
        for n, s in enumerate(shares)
    ]
    rows.append(_document(document, shares, scores))
    rows += _targets(document, scores, pieces, clauses)
    return [_rounded(row) for row in rows]


def _rounded(row: Judged) -> Judged:
    # Six digits hide the last bits, in which processors differ.
    return row._replace(score=round(row.score, 6), confidence=round(row.confidence, 6))


def _document(document: ReadDocument, shares: Scores, scores: Scores) -> Judged:
    options = settings()["document"]
    count = len(scores)
    weights = np.ones(count)
    weights[int(count * (1 - options["closing"])) :] = options["closing_weight"]
    for number, sentence in enumerate(document.sentences):
        if sentence.is_heading:
            weights[number] *= options["heading_weight"]
        if document.title and sentence.text == document.title:
            weights[number] = options["title_weight"]
    score = float((scores * weights).sum() / weights.sum())
    labels = shares.argmax(axis=1)
    optimistic = float(weights[labels == 2].sum())
    cautionary = float(weights[labels == 0].sum())
    weaker, stronger = sorted((optimistic, cautionary))
    balanced = stronger > 0 and weaker / stronger >= options["mixed"]
    if balanced or abs(score) < options["threshold"]:
        label = "mixed"
    else:
        label = "optimistic" if score > 0 else "cautionary"
    sign = {"optimistic": 1.0, "cautionary": -1.0, "mixed": 0.0}[label]
    order = np.argsort(-(scores * sign if sign else np.abs(scores)), kind="stable")
    evidence = sorted(int(n) for n in order[:5] if sign * scores[n] > 0 or not sign)
    distance = abs(abs(score) - options["threshold"])
    confidence = 0.5 + 0.5 * min(1.0, distance / 0.35)
    return Judged("document", None, None, label, score, confidence, evidence)


def _topics_of(document: ReadDocument, number: int) -> set[str]:
    """The topics that a sentence speaks of, by its words and the countries of its companies."""
    topics = {
        topic
        for topic, pattern in _topic_patterns().items()
        if pattern.search(document.sentences[number].text)
    }
    base = knowledge_base()
    for mention in document.mentions.get(number, ()):
        entity = base.entities.get(mention.entity_id)
        if entity is not None and entity.type == "model":
            entity = base.entities.get(base.maker_of(entity.id) or "")
        if entity is not None and entity.type == "company":
            topic = _TOPIC_OF_COUNTRY.get(entity.country or "")
            if topic:
                topics.add(topic)
    return {f"topic:{topic}" for topic in topics}


@functools.cache
def _topic_patterns() -> dict[str, re.Pattern[str]]:
    return {topic: re.compile(pattern) for topic, pattern in settings()["topics"].items()}


def _treated(document: ReadDocument) -> list[str]:
    """The entities a document treats, most often named first."""
    counts = Counter(
        m.entity_id for ms in document.mentions.values() for m in ms if m.type in _TYPES
    )
    ranked = sorted(counts, key=lambda e: (-counts[e], e))
    return ranked[: settings()["target"]["most"]]


def _pieces(document: ReadDocument) -> list[_Piece]:
    """The clauses of sentences that name several targets, for each target its own."""
    treated = set(_treated(document))
    pieces = []
    for number, sentence in enumerate(document.sentences):
        mentions = document.mentions.get(number, ())
        targets = {m.entity_id for m in mentions} & treated
        topics = _topics_of(document, number)
        if len(targets) + len(topics) < 2:
            continue
        cuts = [sentence.start]
        cuts += [m.end() for m in _CLAUSE.finditer(document.text, sentence.start, sentence.end)]
        cuts.append(sentence.end)
        if len(cuts) < 3:
            continue
        for low, high in itertools.pairwise(cuts):
            own = {m.entity_id for m in mentions if low <= m.start < high} & treated
            clause = document.text[low:high]
            own |= {
                f"topic:{t}" for t, pattern in _topic_patterns().items() if pattern.search(clause)
            }
            if own:
                masked = mask(document.text, low, high, mentions)
                pieces += [_Piece(number, target, masked) for target in sorted(own)]
    return pieces


def _targets(
    document: ReadDocument,
    scores: Scores,
    pieces: Sequence[_Piece],
    clauses: Scores,
) -> list[Judged]:
    """For each target the mean of what its sentences, or its clauses of them, say."""
    said: dict[str, dict[int, list[float]]] = {}
    for piece, logits in zip(pieces, clauses, strict=True):
        shares = probabilities(logits)
        own = float(shares[2] - shares[0])
        mixed = 0.5 * own + 0.5 * float(scores[piece.sentence])
        said.setdefault(piece.target, {}).setdefault(piece.sentence, []).append(mixed)
    treated = _treated(document)
    for number in range(len(document.sentences)):
        targets = {m.entity_id for m in document.mentions.get(number, ())} & set(treated)
        for target in targets | _topics_of(document, number):
            said.setdefault(target, {}).setdefault(number, [float(scores[number])])
    options = settings()["target"]
    rows = []
    for target in [*treated, "topic:china-ai", "topic:us-ai"]:
        if target in said:
            rows.append(_target(target, said[target], options))
    everything = {n: [float(score)] for n, score in enumerate(scores)}
    rows.append(_target("topic:ai-industry", everything, options))
    return rows


def _target(target: str, said: dict[int, list[float]], options: dict[str, Any]) -> Judged:
    means = {number: sum(values) / len(values) for number, values in said.items()}
    score = sum(means.values()) / len(means)
    threshold = options["threshold"]
    if score > threshold:
        label = "optimistic"
    elif score < -threshold:
        label = "cautionary"
    else:
        strong = [m for m in means.values() if abs(m) > 0.3]
        label = "mixed" if min(strong, default=1) < 0 < max(strong, default=-1) else "neutral"
    sign = 1 if score >= 0 else -1
    ranked = sorted(means, key=lambda n: (-sign * means[n], n))
    confidence = min(1.0, 0.5 + abs(abs(score) - threshold) / 0.7)
    return Judged(
        "target", None, target, label, score, confidence, sorted(ranked[: options["evidence"]])
    )
