"""Marked text: a header of `key: value` lines, an empty line, and a body with inline tags.

    <t>title</t>  <d k="ad">boilerplate</d>  <s v="+">sentence</s>
    <c k="nvidia">輝達</c>  <m k="gpt-5">GPT-5</m>  <p k="jensen-huang">黃仁勳</p>
    <f k="money" v="1.4e12" w="" u="USD" q="approx">1.4兆美元</f>  <i>not counted</i>

A `<` of the text itself is written `&lt;`. `&gt;`, `&amp;`, `&quot;`, `&#13;` (carriage return) and
`&#10;` are understood too; any other `&` and every `>` stand for themselves.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import InputError

SUFFIX: Final = ".xml.txt"

_TAG: Final = re.compile(r"<(/?)([a-z])((?:\s+[a-z]=\"[^\"]*\")*)\s*>")
_ATTRIBUTE: Final = re.compile(r"([a-z])=\"([^\"]*)\"")
_INSIDE: Final = {"t": "cmpfi", "d": "", "s": "cmpfi", "c": "", "m": "", "p": "", "f": "", "i": ""}
_NEEDED: Final = {"d": "k", "s": "v", "c": "k", "m": "k", "p": "k", "f": "kvu"}
_ALLOWED: Final = {
    ("d", "k"): {"byline", "ad", "notice", "nav", "caption", "refs"},
    ("s", "v"): {"+", "-", "0"},
    ("f", "k"): {"money", "percent", "multiple", "quantity"},
    ("f", "q"): {"approx", "gt", "lt"},
}
_STANCES: Final = {"optimistic", "cautionary", "mixed"}
_ESCAPED: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\r": "&#13;",
}
_ESCAPED_IN_ATTRIBUTE: Final = _ESCAPED | {'"': "&quot;", "\n": "&#10;"}
_PLAIN: Final = {escaped: plain for plain, escaped in _ESCAPED_IN_ATTRIBUTE.items()}
_LINE_BREAKS: Final = re.compile(r"[\r\n]+")
_ESCAPE: Final = re.compile("|".join(map(re.escape, _PLAIN)))


@dataclass(frozen=True, slots=True)
class Span:
    """A marked span of the body, in offsets of the text without tags."""

    tag: str
    start: int
    end: int
    text: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A gold document: its header, its text as a scraper saved it, and the marks."""

    id: str
    header: dict[str, str]
    text: str
    spans: list[Span]
    targets: dict[str, str]

    def record(self) -> dict[str, object]:
        """The document as one line of a gold file for scoring."""
        name = self.header.get("source_name")
        return {
            "id": self.id,
            "meta": self.header,
            "text": self.text,
            "spans": [
                {"tag": s.tag, "start": s.start, "end": s.end, "text": s.text, **s.attributes}
                for s in self.spans
            ],
            "targets": self.targets,
            **({"source_name": name} if name else {}),
        }


def parse_marked(content: str, name: str = "marked text") -> MarkedDocument:
    """Read one marked document.

    Raises:
        InputError: the message holds the line and what is wrong with it.
    """
    head, separator, body = content.replace("\r\n", "\n").partition("\n\n")
    if not separator:
        raise InputError(name, "marked", f"{name}:1: no empty line between header and body")
    header = {}
    for number, line in enumerate(head.split("\n"), start=1):
        key, colon, value = line.partition(":")
        if not colon:
            raise InputError(name, "marked", f"{name}:{number}: a header line needs `key: value`")
        header[key.strip()] = value.strip()
        _check_header(key.strip(), value.strip(), f"{name}:{number}", name)
    first = head.count("\n") + 3
    text, spans = _body(body, name, first)
    targets = {}
    for item in header.get("targets", "").split():
        key, _, sign = item.rpartition(":")
        targets[key] = sign
    identity = header.get("id") or name
    return MarkedDocument(identity, header, text, spans, targets)


def _check_header(key: str, value: str, place: str, name: str) -> None:
    if key == "stance" and value and value not in _STANCES:
        message = f"{place}: stance {value!r} is none of {sorted(_STANCES)}"
        raise InputError(name, "marked", message)
    if key == "date" and value:
        try:
            datetime.date.fromisoformat(value)
        except ValueError as error:
            message = f"{place}: date {value!r} is not YYYY-MM-DD"
            raise InputError(name, "marked", message) from error
    if key == "targets":
        for item in value.split():
            target, _, sign = item.rpartition(":")
            if sign not in {"+", "-", "0"} or not target:
                message = f"{place}: target {item!r} needs KEY:+, KEY:- or KEY:0"
                raise InputError(name, "marked", message)


