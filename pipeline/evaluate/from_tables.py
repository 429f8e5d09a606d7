"""The rows of the contract's tables to a marked document, for a person to read and correct.

With `to_tables` the way there and back is the identity, up to the spelling of numbers and the order
of attributes (`canonical`), once `aside_of` has put by what the tables have no place for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pipeline.contract import MENTION_TYPES, SCHEMAS
from pipeline.evaluate.marked import MarkedDocument, Span
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.evaluate.output import SIGN_OF, stem
from pipeline.evaluate.to_tables import TABLES, Row

Rows = Mapping[str, Sequence[Row]]

_FROM_TABLES: Final = ("title", "author", "date", "stance", "targets")
_ORDER: Final = (
    *("id", "source", "source_name", "lang", "script", "genre"),
    *_FROM_TABLES,
    "noise",
)
_INNER: Final = "cmpfi"
_ATTRIBUTES: Final = ("k", "v", "w", "u", "q")
_MARKED_SCRIPT: Final = {
    ("hant", "tw"): "hant-tw",
    ("hant", "hk"): "hant-hk",
    ("hant", "cn"): "hant-mech",
}
_TAG_OF: Final = {type_: tag for tag, type_ in TYPE_OF.items()}
_MARKED_KINDS: Final = ("byline", "ad", "notice", "nav", "caption", "refs")
_PREFIX: Final = re.compile(rf"^(?:topic|{'|'.join(MENTION_TYPES)}):")
_PLAIN_BELOW: Final = 1e6


class Aside(NamedTuple):
    """What a marked document holds that the tables do not: header lines and `<i>` spans."""

    header: dict[str, str]
    ignored: list[Span]


def aside_of(document: MarkedDocument) -> Aside:
    """The part of a document that the tables have no place for."""
    header = {k: v for k, v in document.header.items() if k not in _FROM_TABLES}
    return Aside(header, [s for s in document.spans if s.tag == "i"])


class _Disjoint:
    """Spans that do not overlap, in order of their place."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def over(self, start: int, end: int) -> list[Span]:
        """The spans that share a character with `start:end`."""
        first = bisect_right(self.spans, start, key=lambda s: s.end)
        last = bisect_left(self.spans, end, key=lambda s: s.start)
        return self.spans[first:last]

    def add(self, span: Span) -> None:
        """Put in a span that overlaps none."""
        insort(self.spans, span, key=lambda s: s.start)


