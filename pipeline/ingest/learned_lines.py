"""What the line classifier judges: lines no rule took, and those a mere phrase condemned."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.ingest.calls import calls_to_action
from pipeline.ingest.kept_lines import (
    heads_questions,
    is_heard,
    is_quoted,
    is_remark,
    is_salutation,
    is_sign_off,
    names_rows_below,
)
from pipeline.ingest.line_classifier import KINDS, is_seen
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_sections import AD_PHRASES, TABLE_ROW, is_listed, item_mark
from pipeline.ingest.line_signs import reports, turns_to_reader
from pipeline.ingest.lines import letters
from pipeline.ingest.opened_sections import ITEM
from pipeline.ingest.page_furniture import is_spoken
from pipeline.ingest.rule_book import RuleBook

_LONGEST_ITEM: Final = 40
_LONGEST_ROW: Final = 40
# A row of a table that lost its rules: `三星电子　745`.
_ROW: Final = re.compile(
    r"[^\W\d_][^。，！？,!?:：|｜]{0,24}(?:\u3000|\t|\s{2,})\s*[$€£¥]?[\d.,]+(?:\s?[%\w]{0,4})"
)
# `left for creditors ...... $212,000`
_LEADERS: Final = re.compile(r"\w.{0,60}?\s?[.·…]{4,}\s?\S.{0,60}\Z")
_NEEDED_OUTSIDE: Final = 0.5
_NEEDED_OUTSIDE_PROSE: Final = 0.7
_NEEDED_INSIDE: Final = 0.6
_NEEDED_PROSE: Final = 0.8
# Below the name of who speaks in a thread stands what he says.
_NEEDED_SPOKEN: Final = 0.95
_NEVER: Final = 1.01
_NEEDED_UNTOLD: Final = 0.85
# News of an offer tells what users may do, and speaks to nobody.
_NEEDED_REPORTED: Final = 0.97
# Between paragraphs an advert has a label more often than not.
_NEEDED_AD_WITHIN: Final = 0.9
# A line that calls to action is an advert from this share of adverts on.
_HINTED: Final = 0.3
_AD: Final = KINDS.index("ad")
_LABELLED: Final = re.compile(r"[【\[〔(（〈<]|[^\w\s“‘\"'「『《$€£¥]")
_SCENE: Final = re.compile(
    r"(?:想像|想象|设想|试想|假设|如果|当你|你有没有|你是否)|(?:[Ii]magine|[Pp]icture|[Ss]uppose)\b"
)
_VETO: Final = 0.6
_VETO_OUTSIDE: Final = 0.8
_LIBERAL: Final = frozenset(
    {AD_PHRASES, "byline-block", "byline-sign-off", "byline-about-author-english", "caption-chart"}
)
_TERMINAL: Final = tuple("。！？!?.”」’")
# What a line of English prose has that was broken at a width: small words, and no stop behind them.
_UNENDED: Final = re.compile(r"[A-Za-z0-9,]\Z")
_SMALL_WORD: Final = re.compile(r"(?<!\S)[a-z]+(?=[\s,]|\Z)")
_LEAST_SMALL_WORDS: Final = 4


def judge_learned(
    page: LinePage, title: str | None, shares: Floats, counted: Collection[int]
) -> frozenset[int]:
    """Let the classifier judge lines that no rule took, and those that a mere phrase condemned.

    Returns the numbers of those that head lists that stay.
    """
    wanted = letters(title or "")
    lists = list(_lists(page))
    shares = _listed_together(shares, lists)
    _veto(page, shares)
    body = [n for n, own in enumerate(shares[:, 0].tolist()) if page.prose[n] and own > 0.5]
    first, last = (body[0], body[-1]) if body else (len(page.texts), -1)
    before = list(page.verdicts)
    doubted = (shares[:, 0] < 1 - _NEEDED_OUTSIDE).tolist()
    needed = [_needed(page, shares, n, first, last) if d else 1.0 for n, d in enumerate(doubted)]
    for start, stop in lists:
        needed[start:stop] = [max(needed[start:stop])] * (stop - start)
    for number, is_doubted in enumerate(doubted):
        if number in counted:
            continue
        if _is_called(page, shares, number, wanted):
            page.remove(number, "ad", "ad-call")
            continue
        if is_doubted and _is_open(page, number, wanted):
            within = page.prose[number] and first < number < last
            _decide(page, number, shares[number], needed[number], within=within)
    heading = set()
    for number in range(first + 1, len(page.texts)):
        # What heads a list that stays is no menu's word, whatever it says: `IN OTHER NEWS`.
        verdict = page.verdicts[number]
        if verdict is not None and verdict.rule == "learned-nav" and _heads_list(page, number):
            page.verdicts[number] = None
            heading.add(number)
    for start, stop in lists:
        # One item that stays, since a heading is above it, keeps the others.
        if any(verdict is None for verdict in page.verdicts[start:stop]):
            page.verdicts[start:stop] = before[start:stop]
    return frozenset(heading)


def _heads_list(page: LinePage, number: int) -> bool:
    """Whether the two lines below a short one are items of a list that stay."""
    below = range(number + 1, min(number + 3, len(page.texts)))
    return len(below) > 1 and all(
        page.verdicts[n] is None and item_mark(page.texts[n]) for n in below
    )


def _is_called(page: LinePage, shares: Floats, number: int, wanted: str) -> bool:
    """Whether a line calls to action, and the classifier half takes it for an advert."""
    return (
        bool(shares[number, _AD] >= _HINTED)
        and _is_open(page, number, wanted)
        and not is_listed(page, number)
        and calls_to_action(page.texts[number])
    )


def _needed(page: LinePage, shares: Floats, number: int, first: int, last: int) -> float:
    """The share of boilerplate from which a line goes, by its place between the body's ends."""
    if first < number < last:
        needed = _NEEDED_PROSE if page.prose[number] else _NEEDED_INSIDE
    else:
        needed = _NEEDED_OUTSIDE_PROSE if page.prose[number] else _NEEDED_OUTSIDE
    if page.prose[number] and number > first and _is_byline(page, shares, number - 1):
        return _NEEDED_SPOKEN
    if is_spoken(page, number) and page.texts[number].endswith(_TERMINAL):
        # A post may be one sentence, and then all around it is the site's.
        return _NEVER if _says_nothing(page, number) else _NEEDED_SPOKEN
    return max(needed, _NEEDED_UNTOLD) if _says_nothing(page, number) else needed


