"""Marked text: a header of `key: value` lines, an empty line, and a body with inline tags.

    <t>title</t>  <d k="ad">boilerplate</d>  <s v="+">sentence</s>
    <c k="nvidia">輝達</c>  <m k="gpt-5">GPT-5</m>  <p k="jensen-huang">黃仁勳</p>
    <f k="money" v="1.4e12" w="" u="USD" q="approx">1.4兆美元</f>  <i>not counted</i>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import InputError

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
        return {
            "id": self.id,
            "meta": self.header,
            "text": self.text,
            "spans": [
                {"tag": s.tag, "start": s.start, "end": s.end, "text": s.text, **s.attributes}
                for s in self.spans
            ],
            "targets": self.targets,
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
    first = head.count("\n") + 3
    text, spans = _body(body, name, first)
    targets = {}
    for item in header.get("targets", "").split():
        key, _, sign = item.rpartition(":")
        if sign not in {"+", "-", "0"} or not key:
            raise InputError(name, "marked", f"{name}: target {item!r} needs KEY:+, KEY:- or KEY:0")
        targets[key] = sign
    identity = header.get("id") or name
    return MarkedDocument(identity, header, text, spans, targets)


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
        pieces.append(body[at : match.start()])
        length += match.start() - at
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
        attributes = dict(_ATTRIBUTE.findall(rest))
        _check(tag, attributes, f"{name}:{line}", name)
        opened.append((tag, length, attributes, match.start()))
    if opened:
        tag, _, _, number = opened[-1]
        line = first_line + body.count("\n", 0, number)
        raise InputError(name, "marked", f"{name}:{line}: <{tag}> is not closed")
    pieces.append(body[at:])
    text = "".join(pieces)
    ranked = sorted(range(len(spans)), key=lambda n: order[n])
    return text, [spans[n] for n in ranked]


def _check(tag: str, attributes: dict[str, str], place: str, name: str) -> None:
    for key in _NEEDED.get(tag, ""):
        if not attributes.get(key) and not (tag == "f" and key == "u" and "u" in attributes):
            raise InputError(name, "marked", f"{place}: <{tag}> needs {key}=\"…\"")
    for key, value in attributes.items():
        allowed = _ALLOWED.get((tag, key))
        if allowed and value not in allowed:
            raise InputError(name, "marked", f"{place}: {key}={value!r} is none of {sorted(allowed)}")
        if tag == "f" and key in "vw":
            try:
                float(value)
            except ValueError as error:
                message = f"{place}: {key}={value!r} is not a number"
                raise InputError(name, "marked", message) from error


def read_marked(folder: Path) -> Iterator[MarkedDocument]:
    """The marked documents of a folder (`*.xml.txt`), in order of their names.

    Raises:
        InputError: one of them is not as it must be.
    """
    for path in sorted(folder.glob("*.xml.txt")):
        yield parse_marked(path.read_text(encoding="utf-8"), path.name)
