"""The lines of one document with what is known of each before any is judged."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.ingest.line_features import PLACE, RULE_KINDS
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_rules import Cues, Rule, RuleBook, rule_book, spot
from pipeline.ingest.lines import Line

HEAD_LINES: Final = 10
TAIL_LINES: Final = 20
_LEAST_PROSE: Final = 45
_LEAST_ENGLISH_PROSE: Final = 110
_SENTENCE_MARK: Final = re.compile(r"[。！？!?；;]|[a-z)”\"]\. [A-Z“\"]|[a-z)”\"]\.$")
_HAN_BYTES: Final = 1.4
_ANYWHERE: Final = "top+head+tail+end"
_LOW: Final = "head+tail+end"
_STRONG: Final = 8


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
    """

    def __init__(
        self,
        lines: Sequence[Line],
        headings: Collection[int] = (),
        book: RuleBook | None = None,
    ) -> None:
        self.book = book or rule_book()
        self.lines = [line for line in lines if line.rank >= 0]
        self.texts = [line.text for line in self.lines]
        self.headings = headings
        self.verdicts: list[Verdict | None] = [None] * len(self.lines)
        self.cues = self.book.scan(self.texts)
        self.matching = [
            self.book.matching(text, cues) for text, cues in zip(self.texts, self.cues, strict=True)
        ]
        numbers = [n for n, line in enumerate(lines) if line.rank >= 0]
        self.after_blank = [n == 0 or lines[n - 1].rank < 0 for n in numbers]
        self.prose = [is_prose(text) for text in self.texts]
        self._body = [self._is_body(n) for n in range(len(self.texts))]
        self.first_prose = self.last_prose = 0
        self.find_prose()

    def find_prose(self) -> None:
        """Set the first and the last paragraph of the article, as far as verdicts tell by now."""
        last = len(self.texts) - 1
        body = [n for n, is_body in enumerate(self._body) if is_body and self.verdicts[n] is None]
        self.first_prose, self.last_prose = (body[0], body[-1]) if body else (last, 0)

    def _is_body(self, number: int) -> bool:
        """Whether a line is a paragraph that no rule would take, wherever it stood."""
        if not self.prose[number]:
            return False
        book = self.book
        if book.at(self.matching[number], _LOW) or book.is_ad(
            self.texts[number], self.cues[number]
        ):
            return False
        above = book.at(self.matching[number - 1], _LOW) if number else None
        # What follows the heading `About the company` is the company's word, not the article's.
        return above is None or above.section != "paragraphs"

    def remove(self, number: int, kind: str, rule: str) -> None:
        """Take a line away, unless the user has switched `rule` off."""
        if rule not in self.book.disabled:
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
        return self.book.at(self.matching[number], self.spot(number))

    def places(self) -> Floats:
        """Shape (n, len(PLACE)): where each line stands and what rules make of it."""
        count = len(self.texts)
        numbers = np.arange(count)
        prose = np.array(self.prose, dtype=bool)
        known = np.array([v is not None for v in self.verdicts], dtype=bool)
        blank = np.array(self.after_blank, dtype=bool)
        blank_below = np.append(blank[1:], True)
        above, below = numbers <= self.first_prose, numbers >= self.last_prose
        free = prose & ~known
        columns = (
            above,
            below,
            ~above & ~below,
            numbers == 0,
            numbers == 1,
            numbers == count - 1,
            numbers >= count - 6,
            blank,
            blank_below,
            blank & blank_below,
            np.append(False, known[:-1]),
            np.append(known[1:], False),
            np.append(False, free[:-1]),
            np.append(free[1:], False),
        )
        table = np.zeros((count, len(PLACE)))
        for column, values in enumerate(columns):
            table[:, column] = values
        at = len(columns)
        table[:, at + 1] = prose
        for number, (cues, matching, verdict) in enumerate(
            zip(self.cues, self.matching, self.verdicts, strict=True)
        ):
            if cues.groups or matching or verdict is not None:
                self._mark(table[number, at:], cues, matching, verdict)
        for number, line in enumerate(self.lines if self.headings else ()):
            table[number, at] = line.rank in self.headings
        return table

    def _mark(
        self, row: Floats, cues: Cues, matching: Sequence[int], verdict: Verdict | None
    ) -> None:
        """Set what phrases and rules say of a line."""
        book = self.book
        if cues.groups:
            weight = max(0, book.weight(cues))
            row[2:5] = min(weight, 12) / 6, min(len(cues.groups), 5) / 3, weight >= _STRONG
            row[[11 + group for group in cues.groups]] = 1
        rule = book.at(matching, _ANYWHERE)
        if rule is not None:
            row[5 + RULE_KINDS.index(rule.kind)] = 0.5
        if verdict is not None and verdict.kind in RULE_KINDS:
            row[5 + RULE_KINDS.index(verdict.kind)] = 1


def is_prose(text: str) -> bool:
    """Whether `text` has the length and the punctuation of a paragraph."""
    if len(text) < _LEAST_PROSE:
        return False
    # A Han character has three bytes in UTF-8, a Latin letter one.
    if len(text.encode()) < _HAN_BYTES * len(text) and len(text) < _LEAST_ENGLISH_PROSE:
        return False
    return _SENTENCE_MARK.search(text) is not None
