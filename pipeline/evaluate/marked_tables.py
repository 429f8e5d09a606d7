"""Marked text to the rows of the contract's tables, and back.

`to_tables` gives what a perfect run would have written for a gold document; `from_tables` gives
what any run wrote in the marked form, for a person to read and correct. The tables have no place
for `<i>` spans and for some lines of the header; `aside_of` holds those, and with it the way there
and back is the identity up to the spelling of numbers and the order of attributes (`canonical`).
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pipeline.contract import MENTION_TYPES, SCHEMAS
from pipeline.evaluate.marked import MarkedDocument, Span
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.evaluate.match_text import removed_spans
from pipeline.evaluate.output import SIGN_OF, file_name, stem
from pipeline.ingest.page import document_id
from pipeline.text import Edit, Text

Row = tuple[object, ...]
Rows = Mapping[str, Sequence[Row]]

TABLES: Final = ("sources", "documents", "edits", "sentences", "mentions", "figures", "stance")
"""The tables that a marked document has rows in."""

_RULE: Final = "marked"
_HEADER: Final = ("title", "author", "date", "stance")
_ORDER: Final = (
    *("id", "source", "source_name", "lang", "script", "genre"),
    *("title", "author", "date", "stance", "targets", "noise"),
)
_ATTRIBUTES: Final = ("k", "v", "w", "u", "q")
_LABEL_OF: Final = {"+": ("optimistic", 1.0), "-": ("cautionary", -1.0), "0": ("neutral", 0.0)}
_SCORE_OF: Final = {"optimistic": 1.0, "cautionary": -1.0, "mixed": 0.0}
_REGION_OF: Final = {"hant-tw": "tw", "hant-hk": "hk", "none": "none"}
_MARKED_SCRIPT: Final = {
    ("hant", "tw"): "hant-tw",
    ("hant", "hk"): "hant-hk",
    ("hant", "cn"): "hant-mech",
}
_TAG_OF: Final = {type_: tag for tag, type_ in TYPE_OF.items()}
_OWN_KIND: Final = {"duplicate": "nav"}
"""A removed duplicate is marked as navigation, which a repeated title counts as."""
_MARKED_KINDS: Final = ("byline", "ad", "notice", "nav", "caption", "refs")
_PREFIX: Final = re.compile(rf"^(?:topic|{'|'.join(MENTION_TYPES)}):")
_LINE: Final = re.compile(r"[^\r\n]*\w[^\r\n]*")
_PLAIN_BELOW: Final = 1e6


class Aside(NamedTuple):
    """What a marked document holds that the tables do not: header lines and `<i>` spans."""

    header: dict[str, str]
    ignored: list[Span]


def aside_of(document: MarkedDocument) -> Aside:
    """The part of a document that the tables have no place for."""
    header = {k: v for k, v in document.header.items() if k not in _ORDER or k in _BESIDE}
    return Aside(header, [s for s in document.spans if s.tag == "i"])


_BESIDE: Final = ("genre", "noise", "script", "lang", "source", "source_name", "id")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A span of the source that becomes a row of the sentences table."""

    start: int
    end: int
    sign: str | None
    is_heading: bool


