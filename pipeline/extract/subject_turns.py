"""Whom each figure is about where names and figures take turns.

`豆包1.02亿、DeepSeek 7600万、元宝2900万`, `AWS at 29%, Azure at 20% and Google Cloud at 13%`: each
figure is about the name right before it, whatever else the sentence names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.figures import Figure

_OF_NAME: Final = re.compile(
    r"\s?[”」』]?\s?(?:[:：(（]|为|占|达|是|有|\bat\b|\bwith\b|\bhas\b)?\s?"
    r"(?:约|近|逾|超过|不到|about |nearly |over |around |some )?\s?"
)
_NEXT: Final = re.compile(
    r"\s?[)）]?\s?(?:、|，|,|；|;|/|和|与|及|以及|,? ?\b(?:and|while)\b|而)\s?[“「『]?"
)
_TYPES: Final = frozenset(("company", "model", "person"))


def in_turn(text: str, mentions: Sequence[Mention], figures: Sequence[Figure]) -> dict[int, str]:
    """The entity of each figure that stands in such a list, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        mentions: the names of those that figures may be about, in order.
        figures: the figures in it, in order.
    """
    found: dict[int, str] = {}
    starts = [m.start for m in mentions]
    run: list[tuple[Mention, Figure]] = []
    for figure in figures:
        before = bisect_left(starts, figure.start) - 1
        own = mentions[before] if before >= 0 else None
        if (
            own is None
            or own.type not in _TYPES
            or own.end > figure.start
            or _OF_NAME.fullmatch(text, own.end, figure.start) is None
        ):
            _close(run, found)
            continue
        if run and not (
            run[-1][0].type == own.type
            and run[-1][1].kind == figure.kind
            and _NEXT.fullmatch(text, run[-1][1].end, own.start)
        ):
            _close(run, found)
        run.append((own, figure))
    _close(run, found)
    return found


def _close(run: list[tuple[Mention, Figure]], found: dict[int, str]) -> None:
    """Takes the pairs of a list that ends; one pair alone is none."""
    if len({name.entity_id for name, _ in run}) > 1:
        found |= {figure.start: name.entity_id for name, figure in run}
    run.clear()


__all__ = ["in_turn"]
