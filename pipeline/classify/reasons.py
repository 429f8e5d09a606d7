"""Why a sentence was judged as it was: what in it spoke for its label, and how strongly.

The first step is linear, so each n-gram, event and lexicon number has its own part in the evidence
for a label. What the second step changed is told as one part, the context.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.classify.document import Judged
from pipeline.classify.events import spelled_events
from pipeline.classify.features import Reading, read
from pipeline.classify.grams import Grams, spelled
from pipeline.classify.lexicon import FEATURES
from pipeline.classify.linear import Block
from pipeline.classify.model import LABELS, StanceModel, probabilities
from pipeline.classify.targets import ReadDocument, masked_sentences

_LEAST: Final = 0.02


class Reason(NamedTuple):
    """A part of the evidence: what it is, and its weight for (or, below 0, against) the label."""

    what: str
    weight: float


def reasons(
    document: ReadDocument, judged: list[Judged], model: StanceModel, most: int = 4
) -> Iterator[list[Reason]]:
    """For each sentence the strongest reasons for its label, and what its context added.

    Args:
        document: the document.
        judged: its sentences' judgements, in order.
        model: the model that judged.
        most: how many parts of a sentence to name at most.
    """
    masked = masked_sentences(document)
    reading = read(masked)
    alone = np.log(probabilities(model.logits(reading))) if masked else np.zeros((0, len(LABELS)))
    for number, (text, row) in enumerate(zip(masked, judged, strict=True)):
        label = LABELS.index(row.label)
        one = reading.select(np.array([number]))
        found = _strongest(_parts(text, one, model, label), most)
        shift = math.log(max(row.confidence, 1e-9)) - float(alone[number, label])
        yield [*found, Reason("context", round(shift, 2))]


def _parts(text: str, reading: Reading, model: StanceModel, label: int) -> dict[str, float]:
    """The weight of each part of one sentence for `label`, against the mean of the others'."""
    linear = model.linear
    parts: dict[str, float] = defaultdict(float)
    for block, grams, weights, told in (
        (linear.units, reading.units, linear.unit_weights, spelled(text)),
        (linear.events, reading.events, linear.event_weights, spelled_events(text)),
    ):
        for what, weight in zip(told, _weights(block, grams, weights, label), strict=True):
            parts[what.strip()] += weight
    values = (reading.numbers[0] - linear.number_mean) * linear.number_scale
    worth = values * _contrast(linear.number_weights, label)
    for name, value, weight in zip(FEATURES, reading.numbers[0], worth.tolist(), strict=True):
        # What a sentence lacks is no reason that a reader could find in it.
        if value:
            parts[f"lexicon:{name}"] += weight
    return parts


def _weights(block: Block, grams: Grams, weights: Any, label: int) -> list[float]:
    """The weight of each n-gram, 0 for one that is not known."""
    values = np.zeros(len(grams.buckets))
    known = block.is_known(grams)
    found, sizes = block.known(grams)
    values[known] = sizes * _contrast(weights[found.buckets], label)
    return values.tolist()


def _contrast(weights: Any, label: int) -> npt.NDArray[np.float64]:
    others = [n for n in range(len(LABELS)) if n != label]
    contrast: npt.NDArray[np.float64] = weights[:, label] - weights[:, others].mean(axis=1)
    return contrast


def _strongest(parts: dict[str, float], most: int) -> list[Reason]:
    """Those of the greatest weight; an n-gram within one that is named is left out."""
    chosen: list[Reason] = []
    for what, weight in sorted(parts.items(), key=lambda p: (-abs(p[1]), p[0])):
        if len(chosen) == most or abs(weight) < _LEAST:
            break
        if what and not any(what in other.what or other.what in what for other in chosen):
            chosen.append(Reason(what, round(weight, 2)))
    return chosen


__all__ = ["Reason", "reasons"]
