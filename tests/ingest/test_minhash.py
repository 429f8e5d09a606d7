"""Signatures are those of the package that they would otherwise come from."""

from __future__ import annotations

import datasketch
import numpy as np
import pytest

from pipeline.ingest.minhash import least_hashes
from pipeline.ingest.signatures import PERMUTATIONS


@pytest.mark.parametrize("count", [0, 1, 300, 1023, 1024, 1025, 5000])
def test_the_least_hashes_are_those_of_datasketch(count: int) -> None:
    hashes = np.random.default_rng(count).integers(0, 2**32, count, dtype=np.uint32)
    hashes[:2] = (0, 2**32 - 1)[:count]
    sketch = datasketch.MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashfunc=int)
    sketch.update_batch(hashes.tolist())
    assert np.array_equal(least_hashes(hashes), sketch.hashvalues)
