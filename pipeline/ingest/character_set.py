"""Sets of characters that are looked for in a whole text at once, by a table over its code points.

Most pages have nothing to repair, and most patterns of repair begin with a character that clean
text lacks. Where such characters stand is found by one array operation, at some 500 million
characters a second; a regular expression then looks at these places only, or at none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

CodePoints = npt.NDArray[np.uint32]

_PLANES: Final = 0x20000


@functools.lru_cache(maxsize=2)
def code_points(text: str) -> CodePoints:
    """The code points of `text`, a read-only array of shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


class CharacterSet:
    """A set of characters.

    Args:
        members: the inside of a character class of a regular expression, such as `a-z\\u200b`.
        beyond: whether it has some from U+20000 on, all of which then count as members.
    """

    def __init__(self, members: str, *, beyond: bool = False) -> None:
        self._members = members
        self._beyond = beyond

    @functools.cached_property
    def _table(self) -> npt.NDArray[np.bool_]:
        table = np.zeros(_PLANES + 1, dtype=bool)
        for run in re.finditer(f"[{self._members}]+", _all_characters()):
            table[run.start() : run.end()] = True
        table[_PLANES] = self._beyond
        return table

    def members(self, text: str) -> npt.NDArray[np.bool_]:
        """Which characters of `text` are members, shape (len(text),)."""
        return self._table.take(code_points(text), mode="clip")

    def stands_in(self, text: str) -> bool:
        """Whether `text` has a member of the set."""
        return bool(self.members(text).any())

    def places(self, text: str) -> list[int]:
        """Where members of the set stand in `text`, rising."""
        places: list[int] = self.members(text).nonzero()[0].tolist()
        return places

    def matches(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """What `pattern.finditer(text)` gives, for a pattern whose matches begin with a member.

        Its matches are never empty.
        """
        end = 0
        for place in self.places(text):
            if place >= end and (match := pattern.match(text, place)):
                end = match.end()
                yield match


@functools.cache
def _all_characters() -> str:
    return "".join(map(chr, range(_PLANES)))
