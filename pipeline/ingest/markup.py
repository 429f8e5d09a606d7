"""Markup of pages and files: which there is, and the edits that take it away.

HTML and Markdown are told by the file's name where it says so, else by what the text does: markup
gives a text its structure, and a text about markup only mentions it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from pipeline.ingest.front_matter import front_matter
from pipeline.ingest.html import html_edits, html_metadata, read_html
from pipeline.ingest.html_elements import STRUCTURE
from pipeline.ingest.html_scan import CLOSE, COMMENT, OPEN, TEXT, scan
from pipeline.ingest.markdown import markdown_edits
from pipeline.text import Edit

_READ: Final = 20_000
_HTML_NAMES: Final = (".html", ".htm", ".xhtml", ".shtml", ".mhtml")
_MARKDOWN_NAMES: Final = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
_WHOLE_PAGE: Final = re.compile(
    r"\A\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,3}"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.S | re.I,
)
_PAGE_BELOW: Final = re.compile(r"^[ \t]*<(?:!doctype\s+html|html|body)\b[^<>]*>", re.M | re.I)
_BLOCKS: Final = STRUCTURE | {"span", "font"}
_LEAST_INSIDE: Final = 0.6
_PLAIN_BREAK: Final = re.compile(r"(?<!>)[ \t]*\n[ \t]*(?!\s|<)")
_CODE_SIGN: Final = frozenset("`“\"'‘「『（(")
_HEADING: Final = re.compile(
    r"(?:\A|\n[ \t]*\n) {0,3}#{1,6} +\S[^\n]*(?=\n[ \t]*\n|\n?\Z|\n[^#\n])"
)
_MARKS: Final = (
    (_HEADING, 1, ("# ",)),
    (re.compile(r"(?<!\\)\]\((?:https?://|/|\.{0,2}/|#)[^()\s]*\)"), 1, ("](",)),
    (re.compile(r"^(`{3}|~{3})[^`\n]*\n.*?^\1[ \t]*$", re.M | re.S), 2, ("```", "~~~")),
    (re.compile(r"(?<![*\w])\*\*(?=[^\s*])[^*\n]{1,200}(?<=[^\s*])\*\*(?!\*)"), 1, ("**",)),
    (re.compile(r"^\|.*\|[ \t]*\n\|[ \t:|-]+\|[ \t]*$", re.M), 2, ("\n|",)),
    (re.compile(r"^\[[^\]\n]+\]:[ \t]+(?:<|https?://)", re.M), 1, ("]:",)),
    (re.compile(r"^>[ \t]\S", re.M), 0.5, ("> ", ">\t")),
)
"""Patterns, what each match weighs, and strings one of which every match holds."""
_ENOUGH: Final = 3
# A line of code or of a list with this mark has the next below it; a hashtag has no blank in it.
_OPENING_HEADING: Final = re.compile(
    r"\s*?^(?P<mark> {0,3}#{1,6}[ \t]+)(?=[^\s#][^\n]*\n[ \t]*\n\s*\S)", re.M
)


def _suffix(name: str) -> str:
    return PurePosixPath(name.partition("?")[0]).suffix.lower()


def is_html(text: str, name: str = "") -> bool:
    """Whether `text` is an HTML page or a fragment of one, by its name or its tags.

    A fragment counts where its text stands inside block elements or its lines are parted by `<br>`;
    an article that mentions tags, or shows some lines of code, is no HTML.
    """
    if _WHOLE_PAGE.match(text):
        return True
    suffix = _suffix(name)
    if suffix in _MARKDOWN_NAMES:
        return False
    if suffix in _HTML_NAMES:
        return True
    head = text[:_READ]
    if "<" not in head:
        return False
    return _is_fragment(head)


def _is_fragment(head: str) -> bool:
    depth = inside = outside = breaks = closed = structure = 0
    opened: dict[str, int] = {}
    page_below = _PAGE_BELOW.search(head) is not None
    for token in scan(head):
        if token.kind == TEXT:
            letters = sum(not c.isspace() for c in head[token.start : token.end])
            if depth:
                inside += letters
            else:
                outside += letters
        elif token.kind == OPEN:
            mentioned = _is_mentioned(head, token.start, token.end, token.name)
            if token.name == "br" and not mentioned:
                breaks += 1
            if token.name in _BLOCKS and not mentioned:
                opened[token.name] = opened.get(token.name, 0) + 1
                structure += token.name in STRUCTURE
                depth += 1
        elif token.kind == CLOSE and opened.get(token.name):
            opened[token.name] -= 1
            depth -= 1
            closed += 1
        elif token.kind == COMMENT:
            continue
    letters = inside + outside
    if structure and (closed or structure > 1) and letters and inside >= _LEAST_INSIDE * letters:
        return True
    if page_below and closed:
        return True
    return breaks > 1 and breaks > len(_PLAIN_BREAK.findall(head))


def _is_mentioned(text: str, start: int, end: int, name: str) -> bool:
    """Whether a tag is a word of the sentence: in quotation marks, or between two words."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and before in _CODE_SIGN:
        return True
    if name == "br":
        return before == after == " " and text[max(0, start - 2)].isalnum()
    if name not in STRUCTURE:
        return False
    word = text[max(0, start - 2) : start].rstrip(" \t")[-1:]
    following = text[end : end + 2].lstrip(" \t")[:1]
    return word.isalnum() and following not in ("", "\n", "<")


def is_markdown(text: str, name: str = "") -> bool:
    """Whether `text` is Markdown, by its file name, its front matter, or several of its marks."""
    if _suffix(name) in _MARKDOWN_NAMES:
        return True
    head = text[:_READ]
    weight = 0.0
    for pattern, each, cues in _MARKS:
        if any(cue in head for cue in cues):
            weight += each * sum(1 for _ in pattern.finditer(head))
            if weight >= _ENOUGH:
                return True
    return False


def heading_mark(text: str) -> list[Edit]:
    """The edit that takes the mark off a heading of Markdown with which a plain text opens."""
    match = _OPENING_HEADING.match(text)
    return [Edit(*match.span("mark"), "", "markup", "title-mark")] if match else []


__all__ = [
    "front_matter",
    "heading_mark",
    "html_edits",
    "html_metadata",
    "is_html",
    "is_markdown",
    "markdown_edits",
    "read_html",
]
