"""A marked document to the rows of the contract's tables: what a perfect run would have written."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.contract import SCHEMAS
from pipeline.evaluate.marked import MarkedDocument
from pipeline.evaluate.match_names import TYPE_OF
from pipeline.evaluate.match_text import removed_spans
from pipeline.evaluate.output import file_name
from pipeline.ingest.page import document_id
from pipeline.text import Edit, Text

Row = tuple[object, ...]

TABLES: Final = ("sources", "documents", "edits", "sentences", "mentions", "figures", "stance")
"""The tables that a marked document has rows in."""

_RULE: Final = "marked"
_LABEL_OF: Final = {"+": ("optimistic", 1.0), "-": ("cautionary", -1.0), "0": ("neutral", 0.0)}
_SCORE_OF: Final = {"optimistic": 1.0, "cautionary": -1.0, "mixed": 0.0}
_REGION_OF: Final = {"hant-tw": "tw", "hant-hk": "hk", "none": "none"}
_LINE: Final = re.compile(r"[^\r\n]*\w[^\r\n]*")


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
        "sources": [(doc_id, file_name(document), "utf-8", 1.0, document.text, [], [], [])],
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
        header.get("site") or None,
        header.get("title") or None,
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
    """kind, value, value_max, unit, per, qualifier, entity_id, metric, period, change."""
    upper = float(marked["w"]) if marked.get("w") else None
    value = float(marked["v"])
    said = (None, None, None, None)
    return (marked["k"], value, upper, marked["u"], None, marked.get("q") or "exact", *said)


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
