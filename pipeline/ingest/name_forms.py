"""What a name looks like: its script and length, capitals, endings that no name has."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.person_names import is_handle, is_medium, is_ordinary_word, is_title

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ALL_HAN: Final = re.compile(r"[\u3400-\u9fff]+\Z")
_NICK: Final = re.compile(
    r"[姐哥叔伯婶妈爸爷君酱佬妹王仔友客人手民工侠猫狗鱼鸟熊虎兔鹅羊牛马派控党粉迷员师生子儿头家水]$|^[老小阿大]"
)


@functools.lru_cache(maxsize=1024)
def name_form(name: str) -> frozenset[str]:
    """What a name looks like."""
    return frozenset(_forms(name))


def _forms(name: str) -> Iterator[str]:
    known = byline_book().known
    if _ALL_HAN.match(name):
        bounds = ((2, "1-2"), (3, "3"), (4, "4"), (6, "5-6"), (9, "7-9"))
        yield "han-" + next((tag for most, tag in bounds if len(name) <= most), "10+")
    elif _HAN.search(name):
        yield "mixed" if re.search("[A-Za-z]", name) else "holds-symbol"
        if re.fullmatch(r"[\u3400-\u9fff]+(?:[·•・‧．][\u3400-\u9fff]+)+", name):
            yield "transliterated"
    else:
        words = name.split()
        yield f"latin-{len(words)}" if len(words) < 4 else "latin-4+"
        if name[0].islower():
            yield "lower-case"
        if name.isupper():
            yield "capitals"
        if re.search(r"\b[A-Z]\.", name):
            yield "initial"
        if known.latin.search(name):
            yield "latin-no-name"
        if all(is_ordinary_word(w) for w in words):
            yield "ordinary"
    if any(c.isdigit() for c in name):
        yield "digits"
    if is_handle(name):
        yield "handle"
    if is_medium(name, known):
        yield "medium"
    if is_title(name, known):
        yield "title"
    if known.begins.match(name):
        yield "begins-no-name"
    if known.ends.search(name):
        yield "ends-no-name"
    if known.starts.match(name):
        yield "starts-no-name"
    if _NICK.search(name):
        yield "nick"
    if "的" in name:
        yield "holds-de"
    if re.search(r"[_/’'-]", name):
        yield "holds-symbol"
    if re.search('[“”"「」]', name):
        yield "quoted"


__all__ = ["name_form"]
