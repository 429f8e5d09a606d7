"""Lines wrapped by a program are joined again: `英伟` / `达` is one word.

Whether a page was wrapped, and where, is judged on all of its lines (wrap_fit.py). Then each filled
line is joined with the next, unless something says that a paragraph, an item, a heading or a byline
ends there. Chinese is joined without a space, English with one; a word parted with a hyphen is
joined only where it is certain.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.line_widths import (
    MARKER,
    WIDE,
    WrittenLine,
    columns,
    crosses_word,
    ends_sentence,
    may_continue,
    written_lines,
)
from pipeline.ingest.wrap_fit import WIDEST, Wrapping, fit_wrapping
from pipeline.resources import models_path
from pipeline.text import Edit

_LEAST_LINES: Final = 4
_LONG_SHARE: Final = 0.1
_HEAD: Final = 4_000
_CHINESE_BYTES: Final = 1.8
WIDEST_CHINESE: Final = 90
"""The most characters of a wrapped line of Chinese."""
_WIDE_END: Final = re.compile(f"[{WIDE}“”‘’…—]")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_LATIN_TAIL: Final = re.compile(r"[A-Za-z0-9]+$")
_LATIN_HEAD: Final = re.compile(r"[A-Za-z0-9]+")
_WORD: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_HYPHENATED: Final = re.compile(r"(?<![\w-])([A-Za-z]{2,})-$")
_PART_OF_WORD: Final = re.compile(r"[A-Za-z0-9]-$")
_SPACED: Final = re.compile("[\u3400-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u3400-\u9fff]")
_UNSPACED: Final = re.compile("[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]")
_META: Final = re.compile(
    r"(?:作者|文|图|圖|记者|記者|来源|來源|编辑|編輯|责编|責編|责任编辑|責任編輯|发布|發布|By|BY|Source|Photo"
    r"|Published|Updated|Posted|原标题|原標題)\s*[:：/／|｜丨]"
    r"|.*\s[|｜]\s|.*\d{1,2}:\d{2}(?!\d)|https?://\S+$|(?:By|BY) [A-Z]"
)
# All of a line that says who reports from where: it is no part of what follows.
_REPORTER: Final = re.compile(
    r"\S{0,10}\s?(?:记者|記者|编译|編譯)\s?[\u3400-\u9fff]{2,8}\s?[/／]\s?[\u3400-\u9fff]{2,8}"
    r"(?:报道|報道|报导|報導|外电|外電)"
)
_META_SIGN: Final = re.compile(r"[|｜/:：#]|\d{2}[-/.]\d{2}|\s\s|\u3000|[。.]$")
_HEADING: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]{1,3}[章节節部篇]|\d{1,2}[、.．\s]|#"
    r"|[(（][一二三四五六七八九十\d][)）])"
)
_CLAUSE: Final = re.compile(r"[。，、；：,;!?！？]|\.\s")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_SURE_CHAIN: Final = 3
_MOST_TIGHT: Final = 0.15


def wrap_edits(text: str) -> list[Edit]:
    """Edits that join what a program wrapped; none where the breaks are the author's.

    Each edit covers the white space of one break. Time is linear in the length of `text`.
    """
    if not _may_be_wrapped(text):
        return []
    lines = written_lines(text)
    if len(lines) < _LEAST_LINES:
        return []
    wrapping = fit_wrapping(lines)
    if wrapping is None:
        return []
    joined = _joined(lines, wrapping)
    spaced = len(_SPACED.findall(text)) > len(_UNSPACED.findall(text))
    words = Counter(_WORD.findall(text))
    edits = []
    for n in joined:
        before, after = lines[n], lines[n + 1]
        between = _between(before.text, after.text, wrapping, spaced, words)
        hyphen = _loses_hyphen(before.text, after.text, words)
        start = before.end - hyphen
        edits.append(Edit(start, after.start, between, "linebreak", "wrap"))
    return edits


def _may_be_wrapped(text: str) -> bool:
    """A quick no for most pages: too many lines are longer than any wrapped line."""
    if text.count("\n") < _LEAST_LINES - 1:
        return False
    head = text[:_HEAD]
    chinese = len(head.encode("utf-8", "replace")) > _CHINESE_BYTES * len(head)
    longest = WIDEST_CHINESE if chinese else WIDEST
    sizes = [size for size in map(len, text.split("\n")) if size]
    return sum(size > longest for size in sizes) <= _LONG_SHARE * len(sizes)


def _joined(lines: Sequence[WrittenLine], wrapping: Wrapping) -> list[int]:
    """The numbers of the lines that are joined with the next."""
    parted = _is_parted(lines, wrapping)
    links = _links(lines, wrapping, parted)
    joined: list[int] = []
    n = 0
    while n < len(links):
        if not links[n]:
            n += 1
            continue
        end = n
        while end < len(links) and links[end]:
            end += 1
        whole = _is_block(lines, n, end, wrapping.spacing)
        if _is_heading(lines[n]) and not (whole and not ends_sentence(lines, end)):
            n += not crosses_word(lines[n].text, lines[n + 1].text)
        # The rest of a byline is short or has a byline's signs; a title below one has neither.
        rest = lines[end].text
        one = whole and (columns(rest) <= wrapping.width // 2 or bool(_META_SIGN.search(rest)))
        for first, last in [(n, end)] if one else _without_bylines(lines, n, end):
            if whole or _is_sentence(lines, first, last):
                joined += range(first, last)
        n = end
    return joined


def _is_parted(lines: Sequence[WrittenLine], wrapping: Wrapping) -> bool:
    """Whether paragraphs are set off by blank lines or indents, not by short last lines alone."""
    if wrapping.indents:
        return True
    tight = set_off = 0
    for n, full in enumerate(wrapping.full):
        # The last line of a wrapped paragraph is the one that tells.
        if full or n == 0 or not wrapping.full[n - 1] or not ends_sentence(lines, n):
            continue
        following = lines[n + 1]
        if following.blank_before > wrapping.spacing or following.indent > lines[n].indent:
            set_off += 1
        elif not MARKER.match(following.text):
            tight += 1
    return tight <= _MOST_TIGHT * (tight + set_off)


def _links(lines: Sequence[WrittenLine], wrapping: Wrapping, parted: bool) -> list[bool]:
    repeated = Counter(line.text for line in lines)
    followers: dict[str, set[str]] = {}
    for line, following in itertools.pairwise(lines):
        if repeated[line.text] > 1:
            followers.setdefault(line.text, set()).add(following.text)
    fenced = False
    links = []
    for n, full in enumerate(wrapping.full):
        line, following = lines[n], lines[n + 1]
        fence = bool(_FENCE.match(line.text))
        fenced ^= fence
        # No author ends a line with `GLM-`: programs that wrap at hyphens do.
        parts_word = bool(_PART_OF_WORD.search(line.text)) and following.text[0].isalnum()
        link = (
            (full or parts_word)
            and not fence
            and not fenced
            and not _REPORTER.fullmatch(line.text)
            and following.blank_before == wrapping.spacing
            and may_continue(lines, n, indents=wrapping.indents)
            and (parted or not ends_sentence(lines, n))
            and len(followers.get(line.text, ())) < 2
        )
        links.append(link)
    return links


def _is_heading(line: WrittenLine) -> bool:
    """Whether a line that goes on with none looks like a heading: numbered, without a clause."""
    return bool(_HEADING.match(line.text)) and not _CLAUSE.search(line.text, 3)


def _is_block(lines: Sequence[WrittenLine], first: int, last: int, spacing: int) -> bool:
    """Whether the lines `first` to `last` stand alone, blank lines above and below."""
    return (first == 0 or lines[first].blank_before > spacing) and (
        last + 1 == len(lines) or lines[last + 1].blank_before > spacing
    )


def _without_bylines(lines: Sequence[WrittenLine], first: int, last: int) -> list[tuple[int, int]]:
    """The stretches of the lines `first` to `last` between those that look like bylines."""
    stretches = []
    start = first
    for n in range(first, last + 1):
        if _META.match(lines[n].text):
            if n - 1 > start:
                stretches.append((start, n - 1))
            start = n + 1
    if last > start:
        stretches.append((start, last))
    return stretches


def _is_sentence(lines: Sequence[WrittenLine], first: int, last: int) -> bool:
    """Whether the lines `first` to `last` are running text, not lines that are full by chance."""
    if last - first >= _SURE_CHAIN or ends_sentence(lines, last):
        return True
    for n in range(first, last):
        before, after = lines[n].text, lines[n + 1].text
        if after[0].islower() or before[-1] in "，、,(（" or crosses_word(before, after):
            return True
        if _CLAUSE.search(before, 2) and _CLAUSE.search(after, 2):
            return True
    return False


def _between(before: str, after: str, wrapping: Wrapping, spaced: bool, words: Counter[str]) -> str:
    """What stands between two joined lines: a space or nothing."""
    last, first = before[-1], after[0]
    if _WIDE_END.match(last) and _WIDE_END.match(first):
        return ""
    if _WIDE_END.match(last) or _WIDE_END.match(first):
        mixed = (_HAN.match(last) and first.isalnum()) or (_HAN.match(first) and last.isalnum())
        return " " if mixed and spaced and not wrapping.cuts_words else ""
    if last in "([{$€£¥/@#" or first in ")]},.;:!?%/":
        return ""
    if first.isdigit() and last in ".," and before[-2:-1].isdigit():
        return ""
    if first == "-" and after[1:2].isalnum() and last.isalnum():
        return ""
    tail, head = _LATIN_TAIL.search(before), _LATIN_HEAD.match(after)
    if tail and head:
        if last.isdigit() and first.isdigit() and _HAN.search(before + after):
            return ""
        return "" if _is_one_word(tail.group(), head.group(), wrapping, words) else " "
    if last == "-" and before[-2:-1].isalnum():
        return ""
    if last in ",.;:!?" and _HAN.match(before[-2:-1]):
        return ""
    return " "


def _is_one_word(tail: str, head: str, wrapping: Wrapping, words: Counter[str]) -> bool:
    """Whether Latin letters on either side of a break are one word that was cut: `Open` / `AI`."""
    whole = tail + head
    if words[whole]:
        return True
    if not (wrapping.cuts_words or wrapping.may_cut_words):
        return False
    if whole in _latin_tokens():
        return True
    if tail[-1].islower() and (head[0].isupper() or head[0].isdigit()):
        return False
    return not all(words[part] > 1 or _is_word(part) for part in (tail, head))


def _is_word(letters: str) -> bool:
    return letters.isdigit() or letters.lower() in _english_words() or letters in _latin_tokens()


def _loses_hyphen(before: str, after: str, words: Counter[str]) -> int:
    """1 if the hyphen at the end of a line only parted a word (`infor-` / `mation`), else 0.

    It is certain where the page writes the word whole, or where the whole is an English word and a
    half of it is none; `open-` / `source` and `GLM-` / `4.5` keep theirs.
    """
    part = _HYPHENATED.search(before)
    rest = re.match(r"[a-z]{2,}", after)
    if part is None or rest is None:
        return 0
    left, right = part.group(1), rest.group()
    if words[f"{left}-{right}"]:
        return 0
    whole = left + right
    if words[whole]:
        return 1
    known = _english_words()
    return int(whole.lower() in known and not (left.lower() in known and right in known))


@functools.cache
def _english_words() -> frozenset[str]:
    lines = models_path("names/english_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@functools.cache
def _latin_tokens() -> frozenset[str]:
    """The words of Latin names in the knowledge base, as they are written there."""
    from pipeline.knowledge.base import packaged_base

    return frozenset(
        token
        for entity in packaged_base().entities.values()
        for name in (*entity.en, entity.name)
        for token in _LATIN_HEAD.findall(name)
        if len(token) > 1
    )
