"""Copies among the documents of a run: found after all are read, then marked in their rows."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pipeline.ingest.lines import letters
from pipeline.ingest.near_duplicates import Candidate, originals_of, signature_of
from pipeline.ingest.page import Page
from pipeline.ingest.script import converter
from pipeline.store.output import Output
from pipeline.store.parts import part_name, read_part

_PARTS_HELD: Final = 8


class Seen(NamedTuple):
    """What the comparison of whole documents needs of one.

    Attributes:
        doc_id: its id.
        source: its name.
        published: its date.
        digest: of its letters in simplified script; equal for equal texts.
        signature: of `near_duplicates.signature_of`.
    """

    doc_id: str
    source: str
    published: datetime.date | None
    digest: bytes
    signature: bytes


class _Place(NamedTuple):
    """Where a document stands: the part, and the row in it."""

    part: int
    row: int


def see(page: Page, text: str) -> Seen:
    """What is kept of a page until all are read, about 1 kB; `text` is its text, `folded`."""
    digest = hashlib.blake2b(letters(text).encode(), digest_size=12).digest()
    return Seen(page.doc_id, page.source, page.published, digest, signature_of(text))


def folded(text: str, conversion: str | None) -> str:
    """A document's text in simplified script, whatever script it was asked for in."""
    if conversion is None or conversion.endswith(("2s", "2sp")):
        return text
    return converter("t2s").convert(text)


Change = tuple[str, str | None]
"""The id of a document and that of its original, if it is a copy."""


def find_copies(output: Output, seen: Mapping[int, Sequence[Seen]]) -> dict[int, dict[str, Change]]:
    """Find the original of each copy, and ids for documents of the same bytes.

    Copies have the same letters, or are near duplicates. Of several the earliest published is the
    original, else the one with the lowest id; a copy of a copy has the same original.

    Args:
        output: with the documents of the ingest stage in it.
        seen: the documents of each part, in the order of its rows.

    Returns:
        For each part that has some, what changes in the documents of these sources.
    """
    groups: dict[bytes, list[tuple[Seen, _Place]]] = defaultdict(list)
    for number, documents in seen.items():
        for row, document in enumerate(documents):
            groups[document.digest].append((document, _Place(number, row)))
    for group in groups.values():
        group.sort(key=_order)
    firsts = {group[0][1]: group[0][0] for group in groups.values()}
    near = originals_of(
        [Candidate(p, d.doc_id, d.published, d.signature) for p, d in firsts.items()],
        _Texts(output),
    )
    changes: dict[int, dict[str, Change]] = defaultdict(dict)
    for group in groups.values():
        first, place = group[0]
        original = firsts[_Place(*near[place])].doc_id if place in near else None
        if len(group) == 1 and original is None:
            continue
        times: Counter[str] = Counter()
        for document, (number, _) in group:
            times[document.doc_id] += 1
            again = times[document.doc_id]
            doc_id = document.doc_id if again == 1 else f"{document.doc_id}-{again}"
            copied = original or (None if document is first else first.doc_id)
            changes[number][document.source] = (doc_id, copied)
    return dict(changes)


def _order(entry: tuple[Seen, _Place]) -> tuple[datetime.date, str, str]:
    document = entry[0]
    return document.published or datetime.date.max, document.doc_id, document.source


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


__all__ = ["Change", "Seen", "find_copies", "folded", "see", "set_originals"]
