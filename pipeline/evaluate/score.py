"""Counts to figures, for one sum of documents or for a thousand resamples at once.

Everything here works on arrays of shape (r,): entry i belongs to the i-th weighting of the
documents. A figure whose denominator is 0 is NaN there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.contract import REMOVED_KINDS
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.evaluate.match_stance import NOTHING, SIGNS, STANCES
from pipeline.evaluate.match_text import METADATA
from pipeline.evaluate.measure import DocumentCounts
from pipeline.evaluate.output import UNKNOWN

Values = npt.NDArray[np.float64]
Weights = npt.NDArray[np.float64]
Sums = Mapping[str, Values]

MATCHED: Final = (
    "text.kept",
    *(f"names.{type_}" for type_ in TYPE_OF.values()),
    "names.any_type",
    "names.listed",
    "names.unlisted",
    "figures.span",
    "figures.value",
    "claims.subject",
    "claims.metric",
)
"""What has precision, recall and F1, from counts right, surplus and missed."""

SHARES: Final = (
    *(f"text.removed.{kind}" for kind in REMOVED_KINDS),
    *(f"text.metadata.{name}" for name in METADATA),
    "figures.qualifier",
    "stance.target",
)
"""What is a share: right of asked."""

CONFUSIONS: Final = {"stance.sentence": SIGNS, "stance.document": STANCES}
"""What is judged as one of several labels."""

LOWER_IS_BETTER: Final = frozenset({"stance.sentence.reversed"})


def is_main(name: str) -> bool:
    """Whether a figure stands for its task: all but precision and recall, which make up F1."""
    return not name.endswith((".p", ".r"))


def figures_of(documents: Sequence[DocumentCounts], weights: Weights) -> dict[str, Values]:
    """Every figure under each weighting of the documents.

    Args:
        documents: the counts, n documents.
        weights: how often each document counts, of shape (r, n).

    Returns:
        Name → values of shape (r,), in the order of the report.
    """
    sums = summed(documents, weights)
    zero = np.zeros(len(weights))
    figures: dict[str, Values] = {}

    def column(name: str) -> Values:
        return sums.get(name, zero)

    def add_matched(name: str) -> None:
        right = column(f"{name}.right")
        surplus, missed = column(f"{name}.surplus"), column(f"{name}.missed")
        figures[f"{name}.p"] = _ratio(right, right + surplus)
        figures[f"{name}.r"] = _ratio(right, right + missed)
        figures[f"{name}.f1"] = _ratio(2 * right, 2 * right + surplus + missed)

    def add_share(name: str) -> None:
        figures[name] = _ratio(column(f"{name}.right"), column(f"{name}.asked"))

    add_matched("text.kept")
    removed = [name for name in SHARES if name.startswith("text.removed.")]
    right = sum((column(f"{name}.right") for name in removed), zero)
    asked = sum((column(f"{name}.asked") for name in removed), zero)
    figures["text.removed.all"] = _ratio(right, asked)
    for name in SHARES:
        if name.startswith("text."):
            add_share(name)
    for name in MATCHED:
        if name.startswith("names."):
            add_matched(name)
    figures |= _linking(documents, weights)
    add_matched("figures.span")
    add_matched("figures.value")
    add_share("figures.qualifier")
    add_matched("claims.subject")
    add_matched("claims.metric")
    for name, labels in CONFUSIONS.items():
        matrix = confusion_of(sums, name, labels, len(weights))
        total = matrix.sum(axis=(1, 2))
        figures[f"{name}.accuracy"] = _ratio(_diagonal(matrix).sum(axis=1), total)
        figures[f"{name}.macro_f1"] = _macro(matrix)
        if name == "stance.sentence":
            reversed_ = matrix[:, 0, 1] + matrix[:, 1, 0]
            figures[f"{name}.reversed"] = _ratio(reversed_, matrix[:, :2].sum(axis=(1, 2)))
    add_share("stance.target")
    # An output that keeps no text has nothing to compare: it has linked and qualified nothing.
    empty = _keeps_nothing(sums, zero)
    for name in ("names.linking.p", "names.linking.r", "names.linking.f1", "figures.qualifier"):
        figures[name] = np.where(empty & np.isnan(figures[name]), 0.0, figures[name])
    return figures


def summed(documents: Sequence[DocumentCounts], weights: Weights) -> dict[str, Values]:
    """The weighted sum of each column, of shape (r,).

    Who throws all articles away has told no boilerplate from them: without any text kept, none
    counts as removed.
    """
    names = sorted({name for d in documents for name in d.columns})
    counts = np.array(
        [[d.columns.get(name, 0) for name in names] for d in documents], dtype=np.float64
    ).reshape(len(documents), len(names))
    total = weights @ counts
    sums = {name: total[:, i] for i, name in enumerate(names)}
    empty = _keeps_nothing(sums, np.zeros(len(weights)))
    for name in names:
        if name.startswith("text.removed.") and name.endswith(".right"):
            sums[name] = np.where(empty, 0.0, sums[name])
    return sums


def _keeps_nothing(sums: Sums, zero: Values) -> npt.NDArray[np.bool_]:
    """Where gold has text and the output none of it; shape (r,)."""
    kept, missed = sums.get("text.kept.right", zero), sums.get("text.kept.missed", zero)
    nothing: npt.NDArray[np.bool_] = (kept == 0) & (missed > 0)
    return nothing


def confusion_of(sums: Sums, name: str, labels: Sequence[str], resamples: int = 1) -> Values:
    """The confusion matrix, of shape (r, labels, labels + 2): gold × judged.

    The last two columns are judgements that are none of the labels, and no judgement.
    """
    zero = np.zeros(resamples)
    judged = (*labels, UNKNOWN, NOTHING)
    rows = [[sums.get(f"{name}:{gold}>{got}", zero) for got in judged] for gold in labels]
    matrix: Values = np.moveaxis(np.array(rows, dtype=np.float64), 2, 0)
    return matrix


def _ratio(part: Values, whole: Values) -> Values:
    ratio: Values = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio


def _diagonal(matrix: Values) -> Values:
    diagonal: Values = np.diagonal(matrix, axis1=1, axis2=2)
    return diagonal


def _macro(matrix: Values) -> Values:
    """The mean F1 over the labels that the gold has."""
    labels = matrix.shape[1]
    right = _diagonal(matrix)
    gold = matrix.sum(axis=2)
    judged = matrix[:, :, :labels].sum(axis=1)
    present = gold > 0
    scores = np.where(present, _ratio(2 * right, gold + judged), 0.0)
    return _ratio(scores.sum(axis=1), present.sum(axis=1).astype(np.float64))


def _linking(documents: Sequence[DocumentCounts], weights: Weights) -> dict[str, Values]:
    """B-cubed over the mentions that gold and output share."""
    cells = sorted({(link.gold, link.output) for d in documents for link in d.links})
    names = ("names.linking.p", "names.linking.r", "names.linking.f1")
    if not cells:
        return {name: np.full(len(weights), np.nan) for name in names}
    place = {cell: i for i, cell in enumerate(cells)}
    counts = np.zeros((len(documents), len(cells)))
    for row, document in enumerate(documents):
        for link in document.links:
            counts[row, place[link.gold, link.output]] += link.mentions
    mentions = weights @ counts
    total = mentions.sum(axis=1)
    precision = _ratio(_purity(mentions, [c[1] for c in cells]), total)
    recall = _ratio(_purity(mentions, [c[0] for c in cells]), total)
    f1 = _ratio(2 * precision * recall, precision + recall)
    return dict(zip(names, (precision, recall, f1), strict=True))


def _purity(mentions: Values, groups: Sequence[str]) -> Values:
    """The sum over cells of mentions² / mentions of the cell's group."""
    _, group = np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)
    member = np.zeros((len(groups), group.max() + 1))
    member[np.arange(len(groups)), group] = 1
    size = (mentions @ member)[:, group]
    shares = np.divide(mentions**2, size, out=np.zeros_like(mentions), where=size > 0)
    purity: Values = shares.sum(axis=1)
    return purity
