"""Adverts of several lines: what stands between those, leads in to them or goes with them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from typing import Final

from pipeline.ingest.kept_lines import is_sign_off
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.opened_sections import ITEM

_LONGEST_LEAD_IN: Final = 60
_MOST_FENCED: Final = 4
_FENCE: Final = re.compile(r"[—–\-=*_~─━·\s]{3,}\Z")
_FENCE_MARKS: Final = "—–-=*_~─━· \u3000"
_LONGEST_LABEL: Final = 16
_LONGEST_FENCE: Final = 60
_FENCED: Final = re.compile(r"[—–\-=*_~─━]{2,}.{1,16}[—–\-=*_~─━]{2,}\Z")
_AD_GAP: Final = 4
_LONGEST_BETWEEN: Final = 60
_LEAST_BETWEEN: Final = 3
_MOST_IN_BLOCK: Final = 5
_VETO: Final = 0.6
_ACQUITTED: Final = 0.8
_LEADING_MARKS: Final = ("?", "？", ":", "：", "——")
_LEAD_IN: Final = re.compile(
    r"(?:普通人|你|您|我们|大家|想|怎么|如何|how|what if|want|looking for)", re.I
)
_SENTENCE_END: Final = ("。", "！", "？", "!", "?", ".", "：", ":", "”", "」", "）")


def join_ads(page: LinePage, shares: Floats, headings: Collection[int]) -> None:
    """Take what stands between two lines of an advert, leads in to it, or goes on with it.

    Args:
        page: the page with all its other verdicts, to which those are added.
        shares: of its lines, by the line classifier.
        headings: the numbers of lines that are counted headings and stay.
    """
    ads = [n for n, v in enumerate(page.verdicts) if v is not None and v.kind == "ad"]
    for first, second in itertools.pairwise(ads):
        between = range(first + 1, second)
        against = len(between) == 1 and not any(page.after_blank[first + 1 : second + 1])
        if len(between) <= _AD_GAP and all(
            n not in headings and _may_join(page, n, shares, against=against) for n in between
        ):
            for n in between:
                page.remove(n, "ad", "ad-between")
    _join_blocks(page, ads, headings)
    for number in ads:
        _extend_label(page, number, shares)
        _close_fence(page, number)
        before = number - 1
        if before > 0 and page.verdicts[before] is None and before not in page.headings:
            text = page.texts[before]
            leads = len(text) <= _LONGEST_LEAD_IN and text.endswith(_LEADING_MARKS)
            leads = leads and shares[before, 0] < _VETO
            if leads and _LEAD_IN.search(text):
                page.remove(before, "ad", "ad-lead-in")


def _may_join(page: LinePage, number: int, shares: Floats, *, against: bool) -> bool:
    """Whether a line between two of an advert goes too; surely where it stands `against` them."""
    if page.verdicts[number] is not None or number in page.headings:
        return False
    text = page.texts[number]
    if ITEM.match(text):
        return True
    short = len(text) <= _LONGEST_BETWEEN or page.book.weight(page.cues[number]) >= _LEAST_BETWEEN
    return short and (against or float(shares[number, 0]) < _ACQUITTED)


def _close_fence(page: LinePage, number: int) -> None:
    """What stands between a fence with a label (`—— 广告 ——`) and the next fence is the advert."""
    fence = page.texts[number]
    if len(fence) > _LONGEST_FENCE or not _FENCED.match(fence):
        return
    for end in range(number + 1, min(number + _MOST_FENCED + 2, len(page.texts))):
        if _FENCE.match(page.texts[end]):
            for inner in range(number + 1, end):
                if page.verdicts[inner] is None and inner not in page.headings:
                    page.remove(inner, "ad", "ad-after-label")
            return


def _extend_label(page: LinePage, number: int, shares: Floats) -> None:
    """A label alone (`— 招聘 —`) announces the next line, which stands against it."""
    following = number + 1
    if (
        len(page.texts[number].strip(_FENCE_MARKS)) <= _LONGEST_LABEL
        and following < len(page.texts)
        and page.verdicts[following] is None
        and not page.after_blank[following]
        and following not in page.headings
        and page.book.groups
        and len(page.cues[following].groups) >= 1
        and shares[following, 0] < _ACQUITTED
    ):
        page.remove(following, "ad", "ad-after-label")


def _join_blocks(page: LinePage, ads: list[int], headings: Collection[int]) -> None:
    """The other lines of a few between blank ones of which the first or the last is an advert."""
    count = len(page.texts)
    for number in ads:
        start = number
        while start > 0 and not page.after_blank[start] and number - start < _MOST_IN_BLOCK:
            start -= 1
        stop = number + 1
        while stop < count and not page.after_blank[stop] and stop - start <= _MOST_IN_BLOCK:
            stop += 1
        # Above the first paragraph stand the title and the byline.
        if not 1 < stop - start <= _MOST_IN_BLOCK or start <= page.first_prose:
            continue
        if number not in (start, stop - 1) or not page.after_blank[start]:
            continue
        others = [n for n in range(start, stop) if page.verdicts[n] is None]
        kinds = {v.kind for n in range(start, stop) if (v := page.verdicts[n]) is not None}
        if kinds == {"ad"} and all(n not in headings and _goes_along(page, n) for n in others):
            for n in others:
                page.remove(n, "ad", "ad-block")


def _goes_along(page: LinePage, number: int) -> bool:
    """Whether a line is short and no sentence of an article."""
    text = page.texts[number]
    return (
        number not in page.headings
        and not page.prose[number]
        and len(text) <= _LONGEST_BETWEEN * (1 + text.isascii())
        and not text.endswith(_SENTENCE_END)
        and not is_sign_off(text)
    )


__all__ = ["join_ads"]
