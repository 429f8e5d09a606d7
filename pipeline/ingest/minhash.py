"""MinHash: of a set of numbers one for each permutation; sets much alike share many (Broder 1997).

The permutations are those of `datasketch` 2 (its scheme `affine32`), number for number. That
package brings along half of SciPy, a quarter of a second before the first document, and takes a
kilobyte for each number of a set.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]

_SEED: Final = 1
_ROWS: Final = 2048
_LARGEST: Final = np.uint32(0xFFFFFFFF)
_FIRST, _SECOND = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


def minhash(numbers: Numbers, permutations: int) -> Numbers:
    """The least of `numbers` in each of so many permutations; shape (permutations,).

    Of no numbers it is the largest number there is.
    """
    factor, shift = _permutations(permutations)
    mixed = _mixed(numbers)
    least = np.full(permutations, _LARGEST)
    for start in range(0, len(mixed), _ROWS):
        permuted = mixed[start : start + _ROWS, None] * factor
        permuted += shift
        np.minimum(least, permuted.min(axis=0), out=least)
    return least


def _mixed(numbers: Numbers) -> Numbers:
    """The finalizer of MurmurHash3, which scatters numbers that are close together."""
    mixed = numbers ^ (numbers >> np.uint32(16))
    mixed *= _FIRST
    mixed ^= mixed >> np.uint32(13)
    mixed *= _SECOND
    mixed ^= mixed >> np.uint32(16)
    return mixed


@functools.lru_cache(maxsize=4)
def _permutations(count: int) -> tuple[Numbers, Numbers]:
    """Of each permutation the odd factor and the shift, modulo 2**32."""
    random = np.random.RandomState(_SEED)
    halves = random.randint(0, 1 << 31, count, dtype=np.uint32)
    return halves * np.uint32(2) + np.uint32(1), random.randint(0, 1 << 32, count, dtype=np.uint32)


__all__ = ["minhash"]
