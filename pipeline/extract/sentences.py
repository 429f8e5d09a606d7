"""Sentences and headings of a document, with their places."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.ingest.lines import Line, lines_of


class Sentence(NamedTuple):
    """A sentence or heading: its span in the document's text, and what it is."""

    start: int
    end: int
    text: str
    language: str
    is_heading: bool


def sentences_with(pattern: re.Pattern[str], text: str, sentences: Sequence[Sentence]) -> list[int]:
    """The numbers of the sentences in which a match of `pattern` begins, rising."""
    places = [match.start() for match in pattern.finditer(text)]
    if not places:
        return []
    ends = [sentence.end for sentence in sentences]
    return sorted({bisect_right(ends, place) for place in places} - {len(ends)})


_ITEM: Final = re.compile(r"[\s\u3000]*(?:(?:[-*•·▪◦▸►■●○◆★▶→✓✔]|[①-⑳])[\s\u3000]*)+")
# A number in square brackets behind the closing mark is the note's of the sentence that it closes.
_NOTE: Final = r"(?:\[\d{1,3}\](?!\())*"
# The first sign is what the engine looks for; the branches ask which it was.
_END: Final = re.compile(
    r"[。！？!?….](?:"
    rf"(?<=[。！？!?])[。！？!?]*[”’」』）)\]】》\"']*{_NOTE}[”’」』）)\"']*"
    r"|(?<=…)…+[”’」』）)】]*(?=\s*$)"
    rf"|(?<=[\w\u4e00-\u9fff%)\]”’\"]\.){_NOTE}[\"”’)\]]*{_NOTE}(?=\s|$)"
    # English before Chinese: “… to fix a bicycle.”她说
    r"|(?<=[a-z]{2}\.)(?<!\.js\.)(?<!\.com\.)(?<!\.net\.)(?<!\.org\.)[\"”’)\]]*"
    r"(?=[\u3400-\u9fff]))"
)
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(“\"，、\u3400-\u9fff])(?:Mr|Mrs|Ms|Dr|Prof|Inc|Corp|Co|Ltd|LLC|St|Sr|Jr|Gen|Sen|Rep|Gov|Rev|vs|No|Vol|Fig"
    r"|[Aa]pprox|ca|est|al|etc|cf|esp|incl|viz|pp|[Ee]\.?g|[Ii]\.?e|a\.k\.a|a\.m|p\.m|Ph\.D|[Dd]ept"
    r"|U\.S|U\.K|U\.N|E\.U|D\.C|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    r"|(?:[A-Z]\.)*[A-Z])\Z"
)
_ITEM_NUMBER: Final = re.compile(r"\s*(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})\Z")
# A sentence opens with a capital, a number, a Chinese character, or with a name that is written
# small: xAI, eBay, d-Matrix, gpt-oss-20b. arXiv:2512.01234 belongs to the reference before it.
_OPENS: Final = re.compile(
    r"[\s“‘\"'(\[「『]*(?:[A-Z0-9$€£¥\u3400-\u9fff]"
    r"|(?!arXiv:)(?:[a-z]{1,3}-?[A-Z]|[a-z]+(?:[-.][a-z]+)*-?[0-9]))"
)
# 收购 Yahoo!等公司 goes on too
_GOES_ON: Final = re.compile(r"\s*(?:[,，、;；)）]|的(?!确)|等(?=[公厂大多企产平品]))")
# “他走了。”这个结局 goes on behind its quotation, 他走了。这个结局 does not.
_GOES_ON_FROM_QUOTE: Final = re.compile(
    r"\s*(?:[,，、;；)）]|的(?!确)|这(?:种|样|个|一|句)|之(?:类|说|声)|等)"
)
_QUOTE: Final = re.compile('"')
_CLOSING_MARKS: Final = '”’"」』)）]】'
_LAST_MARKS: Final = frozenset("。！？!?；;.…：:，,、")
_WORD: Final = re.compile(r"[^\W_]")
_LONGEST_HEADING: Final = 45
_LONGEST_ENGLISH_HEADING: Final = 110


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in order; what lies between them is white space and list marks."""
    spans: list[tuple[int, int]] = []
    headings: list[bool] = []
    lines = lines_of(text)
    han, latin = _letters_before(text)
    for number, line in enumerate(lines):
        if line.rank < 0:
            continue
        mark = _ITEM.match(text, line.start, line.end)
        start = mark.end() if mark else line.start
        heading = mark is None and _is_heading(lines, number, han)
        for low, high in _spans(text, start, line.end):
            if _WORD.search(text, low, high):
                spans.append((low, high))
                headings.append(heading)
    places = np.array(spans, np.int64).reshape(-1, 2).T
    own = [(counts[places[1]] - counts[places[0]]).tolist() for counts in (han, latin)]
    return [
        Sentence(low, high, text[low:high], _language(*letters), heading)
        for (low, high), heading, *letters in zip(spans, headings, *own, strict=True)
    ]


def _letters_before(text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """How many Chinese characters and Latin letters stand before each place; (characters + 1,)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    han, latin = np.zeros((2, len(codes) + 1), np.int64)
    np.cumsum((codes >= 0x3400) & (codes <= 0x9FFF), out=han[1:])
    small = codes | np.uint32(32)
    np.cumsum((small >= ord("a")) & (small <= ord("z")), out=latin[1:])
    return han, latin


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the sentences in one line, without white space at their rims."""
    cuts = [start]
    opening = _opening_quotes(text, start, end)
    for match in _END.finditer(text, start, end):
        cut = match.end()
        if opening and '"' in match.group():
            # A quote that opens is the next sentence's.
            first = bisect_left(opening, match.start())
            cut = min((cut, *opening[first : first + 1]))
        if cut < end and _is_end(text, match, cut, cuts[-1], end):
            cuts.append(cut)
    cuts.append(end)
    spans = []
    for low, high in itertools.pairwise(cuts):
        piece = text[low:high]
        stripped = piece.strip()
        if stripped:
            low += len(piece) - len(piece.lstrip())
            spans.append((low, low + len(stripped)))
    return spans


def _opening_quotes(text: str, start: int, end: int) -> list[int]:
    """Where straight quotes open in one line, rising: every other one.

    None where their number is odd: then one belongs to another line, or is an inch.
    """
    places = [match.start() for match in _QUOTE.finditer(text, start, end)]
    return places[::2] if len(places) % 2 == 0 else []


def _is_end(text: str, match: re.Match[str], cut: int, start: int, end: int) -> bool:
    """Whether a sentence that begins at `start` ends at `cut`, the end of the marks of `match`."""
    sign, after = match.group(), text[cut : min(cut + 12, end)]
    quoted = text[cut - 1] in _CLOSING_MARKS
    goes_on = (_GOES_ON_FROM_QUOTE if quoted else _GOES_ON).match(after)
    if sign[0] == ".":
        before = text[max(start, match.start() - 12) : match.start()]
        if goes_on or _ABBREVIATION.search(before) or not _OPENS.match(after):
            return False
        return not _ITEM_NUMBER.match(text[start : match.start()])
    if sign[0] in "!?" and after[:1].isascii() and after[:1].isalnum():
        return False
    return not goes_on


def _is_heading(lines: list[Line], number: int, han: npt.NDArray[np.int64]) -> bool:
    """A short line without a closing mark, set off from the text or before a longer one."""
    _, _, text, _ = line = lines[number]
    if len(text) > _LONGEST_ENGLISH_HEADING:
        return False
    is_chinese = int(han[line.end] - han[line.start]) > len(text) / 4
    if is_chinese and len(text) > _LONGEST_HEADING:
        return False
    if text.rstrip(_CLOSING_MARKS)[-1:] in _LAST_MARKS:
        return False
    if number == 0:
        return len(lines) > 1
    blank_before = lines[number - 1].rank < 0
    after = lines[number + 1] if number + 1 < len(lines) else None
    if after is None:
        return False
    return blank_before or after.rank < 0 or len(after.text) > 2 * len(text)


def _language(han: int, latin: int) -> str:
    if not han:
        return "en"
    return "zh" if han * 3 >= latin else "mixed"