def _body(body: str, name: str, first_line: int) -> tuple[str, list[Span]]:
    pieces: list[str] = []
    length = at = 0
    opened: list[tuple[str, int, dict[str, str], int]] = []
    spans: list[Span] = []
    order: dict[int, int] = {}
    for match in _TAG.finditer(body):
        line = first_line + body.count("\n", 0, match.start())
        closing, tag, rest = match.groups()
        if tag not in _INSIDE:
            raise InputError(name, "marked", f"{name}:{line}: unknown tag <{tag}>")
        pieces.append(_plain(body, at, match.start(), name, first_line))
        length += len(pieces[-1])
        at = match.end()
        if closing:
            if not opened or opened[-1][0] != tag:
                raise InputError(name, "marked", f"{name}:{line}: </{tag}> closes nothing")
            _, start, attributes, number = opened.pop()
            order[len(spans)] = number
            spans.append(Span(tag, start, length, "".join(pieces)[start:length], attributes))
            continue
        if opened and tag not in _INSIDE[opened[-1][0]]:
            raise InputError(name, "marked", f"{name}:{line}: <{tag}> inside <{opened[-1][0]}>")
        attributes = {k: _unescape(v) for k, v in _ATTRIBUTE.findall(rest)}
        _check(tag, attributes, f"{name}:{line}", name)
        opened.append((tag, length, attributes, match.start()))
    if opened:
        tag, _, _, number = opened[-1]
        line = first_line + body.count("\n", 0, number)
        raise InputError(name, "marked", f"{name}:{line}: <{tag}> is not closed")
    pieces.append(_plain(body, at, len(body), name, first_line))
    text = "".join(pieces)
    ranked = sorted(range(len(spans)), key=lambda n: order[n])
    return text, [spans[n] for n in ranked]


def _plain(body: str, start: int, end: int, name: str, first_line: int) -> str:
    """The text between two tags; a `<` there is a tag gone wrong."""
    wrong = body.find("<", start, end)
    if wrong >= 0:
        line = first_line + body.count("\n", 0, wrong)
        shown = body[wrong : wrong + 20].partition("\n")[0]
        message = f"{name}:{line}: {shown!r} is no tag; a < of the text is written &lt;"
        raise InputError(name, "marked", message)
    return _unescape(body[start:end])


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: _PLAIN[m.group()], text) if "&" in text else text


def _check(tag: str, attributes: dict[str, str], place: str, name: str) -> None:
    for key in _NEEDED.get(tag, ""):
        if not attributes.get(key) and not (tag == "f" and key == "u" and "u" in attributes):
            raise InputError(name, "marked", f'{place}: <{tag}> needs {key}="…"')
    for key, value in attributes.items():
        allowed = _ALLOWED.get((tag, key))
        if allowed and value not in allowed:
            raise InputError(
                name, "marked", f"{place}: {key}={value!r} is none of {sorted(allowed)}"
            )
        if tag == "f" and key in "vw":
            try:
                float(value)
            except ValueError as error:
                message = f"{place}: {key}={value!r} is not a number"
                raise InputError(name, "marked", message) from error


def format_marked(document: MarkedDocument) -> str:
    """The document as marked text; `parse_marked` reads the same document from it.

    Spans must lie in one another or apart, as `parse_marked` gives them.
    """
    header = [
        # A value is a line of its own; other spaces, such as U+3000 in a title, are the page's.
        f"{key}: {_LINE_BREAKS.sub(' ', value)}".rstrip()
        for key, value in document.header.items()
    ]
    return "\n".join(header) + "\n\n" + _tagged(document.text, document.spans)


def _tagged(text: str, spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    opened: list[Span] = []
    at = 0

    def close(place: int) -> None:
        nonlocal at
        while opened and opened[-1].end <= place:
            span = opened.pop()
            pieces.append(_escape(text[at : span.end], _ESCAPED) + f"</{span.tag}>")
            at = span.end

    for span in sorted(spans, key=lambda s: (s.start, -s.end, s.tag not in "tds")):
        close(span.start)
        attributes = "".join(
            f' {key}="{_escape(value, _ESCAPED_IN_ATTRIBUTE)}"'
            for key, value in span.attributes.items()
        )
        pieces.append(_escape(text[at : span.start], _ESCAPED) + f"<{span.tag}{attributes}>")
        at = span.start
        opened.append(span)
    close(len(text))
    return "".join(pieces) + _escape(text[at:], _ESCAPED)


def _escape(text: str, escaped: dict[str, str]) -> str:
    return "".join(escaped.get(c, c) for c in text)


def marked_paths(folder: Path) -> list[Path]:
    """The marked files of a folder (`*.xml.txt`), in order of their names."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def read_marked_file(path: Path) -> MarkedDocument:
    """The marked document of one file. A byte order mark, as some editors write, is passed over.

    Raises:
        InputError: it is not as it must be, or not UTF-8.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path.name, "marked", f"{path.name}: not UTF-8: {error.reason}") from error
    return parse_marked(content, path.name)


def read_marked(folder: Path) -> Iterator[MarkedDocument]:
    """The marked documents of a folder (`*.xml.txt`), in order of their names.

    Raises:
        InputError: one of them is not as it must be.
    """
    for path in marked_paths(folder):
        yield read_marked_file(path)
