"""A page as it comes in, and the document that it becomes."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.ingest.decode import Decoded
from pipeline.ingest.region import Judgement
from pipeline.text import SourceEdit, Text


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was read.

    Attributes:
        source: its name in every table.
        data: its bytes.
        stated: what the record it came in says of it; goes before what the page says itself.
        name: the file name that tells the markup; the source where it is empty.
        encoding: from which the reader decoded it; `data` are then UTF-8. Empty where they are not.
        confidence: of that encoding, 0 to 1.
        declared: the character set that a server stated.
    """

    source: str
    data: bytes
    stated: dict[str, str] = field(default_factory=dict)
    name: str = ""
    encoding: str = ""
    confidence: float = 1.0
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page become a document, with everything that was done to it."""

    doc_id: str
    source: str
    decoded: Decoded
    text: Text
    edits: list[SourceEdit]
    judgement: Judgement
    title: str | None
    author: str | None
    published: datetime.date | None
    site: str | None = None
    title_original: str | None = None


def document_id(data: bytes, markup: str = "", beside: Mapping[str, str] | None = None) -> str:
    """The id of a document: 20 hexadecimal digits of the hash of its bytes.

    Args:
        data: the bytes as they were read; of a record the text in UTF-8.
        markup: the markup taken away (`html`, `markdown`), because the same bytes without that are
            another document; empty for plain text.
        beside: what was stated of it beside its text, which likewise makes another document.
    """
    digest = hashlib.blake2b(data, digest_size=10, person=markup.encode())
    for key, value in sorted((beside or {}).items()):
        digest.update(f"\0{key}\0{value}".encode("utf-8", "replace"))
    return digest.hexdigest()
