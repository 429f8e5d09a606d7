"""Which runs of an HTML page are kept, and what the others fall to.

Regions go first (`html_regions`). Of what is left the extractor's answer is the ground; what it
passed over comes back where it is prose in the same container, or stands among kept lines. Losing a
paragraph is worse than keeping a line too many, since the lines are judged again without markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.ingest.html_blocks import Block, Weights, blocks_of, settle_regions, weigh
from pipeline.ingest.html_elements import HEADINGS
from pipeline.ingest.html_extractor import extracted_runs
from pipeline.ingest.html_regions import Region
from pipeline.ingest.html_tree import HtmlPage
from pipeline.ingest.lines import letters

EXTRACTOR: Final = Region("nav", "html-extractor", 1.0)
OUTSIDE: Final = Region("nav", "html-outside", 1.0)
LINKS: Final = Region("nav", "html-links", 1.0)
_LINK_SHARE: Final = 0.5
_ENOUGH: Final = 0.6
"""The share of our own container's prose below which the extractor is not believed."""
_CONTAINER: Final = 0.9
_OWN_CONTAINER: Final = 0.8
_ALL_LINK: Final = 0.9
_LEAST_ROWS: Final = 2
_ZONE_BLOCKS: Final = 15
_LONGEST_BYLINE: Final = 120
_BYLINE: Final = re.compile(
    r"author|byline|writer|editor|source|date|time|publish|meta|info|zuozhe|laiyuan|shijian", re.I
)


def choose_runs(page: HtmlPage, title: str | None = None) -> list[Region | None]:
    """For each run the region it falls to; None for the runs that are kept.

    Args:
        page: the page.
        title: what the page states as its title; the line that repeats it is kept.
    """
    blocks = blocks_of(page)
    dropped = settle_regions(page, blocks)
    verdicts = [dropped[page.token_elements[token]] for token in page.run_tokens]
    shown = [n for n, b in enumerate(blocks) if None in verdicts[b.first : b.end]]
    sums = weigh(page, blocks, dropped)
    runs = extracted_runs(page, dropped)
    kept = {n for n in shown if runs and any(r in runs for r in _range(blocks[n]))}
    rest = EXTRACTOR
    own = _own_choice(page, blocks, shown, sums)
    if _prose(blocks, kept & own) < _ENOUGH * _prose(blocks, own) or not kept:
        kept, rest = own, OUTSIDE
    kept |= _restored(page, blocks, shown, kept)
    links = _rows_of_links(page, blocks, kept)
    kept = (kept - links) | _title_zone(page, blocks, shown, kept - links, title)
    for number in shown:
        if number not in kept:
            for run in _range(blocks[number]):
                verdicts[run] = verdicts[run] or (LINKS if number in links else rest)
    return verdicts


def _range(block: Block) -> range:
    return range(block.first, block.end)


def _prose(blocks: Sequence[Block], numbers: set[int]) -> int:
    return sum(blocks[n].letters for n in numbers if blocks[n].prose)


def _own_choice(
    page: HtmlPage, blocks: Sequence[Block], shown: Sequence[int], sums: Weights
) -> set[int]:
    """What our own reading keeps: all but rows of links in the element that holds the prose."""
    container = _container(page, sums, _OWN_CONTAINER)
    inside = [n for n in shown if _holds(page, container, blocks[n])]
    kept = {n for n in inside if blocks[n].linked < _LINK_SHARE}
    return kept or set(inside) or set(shown)


def _container(page: HtmlPage, sums: Weights, share: float) -> int:
    """The innermost element with `share` (above a half) of all weight."""
    held = sums[page.end_runs] - sums[page.first_runs]
    enough = np.flatnonzero(held >= share * sums[-1])
    # Elements that hold more than half lie in each other, so the last is the innermost.
    return page.block_elements[int(enough[-1])] if len(enough) and sums[-1] else 0


def _holds(page: HtmlPage, element: int, block: Block) -> bool:
    return page.first_runs[element] <= block.first < page.end_runs[element]


def _restored(
    page: HtmlPage, blocks: Sequence[Block], shown: Sequence[int], kept: set[int]
) -> set[int]:
    """Lines passed over that belong: prose of the container, what stands among kept lines."""
    prose = [n for n in kept if blocks[n].prose] or list(kept)
    if not prose:
        return set()
    weights = np.zeros(len(page.run_tokens) + 1)
    for n in prose:
        weights[blocks[n].first + 1] = blocks[n].letters
    container = _container(page, np.cumsum(weights), _CONTAINER)
    inside = [n for n in shown if n not in kept and _holds(page, container, blocks[n])]
    back = {n for n in inside if blocks[n].prose}
    first, last = min([*prose, *back]), max([*prose, *back])
    homes = {blocks[n].home for n in prose}
    for n in inside:
        among = first < n < last or (n == first - 1 and _is_heading(page, blocks[n]))
        plain = blocks[n].linked < _LINK_SHARE
        if (among and (plain or _is_heading(page, blocks[n]))) or (
            plain and n > last and blocks[n].home in homes
        ):
            back.add(n)
    return back


def _rows_of_links(page: HtmlPage, blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """Lines that are links alone, above the first paragraph of the text or below the last."""
    prose = [n for n in kept if blocks[n].prose]
    if not prose:
        return set()
    first, last = min(prose), max(prose)
    rows = {
        n
        for n in kept
        if not first < n < last
        and blocks[n].linked >= _ALL_LINK
        and not _is_heading(page, blocks[n])
    }
    return rows if len(rows) >= _LEAST_ROWS else set()


def _is_heading(page: HtmlPage, block: Block) -> bool:
    element = page.block_elements[page.token_elements[page.run_tokens[block.first]]]
    return page.names[element] in HEADINGS


def _title_zone(
    page: HtmlPage,
    blocks: Sequence[Block],
    shown: Sequence[int],
    kept: set[int],
    title: str | None,
) -> set[int]:
    """The title's line and what stands between it and the text: author, date, source."""
    first = min((n for n in kept if blocks[n].prose), default=min(kept, default=0))
    above = [n for n in shown if n <= first]
    place = _title_place(page, blocks, above, title)
    if place is None:
        return set()
    zone = above[place:]
    found = {above[place]}
    if len(zone) <= _ZONE_BLOCKS:
        found |= {n for n in zone[1:] if _may_be_byline(page, blocks[n])}
    return found


def _title_place(
    page: HtmlPage, blocks: Sequence[Block], above: Sequence[int], title: str | None
) -> int | None:
    """Which of the lines above the text is the title: the one stated, else the last `h1`."""
    wanted = letters(title) if title else ""
    headings = []
    for place, n in enumerate(above):
        element = page.block_elements[page.token_elements[page.run_tokens[blocks[n].first]]]
        if page.names[element] == "h1":
            headings.append(place)
        if wanted and len(wanted) <= 2 * blocks[n].letters <= 4 * len(wanted):
            start, end = page.run_span(blocks[n].first)[0], page.run_span(blocks[n].end - 1)[1]
            if letters(page.text[start:end]) == wanted:
                return place
    return headings[-1] if headings else None


def _may_be_byline(page: HtmlPage, block: Block) -> bool:
    if block.letters > _LONGEST_BYLINE and not block.prose:
        return False
    if block.linked < _LINK_SHARE:
        return True
    element = page.token_elements[page.run_tokens[block.first]]
    for _ in range(3):
        if _BYLINE.search(page.attributes[element]):
            return True
        element = max(page.parents[element], 0)
    return False


__all__ = ["EXTRACTOR", "LINKS", "OUTSIDE", "choose_runs"]
