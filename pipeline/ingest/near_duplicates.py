"""Near duplicates over the whole input: reposts in the other script, shortened, reworded, framed.

Candidates come from MinHash signatures (Broder 1997, by `datasketch`) cut into bands (Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, ch. 3); each is then verified on the shingles of
the two texts. The work for one document is bounded, whatever the others are: it is compared with
a few documents at most, those that share most with it, so that ten thousand copies of one page, or
ten thousand reports of one template, take linear time.
"""

from __future__ import annotations

import datetime
import tempfile
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from typing import IO, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.ingest.shingles import Likeness, Shingles, compare, shingle_hashes, shingles_of
from pipeline.ingest.signatures import BANDS, PERMUTATIONS, ROWS, Band, Numbers, Signatures

LEAST_TOKENS: Final = 60
_SEED: Final = 1
_SAMPLED: Final = np.uint64(2)
# In a bucket a document meets the first ones and those right before it; the rest share no more.
_FIRST: Final = 6
_BEFORE: Final = 3
_VERIFIED: Final = 8
_LEAST_ESTIMATE: Final = 0.2
_BLOCK: Final = 1 << 15
_PAIRS_LISTED: Final = 100_000
_PAIRS_HELD: Final = 4_000_000
_HELD_TOKENS: Final = 2_000_000
_COVERAGE: Final = 0.8
_CONTAINMENT: Final = 0.5
_BALANCE: Final = 0.25
_AGREEMENT: Final = 0.65


class Candidate(NamedTuple):
    """What the search needs of one document.

    Attributes:
        key: its name in the caller's words; `read` is called with it.
        doc_id: orders documents of one date.
        published: orders documents; undated ones come last.
        signature: of `signature_of`; empty where the text is too short to be compared.
    """

    key: tuple[int, int]
    doc_id: str
    published: datetime.date | None
    signature: bytes


def signature_of(text: str) -> bytes:
    """The MinHash signature of a text in simplified script; empty for one under 60 tokens."""
    import datasketch

    tokens, hashes = shingle_hashes(text)
    if tokens < LEAST_TOKENS:
        return b""
    sketch = datasketch.MinHash(
        num_perm=PERMUTATIONS,
        seed=_SEED,
        scheme="affine32",
        hashfunc=int,
        permutations=_permutations(),
    )
    # Every second shingle will do: which ones is up to the shingle, not to its place.
    sampled = hashes[hashes % _SAMPLED == 0]
    sketch.update_batch((sampled >> np.uint64(32)).tolist())
    return bytes(sketch.hashvalues.astype("<u4").tobytes())


@lru_cache(maxsize=1)
def _permutations() -> npt.NDArray[np.uint64]:
    import datasketch

    found: npt.NDArray[np.uint64] = datasketch.MinHash(
        num_perm=PERMUTATIONS, seed=_SEED, scheme="affine32"
    ).permutations
    return found


def is_near_duplicate(likeness: Likeness) -> bool:
    """Whether two texts so alike are one text.

    The shorter must be in the longer for the most part and make up a good part of it, and where
    both say the same around a number or a name, it must be the same number and name: a report
    written anew every day on one template is another document each day.
    """
    return (
        likeness.coverage >= _COVERAGE
        and likeness.containment >= _CONTAINMENT
        and likeness.balance >= _BALANCE
        and likeness.agreement >= _AGREEMENT
    )


