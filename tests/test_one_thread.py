"""The limit on threads of products is lifted, however many threads of a program were within it."""

from __future__ import annotations

import threading

import numpy as np
from threadpoolctl import threadpool_limits

from pipeline.one_thread import libraries, one_thread


def _threads() -> set[int]:
    """Of the libraries below NumPy, not of those that other packages have brought along since."""
    return {library["num_threads"] for library in libraries().info()}


def test_within_it_there_is_one_thread_and_behind_it_as_many_as_before() -> None:
    assert float(np.ones(2) @ np.ones(2)) == 2  # the library is loaded
    with threadpool_limits(limits=2):
        found = _threads()
        with one_thread():
            assert _threads() == {1}
            with one_thread():
                assert _threads() == {1}
            assert _threads() == {1}
        assert _threads() == found


def test_two_that_cross_leave_as_many_as_they_found() -> None:
    entered, left = threading.Event(), threading.Event()

    def other() -> None:
        with one_thread():
            entered.set()
            left.wait(30)

    thread = threading.Thread(target=other)
    before = _threads()
    with one_thread():
        thread.start()
        assert entered.wait(30)
    left.set()
    thread.join()
    assert _threads() == before