class _Marks:
    """Spans over a source, none crossing another; what would cross one before it is left out."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.outer = _Disjoint()
        self.inner = _Disjoint()

    def add_outer(self, tag: str, start: int, end: int, attributes: dict[str, str]) -> None:
        """Mark what of `start:end` no outer span has yet; each piece of it becomes a span."""
        at = start
        for taken in self.outer.over(start, end):
            self._add_piece(tag, at, taken.start, attributes)
            at = taken.end
        self._add_piece(tag, at, end, attributes)

    def _add_piece(self, tag: str, start: int, end: int, attributes: dict[str, str]) -> None:
        if start < end and self.source[start:end].strip():
            self.outer.add(Span(tag, start, end, self.source[start:end], attributes))

    def add_inner(self, tag: str, start: int, end: int, attributes: dict[str, str]) -> None:
        """Mark `start:end` if it lies inside one outer sentence or outside all, and is free."""
        for taken in self.outer.over(start, end):
            if taken.tag == "d" or start < taken.start or taken.end < end:
                return
        if start < end and not self.inner.over(start, end):
            self.inner.add(Span(tag, start, end, self.source[start:end], attributes))

    def spans(self) -> list[Span]:
        """All spans in the order in which they open."""
        return _opening_order([*self.outer.spans, *self.inner.spans])


def _opening_order(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda s: (s.start, -s.end, s.tag in _INNER))


def from_tables(rows: Rows, aside: Aside | None = None) -> MarkedDocument:
    """One document's rows as a marked document over its source text.

    Removed spans become `<d>`, judged sentences `<s>`, the title `<t>`, names and figures their
    tags; a sentence that boilerplate interrupts becomes several. Repairs of the text are not shown,
    since the body is the text as it was before them.

    Args:
        rows: the document's rows by table (`sources` and `documents` at least).
        aside: what to add that tables do not hold.
    """
    tables = {name: list(_dicts(name, rows.get(name, ()))) for name in TABLES}
    source, document = tables["sources"][0], tables["documents"][0]
    marks = _Marks(source["text"])
    for row in tables["edits"]:
        if kind := _marked_kind(row):
            marks.add_outer("d", row["source_start"], row["source_end"], {"k": kind})
    _mark_sentences(marks, tables, document["title"])
    for row in tables["mentions"]:
        if tag := _TAG_OF.get(row["type"]):
            key = _key(row["entity_id"])
            marks.add_inner(tag, row["source_start"], row["source_end"], {"k": key})
    for row in tables["figures"]:
        marks.add_inner("f", row["source_start"], row["source_end"], _figure_attributes(row))
    targets = _targets(tables["stance"])
    header = _header(document, tables["stance"])
    header["targets"] = " ".join(f"{key}:{sign}" for key, sign in targets.items())
    spans = marks.spans()
    if aside:
        header |= aside.header
        spans = _opening_order([*spans, *aside.ignored])
    header |= _whereabouts(document["source"], header)
    ordered = {key: header[key] for key in (*_ORDER, *header) if key in header}
    return MarkedDocument(ordered["id"], ordered, source["text"], spans, targets)


def _dicts(name: str, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    names = SCHEMAS[name].names
    for row in rows:
        yield dict(zip(names, row, strict=True))


def _marked_kind(edit: Mapping[str, Any]) -> str | None:
    """The kind under which an edit is marked as removed; None for one that is not."""
    kind = str(edit["kind"])
    if kind in _MARKED_KINDS:
        return kind
    words = not edit["replacement"] and any(c.isalnum() for c in edit["source_text"])
    return "nav" if kind == "duplicate" or (kind == "markup" and words) else None


def _mark_sentences(
    marks: _Marks, tables: Mapping[str, Sequence[dict[str, Any]]], title: str | None
) -> None:
    signs = {
        row["sentence_id"]: SIGN_OF[row["label"]]
        for row in tables["stance"]
        if row["level"] == "sentence"
    }
    for row in tables["sentences"]:
        start, end = row["source_start"], row["source_end"]
        if row["is_heading"] and title and row["text"].split() == title.split():
            marks.add_outer("t", start, end, {})
            title = None
        elif row["sentence_id"] in signs:
            marks.add_outer("s", start, end, {"v": signs[row["sentence_id"]]})


def _figure_attributes(row: Mapping[str, Any]) -> dict[str, str]:
    attributes = {"k": row["kind"], "v": spell(row["value"])}
    if row["value_max"] is not None:
        attributes["w"] = spell(row["value_max"])
    attributes["u"] = row["unit"]
    if row["qualifier"] != "exact":
        attributes["q"] = row["qualifier"]
    return attributes


def _header(document: Mapping[str, Any], stance: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    script = (document["script"], document["region"])
    label = next((r["label"] for r in stance if r["level"] == "document"), "")
    date = document["published"]
    return {
        "id": document_name(document["source"]),
        "lang": document["language"],
        "script": _MARKED_SCRIPT.get(script, document["script"]),
        "title": (document["title"] or "").strip(),
        "author": (document["author"] or "").strip(),
        "date": date.isoformat() if date else "",
        "stance": label,
    }


def _targets(stance: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    targets: dict[str, str] = {}
    for row in stance:
        if row["level"] == "target":
            targets.setdefault(_key(row["entity_id"]), SIGN_OF[row["label"]])
    return targets


def _whereabouts(source: str, header: Mapping[str, str]) -> dict[str, str]:
    """The header lines that lead back to the source, where the id alone does not."""
    found = {}
    name = PurePosixPath(source).name
    if "#" not in source and name not in (f"{header['id']}.txt", header.get("source_name")):
        found["source_name"] = name
    if source != name or "#" in source:
        found["source"] = source
    return found


def document_name(source: str) -> str:
    """The name a document of a run is marked under: its file's, with the record's number.

    >>> document_name("pages/a.jsonl#3")
    'a-3'
    """
    _, _, number = source.partition("#")
    name = stem(source) or PurePosixPath(source.split("#")[0]).name.strip(".") or "document"
    return f"{name}-{number}" if number else name


def _key(entity_id: str) -> str:
    """An entity as a key of marked text: without its type, and with no space in it."""
    return "-".join(_PREFIX.sub("", entity_id).split())


def spell(value: float) -> str:
    """A number as the gold writes it, from which `float` reads the same number.

    >>> spell(200.0), spell(1.4e12), spell(33.3333)
    ('200', '1.4e12', '33.3333')
    """
    plain = repr(value).removesuffix(".0")
    if abs(value) < _PLAIN_BELOW:
        return plain
    mantissa, _, exponent = next(
        text for text in (f"{value:.{digits}e}" for digits in range(18)) if float(text) == value
    ).partition("e")
    return f"{mantissa}e{int(exponent)}"


def canonical(document: MarkedDocument) -> MarkedDocument:
    """The document with numbers spelled and attributes ordered as `from_tables` has them."""
    spans = []
    for span in document.spans:
        marked: dict[str, str] = {k: v for k, v in span.attributes.items() if v or k == "u"}
        marked |= {k: spell(float(marked[k])) for k in "vw" if k in marked and span.tag == "f"}
        ordered = {str(k): marked[k] for k in _ATTRIBUTES if k in marked}
        spans.append(replace(span, attributes=ordered))
    header = dict.fromkeys(_FROM_TABLES, "") | document.header
    header = {key: header[key] for key in (*_ORDER, *header) if key in header}
    return replace(document, header=header, spans=_opening_order(spans))
