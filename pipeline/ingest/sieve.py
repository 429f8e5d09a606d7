"""Which of several regular expressions a string needs to be tried on.

Most lines match none of the dozens of patterns that are known for a byline, and most documents
none of those that introduce a name. One automaton over the strings that their matches cannot do
without (required_strings.py) tells in one scan which are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick_rs

from pipeline.ingest.required_strings import required_strings
from pipeline.letter_case import lowered


class Sieve:
    """The numbers of the patterns that may match.

    Args:
        patterns: regular expressions without verbose mode; one of which nothing is known passes
            always.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        owners: dict[str, list[int]] = {}
        always: list[int] = []
        for number, pattern in enumerate(patterns):
            strings = required_strings(pattern)
            if strings is None:
                always.append(number)
            for string in strings or ():
                owners.setdefault(string, []).append(number)
        self._always = tuple(always)
        self._owners = list(owners.values())
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [string.encode("utf-8", "surrogatepass") for string in owners],
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def passing(self, text: str) -> Sequence[int]:
        """The numbers of the patterns that may match somewhere in `text`, rising."""
        data = lowered(text).encode("utf-8", "surrogatepass")
        found = self._automaton.find_matches_as_indexes(data, overlapping=True)
        if not found:
            return self._always
        owners = self._owners
        return sorted({n for index, _, _ in found for n in owners[index]}.union(self._always))


__all__ = ["Sieve"]
