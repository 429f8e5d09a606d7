"""Addresses inside the page: which sentences, documents or removed passages a link leads to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode


def find(
    *,
    entity: str | None = None,
    with_: str | None = None,
    stance: str | None = None,
    from_: str | None = None,
    to: str | None = None,
    has: str | None = None,
    document: str | None = None,
    sentences: Iterable[int] = (),
) -> str:
    """The address of the sentences that fit all that is given.

    Args:
        entity: they name this entity,
        with_: and this one.
        stance: optimistic, cautionary or neutral.
        from_: of documents published on this day (ISO 8601) or later.
        to: on this day or earlier.
        has: `name` or `figure`: there is one in them.
        document: of the document with this doc_id.
        sentences: these, by their numbers in the corpus.
    """
    return _address(
        "find",
        {
            "entity": entity,
            "with": with_,
            "stance": stance,
            "from": from_,
            "to": to,
            "has": has,
            "document": document,
            "sentences": ",".join(map(str, sentences)) or None,
        },
    )


def documents(
    *,
    entity: str | None = None,
    stance: str | None = None,
    script: str | None = None,
    date: str | None = None,
    copies: bool = False,
) -> str:
    """The address of the documents that fit all that is given.

    Args:
        entity: a sentence of them names this entity.
        stance: of the document: optimistic, mixed, neutral or cautionary.
        script: hans, hant, mixed or none.
        date: `none`: they have no date; `outside`: one that lies outside the timeline.
        copies: they are copies of others.
    """
    return _address(
        "documents",
        {
            "entity": entity,
            "stance": stance,
            "script": script,
            "date": date,
            "copies": "yes" if copies else None,
        },
    )


def removed(kind: str, rule: str | None = None) -> str:
    """The address of what was removed or repaired as `kind`, by all rules or by one."""
    return _address("removed", {"kind": kind, "rule": rule})


def _address(kind: str, given: dict[str, str | None]) -> str:
    return f"#{kind}?" + urlencode({k: v for k, v in given.items() if v is not None})
