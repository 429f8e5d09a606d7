"""The kept runs of an HTML page as edits: tags become line breaks, references characters.

The edits cover all that is not text, so the text they leave has a line for each block, a blank line
between paragraphs, one space for any white space, and none at its rims.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import Final

from pipeline.ingest.html_elements import BREAKS
from pipeline.ingest.html_fields import are_fields
from pipeline.ingest.html_gap import Piece, laden, merged
from pipeline.ingest.html_regions import Region
from pipeline.ingest.html_scan import COMMENT, OPEN, TEXT, attributes_of
from pipeline.ingest.html_tables import DataTables
from pipeline.ingest.html_tree import HtmlPage
from pipeline.text import Edit

_PART: Final = re.compile(
    r"(?P<space>[ \t\n\f\r]+)"
    r"|&(?P<reference>#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?"
    r"|(?P<end>\]\]>)"
)
_LEGACY: Final = frozenset(name for name in html5 if not name.endswith(";"))
_BLANK: Final = " \t\n\r\f\xa0\u2002\u2003\u2009\u3000"
_INDENT: Final = re.compile("[\xa0\u2002\u2003\u2009\u3000]+")
_WORD: Final = re.compile(r"[^\W_]")
_SENTENCE_END: Final = "。！？.!?”」』…"
_PARTS: Final = re.compile(r"\n|[^\n]+")
_NEW_PARAGRAPH: Final = 2


def layout_edits(page: HtmlPage, verdicts: list[Region | None]) -> list[Edit]:
    """The edits that leave the kept runs of a page, in order.

    Args:
        page: the page.
        verdicts: for each run the region it falls to; None for the runs that are kept.
    """
    return _Layout(page, verdicts).edits_of()


class _Layout:
    def __init__(self, page: HtmlPage, verdicts: list[Region | None]) -> None:
        self.page = page
        self.verdicts = verdicts
        self.edits: list[Edit] = []
        self.gap: list[Piece] = []
        self.level = 0
        self.line_breaks = 0
        self.element = self.last_element = 0
        self.tables = DataTables(page)
        self.fields: dict[tuple[int, int], bool] = {}
        self.last = ""
        """The last character of the text so far; empty at its beginning."""
        self.in_data = False
        # A page without any block tag has its lines as a text file has.
        self.plain = not any(name in BREAKS for name in page.names)

    def edits_of(self) -> list[Edit]:
        page = self.page
        run = 0
        runs = page.run_tokens
        dropped = self._dropped_elements()
        for token, kind in enumerate(page.token_kinds):
            start, end = page.token_starts[token], page.token_starts[token + 1]
            element = page.token_elements[token]
            region = dropped[element]
            self.element = element
            if run < len(runs) and runs[run] == token:
                verdict = self.verdicts[run]
                run += 1
                if verdict is None:
                    self._run(start, end, kept=self._is_kept_as_is(element))
                else:
                    self.gap.append(Piece(start, end, verdict.kind, verdict.rule, plain=False))
            elif region is not None:
                self.gap.append(Piece(start, end, region.kind, region.rule, plain=False))
                self._break(element, kind)
            elif kind == TEXT:
                self._run(start, end, kept=self._is_kept_as_is(element))
            else:
                self._tag(token, start, end)
        self._flush("")
        return self.edits

    def _dropped_elements(self) -> list[Region | None]:
        """The region of each element whose runs all fall to the same one."""
        page = self.page
        found: list[Region | None] = []
        changes = [0]
        for a, b in zip(self.verdicts, self.verdicts[1:], strict=False):
            changes.append(changes[-1] + (a != b))
        for element, region in enumerate(page.regions):
            parent = page.parents[element]
            above = found[parent] if parent >= 0 else None
            first, end = page.first_runs[element], page.end_runs[element]
            if above is not None:
                found.append(above)
            elif first == end:
                found.append(region if region is not None and region.share >= 1 else None)
            elif self.verdicts[first] is not None and changes[first] == changes[end - 1]:
                found.append(self.verdicts[first])
            else:
                found.append(None)
        return found

    def _is_kept_as_is(self, element: int) -> bool:
        """Whether white space counts in an element."""
        names, block = self.page.names, self.page.block_elements[element]
        return self.plain or names[block] in ("pre", "listing")

    def _tag(self, token: int, start: int, end: int) -> None:
        page = self.page
        kind, element = page.token_kinds[token], page.token_elements[token]
        if kind == COMMENT:
            self.in_data |= page.text.startswith("<![CDATA[", start)
            self._add(start, end, "markup", "html-comment")
            return
        name = page.names[element]
        if kind == OPEN and name == "img" and "alt" in page.attributes[element].lower():
            words = attributes_of(page.attributes[element]).get("alt", "")
            if _WORD.search(words):
                self.gap.append(Piece(start, end, "caption", "html-alt", plain=False))
                return
        self._add(start, end, "markup", f"html-{name}" if name.isalnum() else "html-tag")
        self._break(element, kind)

    def _break(self, element: int, kind: int) -> None:
        name = self.page.names[element]
        if name == "br" and kind == OPEN:
            self.line_breaks += 1
        self.level = max(self.level, BREAKS.get(name, 0))

    def _add(self, start: int, end: int, kind: str, rule: str) -> None:
        self.gap.append(Piece(start, end, kind, rule))

    def _run(self, start: int, end: int, *, kept: bool) -> None:
        """The text of a run: what is neither white space nor a reference stays."""
        text = self.page.text
        at = start
        for match in _PART.finditer(text, start, end):
            low, high = match.span()
            if match["space"] and kept:
                continue
            if match["end"] and not self.in_data:
                continue
            character = None
            if match["reference"]:
                character, high = _referred(match)
                if character is None:
                    continue
            self._text(at, low)
            at = high
            if match["space"] and start < low and high < end:
                self._paragraph(low, high)
            if character is None:
                rule = "html-space" if match["space"] else "html-comment"
                self._add(low, high, "linebreak" if match["space"] else "markup", rule)
            elif character in _BLANK:
                self._add(low, high, "markup", "html-entity")
            else:
                self._flush(character[0])
                self.edits.append(Edit(low, high, character, "markup", "html-entity"))
                self._written(character)
        self._text(at, end)

    def _paragraph(self, low: int, high: int) -> None:
        """Paragraphs that only a style keeps apart: behind a blank line, or with an indent."""
        text = self.page.text
        breaks = text.count("\n", low, high)
        if breaks and (text[high] == "\u3000" or (breaks > 1 and text[low - 1] in _SENTENCE_END)):
            self.level = _NEW_PARAGRAPH

    def _text(self, start: int, end: int) -> None:
        """Source that is text as it stands."""
        if start == end:
            return
        text = self.page.text
        begins_line = self.level or not self.last or self.line_breaks
        indent = _INDENT.match(text, start, end) if begins_line else None
        if indent is not None:
            self._add(start, indent.end(), "linebreak", "html-space")
            start = indent.end()
            if start == end:
                return
        self._flush(text[start])
        self._written(text[start:end])

    def _written(self, text: str) -> None:
        self.last = text[-1]

    def _flush(self, following: str) -> None:
        """Turn the gap before a character into edits, with what parts the texts beside it."""
        parting = self._parting(following)
        gap, self.gap = self.gap, []
        self.level = self.line_breaks = 0
        self.last_element = self.element
        if not gap:
            return
        if parting == _source(self.page.text, gap):
            return
        for p in merged(laden(gap, _PARTS.findall(parting))):
            if p.replacement != self.page.text[p.start : p.end]:
                self.edits.append(Edit(p.start, p.end, p.replacement, p.kind, p.rule))

    def _parting(self, following: str) -> str:
        before, after = (self.last_element if self.last else 0), (self.element if following else 0)
        row = self.tables.parting(before, after)
        if row is not None:
            return row if self.level or not self.last or not following else self._blank(following)
        closing, opening = self.tables.rims(before, after)
        if not self.last or not following:
            return closing + opening
        level = max(self.level, min(self.line_breaks, _NEW_PARAGRAPH))
        if self.tables.are_one(before, after):
            level = min(level, 1)
        if level:
            return closing + ("\n\n" if level >= _NEW_PARAGRAPH else "\n") + opening
        return self._blank(following)

    def _blank(self, following: str) -> str:
        """What white space in a line comes to: a space, or nothing for a line break in Chinese."""
        spaces = [p for p in self.gap if p.rule in ("html-space", "html-entity")]
        if not spaces:
            return " " if self._are_fields() else ""
        text = self.page.text
        wide = self.last > "\u2e7f" and following > "\u2e7f"
        return "" if wide and all("\n" in text[p.start : p.end] for p in spaces) else " "

    def _are_fields(self) -> bool:
        """Whether the texts beside the gap are fields of a bar that only a style sets apart."""
        if self.last_element == self.element or not self.last:
            return False
        key = (self.last_element, self.element)
        if key not in self.fields:
            self.fields[key] = are_fields(self.page, *key)
        return self.fields[key]


def _source(text: str, gap: list[Piece]) -> str:
    """The source of a gap that is white space alone; tags are never left as they are."""
    if any(p.kind != "linebreak" for p in gap):
        return "<"
    return text[gap[0].start : gap[-1].end]


def _referred(match: re.Match[str]) -> tuple[str | None, int]:
    """The characters that a reference stands for, and where it ends; None where it is none."""
    written, name = match.group(), match["reference"]
    if written.endswith(";") or name.startswith("#"):
        character = unescape(written)
        return (character, match.end()) if character and character != written else (None, 0)
    for size in range(len(name), 1, -1):
        if name[:size] in _LEGACY:
            return html5[name[:size]], match.start() + 1 + size
    return None, 0


__all__ = ["layout_edits"]
