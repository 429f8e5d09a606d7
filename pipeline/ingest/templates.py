"""Lines that a source repeats over its pages: found after all are read, and taken away.

What a site adds to its pages stands on many of them word for word; what an author writes does
not. A line is of the template where several documents of one source hold it, digits aside, that
are no copies of each other. Short lines may be headings of a column (`今日论文`), so inside an
article only long ones go; above and below it short ones go too, one after the other from the rim.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from pipeline.contract import SCHEMAS
from pipeline.ingest.line_classifier import KINDS, line_classifier
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.lines import heading_ranks, letters, lines_of, words_by_line
from pipeline.ingest.page import strip_again
from pipeline.text import Edit, OffsetMap, SourceEdit, Text

RULE: Final = "template-line"

_DIGEST_BYTES: Final = 8
_FILE_BITS: Final = 6
_FILES: Final = 1 << _FILE_BITS
_BUFFERED: Final = 1_000_000
_LEAST_DOCUMENTS: Final = 3
# A folder or file holds pages of many sites; chance and quotation need more room there.
_LEAST_OF_PLACE: Final = 5
_LEAST_LETTERS: Final = 4
_LEAST_INSIDE: Final = 16
# Documents that share more than this are versions of one text, whatever the comparison said.
_LARGEST_SHARE: Final = 0.4
_ITEM: Final = re.compile(r"\s*(?:\||[-*+•·]\s|\d+[.、)])")
_VARYING: Final = re.compile(r"[\W\d_]+")


class Seen(NamedTuple):
    """What the search for templates needs of one document.

    Attributes:
        place: the source it comes from, `site:…` or `place:…`.
        lines: the digests of its lines, 8 bytes each, one after the other, those of lines too
            short to tell left out.
    """

    place: str
    lines: bytes


def see(source: str, site: str | None, text: str) -> Seen:
    """What is kept of a document until all are read.

    Args:
        source: its name in the tables.
        site: the site it was published on, if that is known.
        text: its text in simplified script.
    """
    digests = map(_digest_of, dict.fromkeys(words_by_line(text)))
    return Seen(_place(source, site), b"".join(d for d in digests if d))


def _place(source: str, site: str | None) -> str:
    if site:
        return f"site:{site.casefold()}"
    host = urlsplit(source).hostname if "://" in source else None
    if host:
        return f"site:{host}"
    name, mark, _ = source.rpartition("#")
    return f"place:{name if mark else source.replace(chr(92), '/').rpartition('/')[0]}"


def _digest(line: str) -> bytes | None:
    """The digest of a line's letters; None where it has too few to tell it from others."""
    return _digest_of(_VARYING.sub("", line.lower()))


def _digest_of(said: str) -> bytes | None:
    if len(said) < _LEAST_LETTERS:
        return None
    return hashlib.blake2b(
        said.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES
    ).digest()


class Repeated:
    """The template lines of a corpus, found by counting the lines of all documents.

    A line goes by eight bytes, of its place and its digest. They are counted in files, each for
    some of the values, so that memory does not grow with the corpus. Use as a context manager.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._files: list[IO[bytes]] = []
        self._buffer: list[_Keys] = []
        self._buffered = 0
        self._found: _Keys = np.empty(0, np.uint64)

    def __enter__(self) -> Repeated:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def add(self, document: Seen) -> None:
        """Count the lines of a document, one that is no copy of another."""
        self._buffer.append(_keys(document))
        self._buffered += len(self._buffer[-1])
        if self._buffered >= _BUFFERED:
            self._spill()

    def _spill(self) -> None:
        if not self._files:
            self._files = [tempfile.TemporaryFile(dir=self._folder) for _ in range(_FILES)]  # noqa: SIM115
        keys = np.sort(np.concatenate(self._buffer))
        starts = (np.arange(_FILES, dtype=np.uint64)) << np.uint64(64 - _FILE_BITS)
        bounds = [*np.searchsorted(keys, starts).tolist(), len(keys)]
        for file, begin, end in zip(self._files, bounds, bounds[1:], strict=False):
            file.write(keys[begin:end].tobytes())
        self._buffer, self._buffered = [], 0

    def count(self) -> None:
        """End the counting; then `lines_in` tells."""
        if not self._files:
            self._found = _often(np.concatenate([_NO_KEYS, *self._buffer]))
            return
        if self._buffer:
            self._spill()
        found = []
        for file in self._files:
            file.seek(0)
            found.append(_often(np.frombuffer(file.read(), dtype=np.uint64)))
        self._found = np.concatenate(found)

    def lines_in(self, document: Seen) -> frozenset[bytes]:
        """The digests of the template lines in a document."""
        if not len(self._found):
            return frozenset()
        keys = _keys(document)
        at = np.minimum(np.searchsorted(self._found, keys), len(self._found) - 1)
        lines = document.lines
        return frozenset(
            lines[n * _DIGEST_BYTES : (n + 1) * _DIGEST_BYTES]
            for n in np.flatnonzero(self._found[at] == keys).tolist()
        )


_Keys = npt.NDArray[np.uint64]
_NO_KEYS: Final[_Keys] = np.empty(0, np.uint64)
_SITE: Final = np.uint64(1)


def _keys(document: Seen) -> _Keys:
    """The keys of a document's lines, each once; the last bit tells a site from another place."""
    place = hashlib.blake2b(document.place.encode("utf-8", "surrogatepass"), digest_size=8)
    mixed = np.frombuffer(document.lines, dtype="<u8") ^ np.frombuffer(place.digest(), dtype="<u8")
    keys: _Keys = mixed & ~_SITE
    return keys | _SITE if document.place.startswith("site:") else keys


