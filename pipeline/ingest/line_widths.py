"""Lines as they stand on a page: how wide they are, how they begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDE: Final = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    "\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd"
)
"""Characters two columns wide, as part of a character class (Unicode Annex 11: W and F)."""

OPENING: Final = "(\\[{（［【〔《〈「『“‘"
"""Marks that no line ends with, as part of a character class."""
CLOSING: Final = ")\\]}）］】〕》〉」』”’。，、；：！？!?,.;:%％…"
"""Marks that no line starts with, as part of a character class."""
_HAN: Final = "\u3400-\u9fff\U00020000-\U0002fa1f"
TERMINAL: Final = re.compile(r"(?:[。！？!?…；;：:]|(?<!\b[A-Z])\.)[\"”’'」』）)】\]]*$")
"""The end of a line that ends a sentence, or announces a list."""
MARKER: Final = re.compile(
    r"[-*+•▪◦●○■□▶►→◆◇※✓✔☑]\s|[•▪◦●■□▶►→◆◇※✓✔☑]|\d{1,3}[.)、．]\s|\d{1,2}[、)）]|\d{1,2}\.(?=\D)"
    r"|[(（][\d一二三四五六七八九十a-zA-Z]{1,2}[)）]\s?|[①-⑳]|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十\d]{1,3}[章节節部篇条條]|#{1,6}\s|>|```|~~~|\[\d{1,3}\]"
    r"|={3,}|-{3,}|_{3,}|\*{3,}"
    r"|[QqAa问問答]\s?\d{0,2}\s?[:：]"
)
"""The start of a line that begins something: an item, a heading, a row, a question."""
_WIDE: Final = re.compile(f"[{WIDE}]")
_AMBIGUOUS: Final = re.compile("[“”‘’…—·×°§±÷①-⑳→←↑↓●○■□▲△▼▽★☆]")
_IS_HAN: Final = re.compile(f"[{_HAN}]")
_CONTEXT: Final = 8


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line that is not blank; `start:end` is its place without white space at its rims."""

    start: int
    end: int
    text: str
    margin: str
    """The white space before it."""
    indent: int
    """Columns of that."""
    blank_before: int
    """Blank lines between it and the line before."""


def columns(text: str) -> int:
    """The width of a text in columns of a terminal."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def broad_columns(text: str) -> int:
    """The width where quotes, dashes and dots are as wide as Han characters."""
    return len(text) if text.isascii() else columns(text) + len(_AMBIGUOUS.findall(text))


def written_lines(text: str) -> list[WrittenLine]:
    """The lines of `text` that are not blank."""
    lines: list[WrittenLine] = []
    at = blank = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            margin = raw[: len(raw) - len(raw.lstrip())] if raw[0].isspace() else ""
            start = at + len(margin)
            end = start + len(stripped)
            lines.append(WrittenLine(start, end, stripped, margin, columns(margin), blank))
            blank = 0
        else:
            blank += 1
        at += len(raw) + 1
    return lines


def may_continue(lines: Sequence[WrittenLine], number: int, *, indents: bool = False) -> bool:
    """Whether nothing in form speaks against line `number + 1` going on with line `number`.

    Args:
        lines: the lines of a page.
        number: of the first of the two.
        indents: whether an indent begins each paragraph of the page.
    """
    line, following = lines[number], lines[number + 1]
    if line.text.startswith("|") or (following.text.startswith("|") and line.text.endswith("|")):
        return False
    if MARKER.match(following.text) and line.text[-1] not in OPENING:
        return False
    if indents:
        return following.indent == 0
    # A deeper indent begins a paragraph, except below the mark of an item.
    return following.indent <= line.indent + (4 if MARKER.match(line.text) else 0)


def ends_sentence(lines: Sequence[WrittenLine], number: int) -> bool:
    """Whether a line ends a sentence or announces a list; `8.` before `4亿` does not."""
    text = lines[number].text
    if not TERMINAL.search(text):
        return False
    following = lines[number + 1].text[0] if number + 1 < len(lines) else ""
    return not (following.isdigit() and text[-1] in ".:" and text[-2:-1].isdigit())


def crosses_word(before: str, after: str) -> bool:
    """Whether a Chinese word stands across the break between two lines."""
    if not (_IS_HAN.match(before[-1]) and _IS_HAN.match(after[0])):
        return False
    import rjieba

    left, right = before[-_CONTEXT:], after[:_CONTEXT]
    at = 0
    for word in rjieba.cut(left + right):
        at += len(word)
        if at >= len(left):
            return at > len(left)
    return False
