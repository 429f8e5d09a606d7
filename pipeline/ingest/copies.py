"""Copies among the documents of a run: found after all are read, then marked in their rows."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.columns import numbers_of
from pipeline.ingest.lines import letters
from pipeline.ingest.near_duplicates import roots_of, signature_of
from pipeline.ingest.page import Page
from pipeline.ingest.reposts import is_repost
from pipeline.ingest.script import converter
from pipeline.ingest.signatures import Numbers, Signatures
from pipeline.store.output import Output
from pipeline.store.parts import part_name, read_part

_PARTS_HELD: Final = 8


class Seen(NamedTuple):
    """What the comparison of whole documents needs of one.

    Attributes:
        doc_id: its id.
        source: its name.
        published: its date.
        repost: whether it says that it was published elsewhere before.
        digest: of its letters in simplified script; equal for equal texts.
        signature: of `near_duplicates.signature_of`.
    """

    doc_id: str
    source: str
    published: datetime.date | None
    repost: bool
    digest: bytes
    signature: bytes


def see(page: Page, text: str) -> Seen:
    """What is kept of a page until all are read, about 1 kB; `text` is its text, `folded`."""
    digest = hashlib.blake2b(letters(text).encode(), digest_size=12).digest()
    repost = is_repost(page.text.source)
    return Seen(page.doc_id, page.source, page.published, repost, digest, signature_of(text))


def folded(text: str, conversion: str | None) -> str:
    """A document's text in simplified script, whatever script it was asked for in."""
    if conversion is None or conversion.endswith(("2s", "2sp")):
        return text
    return converter("t2s").convert(text)


Change = tuple[str, str | None]
"""The id of a document and that of its original, if it is a copy."""


NOTED: Final = ("doc_id", "source", "published", "repost", "digest", "signature")
"""The columns of the notes that the comparison needs."""


class Copies:
    """Which documents are copies, and the ids of those of the same bytes; some 200 bytes each.

    Documents go by their numbers, in the order of the parts and of the rows in them.
    """

    def __init__(
        self, ids: pa.Array, starts: dict[int, int], again: Numbers, original: Numbers
    ) -> None:
        self._ids = ids
        self._starts = starts
        self._again = again
        self._original = original

    def changes(self, part: int, sources: Sequence[str]) -> dict[str, Change]:
        """What changes in the documents of a part, whose sources these are in order."""
        start = self._starts[part]
        span = slice(start, start + len(sources))
        again, original = self._again[span], self._original[span]
        changed: dict[str, Change] = {}
        for row in np.flatnonzero((again > 0) | (original >= 0)).tolist():
            doc_id = self._ids[start + row].as_py()
            times, of = int(again[row]), int(original[row])
            changed[sources[row]] = (
                doc_id if times < 2 else f"{doc_id}-{times}",
                None if of < 0 else self._ids[of].as_py(),
            )
        return changed

    def are_copies(self, part: int, count: int) -> npt.NDArray[np.bool_]:
        """Which of the documents of a part, `count`, have an original."""
        start = self._starts[part]
        found: npt.NDArray[np.bool_] = self._original[start : start + count] >= 0
        return found


def find_copies(output: Output, parts: Mapping[int, tuple[int, Callable[[], pa.Table]]]) -> Copies:
    """Find the original of each copy, and ids for documents of the same bytes.

    Copies have the same letters, or are near duplicates. Of several the earliest published is the
    original; of one day (or undated) one that does not say it is a repost, then the one with the
    lowest id. A copy of a copy has the same original.

    Args:
        output: with the documents of the ingest stage in it.
        parts: for each part a number that its documents do not exceed, and what reads the columns
            `NOTED` of its notes, a row a document.
    """
    most = sum(count for count, _ in parts.values())
    starts: dict[int, int] = {}
    columns: dict[str, list[pa.Array]] = {name: [] for name in NOTED if name != "signature"}
    slots = np.full(most, -1, dtype=np.int64)
    places = np.empty((most, 2), dtype=np.int64)
    count = 0
    with Signatures(most) as signatures:
        for part, (_, read) in parts.items():
            notes = read()
            starts[part] = count
            for name, arrays in columns.items():
                arrays += notes.column(name).chunks
            for row, signature in enumerate(notes.column("signature").to_pylist()):
                places[count] = part, row
                if signature:
                    slots[count] = signatures.add(signature)
                count += 1
        slots, places = slots[:count], places[:count]
        joined = pa.table({n: pa.chunked_array(c, _TYPES[n]) for n, c in columns.items()})
        columns.clear()
        ordered = _in_order(joined)
        group, firsts = _grouped(joined.column("digest"), ordered)
        # Of documents with the same letters, the first stands for all.
        standing = ordered[firsts[ordered] == ordered]
        standing = standing[slots[standing] >= 0]
        signatures.arrange(slots[standing])
        roots = roots_of(signatures, places[standing], _Texts(output))
    original = np.where(firsts == np.arange(count), np.int64(-1), firsts)
    near = np.full(count, -1, dtype=np.int64)
    moved = roots != np.arange(len(roots))
    near[standing[moved]] = standing[roots[moved]]
    original = np.where(near[firsts] >= 0, near[firsts], original)
    alone = (np.bincount(group, minlength=count)[group] == 1) & (original < 0)
    ids = joined.column("doc_id").combine_chunks()
    again = _times(ids, ordered)
    again[alone] = 0
    return Copies(ids, starts, again, original)


