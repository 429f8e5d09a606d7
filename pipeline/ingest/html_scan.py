"""HTML cut into tokens that cover it without gap, in one pass and in linear time.

A tolerant reading of the HTML standard's tokeniser. Where the standard would lose the rest of a
page (an unclosed quote, comment or script) the token ends early instead, since a saved page is
often cut or mangled. No character is looked at more than a few times, whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.ingest.html_elements import KNOWN
from pipeline.ingest.html_elements import RAW as RAW_ELEMENTS

TEXT: Final = 0
OPEN: Final = 1
CLOSE: Final = 2
RAW: Final = 3
"""What stands in a script, style, title or the like: characters, never tags."""
COMMENT: Final = 4
"""A comment, a declaration, or a processing instruction."""


class Token(NamedTuple):
    """`start:end` of the page; `name` of a tag in lower case, `attributes` as they are written."""

    kind: int
    start: int
    end: int
    name: str = ""
    attributes: str = ""


_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][^\s/<>\"'=]*+)"
    r"([^<>\"']*+(?:\"[^\"<>]*+\"[^<>\"']*+|'[^'<>]*+'[^<>\"']*+)*+)>"
)
_TAG_NAME: Final = re.compile(r"<(/?)([a-zA-Z][^\s/<>\"'=]*+)")
_PLAIN: Final = re.compile(r"[^<>\"']*+")
_RAW_END: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in RAW_ELEMENTS}
# Where an unclosed script is taken to end.
_BLOCK: Final = re.compile(r"<(?:/?(?:head|body|main|article|section|div|p|h1)\b)", re.I)
_WORDS: Final = re.compile(r"\s+[^\s=/\"'-]+\s+[^=]*\Z")
_ATTRIBUTE: Final = re.compile(
    r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s\"'>]*+)))?"
)
_LONGEST_ODD: Final = 1_000
_BREAKS_OFF: Final = re.compile(r"[^\s/>]")


def scan(text: str) -> Iterator[Token]:
    """The tokens of an HTML page, in order, each beginning where the last one ended."""
    find = _Finder(text)
    at = begun = 0
    while (low := text.find("<", at)) >= 0:
        token = _markup(text, low, find)
        if token is None:
            at = low + 1
            continue
        if begun < low:
            yield Token(TEXT, begun, low)
        yield token
        at = begun = token.end
        if token.kind == OPEN and token.name in _RAW_END and not token.attributes.endswith("/"):
            at = begun = _raw_end(text, token, find)
            if token.end < at:
                yield Token(RAW, token.end, at, token.name)
    if begun < len(text):
        yield Token(TEXT, begun, len(text))


def attributes_of(written: str) -> dict[str, str]:
    """The attributes of a tag: names in lower case, values as written; of two the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), double or single or bare)
    return found


class _Finder:
    """`str.find` that remembers what does not occur again, so that asking stays cheap."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.absent: set[object] = set()

    def __call__(self, wanted: str, start: int) -> int:
        if wanted in self.absent:
            return -1
        found = self.text.find(wanted, start)
        if found < 0:
            self.absent.add(wanted)
        return found

    def search(self, pattern: re.Pattern[str], start: int) -> int:
        """Where `pattern` matches next, or -1."""
        if pattern in self.absent:
            return -1
        match = pattern.search(self.text, start)
        if match is None:
            self.absent.add(pattern)
            return -1
        return match.start()


def _markup(text: str, low: int, find: _Finder) -> Token | None:
    """The token that begins with the `<` at `low`; None where that is only a character."""
    match = _TAG.match(text, low)
    if match is not None:
        return _tag(match[1], match[2], match[3], low, match.end())
    following = text[low + 1 : low + 2]
    if following == "!":
        return _declaration(text, low, find)
    if following == "?" or (following == "/" and not text[low + 2 : low + 3].isalpha()):
        end = text.find(">", low, low + _LONGEST_ODD)
        return Token(COMMENT, low, end + 1) if end >= 0 else None
    match = _TAG_NAME.match(text, low)
    if match is None or not _may_name(match[2].lower()):
        return None
    plain = _PLAIN.match(text, match.end())
    stop = plain.end() if plain else match.end()
    if text[stop : stop + 1] in ("", "<") and "=" not in text[match.end() : stop]:
        return None  # `若 a <b 则成立`: no tag, or nothing worth calling one.
    end = _end_of_tag(text, match.end(), find)
    closed = text.startswith(">", end)
    attributes = text[match.end() : end]
    return Token(CLOSE if match[1] else OPEN, low, end + closed, match[2].lower(), attributes)


def _may_name(name: str) -> bool:
    """Whether a name is HTML's, or has the form of a custom element's or a foreign one's."""
    return name in KNOWN or (name.isascii() and ("-" in name or ":" in name))


def _tag(slash: str, name: str, attributes: str, start: int, end: int) -> Token | None:
    name = name.lower()
    if "=" not in attributes and not attributes.isascii():
        return None  # `a<b 的情况下 c>d`
    if not _may_name(name) and (not name.isascii() or _WORDS.search(attributes)):
        return None  # `if x<y and z>w`, `<b站up主>`: words between signs, not a tag.
    return Token(CLOSE if slash else OPEN, start, end, name, attributes)


def _declaration(text: str, low: int, find: _Finder) -> Token | None:
    if text.startswith("<!--", low):
        if text.startswith((">", "->"), low + 4):
            return Token(COMMENT, low, text.index(">", low) + 1)
        end = find("-->", low + 4)
        if end >= 0:
            return Token(COMMENT, low, end + 3)
    elif text.startswith("<![CDATA[", low):
        return Token(COMMENT, low, low + 9)  # Its content is text; `]]>` is left to the reader.
    end = find(">", low)
    return Token(COMMENT, low, end + 1) if end >= 0 else None


def _end_of_tag(text: str, at: int, find: _Finder) -> int:
    """Where a tag of irregular form ends: at its `>`, or before the next `<`, or with the page."""
    while True:
        plain = _PLAIN.match(text, at)
        at = plain.end() if plain else at
        quote = text[at : at + 1]
        if quote not in ('"', "'"):
            return at
        end = find(quote, at + 1)
        if end < 0:
            at += 1
            continue
        # A "closing" quote with a letter behind it opens the next value: this one was never closed.
        if _BREAKS_OFF.match(text, end + 1) and (stop := text.find(">", at, end)) >= 0:
            return stop
        at = end + 1


def _raw_end(text: str, opening: Token, find: _Finder) -> int:
    end = find.search(_RAW_END[opening.name], opening.end)
    if end >= 0:
        return end
    if opening.name in ("script", "style"):
        end = find.search(_BLOCK, opening.end)
        return end if end >= 0 else len(text)
    # An unclosed title or text field: read on as if it had not been opened.
    return opening.end


__all__ = ["CLOSE", "COMMENT", "OPEN", "RAW", "TEXT", "Token", "attributes_of", "scan"]
