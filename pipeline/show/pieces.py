"""A document as a row of pieces, each with all that is marked on it: what views are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.annotated import (
    AnnotatedDocument,
    Place,
    Row,
    Script,
    annotated_documents,
    clean_source,
    in_original_script,
)
from pipeline.contract import REMOVED_KINDS
from pipeline.explain import Change, whole_lines
from pipeline.named_document import find_document
from pipeline.store.output import committed
from pipeline.text import OffsetMap, Text

# What no reader would see on the page either; `mine explain --all` shows it.
_SILENT: Final = ("markup", "linebreak", "invisible")
_CHANGE: Final = ("source_start", "source_end", "replacement", "kind", "rule")


class Piece(NamedTuple):
    """A piece of a document's text, or what stood there in the source.

    Attributes:
        text: what is shown; of a removed piece the characters of the source.
        sentence: the row of the sentence that it is part of.
        name: the row of the mention that it is part of.
        figure: the row of the figure that it is part of.
        edit: the row of the edit that removed it or wrote something else there; only then.
        whole_lines: the edit took all there was on its lines.
    """

    text: str
    sentence: Row | None = None
    name: Row | None = None
    figure: Row | None = None
    edit: Row | None = None
    whole_lines: bool = False

    @property
    def removed(self) -> bool:
        """Whether it is boilerplate, rather than a repair."""
        return self.edit is not None and self.edit["kind"] in REMOVED_KINDS


class View(NamedTuple):
    """A document to be shown: in the script asked for, and its pieces in the order of the page."""

    annotated: AnnotatedDocument
    pieces: tuple[Piece, ...]


def view(out: Path, wanted: str, script: Script = "simplified", *, repairs: bool = False) -> View:
    """The document that `wanted` names (`find_document`), ready to be shown.

    Args:
        out: the output folder.
        wanted: names the document.
        script: of its text.
        repairs: show where something was repaired too, such as a reading in brackets.

    Raises:
        MissingTableError: `out` holds no tables.
        UnknownDocumentError: there is no such document, or more than one.
    """
    with committed(out, "documents") as state:
        doc_id = find_document(state, wanted)
        (annotated,) = annotated_documents(state, doc_ids=[doc_id], edits=True)
    if script == "original":
        written = in_original_script(annotated)
        place = clean_source(annotated).text_span
        return View(written, tuple(pieces(written, place, repairs=repairs)))
    document = annotated.document
    breaks = OffsetMap.from_breaks(document["text_breaks"], document["source_breaks"])
    text = Text(annotated.text, annotated.source_text, breaks)
    return View(annotated, tuple(pieces(annotated, text.text_span, repairs=repairs)))


def pieces(annotated: AnnotatedDocument, place: Place, *, repairs: bool) -> Iterator[Piece]:
    """The pieces of a document, in order.

    Args:
        annotated: with its edits.
        place: where a span of the source is in `annotated.text`.
        repairs: with those edits that are no removal of boilerplate.
    """
    text = annotated.text
    edits = [
        (*place(row["source_start"], row["source_end"]), row)
        for row in sorted(annotated.edits, key=lambda row: int(row["source_start"]))
        if row["kind"] in REMOVED_KINDS or (repairs and row["kind"] not in _SILENT)
    ]
    layers = (_Layer(annotated.sentences), _Layer(annotated.mentions), _Layer(annotated.figures))
    cuts = {0, len(text), *(bound for start, end, _ in edits for bound in (start, end))}
    for layer in layers:
        cuts |= layer.bounds
    bounds = sorted(bound for bound in cuts if 0 <= bound <= len(text))
    at = 0
    for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True):
        while at < len(edits) and edits[at][0] <= start:
            row = edits[at][2]
            owner = layers[0].at(start)
            change = Change(*(row[c] for c in _CHANGE))
            whole = whole_lines(annotated.source_text, change)
            yield Piece(row["source_text"], owner, edit=row, whole_lines=whole)
            at += 1
        if start < end:
            sentence, name, figure = (layer.at(start) for layer in layers)
            yield Piece(text[start:end], sentence, name, figure)


class _Layer:
    """Rows with a span each, asked for in rising order of places."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: (row["start"], row["end"]))
        self._next = 0
        self._open: Row | None = None
        self.bounds = {row[key] for row in rows for key in ("start", "end")}

    def at(self, place: int) -> Row | None:
        """The row whose span holds `place`; the one that starts last where there are several."""
        while self._next < len(self._rows) and self._rows[self._next]["start"] <= place:
            self._open = self._rows[self._next]
            self._next += 1
        if self._open is not None and self._open["end"] <= place:
            self._open = None
        return self._open
