"""The boosted trees judge as scikit-learn does, and no file leads them outside themselves."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.classify.boosting import LEAVES, Boosting
from pipeline.errors import KnowledgeError

_LABELS = ("cautionary", "neutral", "optimistic")


@pytest.fixture(scope="module")
def learner() -> HistGradientBoostingClassifier:
    random = np.random.default_rng(7)
    rows = random.normal(size=(600, 5)).round(1)
    labels = np.array(_LABELS)[(rows[:, 0] > 0).astype(int) + (rows[:, 1] * rows[:, 2] > 0.2)]
    made = HistGradientBoostingClassifier(max_iter=9, max_leaf_nodes=LEAVES, random_state=0)
    return made.fit(rows, labels)


@pytest.mark.parametrize("count", [0, 1, 7, 20_000])
def test_shares_are_scikit_learns_to_the_last_bit(
    learner: HistGradientBoostingClassifier, count: int
) -> None:
    # Rounded numbers often stand right on a threshold's side.
    rows = np.random.default_rng(count).normal(scale=2, size=(count, 5)).round(1)
    shares = Boosting.of(learner, _LABELS).probabilities(rows)
    assert shares.shape == (count, 3)
    if count:
        assert np.array_equal(shares, learner.predict_proba(rows))


def _example(digits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    rows = random.normal(size=(2_000, 5)).round(digits)
    labels = np.array(_LABELS)[(rows[:, 0] > 0).astype(int) + (rows[:, 1] * rows[:, 2] > 0.2)]
    return rows, labels, random.choice([1.0, 4.0], size=2_000)


def _unlearned() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(max_iter=9, max_leaf_nodes=LEAVES, random_state=0)


@pytest.mark.parametrize("weighed", [False, True])
def test_of_few_values_it_learns_what_scikit_learn_learns(weighed: bool) -> None:
    rows, labels, counts = _example(1)
    weights = counts if weighed else None
    model = Boosting.learned(_unlearned(), rows, labels.tolist(), _LABELS, weights)
    wanted = _unlearned().fit(rows, labels, sample_weight=weights)
    others = np.random.default_rng(4).normal(size=(500, 5))
    assert np.array_equal(model.probabilities(others), wanted.predict_proba(others))


def test_of_many_values_it_learns_as_well_as_scikit_learn() -> None:
    rows, labels, weights = _example(9)
    model = Boosting.learned(_unlearned(), rows, labels.tolist(), _LABELS, weights)
    wanted = _unlearned().fit(rows, labels, sample_weight=weights)
    others = np.random.default_rng(4).normal(size=(500, 5))
    assert np.abs(model.probabilities(others) - wanted.predict_proba(others)).mean() < 0.02
    # What is learned asks where a value stands among the others, not how large it is.
    again = Boosting.learned(_unlearned(), rows * 8, labels.tolist(), _LABELS, weights)
    assert np.array_equal(again.probabilities(others * 8), model.probabilities(others))


def test_a_number_on_the_threshold_goes_left(learner: HistGradientBoostingClassifier) -> None:
    model = Boosting.of(learner, _LABELS)
    rows = np.tile(model.threshold[model.left >= 0][:, None], (1, 5))
    assert np.array_equal(model.probabilities(rows), learner.predict_proba(rows))


def test_arrays_make_the_same_model(learner: HistGradientBoostingClassifier) -> None:
    model = Boosting.of(learner, _LABELS)
    again = Boosting.from_arrays(model.arrays(), 5, 3)
    rows = np.random.default_rng(1).normal(size=(50, 5))
    assert np.array_equal(again.probabilities(rows), model.probabilities(rows))


def test_other_labels_are_refused(learner: HistGradientBoostingClassifier) -> None:
    with pytest.raises(KnowledgeError, match="other labels"):
        Boosting.of(learner, ("cautionary", "optimistic"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("left", 10_000), ("left", -3), ("left", 0), ("right", 1), ("feature", 5), ("feature", -1)],
)
def test_a_tree_that_is_none_is_refused(
    learner: HistGradientBoostingClassifier, name: str, value: int
) -> None:
    arrays = Boosting.of(learner, _LABELS).arrays()
    arrays[name] = arrays[name].copy()
    arrays[name][0] = value
    with pytest.raises(KnowledgeError, match="outside itself"):
        Boosting.from_arrays(arrays, 5, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"sizes": np.array([0], dtype=np.int32)},
        {"sizes": [3]},
        {"sizes": np.array([2**62] * 4 + [1, 1])},
        {"features": np.zeros(3)},
        {"baseline": np.array([0.0, np.nan, 0.0])},
        {"value": np.zeros(1)},
        {"baseline": np.zeros(2)},
        {"features": 4},
        {"left": None},
        {"more": 1},
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    learner: HistGradientBoostingClassifier, change: dict[str, object]
) -> None:
    with pytest.raises(KnowledgeError):
        Boosting.from_arrays({**Boosting.of(learner, _LABELS).arrays(), **change}, 5, 3)


@pytest.mark.parametrize("stored", [None, 3, "trees", [1], {}])
def test_what_is_no_model_is_refused(stored: object) -> None:
    with pytest.raises(KnowledgeError):
        Boosting.from_arrays(stored, 5, 3)
