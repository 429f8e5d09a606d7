"""The schema of every table; nothing else defines a column.

Offsets are Unicode code points, half-open. `start`/`end` point into `documents.text`,
`source_start`/`source_end` into `sources.text`. A change to the name, type or meaning of a column
raises `SCHEMA_VERSION`; adding a column does not.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.columns import array_of
from pipeline.errors import ContractError

SCHEMA_VERSION: Final = "1.0"

STAGES: Final[dict[str, tuple[str, ...]]] = {
    "ingest": ("sources", "documents", "edits", "rejects"),
    "extract": ("sentences", "mentions", "figures"),
    "classify": ("stance",),
    "index": ("entities", "index", "claims", "comentions", "timeline"),
}
"""The tables that each stage writes, in the order of the stages."""

TABLE_NOTES: Final[dict[str, str]] = {
    "sources": "the decoded source of a document, before any edit",
    "documents": "a kept document",
    "edits": "a span of the source that was removed or rewritten",
    "rejects": "an input that could not become a document",
    "sentences": "a sentence or heading",
    "mentions": "a company, model, person, product or organization named in the text",
    "figures": "a number with what it counts",
    "stance": "a judged document, sentence or target",
    "entities": "an entity over the whole corpus",
    "claims": "what a figure says of an entity",
    "index": "a document with everything joined",
    "comentions": "two entities that are named together",
    "timeline": "an entity or topic in a month: how often it is named, and the stance towards it",
}
"""What one row of each table is."""

REMOVED_KINDS: Final = ("byline", "ad", "notice", "nav", "caption", "refs", "duplicate")
REPAIRED_KINDS: Final = ("gloss", "mojibake", "markup", "invisible", "width", "linebreak")
MENTION_TYPES: Final = ("company", "model", "person", "organization", "product")
FIGURE_KINDS: Final = ("money", "percent", "multiple", "quantity")
QUALIFIERS: Final = ("exact", "approx", "gt", "lt")
CHANGES: Final = ("up", "down")
STANCES: Final = ("optimistic", "cautionary", "neutral", "mixed")
TOPICS: Final = ("topic:china-ai", "topic:us-ai", "topic:ai-industry")

_text = pa.string()
_int = pa.int32()
_real = pa.float64()
_texts = pa.list_(pa.field("item", pa.string(), nullable=False))
_ints = pa.list_(pa.field("item", pa.int32(), nullable=False))


def _schema(*fields: tuple[str, pa.DataType] | tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(f[0], f[1], nullable=len(f) == 3) for f in fields])


_NULL: Final = True
_SPAN: Final = (("start", _int), ("end", _int), ("source_start", _int), ("source_end", _int))

SCHEMAS: Final[dict[str, pa.Schema]] = {
    "sources": _schema(
        ("doc_id", _text),
        ("source", _text),
        ("encoding", _text),
        ("encoding_confidence", _real),
        ("text", _text),
        # Beyond the contract: the encodings of lines that the first could not read, and where
        # bytes fit no character (the offset of their U+FFFD, the bytes in hexadecimal).
        ("other_encodings", _texts),
        ("lost_at", _ints),
        ("lost_bytes", _texts),
    ),
    "documents": _schema(
        ("doc_id", _text),
        ("source", _text),
        ("title", _text, _NULL),
        ("author", _text, _NULL),
        ("published", pa.date32(), _NULL),
        ("language", _text),
        ("script", _text),
        ("text", _text),
        ("conversion", _text, _NULL),
        ("source_chars", _int),
        ("text_chars", _int),
        ("duplicate_of", _text, _NULL),
        # Beyond the contract: where region-bound words were read, and the map from text to source.
        ("region", _text),
        ("text_breaks", _ints),
        ("source_breaks", _ints),
        ("site", _text, _NULL),
        # Beyond the contract: the title as the page, or its column, writes it.
        ("title_original", _text, _NULL),
    ),
    "edits": _schema(
        ("doc_id", _text),
        ("source_start", _int),
        ("source_end", _int),
        ("source_text", _text),
        ("replacement", _text),
        ("kind", _text),
        ("rule", _text),
    ),
    "rejects": _schema(("source", _text), ("stage", _text), ("code", _text), ("message", _text)),
    "sentences": _schema(
        ("doc_id", _text),
        ("sentence_id", _int),
        *_SPAN,
        ("text", _text),
        ("language", _text),
        ("is_heading", pa.bool_()),
    ),
    "mentions": _schema(
        ("doc_id", _text),
        ("sentence_id", _int),
        *_SPAN,
        ("surface", _text),
        ("type", _text),
        ("entity_id", _text),
        ("name", _text),
        ("score", _real),
        ("method", _text),
    ),
    "figures": _schema(
        ("doc_id", _text),
        ("sentence_id", _int),
        *_SPAN,
        ("surface", _text),
        ("kind", _text),
        ("value", _real),
        ("value_max", _real, _NULL),
        ("unit", _text),
        ("per", _text, _NULL),
        ("qualifier", _text),
        ("entity_id", _text, _NULL),
        ("metric", _text, _NULL),
        # Beyond the contract: the year, half, quarter or month (2025-H1), the direction (增长20%).
        ("period", _text, _NULL),
        ("change", _text, _NULL),
    ),
    "stance": _schema(
        ("doc_id", _text),
        ("level", _text),
        ("sentence_id", _int, _NULL),
        ("entity_id", _text, _NULL),
        ("label", _text),
        ("score", _real),
        ("confidence", _real),
        ("evidence", _ints),
    ),
    "entities": _schema(
        ("entity_id", _text),
        ("type", _text),
        ("name", _text),
        ("name_hans", _text, _NULL),
        ("name_hant", _text, _NULL),
        ("name_en", _text, _NULL),
        ("aliases", _texts),
        ("maker_id", _text, _NULL),
        ("known", pa.bool_()),
        ("documents", _int),
        ("mentions", _int),
        # Beyond the contract: of the dated documents that name it.
        ("first_published", pa.date32(), _NULL),
        ("last_published", pa.date32(), _NULL),
    ),
    # Beyond the contract: the figures that say something of an entity, side by side.
    "claims": _schema(
        ("entity_id", _text),
        ("name", _text),
        ("metric", _text),
        ("period", _text, _NULL),
        ("kind", _text),
        ("value", _real),
        ("value_max", _real, _NULL),
        ("unit", _text),
        ("per", _text, _NULL),
        ("qualifier", _text),
        ("surface", _text),
        ("doc_id", _text),
        ("sentence_id", _int),
        ("disputed", pa.bool_()),
        ("change", _text, _NULL),
    ),
    # Beyond the contract: pairs that share a sentence or two documents, the id that sorts first in
    # `entity_id`. A document counts pairs of the entities it names most; `npmi` (-1 to 1) is above
    # 0 where two are named together more often than by chance.
    "comentions": _schema(
        ("entity_id", _text),
        ("other_id", _text),
        ("documents", _int),
        ("sentences", _int),
        ("npmi", _real),
    ),
    # Beyond the contract: `month` is its first day; labels count documents by the stance towards
    # the entity or topic, `score` is their mean, null where none judges it.
    "timeline": _schema(
        ("entity_id", _text),
        ("month", pa.date32()),
        ("documents", _int),
        ("mentions", _int),
        ("optimistic", _int),
        ("cautionary", _int),
        ("neutral", _int),
        ("mixed", _int),
        ("score", _real, _NULL),
    ),
    "index": _schema(
        ("doc_id", _text),
        ("source", _text),
        ("title", _text, _NULL),
        ("author", _text, _NULL),
        ("published", pa.date32(), _NULL),
        ("language", _text),
        ("script", _text),
        ("conversion", _text, _NULL),
        ("source_chars", _int),
        ("text_chars", _int),
        ("duplicate_of", _text, _NULL),
        ("stance", _text),
        ("stance_score", _real),
        ("stance_confidence", _real),
        ("companies", _texts),
        ("models", _texts),
        ("people", _texts),
        ("sentences", _int),
        ("mentions", _int),
        ("figures", _int),
        ("optimistic_sentences", _int),
        ("cautionary_sentences", _int),
        ("keywords", _texts),
        ("duplicate_group", _text, _NULL),
    ),
}

CLOSED_SETS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("documents", "language"): ("zh", "en", "mixed"),
    ("documents", "script"): ("hans", "hant", "mixed", "none"),
    ("edits", "kind"): REMOVED_KINDS + REPAIRED_KINDS,
    ("mentions", "type"): MENTION_TYPES,
    ("figures", "kind"): FIGURE_KINDS,
    ("figures", "qualifier"): QUALIFIERS,
    ("figures", "change"): CHANGES,
    ("stance", "level"): ("document", "sentence", "target"),
    ("stance", "label"): STANCES,
    ("entities", "type"): MENTION_TYPES,
    ("claims", "kind"): FIGURE_KINDS,
    ("claims", "qualifier"): QUALIFIERS,
    ("claims", "change"): CHANGES,
    ("index", "language"): ("zh", "en", "mixed"),
    ("index", "script"): ("hans", "hant", "mixed", "none"),
    ("index", "stance"): STANCES,
}
"""The values that a column may have, by table and column; null too where the schema allows it."""


def table_of(name: str, rows: list[tuple[object, ...]]) -> pa.Table:
    """An Arrow table of `rows`, each a tuple in the order of the schema's columns.

    Raises:
        ContractError: a value does not fit its column.
    """
    schema = SCHEMAS[name]
    try:
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in schema]
        arrays = [array_of(c, f.type) for c, f in zip(columns, schema, strict=True)]
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise ContractError(f"a row of {name} does not fit the contract: {error}") from error
    table = pa.Table.from_arrays(arrays, schema=schema)
    validate(name, table)
    return table


def validate(name: str, table: pa.Table) -> None:
    """Check `table` against the contract: columns, types, nulls, and the values of closed sets.

    Raises:
        ContractError: the message names the table, the column and what is wrong.
    """
    schema = SCHEMAS[name]
    if not table.schema.equals(schema):
        raise ContractError(f"{name}: columns are {table.schema.names}, must be {schema.names}")
    for field in schema:
        column = table.column(field.name)
        if not field.nullable and column.null_count:
            raise ContractError(f"{name}.{field.name}: {column.null_count} nulls are not allowed")
        allowed = CLOSED_SETS.get((name, field.name))
        if allowed:
            strange = set(column.unique().to_pylist()) - {*allowed, None}
            if strange:
                raise ContractError(f"{name}.{field.name}: unknown values {sorted(strange)}")
    if "source_end" in schema.names and table.num_rows:
        starts, ends = table.column("source_start"), table.column("source_end")
        if pc.min(starts).as_py() < 0 or pc.any(pc.less(ends, starts)).as_py():
            raise ContractError(f"{name}: a source span is negative or ends before it starts")
