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
_MOST_SETS: Final = 32


@functools.lru_cache(maxsize=2)
def code_points(text: str) -> CodePoints:
    """The code points of `text`, a read-only array of shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


class CharacterSet:
    """A set of characters.

    The first sets of a process share one table, in which each has a bit, so that one look at a text
    tells of all of them whether any member stands in it.

    Args:
        members: the inside of a character class of a regular expression, such as `a-z\\u200b`.
        beyond: whether it has some from U+20000 on, all of which then count as members.
        but: characters below that which are none after all.
    """

    def __init__(self, members: str, *, beyond: bool = False, but: str = "") -> None:
        self._members = members
        self._beyond = beyond
        self._but = but

    @functools.cached_property
    def _table(self) -> npt.NDArray[np.bool_]:
        table = np.zeros(_PLANES + 1, dtype=bool)
        for run in re.finditer(f"[{self._members}]+", _all_characters()):
            table[run.start() : run.end()] = True
        table[_PLANES] = self._beyond
        table[[ord(character) for character in self._but]] = False
        return table

    @functools.cached_property
    def _bit(self) -> int:
        """The bit of this set in the shared table; 0 where that has no more room."""
        return _SHARED.add(self._table)

    def members(self, text: str) -> npt.NDArray[np.bool_]:
        """Which characters of `text` are members, shape (len(text),)."""
        return self._table.take(code_points(text), mode="clip")

    def stands_in(self, text: str) -> bool:
        """Whether `text` has a member of the set."""
        if self._bit:
            return bool(_SHARED.present(text, _SHARED.count) & self._bit)
        return bool(self.members(text).any())

    def places(self, text: str) -> list[int]:
        """Where members of the set stand in `text`, rising."""
        if not self.stands_in(text):
            return []
        places: list[int] = self.members(text).nonzero()[0].tolist()
        return places

    def taken_from(self, text: str) -> str | None:
        """`text` without members of the set; None where it has characters from U+20000 on."""
        codes = code_points(text)
        if len(codes) and int(codes.max()) >= _PLANES:
            return None
        kept = codes[~self._table.take(codes)]
        return kept.tobytes().decode("utf-32-le", "surrogatepass")

    def matches(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """What `pattern.finditer(text)` gives, for a pattern whose matches begin with a member.

        Its matches are never empty.
        """
        end = 0
        for place in self.places(text):
            if place >= end and (match := pattern.match(text, place)):
                end = match.end()
                yield match


class _SharedTable:
    """Of each character the sets that it is a member of, as bits."""

    def __init__(self) -> None:
        self.count = 0
        self._table = np.zeros(_PLANES + 1, dtype=np.uint32)
        # `count` is among the arguments because a text may be seen before a set is added.
        self.present = functools.lru_cache(maxsize=4)(self._present)

    def add(self, members: npt.NDArray[np.bool_]) -> int:
        if self.count == _MOST_SETS:
            return 0
        bit = 1 << self.count
        self._table[members] |= np.uint32(bit)
        self.count += 1
        return bit

    def _present(self, text: str, count: int) -> int:
        """The bits of the sets that have a member in `text`."""
        return int(np.bitwise_or.reduce(self._table.take(code_points(text), mode="clip")))


_SHARED: Final = _SharedTable()


@functools.cache
def _all_characters() -> str:
    return "".join(map(chr, range(_PLANES)))
