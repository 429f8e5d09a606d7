"""Figures that others are compared with: `up from $50 billion`, 高于市场预期的462亿美元.

What a figure came from, or was expected to be, measures the same as what it became. What it came
from is about the same, where no name stands between.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.mention import Mention
from pipeline.extract.metric_frames import HEDGES

_REACH: Final = 90  # code points between the two
_BACK: Final = 3  # figures back in the sentence
_ADVERBS: Final = rf"(?:(?:{HEDGES}|approximately|the|a|an) )*"
_COMPARED: Final = re.compile(
    rf"(?:\b(?:up|down) from {_ADVERBS}"
    rf"|[,(—–-]\s?(?:compared (?:with|to)|versus|vs\.?|against) {_ADVERBS}"
    r"|(?:高于|低于|[超逊胜优好]于|超[出过]|不及|远超|大?幅?超越|符合)[^，,。；;\n0-9%]{0,12}(?:预期|预测|预估|指引)"
    r"(?:中值|均值|中位数)?的?(?:约|近|逾)?"
    r"|(?:较|比|上年|去年)[^，,。；;\n%]{0,10}(?:同期|上季|前一?季|前一?年|前一（20[0-9]{2}）年)的(?:约|近|逾)?)\s?$"
)
_CAME_FROM: Final = re.compile(r"\b(?:up|down) from\b")
_PARTED: Final = re.compile(r"[;；。\n]|\. ")


def compared_figures(text: str, places: Sequence[FigurePlace]) -> dict[int, int]:
    """The number of each figure compared with → that of the figure that it is compared with.

    Args:
        text: the document's text, in simplified script.
        places: its figures, in order.
    """
    found: dict[int, int] = {}
    for number, place in enumerate(places):
        figure = place.figure
        for earlier in range(number - 1, max(-1, number - 1 - _BACK), -1):
            other = places[earlier]
            if other.number != place.number or figure.start - other.figure.end > _REACH:
                break
            if other.figure.kind != figure.kind:
                continue
            alike = figure.kind != "money" or other.figure.unit == figure.unit
            between = text[other.figure.end : figure.start]
            low = places[number - 1].figure.end - other.figure.end
            if alike and _COMPARED.search(between, low) and not _PARTED.search(between):
                found[number] = earlier
            break
    return found


def is_of_the_same(text: str, mentions: Sequence[Mention], start: int, end: int) -> bool:
    """Whether a figure is what the one before it came from, with no other name between them.

    Args:
        text: the document's text.
        mentions: the names of the document, in order.
        start: where the figure compared with ends.
        end: where the other begins.
    """
    if not _CAME_FROM.search(text, start, end):
        return False
    at = bisect_left(mentions, start, key=lambda m: m.start)
    return at == len(mentions) or mentions[at].start >= end
