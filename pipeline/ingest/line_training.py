"""Fit the line classifier.

python -m pipeline.ingest.line_training [CORPUS [WEIGHTS [SENTENCES…]]]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pipeline.errors import InputError, KnowledgeError
from pipeline.ingest.folded_lines import folded_lines
from pipeline.ingest.line_classifier import (
    KINDS,
    WEIGHTS,
    LineClassifier,
    Weights,
    gram_scale,
    page_context,
    seen_lines,
    softmax,
)
from pipeline.ingest.line_features import form
from pipeline.ingest.line_grams import Floats, GramTable, Keys, collision_free, gram_keys
from pipeline.ingest.line_labels import labelled_pages
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_pages import LabelledPage
from pipeline.ingest.line_places import places_of
from pipeline.ingest.line_sections import judge_known
from pipeline.ingest.line_signs import sign_keys, sign_of
from pipeline.ingest.lines import lines_of
from pipeline.resources import models_path

_LEAST_LINES: Final = 2
_MOST_GRAMS: Final = 24_000
_FIRST_STRENGTH: Final = 1.0
_SECOND_STRENGTH: Final = 1.0
_FOLDS: Final = 5
# Body is plenty where nothing else stands, and rare in few words beside boilerplate.
_ALONE_WEIGHT: Final = 0.12
_PROSE_WEIGHT: Final = 0.25
_SHORT_WEIGHT: Final = 0.7


class Sheet:
    """A page ready for fitting: the features of its lines and the truth."""

    def __init__(self, labelled: LabelledPage) -> None:
        lines = lines_of("\n".join(labelled.lines))
        self.page = LinePage(lines)
        judge_known(self.page)
        kinds = [k for k, line in zip(labelled.kinds, lines, strict=True) if line.rank >= 0]
        self.truth = np.array([KINDS.index(k) for k in kinds], dtype=np.int64)
        self.weight = np.where(self.truth > 0, 1.0, _ALONE_WEIGHT)
        if self.truth.any():
            prose = np.array(self.page.prose, dtype=bool)
            self.weight[self.truth == 0] = _SHORT_WEIGHT
            self.weight[(self.truth == 0) & prose] = _PROSE_WEIGHT
        self.seen, self.texts = seen_lines(self.page)
        self.folded = folded_lines(self.texts)
        self.places = places_of([self.page])


def vocabulary(sheets: Sequence[Sheet]) -> Keys:
    """The signs, and the n-grams that stand in the most lines, in two at least."""
    keys: list[Keys] = []
    for sheet in sheets:
        for found, line in gram_keys(sheet.folded):
            pairs = np.unique(np.stack((found, line.astype(np.uint64))), axis=1)
            keys.append(pairs[0])
    distinct, counts = np.unique(np.concatenate(keys), return_counts=True)
    order = np.lexsort((distinct, -counts))
    kept = distinct[order][counts[order] >= _LEAST_LINES][:_MOST_GRAMS]
    signs = np.array(list(sign_keys()), dtype=np.uint64)
    chosen = np.concatenate((signs, kept[~np.isin(kept, signs)]))
    return np.sort(collision_free(chosen))


def _matrix(sheets: Sequence[Sheet], keys: Keys) -> tuple[Any, Floats]:
    """The features of the first model, the lines of all sheets in order: n-grams, and the rest."""
    import scipy.sparse

    table, sign = GramTable(keys), sign_of(keys)
    rows, columns, alone, at = [], [], [], 0
    for sheet in sheets:
        index, line = table.find(sheet.folded)
        rows.append(line + at)
        columns.append(index)
        seen = form(sheet.texts, sheet.folded, (sign[:, index], line))
        alone.append(np.hstack((seen, sheet.places)))
        at += sheet.folded.count
    row = np.concatenate(rows)
    values = gram_scale(np.bincount(row, minlength=at).astype(np.float64))[row]
    shape = (at, len(keys))
    grams = scipy.sparse.csr_matrix((values, (row, np.concatenate(columns))), shape=shape)
    return grams, np.vstack(alone)


def _fit(features: Any, truth: npt.NDArray[np.int64], weight: Floats, strength: float) -> Weights:
    """Bias and weights, shape (1 + features, 7)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=3000, tol=1e-5)
    model.fit(features, truth, sample_weight=weight)
    weights = np.zeros((1 + features.shape[1], len(KINDS)), dtype=np.float32)
    weights[0] = -20.0
    weights[0, model.classes_] = model.intercept_
    weights[1:, model.classes_] = model.coef_.T
    return weights


def train_lines(pages: Sequence[LabelledPage]) -> LineClassifier:
    """Fit the classifier on labelled pages; the same pages give the same weights.

    Args:
        pages: in simplified script.
    """
    return fit_sheets([Sheet(page) for page in pages])


def fit_sheets(sheets: Sequence[Sheet]) -> LineClassifier:
    """Fit the classifier on pages whose features are known."""
    import scipy.sparse

    keys = vocabulary(sheets)
    grams, alone = _matrix(sheets, keys)
    features = scipy.sparse.hstack([grams, scipy.sparse.csr_matrix(alone)], format="csr")
    truth = np.concatenate([s.truth for s in sheets])
    seen = np.concatenate([s.seen for s in sheets])
    weight = np.concatenate([s.weight for s in sheets])
    sizes = [s.folded.count for s in sheets]
    fold = np.repeat(np.arange(len(sheets)) % _FOLDS, sizes)
    shares: Floats = np.zeros((len(truth), len(KINDS)))
    for number in range(_FOLDS):
        inside = seen & (fold != number)
        weights = _fit(features[inside], truth[inside], weight[inside], _FIRST_STRENGTH)
        shares[fold == number] = softmax(features[fold == number] @ weights[1:] + weights[0])
    first = _fit(features[seen], truth[seen], weight[seen], _FIRST_STRENGTH)
    around = [
        page_context(s.page, x, s.seen)
        for s, x in zip(sheets, np.split(shares, np.cumsum(sizes)[:-1]), strict=True)
    ]
    both = np.hstack((alone, np.vstack(around)))
    second = _fit(both[seen], truth[seen], weight[seen], _SECOND_STRENGTH)
    count = 1 + len(keys)
    return LineClassifier(keys, first[1:count], np.vstack((first[:1], first[count:])), second)


def main(arguments: Sequence[str]) -> None:
    """Train on the corpus, and on files of sentences that are body; write the weights."""
    corpus = Path(arguments[0]) if arguments else Path("corpus")
    path = Path(arguments[1]) if len(arguments) > 1 else models_path(WEIGHTS)
    pages = labelled_pages(corpus, more=[Path(name) for name in arguments[2:]])
    train_lines(pages).save(path)
    sys.stderr.write(f"{len(pages)} pages, {path.stat().st_size} bytes in {path}\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (InputError, KnowledgeError) as error:
        sys.exit(str(error))
