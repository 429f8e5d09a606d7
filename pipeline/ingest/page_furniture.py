"""Short lines that a platform prints around an article, told by what stands beside them.

A topic or a duration above the title, counts in lines of their own, the name of who answers a
question with what he says of himself, the name of who posts above a time: no pattern tells these
from lines of an article, but their neighbours do.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.line_page import HEAD_LINES, LinePage
from pipeline.ingest.lines import letters
from pipeline.ingest.person_names import is_han_person, is_latin_person, is_title
from pipeline.ingest.title_frames import boxed, translated

ABOVE_TITLE: Final = "nav-above-title"
COUNTS: Final = "nav-counts"
TRANSLATED: Final = "nav-title-translated"
SITE_IN_BOX: Final = "nav-site-in-share-box"
NAME_ALONE: Final = "byline-name-alone"
DAY_ON_TOP: Final = "byline-day-on-top"
ANSWERS: Final = "byline-answers"
NAME_OVER_TIME: Final = "byline-name-over-time"

_QUESTION_PAGE: Final = "nav-follow-count"
"""The rule for what a site of questions and answers prints around a question."""

_BLOCK: Final = "byline-block"
_HEAD: Final = 14
# `突发`, `大模型`, `AI`, `BREAKING`, `4:12`; a title is longer.
_LABEL: Final = re.compile(
    r"[\u3400-\u9fff]{2,5}|[A-Z][A-Za-z&]{1,12}|[A-Z]{2,12}(?: NEWS)?|(?:\d{1,2}:)?\d{1,2}:\d\d"
)
# The day of an issue.
DAY: Final = re.compile(r"20\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)")
_TOPIC: Final = re.compile(r"[^\s。，！？,!?：:]{2,14}(?:[（(][^（()）]{1,10}[)）])?")
_OPINION: Final = re.compile(r"社[论评]|[社短时]评")
# A count; `00:00` and `48:12` of a player, sizes of type, a dot between two buttons.
_COUNT: Final = re.compile(
    r"(?!0\d(?!:))(?:\d{1,3}(?:,\d{3})+|\d{1,7}|\d{1,4}\.\d{1,2})\s?[万亿kKwWM]?\+?"
    r"|(?:\d{1,2}:)?\d{1,2}:\d\d|[大中小]|特大|标准|[·•∙]"
)
_LARGE: Final = re.compile(r"\d,\d|[万亿kKwWM+]\Z")
_LONGEST_NAME: Final = 16
_LONGEST_MOTTO: Final = 30
_PAUSE: Final = re.compile(r"[。！？!?；;：:“”「」]|\A[一二三四五六七八九十\d]{1,2}[、.．]")
_COMMA: Final = re.compile(r"[，,、｜|/·]| ")
_AGO: Final = re.compile(
    r"(?:\d{1,3}\s?(?:秒|分钟|小时|天|个月|年)\s?前|昨天|今天\s?\d|\d{1,2}-\d{1,2} \d\d:\d\d"
    r"|\d{1,3}\s?(?:[smhd]|mins?|minutes?|hours?|days?|months?|years?) ago|an? (?:hour|day) ago)"
)
_POSTED: Final = re.compile(
    r"\d\s?(?:[smhd]|mins?|minutes?|hours?|days?|months?|years?) ago\b"
    r"|\d\s?(?:秒|分钟|小时|天|个月|年)\s?前"
)
_POSTER: Final = re.compile(r"[^\s。，！？,.!?：:；;“”]{2,16}(?:\s(?:楼主|OP|作者|题主))?")


def says_when(text: str) -> bool:
    """Whether a line begins with how long ago something was posted: `14 小时前 via Android`."""
    return _AGO.match(text) is not None


def is_spoken(page: LinePage, number: int) -> bool:
    """Whether a line stands below the byline of a post in a thread, which says how long ago."""
    above = page.verdicts[number - 1] if number else None
    return (
        above is not None
        and above.kind == "byline"
        and _POSTED.search(page.texts[number - 1]) is not None
    )


def judge_furniture(page: LinePage, title: str | None, place: int | None) -> None:
    """Take the short lines of a platform around the text; verdicts are added to `page`.

    Args:
        page: with the verdicts of rules and of its title.
        title: of the page.
        place: the number of the line that is the title, if one is.
    """
    if place is not None:
        _judge_above_title(page, place)
        if (other := translated(page, place)) is not None:
            page.remove(other, "nav", TRANSLATED)
    for number in boxed(page.texts)[0]:
        if number != place and _is_free(page, number):
            page.remove(number, "nav", SITE_IN_BOX)
    _judge_day_on_top(page, place)
    _judge_names_alone(page, letters(title or ""))
    _judge_answers(page, place)
    _judge_counts(page)


def _is_free(page: LinePage, number: int) -> bool:
    return page.verdicts[number] is None and number not in page.headings


def _judge_above_title(page: LinePage, place: int) -> None:
    """A section, a topic or a duration above the title."""
    asked = any(v and v.rule == _QUESTION_PAGE for v in page.verdicts[:HEAD_LINES])
    for number in range(min(place, HEAD_LINES)):
        text = page.texts[number]
        form = _TOPIC if asked else _LABEL
        verdict = page.verdicts[number]
        # What went as part of a byline may be given back.
        free = _is_free(page, number) or (verdict is not None and verdict.rule == _BLOCK)
        if not free or not form.fullmatch(text) or _OPINION.search(text):
            continue
        page.remove(number, "nav", ABOVE_TITLE)


def _judge_day_on_top(page: LinePage, place: int | None) -> None:
    """The day of an issue, on top of it, be it a heading: `# [2026-05-13](…)`."""
    if place != 0 and len(page.texts) > 1 and DAY.fullmatch(page.texts[0]):
        page.remove(0, "byline", DAY_ON_TOP)


def _judge_names_alone(page: LinePage, title: str) -> None:
    """A person's name in a line of its own above the text; a speaker's comes again in it."""
    known = byline_book().known
    for number in range(min(page.first_prose, HEAD_LINES)):
        text = page.texts[number]
        if not _is_free(page, number) or letters(text) == title or len(text) > 2 * _LONGEST_NAME:
            continue
        person = is_han_person(text, known) or is_latin_person(text, known)
        if person and page.texts.count(text) == 1:
            page.remove(number, "byline", NAME_ALONE)


def _judge_answers(page: LinePage, place: int | None) -> None:
    """Who answers, and what he says of himself, between the question's buttons and his answer."""
    above = [
        n
        for n in range(min(page.first_prose, _HEAD))
        if (v := page.verdicts[n]) is not None and v.rule == _QUESTION_PAGE
    ]
    if not above or (place is not None and place > above[-1]):
        return
    number = above[-1] + 1
    while number < page.first_prose and _COUNT.fullmatch(page.texts[number]):
        number += 1
    for step, near in enumerate(range(number, min(number + 2, page.first_prose))):
        text = page.texts[near]
        if _PAUSE.search(text) or len(text) > (_LONGEST_MOTTO if step else _LONGEST_NAME):
            return
        against = step and not page.after_blank[near]
        if step and not (against or _COMMA.search(text) or is_title(text, byline_book().known)):
            return
        if _is_free(page, near):
            page.remove(near, "byline", ANSWERS)


