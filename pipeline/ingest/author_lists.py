"""Several authors, each in a line of their own, or in a list whose items say more than a name.

Company blogs and papers print them so: `Dana Ruiz, VP Engineering` above `Jonas Meier, Research`,
`A¹, B², C¹`, `by Nora Whitfield and deadbeef_dan`. The odds of each are small; that the lines, or
the items, go on alike is what tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import read_account
from pipeline.ingest.dates import find_dates
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import is_handle, is_medium, is_ordinary_word, is_title

_LONGEST: Final = 90
_LEAST: Final = -0.5
_SENTENCE: Final = re.compile(r"[。！？!?]|[a-z)]\.(?:\s|$)|\b(?:is|was|are|has|writes?|covers)\b")
_MARK: Final = re.compile(r"\s*([,，(（|｜/／–—·*†‡¹²³⁴⁵⁶<@-]|$)")
_BY: Final = re.compile(r"(?i)(?:\bby|作者|文字?|撰文|采写|记者|原创|报道)\s?[:：|｜丨/／]?\s?$")
_JOINED: Final = re.compile(r"\s*(?:、|, | and | & |&|＆|和|与|\s)\s*")
_END: Final = re.compile(r"\s*(?:$|[|｜·•,，、/／(（]|\d|🥚|[^\w\s])|\s\S")
_LONGEST_LATIN: Final = 36
_LONGEST_HAN: Final = 14
_MOST_WORDS: Final = 5
_EDGES: Final = ' \t\u3000“”"「」【】[]()（）-—–·•|｜.。'
_INVISIBLE: Final = "\u202a\u202c\u200b\u200e \t"
_EMOJI: Final = re.compile(r"(?:\s*[^\w\s.,'’·•&()\-_]\ufe0f?\u200d?)+\Z")
_WORDS: Final = re.compile(r"[\s\u3400-\u9fff]+")
_NO_NAME: Final = re.compile(r"[。！？!?:：/|｜#@]|https?|\d{4}")
# No guest, no editor: who wrote, in both languages, and nothing but the name behind.
_LABELLED: Final = re.compile(
    r"\W{0,6}(?:(?:本文|文章|本期)?(?:作者|撰文|撰稿|撰写|写作|执笔|编译|编译整理)\s?[:：|｜丨/／＝=]"
    r"|(?:Written|Posted|By|BY|by|WRITTEN)(?: by| BY)?[:\s]\s?)"
    r"\s?(?!(?:微信|网络|会员|网友|网站)(?:文章|转载|投稿|来稿|整理)\Z)"
    r"(?P<name>(?![a-z ]+\Z)(?![\s\d])[^,，、;；:：|｜/／()（）。！？!?@]+)"
)
# Who opened a thread, in what forums print of it: `我来算账 发表于 2026-2-8 08:36 | 阅读模式`.
_POSTED: Final = re.compile(
    r"(?P<name>[^\s:：|｜/／,，。(（]{2,16})\s+(?:发表|发帖)于\s+20\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}日?"
    r"(?:\s\d{1,2}:\d\d(?::\d\d)?)?\s*(?:[|｜].*)?"
)
_FOLLOW: Final = re.compile(r"[+＋]?\s?关注[他她]?")
_NO_HANDLE: Final = re.compile(r"(?i)(?:and|or|et al|staff|team|updated|published|posted|et)\Z")
_ACCOUNT: Final = re.compile(r"[a-z][\w.-]*[\d_][\w.-]*|[a-z]{7,20}|[A-Z]_\w{2,16}")


def labelled(lines: Sequence[SeenLine]) -> str | None:
    """Who is called the author by a label that is all of a line but the name, whatever its form.

    `By the Harbour Desk`, `作者 | 棱镜组`, `撰文：杳杳`: no form of a name would tell these, nor
    that of an account which `发表于 …` follows, or the button `关注` in a line of its own.
    """
    for number, line in enumerate(lines):
        if line.zone not in ("head", "tail") or len(line.text) > _LONGEST:
            continue
        below = lines[number + 1] if number + 1 < len(lines) else None
        followed = below is not None and below.zone == line.zone and _FOLLOW.fullmatch(below.text)
        posted = _POSTED.fullmatch(line.text)
        if account := read_account(posted["name"] if posted else line.text if followed else ""):
            if _is_account(account):
                return account
            continue
        if (said := _LABELLED.fullmatch(line.text)) is None:
            continue
        name = said["name"].removeprefix("the ").strip(_EDGES)
        words = name.split()
        if 1 < len(name) <= (_LONGEST_LATIN if name.isascii() else _LONGEST_HAN):
            spoken = len(words) > 1 and name[0].islower()
            if (
                not spoken
                and not is_ordinary_word(name)
                and len(words) <= _MOST_WORDS
                and not find_dates(name)
            ):
                return name
    return None


def _is_account(name: str) -> bool:
    """Whether what stands where an account does is no site, place or title."""
    book = byline_book()
    other = is_medium(name, book.known) or is_title(name, book.known)
    return not other and book.place.fullmatch(name) is None


def displayed(name: str, lines: Sequence[SeenLine]) -> str | None:
    """How a network shows whose account `@name` is: the line above, of which a word is in it."""
    if not name.startswith("@"):
        return None
    for n in range(1, len(lines)):
        above = lines[n - 1]
        if lines[n].text.strip(_INVISIBLE) != name or above.zone != lines[n].zone != "tail":
            continue
        shown = _EMOJI.sub("", above.text).strip()
        own = letters(name)
        told = any(len(w) > 2 and w in own for w in map(letters, _WORDS.split(shown)))
        if told and len(shown) <= _LONGEST_LATIN and not _NO_NAME.search(shown):
            return shown
    return None


def stand_alike(one: Candidate, other: Candidate, lines: Sequence[SeenLine], odds: float) -> bool:
    """Whether two people open adjacent lines of a head which go on alike.

    Args:
        one: an author.
        other: who stands above or below.
        lines: that they stand in.
        odds: the log-odds of `other`; a publication below a name alone has small ones.
    """
    first, second = lines[one.line], lines[other.line]
    if abs(one.line - other.line) != 1 or first.zone != second.zone or first.zone != "head":
        return False
    if first.below_title != second.below_title:
        return False
    ends = []
    for candidate, line in ((one, first), (other, second)):
        rest = line.text[candidate.start + len(candidate.name) :]
        if candidate.start != 0 or len(line.text) > _LONGEST or _SENTENCE.search(rest):
            return False
        ends.append(_MARK.match(rest))
    marks = {end[1] for end in ends if end}
    return None not in ends and len(marks) == 1 and (odds >= _LEAST or marks != {""})


def is_joined_account(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether an account stands behind an author: `by Nora Whitfield and deadbeef_dan`."""
    text, end = lines[one.line].text, one.start + len(one.name)
    if one.line != other.line or one.start < 0 or other.start <= end:
        return False
    if is_ordinary_word(other.name) or _NO_HANDLE.match(other.name):
        return False
    if not is_handle(other.name) and not _ACCOUNT.fullmatch(other.name):
        return False
    between = text[end : other.start]
    # What stands behind a name with `@` is her own account.
    if other.name.startswith("@") and between.isspace():
        return False
    return _JOINED.fullmatch(between) is not None and (
        one.rank is not None or _BY.search(text[: one.start]) is not None
    )


__all__ = ["is_joined_account", "stand_alike"]