_TYPES: Final = {
    "doc_id": pa.string(),
    "source": pa.string(),
    "published": pa.date32(),
    "repost": pa.bool_(),
    "digest": pa.binary(),
}


def _in_order(documents: pa.Table) -> Numbers:
    """The numbers of documents from the first published on, reposts of a day last, then by id."""
    keys = [(name, "ascending") for name in ("published", "repost", "doc_id", "source")]
    # Arrow sets nulls, documents without a date, last.
    return numbers_of(pc.sort_indices(documents, keys))


def _grouped(digests: pa.ChunkedArray, ordered: Numbers) -> tuple[Numbers, Numbers]:
    """For each document the number of its group of equal letters, and the first in it."""
    group = numbers_of(digests.dictionary_encode().combine_chunks().indices)
    first = np.empty(len(group), dtype=np.int64)
    # Written from the last to the first, so that the first stays.
    first[group[ordered[::-1]]] = ordered[::-1]
    return group, first[group]


def _times(ids: pa.Array, ordered: Numbers) -> Numbers:
    """The how manyeth of its id each document is, from 1."""
    same = numbers_of(ids.dictionary_encode().indices)[ordered]
    by_id = np.argsort(same, kind="stable")
    sorted_ids = same[by_id]
    begins = np.flatnonzero(np.concatenate(([True], sorted_ids[1:] != sorted_ids[:-1])))
    lengths = np.diff(np.append(begins, len(same)))
    times = np.empty(len(same), dtype=np.int64)
    times[ordered[by_id]] = np.arange(len(same)) - np.repeat(begins, lengths) + 1
    return times


class _Texts:
    """Reads texts from the documents table, a few parts of which it holds."""

    def __init__(self, output: Output) -> None:
        self._folder = output.folder_of("documents")
        self._parts: OrderedDict[int, list[str]] = OrderedDict()

    def __call__(self, place: tuple[int, int]) -> str:
        number, row = place
        if number not in self._parts:
            table = read_part(self._folder / part_name(number), "documents", ["text", "conversion"])
            self._parts[number] = [folded(r["text"], r["conversion"]) for r in table.to_pylist()]
            if len(self._parts) > _PARTS_HELD:
                self._parts.popitem(last=False)
        self._parts.move_to_end(number)
        return self._parts[number][row]


def set_originals(
    tables: Mapping[str, list[dict[str, Any]]], changed: Mapping[str, Change]
) -> None:
    """Set the ids and originals of the sources in `changed`.

    Args:
        tables: the rows of one part of the tables sources, documents and edits; they are changed.
        changed: of `find_copies`.
    """
    new_ids: dict[str, list[str]] = defaultdict(list)
    for row in tables["documents"]:
        old_id = row["doc_id"]
        row["doc_id"], row["duplicate_of"] = changed.get(row["source"], (old_id, None))
        new_ids[old_id].append(row["doc_id"])
    for name in ("sources", "edits"):
        rows = tables[name]
        # Documents of one id have the same bytes and form, hence the same rows, one after another.
        total = Counter(row["doc_id"] for row in rows)
        done: Counter[str] = Counter()
        for row in rows:
            old_id = row["doc_id"]
            copies = new_ids[old_id]
            row["doc_id"] = copies[done[old_id] * len(copies) // total[old_id]]
            done[old_id] += 1


__all__ = ["NOTED", "Change", "Copies", "Seen", "find_copies", "folded", "see", "set_originals"]
