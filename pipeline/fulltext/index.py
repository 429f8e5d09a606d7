"""The full-text index of an output folder: SQLite's FTS5 over tokens, made when it is first asked.

It lies inside the folder of the state that it was made from (`.mine/states/<digest>/`), so it goes
when the state goes and can never tell of other tables; it is written beside its place, under a
lock, and renamed, so it is there whole or not at all. Where nothing can be kept (a folder that is
only read, a copy without its links) it is made in memory for the one call.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyarrow.parquet as pq

from pipeline.errors import OutputError
from pipeline.fulltext.tokens import key
from pipeline.knowledge.extension import knowledge_base
from pipeline.progress import Progress, Silent
from pipeline.store.output import committed
from pipeline.store.parts import part_paths, read_part

FORMAT: Final = 1
"""Raised whenever tokens or tables of the index change; an index of another format is not read."""

_NAME: Final = f"fulltext-{FORMAT}.sqlite"
_MENTION: Final = ("doc_id", "surface", "type", "entity_id", "name")
_TARGET: Final = ("doc_id", "level", "entity_id", "label", "score")
_TABLES: Final = """
create table document (
    number integer primary key, doc_id text unique, part integer, source text, title text,
    published text, language text, script text, duplicate_of text, stance text, stance_score real
);
create table entity (number integer primary key, entity_id text unique, type text, name text);
create table alias (key text, entity integer, primary key (key, entity)) without rowid;
create table target (
    document integer, entity integer, mentions integer, label text,
    primary key (entity, document)
) without rowid;
create virtual table words using fts5(title, text, names, content='', tokenize='ascii');
"""
# The title counts as a heading does in any engine; a name linked to the entity counts as a word.
WEIGHTS: Final = "4.0, 1.0, 1.0"


@contextmanager
def fulltext_index(
    folder: Path, progress: Progress | None = None
) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """The index of an output folder, made if it is not there, and the state that it tells of.

    Raises:
        MissingTableError: the folder holds no tables.
        OutputError: this Python's SQLite has no full text, or a table cannot be read.
    """
    with (
        committed(folder) as state,
        closing(_opened(folder, state, progress or Silent())) as database,
    ):
        yield database, state


def _opened(folder: Path, state: Path, progress: Progress) -> sqlite3.Connection:
    path = state / _NAME
    if state == folder:  # tables without links: nothing says when they change
        return _made(":memory:", state, progress)
    if not path.exists():
        with suppress(OSError, sqlite3.OperationalError):
            _keep(path, state, progress)
    if not path.exists():
        return _made(":memory:", state, progress)
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)


def _keep(path: Path, state: Path, progress: Progress) -> None:
    """Make the index at `path`, once, whoever else wants to."""
    with (path.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return
        beside = path.with_suffix(".tmp")
        beside.unlink(missing_ok=True)
        _made(str(beside), state, progress).close()
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)


def _made(place: str, state: Path, progress: Progress) -> sqlite3.Connection:
    database = sqlite3.connect(place)
    try:
        database.execute("pragma journal_mode = off")
        database.execute("pragma synchronous = off")
        try:
            database.executescript(_TABLES)
        except sqlite3.OperationalError as error:
            if "fts5" not in str(error):
                raise
            raise OutputError(f"this Python's SQLite cannot search: {error}") from error
        _fill(database, state, progress)
        database.commit()
    except BaseException:
        database.close()
        raise
    return database


def _fill(database: sqlite3.Connection, state: Path, progress: Progress) -> None:
    parts = part_paths(state / "documents")
    progress.start("search index", sum(pq.ParquetFile(p).metadata.num_rows for p in parts))
    entities: dict[str, int] = {}
    aliases: set[tuple[str, int]] = set()

    def number_of(entity_id: str, kind: str, name: str) -> int:
        if entity_id not in entities:
            entities[entity_id] = len(entities) + 1
            row = (entities[entity_id], entity_id, kind, name)
            database.execute("insert into entity values (?, ?, ?, ?)", row)
        return entities[entity_id]

    first = 1
    for part, path in enumerate(parts):
        documents = _part(path, "documents")
        names: dict[str, Counter[int]] = {row["doc_id"]: Counter() for row in documents}
        for row in _part(state / "mentions" / path.name, "mentions", _MENTION):
            number = number_of(row["entity_id"], row["type"], row["name"])
            names[row["doc_id"]][number] += 1
            aliases.add((row["surface"], number))
            aliases.add((row["name"], number))
        stances: dict[str, tuple[str, float]] = {}
        labels: dict[tuple[str, int], str] = {}
        for row in _part(state / "stance" / path.name, "stance", _TARGET):
            if row["level"] == "document":
                stances[row["doc_id"]] = row["label"], row["score"]
            elif row["level"] == "target":
                number = number_of(row["entity_id"], "topic", row["entity_id"])
                labels[row["doc_id"], number] = row["label"]
        for number, row in enumerate(documents, first):
            own = names[row["doc_id"]]
            database.execute(
                f"insert into document values ({', '.join('?' * 11)})",
                (
                    number, row["doc_id"], part, row["source"], row["title"],
                    row["published"] and row["published"].isoformat(),
                    row["language"], row["script"], row["duplicate_of"],
                    *stances.get(row["doc_id"], (None, None)),
                ),
            )  # fmt: skip
            database.execute(
                "insert into words (rowid, title, text, names) values (?, ?, ?, ?)",
                (number, key(row["title"] or ""), key(row["text"]), _repeated(own)),
            )
            judged = {n for d, n in labels if d == row["doc_id"]}
            database.executemany(
                "insert into target values (?, ?, ?, ?)",
                (
                    (number, n, own[n], labels.get((row["doc_id"], n)))
                    for n in sorted(own.keys() | judged)
                ),
            )
        first += len(documents)
        progress.advance(len(documents))
    aliases.update(_known_aliases(entities))
    keys = sorted({(key(alias), number) for alias, number in aliases})
    database.executemany("insert into alias values (?, ?)", (pair for pair in keys if pair[0]))
    # As many empty documents: FTS5 gives no weight at all to a word that half of them have.
    database.executemany(
        "insert into words (rowid, title, text, names) values (?, '', '', '')",
        ((-number,) for number in range(1, first)),
    )
    database.execute("insert into words (words) values ('optimize')")
    progress.finish()


def _known_aliases(entities: dict[str, int]) -> Iterable[tuple[str, int]]:
    """The names that the knowledge base has for entities that the corpus names."""
    known = knowledge_base().entities
    return {
        (alias, number)
        for entity_id, number in entities.items()
        if (entity := known.get(entity_id)) is not None
        for alias in (entity.name, *entity.hans, *entity.hant, *entity.en, *entity.aliases)
    }


def _repeated(names: Counter[int]) -> str:
    """A token for each time an entity is named, so that its frequency counts as a word's does."""
    return " ".join(f"e{number}" for number in sorted(names.elements()))


def _part(path: Path, name: str, columns: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = read_part(path, name, list(columns or ()) or None).to_pylist()
    return rows
