"""Markdown as edits that take its marks away; a CommonMark parser says what is a mark.

The parser (pulldown-cmark, by way of pyromark) reports the place of each piece of text; whatever
lies between two pieces is markup. Where CommonMark and Chinese disagree, the text decides: `**`
that no rule of flanking takes for a mark, because no space stands beside it, is one all the same; a
star between digits or Latin letters is a sign of multiplication, and one `~` a range.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from pipeline.ingest.html_elements import BREAKS, VOID
from pipeline.ingest.html_scan import CLOSE, OPEN, RAW, TEXT, Token, attributes_of, scan
from pipeline.ingest.markdown_events import events, is_dropped, kind_of, with_menus
from pipeline.ingest.markdown_menus import Link, menu_edits
from pipeline.text import Edit

_MARK, _TEXT, _CODE, _LISTED = 0, 1, 2, 3
"""What a character is: a mark (or white space), text, code, or part of an edit already listed."""

_WORD: Final = re.compile(r"[^\W_]")
_ADDRESS: Final = re.compile(r"\s*(?:https?://|www\.|mailto:)\S+\s*\Z")
_ITEM: Final = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]*")
_SEGMENT: Final = re.compile(r"[^\s](?:[^\n]*[^\s])?")
# Left over where CommonMark sees no emphasis (`**“重点”**的话`) or pairs it otherwise.
# The mark before the look behind it: then the search goes from mark to mark.
_LEFT_STRONG: Final = re.compile(r"\*(?<![\\*]\*)\*{1,5}(?!\*)")
_LEFT_CODE: Final = re.compile(r"`(?<![\\`]`)`*")
_LEFT_STRESS: Final = re.compile(r"(\*)(?<![\\*]\*)(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])(\*)(?!\*)")
_BACKTICKS: Final = re.compile(r"`{2,}")
_RULES: Final = (
    (re.compile(r"#"), "markdown-heading"),
    (re.compile(r">"), "markdown-quote"),
    (re.compile(r"`{3}|~{3}"), "markdown-fence"),
    (re.compile(r"\|?[ \t]*:?-+:?[ \t]*\|"), "markdown-row"),
    (re.compile(r"[=-]+$"), "markdown-heading-line"),
    (re.compile(r"\[\^[^\]]*\]:?"), "markdown-footnote"),
    (re.compile(r"\[[^\]]+\]:"), "markdown-definition"),
    (re.compile(r"\[[ xX]\]"), "markdown-task"),
    (re.compile(r"[\[\]]"), "markdown-link"),
    (re.compile(r"\\"), "markdown-escape"),
    (re.compile(r"~"), "markdown-strikethrough"),
    (re.compile(r"\*{2}|_{2}"), "markdown-strong"),
    (re.compile(r"[*_]"), "markdown-emphasis"),
    (re.compile(r"`"), "markdown-code"),
)
_OTHER: Final = "markdown-mark"
_ANY_RULE: Final = re.compile("|".join(f"({pattern.pattern})" for pattern, _ in _RULES))
_SAID: Final = bytes(kind in (_TEXT, _CODE) for kind in range(256))


def markdown_edits(text: str) -> list[Edit]:
    """The edits that take the marks of Markdown away, sorted and disjoint.

    The text of links, code and tables stays, with list markers, the bars of table rows and the line
    breaks; addresses, images, rules, fences and definitions of links go.
    """
    reader = _Reader(text)
    marks = reader.edits()
    menus = menu_edits(text, reader.closed, [e for e in marks if e.rule == "markdown-image"])
    return with_menus(menus, marks) if menus else marks


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds = bytearray(len(text))
        self.listed: list[Edit] = []
        self.links: list[tuple[int, str, str]] = []
        """The links that are open: where each begins, its type and its address."""
        self.closed: list[Link] = []
        self.skipped_to = 0
        self.in_fence = self.in_row = False
        self.last_ends: dict[str, int] = {}
        """Where the last end tag of a name stands; -1 without one."""

    def edits(self) -> list[Edit]:
        kinds = self.kinds
        for event, start, end in events(self.text):
            if isinstance(event, str):
                if event == "Rule":
                    self._rule(start, end)
                continue
            ((name, value),) = event.items()
            if start < self.skipped_to:
                if name == "End" and value == "Link" and end >= self.skipped_to:
                    self._close(*self.links.pop(), end)
                continue
            if name == "Text":
                kinds[start:end] = (b"\2" if self.in_fence else b"\1") * (end - start)
            elif name == "Code":
                self._code(start, end)
            elif name == "Start":
                self._start(value, start, end)
            elif name == "End":
                self._end(value, end)
            elif name == "InlineHtml":
                self._html(start, end)
        self._left_over()
        return sorted([*self.listed, *self._marks()])

    def _keep(self, start: int, end: int, kind: int) -> None:
        self.kinds[start:end] = bytes((kind,)) * (end - start)

    def _list(self, start: int, end: int, kind: str, rule: str, replacement: str = "") -> None:
        self._keep(start, end, _LISTED)
        self.listed.append(Edit(start, end, replacement, kind, rule))

    def _keep_rims(self, start: int, end: int, size: int) -> None:
        self._keep(start, start + size, _CODE)
        self._keep(end - size, end, _CODE)

    def _rule(self, start: int, end: int) -> None:
        core = self.text[start:end].rstrip()
        self._list(start, start + len(core), "markup", "markdown-rule")

    def _code(self, start: int, end: int) -> None:
        """Code in a line; stars and backticks around all of it are the writer's emphasis."""
        text = self.text
        ticks = 0
        while ticks < end - start and text[start + ticks] == "`":
            ticks += 1
        low, high = start + ticks, end - ticks
        changed = True
        while changed:
            changed = False
            for mark in (" ", "`", "**"):
                size = len(mark)
                if (
                    low + 2 * size < high
                    and text.startswith(mark, low)
                    and (text.startswith(mark, high - size))
                ):
                    low, high, changed = low + size, high - size, True
        if low >= high:
            return
        self._keep(low, high, _CODE)
        if ticks == 1:  # `a``b`: two spans side by side, which the standard reads as one.
            for match in _BACKTICKS.finditer(text, low, high):
                self._keep(*match.span(), _MARK)

    def _end(self, value: Any, end: int) -> None:
        if value == "Link" and self.links:
            self._link(*self.links.pop(), end)
        elif value == "CodeBlock":
            self.in_fence = False
        elif value in ("TableHead", "TableRow"):
            self.in_row = False

    def _start(self, value: Any, start: int, end: int) -> None:
        name: str = next(iter(value)) if isinstance(value, dict) else value
        detail: Any = value[name] if isinstance(value, dict) else None
        text = self.text
        if name == "Item":
            match = _ITEM.match(text, start, end)
            if match:
                self._keep(start, match.end(), _CODE)
        elif name == "Image":
            self._image(start, end)
        elif name == "Link":
            self.links.append((start, detail["link_type"], detail["dest_url"]))
        elif name == "CodeBlock":
            self.in_fence = isinstance(detail, dict)
        elif name == "Strong" and text[start] == "*" and self._multiplies(start, start + 2):
            self._keep_rims(start, end, 2)
        elif name == "Emphasis" and text[start] == "*":
            around = text[max(0, start - 1) : start] + text[end : end + 1]
            if any(c.isascii() and c.isalnum() for c in around):
                self._keep_rims(start, end, 1)
        elif name == "Strikethrough" and not text.startswith("~~", start):
            self._keep_rims(start, end, 1)
        elif name in ("TableHead", "TableRow"):
            self.in_row = True
            self._keep(start, end, _CODE)
        elif name == "TableCell":
            self._keep(start, end, _MARK)
        elif name == "HtmlBlock":
            self._html(start, end)
            self.skipped_to = end

    def _image(self, start: int, end: int) -> None:
        alt = self.text[start + 2 : end].partition("](")[0].partition("][")[0]
        kind = "caption" if _WORD.search(alt) else "markup"
        self._list(start, end, kind, "markdown-image")
        self.skipped_to = end

    def _close(self, start: int, link_type: str, address: str, end: int) -> str:
        """Note a link; returns what it says."""
        said = self.kinds[start:end].translate(_SAID)
        label = "".join(itertools.compress(self.text[start:end], said))
        self.closed.append(Link(start, end, label, address.startswith("#")))
        return label

    def _link(self, start: int, link_type: str, address: str, end: int) -> None:
        label = self._close(start, link_type, address, end)
        if link_type in ("Autolink", "Email"):
            self._again(start, end, "nav", "markdown-autolink")
        elif _ADDRESS.match(label):
            self._again(start, end, "nav", "markdown-address")
        elif not _WORD.search(label):
            self._again(start, end, "markup", "markdown-link")

    def _again(self, start: int, end: int, kind: str, rule: str) -> None:
        """List a span as one edit in place of those listed inside it."""
        while self.listed and self.listed[-1].start >= start:
            self.listed.pop()
        self._list(start, end, kind, rule)

    def _html(self, start: int, end: int) -> None:
        """HTML inside Markdown: tags go, block tags and `<br>` part lines, text stays."""
        inside = ""
        for token in scan(self.text[start:end]):
            low, high = start + token.start, start + token.end
            if inside:
                self._list(low, high, kind_of(inside), f"html-{inside}")
                if token.kind == CLOSE and token.name == inside:
                    inside = ""
            elif token.kind == TEXT:
                self._keep(low, high, _TEXT)
            elif token.kind == RAW:
                self._list(low, high, "markup", f"html-{token.name}")
            else:
                self._tag(token, low, high)
                if token.kind == OPEN and token.name not in VOID and is_dropped(token.name):
                    inside = token.name if self._last_end(token.name) in range(high, end) else ""

    def _last_end(self, name: str) -> int:
        if name not in self.last_ends:
            self.last_ends[name] = self.text.lower().rfind(f"</{name}")
        return self.last_ends[name]

    def _tag(self, token: Token, low: int, high: int) -> None:
        alt = attributes_of(token.attributes).get("alt", "") if token.name == "img" else ""
        if _WORD.search(alt):
            self._list(low, high, "caption", "html-alt")
            return
        rule = f"html-{token.name}" if token.name.isalnum() else "html-tag"
        text = self.text
        parts = token.name in BREAKS and text[low - 1 : low] not in ("", "\n")
        parts = parts and text[high : high + 1] not in ("", "\n")
        replacement = (" " if self.in_row else "\n") if parts else ""
        self._list(low, high, "markup", rule, replacement)

    def _left_over(self) -> None:
        """Marks that the parser took for text."""
        found = [(m.span(), "markdown-strong") for m in _LEFT_STRONG.finditer(self.text)]
        found += [(m.span(), "markdown-code") for m in _LEFT_CODE.finditer(self.text)]
        for (start, end), rule in found:
            is_text = self.kinds.count(_TEXT, start, end) == end - start
            if is_text and not self._multiplies(start, end):
                self._list(start, end, "markup", rule)
        for match in _LEFT_STRESS.finditer(self.text):
            pair = (match.span(1), match.span(3))
            inside = all(self.kinds[a] == _TEXT for a, _ in pair)
            if inside and not any(self._multiplies(a, b) for a, b in pair):
                for a, b in pair:
                    self._list(a, b, "markup", "markdown-emphasis")

    def _multiplies(self, start: int, end: int) -> bool:
        """Whether stars stand between two digits, brackets or letters of a formula: `2**10`."""
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        if end - start > 1:
            return before.isdecimal() and after.isdecimal()
        return all(c.isascii() and (c.isalnum() or c in "()") for c in (before, after) if c)

    def _marks(self) -> Iterator[Edit]:
        """What is neither text nor white space nor listed, a line at a time."""
        text = self.text
        kinds = np.frombuffer(self.kinds, np.uint8)
        bounds = np.flatnonzero(np.diff(kinds == _MARK, prepend=False, append=False))
        for start, end in bounds.reshape(-1, 2).tolist():
            for match in _SEGMENT.finditer(text, start, end):
                low, high = match.span()
                told = _ANY_RULE.match(match.group())
                rule = _RULES[told.lastindex - 1][1] if told and told.lastindex else _OTHER
                if rule in ("markdown-heading", "markdown-quote", "markdown-task"):
                    while high < end and text[high] in " \t":
                        high += 1
                    while low > start and text[low - 1] in " \t" and rule != "markdown-task":
                        low -= 1
                elif rule == "markdown-footnote":
                    while high < end and text[high] in " \t":
                        high += 1
                yield Edit(low, high, "", "markup", rule)


__all__ = ["markdown_edits"]
