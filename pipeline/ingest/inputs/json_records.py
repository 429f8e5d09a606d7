"""JSON Lines, a JSON list of records, and a single JSON record, without holding a file whole."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.errors import InputError
from pipeline.ingest.inputs.columns import columns_of
from pipeline.ingest.inputs.place import Item, Items, NamedColumns, Place
from pipeline.ingest.inputs.records import Number, record_input, text_values
from pipeline.ingest.inputs.streams import BLOCK
from pipeline.ingest.inputs.text_lines import TextLine, read_characters, read_lines

# Escapes make a text up to six times as long as its bytes, the other fields come on top.
_ROOM: Final = 4
_TRIED: Final = 100
_SPACE: Final = " \t\r\n\ufeff"
_LIST: Final = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\[")
_BETWEEN: Final = re.compile(r"[\s,]*")
# Numbers are kept as they are written: nothing is computed with them, and a number of a million
# digits is only a text. Control characters in a text are damage, but no reason to refuse it.
_DECODER: Final = json.JSONDecoder(parse_int=Number, parse_float=Number, strict=False)


def read_json_lines(place: Place, stream: io.BufferedReader) -> Items:
    """One record a line: an object with a text, or a text alone."""
    limit = _ROOM * place.settings.max_bytes
    lines = read_lines(stream, place.source, limit)
    yield from _by_line(place, (line for line in lines if line.too_long or line.text.strip()))


def _by_line(place: Place, lines: Iterator[TextLine]) -> Items:
    yield from _given_up(place, (_of_line(place, n, line) for n, line in enumerate(lines, 1)))


def _of_line(place: Place, number: int, line: TextLine) -> Item:
    where = f"line {line.number}"
    source = place.record(number)
    if line.too_long:
        message = f"{where}: longer than {_ROOM * place.settings.max_bytes:,} bytes"
        return InputError(source, "too-large", message)
    try:
        value = _DECODER.decode(line.text.strip(_SPACE))
    except (ValueError, RecursionError) as error:
        return InputError(source, "damaged", f"{where}: not JSON: {_said(error)}")
    return _record(place, number, value, where, line.encoding, line.confidence)


def _given_up(place: Place, items: Items) -> Items:
    """The items, unless none of the first hundred has a text column: then one reject for all."""
    held: list[Item] = []
    for item in items:
        if isinstance(item, InputError) and item.code == "no-text-column":
            held.append(item)
            if len(held) < _TRIED:
                continue
            message = f"none of its first {_TRIED} records has a text; of the first, {held[0]}"
            yield InputError(place.source, "no-text-column", message)
            return
        yield from held
        yield item
        break
    else:
        yield from held
    yield from items


def _record(
    place: Place, number: int, value: Any, where: str, encoding: str, confidence: float
) -> Item:
    if isinstance(value, str) and not isinstance(value, Number):
        value = {"text": value}
    if not isinstance(value, Mapping):
        message = f"{where}: {_kind(value)}, not an object with a text"
        return InputError(place.record(number), "damaged", message)
    return record_input(
        place.record(number),
        value,
        settings=place.settings,
        where=where,
        encoding=encoding,
        confidence=confidence,
    )


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else "a bare number, true or false"


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, at character {error.pos + 1}"
    return str(error)


def read_json(place: Place, stream: io.BufferedReader) -> Items:
    """A list of records, one record, an object that holds such a list, or JSON Lines after all."""
    limit = _ROOM * place.settings.max_bytes
    if _LIST.match(stream.peek(BLOCK)[:BLOCK].replace(b"\x00", b"")):
        yield from _given_up(place, _of_list(place, stream, limit))
        return
    lines = read_lines(stream, place.source, limit)
    filled = (line for line in lines if line.too_long or line.text.strip(_SPACE))
    first, second = next(filled, None), next(filled, None)
    if first is None:
        return
    read = [first] if second is None else [first, second]
    if second is not None and _is_whole(first.text):
        yield from _by_line(place, itertools.chain(read, filled))
        return
    text, worst = _whole(itertools.chain(read, lines), limit)
    if text is None:
        message = f"more than {limit:,} bytes in one object; save it as JSON Lines"
        yield InputError(place.source, "too-large", message)
        return
    try:
        value = _DECODER.decode(text.strip(_SPACE))
    except (ValueError, RecursionError) as error:
        yield InputError(place.source, "damaged", f"not JSON: {_said(error)}")
        return
    records = _wrapped(value, place.settings.named.names)
    for number, record in enumerate(records, 1):
        yield _record(place, number, record, f"record {number}", worst.encoding, worst.confidence)


def _is_whole(text: str) -> bool:
    try:
        _DECODER.decode(text.strip(_SPACE))
    except (ValueError, RecursionError):
        return False
    return True


def _whole(lines: Iterator[TextLine], limit: int) -> tuple[str | None, TextLine]:
    """All lines as one text, None if too long; and the line whose encoding is least certain."""
    kept: list[str] = []
    size, worst = 0, None
    for line in lines:
        worst = line if worst is None else min(worst, line, key=lambda x: x.confidence)
        size += len(line.text)
        if line.too_long or size > limit:
            return None, worst
        kept.append(line.text)
    assert worst is not None
    return "".join(kept), worst


def _wrapped(value: Any, wanted: tuple[str, ...]) -> list[Any]:
    """The records of an object: itself if it has a text, else the first list of objects in it."""
    if not isinstance(value, Mapping):
        return [value]
    inside: list[Any] | None = next(filter(_are_records, value.values()), None)
    if inside and not _has_one(value, wanted) and _has_one(inside[0], wanted):
        return inside
    columns = columns_of(tuple(value), wanted)
    texts = text_values(value, columns, "", NamedColumns(wanted))
    if all(_are_records(text) for _, text in texts):
        return inside or [value]
    return [value]


def _has_one(value: Mapping[str, Any], wanted: tuple[str, ...]) -> bool:
    """Whether a record has one of the columns, or the object that a path begins with."""
    return any(name in value or name.partition(".")[0] in value for name in wanted)


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _of_list(place: Place, stream: io.BufferedReader, limit: int) -> Items:
    """The elements of a list, one by one, with no more of the file in memory than one needs."""
    encoding, confidence, reader = read_characters(stream, place.source)
    text = reader.read(BLOCK)
    at = text.find("[") + 1
    number = 0
    ended = False
    while True:
        found = _BETWEEN.match(text, at)
        at = found.end() if found else at
        if text.startswith("]", at):
            return
        failure: ValueError | RecursionError | None = None
        value, end = None, len(text)
        if at < len(text):
            try:
                value, end = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                failure = error
        # What ends with the block may go on in the next; a block as long again keeps time linear.
        if (failure or end == len(text)) and not ended and len(text) - at <= limit:
            more = reader.read(max(BLOCK, len(text) - at))
            text, at, ended = text[at:] + more, 0, not more
            continue
        number += 1
        if failure or at == len(text):
            what = f"not JSON: {_said(failure)}" if failure else "the list is not closed"
            message = f"record {number}: {what}; what follows is not read"
            if failure and not ended:
                message = f"record {number}: not JSON, or longer than {limit:,} characters"
            yield InputError(place.record(number), "damaged", message)
            return
        yield _record(place, number, value, f"record {number}", encoding, confidence)
        at = end


__all__ = ["read_json", "read_json_lines"]
