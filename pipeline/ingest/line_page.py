"""The lines of one document with what is known of each before any is judged."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.line_features import Surroundings
from pipeline.ingest.line_rules import Rule, rule_book, spot
from pipeline.ingest.lines import Line

HEAD_LINES: Final = 10
TAIL_LINES: Final = 20
_LEAST_PROSE: Final = 45
_LEAST_ENGLISH_PROSE: Final = 110
_SENTENCE_MARK: Final = re.compile(r"[。！？!?；;]|[a-z)”\"]\. [A-Z“\"]|[a-z)”\"]\.$")
_HAN_BYTES: Final = 1.4
_ANYWHERE: Final = "top+head+tail+end"
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
    """

    def __init__(self, lines: Sequence[Line], headings: Collection[int] = ()) -> None:
        self.lines = [line for line in lines if line.rank >= 0]
        self.texts = [line.text for line in self.lines]
        self.headings = headings
        self.verdicts: list[Verdict | None] = [None] * len(self.lines)
        self.cues = rule_book().scan(self.texts)
        book = rule_book()
        self.matching = [
            book.matching(text, cues) for text, cues in zip(self.texts, self.cues, strict=True)
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
        book = rule_book()
        if book.at(self.matching[number], _LOW) or book.is_ad(
            self.texts[number], self.cues[number]
        ):
            return False
        above = book.at(self.matching[number - 1], _LOW) if number else None
        # What follows the heading `About the company` is the company's word, not the article's.
        return above is None or above.section != "paragraphs"

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
        return rule_book().at(self.matching[number], self.spot(number))

    def surroundings(self, number: int, *, top: bool, end: bool) -> Surroundings:
        """What the classifier is told of a line besides its text.

        Args:
            number: of the line.
            top: no paragraph of the article stands above it.
            end: no paragraph of the article stands below it.
        """
        book, cues = rule_book(), self.cues[number]
        anywhere = book.at(self.matching[number], _ANYWHERE)
        last = len(self.texts) - 1
        return Surroundings(
            top=top,
            end=end,
            known=True,
            blank_above=self.after_blank[number],
            blank_below=number == last or self.after_blank[number + 1],
            from_end=last - number,
            boilerplate_above=number > 0 and self.verdicts[number - 1] is not None,
            boilerplate_below=number < last and self.verdicts[number + 1] is not None,
            prose_above=number > 0 and self.prose[number - 1] and self.verdicts[number - 1] is None,
            prose_below=number < last
            and self.prose[number + 1]
            and self.verdicts[number + 1] is None,
            ad_weight=max(0, book.weight(cues)),
            ad_groups=len(cues.groups),
            rule_kind=anywhere.kind if anywhere else "",
        )


def is_prose(text: str) -> bool:
    """Whether `text` has the length and the punctuation of a paragraph."""
    if len(text) < _LEAST_PROSE:
        return False
    # A Han character has three bytes in UTF-8, a Latin letter one.
    if len(text.encode()) < _HAN_BYTES * len(text) and len(text) < _LEAST_ENGLISH_PROSE:
        return False
    return _SENTENCE_MARK.search(text) is not None
