"""Boilerplate, line by line: what a page adds to an article, by kind and by rule.

A document is judged in three steps: what is known without learning (line_sections.py: repetitions,
the rules for lines, the lists and paragraphs that a heading opens); what the classifier says of
lines that no rule took and of paragraphs that a mere phrase condemned (line_classifier.py); and
adverts of several lines, which are joined. Paragraphs in the middle of an article need the
strongest evidence, lines outside of it the weakest.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.line_classifier import KINDS, line_classifier
from pipeline.ingest.line_page import LinePage, Verdict
from pipeline.ingest.line_rules import rule_book
from pipeline.ingest.line_sections import AD_PHRASES, ITEM, TABLE_ROW, judge_known
from pipeline.ingest.lines import Line, letters

_LONGEST_ASKED: Final = 420
_LONGEST_ITEM: Final = 40
_LONGEST_LEAD_IN: Final = 60
_AD_GAP: Final = 4
_NEEDED_ABOVE: Final = 0.8
_NEEDED_BELOW: Final = 0.5
_NEEDED_OUTSIDE_PROSE: Final = 0.6
_NEEDED_INSIDE: Final = 0.7
_NEEDED_PROSE: Final = 0.7
_VETO: Final = 0.6
_TERMINAL: Final = tuple("。！？!?.”」’")
_LEADING_MARKS: Final = ("?", "？", ":", "：", "——")
_LEAD_IN: Final = re.compile(
    r"(?:普通人|你|您|我们|大家|想|怎么|如何|how|what if|want|looking for)", re.I
)
_SIGN: Final = re.compile(
    r"^[^\w\s“‘\"'「『《$€£¥—-]|https?:|www\.|[\w.]@\w|\d{3}-\d{3,4}-?\d{4}|[→»👇👉]"
)


def judge_lines(
    lines: Sequence[Line], title: str | None, headings: Collection[int] = ()
) -> list[Verdict | None]:
    """For each line the verdict that removes it, or None where it stays.

    Args:
        lines: the lines of one document, in simplified script.
        title: its title; the first line that holds it stays, its repetitions go.
        headings: ranks of lines that the markup makes headings; no section runs past one.
    """
    page = LinePage(lines, headings)
    if page.texts:
        judge_known(page, title)
        known = list(page.verdicts)
        _judge_learned(page, title)
        _join_ads(page)
        if not any(
            v is None and letters(t) for v, t in zip(page.verdicts, page.texts, strict=True)
        ):
            # A scrap of a text is no page: what was learned from pages does not hold for it.
            page.verdicts = known
    return [page.verdicts[line.rank] if line.rank >= 0 else None for line in lines]


def _judge_learned(page: LinePage, title: str | None) -> None:
    """Ask the classifier about lines that no rule took, and about paragraphs that one took.

    What stands above and below the article is judged by other measures than what stands inside;
    where its first or last paragraph turns out to be boilerplate, the next one takes its place.
    """
    _veto(page)
    wanted = letters(title or "")
    count = len(page.texts)
    first, last = page.first_prose, max(page.last_prose, page.first_prose + 1)
    above = [n for n in range(min(first + 1, count)) if _is_open(page, n, wanted)]
    below = [n for n in range(last, count) if _is_open(page, n, wanted)]
    inside = [n for n in range(first + 1, last) if _is_asked(page, n, wanted)]
    _ask(page, above, below, inside)
    while first < count and page.prose[first] and page.verdicts[first] is not None:
        first += 1
        if first < count and _is_open(page, first, wanted):
            _ask(page, [first], [], [])
    while last >= 0 and last < count and page.prose[last] and page.verdicts[last] is not None:
        last -= 1
        if last > first and _is_open(page, last, wanted):
            _ask(page, [], [last], [])


def _ask(page: LinePage, above: Sequence[int], below: Sequence[int], inside: Sequence[int]) -> None:
    """Judge lines that stand above, below and inside the article in one go."""
    if not (above or below or inside):
        return
    numbers = [*above, *below, *inside]
    places = [page.surroundings(n, top=True, end=False) for n in above]
    places += [page.surroundings(n, top=False, end=True) for n in below]
    places += [page.surroundings(n, top=False, end=False) for n in inside]
    needed = [_NEEDED_OUTSIDE_PROSE if page.prose[n] else _NEEDED_ABOVE for n in above]
    needed += [_NEEDED_OUTSIDE_PROSE if page.prose[n] else _NEEDED_BELOW for n in below]
    needed += [_NEEDED_PROSE if page.prose[n] else _NEEDED_INSIDE for n in inside]
    shares = line_classifier().probabilities([page.texts[n] for n in numbers], places)
    for number, share, least in zip(numbers, shares, needed, strict=True):
        _decide(page, number, share, least)


def _is_open(page: LinePage, number: int, wanted: str) -> bool:
    """Whether a line is undecided and may go at all."""
    text = page.texts[number]
    return (
        page.verdicts[number] is None
        and number not in page.headings
        and len(text) <= _LONGEST_ASKED
        and not TABLE_ROW.match(text)
        and not (wanted and letters(text) == wanted)
    )


def _decide(page: LinePage, number: int, share: npt.NDArray[np.float64], needed: float) -> None:
    if 1 - share[0] < needed:
        return
    kind = KINDS[1 + int(share[1:].argmax())]
    text = page.texts[number]
    # An item of a list that says more than a title is the article's, whatever it links to.
    if len(text) > _LONGEST_ITEM and ITEM.match(text):
        book = rule_book()
        if kind != "ad" or book.weight(page.cues[number]) < book.enough:
            return
    page.verdicts[number] = Verdict(kind, f"learned-{kind}")


def _veto(page: LinePage) -> None:
    """Give back lines inside the article that a phrase condemned and their rest acquits."""
    soft = {rule.name for rule in rule_book().rules if rule.inside} | {AD_PHRASES}
    asked = [
        n
        for n, verdict in enumerate(page.verdicts)
        if verdict is not None and verdict.rule in soft and page.first_prose <= n <= page.last_prose
    ]
    places = [page.surroundings(n, top=False, end=False) for n in asked]
    shares = line_classifier().probabilities([page.texts[n] for n in asked], places)
    for number, share in zip(asked, shares, strict=True):
        if share[0] > _VETO:
            page.verdicts[number] = None


def _is_asked(page: LinePage, number: int, wanted: str) -> bool:
    """Whether a line inside the article says or shows anything that boilerplate does."""
    text = page.texts[number]
    if (
        not page.cues[number].groups
        and not page.matching[number]
        and (page.prose[number] or text.endswith(_TERMINAL))
        and not _SIGN.search(text)
    ):
        return False
    return _is_open(page, number, wanted)


def _join_ads(page: LinePage) -> None:
    """What stands between two lines of an advert, what leads in to it and what goes on with it."""
    ads = [n for n, v in enumerate(page.verdicts) if v is not None and v.kind == "ad"]
    for first, second in itertools.pairwise(ads):
        between = range(first + 1, second)
        if len(between) <= _AD_GAP and all(_may_join(page, n) for n in between):
            for n in between:
                page.verdicts[n] = Verdict("ad", "ad-between")
    for number in ads:
        _extend_label(page, number)
        before = number - 1
        if before > 0 and page.verdicts[before] is None and before not in page.headings:
            text = page.texts[before]
            leads = len(text) <= _LONGEST_LEAD_IN and text.endswith(_LEADING_MARKS)
            if leads and _LEAD_IN.search(text):
                page.verdicts[before] = Verdict("ad", "ad-lead-in")


def _may_join(page: LinePage, number: int) -> bool:
    if page.verdicts[number] is not None or number in page.headings:
        return False
    text = page.texts[number]
    return bool(ITEM.match(text) or len(text) <= 60 or rule_book().weight(page.cues[number]) >= 3)


def _extend_label(page: LinePage, number: int) -> None:
    """A label alone (`— 招聘 —`) announces the next line, which stands against it."""
    following = number + 1
    if (
        len(page.texts[number]) <= 16
        and following < len(page.texts)
        and page.verdicts[following] is None
        and not page.after_blank[following]
        and following not in page.headings
        and rule_book().groups
        and len(page.cues[following].groups) >= 1
    ):
        page.verdicts[following] = Verdict("ad", "ad-after-label")


__all__ = ["Verdict", "judge_lines"]
