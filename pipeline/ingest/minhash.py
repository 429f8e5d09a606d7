"""MinHash (Broder 1997): of a set of hashes, the least under each of many permutations.

The values are those of `datasketch.MinHash(scheme="affine32")`, number for number; importing that
package takes 0.2 s in each process, for SciPy's integrals, by which it chooses bands.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.signatures import PERMUTATIONS

_SEED: Final = 1
_MOST: Final = np.iinfo(np.uint32).max
# So many hashes under all permutations are 1 MB, and stay near the processor.
_BLOCK: Final = 1024

Hashes = npt.NDArray[np.uint32]


def least_hashes(hashes: Hashes) -> Hashes:
    """The least of the hashes under each permutation; shape (PERMUTATIONS,).

    Args:
        hashes: of any number, of a set of things; of none each least is the greatest number.
    """
    factors, summands = _permutations()
    mixed = _mixed(hashes)
    least = np.full(PERMUTATIONS, _MOST, np.uint32)
    for start in range(0, len(mixed), _BLOCK):
        permuted = factors[:, None] * mixed[start : start + _BLOCK]
        permuted += summands[:, None]
        np.minimum(least, permuted.min(axis=1), out=least)
    return least


@functools.cache
def _permutations() -> tuple[Hashes, Hashes]:
    """Of each permutation the odd number by which it multiplies, and the one that it adds."""
    drawn = np.random.RandomState(_SEED)
    halves = drawn.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32)
    summands = drawn.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return halves * np.uint32(2) + np.uint32(1), summands


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of MurmurHash3 for 32 bits, which spreads every bit over all (A. Appleby)."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


__all__ = ["least_hashes"]
