"""Names in Latin script that the list in which they stand makes companies or people."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.extract.context import is_list_gap
from pipeline.extract.latin_companies import firm_words
from pipeline.extract.mention import Mention

Span = tuple[int, int, str]
_TYPES: Final = ("company", "person")


def listed_names(
    text: str,
    places: Iterable[Span],
    known: Sequence[Mention],
    types: Mapping[str, str],
    possible: Mapping[str, Mapping[str, bool]],
) -> dict[str, str]:
    """The type of each surface whose neighbours in a list tell it.

    A person beside a person is one; a firm needs a firm on both sides, or the last word of a firm.

    Args:
        text: the document's text.
        places: where the names stand that may be some, each with its surface, in order.
        known: what the gazetteer found, in order.
        types: the type of each surface that is judged already.
        possible: by type, the surfaces that their form lets be one, and whether that is sure.
    """
    places = list(places)
    sure = sorted(
        [(k.start, k.end, k.type) for k in known if k.type in _TYPES]
        + [(start, end, types[name]) for start, end, name in places if name in types]
    )
    found: dict[str, str] = {}
    last: Span = (0, 0, "")
    for start, end, name in places:
        if name in types:
            continue
        at = bisect_left(sure, (start,))
        before = max(sure[at - 1], last) if at else last
        after = sure[at] if at < len(sure) else None
        sides = [before[2] if before[1] and is_list_gap(text[before[1] : start]) else ""]
        sides.append(after[2] if after and is_list_gap(text[end : after[0]]) else "")
        for type_ in _TYPES:
            if name in possible[type_] and sides.count(type_) > (not possible[type_][name]):
                found.setdefault(name, type_)
                last = (start, end, found[name])
                break
    return found


def is_firm_form(words: Sequence[str]) -> bool:
    """Whether the last of several words is one with which firms end: `Calder Wharf Research`."""
    return len(words) > 1 and words[-1] in firm_words()


__all__ = ["is_firm_form", "listed_names"]
