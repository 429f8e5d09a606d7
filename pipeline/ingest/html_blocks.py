"""The lines of an HTML page before any is dropped, and the regions that drop some as a whole."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.html_regions import Region
from pipeline.ingest.html_tree import HtmlPage
from pipeline.ingest.line_page import is_prose

_LINK_SHARE: Final = 0.5
_NOT_PROSE: Final = 0.1
_READ: Final = 1_000
_LEAST_LEFT: Final = 0.1
_SURENESS: Final = (0.0, 0.9, 1.0)
_SPARED: Final = ("h1", "h2", "h3")

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Runs `first:end` that stand in one line."""

    first: int
    end: int
    letters: int
    """Characters that are no white space, those of certain regions (scripts, …) left out."""
    linked: float
    """The share of them inside links, 0 to 1."""
    prose: bool
    home: int
    """The element around the innermost block element that holds it: paragraphs of one text share
    it."""


def blocks_of(page: HtmlPage) -> list[Block]:
    """The blocks of a page in order; what stands in certain regions counts no letters."""
    blocks = []
    numbers = range(len(page.run_tokens))
    for _, group in itertools.groupby(numbers, key=lambda run: page.run_blocks[run]):
        runs = list(group)
        pieces, letters, linked = [], 0, 0
        for run in runs:
            region = page.regions[page.token_elements[page.run_tokens[run]]]
            if region is not None and region.share >= 1:
                continue
            start, end = page.run_span(run)
            piece = " ".join(page.text[start:end].split())
            pieces.append(piece)
            size = len(piece) - piece.count(" ")
            letters += size
            linked += size * page.run_links[run]
        text = "".join(pieces)
        share = linked / letters if letters else 0.0
        prose = share < _LINK_SHARE and is_prose(text[:_READ].strip())
        blocks.append(Block(runs[0], runs[-1] + 1, letters, share, prose, _home(page, runs[0])))
    return blocks


def _home(page: HtmlPage, run: int) -> int:
    block = page.block_elements[page.token_elements[page.run_tokens[run]]]
    return max(page.parents[block], 0)


def weigh(page: HtmlPage, blocks: list[Block], dropped: list[Region | None]) -> Weights:
    """How much of the article each block may be, as sums: `[n]` is the weight of the first n runs.

    Args:
        page: the page.
        blocks: its blocks.
        dropped: for each element, the region that it falls to.
    """
    weights = np.zeros(len(page.run_tokens) + 1)
    for block in blocks:
        element = page.token_elements[page.run_tokens[block.first]]
        if dropped[element] is None:
            factor = 1.0 if block.prose else _NOT_PROSE * (1 - block.linked)
            weights[block.first + 1] = factor * block.letters
    return np.cumsum(weights)


def settle_regions(page: HtmlPage, blocks: list[Block]) -> list[Region | None]:
    """For each element the region it falls to, its own or that of one around it.

    A region told by its form alone gives way where it holds the greater part of the page's prose.
    Where next to nothing would be left, regions told by words of class and id count no more.
    """
    certain: list[Region | None] = [
        region if region is not None and region.share >= 1 else None for region in page.regions
    ]
    sums = weigh(page, blocks, certain)
    plain = [b for b in blocks if b.linked < _LINK_SHARE]
    letters = sum(b.letters for b in plain)
    settled = certain
    for least in _SURENESS:
        settled = _settle(page, sums, least)
        firsts = ((b.letters, page.token_elements[page.run_tokens[b.first]]) for b in plain)
        left = sum(size for size, element in firsts if settled[element] is None)
        if left and left >= _LEAST_LEFT * letters:
            break
    return settled


def _settle(page: HtmlPage, sums: Weights, least: float) -> list[Region | None]:
    """The regions that hold, of those whose share is `least` or more."""
    total = float(sums[-1])
    held = (sums[page.end_runs] - sums[page.first_runs]).tolist()
    headings = np.cumsum([0, *(name in _SPARED for name in page.names)])
    settled: list[Region | None] = []
    for element, region in enumerate(page.regions):
        parent = page.parents[element]
        above = settled[parent] if parent >= 0 else None
        if above is not None:
            settled.append(above)
        elif region is None or region.share >= 1:
            settled.append(region)
        else:
            spared = region.spares_headings and (
                headings[page.end_elements[element]] > headings[element]
            )
            holds = region.share >= least and held[element] <= region.share * total
            settled.append(region if holds and not spared else None)
    return settled


__all__ = ["Block", "Weights", "blocks_of", "settle_regions", "weigh"]
