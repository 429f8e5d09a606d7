"""By what an input is known: its bytes, and all else that its document follows from."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.inputs.documents import name_of, opened
from pipeline.ingest.inputs.listing import Input
from pipeline.ingest.inputs.readers import readers_of
from pipeline.ingest.inputs.remote import is_url
from pipeline.ingest.inputs.streams import guarded

_digest: Final = functools.partial(hashlib.blake2b, digest_size=16)


def content_of(item: Input, max_bytes: int) -> Input | None:
    """A document with its bytes in memory, as they lie.

    Returns:
        The input as it is if it is too large to be read; None if it cannot be read, in which case
        whoever reads it says why.
    """
    if item.data is not None or item.size > max_bytes:
        return item
    try:
        with opened(item) as file:
            stream, _ = guarded(item.source, file)
            data = stream.read(max_bytes + 1)
    except (InputError, OSError):
        return None
    return replace(item, data=data, name=name_of(item)) if len(data) <= max_bytes else None


def identity_of(item: Input) -> list[object]:
    """What a document follows from, settings and code apart."""
    return [
        item.source,
        item.name,
        item.size,
        content_digest(item.data),
        item.stated,
        item.encoding,
        item.confidence,
        item.declared,
        readers_of(item),
    ]


def content_digest(data: bytes | None) -> str:
    """The digest of the bytes of an input; empty for one that was not read."""
    return "" if data is None else _digest(data).hexdigest()


def whole_digest(item: Input) -> str:
    """The same of a file of any size; empty where it is on another machine or cannot be read."""
    if item.data is not None:
        return content_digest(item.data)
    if is_url(item.source):
        return ""
    try:
        with open(item.source, "rb") as file:
            return hashlib.file_digest(file, _digest).hexdigest()
    except OSError:
        return ""


__all__ = ["content_digest", "content_of", "identity_of", "whole_digest"]
