"""The names of features that follow from few values: made once, and then the same objects.

A document asks for tens of thousands. What is shared need not be put together again, and keeps the
hash by which its weight is found.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

Names = tuple[str, ...]


@functools.cache
def of_type(kept: str, group: str, metric: str, kind: str) -> Names:
    """What type of thing a candidate is, by what is measured."""
    return f"{kept}, {group}", f"{kept}, {metric}", f"{kept}, {kind}"


@functools.cache
def in_text(share: int, titled: str, kept: str, group: str, *, leads: bool) -> Names:
    """How much of the text a candidate is, whether the title names it, whether it is named most."""
    names = (
        f"share {share}, {kept}",
        f"titled {titled}, {kept}",
        f"share {share}, titled {titled}, {group}, {kept}",
    )
    return (*names, f"leading {kept}", f"leading {kept}, {group}") if leads else names


@functools.cache
def by_rule(route: str, kept: str) -> Names:
    """That a rule gives the candidate, and which."""
    return "by rule", f"by rule {route}", f"by rule {route}, {kept}"


@functools.cache
def said_of(what: str, group: str) -> Names:
    """That something is so of the candidate, and by what is measured."""
    return what, f"{what}, {group}"


@functools.cache
def of_earlier(distance: str, group: str, kept: str) -> Names:
    """That the figure before is about the candidate."""
    return f"before, {distance}", f"before, {distance}, {group}, {kept}"


@functools.cache
def in_paragraph(count: int, share: int, kept: str) -> Names:
    """How often the paragraph names the candidate, and how many of its type are it."""
    return f"paragraph, {count}, {kept}", f"paragraph share {share}, {kept}"


@functools.cache
def alone_or_not(what: str, group: str, *, alone: bool) -> Names:
    """That something is so of the candidate, and whether the figure's sentence names anyone."""
    return what, f"{what}, {group}, alone {alone}"


@functools.cache
def at_place(where: str, kept: str, group: str) -> Names:
    """Where the candidate is named."""
    return where, f"{where}, {kept}", f"{where}, {group}, {kept}"


@functools.cache
def nowhere_near(share: int, group: str, *, titled: bool) -> Names:
    """That no name of the candidate stands near."""
    return (
        "nowhere near",
        f"nowhere near, titled {titled}, {group}",
        f"nowhere near, share {share}",
    )


@functools.cache
def how_recent(recent: int, where: str) -> Names:
    """How many others were named since."""
    return f"recent {recent}", f"{where}, recent {min(recent, 2)}"


@functools.cache
def no_one(group: str, metric: str, kind: str) -> Names:
    """That the figure is about no one."""
    return "no one", f"no one, {group}", f"no one, {metric}", f"no one, {kind}"


@functools.cache
def no_one_general(route: str, known: int) -> Names:
    """That the figure is about no one where its clause speaks of everybody."""
    return "no one, general", f"no one, general, {route}", f"no one, general, names {known}"


def no_one_here(openings: Sequence[str], words: Sequence[str], known: int) -> list[str]:
    """That the figure is about no one, with how its sentence begins and the words before it.

    What is told anew mostly begins so: 一家小店每天…, Across the industry …
    """
    found = [f"no one, word {word}" for word in words]
    for opening in openings:
        found += (f"no one, {opening}", f"no one, {opening}, names {known}")
    return found


def opened(openings: Sequence[str], kept: str, *places: str) -> list[str]:
    """How the figure's sentence begins, of a candidate named before it, if anywhere."""
    return [f"{opening}, {place}, {kept}" for place in places for opening in openings]


__all__ = [
    "Names",
    "alone_or_not",
    "at_place",
    "by_rule",
    "how_recent",
    "in_paragraph",
    "in_text",
    "no_one",
    "no_one_general",
    "no_one_here",
    "nowhere_near",
    "of_earlier",
    "of_type",
    "opened",
    "said_of",
]
