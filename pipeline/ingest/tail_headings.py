"""Headings of what the site added: all that stood below them went, so they go too.

A reader that saves a page as Markdown keeps `### Most read` and `## 图片新闻` as headings. They
look like the article's own and differ in one thing: nothing of the article stands below them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
    wanted = letters(title or "")
    for number in sorted(levels, reverse=True):
        if not page.first_prose < number < len(page.texts) or page.verdicts[number] is not None:
            continue
        if letters(page.texts[number]) == wanted:
            continue
        if kind := _kind_below(page, number, levels):
            page.remove(number, kind, RULE)


def _kind_below(page: LinePage, number: int, levels: Mapping[int, int]) -> str:
    """The kind of what stood below a heading, where all of it went; "" where something is left."""
    left = number + 1
    while left < len(page.texts) and page.verdicts[left] is not None:
        left += 1
    if left < len(page.texts) and levels.get(left, 9) > levels[number]:
        return ""
    gone = [v.kind for v in page.verdicts[number + 1 : left] if v is not None]
    if gone:
        return gone[0] if _SITES.issuperset(gone) else ""
    # The last line of a page heads nothing at all.
    above = page.verdicts[number - 1]
    return "nav" if left == len(page.texts) and above and above.kind in _ABOVE else ""


__all__ = ["RULE", "judge_headings"]
