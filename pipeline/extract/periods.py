"""The period that a figure speaks of, by the words around it: 2025年上半年, `last quarter`."""

from __future__ import annotations

import datetime
import re
from typing import Final

from pipeline.extract.figure_places import FigurePlace
from pipeline.extract.metric_scan import metric_scan
from pipeline.extract.period_words import PERIOD, TIMELY, Period, comes_before, resolved
from pipeline.figures import Figure
from pipeline.letter_case import lowered

_REACH: Final = 48
# What says of a year that the figure is not of it.
# Compared with 较2024年, since 自2023年以来, a firm founded in Lyon in 2021, 成立于2021年; and the
# year of a contest that is a benchmark's name (AIME 2025).
_BASE_BEFORE: Final = re.compile(
    r"(?:较|比|相比|自|从|自从|与|距|(?:成立|创立|创办|创建|诞生|注册|始建|创始)于"
    r"|since|than in|from"
    r"|\b(?:founded|established|incorporated|set up|created|born|launched|started|listed|acquired)"
    r"(?: in [a-z][a-z ]{1,20})?(?: back)?"
    r"|\b(?:AIME|HMMT|IMO|USAMO|CNMO|BRUMO|CMIMC|IOI|ICPC|AMC|SimpleBench|SWE-bench))\s?$",
    re.I,
)
_BASE_REACH: Final = 40
# An H100 that cost $8 an hour in 2023 rents for $2 today: what is so now is of no period before.
_NOW: Final = re.compile(r"\s?(?:an? \w+ |per \w+ )?(?:today|now|currently|at present)\b")
# 比今年的1700亿: the figure is of the period compared with, its growth is not.
_OF_BASE: Final = re.compile(r"(?:同期)?的(?:约|近|超过|不到|不足|逾)? ?")
# 由去年的31%升至43%: what it became is not of the period that it came from.
_BECAME: Final = re.compile(
    r"[^，,。；;]{0,6}(?:升|增|涨|降|跌|减|扩|提|飙|滑|落|缩)[^，,。；;]{0,3}[至到为]"
)
_CAME_FROM: Final = re.compile(r"[从由自](?=[^，,。；;从由自]{1,24}$)")
_BASE_AFTER: Final = re.compile(
    r"[^，,。]{0,6}(?:创办|创立|成立|以来|毕业|离职|离开)|\s?(?:以来|起)"
)
# 2026财年第四季度（截至2026年1月25日）: when a quarter ended is no month of its own.
_ENDED: Final = re.compile(r"(?:[（(](?:截至|截止)|\b(?:ended|ending)(?: on)?)\s?$")
# 到2030年将达1930亿元；份额上，甲云占36%: what it may come to by then is said of nothing else.
_BY_THEN: Final = re.compile(r"(?:[到至]|预计|预期|\bby)\s?$")
_APART: Final = re.compile(r"[；;]")
_AFTER: Final = re.compile(
    r"\s?(?:an? (?:year|month|week|day|hour|share|seat) |of \w+ )?"
    r"(?:(?:earlier|later|late|early) )?"
    r"(?:in|this|last|for|by|next|a year|the prior|the previous)\b"
    r"[^.,;，。；]{0,44}"
)


