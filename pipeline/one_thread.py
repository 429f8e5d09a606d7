"""Products of matrices in one thread.

The matrices of a page or of some hundred sentences are small, and the library below NumPy splits
even these over all processors, whose threads then spin for a while in wait of the next: a fourth
of the processor time of ingest on two processors, more on more. Documents are spread over processes
instead. One thread also adds up in one order, so that results do not hang on the machine.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from threadpoolctl import ThreadpoolController

_HELD: Final = threading.Lock()
"""Held by who has set the limit, which is one of the whole process."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Within it NumPy multiplies matrices in one thread; entering takes 10 us.

    Of several threads of a program the first to enter sets the limit and lifts it again. Whoever
    enters meanwhile leaves it alone: two that set and lift it in turns would leave it set for good.
    """
    if not _HELD.acquire(blocking=False):
        yield
        return
    try:
        with libraries().limit(limits=1):
            yield
    finally:
        _HELD.release()


@functools.cache
def libraries() -> ThreadpoolController:
    """The libraries that are told, as they are at the first call: NumPy's is there by then.

    Those that come later, with scikit-learn, multiply nothing of NumPy's; and looking for libraries
    takes a hundred times as long as telling them.
    """
    return ThreadpoolController()


__all__ = ["libraries", "one_thread"]
