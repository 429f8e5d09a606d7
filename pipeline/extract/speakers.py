"""People by the labels of their turns in a transcript: `PAV: Rails last sixty years.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import latin_words

_TURN: Final = re.compile(
    r"^(?:\[?\d{1,2}:\d\d(?::\d\d)?\]?\s*)?(?:\*\*)?"
    r"(?P<name>[A-Z][A-Za-zÀ-ɏ’'-]+(?: [A-Z][a-zÀ-ɏ’'-]+)?)(?:\*\*)?[:：](?:\*\*)? ?"
    r"(?P<said>[^\n]*)",
    re.MULTILINE,
)
# A label that asks is as often the paper's name as a person's.
_ASKED: Final = 0.6
_TURNS: Final = 2


def speakers(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the names that label turns, where two or more take turns."""
    turns: dict[str, list[re.Match[str]]] = {}
    for match in _TURN.finditer(text):
        turns.setdefault(match["name"], []).append(match)
    labels = {name: found for name, found in turns.items() if _is_speaker(name, found)}
    if len(turns) > 1 and labels and sum(map(len, turns.values())) >= 2 * _TURNS:
        for found in labels.values():
            yield from sorted(m.span("name") for m in found)


def _is_speaker(name: str, turns: list[re.Match[str]]) -> bool:
    asked = sum(m["said"].rstrip().endswith(("?", "？")) for m in turns)
    words = name.lower().split(" ")
    return (
        len(turns) >= _TURNS
        and asked < _ASKED * len(turns)
        and not latin_words("no_speaker").intersection(words)
        and not all(w in english_words() for w in words)
        and name not in latin_words("not_person")
    )
