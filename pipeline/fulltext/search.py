"""Search: documents ranked for a query and filters, each with the sentences that answer it."""

from __future__ import annotations

import datetime
import functools
import os
import sqlite3
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.annotated import Script, annotated_documents
from pipeline.errors import UsageError
from pipeline.fulltext.filters import ALL, checked, conditions, entities
from pipeline.fulltext.hits import Passage, Sought, passages
from pipeline.fulltext.index import WEIGHTS, fulltext_index
from pipeline.fulltext.query import (
    Query,
    Term,
    expression,
    matching,
    parse,
    unwanted_expression,
)
from pipeline.ingest.script import fold
from pipeline.knowledge.extension import knowledge_base
from pipeline.knowledge.gazetteer import squeezed
from pipeline.progress import Progress
from pipeline.store.output import folder_of

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.tables import Tables

_DOCUMENT: Final = (
    "doc_id", "part", "source", "title", "published", "language", "script", "duplicate_of",
    "stance", "stance_score",
)  # fmt: skip
_WITHOUT: Final = "number not in (select rowid from words where words match ?)"


@dataclass(frozen=True, slots=True)
class Found:
    """A document that answers a search.

    Attributes:
        rank: from 1.
        score: BM25, higher is better; without words that are wanted how often the entities are
            named.
        published: ISO 8601.
        stance: of the document; None where it was not judged.
        hits: how often the query's terms stand in it.
        passages: the sentences that show it best, in the order of the text.
    """

    rank: int
    score: float
    doc_id: str
    source: str
    title: str | None
    published: str | None
    language: str
    script: str
    duplicate_of: str | None
    stance: str | None
    stance_score: float | None
    hits: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents that were asked for, best first; `total` counts those beyond the limit too.

    Attributes:
        alone: how many documents each clause of the query finds by itself, where all of them
            together find none.
        unfiltered: how many documents the query finds without entity, stance, date and language,
            where with them it finds none.
    """

    total: int
    documents: tuple[Found, ...]
    alone: tuple[tuple[str, int], ...] = ()
    unfiltered: int = 0


def find(
    out: str | os.PathLike[str] | Tables,
    query: str = "",
    *,
    entity: str | Sequence[str] = (),
    stance: str | None = None,
    since: str | datetime.date | None = None,
    until: str | datetime.date | None = None,
    language: str | None = None,
    limit: int | None = 20,
    most_passages: int = 3,
    script: Script = "simplified",
    progress: Progress | None = None,
) -> Answer:
    """Search the documents of an output folder.

    Args:
        out: the output folder, or the tables loaded from one.
        query: words, names, phrases in quotation marks (`fulltext.query`), in either script; may
            be empty where `entity` is not.
        entity: ids or names; documents that name all of them, and a sentence of each that does.
        stance: `optimistic`, `cautionary`, `neutral` or `mixed`: of the document, or, with
            `entity`, towards each of them; sentences of that stance are shown first.
        since: published then or later: a date, or `2025`, `2025-06`, `2025-06-30`.
        until: published then or earlier; `2025-06` is to the end of that month.
        language: `zh`, `en` or `mixed`.
        limit: the most documents; None for all.
        most_passages: the most sentences of each.
        script: of titles and passages.
        progress: told of the making of the index, if it has to be made.

    Raises:
        MissingTableError: the folder holds no tables.
        UsageError: there is nothing to look for, or no such entity, stance, date or language.
    """
    first, last = checked(stance, since, until, language)
    with fulltext_index(folder_of(out), progress) as (database, state):
        asked = [entities(database, e) for e in ([entity] if isinstance(entity, str) else entity)]
        if not query.strip() and not asked:
            raise UsageError("nothing to look for; name a word, or an entity with --entity")
        parsed = _parsed(database, query) if query.strip() else None
        where, values = conditions(asked, stance, first, last, language)
        rows, total = _rows(database, parsed, asked, where, values, limit)
        alone: tuple[tuple[str, int], ...] = ()
        unfiltered = 0
        if parsed and not total:
            unfiltered = _count(database, parsed) if where != ALL else 0
            alone = () if unfiltered else tuple(
                (" OR ".join(t.text for t in clause), _count(database, Query((clause,), ())))
                for clause in parsed.wanted
            )  # fmt: skip
        sought = _sought(database, parsed, asked, stance)
        read, titles = {}, {}
        for annotated in annotated_documents(
            state,
            doc_ids=[row["doc_id"] for row in rows],
            numbers={row["part"] for row in rows},
            edits=script == "original",
        ):
            read[annotated.doc_id] = passages(annotated, sought, most_passages, script)
            if script == "original":
                titles[annotated.doc_id] = annotated.document["title_original"]
    found = []
    for rank, row in enumerate(rows, 1):
        shown, hits = read.get(row["doc_id"], ([], 0))
        document = {name: row[name] for name in _DOCUMENT if name != "part"}
        document["title"] = titles.get(row["doc_id"], row["title"])
        found.append(
            Found(rank=rank, score=row["score"], hits=hits, passages=tuple(shown), **document)
        )
    return Answer(total, tuple(found), alone, unfiltered)


def search(
    out: str | os.PathLike[str] | Tables, query: str = "", *, limit: int | None = 100, **asked: Any
) -> pd.DataFrame:
    """Search the documents of an output folder; the options are those of `fulltext.search.find`.

    Returns:
        A row for each sentence that is shown, best document first: `rank`, `score`, `doc_id`,
        `title`, `source`, `published`, `document_stance`, `sentence_id`, `start`, `end`,
        `source_start`, `source_end`, `text`, `stance`, `matched` (a list of what stands there) and
        `entities` (ids, a list). A document that only its title answers has a row without these.

    Raises:
        MissingTableError, UsageError: as `find`.
    """
    import pandas as pd

    from pipeline.frames import STRINGS

    rows = [
        _frame_row(document, passage)
        for document in find(out, query, limit=limit, **asked).documents
        for passage in (document.passages or (None,))
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame["published"] = pd.to_datetime(frame["published"])
    types: dict[Hashable, Any] = {
        name: STRINGS if kind == "string" else kind for name, kind in _COLUMNS.items()
    }
    return frame.astype(types)


_COLUMNS: Final = {
    "rank": "int32", "score": "float64", "doc_id": "string", "title": "string",
    "source": "string", "published": "datetime64[s]", "document_stance": "string",
    "sentence_id": "Int32", "start": "Int32", "end": "Int32", "source_start": "Int32",
    "source_end": "Int32", "text": "string", "stance": "string", "matched": "object",
    "entities": "object",
}  # fmt: skip


def _frame_row(document: Found, passage: Passage | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: getattr(document, name)
        for name in ("rank", "score", "doc_id", "title", "source", "published")
    }
    row["document_stance"] = document.stance
    if passage is None:
        return {**row, "matched": [], "entities": []}
    names = ("sentence_id", "start", "end", "source_start", "source_end", "text", "stance")
    return {
        **row,
        **{name: getattr(passage, name) for name in names},
        "matched": [passage.text[a:b] for a, b in passage.hits],
        "entities": list(dict.fromkeys(name.entity_id for name in passage.names)),
    }


def _parsed(database: sqlite3.Connection, query: str) -> Query:
    def names(wanted: str) -> list[int]:
        found = database.execute("select entity from alias where key = ?", (wanted,))
        return [row[0] for row in found]

    def stands(term: Term) -> bool:
        sql = "select 1 from words where words match ? limit 1"
        return database.execute(sql, (matching(term),)).fetchone() is not None

    @functools.cache  # asked for only where a word stands nowhere
    def known() -> frozenset[str]:
        entities = knowledge_base().entities.values()
        return frozenset(squeezed(a) for e in entities for a in (e.id, *e.aliases, *e.short))

    return parse(query, names, stands, lambda word: squeezed(fold(word)) in known())


def _rows(
    database: sqlite3.Connection,
    query: Query | None,
    asked: Sequence[Sequence[int]],
    where: str,
    values: list[Any],
    limit: int | None,
) -> tuple[list[dict[str, Any]], int]:
    """The documents that fit, best first, and how many they are without the limit."""
    columns = ", ".join(f"document.{name}" for name in _DOCUMENT)
    if query is None or not query.wanted:
        numbers: list[Any] = [n for each in asked for n in each]
        score = (
            "(select total(mentions) from target where document = number and entity in "
            f"({', '.join('?' * len(numbers))}))"
        )
        chosen, before = f"select {columns}, {score} as score from document where {where}", numbers
        if query is not None:
            chosen += f" and {_WITHOUT}"
            values = [*values, unwanted_expression(query)]
    else:
        chosen, before = (
            f"select {columns}, -bm25(words, {WEIGHTS}) as score from words "
            f"join document on number = words.rowid where words match ? and {where}",
            [expression(query)],
        )
    order = "order by score desc, published desc, doc_id limit ?"
    given = [*before, *values]
    rows = database.execute(f"{chosen} {order}", [*given, -1 if limit is None else limit])
    names = (*_DOCUMENT, "score")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    if limit is None or len(found) < limit:
        return found, len(found)
    return found, database.execute(f"select count(*) from ({chosen})", given).fetchone()[0]


def _count(database: sqlite3.Connection, query: Query) -> int:
    """How many documents a query finds, whatever the filters."""
    sql = "select count(*) from words join document on number = words.rowid where words match ?"
    asked = expression(query) if query.wanted else unwanted_expression(query)
    if not query.wanted:
        sql = f"select count(*) from document where {_WITHOUT}"
    count: int = database.execute(sql, [asked]).fetchone()[0]
    return count


def _sought(
    database: sqlite3.Connection,
    query: Query | None,
    asked: Sequence[Sequence[int]],
    stance: str | None,
) -> Sought:
    def ids(numbers: Sequence[int]) -> frozenset[str]:
        return frozenset(
            database.execute("select entity_id from entity where number = ?", (n,)).fetchone()[0]
            for n in numbers
        )

    terms = tuple(term for clause in (query.wanted if query else ()) for term in clause)
    return Sought(
        terms,
        tuple(ids(term.entities) for term in terms),
        ids([n for numbers in asked for n in numbers]),
        stance,
    )


__all__ = ["Answer", "Found", "find", "search"]