class SentencePeriods:
    """The periods that the figures of a document's sentences name themselves, asked in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._number = -1  # of the sentence
        self._end = 0  # of the figure before
        self._period: Period | None = None  # of the figure before
        self._main: Period | None = None  # that the sentence speaks of
        self._aside = False  # whether the figure before was only compared with

    def of(
        self,
        place: FigurePlace,
        published: datetime.date | None,
        last: Period | None,
        around: Period | None,
        step: Period | None = None,
    ) -> Period | None:
        """The period of the figure at `place` by its sentence.

        What stands behind a comparison (上年同期则为1.89亿元;每股盈利0.31元) is of the period
        before it, if it is another thing.

        Args:
            place: where the figure stands.
            published: the document's date.
            last: the period last spoken of, in whatever sentence.
            around: the period that paragraph or section speak of.
            step: the period that the figure is in step with, which goes before all others.
        """
        figure = place.figure
        if place.number != self._number:
            self._number, self._period, self._main, self._aside = place.number, None, None, False
            previous = None
        else:
            if self._aside and self._names_metric(self._end, figure.start):
                self._period, self._aside = self._main, False
            previous = self._end, self._period
        found = step or period_of(
            self._text, place.sentence.start, figure, previous, published, last, around
        )
        base = self._main or around
        if found and base and comes_before(found, base):
            if found != self._period:
                low = previous[0] if previous else place.sentence.start
                self._aside = not self._names_metric(low, figure.start)
        else:
            self._main, self._aside = found, False
        self._end, self._period = figure.end, found
        return found

    def _names_metric(self, start: int, end: int) -> bool:
        return metric_scan(self._text).names_any(start, end)


def period_of(
    text: str,
    start: int,
    figure: Figure,
    previous: tuple[int, Period | None] | None,
    published: datetime.date | None,
    last: Period | None = None,
    around: Period | None = None,
) -> Period | None:
    """The period of `figure` in the sentence that starts at `start`.

    The last period named before the figure counts, unless it stands right behind the figure before
    and this one has its own behind it (`$20 billion in 2025, compared with $6 billion in 2024`);
    else one right behind the figure, else that of the figure before it in the same sentence.

    Args:
        text: the document's text.
        start: where the figure's sentence starts.
        figure: the figure.
        previous: where the figure before it in the sentence ends, and its period.
        published: the document's date.
        last: the period last spoken of, in whatever sentence; 同期 is this one.
        around: the period that paragraph or section speak of, before which 去年同期 is.
    """
    if _NOW.match(text, figure.end):
        return None
    earlier = previous[1] if previous else None
    last = earlier or last
    told = earlier or around
    if previous and (
        _became(text, start, previous[0], figure.start)
        or (earlier and _is_told_apart(text, start, previous[0], figure.start))
    ):
        earlier = None
    low = max(start, figure.start - _REACH, previous[0] if previous else 0)
    found = None
    ends = low
    # Most figures have no word of time before them, and the pattern of all these takes its time.
    timely = TIMELY.search(lowered(text[low : figure.start])) is not None
    for m in PERIOD.finditer(text, low, figure.start) if timely else ():
        if _is_base(text, start, m, figure.start):
            continue
        if found and _ENDED.search(text, max(start, m.start() - _BASE_REACH), m.start()):
            continue
        if m["span_of_years"]:
            found = earlier = None
            continue
        found = resolved(m, told, last, published, found) or found
        ends = m.end()
    if found is not None:
        taken = low  # what belongs to the figure before ends here
        if previous and low == previous[0]:
            of_other = _AFTER.match(text, low, figure.start)
            first = PERIOD.search(text, low, of_other.end()) if of_other else None
            taken = first.end() if first else low
        if ends > taken:
            return found
    behind = _AFTER.match(text, figure.end)
    after = PERIOD.search(text, figure.end, behind.end()) if behind else None
    own = resolved(after, told, last, published, found) if after else None
    return own or found or earlier


def _is_base(text: str, start: int, period: re.Match[str], end: int) -> bool:
    """Whether a period before the figure at `end` is only compared with or counted from."""
    if _OF_BASE.fullmatch(text, period.end(), end):
        return False
    if _BASE_BEFORE.search(text, max(start, period.start() - _BASE_REACH), period.start()):
        return True
    after = _BASE_AFTER.match(text, period.end(), end)
    return after is not None and not (
        period["relative"] in ("今年", "本年") and after[0].endswith("以来")
    )


def _is_told_apart(text: str, start: int, previous: int, end: int) -> bool:
    """Whether a semicolon parts the figure at `end` from one of what is to come."""
    if not _APART.search(text, previous, end):
        return False
    named = list(PERIOD.finditer(text, max(start, previous - _REACH), previous))
    return bool(named) and _BY_THEN.search(text[start : named[-1].start()]) is not None


def _became(text: str, start: int, previous: int, end: int) -> bool:
    """Whether the figure at `end` is what the one before it became since a period named there."""
    if not _BECAME.fullmatch(text, previous, end):
        return False
    low = max(start, previous - _REACH)
    source = _CAME_FROM.search(text[low:previous])
    return source is not None and PERIOD.search(text, low + source.end(), previous) is not None
