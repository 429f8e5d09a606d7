"""Sentences and headings of a document, with their places."""

from __future__ import annotations

import itertools
import re
from typing import Final, NamedTuple

from pipeline.ingest.lines import Line, lines_of


class Sentence(NamedTuple):
    """A sentence or heading: its span in the document's text, and what it is."""

    start: int
    end: int
    text: str
    language: str
    is_heading: bool


_ITEM: Final = re.compile(r"[\s\u3000]*(?:(?:[-*•·▪◦▸►■●○◆★▶→✓✔]|[①-⑳])[\s\u3000]*)+")
_END: Final = re.compile(
    r"[。！？!?]+[”’」』）)\]】》\"']*|…{2,}[”’」』）)】]*(?=\s*$)|(?<=[\w\u4e00-\u9fff%)\]”’\"])\.[\"”’)\]]*(?=\s|$)"
)
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(“\"，、\u3400-\u9fff])(?:Mr|Mrs|Ms|Dr|Prof|Inc|Corp|Co|Ltd|LLC|St|Sr|Jr|Gen|Sen|Rep|Gov|Rev|vs|No|Vol|Fig"
    r"|approx|est|al|etc|cf|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|U\.N|E\.U|D\.C|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept"
    r"|Oct|Nov|Dec|(?:[A-Z]\.)*[A-Z])\Z"
)
_ITEM_NUMBER: Final = re.compile(r"\s*(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})\Z")
_OPENS: Final = re.compile(r"[\s“‘\"'(\[「『]*[A-Z0-9$€£¥\u3400-\u9fff]")
_CONTINUES: Final = re.compile(
    r"\s*(?:[,，、;；)）]|的(?!确)|这(?:种|样|个|一|句)|之(?:类|说|声)|等)"
)
_CLOSED: Final = re.compile(r"[。！？!?；;.…：:，,、][”’\"」』)）\]】]*$")
_LONGEST_HEADING: Final = 45
_LONGEST_ENGLISH_HEADING: Final = 110


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in order; what lies between them is white space and list marks."""
    sentences: list[Sentence] = []
    lines = lines_of(text)
    for number, line in enumerate(lines):
        if line.rank < 0:
            continue
        mark = _ITEM.match(text, line.start, line.end)
        start = mark.end() if mark else line.start
        heading = mark is None and _is_heading(lines, number)
        for low, high in _spans(text, start, line.end):
            piece = text[low:high]
            if any(c.isalnum() for c in piece):
                sentences.append(Sentence(low, high, piece, _language(piece), heading))
    return sentences


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the sentences in one line, without white space at their rims."""
    cuts = [start]
    line = text[:end]
    for match in _END.finditer(line, start):
        if match.end() < end and _is_end(line, match, cuts[-1]):
            cuts.append(match.end())
    cuts.append(end)
    spans = []
    for low, high in itertools.pairwise(cuts):
        piece = text[low:high]
        stripped = piece.strip()
        if stripped:
            low += len(piece) - len(piece.lstrip())
            spans.append((low, low + len(stripped)))
    return spans


def _is_end(line: str, match: re.Match[str], start: int) -> bool:
    sign, after = match.group(), line[match.end() : match.end() + 12]
    if sign[0] == ".":
        before = line[max(start, match.start() - 12) : match.start()]
        if _ABBREVIATION.search(before) or not _OPENS.match(after):
            return False
        return not _ITEM_NUMBER.match(line[start : match.start()])
    if sign[0] in "!?" and after[:1].isascii() and after[:1].isalnum():
        return False
    return not _CONTINUES.match(after)


def _is_heading(lines: list[Line], number: int) -> bool:
    """A short line without a closing mark, set off from the text or before a longer one."""
    text = lines[number].text
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    longest = _LONGEST_HEADING if han > len(text) / 4 else _LONGEST_ENGLISH_HEADING
    if len(text) > longest or _CLOSED.search(text):
        return False
    if number == 0:
        return len(lines) > 1
    blank_before = lines[number - 1].rank < 0
    after = lines[number + 1] if number + 1 < len(lines) else None
    if after is None:
        return False
    return blank_before or after.rank < 0 or len(after.text) > 2 * len(text)


def _language(text: str) -> str:
    han = sum(1 for c in text if "\u3400" <= c <= "\u9fff")
    latin = sum(1 for c in text if c.isascii() and c.isalpha())
    if not han:
        return "en"
    return "zh" if han * 3 >= latin else "mixed"
