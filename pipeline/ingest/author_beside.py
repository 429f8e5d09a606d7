"""Names beside names: who wrote a page together, by what stands between them, and who signs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import rjieba

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.author_names import account
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import is_dated, without_marks
from pipeline.ingest.column_heads import columns
from pipeline.ingest.person_names import (
    is_han_person,
    is_latin_person,
    parted_names,
)

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
# `林一舟 本刊记者 苏禾`; an intern or a correspondent who helped is no author.
_COLLEAGUE: Final = r"[\s,，;；、/／]\s*(?:本报|本刊|本网|全媒体|特约)?记者[\s:：]*"
_DOT: Final = re.compile("[·•・‧]")
_LISTED: Final = re.compile(
    r"(?:\s?[(（][^()（）]{1,24}[)）]|\sin [A-Z]\w+(?: [A-Z]\w+)?|, [A-Z]\w+(?: [A-Z]\w+)?(?=\s?;)|"
    r"[¹²³⁴⁵⁶*†‡]{1,3}"
    r"|,? (?:PhD|MD|RN|CFA|JD|MPH))?"
    r"(?:" + _COLLEAGUE + r"|,? with |\s*(?:[、,，/／&＆;；]|,? ?(?:and|AND)|和|与|及|、?\s)\s*)"
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs)\.?\s+|@)?"
)
_HAN_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,5}")
_WIDE: Final = re.compile(r"\u3000+|\s{2,}")
_JOINED: Final = re.compile(
    r"(?:\s?[(（][^()（）]{1,24}[)）],)?(?:"
    + _COLLEAGUE
    + r"|\s?(?:、|,? (?:and|AND) |,? & |和|与)?)"
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs)\.?\s+)?"
)
_LICENCE: Final = re.compile(r"[^\dA-Za-z]{0,12}S\d{4}")
_CITY: Final = r"(?: in [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)?)?"
_AND: Final = re.compile(
    _CITY + r"\s*(?:、|,? (?:and|AND) |,? & |[和与及＆&])\s*(?:(?:Dr|Prof)\.? )?"
)
_DASHES: Final = re.compile(r"\s*[—–-]{1,3}\s*")
_SIGNED_END: Final = re.compile(r"\s*(?:$|[|｜·•,，(（/／—–-])")
_OWN_SPELLING: Final = re.compile(
    r"(?:\s+[\u3400-\u9fff]{2,4}|\s+[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)*)?\s*"
)
_LONGEST_OFFICE: Final = 60
_WORD: Final = 2
_SECTION: Final = re.compile("(?:报道|报导|观察|评论|专栏|前沿|智能体|频道|要闻)$")
# What somebody is that signs a letter, with the house or without.
_OFFICE: Final = re.compile(
    r"(?:(?:Co-)?[Ff]ounder|C[ETFOIM]O|[SE]?VP|Chief [A-Z]|Managing|Senior|Executive|General|Vice"
    r"|Head|Partner|President|Chair|Director|Editor|Publisher|Portfolio|Principal|Professor|Manager)\b"
    r"|(?:首席|联合|共同|总|副|执行|高级|资深|主任|主编|创始|董事|合伙|基金|投资|社长"
    r"|院长|所长|教授)"
    r"[\u3400-\u9fff]{0,8}(?:$|[\s,，、|｜/／（(])"
)
_PEN_NAME: Final = 4
_AMONG: Final = re.compile(r"[、&＆和与及;；]|\band\b|\bAND\b|记者|^\s?[,，]\s?$")


def is_joined(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether two people stand in a line with nothing but `and` or `、` between them."""
    if one.line != other.line or min(one.start, other.start) < 0:
        return False
    first, second = sorted((one, other), key=lambda c: c.start)
    between = lines[one.line].text[first.start + len(first.name) : second.start]
    return (
        bool(_JOINED.fullmatch(between))
        and sounds_like_person(one.name)
        and sounds_like_person(other.name)
    )


def with_head(
    best: int,
    found: Sequence[Candidate],
    lines: Sequence[SeenLine],
    refused: Callable[[int], bool],
) -> dict[int, str]:
    """Who is described below the article, and whom the head joins to her: `Nora W. and Jonas M.`"""
    name = found[best].name
    own = [n for n, c in enumerate(found) if c.name == name and lines[c.line].zone == "head"]
    beside: dict[str, int] = {}
    for number, c in enumerate(found):
        new = account(c.name) not in beside and c.name not in name and name not in c.name
        if new and any(_is_beside(found[n], c, lines) for n in own) and not refused(number):
            beside[account(c.name)] = number
    numbers = [own[0], *beside.values()] if beside else [best]
    return {number: found[number].name for number in numbers}


