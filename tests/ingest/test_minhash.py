"""MinHash gives the numbers of `datasketch`, and as many in common as the sets have."""

from __future__ import annotations

import datasketch
import numpy as np
import pytest

from pipeline.ingest.minhash import minhash


@pytest.mark.parametrize("count", [0, 1, 2, 3000])
def test_numbers_are_those_of_datasketch(count: int) -> None:
    numbers = np.random.default_rng(count).integers(0, 1 << 32, count, dtype=np.uint32)
    peer = datasketch.MinHash(num_perm=255, seed=1, scheme="affine32", hashfunc=int)
    peer.update_batch(numbers.tolist())
    assert np.array_equal(minhash(numbers, 255), peer.hashvalues)


def test_order_and_repetition_do_not_count() -> None:
    numbers = np.arange(5000, dtype=np.uint32)
    turned = np.concatenate([numbers[::-1], numbers])
    assert np.array_equal(minhash(numbers, 64), minhash(turned, 64))


def test_what_two_sets_share_shows() -> None:
    one = minhash(np.arange(900, dtype=np.uint32), 2000)
    other = minhash(np.arange(300, 1200, dtype=np.uint32), 2000)
    assert np.mean(one == other) == pytest.approx(0.5, abs=0.05)