def to_tables(document: MarkedDocument) -> dict[str, list[Row]]:
    """The rows a perfect run would write, by table, in the order of the contract's columns.

    Texts stay in the script they are in. Entities are `<type>:<key>`; a target that the text does
    not name is `topic:<key>`. Lines of the body outside any sentence are headings, with no stance.
    """
    edits = [
        Edit(s.start, s.end, "", s.attributes["k"], _RULE)
        for s in removed_spans(document)
        if s.start < s.end
    ]
    text = Text.of(document.text).apply(edits)
    doc_id = document_id(document.text.encode("utf-8", "replace"))
    sentences = _sentences(document)
    rows: dict[str, list[Row]] = {
        "sources": [(doc_id, file_name(document), "utf-8", 1.0, document.text)],
        "documents": [_document_row(document, doc_id, text)],
        "edits": [(doc_id, *e) for e in Text.of(document.text).source_edits(edits)],
        "sentences": [],
        "mentions": [],
        "figures": [],
        "stance": [],
    }
    language = str(rows["documents"][0][SCHEMAS["documents"].names.index("language")])
    for number, s in enumerate(sentences):
        place = _place(text, s.start, s.end)
        written = text.string[place[0] : place[1]]
        rows["sentences"].append((doc_id, number, *place, written, language, s.is_heading))
    starts = [s.start for s in sentences]
    surfaces: dict[str, str] = {}
    for span in document.spans:
        number = max(0, bisect_right(starts, span.start) - 1)
        place = _place(text, span.start, span.end)
        if span.tag in TYPE_OF:
            entity = f"{TYPE_OF[span.tag]}:{span.attributes['k']}"
            name = surfaces.setdefault(entity, span.text)
            type_ = TYPE_OF[span.tag]
            rows["mentions"].append(
                (doc_id, number, *place, span.text, type_, entity, name, 1.0, _RULE)
            )
        elif span.tag == "f":
            rows["figures"].append((doc_id, number, *place, span.text, *_figure(span.attributes)))
    rows["stance"] = list(_stance_rows(document, doc_id, sentences, surfaces))
    return rows


def _document_row(document: MarkedDocument, doc_id: str, text: Text) -> Row:
    header = document.header
    script = header.get("script") or "hans"
    date = header.get("date")
    return (
        doc_id,
        file_name(document),
        header.get("title") or None,
        header.get("author") or None,
        datetime.date.fromisoformat(date) if date else None,
        header.get("lang") or "zh",
        script.partition("-")[0],
        text.string,
        None,
        len(document.text),
        len(text),
        None,
        _REGION_OF.get(script, "cn"),
        text.map.text_breaks.tolist(),
        text.map.source_breaks.tolist(),
    )


def _sentences(document: MarkedDocument) -> list[_Sentence]:
    """The marked sentences, the title, and each other line of the body, in order."""
    found, at = [], 0
    outer = sorted((s for s in document.spans if s.tag in "tds"), key=lambda s: s.start)
    for span in [*outer, None]:
        low, high = at, span.start if span else len(document.text)
        for line in _LINE.finditer(document.text, low, high):
            left = len(line.group()) - len(line.group().lstrip())
            right = len(line.group().rstrip())
            found.append(_Sentence(line.start() + left, line.start() + right, None, True))
        if span and span.tag != "d":
            sign = span.attributes.get("v")
            found.append(_Sentence(span.start, span.end, sign, span.tag == "t"))
        at = span.end if span else at
    return found


def _place(text: Text, start: int, end: int) -> tuple[int, int, int, int]:
    return (*text.text_span(start, end), start, end)


def _figure(marked: Mapping[str, str]) -> Row:
    """kind, value, value_max, unit, per, qualifier, entity_id, metric."""
    upper = float(marked["w"]) if marked.get("w") else None
    value = float(marked["v"])
    return (marked["k"], value, upper, marked["u"], None, marked.get("q") or "exact", None, None)


def _stance_rows(
    document: MarkedDocument,
    doc_id: str,
    sentences: Sequence[_Sentence],
    entities: Mapping[str, str],
) -> Iterator[Row]:
    for number, sentence in enumerate(sentences):
        if sentence.sign:
            yield (doc_id, "sentence", number, None, *_LABEL_OF[sentence.sign], 1.0, [])
    if label := document.header.get("stance"):
        yield (doc_id, "document", None, None, label, _SCORE_OF[label], 1.0, [])
    for key, sign in document.targets.items():
        named = (f"{type_}:{key}" for type_ in TYPE_OF.values())
        entity = next((e for e in named if e in entities), f"topic:{key}")
        yield (doc_id, "target", None, entity, *_LABEL_OF[sign], 1.0, [])


