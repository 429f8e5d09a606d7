"""The learned part of boilerplate removal: what kind of line each line of a page is.

Two multinomial logistic regressions, with a class for each kind of boilerplate and one for the
article's body. The first sees a line alone: its n-grams (line_grams.py), its form and its place.
The second sees form and place once more, and what the first said of the line and of the six around
it (line_features.py): a line that would pass for a sentence of the article goes where it stands
between two lines of an advert. This is stacking, with the first model's shares for training taken
from folds it was not fitted on (Wolpert 1992; Cohen and Carvalho, Stacked Sequential Learning,
2005). Weights are arrays, kept with skops, without pickle; line_training.py fits them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import KnowledgeError
from pipeline.ingest.folded_lines import Flags, Integers, folded_lines
from pipeline.ingest.line_features import CONTEXT, FORM, LONGEST, PLACE, context, form
from pipeline.ingest.line_grams import Floats, GramTable, Keys
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_places import places_of
from pipeline.ingest.line_signs import sign_of
from pipeline.one_thread import one_thread
from pipeline.resources import models_path
from pipeline.weights import load_weights, save_weights

KINDS: Final = ("body", "byline", "ad", "notice", "nav", "caption", "refs")
WEIGHTS: Final = "boilerplate/lines.skops"
_GRAM_NORM: Final = 6.0
_LONGEST_LATIN: Final = 1000
_LATIN_BYTES: Final = 1.2
_LONG_PAGE: Final = 200
_BODY: Final = np.eye(len(KINDS))[0]
Weights = npt.NDArray[np.float32]


class LineClassifier:
    """Two linear models, one upon the other.

    Args:
        keys: shape (v,), the n-grams, as line_grams.py makes integers of them.
        grams: shape (v, 7), their weights.
        first: shape (1 + len(FORM) + len(PLACE), 7), bias and weights of the first model.
        second: shape (1 + len(FORM) + len(PLACE) + len(CONTEXT), 7), those of the second.
    """

    def __init__(self, keys: Keys, grams: Weights, first: Weights, second: Weights) -> None:
        alone = 1 + len(FORM) + len(PLACE)
        for name, given, rows in (
            ("grams", grams, len(keys)),
            ("first", first, alone),
            ("second", second, alone + len(CONTEXT)),
        ):
            if given.shape != (rows, len(KINDS)):
                raise ValueError(f"{name} of shape {given.shape} do not fit {rows} features")
        self.keys, self.first, self.second = keys, first, second
        self.grams = np.ascontiguousarray(grams)
        self._table = GramTable(keys)
        self._gram_weights = self.grams.astype(np.float64)
        self._signs = sign_of(keys)
        self._signed = self._signs[0] >= 0

    def shares(self, page: LinePage) -> Floats:
        """The share of each of `KINDS` for the lines of `page`; shape (n, 7), rows sum to 1.

        A line longer than any boilerplate is body for certain.
        """
        return self.shares_of([page])[0]

    def shares_of(self, pages: Sequence[LinePage]) -> list[Floats]:
        """What `shares` gives for each of `pages`, found for all of them in one product."""
        with one_thread():
            return self._shares_of(pages)

    def _shares_of(self, pages: Sequence[LinePage]) -> list[Floats]:
        sizes = [len(page.texts) for page in pages]
        full = [page for page in pages if page.texts]
        if not full:
            return [np.zeros((0, len(KINDS))) for _ in pages]
        seen, texts = _seen_lines(full)
        folded = folded_lines(texts)
        index, line = self._table.find(folded)
        signed = np.flatnonzero(self._signed.take(index))
        signs = self._signs[:, index.take(signed)], line.take(signed)
        alone = np.hstack((form(texts, folded, signs), places_of(full)))
        logits = self._gram_logits(index, line, folded.count)
        own = softmax(logits + alone @ self.first[1:] + self.first[0])
        around = _context(full, own, seen)
        size = 1 + alone.shape[1]
        shares = softmax(alone @ self.second[1:size] + around @ self.second[size:] + self.second[0])
        # A paragraph says enough to speak for itself: its company counts half.
        paragraphs = np.array([p for page in full for p in page.prose], dtype=bool)
        shares[paragraphs] = (shares[paragraphs] + own[paragraphs]) / 2
        shares[~seen] = _BODY
        return np.split(shares, np.cumsum(sizes)[:-1])

    def _gram_logits(self, index: npt.NDArray[np.int32], line: Integers, count: int) -> Floats:
        from scipy.sparse import coo_array

        grams = coo_array((np.ones(len(index)), (line, index)), shape=(count, len(self.keys)))
        logits: Floats = grams @ self._gram_weights
        scale = gram_scale(np.bincount(line, minlength=count).astype(np.float64))
        product: Floats = logits * scale[:, None]
        return product

    def save(self, path: Path) -> None:
        """Write the model with skops; the same model gives the same bytes."""
        content = {
            "keys": self.keys,
            "grams": self.grams.astype(np.float16),
            "first": self.first,
            "second": self.second,
            "features": [*FORM, *PLACE, *CONTEXT],
            "kinds": list(KINDS),
        }
        save_weights(content, path)

    @classmethod
    def load(cls, path: Path) -> LineClassifier:
        """Read a model; types other than those of NumPy are refused.

        Raises:
            KnowledgeError: the file is missing, damaged, or for other features.
        """
        names = ("keys", "grams", "first", "second", "features", "kinds")
        content = load_weights(path, names)
        features = (*FORM, *PLACE, *CONTEXT)
        if tuple(content["features"]) != features or tuple(content["kinds"]) != KINDS:
            raise KnowledgeError(f"{path}: made for other features; train it again")
        try:
            grams = content["grams"].astype(np.float32)
            return cls(content["keys"], grams, content["first"], content["second"])
        except (ValueError, TypeError, AttributeError) as error:
            raise KnowledgeError(f"{path}: not a line model: {error}") from error


def seen_lines(page: LinePage) -> tuple[Flags, list[str]]:
    """Which lines are looked at, and their texts, empty for those that are not.

    On a page longer than any article, paragraphs without a cue that stand among such are passed
    over, so that a book costs little more than its reading.
    """
    return _seen_lines([page])


def _seen_lines(pages: Sequence[LinePage]) -> tuple[Flags, list[str]]:
    texts = [text for page in pages for text in page.texts]
    seen = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) <= LONGEST
    for number in np.flatnonzero(~seen).tolist():
        seen[number] = is_seen(texts[number])
    at = 0
    for page in pages:
        if len(page.texts) > _LONG_PAGE:
            seen[at : at + len(page.texts)] &= _telling(page)
        at += len(page.texts)
    return seen, [t if s else "" for t, s in zip(texts, seen.tolist(), strict=True)]


def _telling(page: LinePage) -> Flags:
    """Which lines are no paragraph without a cue, or stand beside such a line."""
    telling = np.array(
        [
            not prose or bool(cues.groups) or bool(matching)
            for prose, cues, matching in zip(page.prose, page.cues, page.matching, strict=True)
        ]
    )
    around = telling.copy()
    around[1:] |= telling[:-1]
    around[:-1] |= telling[1:]
    return around


def page_context(page: LinePage, shares: Floats, seen: Flags) -> Floats:
    """The features of context, given the first model's shares."""
    return _context([page], shares, seen)


def _context(pages: Sequence[LinePage], shares: Floats, seen: Flags) -> Floats:
    shares = np.where(seen[:, None], shares, _BODY)
    prose = np.array([p for page in pages for p in page.prose])
    after_blank = np.array([a for page in pages for a in page.after_blank])
    return context(shares, prose, after_blank, [len(page.texts) for page in pages])


def is_seen(text: str) -> bool:
    """Whether a line is short enough to be boilerplate."""
    length = len(text)
    if length <= LONGEST:
        return True
    return length <= _LONGEST_LATIN and len(text.encode()) < _LATIN_BYTES * length


def gram_scale(count: Floats) -> Floats:
    """The value of each of `count` n-grams: the vector of a line has the same length for all."""
    scale: Floats = _GRAM_NORM / np.sqrt(np.maximum(count, 1))
    return scale


def softmax(logits: Floats) -> Floats:
    """Shares that sum to 1 in each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


@functools.cache
def line_classifier() -> LineClassifier:
    """The model that comes with the package, read once a process."""
    return LineClassifier.load(models_path(WEIGHTS))