def _is_beside(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether `and` or `、` alone stands between a name and the one behind it."""
    end = one.start + len(one.name)
    if one.line != other.line or other.start <= end or not sounds_like_person(other.name):
        return False
    return _AND.fullmatch(lines[one.line].text, end, other.start) is not None


def is_signed(candidate: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a person signs below the article: behind a dash and with the day, or over her office.

    `— Nora Whitfield | 29 May 2026`; `Nora Whitfield 惠诺拉` above `Managing Partner, Northgate`.
    """
    line = lines[candidate.line]
    if line.zone != "tail" or candidate.start < 0 or not sounds_like_person(candidate.name):
        return False
    end = candidate.start + len(candidate.name)
    if candidate.start > 0:
        dashed = _DASHES.fullmatch(line.text[: candidate.start]) is not None
        return dashed and is_dated(line.text) and _SIGNED_END.match(line.text, end) is not None
    below = lines[candidate.line + 1] if candidate.line + 1 < len(lines) else None
    if below is None or below.zone != line.zone or len(below.text) > _LONGEST_OFFICE:
        return False
    alone = _OWN_SPELLING.fullmatch(line.text, end) is not None
    return alone and line.kind in (None, "byline") and _OFFICE.match(below.text) is not None


def are_licensed(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether each of two opens a line of its own with the number of an analyst's licence."""
    return one.line != other.line and all(
        c.start == 0 and _LICENCE.match(lines[c.line].text, len(c.name)) for c in (one, other)
    )


def sounds_like_person(name: str) -> bool:
    """Whether a name is a person's; with a dot, one whose letters stand for sounds."""
    known = byline_book().known
    if is_latin_person(name, known):
        return True
    dotted = _DOT.search(name) is not None
    return is_han_person(name, known) and not (dotted and _is_no_sound(name))


def _is_no_sound(name: str) -> bool:
    """Whether hardly a letter of a name stands for a sound: `研究员・林一舟`, `家医科・写程式`."""
    letters = [c for c in name if c.isalpha()]
    return 4 * sum(c in columns().sounds for c in letters) <= len(letters)


def are_listed(one: Candidate, other: Candidate, lines: Sequence[SeenLine], person: bool) -> bool:
    """Whether nothing but the mark of a list stands between two names in a line."""
    if one.line != other.line or min(one.start, other.start) < 0:
        return False
    first, second = sorted((one, other), key=lambda c: c.start)
    between = lines[one.line].text[first.start + len(first.name) : second.start]
    # Reporters whose links ran together; a rule has parted them.
    alike = person and one.rank is not None and one.rank == other.rank
    if alike and (not between or parted_names(between, byline_book().known)):
        return True
    if between.isspace():
        return person and sounds_like_person(other.name) and _HAN.search(one.name) is not None
    # `林一舟／退休法官`, `甘棠 Partner`: what a person is stands behind her like another.
    described = not person and sounds_like_person(other.name) and len(one.name) >= _PEN_NAME
    if described and not _AMONG.search(between):
        return False
    return _LISTED.fullmatch(between) is not None


def _is_word(name: str) -> bool:
    """Whether a name is a word (人工智能) or ends as a section does (深度报道)."""
    return len(rjieba.cut(name, hmm=False)) == 1 or _SECTION.search(name) is not None


def are_alone(one: Candidate, other: Candidate, lines: Sequence[SeenLine]) -> bool:
    """Whether a line holds two Chinese names with a wide gap between them, and nothing else.

    One of them is a person's; the other may be of a people without such surnames.
    """
    if one.line != other.line or min(one.start, other.start) < 0:
        return False
    names = [c.name for c in sorted((one, other), key=lambda c: c.start)]
    if not all(map(_HAN_NAME.fullmatch, names)) or not any(map(sounds_like_person, names)):
        return False
    # `林一舟 报道`, `林一舟　人工智能`: a word is no name of such a people.
    if any(
        not sounds_like_person(name) and (len(name) <= _WORD or _is_word(name)) for name in names
    ):
        return False
    text = without_marks(lines[one.line].text)
    between = text.removeprefix(names[0]).removesuffix(names[1])
    return len(between) == len(text) - sum(map(len, names)) and _WIDE.fullmatch(between) is not None


__all__ = [
    "are_alone",
    "are_licensed",
    "are_listed",
    "is_joined",
    "is_signed",
    "sounds_like_person",
    "with_head",
]
