"""Learns who figures are about: weights of `pipeline.extract.subject_choice`.

    python -m pipeline.extract.train_subjects corpus/gold/marked

A log-linear model over the candidates of each annotated figure of the train split, with the names
that the pipeline finds; every right answer counts. In a second round the features that tell of the
figure before hold what the first round's weights decide.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from pipeline import figures
from pipeline.evaluate.fold import fold
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_claims import GoldClaim, read_claims
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.extract import claims
from pipeline.extract.mention import Mention
from pipeline.extract.names import find_mentions
from pipeline.extract.sentences import split_sentences
from pipeline.extract.subject_choice import WEIGHTS
from pipeline.extract.subject_features import Candidate
from pipeline.ingest.page import RawPage, ingest_page
from pipeline.resources import models_path

_PENALTY: Final = 6.0
_RARE: Final = 3  # features of fewer figures are left out
_SMALLEST: Final = 0.01  # weights below are not kept


class Example(NamedTuple):
    """A figure's candidates, and which of them are right."""

    candidates: tuple[Candidate, ...]
    right: frozenset[int]


def _keys(document: MarkedDocument, mentions: Sequence[Mention]) -> dict[str, str]:
    """The pipeline's entity of each of the gold's keys, by the names that both found."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for m in mentions:
        surfaces[fold(m.surface)][m.entity_id] += 1
    for span in document.spans:
        if span.tag in TYPE_OF:
            found[span.attributes["k"]].update(surfaces.get(fold(span.text), {}))
    return {key: count.most_common(1)[0][0] for key, count in found.items() if count}


def examples(
    documents: Sequence[MarkedDocument],
    annotated: Mapping[str, Sequence[GoldClaim]],
    weights: Mapping[str, float],
) -> list[Example]:
    """The annotated figures of `documents` that the pipeline finds, as examples."""
    made: list[Example] = []
    for document in documents:
        wanted = annotated.get(document.id)
        if not wanted:
            continue
        page = ingest_page(RawPage(document.id, document.text.encode("utf-8", "replace")))
        text = page.text.string
        sentences, mentions = split_sentences(text), find_mentions(text)
        parsed = figures.parse(text, blocked=[(m.start, m.end) for m in mentions])
        seen: list[tuple[Candidate, ...]] = []
        claims.claims_of(text, sentences, mentions, parsed, weights=weights, seen=seen)
        entities = _keys(document, mentions)
        placed: dict[str, list[int]] = defaultdict(list)
        for n, figure in enumerate(parsed):
            placed[fold(figure.surface)].append(n)
        for claim in wanted:
            numbers = placed.get(fold(claim.surface), [])
            if claim.subject is None or claim.occurrence >= len(numbers):
                continue
            candidates = seen[numbers[claim.occurrence]]
            names = {entities.get(k) for k in claim.subject if k is not None} - {None}
            right = {n for n, c in enumerate(candidates) if c.entity_id in names and c.entity_id}
            if None in claim.subject:
                right.add(0)
            elif not right:  # its name was not found; no one would be the wrong lesson
                continue
            made.append(Example(candidates, frozenset(right)))
    return made


def learn(made: Sequence[Example], penalty: float = _PENALTY) -> dict[str, float]:
    """The weights under which the right candidates are likeliest."""
    support = Counter(f for e in made for f in {f for c in e.candidates for f in c.features})
    index = {f: n for n, f in enumerate(sorted(f for f in support if support[f] >= _RARE))}
    rows: list[list[list[int]]] = [
        [[index[f] for f in c.features if f in index] for c in e.candidates] for e in made
    ]
    size = len(index)
    flat = [features for example in rows for features in example]
    indices = np.concatenate([np.array(f, np.int64) for f in flat])
    owner = np.repeat(np.arange(len(flat)), [len(f) for f in flat])
    group = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    right = np.array([n in e.right for e in made for n in range(len(e.candidates))])

    def loss(w: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        score = np.bincount(owner, w[indices], len(flat))
        most = np.full(len(rows), -np.inf)
        np.maximum.at(most, group, score)
        e = np.exp(score - most[group])
        total = np.bincount(group, e, len(rows))
        good = np.bincount(group, e * right, len(rows))
        delta = e / total[group] - e * right / good[group]
        gradient = np.bincount(indices, delta[owner], size) + 2 * penalty * w
        return float(np.sum(np.log(total / good)) + penalty * w @ w), gradient

    w = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {f: round(float(w[n]), 3) for f, n in index.items() if abs(w[n]) >= _SMALLEST}


def train(source: Path) -> dict[str, float]:
    """The weights learned on the train split of the gold in the folder `source`."""
    documents, annotated = read_gold(source, "train").documents, read_claims(source)
    weights: dict[str, float] = {"by rule": 10.0, "no one by rule": 10.0}
    for _ in range(2):
        weights = learn(examples(documents, annotated, weights))
    return weights


if __name__ == "__main__":
    target = models_path(WEIGHTS)
    target.write_text(json.dumps(train(Path(sys.argv[1])), indent=0, ensure_ascii=False) + "\n")