def _often(keys: _Keys) -> _Keys:
    """Those that as many documents have as their kind of place asks for, sorted."""
    distinct, counts = np.unique(keys, return_counts=True)
    least = np.where(distinct & _SITE, _LEAST_DOCUMENTS, _LEAST_OF_PLACE)
    found: _Keys = distinct[counts >= least]
    return found


def template_edits(text: Text, template: Collection[bytes], title: str | None = None) -> list[Edit]:
    """Edits that take the lines of a template out of a document.

    Args:
        text: the document, in simplified script.
        template: digests of lines, of `Repeated.lines_in`.
        title: its title; a line that says the same stays, as do headings of the markup.

    Returns:
        An edit for each line with its line break, of the kind that the line classifier finds
        likeliest; none where more than two fifths of the text would go.
    """
    lines = [line for line in lines_of(text.string) if line.rank >= 0]
    wanted = letters(title or "")
    of_template = [
        _digest(line.text) in template and not (wanted and letters(line.text) == wanted)
        for line in lines
    ]
    if not any(of_template):
        return []
    headings = heading_ranks(text, lines)
    chosen = [
        n
        for n in _chosen([line.text for line in lines], of_template)
        if lines[n].rank not in headings
    ]
    if sum(len(lines[n].text) for n in chosen) > _LARGEST_SHARE * sum(len(i.text) for i in lines):
        return []
    if not chosen:
        return []
    shares = line_classifier().shares(LinePage(lines))
    edits = []
    for number in chosen:
        line = lines[number]
        kind = KINDS[1 + int(np.argmax(shares[number, 1:]))]
        edits.append(Edit(line.start, min(line.end + 1, len(text)), "", kind, RULE))
    return edits


def _chosen(texts: Sequence[str], of_template: Sequence[bool]) -> list[int]:
    """The numbers of the lines that go: from either rim all of the template, inside the long."""
    count = len(texts)
    first = next((n for n in range(count) if not of_template[n]), count)
    last = next((n for n in reversed(range(count)) if not of_template[n]), -1)
    return [
        n
        for n in range(count)
        if of_template[n]
        and (
            not first < n < last
            or (len(_VARYING.sub("", texts[n])) >= _LEAST_INSIDE and not _ITEM.match(texts[n]))
        )
    ]


def remove_templates(
    tables: Mapping[str, list[dict[str, Any]]],
    touched: Mapping[str, frozenset[bytes]],
    document: Callable[[int], AbstractContextManager[bool]],
) -> None:
    """Take the template lines out of documents.

    Args:
        tables: the rows of one part of the tables sources, documents and edits; they are changed.
        touched: for each source that has some the digests of its template lines.
        document: called with the number of each document, in whose context it is worked on; left
            as it is where that says so.
    """
    sources = {row["doc_id"]: row["text"] for row in tables["sources"]}
    edits: dict[str, list[SourceEdit]] = defaultdict(list)
    for row in tables["edits"]:
        doc_id, *fields = row.values()
        edits[doc_id].append(SourceEdit(*fields))
    for number, row in enumerate(tables["documents"]):
        template = touched.get(row["source"])
        if not template:
            continue
        result = None
        with document(number) as wanted:
            if wanted:
                breaks = OffsetMap.from_breaks(row["text_breaks"], row["source_breaks"])
                before = Text(row["text"], sources[row["doc_id"]], breaks)
                removals = template_edits(before, template, row["title"])
                if removals:
                    result = strip_again(before, edits[row["doc_id"]], removals)
        if result is not None:
            text, edits[row["doc_id"]] = result
            row["text"], row["text_chars"] = text.string, len(text)
            row["text_breaks"] = text.map.text_breaks.tolist()
            row["source_breaks"] = text.map.source_breaks.tolist()
    names = SCHEMAS["edits"].names
    tables["edits"][:] = [
        dict(zip(names, (row["doc_id"], *edit), strict=True))
        for row in tables["documents"]
        for edit in edits[row["doc_id"]]
    ]


__all__ = [
    "RULE",
    "Repeated",
    "Seen",
    "remove_templates",
    "see",
    "template_edits",
]
