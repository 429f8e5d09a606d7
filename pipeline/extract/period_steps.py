"""Figures in step with periods: 2023年、2024年的收入分别是3亿元、5亿元 is two figures of two years.

A list of figures that belong to as many periods, named before it or, in English, behind it, gets
them one by one. A further list of as many figures that names no period is in step with the same.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.period_words import PERIOD, TIMELY, Period, resolved
from pipeline.extract.sentences import Sentence
from pipeline.figures import Figure
from pipeline.letter_case import lowered

_REACH: Final = 100  # code points before a list in which its periods stand
_MOST: Final = 12  # periods or figures of a list
# What stands between two figures of a list, and in brackets behind one: the same in other money.
_JOINT: Final = r"\s*(?:[、,，/／]\s*(?:以及|和|及|与|and\b)?|以及|和|及|与|\band\b)\s*"
_BETWEEN_PERIODS: Final = re.compile(_JOINT)
_JOINED: Final = re.compile(rf"{_JOINT}(?:约为?|近|超过?|逾|不到|about|nearly)?\s*")
_ASIDE: Final = re.compile(r"\s*[（(](?P<words>[^（）()\n]{0,40})[）)]")
_SLASHES: Final = re.compile(r"\s*[/／]\s*")
_IN_STEP: Final = "分别"
_RESPECTIVELY: Final = re.compile(
    r"(?:,? (?:in|for|during|at the end of) (?P<periods>[^.;\n]{4,60}?))?,? respectively\b"
)
_YEARS: Final = re.compile(r"(20[0-9]{2})\D+(20[0-9]{2})")


class _List(NamedTuple):
    """Figures of one kind joined by commas: where each starts, with those in brackets behind it."""

    start: int
    end: int
    items: tuple[tuple[int, ...], ...]
    slashed: bool


def stepped_periods(
    text: str,
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    published: datetime.date | None,
) -> tuple[dict[int, Period], list[tuple[int, ...]]]:
    """The period of each figure that is in step with periods, by where it starts; and their lists.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order.
        figures: the figures in it, in order.
        published: the document's date.
    """
    found: dict[int, Period] = {}
    groups: list[tuple[int, ...]] = []
    at = 0
    for number, sentence in enumerate(sentences):
        inside: list[Figure] = []
        while at < len(figures) and figures[at].start < sentence.end:
            inside.append(figures[at])
            at += 1
        if number and "\n" in text[sentences[number - 1].end : sentence.start]:
            last: list[Period] = []
        elif not number:
            last = []
        if len(inside) < 2:
            continue
        low = sentence.start
        for run in _lists(text, inside):
            named = _periods_of(text, low, run, published)
            if named is None:
                named = last if _is_in_step(text, low, run) else []
                if TIMELY.search(lowered(text[low : run.start])) and PERIOD.search(
                    text, low, run.start
                ):
                    named = []
            low = run.end
            if len(named) != len(run.items):
                continue
            last = named
            groups.append(tuple(item[0] for item in run.items))
            for period, item in zip(named, run.items, strict=True):
                found.update(dict.fromkeys(item, period))
    return found, groups


def _lists(text: str, figures: Sequence[Figure]) -> list[_List]:
    """The lists of two figures and more of one kind in a sentence."""
    found: list[_List] = []
    items: list[tuple[int, ...]] = []
    slashed = True
    start = end = 0
    last: Figure | None = None

    def close() -> None:
        if 2 <= len(items) <= _MOST:
            found.append(_List(start, end, tuple(items), slashed))

    for figure in figures:
        if last is not None and figure.start < end:  # in the brackets of the one before
            items[-1] = (*items[-1], figure.start)
            continue
        joint = _JOINED.fullmatch(text, end, figure.start) if last is not None else None
        if joint is not None and last is not None and figure.kind == last.kind:
            slashed = slashed and _SLASHES.fullmatch(text, end, figure.start) is not None
            items.append((figure.start,))
        else:
            close()
            items, slashed, start = [(figure.start,)], True, figure.start
        last, end = figure, figure.end
        aside = _ASIDE.match(text, end)
        if aside is not None:
            end = aside.end()
    close()
    return found


def _is_in_step(text: str, low: int, run: _List) -> bool:
    return run.slashed or _IN_STEP in text[max(low, run.start - 24) : run.start]


def _periods_of(
    text: str, low: int, run: _List, published: datetime.date | None
) -> list[Period] | None:
    """The periods that the words around a list name in step with it; None where they name none."""
    count = len(run.items)
    respectively = _RESPECTIVELY.match(text, run.end)
    if respectively is not None and respectively["periods"]:
        return _last_chain(text, respectively.start("periods"), respectively.end(), published)
    if respectively is None and not _is_in_step(text, low, run) and count < 3:
        return None
    named = _last_chain(text, max(low, run.start - _REACH), run.start, published)
    return named if len(named) > 1 else None


def _last_chain(text: str, low: int, high: int, published: datetime.date | None) -> list[Period]:
    """The last periods of `text[low:high]` joined to each other; none if some are unknown."""
    if TIMELY.search(lowered(text[low:high])) is None:
        return []
    chains: list[list[Period | None]] = []
    end = -1
    for m in PERIOD.finditer(text, low, high):
        named = _years(m) if m["span_of_years"] else [resolved(m, None, None, published)]
        if chains and end >= 0 and _BETWEEN_PERIODS.fullmatch(text, end, m.start()):
            chains[-1] += named
        else:
            chains.append(list(named))
        end = m.end()
    if not chains or len(chains[-1]) > _MOST:
        return []
    last = [period for period in chains[-1] if period is not None]
    return last if len(last) == len(chains[-1]) and len(set(last)) == len(last) else []


def _years(span: re.Match[str]) -> list[Period | None]:
    """Each year of 2022年至2024年."""
    ends = _YEARS.search(span[0])
    if ends is None:
        return [None]
    first, last = int(ends[1]), int(ends[2])
    return [Period(year, "") for year in range(first, min(last, first + _MOST) + 1)]
