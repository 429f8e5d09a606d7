"""What a page says twice: its title with a site's name or a path beside it, and its whole text.

A line that is the title and no more is left to the judging of lines (line_sections.py), and so is a
long line that stands twice. Here go the title's decorated copies (`Title - Site`, `Home > News >
Title`, `标题：…`, `《…》`, `The first words of the ti…`), of which the plain line is the title, and
the short lines of a text that stands in the page twice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.line_widths import columns
from pipeline.ingest.lines import Line, letters, letters_by_line, lines_of
from pipeline.text import Edit

_HEAD: Final = 12
_HEAD_SIZE: Final = 3_000
_LEAST_TITLE: Final = 6
_LEAST_LATIN_TITLE: Final = 15
_LONGEST_SITE: Final = 40
_SITE_SHARE: Final = 1.0
_PLAIN_TITLE: Final = 10
_SITE_NAME: Final = re.compile(
    r"(?:网|網|新闻|新聞|日报|日報|时报|時報|财经|財經|头条|頭條|资讯|資訊|专栏|專欄|博客|论坛|社区|公众号"
    r"|知乎|News|Times|Daily|Blog|Medium|\.\w{2,4})\s*$",
    re.I,
)
_LEAST_CUT: Final = 6
_SITE: Final = re.compile(r"\s*[_|｜丨]\s*\S|\s+[-–—·]+\s+\S|\s*[-–—](?=[^\s\d]{2,12}$)")
_SENTENCE: Final = re.compile(r"[。！？!?；;，,：:]")
_PATH: Final = re.compile(r".{0,40}(?:[>›»/／]|::)\s*$")
_LABEL: Final = re.compile(
    r"\s*[【\[]?(?:原标题|标题|题目|主题|正文|文章标题|新闻标题|转载|转|原创|Title|Subject|Headline|Re|Fwd)"
    r"[】\]]?\s*[:：]?\s*$",
    re.I,
)
_BRACKETS: Final = "《》【】「」『』“”\"'<>〈〉()（）[]*#=- \t\u3000"
_CUT_MARKS: Final = "….。"
_CUT: Final = re.compile(r"(?:…+|\.{3,}|。{3,})$")
_LONG: Final = 20
_LEAST_LONG: Final = 3


def repeat_edits(text: str, lines: Sequence[Line] | None = None) -> list[Edit]:
    """Edits that remove decorated copies of the title, and a text's second copy.

    Args:
        text: the page in one script, a paragraph a line.
        lines: its lines, where they are known.
    """
    lines = lines_of(text) if lines is None else lines
    edits = [
        Edit(line.start, min(line.end + 1, len(text)), "", "nav", "title-decorated")
        for line in _decorated_titles(_head_lines(text, lines))
    ]
    if _has_repeated_lines(lines):
        lines = [line for line in lines if line.rank >= 0]
        taken = {edit.start for edit in edits}
        for low, high in _second_copies(lines):
            # A title taken as decorated stands at the head; a copy never starts there.
            if lines[low].start not in taken:
                end = min(lines[high - 1].end + 1, len(text))
                edits.append(Edit(lines[low].start, end, "", "duplicate", "twice"))
    edits.sort()
    return [e for n, e in enumerate(edits) if n == 0 or e.start >= edits[n - 1].end]


def _head_lines(text: str, lines: Sequence[Line]) -> list[Line]:
    """The first lines that are not blank, of a head of the page that is long enough."""
    cut = text.find("\n", _HEAD_SIZE)
    head = lines if cut < 0 else itertools.takewhile(lambda line: line.end <= cut, lines)
    return list(itertools.islice((line for line in head if line.rank >= 0), _HEAD))


def _has_repeated_lines(lines: Sequence[Line]) -> bool:
    long = [text for start, end, text, _ in lines if end - start >= _LONG]
    return len(long) - len(set(long)) >= _LEAST_LONG


def _decorated_titles(head: Sequence[Line]) -> list[Line]:
    found = []
    keys = letters_by_line([line.text for line in head])
    titles = [
        (plain.text, key)
        for plain, key in zip(head, keys, strict=True)
        if len(key) >= (_LEAST_LATIN_TITLE if key.isascii() else _LEAST_TITLE)
    ]
    names = [key for _, key in titles]
    for line, own in zip(head, keys, strict=True):
        cut = line.text[-1] in _CUT_MARKS and _CUT.search(line.text) is not None
        # Most lines have nothing in common, and there are many pairs of them.
        others = tuple([n for n in names if n is not own])
        if not (cut or own.startswith(others) or own.endswith(others)):
            continue
        begun = letters(_CUT.sub("", line.text)) if cut else None
        for plain, title in titles:
            if plain is line.text:
                continue
            if begun is not None:
                least = 2 * _LEAST_CUT if title.isascii() else _LEAST_CUT
                taken = least <= len(begun) < len(title) and title.startswith(begun)
            else:
                shared = own.startswith(title) or own.endswith(title)
                taken = shared and _decorates(line.text, own, plain, title)
            if taken:
                found.append(line)
                break
    return found


def _decorates(line: str, own: str, plain: str, title: str) -> bool:
    """Whether `line` is the title `plain` with something of the site's beside it.

    Args:
        line: a line.
        own: its letters, which begin or end with those of the title.
        plain: another line.
        title: its letters.
    """
    if own == title:
        # Brackets around make the copy; between two equal lines the judging of lines decides.
        return line != plain and line.strip(_BRACKETS) == plain and line[0] in '《【「『“"<〈['
    if own.startswith(title):
        rest = _behind(line, len(title))
        return (
            _SITE.match(rest) is not None
            and not _SENTENCE.search(rest)
            and len(rest) <= _LONGEST_SITE
            and columns(rest) <= _SITE_SHARE * columns(plain)
            and (len(title) >= _PLAIN_TITLE or _SITE_NAME.search(rest) is not None)
        )
    if own.endswith(title):
        before = line[: _start_of_last(line, len(title))].rstrip("[【《「『“\"'<〈(（")
        return bool(_PATH.match(before) or _LABEL.match(before))
    return False


def _behind(line: str, count: int) -> str:
    """What follows the first `count` letters and digits of a line and their closing marks."""
    for at, character in enumerate(line):
        if count == 0 and (character.isalnum() or not _closes(character)):
            return line[at:]
        count -= character.isalnum()
    return ""


def _closes(character: str) -> bool:
    return character in "。！？!?.”’」』》）)】"


def _start_of_last(line: str, count: int) -> int:
    """Where the last `count` letters and digits of a line begin."""
    for at in range(len(line) - 1, -1, -1):
        count -= line[at].isalnum()
        if count == 0:
            return at
    return 0


def _second_copies(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Runs `low:high` of lines that stand above in the same order, several long ones among them."""
    first: dict[str, int] = {}
    runs: list[tuple[int, int]] = []
    number = 0
    while number < len(lines):
        text = lines[number].text
        above = first.get(text)
        if above is None or len(text) < _LONG:
            first.setdefault(text, number)
            number += 1
            continue
        low, high = number, number + 1
        reached = runs[-1][1] if runs else 0
        while low > max(reached, above + 1) and above > 0 and _same(lines, low - 1, above - 1):
            low, above = low - 1, above - 1
        while (
            high < len(lines)
            and above + high - low < low
            and _same(lines, high, above + high - low)
        ):
            high += 1
        if sum(len(line.text) >= _LONG for line in lines[low:high]) >= _LEAST_LONG:
            runs.append((low, high))
        number = high
    return runs


def _same(lines: Sequence[Line], one: int, other: int) -> bool:
    return lines[one].text == lines[other].text
