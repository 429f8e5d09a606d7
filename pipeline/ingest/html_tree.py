"""The elements of an HTML page and the runs of text in them, as flat arrays.

Elements nest as browsers nest them where it matters for text: implied ends of paragraphs, list
items and cells, stray end tags, cells as walls. A run is a stretch of text between two tags; runs
that no block tag parts make a block, which becomes a line. All takes time linear in the page.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from pipeline.ingest.html_elements import (
    BREAKS,
    HEADINGS,
    IN_HEAD,
    INLINE,
    TABLE_PARTS,
    VOID,
    WALLS,
)
from pipeline.ingest.html_regions import Region, region_of
from pipeline.ingest.html_scan import CLOSE, OPEN, TEXT, attributes_of, scan

_CLOSES_PARAGRAPH: Final = frozenset(BREAKS) - {"br", "head", "title", "html", "body"}
# An element of the first sort ends an open one of the second, unless one of the third is between.
_ENDS: Final = {
    "li": (("li",), ("ul", "ol", "menu", "dir")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "option": (("option",), ("select", "datalist")),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("table", "tr")),
    "th": (("td", "th"), ("table", "tr")),
    "thead": (("tr", "thead", "tbody", "tfoot"), ("table",)),
    "tbody": (("tr", "thead", "tbody", "tfoot"), ("table",)),
    "tfoot": (("tr", "thead", "tbody", "tfoot"), ("table",)),
}


@dataclass(slots=True)
class HtmlPage:
    """A page as elements, tokens and runs, each numbered in the order of the page.

    Element 0 stands for the whole page. The tokens cover the page without gap, so that token n
    reaches from `token_starts[n]` to `token_starts[n + 1]`.
    """

    text: str
    names: list[str] = field(default_factory=lambda: [""])
    attributes: list[str] = field(default_factory=lambda: [""])
    parents: array[int] = field(default_factory=lambda: array("q", [-1]))
    regions: list[Region | None] = field(default_factory=lambda: [None])
    first_runs: array[int] = field(default_factory=lambda: array("q", [0]))
    """The first run inside an element; it holds the runs up to `end_runs`."""
    end_runs: array[int] = field(default_factory=lambda: array("q", [0]))
    end_elements: array[int] = field(default_factory=lambda: array("q", [1]))
    """The number of the first element behind an element and all inside it."""
    block_elements: array[int] = field(default_factory=lambda: array("q", [0]))
    """The innermost block element that is or holds an element."""
    token_kinds: bytearray = field(default_factory=bytearray)
    token_starts: array[int] = field(default_factory=lambda: array("q"))
    token_elements: array[int] = field(default_factory=lambda: array("q"))
    run_tokens: array[int] = field(default_factory=lambda: array("q"))
    """The token of each run of text that is not blank."""
    run_blocks: array[int] = field(default_factory=lambda: array("q"))
    run_links: bytearray = field(default_factory=bytearray)
    """1 for a run inside a link."""

    def run_span(self, run: int) -> tuple[int, int]:
        """Where a run stands in the page."""
        token = self.run_tokens[run]
        return self.token_starts[token], self.token_starts[token + 1]

    def attribute(self, element: int, name: str) -> str:
        """An attribute of an element; empty without it."""
        return attributes_of(self.attributes[element]).get(name, "")


def parse(text: str) -> HtmlPage:
    """The elements and runs of an HTML page or a fragment of one."""
    return _Builder(text).build()


class _Builder:
    def __init__(self, text: str) -> None:
        self.page = HtmlPage(text)
        self.stack = [0]
        self.open: defaultdict[str, list[int]] = defaultdict(list)
        """The heights in the stack at which elements of a name stand."""
        self.walls = [0]
        self.blocks = [0]
        self.block = 0
        self.in_link = False

    def build(self) -> HtmlPage:
        page = self.page
        for token in scan(page.text):
            element = self.stack[-1]
            if token.kind == OPEN:
                element = self._open(token.name, token.attributes)
            elif token.kind == CLOSE:
                element = self._close(token.name)
            elif token.kind == TEXT and not page.text[token.start : token.end].isspace():
                if self.open["head"]:
                    self._pop_to(self.open["head"][-1])
                    element = self.stack[-1]
                page.run_tokens.append(len(page.token_kinds))
                page.run_blocks.append(self.block)
                page.run_links.append(self.in_link)
            page.token_kinds.append(token.kind)
            page.token_starts.append(token.start)
            page.token_elements.append(element)
        page.token_starts.append(len(page.text))
        self._pop_to(0)
        return page

    def _open(self, name: str, attributes: str) -> int:
        if self.open["head"] and name not in IN_HEAD:
            self._pop_to(self.open["head"][-1])
        if name in ("html", "body") and self.open[name]:
            return self.stack[-1]
        if name in _CLOSES_PARAGRAPH and self.open["p"] and self.open["p"][-1] > self.walls[-1]:
            self._pop_to(self.open["p"][-1])
        if name in HEADINGS and self.page.names[self.stack[-1]] in HEADINGS:
            self._pop_to(len(self.stack) - 1)
        if name in _ENDS:
            self._imply_ends(*_ENDS[name])
        if name in BREAKS:
            self.block += 1
        if name == "a":
            self.in_link = "href" in attributes.lower()
        page = self.page
        element = len(page.names)
        parent = self.stack[-1]
        page.names.append(name)
        page.attributes.append(attributes if name in VOID or "=" in attributes else "")
        page.parents.append(parent)
        above = page.regions[parent]
        certain = above is not None and above.share >= 1
        page.regions.append(above if certain else region_of(name, attributes))
        page.first_runs.append(len(page.run_tokens))
        page.end_runs.append(len(page.run_tokens))
        page.end_elements.append(element + 1)
        page.block_elements.append(element if name in BREAKS else page.block_elements[parent])
        if name not in VOID and not (attributes.endswith("/") and name not in BREAKS):
            height = len(self.stack)
            self.stack.append(element)
            self.open[name].append(height)
            if name in WALLS:
                self.walls.append(height)
            if name not in INLINE:
                self.blocks.append(height)
        return element

    def _close(self, name: str) -> int:
        """Close an element; returns the one that the end tag belongs to."""
        if name in BREAKS:
            self.block += 1
        if name == "a":
            self.in_link = False
        heights = self.open[name]
        floor = self.blocks[-1] if name in INLINE else self.walls[-1]
        if not heights or (heights[-1] < floor and name not in TABLE_PARTS):
            return self.stack[-1]
        element = self.stack[heights[-1]]
        self._pop_to(heights[-1])
        return element

    def _imply_ends(self, ended: tuple[str, ...], walls: tuple[str, ...]) -> None:
        wall = max((self.open[w][-1] for w in walls if self.open[w]), default=0)
        low = min((h for e in ended for h in self.open[e][-1:] if h > wall), default=0)
        if low:
            self._pop_to(low)

    def _pop_to(self, height: int) -> None:
        """Close all elements at `height` in the stack and above (never the page itself)."""
        page = self.page
        while len(self.stack) > max(height, 1):
            element = self.stack.pop()
            top = len(self.stack)
            self.open[page.names[element]].pop()
            if self.walls[-1] == top:
                self.walls.pop()
            if self.blocks[-1] == top:
                self.blocks.pop()
            page.end_runs[element] = len(page.run_tokens)
            page.end_elements[element] = len(page.names)
        if not height:
            page.end_runs[0] = len(page.run_tokens)
            page.end_elements[0] = len(page.names)


__all__ = ["HtmlPage", "parse"]
