"""What the sentences of documents, and those that speak of a target, say together: numbers.

All documents of a batch are gone through at once. A document gets the same numbers, to the last
bit, in every batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.sides import Named
from pipeline.contract import TOPICS

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

INDUSTRY: Final = "topic:ai-industry"
KINDS: Final = ("company", "model", "person", *TOPICS)
DOCUMENT_FEATURES: Final = 17
_OWN: Final = 10
_SIDE: Final = 8
TARGET_FEATURES: Final = 20 + len(KINDS) + 3 * 3 + _OWN + 3 + _SIDE
_STRONG: Final = 0.2
_EDGE: Final = 5


def balance(shares: Floats) -> Floats:
    """Optimistic less cautionary; shape (n,) for `shares` of the labels, shape (n, 3)."""
    scores: Floats = shares[:, 2] - shares[:, 0]
    return scores


@dataclass(frozen=True, slots=True)
class Batch:
    """The n judged sentences of d documents, each of which has at least one.

    `shares` of each label, shape (n, 3); `bounds`, where each document begins and the last one
    ends, shape (d + 1,); `titles`, which sentences are a document's title; `wording`, what the
    words of each document say of its stance, shape (d, 3); `named`, whom the sentences speak of;
    `by_itself`, the score of each sentence alone, shape (n,).
    """

    shares: Floats
    bounds: Places
    titles: Flags
    wording: Floats
    named: Named
    by_itself: Floats

    @property
    def scores(self) -> Floats:
        """Of each sentence in its context; shape (n,)."""
        return balance(self.shares)


@dataclass(frozen=True, slots=True)
class Spoken:
    """t targets of the documents of a batch.

    `places`: the sentences that speak of each, of all targets in a row, each target's ascending;
    `bounds`: where each target's begin, shape (t + 1,); `documents`: whose it is; `kinds`: its
    place among `KINDS`; `several`: which of `places` speak of other targets too, the industry not
    counted; `turned`: in which of them what the sentence says is turned, since another is compared
    with the target there; `clauses`: the mean score of clauses that speak of it among
    others, not a number if none do; `sides`: the place among `SIDES` of the side it belongs to, -1
    if to none.
    """

    places: Places
    bounds: Places
    documents: Places
    kinds: Places
    several: Flags
    turned: Flags
    clauses: Floats
    sides: Places

    @property
    def signs(self) -> Floats:
        """By what the score of each of `places` counts: -1 where it is turned, else 1."""
        return np.where(self.turned, -1.0, 1.0)


def document_features(batch: Batch) -> Floats:
    """What each document's sentences say together; shape (d, 17)."""
    starts, sizes = batch.bounds[:-1], np.diff(batch.bounds)
    scores = batch.scores
    place = np.arange(len(scores)) - np.repeat(starts, sizes)
    size = np.repeat(sizes, sizes)
    edge = np.maximum(1, size // _EDGE)
    shares = np.add.reduceat(batch.shares, starts, axis=0) / sizes[:, None]
    against, neutral, in_favour = shares.T
    mean = _means(scores, starts)
    spread = np.sqrt(_means((scores - np.repeat(mean, sizes)) ** 2, starts))
    order = np.lexsort((scores, np.repeat(np.arange(len(sizes)), sizes)))
    ranked = scores[order]
    return np.column_stack(
        [
            mean,
            _means(scores, starts, place < edge),
            _means(scores, starts, place >= size - edge),
            _means(scores, starts, batch.titles),
            in_favour,
            against,
            neutral,
            spread,
            np.abs(mean),
            _means(scores, starts, place >= size - 2),
            _means(ranked, starts, place >= size - 3),
            _means(ranked, starts, place < 3),
            np.minimum(in_favour, against) / np.maximum(in_favour, against),
            np.log(sizes),
            batch.wording,
        ]
    )


def target_features(batch: Batch, spoken: Spoken, wholes: Floats, wording: Floats) -> Floats:
    """What the sentences that speak of each target say together; shape (t, 56).

    A topic mostly has the stance of its document, a firm less so: the document's shares stand there
    for all targets, for the industry and for the other topics apart, and the first ten numbers once
    more for topics. Last comes what is said of the side that a target belongs to, and of the other.

    Args:
        batch: the sentences.
        spoken: the targets.
        wholes: the shares of the labels of each document, shape (d, 3).
        wording: what the words of the sentences that speak of each target say, shape (t, 3).
    """
    if not len(spoken.documents):
        return np.zeros((0, TARGET_FEATURES))
    starts, counts = spoken.bounds[:-1], np.diff(spoken.bounds)
    own = batch.scores[spoken.places] * spoken.signs
    first = batch.bounds[:-1][spoken.documents]
    size = np.diff(batch.bounds)[spoken.documents]
    said = batch.shares[spoken.places]
    said[spoken.turned] = said[spoken.turned][:, ::-1]
    shares = np.add.reduceat(said, starts, axis=0) / counts[:, None]
    against, neutral, in_favour = shares.T
    mean = _means(own, starts)
    sole = ~spoken.several
    titled = batch.titles[spoken.places]
    numbers = np.column_stack(
        [
            mean,
            own[starts],
            own[spoken.bounds[1:] - 1],
            np.maximum.reduceat(own, starts),
            np.minimum.reduceat(own, starts),
            in_favour,
            against,
            neutral,
            _near_means(batch, spoken, first, size),
            _means(batch.scores, batch.bounds[:-1])[spoken.documents],
            np.log(counts),
            counts / size,
            _means(own, starts, sole),
            np.logical_or.reduceat(sole, starts),
            _means(own, starts, titled),
            np.logical_or.reduceat(titled, starts),
            _means((own > _STRONG).astype(np.float64), starts),
            _means((own < -_STRONG).astype(np.float64), starts),
            (spoken.places[starts] - first) / size,
            np.where(np.isnan(spoken.clauses), mean, spoken.clauses),
            np.eye(len(KINDS))[spoken.kinds],
        ]
    )
    whole = wholes[spoken.documents]
    industry = (spoken.kinds == KINDS.index(INDUSTRY))[:, None]
    topic = (spoken.kinds >= KINDS.index(TOPICS[0]))[:, None]
    parts = [
        whole,
        whole * industry,
        whole * (topic & ~industry),
        numbers[:, :_OWN] * topic,
        wording,
        _side_numbers(batch, spoken),
    ]
    return np.hstack([numbers, *parts])


def _means(values: Floats, starts: Places, wanted: Flags | None = None) -> Floats:
    """The mean of the (wanted) values of each run that begins at `starts`, 0 if there is none."""
    if wanted is None:
        wanted = np.ones(len(values), dtype=bool)
    counts = np.add.reduceat(wanted.astype(np.float64), starts)
    sums = np.add.reduceat(np.where(wanted, values, 0.0), starts)
    means: Floats = sums / np.maximum(1.0, counts)
    return means


def _side_numbers(batch: Batch, spoken: Spoken) -> Floats:
    """What is said of each target by itself, of its side and of the other; shape (t, 8).

    Each sentence is heard alone here: where one side is praised and the other doubted, a sentence
    in its context takes on the colour of the whole. The mean score of the sentences that speak of
    the target; the mean scores of those that speak of its side and of the other, how far these are
    apart, and the share of those that speak of the other; the three once more for topics alone.
    Nought, but for the first, for targets that belong to no side.
    """
    starts = batch.bounds[:-1]
    sides = batch.named.alone
    means = np.column_stack([_means(batch.by_itself, starts, sides[:, n]) for n in range(2)])
    shares = np.column_stack([_means(sides[:, n].astype(np.float64), starts) for n in range(2)])
    belongs = spoken.sides >= 0
    own = np.where(belongs, spoken.sides, 0)
    whose = spoken.documents
    here, there = means[whose, own], means[whose, 1 - own]
    weighed = shares[whose, 1 - own]
    topic = spoken.kinds >= KINDS.index(TOPICS[0])
    apart = (here - there) * ((weighed > 0) & (shares[whose, own] > 0))
    numbers = np.column_stack(
        [here, there, apart, weighed, here * topic, there * topic, apart * topic]
    )
    by_itself = _means(batch.by_itself[spoken.places] * spoken.signs, spoken.bounds[:-1])
    return np.hstack([by_itself[:, None], numbers * belongs[:, None]])


def _near_means(batch: Batch, spoken: Spoken, first: Places, size: Places) -> Floats:
    """For each target the mean score of its sentences and those beside them, each counted once."""
    count = len(batch.shares)
    target = np.repeat(np.arange(len(first)), np.diff(spoken.bounds))
    low, high = first[target], (first + size)[target]
    keys = []
    for step in (-1, 0, 1):
        place = spoken.places + step
        inside = (place >= low) & (place < high)
        keys.append(target[inside] * count + place[inside])
    near = np.unique(np.concatenate(keys))
    starts = np.searchsorted(near, np.arange(len(first)) * count)
    return _means(batch.scores[near % count], starts)


__all__ = [
    "DOCUMENT_FEATURES",
    "KINDS",
    "TARGET_FEATURES",
    "Batch",
    "Spoken",
    "balance",
    "document_features",
    "target_features",
]
