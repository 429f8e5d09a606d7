"""A record of a file of many: which field is its text, and what the others state about it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.codec import without_surrogates
from pipeline.ingest.decode import decode
from pipeline.ingest.inputs.columns import (
    Columns,
    columns_of,
    fold,
    listed,
    no_text_column,
    note_named,
)
from pipeline.ingest.inputs.listing import Input
from pipeline.ingest.inputs.place import NamedColumns, ReadSettings

_LONGEST_STATED: Final = 1_000
_TAG: Final = re.compile(r"<[a-zA-Z!/][^<>]*>")
_EPOCH: Final = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?\Z")
# Some collections keep what they know of a text in an object beside it.
_NESTED: Final = ("metadata", "meta")
# What programs write for a value that is missing.
_NOTHING: Final = frozenset(["null", "none", "nan", "nat", "<na>", "n/a", "undefined"])


class Number(str):
    """A number as it was written: something to state, but no text."""

    __slots__ = ()


def record_input(
    source: str,
    fields: Mapping[str, object],
    *,
    settings: ReadSettings,
    where: str,
    encoding: str = "utf-8",
    confidence: float = 1.0,
) -> Input | InputError:
    """The document of one record, or why there is none.

    Args:
        source: the record's name, `…#<n>`.
        fields: its columns or keys with their values.
        settings: the user's: size of the largest document, and columns of the text, of which a
            path such as `article.body` leads to nested keys.
        where: where the record stands, for messages (`line 7`).
        encoding: of the file.
        confidence: of that encoding, 0 to 1.
    """
    columns = columns_of(tuple(fields), settings.named.names)
    values = text_values(fields, columns, source, settings.named)
    if not values:
        return no_text_column(source, fields, settings.named.names, f"{where}: ")
    read = [(name, text_of(value, source)) for name, value in values]
    found = next(((n, t) for n, t in read if t is not None and not _is_nothing(t[0])), None)
    if found is None:
        name, value = values[0]
        if value is None or read[0][1] is not None:
            what = "is null" if value is None else "is empty"
            return InputError(source, "empty", f"{where}: its text (column {name}) {what}")
        if settings.named.names and not columns.named and "." not in name:
            return no_text_column(source, fields, settings.named.names, f"{where}: ")
        such = f" ({listed({name: value})})" if isinstance(value, Mapping) and value else ""
        what = f"holds {_kind(value)}, not a text; name another with --text-column{such}"
        return InputError(source, "no-text-column", f"{where}: column {name} {what}")
    name, (text, own_encoding, own_confidence) = found
    data = without_surrogates(text).encode("utf-8")
    if len(data) > settings.max_bytes:
        most = f"the {settings.max_bytes:,} of one document"
        message = f"{where}: {len(data):,} bytes, more than {most}"
        return InputError(source, "too-large", message)
    return Input(
        source,
        len(data),
        data,
        _markup_name(name, text),
        stated_of(fields, columns),
        own_encoding or encoding,
        own_confidence if own_encoding else confidence,
    )


def text_values(
    fields: Mapping[str, object], columns: Columns, source: str, named: NamedColumns
) -> list[tuple[str, object]]:
    """What may be the text of a record, the preferred first, each with its column.

    Args:
        fields: the record's.
        columns: among them.
        source: the name of the record.
        named: the user's columns and paths; those that it has are noted.
    """
    paths = [name for name in named.names if "." in name and name not in columns.named]
    led = [(path, value) for path in paths if (value := _at(fields, path)) is not _ABSENT]
    note_named(
        named, source.rpartition("#")[0], fields, (*columns.named, *(path for path, _ in led))
    )
    at_top = columns.text if columns.named or not led else ()
    return [*((name, fields[name]) for name in at_top), *led]


def stated_of(fields: Mapping[str, object], columns: Columns) -> dict[str, str]:
    """What a record states about its text: the first value that says something, of each field."""
    stated: dict[str, str] = {}
    for field, names in columns.stated.items():
        for name in names:
            if value := _plain(fields[name], field):
                stated[field] = value
                break
    for key in _NESTED:
        inner = fields.get(key)
        if isinstance(inner, Mapping):
            inner = {str(k): v for k, v in inner.items()}
            stated = stated_of(inner, columns_of(tuple(inner))) | stated
    return stated


def text_of(value: object, source: str = "") -> tuple[str, str, float] | None:
    """A value as a text, with encoding and confidence where it was bytes; None if it is no text.

    A list of texts is taken for the paragraphs of one.
    """
    if isinstance(value, str) and not isinstance(value, Number):
        return value, "", 1.0
    if isinstance(value, bytes):
        try:
            decoded = decode(value, source)
        except InputError as error:
            return ("", "", 1.0) if error.code == "empty" else None
        return decoded.text, decoded.encoding, decoded.confidence
    if isinstance(value, list) and value and all(type(v) is str for v in value):
        return "\n\n".join(value), "", 1.0
    return None


_ABSENT: Final = object()


def _at(fields: Mapping[str, object], path: str) -> object:
    """The value at a path of keys, `article.body`."""
    value: object = fields
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return _ABSENT
        value = value[key]
    return value


def _plain(value: object, field: str) -> str:
    """A stated value as one line; empty where it says nothing."""
    if isinstance(value, list | tuple):
        parts = [_plain(v, field) for v in value]
        return ", ".join(p for p in parts if p)[:_LONGEST_STATED]
    if isinstance(value, Mapping):
        return _plain(value.get("name"), field)
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = " ".join(without_surrogates(str(value)[:_LONGEST_STATED]).split())
    if field == "date" and (epoch := _EPOCH.match(text)):
        return datetime.datetime.fromtimestamp(int(epoch[1]), datetime.UTC).date().isoformat()
    return "" if _is_nothing(text) else text


def _is_nothing(text: str) -> bool:
    """Whether a value is blank, or what is written for one that is missing."""
    short = text[:_LONGEST_STATED].strip()
    return short.casefold() in _NOTHING if short else not text.strip()


def _markup_name(column: str, text: str) -> str:
    """The name of a file that would hold this column's markup; empty where the text tells."""
    folded = fold(column)
    if "html" in folded or folded == "contentencoded":
        return "record.html" if _TAG.search(text) else ""
    return "record.md" if "markdown" in folded or folded == "md" else ""


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return {list: "a list", bool: "true or false", bytes: "bytes"}.get(type(value), "a number")


__all__ = ["Number", "record_input", "stated_of", "text_of", "text_values"]
