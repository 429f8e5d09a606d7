"""WARC: the pages that a crawler saved, as they came from the server."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any, Final

from pipeline.errors import InputError
from pipeline.ingest.inputs.listing import Input
from pipeline.ingest.inputs.place import Item, Items, Place

# A conversion is the text that another program made of a page (the WET files of Common Crawl).
_PAGES: Final = ("response", "resource", "conversion")
_NAMES: Final = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.html",
    "text/plain": "page.txt",
    "text/markdown": "page.md",
}


def read_warc(place: Place, stream: io.BufferedReader) -> Items:
    """The text pages of a WARC file.

    Responses, resources and conversions are counted, from 1; of these, pictures and the like and
    answers that say there is no page (a status other than 2xx) are passed over without a word.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        for record in _silently(ArchiveIterator(stream)):
            if record.rec_type in _PAGES:
                number += 1
                item = _page(place, number, record)
                if item is not None:
                    yield item
    except InputError:
        raise
    except (ArchiveLoadFailed, ValueError, AttributeError, KeyError, TypeError, EOFError) as error:
        # What warcio raises where a header is cut off or is none.
        after = f"after record {number:,}" if number else "not a WARC file, or damaged"
        said = " ".join(str(error).split())[:100]
        yield InputError(place.source, "damaged", f"damaged {after}: {said}" if number else after)


def _silently(records: Iterator[Any]) -> Iterator[Any]:
    """The records, without what warcio says of each oddity on standard error."""
    while True:
        with contextlib.redirect_stderr(io.StringIO()):
            record = next(records, None)
        if record is None:
            return
        yield record


def _page(place: Place, number: int, record: Any) -> Item | None:
    source = place.record(number)
    where = f"record {number}"
    if record.length is None:
        return InputError(source, "damaged", f"{where}: its header is cut off")
    headers = record.http_headers
    stated_type = record.content_type or ""
    if headers is not None:
        if not str(headers.get_statuscode() or "").startswith("2"):
            return None
        stated_type = headers.get_header("Content-Type") or "text/html"
    media_type, _, parameters = stated_type.partition(";")
    name = _NAMES.get(media_type.strip().lower())
    if name is None:
        return None
    most = place.settings.max_bytes
    with contextlib.redirect_stderr(io.StringIO()):
        data = record.content_stream().read(most + 1)
    if len(data) > most:
        message = f"{where}: more than the {most:,} bytes of one document; see --max-bytes"
        return InputError(source, "too-large", message)
    if getattr(record.raw_stream, "limit", 0):
        return InputError(source, "damaged", f"{where}: it ends before its data do")
    stated = {
        "url": (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> "),
        "fetched": record.rec_headers.get_header("WARC-Date") or "",
    }
    return Input(
        source,
        len(data),
        data,
        name,
        {key: value for key, value in stated.items() if value},
        declared=_charset(parameters),
    )


def _charset(parameters: str) -> str:
    """The character set that the server states, which need not be the page's."""
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


__all__ = ["read_warc"]
