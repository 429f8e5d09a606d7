"""The scores of the clauses of a sentence."""

from __future__ import annotations

import numpy as np

from pipeline.classify.document import _log_shares


def test_a_share_too_small_for_a_float_has_a_finite_logarithm() -> None:
    with np.errstate(divide="raise", invalid="raise"):
        logs = _log_shares(np.array([[-1000.0, 0.0, 1000.0], [0.0, 0.0, 0.0]]))
    assert np.isfinite(logs).all()
    assert np.allclose(logs[1], np.log(1 / 3))
