"""Which columns of a file, or keys of a record, hold the text and what is stated about it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.errors import InputError, KnowledgeError
from pipeline.ingest.inputs.place import NamedColumns
from pipeline.resources import models_path

STATED_FIELDS: Final = ("title", "author", "date", "url", "site", "language")
_SHOWN_COLUMNS: Final = 20
_LONGEST_SHOWN: Final = 40
_KINDS_TOLD: Final = 5
_APART: Final = re.compile(r"[\s_.\-]+")


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
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        return {f: tuple(map(fold, book[f]["names"])) for f in ("text", *STATED_FIELDS)}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one set of names that hold the text and what is stated.

    Attributes:
        text: names of text columns, the preferred first.
        stated: of each field, the names of the columns that may hold it.
        named: which of the names that the user gave are among them.
    """

    text: tuple[str, ...]
    stated: dict[str, tuple[str, ...]]
    named: tuple[str, ...] = ()


@functools.lru_cache(maxsize=256)
def columns_of(names: tuple[str, ...], wanted: tuple[str, ...] = ()) -> Columns:
    """Which of the columns `names` hold what.

    Args:
        names: as the file has them.
        wanted: the columns of the text that the user names; the common names count only where none
            of these is there.
    """
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(fold(name), []).append(name)

    def among(entries: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for entry in entries for name in folded.get(entry, ()))

    own = {w: (w,) if w in names else among([fold(w)]) for w in wanted}
    known = column_names()
    text = tuple(dict.fromkeys(name for found in own.values() for name in found))
    text = text or among(known["text"])
    stated = {f: tuple(c for c in among(known[f]) if c not in text) for f in STATED_FIELDS}
    return Columns(text, stated, tuple(w for w, found in own.items() if found))


def no_text_column(
    source: str, names: Iterable[str], wanted: tuple[str, ...], where: str = "", hint: str = ""
) -> InputError:
    """The reject of a file or record without a column that can be its text.

    Args:
        source: its name.
        names: its columns; of a record with their values, whose keys are listed as paths.
        wanted: the columns named by the user.
        where: the record stands, for the message.
        hint: what else may be wrong.
    """
    such = " or ".join(f"“{name}”" for name in wanted) or "of text such as text, content or 正文"
    how = "another --text-column names it" if wanted else "name it with --text-column"
    message = f"{where}no column {such} among {listed(names)}; {how}{hint}"
    return InputError(source, "no-text-column", message)


def note_named(
    named: NamedColumns, source: str, names: Iterable[str], met: Iterable[str] = ()
) -> None:
    """Note which of the user's columns an input has.

    Args:
        named: where it is noted.
        source: the name of the file.
        names: its columns, as for `no_text_column`.
        met: those of the user's that are among them.
    """
    if not named.names:
        return
    found = set(met)
    named.met |= found
    if not found and len(named.without) < _KINDS_TOLD:
        named.without.setdefault(source, listed(names))


def listed(names: Iterable[str]) -> str:
    """The names of columns in one line, the first of many; of a record its keys as paths."""
    paths = _paths(names) if isinstance(names, Mapping) else names
    shown = [name.strip()[:_LONGEST_SHOWN] or "(no name)" for name in paths]
    more = ", …" if len(shown) > _SHOWN_COLUMNS else ""
    return ", ".join(shown[:_SHOWN_COLUMNS]) + more or "none"


def _paths(fields: Mapping[str, object]) -> list[str]:
    """The keys of a record; those of an object in it behind its own: `article.body`."""
    found: list[str] = []
    for name, value in fields.items():
        inner = list(value) if isinstance(value, Mapping) else []
        found += [f"{name}.{key}" for key in inner] or [name]
    return found


__all__ = [
    "STATED_FIELDS",
    "Columns",
    "column_names",
    "columns_of",
    "fold",
    "listed",
    "no_text_column",
    "note_named",
]
