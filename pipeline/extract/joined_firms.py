"""Firms of Chinese text whose name goes on behind the part that was found: 磬石EDA, 凯蓝电通."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pipeline.extract.open_cues import evidence

_TRADE: Final = re.compile(r"(?:AI|EDA|Robotics|Labs?|Tech)(?![A-Za-z0-9 ._-])")
# Behind 磬石AI a word of the trade makes it a product of the firm: 磬石AI助手.
_FIRM_BEHIND: Final = re.compile(
    r"[^\u4e00-\u9fff]|$|[的是在与和]|家的|(?:[一二三四]|半年|年)[季]?报"
)
_HAN_PAIR: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_SURE: Final = 1.0


def goes_on(
    text: str, start: int, end: int, known_at: Callable[[int, int], str | None]
) -> int | None:
    """Where the firm ends of which `text[start:end]` is the beginning; None if that is all of it.

    Args:
        text: a document's text, in simplified script.
        start: where a firm's name in Chinese characters starts.
        end: where it ends as far as it was found.
        known_at: the surface of the known company that starts at a place and ends within a span.
    """
    trade = _TRADE.match(text, end)
    if trade and (
        _FIRM_BEHIND.match(text, trade.end())
        or sum(evidence("company", text, start, trade.end())) >= _SURE
    ):
        return trade.end()
    # The whole of a listed name may be the second half of another's (凯蓝 电通).
    if end - start == 2 and _HAN_PAIR.match(text, end) and known_at(end, end + 2):
        return end + 2
    return None


def longer_names(
    text: str,
    places: Iterable[tuple[int, int]],
    known_at: Callable[[int, int], str | None],
) -> Iterator[tuple[int, int]]:
    """Spans of the longer names at `places`, each place the start and end of a firm's name."""
    for start, end in places:
        last = goes_on(text, start, end, known_at)
        if last is not None:
            yield start, last


__all__ = ["goes_on", "longer_names"]
