"""Whether a piece of a byline is a person's name, a pen name, a medium or a professional title."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from pipeline.resources import models_path

_HAN_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}\Z")
_TRANSLITERATED: Final = re.compile(
    r"(?:[A-Z]\.)?[\u3400-\u9fff]{1,7}(?:[·•・‧][\u3400-\u9fff]{1,8}|[·•・‧]?[A-Z]\.){1,3}[\u3400-\u9fff]{0,8}\Z"
)
_LATIN_NAME: Final = re.compile(
    r"(?:(?:Dr|Prof|Mr|Ms|Mrs)\.? )?(?:[A-ZÀ-Þ][\w.’'-]+|[A-Z]\.?)"
    r"(?: (?:(?:de|da|di|du|del|van|von|der|den|la|le|al|bin|ibn|ten|af|y) ){0,2}"
    r"(?:al-|d’|d')?[A-ZÀ-Þ][\w.’'-]*){1,3}\Z"
)
_DOTS: Final = re.compile("[·•・‧]")
_LONG_PART: Final = 4
_PEN_NAME: Final = re.compile(r"[\u3400-\u9fffA-Za-z0-9_·•.-]{2,14}\Z")
_HANDLE: Final = re.compile(
    # Sizes and counts (`14B`, `70th`) do not look like a handle that begins with a number.
    r"@[\w.-]{2,24}\Z|/?u/[\w-]{3,20}\Z|(?=\w*[_\d-])[A-Za-z][\w-]{2,24}\Z"
    r"|\d{1,2}[A-Za-z][A-Za-z_-]{3,20}\d{0,4}\Z"
)
# `Nora Whitfield Global technology editor`: what she does stands behind a name without a comma.
_WITH_ROLE: Final = re.compile(
    r"(?P<words>(?:(?!(?:an?|the|as|is|was|about|her|his|who|that)\b)[\w.’'&-]+ ){3,8})"
    r"(?i:editor|reporter|correspondent|columnist|contributor|writer)"
    r"(?: (?:in|at) [A-Z][\w ]{2,24})?"
)
_MOST_NAMES: Final = 4
_REGION: Final = re.compile(r"[A-Z]{2,3}|China|Asia|Europe|Africa|India|Japan|Korea|Taiwan|America")
# A given name that is a month's too.
_MONTH_NAME: Final = re.compile(r"(?:Jan|Jun|June|May|April|August|Mar) (?=[A-ZÀ-Þ][^\W\d_]{2,})")
# A floor of a thread, a model, a stock: `B16`, `K2`, `GB300`.
# A surname, a gap, the rest of a name; `文 一舟` is a label and a name.
_PARTED: Final = re.compile(
    r"(?<![\u3400-\u9fff])(?![文图摄编作译撰])([\u3400-\u9fff])[ \u3000]([\u3400-\u9fff]{1,2})"
    r"(?![\u3400-\u9fff])"
)
_LONGEST_LINE: Final = 120
_PARTS: Final = (3, 2, 4)  # the lengths of Chinese names that run together, commonest first
_CODE: Final = re.compile(r"[A-Z]{1,5}-?\d{1,4}\Z")
_POSSESSIVE: Final = re.compile(r"['’]s\b")


# Compared by identity, so that it is quick to look up what was asked of it before.
@dataclass(frozen=True, slots=True, eq=False)
class NotNames:
    """What a byline holds besides names; patterns of `models/boilerplate/bylines.toml`."""

    begins: re.Pattern[str]
    ends: re.Pattern[str]
    never: re.Pattern[str]
    starts: re.Pattern[str]
    latin: re.Pattern[str]
    titles: re.Pattern[str]
    media: re.Pattern[str]


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(models_path("knowledge/surnames.txt").read_text(encoding="utf-8").split())


@functools.cache
def _english_words() -> frozenset[str]:
    lines = models_path("names/english_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@functools.lru_cache(maxsize=2048)
def is_han_person(piece: str, known: NotNames) -> bool:
    """A Chinese name with a common surname, or a foreign name in Chinese letters."""
    if _TRANSLITERATED.match(piece):
        return not any(_is_no_part(part, known) for part in _DOTS.split(piece))
    if not _HAN_NAME.match(piece) or known.never.fullmatch(piece):
        return False
    if known.begins.match(piece) or known.ends.search(piece):
        return False
    if piece[:2] in _surnames() and len(piece) >= 3:
        return True
    return piece[0] in _surnames() and len(piece) <= 3


def _is_no_part(part: str, known: NotNames) -> bool:
    """Whether a part between dots is a role or a report (`采访・整理`, `证券研究报告·周报`)."""
    if known.never.fullmatch(part):
        return True
    return len(part) >= _LONG_PART and is_medium(part, known)


@functools.lru_cache(maxsize=2048)
def is_latin_person(piece: str, known: NotNames) -> bool:
    """A name of two to four capitalised words, most of which are no ordinary words."""
    written = piece.title() if piece.isupper() else piece
    surname = _MONTH_NAME.sub("", written)
    if not _LATIN_NAME.match(written) or known.latin.search(surname) or _POSSESSIVE.search(written):
        return False
    words = [w.lower() for w in written.split() if w[0].isupper()]
    return sum(w in _english_words() for w in words) <= len(words) / 2


def named_before_role(piece: str, known: NotNames) -> str | None:
    """The person that a piece names before what she does; None where it is none such."""
    match = _WITH_ROLE.fullmatch(piece)
    if match is None:
        return None
    words = match["words"].split()
    count = 2
    # What she does begins with an ordinary word, or one that stands in no name.
    while count < min(len(words), _MOST_NAMES) and not (
        is_ordinary_word(words[count])
        or known.latin.search(words[count].capitalize())
        or _REGION.fullmatch(words[count])
    ):
        count += 1
    name = " ".join(words[:count])
    return name if count < len(words) and is_latin_person(name, known) else None


@functools.lru_cache(maxsize=512)
def parted_names(run: str, known: NotNames) -> tuple[str, ...]:
    """The Chinese names that follow one another in `run` without a mark; empty where it is none."""
    # From the end: the size of the first name of what begins at each place and can be parted.
    first: dict[int, int] = {}
    for start in range(len(run) - 1, -1, -1):
        left = len(run) - start
        sizes = (left, *(size for size in _PARTS if start + size in first))
        for size in sizes:
            if is_han_person(run[start : start + size], known):
                first[start] = size
                break
    names = []
    start = 0
    while start in first:
        names.append(run[start : start + first[start]])
        start += first[start]
    return tuple(names)


def closed_up(line: str, known: NotNames) -> str:
    """A short line with names in one piece that it sets with a gap: `记者 林 舟`."""

    def joined(match: re.Match[str]) -> str:
        name = match[1] + match[2]
        return name if is_han_person(name, known) else match[0]

    return _PARTED.sub(joined, line) if len(line) <= _LONGEST_LINE else line


def is_person(piece: str, known: NotNames) -> bool:
    """A person's name in either script."""
    return is_han_person(piece, known) or is_latin_person(piece, known)


