"""By which optional packages a document is read: what it follows from, and no other document."""

from __future__ import annotations

from typing import Final

from pipeline.ingest.inputs.documents import name_of
from pipeline.ingest.inputs.formats import form_of, suffix_of_bytes
from pipeline.ingest.inputs.listing import Input
from pipeline.ingest.inputs.streams import BLOCK
from pipeline.store.basis import installed

READERS: Final = {"pdf": "pypdf", "docx": "python-docx"}
"""The package that reads each kind of document."""


def readers_of(item: Input) -> dict[str, str]:
    """The optional packages that `item`, with its bytes if they were read, is read by.

    Returns:
        Versions by name, an empty one where the package is missing. Of a compressed document
        nobody knows without unpacking it, so that it has all of them.
    """
    form = form_of(name_of(item))
    if form.layers:
        kinds = set(READERS)
    else:
        # A record is text, whatever it begins with.
        suffix = "" if item.encoding else suffix_of_bytes((item.data or b"")[:BLOCK])
        kinds = {form.kind, form_of(f"x{suffix}").kind}
    return {package: installed(package) for kind, package in READERS.items() if kind in kinds}


__all__ = ["READERS", "readers_of"]
