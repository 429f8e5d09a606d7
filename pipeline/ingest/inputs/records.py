"""A record of a file of many: which field is its text, and what the others state about it."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.errors import InputError, KnowledgeError
from pipeline.ingest.codec import without_surrogates
from pipeline.ingest.decode import decode
from pipeline.ingest.inputs.listing import Input
from pipeline.resources import models_path

STATED_FIELDS: Final = ("title", "author", "date", "url", "site", "language")
_SHOWN_COLUMNS: Final = 20
_LONGEST_SHOWN: Final = 40
_LONGEST_STATED: Final = 1_000
_APART: Final = re.compile(r"[\s_.\-]+")
_TAG: Final = re.compile(r"<[a-zA-Z!/][^<>]*>")
_EPOCH: Final = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?\Z")
# Some collections keep what they know of a text in an object beside it.
_NESTED: Final = ("metadata", "meta")


class Number(str):
    """A number as it was written: something to state, but no text."""

    __slots__ = ()


def fold(name: str) -> str:
    """A column's name without letter case, spaces, `_`, `-` and `.`."""
    return _APART.sub("", name.strip().lstrip("\ufeff")).casefold()


@functools.cache
def column_names() -> dict[str, tuple[str, ...]]:
    """The folded names of each field (`text`, `title`, …), the preferred first.

    Raises:
        KnowledgeError: `models/inputs/columns.toml` is not as it must be.
    """
    path = models_path("inputs/columns.toml")
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        return {f: tuple(map(fold, listed[f]["names"])) for f in ("text", *STATED_FIELDS)}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one set of names that hold the text and what is stated.

    Attributes:
        text: names of text columns, the preferred first.
        stated: of each field, the names of the columns that may hold it.
    """

    text: tuple[str, ...]
    stated: dict[str, tuple[str, ...]]


def columns_of(names: tuple[str, ...], text_column: str | None) -> Columns:
    """Which of the columns `names` hold what.

    Args:
        names: as the file has them.
        text_column: the column named by the user; None to go by the common names.
    """
    return _columns_of(names, text_column)


@functools.lru_cache(maxsize=256)
def _columns_of(names: tuple[str, ...], text_column: str | None) -> Columns:
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(fold(name), []).append(name)

    def among(wanted: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for w in wanted for name in folded.get(w, ()))

    known = column_names()
    if text_column is None:
        text = among(known["text"])
    else:
        text = (text_column,) if text_column in names else among([fold(text_column)])
    stated = {f: tuple(c for c in among(known[f]) if c not in text) for f in STATED_FIELDS}
    return Columns(text, stated)


def no_text_column(
    source: str, names: Iterable[str], text_column: str | None, where: str = "", hint: str = ""
) -> InputError:
    """The reject of a file or record without a column that can be its text.

    Args:
        source: its name.
        names: its columns; of a record with their values, whose keys are listed as paths.
        text_column: the column named by the user.
        where: the record stands, for the message.
        hint: what else may be wrong.
    """
    paths = _paths(names) if isinstance(names, Mapping) else names
    listed = [name.strip()[:_LONGEST_SHOWN] or "(no name)" for name in paths]
    shown = ", ".join(listed[:_SHOWN_COLUMNS]) + (", …" if len(listed) > _SHOWN_COLUMNS else "")
    wanted = f"“{text_column}”" if text_column else "of text such as text, content or 正文"
    return InputError(
        source,
        "no-text-column",
        f"{where}no column {wanted} among {shown or 'none'}; name it with --text-column{hint}",
    )


def _paths(fields: Mapping[str, object]) -> list[str]:
    """The keys of a record; those of an object in it behind its own: `article.body`."""
    found: list[str] = []
    for name, value in fields.items():
        inner = list(value) if isinstance(value, Mapping) else []
        found += [f"{name}.{key}" for key in inner] or [name]
    return found


def record_input(
    source: str,
    fields: Mapping[str, object],
    *,
    text_column: str | None,
    max_bytes: int,
    where: str,
    encoding: str = "utf-8",
    confidence: float = 1.0,
) -> Input | InputError:
    """The document of one record, or why there is none.

    Args:
        source: the record's name, `…#<n>`.
        fields: its columns or keys with their values.
        text_column: the column named by the user; for nested keys a path such as `article.body`.
        max_bytes: size of the largest document.
        where: where the record stands, for messages (`line 7`).
        encoding: of the file.
        confidence: of that encoding, 0 to 1.
    """
    columns = columns_of(tuple(fields), text_column)
    values = [(name, fields[name]) for name in columns.text]
    if not values and text_column and "." in text_column:
        values = [(text_column, _at(fields, text_column))]
        values = [v for v in values if v[1] is not _ABSENT]
    if not values:
        return no_text_column(source, fields, text_column, f"{where}: ")
    read = [(name, text_of(value, source)) for name, value in values]
    found = next(((n, t) for n, t in read if t is not None and t[0].strip()), None)
    if found is None:
        name, value = values[0]
        if value is None or read[0][1] is not None:
            what = "is null" if value is None else "is empty"
            return InputError(source, "empty", f"{where}: its text (column {name}) {what}")
        inner = ", ".join(_paths({name: value})) if isinstance(value, Mapping) else ""
        such = f" ({inner[:_LONGEST_SHOWN]})" if inner else ""
        what = f"holds {_kind(value)}, not a text; name another with --text-column{such}"
        return InputError(source, "no-text-column", f"{where}: column {name} {what}")
    name, (text, own_encoding, own_confidence) = found
    data = without_surrogates(text).encode("utf-8")
    if len(data) > max_bytes:
        message = f"{where}: {len(data):,} bytes, more than the {max_bytes:,} of one document"
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
            stated = stated_of(inner, columns_of(tuple(inner), None)) | stated
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
    return "" if text.casefold() in ("null", "none", "nan", "n/a", "undefined") else text


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


__all__ = [
    "STATED_FIELDS",
    "Columns",
    "Number",
    "column_names",
    "columns_of",
    "fold",
    "no_text_column",
    "record_input",
    "stated_of",
    "text_of",
]