def is_ordinary_word(piece: str) -> bool:
    """Whether one Latin word is an ordinary English word, whatever its case."""
    return piece.lower() in _english_words()


def is_handle(piece: str) -> bool:
    """A user's name as forums and networks write it: with `@`, `u/`, a digit or an underscore."""
    return _HANDLE.match(piece) is not None and not _CODE.match(piece)


@functools.lru_cache(maxsize=2048)
def is_medium(piece: str, known: NotNames) -> bool:
    """The name of a newspaper, site, channel or account, by its ending."""
    return known.media.search(piece) is not None


@functools.lru_cache(maxsize=2048)
def is_title(piece: str, known: NotNames) -> bool:
    """A professional title (首席分析师, Senior Reporter)."""
    return known.titles.fullmatch(piece) is not None


@functools.lru_cache(maxsize=2048)
def is_pen_name(piece: str, known: NotNames) -> bool:
    """A short word that may be what an author calls herself; no medium, title or label."""
    if not _PEN_NAME.match(piece) or known.never.fullmatch(piece) or known.starts.match(piece):
        return False
    if is_medium(piece, known) or is_title(piece, known) or known.latin.search(piece):
        return False
    if piece.isascii():
        if _CODE.match(piece):
            return False
        # One Latin word is a name only where it is no ordinary word.
        return piece[0].isalpha() and piece.lower() not in _english_words()
    return not any(c.isdigit() for c in piece[:1])
