"""Parts put together: what is known of their documents from the cache, the rest made anew.

A part is found whole where the same documents were a part before; else each document is looked up
by its own key in all entries of the stage, so that one new file in a part costs one document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.store.bench import Bench
from pipeline.store.cache import KEY_BYTES, NO_KEY, Cache, Entry, Made, key_of, nonce

PASSING: Final = frozenset({"crash", "internal", "timeout"})
"""Codes of rejects that may be past at the next run: a lack of memory, a busy machine."""
_HELD_ENTRIES: Final = 8
_HELD_STAGES: Final = 8


class Part(NamedTuple):
    """A finished part: where it lies, and how many of its documents were made anew."""

    entry: Entry
    fresh: int


class _Found(NamedTuple):
    """A document in an entry."""

    entry: Entry
    row: int


def part_of(
    bench: Bench, stage: str, keys: Sequence[bytes], make: Callable[[list[int]], Made]
) -> Part:
    """The part made of some documents, from the cache as far as it is there.

    Args:
        bench: of the task.
        stage: the kind of work.
        keys: those of the documents, each the digest of all that its rows follow from; NO_KEY for
            one that is to be made in any case.
        make: makes the documents of these numbers, in that order. Those set aside are told apart
            by the `code` in their notes; they are made again the next time.
    """
    cache, aside = bench.cache, dict(bench.watch.aside)
    known = [NO_KEY if n in aside else key for n, key in enumerate(keys)]
    key = key_of(stage, bench.basis, known)
    if NO_KEY not in known and (entry := cache.find(stage, key)):
        return Part(entry, 0)
    found = _look_up(cache, stage, known)
    missing = [n for n in range(len(keys)) if n not in found]
    fresh = make(missing) if missing or not keys else None
    if fresh is not None:
        for number, code in zip(missing, fresh.notes.column("code").to_pylist(), strict=True):
            if code in PASSING:
                known[number] = NO_KEY
    if NO_KEY in known:
        key = nonce()
    if not found and fresh is not None:
        return Part(cache.keep(stage, key, fresh, known), len(missing))
    whole = _together(len(keys), found, missing, fresh)
    return Part(cache.keep(stage, key, whole, known), len(missing))


def _look_up(cache: Cache, stage: str, keys: Sequence[bytes]) -> dict[int, _Found]:
    """The documents that are in an entry that is whole."""
    names, sorted_keys, places = _index(cache, stage)
    if not len(sorted_keys):
        return {}
    wanted = np.frombuffer(b"".join(keys), dtype=f"V{KEY_BYTES}")
    wanted_numbers = _numbers(wanted)
    found: dict[int, _Found] = {}
    for number, first in enumerate(np.searchsorted(sorted_keys, wanted_numbers).tolist()):
        if keys[number] == NO_KEY:
            continue
        # The first eight bytes lead there; the whole key and the entry's digests decide.
        for place in range(first, len(sorted_keys)):
            if sorted_keys[place] != wanted_numbers[number]:
                break
            entry, row = (int(value) for value in places[place])
            candidate = _Found(Entry(stage, names[entry], cache.folder / stage / names[entry]), row)
            if _key_at(cache, candidate) == keys[number]:
                found[number] = candidate
                break
    return found


def _key_at(cache: Cache, found: _Found) -> bytes | None:
    keys = _keys_of(cache, found.entry.stage, found.entry.key)
    return keys[found.row] if found.row < len(keys) else None


@lru_cache(maxsize=_HELD_ENTRIES)
def _keys_of(cache: Cache, stage: str, key: str) -> list[bytes]:
    entry = cache.find(stage, key)
    return entry.keys() if entry else []


@lru_cache(maxsize=_HELD_ENTRIES)
def _made_of(entry: Entry) -> Made:
    return entry.made()


Numbers = npt.NDArray[np.uint64]


class _Index(NamedTuple):
    """Where documents are.

    Attributes:
        names: the keys of the entries.
        keys: the first eight bytes of the documents' keys, sorted.
        places: for each of these the number of the entry and the row in it; shape (n, 2).
    """

    names: tuple[str, ...]
    keys: Numbers
    places: npt.NDArray[np.int32]


@lru_cache(maxsize=_HELD_STAGES)
def _index(cache: Cache, stage: str) -> _Index:
    """The documents of a stage as they were when this process first asked in this run."""
    return _indexed(cache.entries(stage))


def _indexed(entries: Sequence[Entry]) -> _Index:
    names: list[str] = []
    keys: list[Numbers] = []
    places: list[npt.NDArray[np.int32]] = []
    for entry in entries:
        try:
            whole = (entry.folder / "keys").read_bytes()
        except OSError:
            continue
        count = len(whole) // KEY_BYTES
        if count:
            numbers = _numbers(np.frombuffer(whole[: count * KEY_BYTES], dtype=f"V{KEY_BYTES}"))
            keys.append(numbers)
            rows = np.arange(count, dtype=np.int32)
            places.append(np.stack([np.full(count, len(names), dtype=np.int32), rows], axis=1))
            names.append(entry.key)
    if not names:
        return _Index((), np.empty(0, dtype=np.uint64), np.empty((0, 2), dtype=np.int32))
    joined, placed = np.concatenate(keys), np.concatenate(places)
    order = np.argsort(joined, kind="stable")
    return _Index(tuple(names), joined[order], placed[order])


def _numbers(keys: npt.NDArray[np.void]) -> Numbers:
    return keys.view(np.dtype(">u8")).reshape(-1, KEY_BYTES // 8)[:, 0].astype(np.uint64)


def _together(
    count: int, found: Mapping[int, _Found], missing: Sequence[int], fresh: Made | None
) -> Made:
    """The rows of documents 0 to `count` - 1, from entries and from those made anew, in order."""
    rows_of_missing = {number: row for row, number in enumerate(missing)}
    pieces: list[tuple[Made, int]] = []
    for number in range(count):
        if number in found:
            pieces.append((_made_of(found[number].entry), found[number].row))
        else:
            assert fresh is not None
            pieces.append((fresh, rows_of_missing[number]))
    names = list(pieces[0][0].tables)
    starts = {id(made): _starts(made, names) for made, _ in pieces}
    tables = {}
    for name in names:
        slices = []
        for made, row in pieces:
            bounds = starts[id(made)][name]
            slices.append(made.tables[name].slice(bounds[row], bounds[row + 1] - bounds[row]))
        tables[name] = pa.concat_tables(slices).combine_chunks()
    notes = pa.concat_tables([made.notes.slice(row, 1) for made, row in pieces]).combine_chunks()
    return Made(tables, notes)


def _starts(made: Made, names: Sequence[str]) -> dict[str, list[int]]:
    return {name: np.cumsum([0, *made.notes.column(name).to_pylist()]).tolist() for name in names}


__all__ = ["PASSING", "Part", "part_of"]