def _judge_counts(page: LinePage) -> None:
    """Counts in lines of their own, beside what went: `47`, `12`, `6` above `Share`."""
    outside = (*range(page.first_prose), *range(page.last_prose + 1, len(page.texts)))
    counts = [n for n in outside if _is_free(page, n) and _COUNT.fullmatch(page.texts[n])]
    for run in list(_runs(counts)):
        above, below = run[0] - 1, run[-1] + 1
        gone = [0 <= n < len(page.texts) and page.verdicts[n] is not None for n in (above, below)]
        texts = [page.texts[n] for n in run]
        large = any(_LARGE.search(text) for text in texts)
        if all(gone) or (any(gone) and (large or (len(run) > 1 and not _is_counting(texts)))):
            for n in run:
                page.remove(n, "nav", COUNTS)


def _is_counting(texts: list[str]) -> bool:
    """Whether numbers count on from 1: the headings of parts."""
    return texts == [str(n + 1) for n in range(len(texts))]


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    for _, group in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in group]


def judge_posters(page: LinePage, title: str | None) -> None:
    """Take the name of who posts, against the line below it that says when.

    Args:
        page: with all verdicts of rules and of the classifier, to which those are added.
        title: of the page.
    """
    wanted = letters(title or "")
    for number, below in itertools.pairwise(range(len(page.texts))):
        verdict = page.verdicts[below]
        if verdict is None or verdict.kind != "byline" or page.after_blank[below]:
            continue
        text = page.texts[number]
        begins = page.after_blank[number] or page.verdicts[number - 1] is not None
        if not begins or not _is_free(page, number) or not _POSTER.fullmatch(text):
            continue
        if letters(text) != wanted and says_when(page.texts[below]):
            page.remove(number, "byline", NAME_OVER_TIME)


__all__ = ["DAY", "is_spoken", "judge_furniture", "judge_posters", "says_when"]
