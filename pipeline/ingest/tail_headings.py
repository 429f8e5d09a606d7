"""Headings of what the site added: all that stood below them went, so they go too.

A reader that saves a page as Markdown keeps `### Most read` and `## 图片新闻` as headings. They
look like the article's own and differ in one thing: nothing of the article stands below them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.ingest.line_page import LinePage
from pipeline.ingest.lines import letters

RULE: Final = "nav-heading-of-nothing"
"""The name under which such headings go."""

_SITES: Final = frozenset({"nav", "ad", "notice", "refs", "byline"})
_ABOVE: Final = frozenset({"nav", "ad", "notice"})


def judge_headings(page: LinePage, title: str | None) -> None:
    """Take the headings under which nothing is left; verdicts are added to `page`.

    Args:
        page: with its other verdicts.
        title: of the page; its line stays.
    """
    levels = page.headings if isinstance(page.headings, Mapping) else {}
    if not levels:
        return
    wanted = letters(title or "")
    # Upwards from the last line, so that what is below a line is known when its turn comes.
    below = _Below(len(page.texts), "", are_sites=True)
    for number in range(len(page.texts) - 1, page.first_prose, -1):
        if (
            number in levels
            and page.verdicts[number] is None
            and letters(page.texts[number]) != wanted
            and (kind := _kind_below(page, number, levels, below))
        ):
            page.remove(number, kind, RULE)
        verdict = page.verdicts[number]
        if verdict is None:
            below = _Below(number, "", are_sites=True)
        else:
            are_sites = below.are_sites and verdict.kind in _SITES
            below = _Below(below.left, verdict.kind, are_sites=are_sites)


class _Below(NamedTuple):
    """What is below a line: the first line left, the kind of the first gone above that one."""

    left: int
    kind: str
    are_sites: bool
    """Whether all that went above the line left is the site's."""


def _kind_below(page: LinePage, number: int, levels: Mapping[int, int], below: _Below) -> str:
    """The kind of what stood below a heading, where all of it went; "" where something is left."""
    if below.left < len(page.texts) and levels.get(below.left, 9) > levels[number]:
        return ""
    if below.kind:
        return below.kind if below.are_sites else ""
    # The last line of a page heads nothing at all.
    above = page.verdicts[number - 1]
    return "nav" if below.left == len(page.texts) and above and above.kind in _ABOVE else ""


__all__ = ["RULE", "judge_headings"]
