"""Addresses inside the page: which sentences, or which removed passages, a link leads to."""

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
        document: of the document with this doc_id.
        sentences: these, by their numbers in the corpus.
    """
    given = {
        "entity": entity,
        "with": with_,
        "stance": stance,
        "from": from_,
        "to": to,
        "document": document,
        "sentences": ",".join(map(str, sentences)) or None,
    }
    return "#find?" + urlencode({k: v for k, v in given.items() if v is not None})


def removed(kind: str, rule: str | None = None) -> str:
    """The address of what was removed or repaired as `kind`, by all rules or by one."""
    return "#removed?" + urlencode({"kind": kind} | ({"rule": rule} if rule else {}))
