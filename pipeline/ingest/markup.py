"""Markup of pages and files: what HTML and Markdown add to a text, as edits that take it away."""

from __future__ import annotations

import html
import re
from typing import Final

from pipeline.text import Edit

_HTML_HINT: Final = re.compile(
    r"<!doctype\s+html|<html[\s>]|<body[\s>]|<(?:p|div|article|span|br|h[1-6])[^<>]{0,300}>[^<]",
    re.I,
)
_CLOSED: Final = "script|style|noscript|svg|iframe|template|head|object|math"
_FRAME: Final = "nav|footer|aside|form|button|select|menu"
_HTML_PART: Final = re.compile(
    rf"(?P<comment><!--.*?-->|<![^>]*>|<\?[^>]*>)"
    rf"|(?P<closed><(?P<c>{_CLOSED})\b[^>]*>.*?</(?P=c)\s*>)"
    rf"|(?P<frame><(?P<f>{_FRAME})\b[^>]*>.*?</(?P=f)\s*>)"
    r"|(?P<caption><figcaption\b[^>]*>.*?</figcaption\s*>)"
    r"|(?P<block></?(?:p|div|li|ul|ol|dl|dt|dd|h[1-6]|br|hr|tr|table|thead|tbody|section|article"
    r"|header|main|body|html|blockquote|pre|figure|title|address|details|summary)\b[^>]*>)"
    r"|(?P<tag></?[a-zA-Z][^<>]*>)"
    r"|(?P<space>[ \t]*\n\s*)",
    re.S | re.I,
)
_FRONT_MATTER: Final = re.compile(r"\A﻿?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_MARKDOWN_HINT: Final = re.compile(r"^#{1,6} |\]\(https?://|^```|\*\*[^*\n]+\*\*", re.M)
_MARKDOWN_PART: Final = re.compile(
    r"(?P<image>!\[(?P<alt>[^\]\n]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\))"
    r"|(?P<link>\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\]|!\[[^\]\n]*\]\([^)\s]*\))+)\]"
    r"\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\))"
    r"|(?P<autolink><https?://[^>\s]+>)"
    r"|(?P<heading>^[ \t]{0,3}#{1,6}[ \t]+)"
    r"|(?P<quote>^[ \t]{0,3}>(?:[ \t]?>)*[ \t]?)"
    r"|(?P<rule>^[ \t]*(?:-[ \t]*){3,}$|^[ \t]*(?:\*[ \t]*){3,}$|^[ \t]*(?:_[ \t]*){3,}$)"
    r"|(?P<fence>^[ \t]*(?:```|~~~)[^\n]*$)"
    r"|(?P<row>^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$)"
    r"|(?P<strong>\*{2,3}(?=\S)|(?<=\S)\*{2,3}|(?<![\w_])__(?=\S)|(?<=\S)__(?![\w_]))"
    r"|(?P<emphasis>(?<![0-9A-Za-z*])\*(?P<stressed>[^\s*](?:[^*\n]*[^\s*])?)\*(?![0-9A-Za-z*]))"
    r"|(?P<code>`+)",
    re.M,
)
_WORD: Final = re.compile(r"[^\W_]")
_URL_ONLY: Final = re.compile(r"https?://\S+\Z")


def is_html(text: str, name: str = "") -> bool:
    """Whether `text` is an HTML page, by its file name or its tags."""
    return name.lower().endswith((".html", ".htm", ".xhtml")) or bool(
        _HTML_HINT.search(text[:20_000])
    )


def is_markdown(text: str, name: str = "") -> bool:
    """Whether `text` is Markdown, by its file name or by several of its marks."""
    if name.lower().endswith((".md", ".markdown")):
        return True
    return len(_MARKDOWN_HINT.findall(text[:20_000])) >= 3


def html_edits(text: str) -> list[Edit]:
    """Tags, scripts, frames and captions; a block tag becomes a line break."""
    edits = []
    for match in _HTML_PART.finditer(text):
        kind, rule, replacement = "markup", f"html-{match.lastgroup}", ""
        if match["frame"]:
            kind, rule = "nav", f"html-{match['f'].lower()}"
        elif match["closed"]:
            rule = f"html-{match['c'].lower()}"
        elif match["caption"]:
            kind = "caption"
        elif match["block"]:
            replacement = "\n"
        elif match["space"]:
            replacement = _space(text, match.start(), match.end())
            if replacement == match.group():
                continue
            kind = "linebreak"
        edits.append(Edit(match.start(), match.end(), replacement, kind, rule))
    return edits


def _space(text: str, start: int, end: int) -> str:
    """A line break in HTML source is a space, and nothing between two Chinese characters."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in ("", ">") or after in ("", "<"):
        return "\n"
    return "" if before > "\u2e7f" and after > "\u2e7f" else " "


def front_matter(text: str) -> tuple[dict[str, str], list[Edit]]:
    """The simple `key: value` lines of a Markdown front matter, and the edit that removes it."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, []
    fields = {}
    for line in match.group(1).splitlines():
        key, separator, value = line.partition(":")
        if separator and key.strip() and not key.startswith((" ", "-", "#")):
            fields[key.strip().lower()] = value.strip().strip("\"'")
    return fields, [Edit(match.start(), match.end(), "", "markup", "front-matter")]


def markdown_edits(text: str) -> list[Edit]:
    """Markdown marks; the text of a link stays, its address goes."""
    edits: list[Edit] = []
    for match in _MARKDOWN_PART.finditer(text):
        start, end, rule = match.start(), match.end(), f"markdown-{match.lastgroup}"
        if match["image"]:
            rule = "markdown-image"
            kind = "caption" if _WORD.search(match["alt"]) else "markup"
            edits.append(Edit(start, end, "", kind, rule))
        elif match["link"]:
            edits += _link_edits(match)
        elif match["emphasis"]:
            low, high = match.span("stressed")
            edits.append(Edit(start, low, "", "markup", rule))
            edits += _inside(text, low, high)
            edits.append(Edit(high, end, "", "markup", rule))
        elif match["autolink"]:
            edits.append(Edit(start, end, "", "nav", "markdown-autolink"))
        else:
            edits.append(Edit(start, end, "", "markup", rule))
    return edits


def _link_edits(match: re.Match[str]) -> list[Edit]:
    label, low, high = match["label"], match.start("label"), match.end("label")
    if _URL_ONLY.match(label):
        return [Edit(match.start(), match.end(), "", "nav", "markdown-address")]
    if not _WORD.search(label) or label.startswith("!["):
        return [Edit(match.start(), match.end(), "", "markup", "markdown-link")]
    return [
        Edit(match.start(), low, "", "markup", "markdown-link"),
        *_inside(match.string, low, high),
        Edit(high, match.end(), "", "markup", "markdown-link"),
    ]


def _inside(text: str, low: int, high: int) -> list[Edit]:
    """The marks inside a stressed word or the text of a link."""
    return [
        Edit(low + e.start, low + e.end, e.replacement, e.kind, e.rule)
        for e in markdown_edits(text[low:high])
        if e.rule not in ("markdown-heading", "markdown-quote")
    ]


_META: Final = re.compile(r"<meta\b[^>]*>", re.I)
_ATTRIBUTE: Final = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TITLE: Final = re.compile(r"<title\b[^>]*>(.*?)</title\s*>", re.S | re.I)
_H1: Final = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.S | re.I)
_TAG: Final = re.compile(r"<[^>]+>")


def html_metadata(text: str) -> dict[str, str]:
    """`title`, `author` and `date` as the page's own tags state them (absent if not stated)."""
    named: dict[str, str] = {}
    for tag in _META.findall(text):
        fields = {k.lower(): a or b for k, a, b in _ATTRIBUTE.findall(tag)}
        name = (fields.get("property") or fields.get("name") or "").lower()
        if name and fields.get("content"):
            named.setdefault(name, html.unescape(fields["content"]).strip())
    found = {}
    heading, title = _H1.search(text), _TITLE.search(text)
    for key, candidates in {
        "title": (
            heading and html.unescape(_TAG.sub("", heading.group(1))).strip(),
            named.get("og:title"),
            title and html.unescape(title.group(1)).strip(),
        ),
        "author": (named.get("author"), named.get("article:author")),
        "date": (
            named.get("article:published_time"),
            named.get("pubdate"),
            named.get("publishdate"),
            named.get("date"),
        ),
    }.items():
        value = next((c for c in candidates if c), None)
        if value:
            found[key] = value
    return found
