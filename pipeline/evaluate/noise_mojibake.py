"""UTF-8 decoded as something else, and characters that an encoding cannot write."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from pipeline.text import Edit

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")


def _mojibake(text: str, misread: Callable[[bytes], str]) -> list[Edit]:
    return [
        Edit(
            m.start() + i, m.start() + i + 1, misread(c.encode("utf-8", "replace")), "mojibake", ""
        )
        for m in _BEYOND_ASCII.finditer(text)
        for i, c in enumerate(m.group())
    ]


def as_latin1(text: str, random: Random) -> list[Edit]:
    return _mojibake(text, lambda data: data.decode("latin-1"))


def as_cp1252(text: str, random: Random) -> list[Edit]:
    """As browsers do it: the five bytes without a character stand for themselves."""
    return _mojibake(
        text,
        lambda data: "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data),
    )


def as_gbk(text: str, random: Random) -> list[Edit]:
    """Two bytes of three make a character, so two characters are one block; some are lost."""
    edits: list[Edit] = []
    for run in _BEYOND_ASCII.finditer(text):
        for start in range(run.start(), run.end(), 2):
            end = min(start + 2, run.end())
            misread = text[start:end].encode("utf-8", "replace").decode("gbk", "replace")
            edits.append(Edit(start, end, misread, "mojibake", "gbk"))
    return edits


def unencodable(text: str, encoding: str) -> list[Edit]:
    edits: list[Edit] = []
    for run in _BEYOND_ASCII.finditer(text):
        try:
            run.group().encode(encoding)
        except UnicodeEncodeError:
            for place, character in enumerate(run.group(), start=run.start()):
                written = character.encode(encoding, "xmlcharrefreplace").decode(encoding)
                if written != character:
                    edits.append(Edit(place, place + 1, written, "markup", "reference"))
    return edits