@dataclass(slots=True)
class _Marks:
    """Spans over a source, none crossing another; what would cross one before it is left out."""

    source: str
    outer: list[Span] = field(default_factory=list)
    inner: list[Span] = field(default_factory=list)

    def add_outer(self, tag: str, start: int, end: int, attributes: dict[str, str]) -> None:
        """Mark what of `start:end` no outer span has yet; each piece of it becomes a span."""
        at = start
        for taken in sorted(self.outer, key=lambda s: s.start):
            if taken.end <= at or taken.start >= end:
                continue
            self._append(tag, at, taken.start, attributes)
            at = max(at, taken.end)
        self._append(tag, at, end, attributes)

    def _append(self, tag: str, start: int, end: int, attributes: dict[str, str]) -> None:
        if start < end and self.source[start:end].strip():
            self.outer.append(Span(tag, start, end, self.source[start:end], attributes))

    def add_inner(self, tag: str, start: int, end: int, attributes: dict[str, str]) -> None:
        """Mark `start:end` if it lies inside one outer sentence or outside all, and is free."""
        for taken in self.outer:
            apart = end <= taken.start or taken.end <= start
            inside = taken.start <= start and end <= taken.end and taken.tag != "d"
            if not (apart or inside):
                return
        if start < end and all(end <= s.start or s.end <= start for s in self.inner):
            self.inner.append(Span(tag, start, end, self.source[start:end], attributes))

    def spans(self) -> list[Span]:
        """All spans in the order in which they open."""
        return sorted([*self.outer, *self.inner], key=lambda s: (s.start, -s.end, s.tag in _INNER))


_INNER: Final = "cmpfi"


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
        kind = _OWN_KIND.get(row["kind"], row["kind"])
        if kind in _MARKED_KINDS:
            marks.add_outer("d", row["source_start"], row["source_end"], {"k": kind})
    _mark_sentences(marks, tables, document["title"])
    for row in tables["mentions"]:
        if tag := _TAG_OF.get(row["type"]):
            key = _key(row["entity_id"])
            marks.add_inner(tag, row["source_start"], row["source_end"], {"k": key})
    for row in tables["figures"]:
        marks.add_inner("f", row["source_start"], row["source_end"], _figure_attributes(row))
    if aside:
        marks.inner += aside.ignored
    header = _header(document, tables["stance"]) | (aside.header if aside else {})
    targets = dict(t.rsplit(":", 1) for t in header["targets"].split())
    ordered = {key: header[key] for key in (*_ORDER, *header) if key in header}
    return MarkedDocument(ordered["id"], ordered, source["text"], marks.spans(), targets)


def _dicts(name: str, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    names = SCHEMAS[name].names
    for row in rows:
        yield dict(zip(names, row, strict=True))


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
        if row["is_heading"] and title and row["text"] == title:
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
    name = document["source"]
    script = (document["script"], document["region"])
    label = next((r["label"] for r in stance if r["level"] == "document"), "")
    targets: dict[str, str] = {}
    for row in stance:
        if row["level"] == "target":
            targets.setdefault(_key(row["entity_id"]), SIGN_OF[row["label"]])
    date = document["published"]
    return {
        "id": document_name(name),
        "source": name,
        "lang": document["language"],
        "script": _MARKED_SCRIPT.get(script, document["script"]),
        "title": " ".join((document["title"] or "").split()),
        "author": " ".join((document["author"] or "").split()),
        "date": date.isoformat() if date else "",
        "stance": label,
        "targets": " ".join(f"{key}:{sign}" for key, sign in targets.items()),
    }


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
        text
        for text in (f"{value:.{digits}e}" for digits in range(18))
        if float(text) == value
    ).partition("e")
    return f"{mantissa}e{int(exponent)}"


def canonical(document: MarkedDocument) -> MarkedDocument:
    """The document with numbers spelled and attributes ordered as `from_tables` has them."""
    spans = []
    for span in document.spans:
        marked = {k: v for k, v in span.attributes.items() if v or k == "u"}
        marked |= {k: spell(float(marked[k])) for k in "vw" if k in marked and span.tag == "f"}
        ordered = {k: marked[k] for k in _ATTRIBUTES if k in marked}
        spans.append(replace(span, attributes=ordered))
    spans.sort(key=lambda s: (s.start, -s.end, s.tag in _INNER))
    header = {key: "" for key in (*_HEADER, "targets")} | document.header
    header = {key: header[key] for key in (*_ORDER, *header) if key in header}
    return replace(document, header=header, spans=spans)
