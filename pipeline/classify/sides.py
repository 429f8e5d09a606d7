"""What the rest of a document says of those whom a sentence speaks of.

A page that weighs two against each other, China's AI and America's, one firm and another, praises
the one and doubts the other in every second sentence, and hardly ever in words that praise and
doubt by themselves. What it says elsewhere of the same firm, or of the same side, tells which of
the two a sentence does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.targets import INDUSTRY, SIDES, Target, topic_of_entity

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_LABELS: Final = 3
SIDE_FEATURES: Final = len(SIDES) + 3 * _LABELS
"""How many numbers `side_features` gives of a sentence."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom each of n sentences speaks of.

    `sides`: which sentences speak of which of `SIDES`, shape (n, 2); `alone`: which speak of one
    side alone, or of none right behind such a sentence, which mostly goes on about it, shape
    (n, 2). `sentences` and `targets`, both of shape (m,): for each time that a sentence speaks of
    a target, the industry left out, its place and the target's number among those of all documents.
    """

    sides: Flags
    alone: Flags
    sentences: Places
    targets: Places


def named_in(documents: Sequence[tuple[int, Sequence[Target]]]) -> Named:
    """Whom the sentences of several documents speak of, a document's after the other's.

    Args:
        documents: of each the number of its sentences, and its targets.
    """
    sides = np.zeros((sum(size for size, _ in documents), len(SIDES)), dtype=bool)
    sentences: list[int] = []
    targets: list[int] = []
    first = number = 0
    for size, listed in documents:
        for target in listed:
            if target.entity_id == INDUSTRY:
                continue
            number += 1
            rows = [first + place for place in target.places]
            sentences += rows
            targets += [number] * len(rows)
            if target.entity_id in SIDES:
                sides[rows, SIDES.index(target.entity_id)] = True
        first += size
    alone: Flags = sides & ~sides[:, ::-1]
    goes_on: Flags = ~np.logical_or.reduce(sides, axis=1)
    openings = np.cumsum([0, *(size for size, _ in documents)])
    goes_on[openings[openings < len(sides)]] = False
    alone = alone | (np.roll(alone, 1, axis=0) & goes_on[:, np.newaxis])
    return Named(sides, alone, np.array(sentences, np.int64), np.array(targets, np.int64))


def side_of(target: str) -> int:
    """The place among `SIDES` of the side that an entity or topic belongs to, -1 if to none."""
    topic = target if target in SIDES else topic_of_entity(target)
    return SIDES.index(topic) if topic in SIDES else -1


def side_features(logits: Floats, named: Named, bounds: Places) -> Floats:
    """What the document says of those whom a sentence speaks of; shape (n, `SIDE_FEATURES`).

    In this order: which sides it speaks of; the mean logits of the document's other sentences that
    speak of its side alone, and those of the other side; and of the other sentences that speak of
    the same targets, the mean over these. Nought where there are none.

    Args:
        logits: the first step's, shape (n, 3).
        named: whom the sentences speak of.
        bounds: where each document begins, and the end of the last; shape (d + 1,).
    """
    sizes = np.diff(bounds)
    alone = named.alone
    numbers = [named.sides.astype(np.float64)]
    means = [_others(logits, alone[:, side], bounds, sizes) for side in range(len(SIDES))]
    here, there = alone[:, :1], alone[:, 1:]
    numbers.append(means[0] * here + means[1] * there)
    numbers.append(means[1] * here + means[0] * there)
    numbers.append(_of_targets(logits, named))
    return np.hstack(numbers)


def _others(logits: Floats, wanted: Flags, bounds: Places, sizes: Places) -> Floats:
    """The mean logits of the wanted sentences of each one's document, its own left out."""
    filled = sizes > 0
    sums, counts = np.zeros((len(sizes), logits.shape[1])), np.zeros(len(sizes))
    if filled.any():
        starts = bounds[:-1][filled]
        sums[filled] = np.add.reduceat(logits * wanted[:, None], starts, axis=0)
        counts[filled] = np.add.reduceat(wanted.astype(np.float64), starts)
    own = np.repeat(sums, sizes, axis=0) - logits * wanted[:, None]
    means: Floats = own / np.maximum(1.0, np.repeat(counts, sizes) - wanted)[:, None]
    return means


def _of_targets(logits: Floats, named: Named) -> Floats:
    """For each sentence the mean over its targets of what other sentences say of them."""
    told = np.zeros_like(logits)
    if not len(named.targets):
        return told
    said = logits[named.sentences]
    # The pairs stand target by target, so that a sum takes them in one order in every batch.
    starts = np.flatnonzero(np.diff(named.targets, prepend=-1))
    counts = np.diff(starts, append=len(said))
    sums = np.repeat(np.add.reduceat(said, starts, axis=0), counts, axis=0) - said
    others = np.repeat(counts, counts) - 1
    known = others > 0
    np.add.at(told, named.sentences[known], sums[known] / others[known][:, None])
    spoken = np.bincount(named.sentences[known], minlength=len(logits))
    means: Floats = told / np.maximum(1, spoken)[:, None]
    return means


__all__ = ["SIDE_FEATURES", "Named", "named_in", "side_features", "side_of"]
