"""The hashes of features of a figure that follow from few values, kept for the next figure."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.extract.metric_grams import number_of

_KEPT: Final = 4096  # of each kind; units are words of the text, so that there is no end of them
WORD: Final = re.compile(r"[A-Za-z]+|[^\sA-Za-z0-9.,]")

Numbers = tuple[int, ...]


def _numbers(*names: str) -> Numbers:
    return tuple(map(number_of, names))


@functools.lru_cache(maxsize=_KEPT)
def of_figure(kind: str, unit: str, per: str | None, qualifier: str, size: str) -> Numbers:
    """What the figure itself is; `size` is the number of its digits."""
    return _numbers(
        *("bias", f"k={kind}", f"u={unit}", f"per={per}", f"q={qualifier}"),
        *(f"size={kind},{size}", f"size={unit},{size}"),
    )


@functools.lru_cache(maxsize=_KEPT)
def of_rules(ruled: str | None, kind: str, unit: str) -> Numbers:
    """What the rules say that it measures."""
    return _numbers(f"rule={ruled}", f"rule={ruled},{kind}", f"rule={ruled},{unit}")


@functools.lru_cache(maxsize=_KEPT)
def of_previous(metric: str | None, kind: str, unit: str, previous: str) -> Numbers:
    """What the figure before measures, which is of kind `previous`."""
    return _numbers(f"prev={metric}", f"prev={metric},{kind},{previous}", f"prev={metric},{unit}")


@functools.lru_cache(maxsize=_KEPT)
def of_people(people: str | None, unit: str, ruled: str | None) -> Numbers:
    """Who the people are that it counts, by `people_counted`."""
    return _numbers(f"people={people}", f"people={people},{unit}", f"people={people},{ruled}")


@functools.lru_cache(maxsize=_KEPT)
def of_heading(heading: str) -> Numbers:
    """The words of the heading above it."""
    return _numbers(*(f"h={word}" for word in WORD.findall(heading.lower())))


@functools.lru_cache(maxsize=_KEPT)
def of_head(metrics: tuple[str, ...], ruled: str | None, unit: str) -> Numbers:
    """The metrics that this heading names."""
    return tuple(
        number
        for name in dict.fromkeys(metrics or ("-",))
        for number in _numbers(f"head={name}", f"head={name},{ruled}", f"head={name},{unit}")
    )


@functools.lru_cache(maxsize=_KEPT)
def of_words(
    here: tuple[str, ...],
    ahead: tuple[str, ...],
    next_to: tuple[str, ...],
    beyond: tuple[str, ...],
) -> Numbers:
    """The metrics that words name in its clause, ahead of that, behind it there, and beyond."""
    zones = {
        "w0": here,
        "w1": ahead,
        "a0": next_to,
        "a1": beyond,
        "w0last": here[-1:],
        "w1last": ahead[-1:],
        "a0first": next_to[:1],
    }
    return _numbers(
        *(f"{zone}={name}" for zone, own in zones.items() for name in dict.fromkeys(own or ("-",)))
    )
