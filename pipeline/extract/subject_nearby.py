"""What stands before a figure, as features for whom it is about.

The first words of its sentence and clause, the words before it, the pronouns among them, and how
it goes on about what the figure before it measures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.mention import Mention
from pipeline.extract.subject_words import SHORT_WORD, SubjectWords
from pipeline.extract.subjects import Subjects
from pipeline.figures import Figure

_OPENING: Final = 16  # code points of a sentence or clause whose first words are looked at
_REACH_OF_CLAUSE: Final = 60
_REACH_OF_PRONOUNS: Final = 120
_FIRST_WORDS: Final = re.compile(rf"\s*({SHORT_WORD.pattern})(?:\s*({SHORT_WORD.pattern}))?")
CLAUSES: Final = frozenset("，,；;：:。")
"""The marks that part clauses."""
_FAR: Final = 3
_LINK: Final = 60  # code points between two figures of a sentence that are read
_SHORT_LINK: Final = 4  # words between the two that count as a whole
# Words for who was named before, in whatever type: 它 is a firm as well as a model.
_PRONOUNS: Final = re.compile(
    r"它|其|该公司|公司|该模型|模型|我们|我|他|她|集团|团队|本"
    r"|\b(?:[Ii]t|[Ii]ts|[Ww]e|[Oo]ur|[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]hey|[Tt]heir|I|my"
    r"|[Tt]he (?:company|firm|model|group|startup|lab|chip|maker|bank|chipmaker))\b"
)


class Earlier(NamedTuple):
    """What was decided on the figure before: whom it is about, and how near it is.

    `distance` is `sentence`, `next` in the one before of the same paragraph, or `far`.
    """

    entity_id: str | None
    distance: str
    figure: Figure
    metric: str | None


class Nearby:
    """What stands before the figures of one document."""

    def __init__(self, rules: Subjects, words: SubjectWords) -> None:
        self._rules = rules
        self._text = rules.text
        self._words = words

    def openings(self, figure: Figure, number: int) -> list[str]:
        """The first words of the figure's sentence and of its clause."""
        text, start = self._text, self._rules.sentences[number].start
        low = max(start, figure.start - _REACH_OF_CLAUSE)
        clause = max(low, 1 + max(text.rfind(sign, low, figure.start) for sign in CLAUSES))
        found = []
        for place, at in (("opening", start), ("clause", clause)):
            words = _FIRST_WORDS.match(text[at : min(at + _OPENING, figure.start)].lower())
            if words is not None:
                found.append(f"{place} {words[1]}")
                if words[2]:
                    found.append(f"{place} {words[1]} {words[2]}")
        return found

    def pronouns(self, figure: Figure, number: int) -> list[str]:
        """The words for who was named before that stand in the figure's sentence before it."""
        low = max(self._rules.sentences[number].start, figure.start - _REACH_OF_PRONOUNS)
        said = _PRONOUNS.finditer(self._text, low, figure.start)
        return [f"said {word}" for word in dict.fromkeys(m[0].lower() for m in said)]

    def words(self, figure: Figure, number: int) -> list[str]:
        """The words before the figure in its sentence."""
        low = max(self._rules.sentences[number].start, figure.start - _REACH_OF_CLAUSE)
        return list(dict.fromkeys(self._words.within(low, figure.start)))

    def link(
        self, figure: Figure, metric: str | None, earlier: Earlier, before: Sequence[Mention]
    ) -> list[str]:
        """How the figure goes on about what the one before it measures.

        Args:
            figure: the figure.
            metric: what it measures.
            earlier: the figure before it.
            before: the last names before `figure`.
        """
        last, distance = earlier.figure, earlier.distance
        since = min(len({m.entity_id for m in before if m.start >= last.end}), _FAR)
        measured = "same" if metric == earlier.metric else "other"
        if metric is None:
            measured = "none"
        if earlier.metric is None:
            measured += " none"
        kinds = f"{last.kind} {figure.kind}"
        found = [
            f"link {distance}, names {since}",
            f"link {distance}, metric {measured}",
            f"link {distance}, metric {measured}, names {since}",
            f"link {distance}, {kinds}, {measured}",
            f"link {distance}, {kinds}, names {since}",
        ]
        if distance == "sentence" and figure.start - last.end <= _LINK:
            words = self._words.within(last.end, figure.start)
            found += [f"link word {word}" for word in dict.fromkeys(words)]
            if len(words) <= _SHORT_LINK:
                found.append(f"link words {' '.join(words)}")
        return found


__all__ = ["CLAUSES", "Earlier", "Nearby"]
