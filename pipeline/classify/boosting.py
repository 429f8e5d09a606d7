"""Boosted trees, learned by scikit-learn and judged by NumPy, which is there already.

Loading scikit-learn takes a second, more than judging some thousand sentences. No tree is walked:
all its questions are put to all rows, each "greater" strikes out the leaves to the left of the
question, and the first leaf that is left is where the row ends (QuickScorer; Lucchese and others,
SIGIR 2015). The sums are the same as scikit-learn's to the last bit.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from pipeline.errors import KnowledgeError

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]

LEAVES: Final = 8
"""The most leaves that a tree may have: as many as a byte has bits."""
_ROWS: Final = 8192
_PLACES: Final = 255

_Question = tuple[int, float, np.uint8]
"""A feature, the value up to which a row goes left, and the leaves to the left, a bit each."""


@dataclass(frozen=True, slots=True)
class Boosting:
    """Trees of t rounds, one for each of l labels a round, m nodes in all.

    Attributes:
        features: how many a row has.
        baseline: what each label begins with; shape (l,).
        sizes: how many nodes each tree has, round by round; shape (t * l,).
        feature: the feature that a node asks for; shape (m,).
        threshold: the value up to which a row goes left; shape (m,).
        left: the node to the left, counted from the tree's first; -1 at a leaf; shape (m,).
        right: the node to the right, in the same way; shape (m,).
        value: what a leaf adds to its label; shape (m,).

    Raises:
        KnowledgeError: a tree points outside itself, or has more than `LEAVES` leaves.
    """

    features: int
    baseline: Floats
    sizes: Places
    feature: Places
    threshold: Floats
    left: Places
    right: Places
    value: Floats
    _trees: list[tuple[list[_Question], Floats]] = field(init=False, repr=False, compare=False)
    """The questions of each tree, and what it adds, by the leaves that are struck out."""

    def __post_init__(self) -> None:
        """Number the leaves of each tree from left to right."""
        bounds = list(itertools.accumulate(self.sizes.tolist(), initial=0))
        trees = [self._tree(start, end) for start, end in itertools.pairwise(bounds)]
        object.__setattr__(self, "_trees", trees)

    @classmethod
    def of(cls, learner: Any, labels: Sequence[str]) -> Boosting:
        """The trees of a `HistGradientBoostingClassifier` that was learned for `labels`.

        Raises:
            KnowledgeError: it has other labels, or asks for categories.
        """
        if list(learner.classes_) != list(labels):
            raise KnowledgeError("boosted for other labels; run `mine train stance`")
        trees = [tree.nodes for tree in itertools.chain.from_iterable(learner._predictors)]
        nodes = np.concatenate(trees)
        if nodes["is_categorical"].any():
            raise KnowledgeError("boosted over categories; run `mine train stance`")
        leaf = nodes["is_leaf"].astype(bool)
        return cls(
            int(learner.n_features_in_),
            np.ravel(learner._baseline_prediction).astype(np.float64),
            np.array([len(tree) for tree in trees], dtype=np.int32),
            np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
            np.where(leaf, 0, nodes["num_threshold"]).astype(np.float64),
            np.where(leaf, -1, nodes["left"].astype(np.int64)).astype(np.int32),
            np.where(leaf, -1, nodes["right"].astype(np.int64)).astype(np.int32),
            nodes["value"].astype(np.float64),
        )

    @classmethod
    def learned(
        cls,
        learner: Any,
        rows: Floats,
        labels: Sequence[str],
        order: Sequence[str],
        weights: Floats | None,
    ) -> Boosting:
        """What a `HistGradientBoostingClassifier` learns from n rows; deterministic.

        It is given each value's place among at most 255 of its feature. Of weighed rows it looks
        for the places itself by a search for each, which takes four times as long as the trees.

        Args:
            learner: one that is not fitted yet.
            rows: shape (n, features), all finite.
            labels: of each row, one of `order`, each at least once.
            order: the labels, sorted.
            weights: what each row counts, of shape (n,); None if all count the same.
        """
        edges = [_edges(column) for column in rows.T]
        places = [np.searchsorted(*pair) for pair in zip(edges, rows.T, strict=True)]
        # One thread adds up in one order, which makes the trees the same each time.
        with threadpool_limits(limits=1):
            learner.fit(np.column_stack(places).astype(float), labels, sample_weight=weights)
        model = cls.of(learner, order)
        inner = np.flatnonzero(model.left >= 0)
        asked = zip(model.feature[inner], model.threshold[inner].astype(int), strict=True)
        threshold = np.zeros_like(model.threshold)
        threshold[inner] = [edges[feature][place] for feature, place in asked]
        return replace(model, threshold=threshold)

    def probabilities(self, rows: Floats) -> Floats:
        """The share of each label; shape (n, l) for `rows` of shape (n, features), all finite."""
        scores = np.zeros((len(rows), len(self.baseline)), order="F")
        scores += self.baseline
        for start in range(0, len(rows), _ROWS):
            columns = np.ascontiguousarray(rows[start : start + _ROWS].T)
            struck = np.empty(columns.shape[1], dtype=np.uint8)
            for number, (questions, values) in enumerate(self._trees):
                struck[:] = 0
                for feature, threshold, leaves in questions:
                    struck |= (columns[feature] > threshold) * leaves
                label = number % len(self.baseline)
                scores[start : start + _ROWS, label] += values.take(struck)
        scores -= scores.max(axis=1).reshape(-1, 1)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1).reshape(-1, 1)
        return scores

    def arrays(self) -> dict[str, Any]:
        """What makes up the model, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.init}

    @classmethod
    def from_arrays(cls, arrays: Any, features: int, labels: int) -> Boosting:
        """The model of arrays that `arrays` gave.

        Raises:
            KnowledgeError: they do not fit one another, or a tree points outside itself.
        """
        names = [f.name for f in fields(cls) if f.init]
        if not isinstance(arrays, dict) or set(arrays) != set(names):
            raise KnowledgeError("its second step is no boosting; run `mine train stance`")
        sizes = arrays["sizes"]
        if not isinstance(sizes, np.ndarray) or sizes.dtype.kind != "i":
            raise KnowledgeError("sizes are no sizes of trees; run `mine train stance`")
        if ((sizes < 1) | (sizes > 2 * LEAVES)).any():
            raise KnowledgeError("sizes are no sizes of trees; run `mine train stance`")
        nodes = (int(sizes.sum()),)
        shapes = dict.fromkeys(names[3:], nodes) | {"baseline": (labels,)}
        for name, shape in shapes.items():
            array, kind = arrays[name], "i" if name in ("feature", "left", "right") else "f"
            if (
                not isinstance(array, np.ndarray)
                or array.dtype.kind != kind
                or array.shape != shape
            ):
                raise KnowledgeError(f"{name} has not the shape {shape}; run `mine train stance`")
            if name != "threshold" and not np.isfinite(array).all():
                raise KnowledgeError(f"refused, {name} is not finite")
        if (
            type(arrays["features"]) is not int
            or arrays["features"] != features
            or sizes.ndim != 1
            or len(sizes) % labels
        ):
            raise KnowledgeError("boosted for other features; run `mine train stance`")
        return cls(**arrays)

    def _tree(self, start: int, end: int) -> tuple[list[_Question], Floats]:
        """The questions of the tree whose nodes are `start` to `end`, and what its leaves add."""
        left, right = self.left[start:end].tolist(), self.right[start:end].tolist()
        feature = self.feature[start:end].tolist()
        leaves: list[int] = []
        under: dict[int, tuple[int, int]] = {}
        todo: list[tuple[int, bool]] = [(0, False)]
        while todo:
            node, is_done = todo.pop()
            if is_done:
                # What the subtree to the left has lies before what the one to the right has.
                under[node] = under[left[node]][0], under[right[node]][1]
                continue
            if node in under or not 0 <= node < end - start or len(leaves) >= LEAVES:
                raise KnowledgeError("refused, a tree in it points outside itself")
            under[node] = len(leaves), len(leaves) + 1
            if left[node] == right[node] == -1:
                leaves.append(node)
                continue
            if not 0 <= feature[node] < self.features:
                raise KnowledgeError("refused, a tree in it points outside itself")
            todo += [(node, True), (right[node], False), (left[node], False)]
        questions = []
        for node in sorted(under):
            if left[node] != -1:
                first, last = under[left[node]]
                struck = np.uint8((1 << last) - (1 << first))
                questions.append((feature[node], float(self.threshold[start + node]), struck))
        # The first leaf that is not struck out, for each set of those that are.
        ends = [(~struck & (struck + 1)).bit_length() - 1 for struck in range(1 << LEAVES)]
        values = self.value[start:end][leaves]
        return questions, values.take(np.minimum(ends, len(leaves) - 1))


def _edges(column: Floats) -> Floats:
    """The values that part a feature's into at most 255 places, ascending.

    A value has the place n if n of them are below it.
    """
    values = np.unique(column)
    if len(values) <= _PLACES:
        return (values[1:] + values[:-1]) / 2
    shares = np.linspace(0, 1, _PLACES + 1)[1:-1]
    return np.unique(np.quantile(column, shares, method="averaged_inverted_cdf"))


__all__ = ["LEAVES", "Boosting"]
