"""The lines of one document with what is known of each before any is judged."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.event_records import event_record
from pipeline.ingest.line_prefilter import Cues
from pipeline.ingest.line_rules import Rule
from pipeline.ingest.lines import Line
from pipeline.ingest.rule_book import RuleBook, rule_book, spot

HEAD_LINES: Final = 10
TAIL_LINES: Final = 20
_LEAST_PROSE: Final = 45
_LEAST_ENGLISH_PROSE: Final = 110
_SENTENCE_MARK: Final = re.compile(r"[。！？!?；;]|[a-z)”\"]\. [A-Z“\"]|[a-z)”\"]\.$")
_HAN_BYTES: Final = 1.4
_LEAST_SPACED: Final = 6
# The share of lines with a blank one between them from which it is the page's manner.
_SPACED: Final = 0.8
_LOW: Final = "head+tail+end"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a line goes."""

    kind: str
    rule: str


class LinePage:
    """The lines that are not blank, where prose begins and ends, and what has been decided.

    Args:
        lines: all lines of the document, in simplified script.
        headings: ranks of lines that the markup makes headings.
        book: the rules; those of the package if None.
        cues: what `book` finds in the lines that are not blank, where it was asked before.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        headings: Collection[int] = (),
        book: RuleBook | None = None,
        cues: Sequence[Cues] | None = None,
    ) -> None:
        self.book = book or rule_book()
        self.lines = [line for line in lines if line.rank >= 0]
        self.texts = [line.text for line in self.lines]
        self.headings = headings
        self.verdicts: list[Verdict | None] = [None] * len(self.lines)
        self.kept = set(event_record(self.texts))
        self.cues = self.book.scan(self.texts) if cues is None else cues
        self.matching = self.book.matching_lines(self.texts, self.cues)
        numbers = [n for n, line in enumerate(lines) if line.rank >= 0]
        self.after_blank = _blocks(numbers)
        self.prose = [len(text) >= _LEAST_PROSE and is_prose(text) for text in self.texts]
        self._body = [prose and self._is_body(n) for n, prose in enumerate(self.prose)]
        self.first_prose = self.last_prose = 0
        self.find_prose()

    def find_prose(self) -> None:
        """Set the first and the last paragraph of the article, as far as verdicts tell by now."""
        last = len(self.texts) - 1
        body = [n for n, is_body in enumerate(self._body) if is_body and self.verdicts[n] is None]
        self.first_prose, self.last_prose = (body[0], body[-1]) if body else (last, 0)

    def _is_body(self, number: int) -> bool:
        """Whether a paragraph is one that no rule would take, wherever it stood."""
        book, cues = self.book, self.cues[number]
        if self.matching[number] and book.at(self.matching[number], _LOW):
            return False
        if cues.groups and book.is_ad(self.texts[number], cues):
            return False
        above = book.at(self.matching[number - 1], _LOW) if number else None
        # What follows the heading `About the company` is the company's word, not the article's.
        return above is None or above.section != "paragraphs"

    def remove(self, number: int, kind: str, rule: str) -> None:
        """Take a line away, unless it is known to stay or the user has switched `rule` off."""
        if number not in self.kept and rule not in self.book.disabled:
            self.verdicts[number] = Verdict(kind, rule)

    def spot(self, number: int) -> str:
        """The name of a line's place, for `RuleBook.find`."""
        return spot(
            top=number < self.first_prose,
            head=number < HEAD_LINES,
            tail=number >= len(self.texts) - TAIL_LINES,
            end=number > self.last_prose,
        )

    def rule(self, number: int) -> Rule | None:
        """The rule that takes a line where it stands."""
        matching = self.matching[number]
        return self.book.at(matching, self.spot(number)) if matching else None


def _blocks(numbers: Sequence[int]) -> list[bool]:
    """Which of the lines with these numbers among all lines begin a block.

    A blank line stands above. In a page that has one between all of its lines, as text taken from
    elements has, it tells nothing, and more than are usual there do.
    """
    gaps = [after - before - 1 for before, after in itertools.pairwise(numbers)]
    usual = sorted(gaps)[int((1 - _SPACED) * len(gaps))] if len(gaps) >= _LEAST_SPACED else 0
    return [True, *(gap > usual for gap in gaps)][: len(numbers)]


def is_prose(text: str) -> bool:
    """Whether `text` has the length and the punctuation of a paragraph."""
    if len(text) < _LEAST_PROSE:
        return False
    # A Han character has three bytes in UTF-8, a Latin letter one.
    if len(text) < _LEAST_ENGLISH_PROSE and len(text.encode()) < _HAN_BYTES * len(text):
        return False
    return _SENTENCE_MARK.search(text) is not None
