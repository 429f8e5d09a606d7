"""The period of a figure whose sentence names none: of its paragraph, its section, its page.

An earnings report names the quarter once: in its title, over a section, in the first sentence of a
paragraph. What it tells there of results is of this period. The words that say so, and the metrics
that are told of a period, are in `models/claims/periods.toml`.
"""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.mention import Mention
from pipeline.extract.metric_places import CHANGE, column_head, heads_of_table, tells_time
from pipeline.extract.period_words import PERIOD, TIMELY, Period, comes_before, resolved
from pipeline.extract.sentences import Sentence
from pipeline.letter_case import lowered
from pipeline.resources import models_path

_OPENING: Final = 5  # sentences in which a page says which results it reports
_LONG_HEADING: Final = 60
_LETTER: Final = re.compile(r"\w")
_PLAIN: Final = 4  # letters of a heading that is a period and no more
_READ_BACK: Final = 6  # sentences without figures that are read for results


class PeriodRules(NamedTuple):
    """What `models/claims/periods.toml` holds."""

    results: frozenset[str]
    sums: frozenset[str]
    ends: frozenset[str]
    reported: re.Pattern[str]
    apart: re.Pattern[str]
    expected: re.Pattern[str]


@functools.cache
def period_rules() -> PeriodRules:
    """The rules, read once a process."""
    data = tomllib.loads(models_path("claims/periods.toml").read_text(encoding="utf-8"))
    results, sums, ends = (frozenset(data[n]) for n in ("results", "sums", "ends"))
    patterns = (re.compile(data[n]["pattern"], re.I) for n in ("reported", "apart", "expected"))
    return PeriodRules(results, sums, ends, *patterns)


class _Told(NamedTuple):
    """The period that a sentence speaks of, for those behind it."""

    number: int
    period: Period
    entity: str | None
    is_expected: bool
    of_results: bool


class _Words(NamedTuple):
    """What the words of a sentence say of all its figures."""

    is_apart: bool
    is_expected: bool
    of_results: bool


