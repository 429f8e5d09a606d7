"""Tokens as the full-text index has them: a Han character, a word by its stem, or a number.

Folding moves no character, so that a token's place in the folded text is its place in the text.
Characters rather than words of a segmenter: 泡沫 is then found wherever it stands, also where a
segmenter would have cut elsewhere, and a phrase of characters is found as exactly as a word.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

import snowballstemmer

from pipeline.ingest.script import fold

# Kana stand for themselves as Han characters do; of other scripts a token is a run of letters.
_SINGLE: Final = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_TOKEN: Final = re.compile(rf"[0-9]+|[{_SINGLE}]|[^\W\d_{_SINGLE}]+")
_HAN: Final = range(0x3400, 0xA000)
_LONGEST: Final = 64
_SHORTEST_STEMMED: Final = 4


class Token(NamedTuple):
    """A token and its place in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, in order. Words beyond 64 letters are cut there."""
    for match in _TOKEN.finditer(folded(text)):
        yield Token(_token(match[0]), match.start(), match.end())


def key(text: str) -> str:
    """The tokens of `text` with a space between, as the index holds them."""
    return " ".join([_token(word) for word in _TOKEN.findall(folded(text))])


def folded(text: str) -> str:
    """`text` in simplified characters, small letters, half width and without accents.

    Each character becomes one character; those that would become several are left.
    """
    return text.translate(_table())


def _token(word: str) -> str:
    if len(word) >= _SHORTEST_STEMMED and word.isascii() and word.isalpha():
        return _stem(word[:_LONGEST])
    return word[:_LONGEST]


@functools.lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@functools.cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@functools.cache
def _table() -> dict[int, str]:
    """What each character of the Basic Multilingual Plane becomes, where it is another."""
    table = {}
    for code in range(0x80, 0x10000):
        character = chr(code)
        becomes = unicodedata.normalize("NFKD", character).casefold()
        bare = "".join(c for c in becomes if not unicodedata.combining(c))
        if len(bare) == 1 and bare != character:
            table[code] = bare
    han = [chr(code) for code in _HAN]
    for character, simple in zip(han, fold("\n".join(han)).split("\n"), strict=True):
        if simple != character and len(simple) == 1:
            table[ord(character)] = simple
    return table | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
