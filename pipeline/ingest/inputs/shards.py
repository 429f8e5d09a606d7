"""Documents cut into shards: tasks of bounded size whose cuts no one's order or number decides."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.ingest.inputs.expand import is_page
from pipeline.ingest.inputs.listing import Input

SHARD_BYTES: Final = 2 * 1024 * 1024
SHARD_PAGES: Final = 256


def shards(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    """Cut documents, in order, into shards of bounded size, as they come.

    Where a shard ends is decided by names and sizes in it alone, so that it is the same for any
    number of workers, and a new file changes only the shard it falls into.
    """
    shard: list[Input] = []
    size = 0
    for item in inputs:
        if shard and size + item.size > SHARD_BYTES:
            yield shard
            shard, size = [], 0
        shard.append(item)
        size += item.size
        if len(shard) >= SHARD_PAGES or _ends_shard(item.source):
            yield shard
            shard, size = [], 0
    if shard:
        yield shard


def _ends_shard(source: str) -> bool:
    digest = hashlib.blake2b(os.path.basename(source).encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big") % 64 == 0


def expected_shards(inputs: Iterable[Input]) -> int:
    """About how many shards inputs make, without a look inside those that hold many documents."""
    listed = list(inputs)
    pages = [item for item in listed if is_page(item)]
    # Packed files are some four times as large as they lie.
    inside = sum(4 * item.size // SHARD_BYTES + 1 for item in listed if not is_page(item))
    return sum(1 for _ in shards(pages)) + inside


__all__ = ["SHARD_BYTES", "SHARD_PAGES", "expected_shards", "shards"]
