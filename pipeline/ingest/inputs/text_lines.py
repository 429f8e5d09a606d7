"""The lines of a text file in any encoding, one at a time, each bounded in length."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.errors import InputError
from pipeline.ingest.codec import read, settle
from pipeline.ingest.decode import decode
from pipeline.ingest.inputs.streams import BLOCK

_MOST_NUL: Final = 0.1
# To judge the encoding of a line takes a millisecond; a file of nothing but noise has millions.
_MOST_JUDGED: Final = 1_000


class TextLine(NamedTuple):
    """A line with its end, and where it stands.

    `number` counts from 1; a line that is `too_long` comes without its text.
    """

    number: int
    text: str
    encoding: str
    confidence: float
    too_long: bool = False


class _Encoding(NamedTuple):
    name: str
    confidence: float
    mark: int = 0


def read_lines(stream: io.BufferedReader, source: str, limit: int) -> Iterator[TextLine]:
    """The lines of a stream.

    The encoding is judged by the first 64 KB; a line that does not fit it is judged by itself, so
    that one damaged line, or a file pasted together from several, is still read.

    Args:
        stream: the bytes.
        source: the name for errors.
        limit: the longest line, in bytes.

    Raises:
        InputError: `binary` where it is no text; what the stream raises.
    """
    head = stream.peek(BLOCK)[:BLOCK]
    encoding = _judge(head, source)
    wide = encoding.name.startswith(("utf-16", "utf-32"))
    # Macintosh files of long ago end their lines with a carriage return alone.
    returns = b"\n" not in head and head.count(b"\r") > head.endswith(b"\r")
    if wide or returns:
        yield from _characters(stream, encoding, limit, "\n" if wide else "\r")
        return
    stream.read(encoding.mark)
    number = doubtful = 0
    while raw := stream.readline(limit + 1):
        number += 1
        if len(raw) > limit and not raw.endswith(b"\n"):
            while (rest := stream.readline(BLOCK)) and not rest.endswith(b"\n"):
                pass
            yield TextLine(number, "", encoding.name, encoding.confidence, True)
            continue
        text, lost = settle(read(raw, encoding.name))
        if not lost:
            yield TextLine(number, text, encoding.name, encoding.confidence)
            continue
        doubtful += 1
        found = _judged(number, raw, encoding.name) if doubtful <= _MOST_JUDGED else None
        share = sum(len(item.data) for item in lost) / len(raw)
        confidence = round(encoding.confidence * max(0.05, 1 - 5 * share), 4)
        yield found or TextLine(number, text, encoding.name, confidence)


def _judge(head: bytes, source: str) -> _Encoding:
    if head.startswith(codecs.BOM_UTF8):
        return _Encoding("utf-8", 1.0, len(codecs.BOM_UTF8))
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        pass
    else:
        # Some NUL bytes are damage; where they are many, they are half of UTF-16.
        if head.count(0) <= _MOST_NUL * len(head):
            return _Encoding("utf-8", 1.0)
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        judged = decode(whole if head.count(0) <= _MOST_NUL * len(head) else head, source)
    except InputError as error:
        if error.code != "empty":
            raise
        return _Encoding("utf-8", 1.0)
    # Of a head in several encodings the first is the file's, the others are those of lines.
    return _Encoding(judged.encoding.split("+")[0], judged.confidence)


def _judged(number: int, raw: bytes, encoding: str) -> TextLine | None:
    """A line that does not fit its file's encoding, read by itself; None if it is no text."""
    try:
        judged = decode(raw, declared=encoding)
    except InputError:
        return None
    return TextLine(number, judged.text, judged.encoding, judged.confidence)


def _characters(
    stream: io.BufferedReader, encoding: _Encoding, limit: int, end: str
) -> Iterator[TextLine]:
    """The lines of a text in which a line's end is not one byte `\\n`."""
    reader = io.TextIOWrapper(stream, encoding.name, "replace", newline=end)
    number = 0
    try:
        while text := reader.readline(limit + 1):
            number += 1
            too_long = len(text) > limit and not text.endswith(end)
            if too_long:
                while (rest := reader.readline(BLOCK)) and not rest.endswith(end):
                    pass
            text = "" if too_long else text.removesuffix(end) + "\n"
            text = text.lstrip("\ufeff") if number == 1 else text
            yield TextLine(number, text, encoding.name, encoding.confidence, too_long)
    finally:
        reader.detach()


def read_characters(
    stream: io.BufferedReader, source: str
) -> tuple[str, float, codecs.StreamReader]:
    """The encoding of a stream, the certainty, and a reader of so many characters at a time.

    Raises:
        InputError: `binary` where it is no text.
    """
    encoding = _judge(stream.peek(BLOCK)[:BLOCK], source)
    stream.read(encoding.mark)
    reader = codecs.getreader(encoding.name)(stream, "replace")
    return encoding.name, encoding.confidence, reader


__all__ = ["TextLine", "read_characters", "read_lines"]