class PeriodContext:
    """What the surroundings of a document's sentences say of periods; asked in their order."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
        published: datetime.date | None,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._published = published
        self._told: _Told | None = None
        self._number = -1  # of the sentence that the last figure stands in
        self._words: tuple[int, _Words] | None = None  # of that sentence
        self._names_until = (-1, 0, False)  # the sentence, how far it is read, and what was found
        self._headings = [n for n, s in enumerate(sentences) if s.is_heading]
        self._sections: dict[int, list[Period]] = {}
        self._tables: dict[str, Period | None] = {}
        self._report = self._reported(mentions)

    def of_column(self, place: int) -> Period | None:
        """The period of the table's column in which `place` stands: `| | Q3 2025 | YoY |`."""
        head = column_head(self._text, place)
        if not head or not tells_time(head):
            return None
        if CHANGE.fullmatch(head):  # of the first column that has a period
            dated = (self._in_head(h) for h in heads_of_table(self._text, place))
            return next((period for period in dated if period), None)
        return self._in_head(head)

    def around(self, number: int) -> Period | None:
        """The period that paragraph, section or page of a sentence speak of, if they do of one."""
        self._enter(number)
        if self._told:
            return self._told.period
        section = self._section(number)
        if section:
            return section[0] if len(section) == 1 else None
        return self._report.period if self._report else None

    def of_figure(
        self, start: int, number: int, metric: str | None, entity: str | None
    ) -> Period | None:
        """The period of a figure whose own words name none.

        Args:
            start: where the figure begins.
            number: that of its sentence.
            metric: what it measures.
            entity: whom it is about.
        """
        rules = period_rules()
        if metric is None or metric not in rules.results | rules.sums | rules.ends:
            return None
        self._enter(number)
        sentence = self._sentences[number]
        words = self._of_words(number)
        if sentence.is_heading or words.is_apart:
            return None
        if self._names_other(number, start):
            return None
        is_expected = words.is_expected
        told = self._told
        if told is not None:
            if told.number == number or told.is_expected != is_expected:
                return None
            if not self._is_told(metric, told):
                return None
            alike = told.entity == entity or told.entity is None or entity is None
            return told.period if alike else None
        section = self._section(number)
        if section:
            return section[0] if len(section) == 1 and not is_expected else None
        report = self._report
        if report is None or is_expected or report.entity != entity:
            return None
        return report.period

    def _is_told(self, metric: str, told: _Told) -> bool:
        """Whether what a figure measures is told of the period of a sentence before it."""
        rules = period_rules()
        if metric in rules.results or told.of_results:
            return True
        if metric in rules.sums:
            return bool(told.period.part)
        return self._report is not None and self._report.period == told.period

    def _names_other(self, number: int, end: int) -> bool:
        """Whether words before a figure name a period, also one that the calendar does not tell.

        Of a sentence with thousands of figures each piece is read once.
        """
        last, start, found = self._names_until
        if last != number:
            start, found = self._sentences[number].start, False
        if not found and TIMELY.search(lowered(self._text[start:end])) is not None:
            named = PERIOD.finditer(self._text, start, end)
            found = any(not (m["year_before"] or m["same"]) for m in named)
        self._names_until = number, end, found
        return found

    def _of_words(self, number: int) -> _Words:
        """What the words of a sentence say, looked up once for all its figures."""
        if self._words is None or self._words[0] != number:
            rules, text = period_rules(), self._sentences[number].text
            searched = (rules.apart, rules.expected, rules.reported)
            self._words = number, _Words(*(p.search(text) is not None for p in searched))
        return self._words[1]

    def tell(self, number: int, metric: str | None, entity: str | None, period: Period) -> None:
        """Take note of a figure whose own words name its period."""
        self._enter(number)
        rules = period_rules()
        told = self._told
        base = self.around(number)
        if base and comes_before(period, base):
            return  # what it is compared with
        if metric not in rules.results or period.part.isdigit():
            self._told = told if told and told.period == period else None
            return
        if self._sentences[number].is_heading:
            return
        words = self._of_words(number)
        if told and told.period != period and number == told.number:
            self._told = None
            return
        self._told = _Told(number, period, entity, words.is_expected, words.of_results)

    def _enter(self, number: int) -> None:
        """Go on to a sentence: what a paragraph told ends with it."""
        if number == self._number:
            return
        before, self._number = self._number, number
        if number - before > _READ_BACK:
            before, self._told = number - _READ_BACK, None
        for n in range(max(before, 0), number):
            if n > before:
                self._read(n)
            if "\n" in self._text[self._sentences[n].end : self._sentences[n + 1].start]:
                self._told = None

    def _read(self, number: int) -> None:
        words = self._sentences[number].text
        if period_rules().reported.search(words):
            named = self._named(words)
            if len(named) == 1 and not named[0].part.isdigit():
                self._told = _Told(number, named[0], None, False, of_results=True)

    def _section(self, number: int) -> list[Period]:
        """The periods that the heading above a sentence names."""
        at = bisect_right(self._headings, number) - 1
        if at < 0:
            return []
        heading = self._headings[at]
        if heading not in self._sections:
            words = self._sentences[heading].text
            named = self._named(words) if len(words) <= _LONG_HEADING and heading else []
            plain = len(_LETTER.findall(PERIOD.sub("", words))) <= _PLAIN
            if not (plain or period_rules().reported.search(words)):
                named = []  # what is to come of it in 2027
            self._sections[heading] = [p for p in named if not p.part.isdigit()]
        return self._sections[heading]

    def _reported(self, mentions: Sequence[Mention]) -> _Told | None:
        """The results that a page says it reports, in its title or in its first sentences."""
        rules = period_rules()
        for sentence in self._sentences[:_OPENING]:
            if not rules.reported.search(sentence.text) or rules.expected.search(sentence.text):
                continue
            named = self._named(sentence.text)
            if len(named) == 1 and named[0].part and not named[0].part.isdigit():
                firms = (
                    m.entity_id
                    for m in mentions[:100]
                    if m.type == "company" and sentence.start <= m.start < sentence.end
                )
                return _Told(0, named[0], next(firms, None), False, of_results=True)
        return None

    def _named(self, words: str) -> list[Period]:
        """The periods that words name, without those that others are only compared with."""
        if TIMELY.search(lowered(words)) is None:
            return []
        found: list[Period] = []
        for m in PERIOD.finditer(words):
            first = found[0] if found else None
            period = resolved(m, first, first, self._published, found[-1] if found else None)
            if period is None or period in found:
                continue
            # Not the year before, nor the quarter's own year.
            if not first or not (comes_before(period, first) or period == Period(first.year, "")):
                found.append(period)
        return [p for p in found if not p.part.isdigit()] or found

    def _in_head(self, head: str) -> Period | None:
        if head not in self._tables:
            named = self._named(head)
            self._tables[head] = named[0] if len(named) == 1 else None
        return self._tables[head]
