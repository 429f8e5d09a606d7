"""What a parser of Markdown reports, in code points; how edits of two sorts come together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyromark

from pipeline.ingest.html_regions import region_book
from pipeline.text import Edit

_OPTIONS: Final = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)
Event = tuple[Any, int, int]
"""An event of the parser with its span, in code points."""


def with_menus(menus: Sequence[Edit], marks: Sequence[Edit]) -> list[Edit]:
    """Both, sorted and disjoint: a mark inside a menu goes with it, one across its rim keeps it."""
    found: list[Edit] = []
    done = 0
    for menu in menus:
        while done < len(marks) and marks[done].end <= menu.start:
            found.append(marks[done])
            done += 1
        stop = done
        while stop < len(marks) and marks[stop].start < menu.end:
            stop += 1
        met = marks[done:stop]
        if all(menu.start <= mark.start and mark.end <= menu.end for mark in met):
            found.append(menu)
            done = stop
    return found + list(marks[done:])


def events(text: str) -> Iterator[Event]:
    # A lone surrogate cannot be encoded; any other character in its place parses alike.
    encoded = text.encode("utf-8", "replace")
    read = pyromark.events_with_range(encoded.decode("utf-8"), options=_OPTIONS)
    if text.isascii():
        yield from ((event, span["start"], span["end"]) for event, span in read)
        return
    begins = (np.frombuffer(encoded, dtype=np.uint8) & 0xC0) != 0x80
    places = np.append(np.cumsum(begins) - 1, len(text)).tolist()
    for event, span in read:
        yield event, places[span["start"]], places[span["end"]]


def is_dropped(name: str) -> bool:
    region = region_book().by_tag.get(name)
    return region is not None and (region.share >= 1 or region.kind == "caption")


def kind_of(name: str) -> str:
    return region_book().by_tag[name].kind


__all__ = ["Event", "events", "is_dropped", "kind_of", "with_menus"]
