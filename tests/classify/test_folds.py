"""Fits side by side give what they give one after the other."""

from __future__ import annotations

import operator

import pytest

from pipeline.classify.folds import each


@pytest.mark.parametrize("apart", [False, True])
def test_results_come_in_the_order_of_the_cases(apart: bool) -> None:
    cases = [(number, 10) for number in range(7)]
    assert each(operator.add, cases, apart=apart) == [number + 10 for number in range(7)]


def test_nothing_to_do_gives_nothing() -> None:
    assert each(operator.add, [], apart=True) == []


def test_what_a_fit_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        each(operator.truediv, [(1, 1), (1, 0), (2, 1)], apart=True)