def _listed_together(shares: Floats, lists: Sequence[tuple[int, int]]) -> Floats:
    """The shares with those of the items of a list made equal: they stay or go together."""
    even = shares.copy()
    for start, stop in lists:
        even[start:stop] = shares[start:stop].mean(axis=0)
    return even


def _lists(page: LinePage) -> Iterator[tuple[int, int]]:
    """Where the lists of two and more items, or rows, start and stop."""
    start = 0
    for sort, group in itertools.groupby(map(_sort_of_item, page.texts)):
        stop = start + len(list(group))
        if sort and stop - start > 1:
            yield start, stop
        start = stop


def _sort_of_item(text: str) -> str:
    if mark := item_mark(text):
        return mark
    return "row" if len(text) <= _LONGEST_ROW and _ROW.fullmatch(text) else ""


def _says_nothing(page: LinePage, number: int) -> bool:
    """Whether a line is a sentence without a cue, such as the one with which an article ends."""
    return (
        not page.matching[number]
        and not page.cues[number].groups
        and page.texts[number].endswith(_TERMINAL)
    )


def _is_byline(page: LinePage, shares: Floats, number: int) -> bool:
    """Whether a line went, and the classifier would take it for a byline, whatever took it."""
    return page.verdicts[number] is not None and KINDS[shares[number].argmax()] == "byline"


