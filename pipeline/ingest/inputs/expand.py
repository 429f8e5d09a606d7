"""Inputs taken apart into documents, lazily and in order, with the parts that could not be read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Final

from pipeline.errors import InputError
from pipeline.ingest.inputs.archives import MAX_DEPTH, read_tar, read_zip, too_deep
from pipeline.ingest.inputs.columnar import read_arrow, read_parquet
from pipeline.ingest.inputs.delimited import read_delimited
from pipeline.ingest.inputs.documents import name_of, opened
from pipeline.ingest.inputs.formats import MAX_LAYERS, PAGE_KINDS, Form, form_of, suffix_of_bytes
from pipeline.ingest.inputs.json_records import read_json, read_json_lines
from pipeline.ingest.inputs.listing import Input
from pipeline.ingest.inputs.place import Item, Items, Place, ReadSettings
from pipeline.ingest.inputs.remote import is_shared, is_url
from pipeline.ingest.inputs.streams import BLOCK, Allowance, guarded, unpacked
from pipeline.ingest.inputs.warc import read_warc

_READERS: Final[dict[str, Callable[[Place, io.BufferedReader], Items]]] = {
    "jsonl": read_json_lines,
    "json": read_json,
    "csv": lambda place, stream: read_delimited(place, stream, "csv"),
    "tsv": lambda place, stream: read_delimited(place, stream, "tsv"),
    "parquet": read_parquet,
    "arrow": read_arrow,
    "warc": read_warc,
    "zip": lambda place, stream: read_zip(place, stream, _read),
    "tar": lambda place, stream: read_tar(place, stream, _read),
}
_ARCHIVES: Final = ("zip", "tar")


def expand(inputs: Iterable[Input], settings: ReadSettings | None = None) -> Items:
    """The documents of inputs in order, and the reasons why parts of them are none.

    A file that holds one document passes as it is, by its path; of one that holds many each
    document comes in memory, one at a time. A record is named `<source>#<n>`, counted from 1 in the
    order of the file, rejected ones included; a member of an archive `<archive>#<path>`.
    """
    for item in inputs:
        yield from _of_input(item, settings or ReadSettings())


def is_page(item: Input) -> bool:
    """Whether an input is one document by its name, without a look inside."""
    form = form_of(name_of(item))
    return form.kind in PAGE_KINDS and (item.data is not None or is_shared(item.source))


def _of_input(item: Input, settings: ReadSettings) -> Items:
    if is_page(item):
        yield item
        return
    name = name_of(item)
    form = form_of(name)
    if form.kind == "refused":
        yield _refused(item.source, form)
        return
    try:
        with opened(item) as file:
            stream, guard = guarded(item.source, file)
            if not stream.peek(1):
                raise InputError(item.source, "empty", "the file is empty")
            by_path = not form.kind and not form.layers and item.data is None
            if by_path and not is_url(item.source) and _is_text(stream):
                yield item
                return
            allowance = Allowance(item.size or None)
            place = Place(item.source, name, settings, allowance, lambda: guard.count)
            yield from _read(place, stream)
    except InputError as error:
        yield error


def _is_text(stream: io.BufferedReader) -> bool:
    """Whether a file whose name says nothing is one page, by its first bytes."""
    head = stream.peek(BLOCK)
    return not suffix_of_bytes(head) and not _begins_as_json_lines(head)


def _begins_as_json_lines(head: bytes) -> bool:
    """Whether the first line is a JSON object, and not the last."""
    line, _, rest = head.lstrip(b"\xef\xbb\xbf\r\n\t ").partition(b"\n")
    return line.startswith(b'{"') and line.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _read(place: Place, stream: io.BufferedReader) -> Items:
    """What is in a file of any format."""
    form = form_of(place.name)
    yield from _read_as(form, place.renamed(form.name), stream)


def _read_as(form: Form, place: Place, stream: io.BufferedReader, guesses: int = 0) -> Items:
    """What is in a file of that form; where the form leaves it open, its first bytes tell."""
    if form.kind == "refused":
        yield _refused(place.source, form)
        return
    if form.layers:
        stream = unpacked(place.source, stream, form.layers, place.allowance, place.packed)
    if not form.kind:
        head = stream.peek(BLOCK)
        suffix = ".jsonl" if _begins_as_json_lines(head) else suffix_of_bytes(head)
        if suffix and guesses < MAX_LAYERS:
            yield from _read_as(form_of(f"x{suffix}"), place, stream, guesses + 1)
            return
    reader = _READERS.get(form.kind)
    if reader is None:
        yield _page(place, stream)
    elif form.kind in _ARCHIVES and place.depth >= MAX_DEPTH:
        yield from too_deep(place)
    else:
        yield from _counted(place, reader(place, stream))


def _counted(place: Place, items: Items) -> Items:
    """The items; a failure of the whole says how many came before it, emptiness is told."""
    documents = rejects = 0
    try:
        for item in items:
            documents += isinstance(item, Input)
            rejects += isinstance(item, InputError)
            yield item
    except InputError as error:
        if documents and error.source == place.source:
            before = f"; the {documents:,} documents before that are read"
            raise InputError(error.source, error.code, f"{error}{before}") from error
        raise
    if not documents and not rejects:
        yield InputError(place.source, "empty", "it holds no documents")


def _page(place: Place, stream: io.BufferedReader) -> Item:
    """A file that is one document, read whole."""
    most = place.settings.max_bytes
    data = stream.read(most + 1)
    if len(data) > most:
        return place.oversized()
    return Input(place.source, len(data), data, place.name)


def _refused(source: str, form: Form) -> InputError:
    return InputError(source, "unsupported", form.reason)


__all__ = ["expand", "is_page"]