def originals_of(
    candidates: Sequence[Candidate], read: Callable[[tuple[int, int]], str]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each near duplicate the key of its original, the first published of its group.

    Args:
        candidates: documents, no two of which have the same letters; in any order.
        read: gives the text of a document; called for those that have a candidate, in an order
            that stays in one part as long as it can.

    Returns:
        The keys of the copies with those of their originals. It is the same for any order of
        `candidates`; groups are closed under being a copy of a copy.
    """
    ordered = sorted(
        (c for c in candidates if c.signature),
        key=lambda c: (c.published or datetime.date.max, c.doc_id, c.key),
    )
    places = np.array([c.key for c in ordered], dtype=np.int64).reshape(len(ordered), 2)
    with Signatures(len(ordered)) as signatures:
        for candidate in ordered:
            signatures.add(candidate.signature)
        signatures.arrange(np.arange(len(ordered)))
        roots = roots_of(signatures, places, read).tolist()
    return {
        ordered[number].key: ordered[root].key
        for number, root in enumerate(roots)
        if root != number
    }


def roots_of(
    signatures: Signatures, places: Numbers, read: Callable[[tuple[int, int]], str]
) -> Numbers:
    """For each document the first of its group of near duplicates, or itself.

    Args:
        signatures: arranged from the first published to the last.
        places: part and row of each in that order; shape (documents, 2).
        read: gives the text of the document at a place.
    """
    parents = array("q", range(len(signatures)))

    def text_of(number: int) -> str:
        part, row = places[number].tolist()
        return read((part, row))

    shingles = _Held(lambda number: shingles_of(text_of(number)))
    laters, earliers = _candidate_pairs(signatures)
    order = np.lexsort((earliers, places[laters, 1], places[laters, 0]))
    for start in range(0, len(order), _PAIRS_LISTED):
        chunk = order[start : start + _PAIRS_LISTED]
        for later, earlier in zip(laters[chunk].tolist(), earliers[chunk].tolist(), strict=True):
            if _root(parents, later) == _root(parents, earlier):
                continue
            if is_near_duplicate(compare(shingles(later), shingles(earlier))):
                one, other = sorted((_root(parents, later), _root(parents, earlier)))
                parents[other] = one
    return np.array([_root(parents, number) for number in range(len(parents))], dtype=np.int64)


class _Held:
    """The shingles of the documents last asked for, as many as two million tokens."""

    def __init__(self, make: Callable[[int], Shingles]) -> None:
        self._make = make
        self._held: OrderedDict[int, Shingles] = OrderedDict()
        self._tokens = 0

    def __call__(self, number: int) -> Shingles:
        if number not in self._held:
            self._held[number] = self._make(number)
            self._tokens += self._held[number].tokens
            while self._tokens > _HELD_TOKENS and len(self._held) > 2:
                self._tokens -= self._held.popitem(last=False)[1].tokens
        self._held.move_to_end(number)
        return self._held[number]


def _root(parents: array[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _candidate_pairs(signatures: Signatures) -> tuple[Numbers, Numbers]:
    """Pairs (later, earlier) to verify: for each document the earlier ones that seem most alike.

    Pairs are gathered from all bands in files, one for a block of documents: of a million
    documents there may be hundreds for each, most of them by chance.
    """
    count = len(signatures)
    if count < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.arange(0, count, _BLOCK, dtype=np.int64) * count
    with ExitStack() as held:
        blocks = [held.enter_context(tempfile.TemporaryFile()) for _ in starts]
        for number in range(BANDS):
            pairs = np.sort(_band_pairs(signatures.band(number)))
            bounds = [*np.searchsorted(pairs, starts).tolist(), len(pairs)]
            for block, begin, end in zip(blocks, bounds, bounds[1:], strict=False):
                block.write(pairs[begin:end].tobytes())
        chosen = [_likeliest(pairs, signatures) for pairs in _held_at_once(blocks)]
    return np.concatenate([c[0] for c in chosen]), np.concatenate([c[1] for c in chosen])


def _held_at_once(blocks: Sequence[IO[bytes]]) -> Iterator[Numbers]:
    """The pairs in the files, of as many files together as memory is meant for."""
    held: list[Numbers] = []
    for number, block in enumerate(blocks):
        block.seek(0)
        held.append(np.unique(np.frombuffer(block.read(), dtype=np.int64)))
        if sum(map(len, held)) > _PAIRS_HELD or number == len(blocks) - 1:
            yield np.concatenate(held)
            held = []


def _likeliest(found: Numbers, signatures: Signatures) -> tuple[Numbers, Numbers]:
    """Of pairs, sorted and all there are of these documents, those that are verified."""
    later, earlier = found // len(signatures), found % len(signatures)
    estimates = signatures.estimates(later, earlier)
    order = np.lexsort((earlier, -estimates, later))
    later, earlier, estimates = later[order], earlier[order], estimates[order]
    # How many there are before each of the same document.
    begins = np.flatnonzero(np.concatenate(([True], later[1:] != later[:-1])))
    rank = np.arange(len(later)) - np.repeat(begins, np.diff(np.append(begins, len(later))))
    kept = (rank < _VERIFIED) & (estimates >= _LEAST_ESTIMATE)
    return later[kept], earlier[kept]


def _band_pairs(columns: Band) -> Numbers:
    """The pairs of one band's buckets, each as `later * count + earlier`."""
    count = len(columns)
    columns = np.ascontiguousarray(columns)
    keys = columns.view(np.dtype((np.void, columns.dtype.itemsize * ROWS))).ravel()
    _, buckets = np.unique(keys, return_inverse=True)
    # Within a bucket, documents stand in their order, because the sort is stable.
    order = np.argsort(buckets, kind="stable")
    sorted_buckets = buckets[order]
    begins = np.concatenate(([True], sorted_buckets[1:] != sorted_buckets[:-1]))
    starts = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
    places = np.arange(count) - starts
    pairs = []
    for step in range(_FIRST):
        inside = places > step
        pairs.append(order[inside] * count + order[starts[inside] + step])
    for step in range(1, _BEFORE + 1):
        inside = places >= step + _FIRST
        at = np.flatnonzero(inside)
        pairs.append(order[at] * count + order[at - step])
    return np.concatenate(pairs).astype(np.int64)


__all__ = ["Candidate", "is_near_duplicate", "originals_of", "roots_of", "signature_of"]