def _is_open(page: LinePage, number: int, wanted: str) -> bool:
    """Whether a line is undecided and may go at all."""
    text = page.texts[number]
    return (
        page.verdicts[number] is None
        and number not in page.headings
        and is_seen(text)
        and not TABLE_ROW.match(text)
        and not _LEADERS.match(text)
        and not (wanted and letters(text) == wanted)
        and not is_sign_off(text)
        and not is_salutation(text)
        and not is_heard(text)
        and not is_remark(text)
        and not heads_questions(page.texts, number)
        and not names_rows_below(page.texts, page.after_blank, number)
        and not _is_inside_sentence(page, number)
    )


def _is_inside_sentence(page: LinePage, number: int) -> bool:
    """Whether a line goes on with the English sentence above it, or the line below does."""
    following = number + 1
    if not 0 < number < len(page.texts) - 1 or page.verdicts[number - 1] is not None:
        return False
    if page.after_blank[number] or page.after_blank[following]:
        return False
    # A list of names has lines of few words, most of them with capitals.
    above = page.texts[number - 1]
    return (
        _UNENDED.search(above) is not None
        and len(_SMALL_WORD.findall(above)) >= _LEAST_SMALL_WORDS
        and any("a" <= page.texts[n][0] <= "z" for n in (number, following))
    )


def _decide(
    page: LinePage, number: int, share: npt.NDArray[np.float64], needed: float, *, within: bool
) -> None:
    if 1 - share[0] < needed:
        return
    kind = KINDS[1 + int(share[1:].argmax())]
    text = page.texts[number]
    # An item of a list that says more than a title is the article's, whatever it links to.
    spoken = number < page.last_prose or is_spoken(page, number)
    if kind == "nav" and spoken and is_quoted(text):
        return
    is_ad = kind == "ad" and page.book.weight(page.cues[number]) >= page.book.enough
    is_reference = kind == "refs" and number > page.last_prose
    # Readers advise one another; what sells has the phrases of an advert too.
    if kind == "ad" and not is_ad and text.endswith(_TERMINAL) and is_spoken(page, number):
        return
    if len(text) > _LONGEST_ITEM and is_listed(page, number) and not (is_ad or is_reference):
        return
    # News of a product reads like an advert but for this: it does not turn to its reader.
    if within and kind == "ad" and not _LABELLED.match(text) and _is_news(text, share):
        return
    # Nor does what tells of somebody, the last item of a digest too.
    if kind == "ad" and page.prose[number] and not _LABELLED.match(text) and reports(text):
        return
    if within and kind == "ad" and page.prose[number] and not _LABELLED.match(text):
        needed = max(needed, _NEEDED_AD_WITHIN)
    # A paragraph that asks its reader to picture a scene opens an essay as often as an advert.
    if kind == "ad" and page.prose[number] and _SCENE.match(text):
        needed = _NEEDED_REPORTED
    if 1 - share[0] < needed:
        return
    # A list that opens a page is its contents as often as its menu.
    if number < page.first_prose and ITEM.match(text) and 1 - share[0] < _NEEDED_PROSE:
        return
    page.remove(number, kind, f"learned-{kind}")


def _is_news(text: str, share: npt.NDArray[np.float64]) -> bool:
    return not turns_to_reader(text) or (1 - share[0] < _NEEDED_REPORTED and reports(text))


@functools.lru_cache(maxsize=2)
def _soft_rules(book: RuleBook) -> frozenset[str]:
    """The names of the rules that may err; what the user wrote stands."""
    return _LIBERAL | {rule.name for rule in book.rules if rule.inside and not rule.user}


def _veto(page: LinePage, shares: Floats) -> None:
    """Give back lines that a liberal rule condemned and their rest acquits."""
    soft = _soft_rules(page.book)
    for number, verdict in enumerate(page.verdicts):
        if verdict is None or verdict.rule not in soft:
            continue
        inside = page.first_prose <= number <= page.last_prose
        if shares[number, 0] > (_VETO if inside else _VETO_OUTSIDE):
            page.verdicts[number] = None


__all__ = ["judge_learned"]
