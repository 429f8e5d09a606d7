"""Products of matrices in one thread.

The matrices of a page or of some hundred sentences are small, and the library below NumPy splits
even these over all processors, whose threads then spin for a while in wait of the next: a fourth
of the processor time of ingest on two processors, more on more. Documents are spread over processes
instead. One thread also adds up in one order, so that results do not hang on the machine.
"""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """A context in which NumPy multiplies matrices in one thread; entering it takes 10 us."""
    context: AbstractContextManager[object] = _controller().limit(limits=1)
    return context


@functools.cache
def _controller() -> ThreadpoolController:
    # Looking for the libraries takes a hundred times as long as telling them.
    return ThreadpoolController()


__all__ = ["one_thread"]
