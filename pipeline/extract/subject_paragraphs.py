"""Who is spoken of around a figure, as features for whom the figure is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_terms import alone_or_not, in_paragraph
from pipeline.extract.subjects import Subjects
from pipeline.figures import Figure

_BACK: Final = 1500  # code points before a figure that a paragraph reaches at most
_AHEAD: Final = 600  # and behind it
_SENTENCES: Final = 3  # before the figure's own, of which the first name is looked at
_MOST: Final = 3
_QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The names around a figure.

    `count` is how often each entity is named, `of_type` how often any of a type is. `first` is
    the first that is named, `only` those of which no other of their type is named. `openers` is
    the first name in each of up to three sentences before the figure's, the nearest first, in
    whatever paragraph they stand. Long paragraphs are cut off 1,500 code points before the figure.
    """

    count: Mapping[str, int]
    of_type: Mapping[str, int]
    first: str | None
    only: frozenset[str]
    openers: tuple[str | None, ...]

    def features(self, entity: str, kept: str, group: str, *, alone: bool) -> list[str]:
        """What the paragraph says of a candidate.

        Args:
            entity: the candidate.
            kept: its type.
            group: what kind of metric the figure has, of `kind_of_metric`.
            alone: whether the figure's own sentence names no one.
        """
        count = self.count.get(entity, 0)
        share = _QUARTERS * count // max(1, self.of_type.get(kept, 0))
        found = list(in_paragraph(min(count, _MOST), share, kept))
        if entity == self.first:
            found += alone_or_not("first of the paragraph", group, alone=alone)
        if entity in self.only:
            found += alone_or_not(f"only {kept} of the paragraph", group, alone=alone)
        if entity in self.openers:
            for back, opener in enumerate(self.openers, start=1):
                if opener == entity:
                    found += alone_or_not(f"opener {back}", group, alone=alone)
        return found


class Paragraphs:
    """The paragraphs of one document."""

    def __init__(self, rules: Subjects) -> None:
        self._rules = rules
        # Figures come in order, most of them in the paragraph and sentence of the one before.
        self._last: tuple[int, slice, Paragraph] | None = None

    def around(self, figure: Figure, number: int) -> Paragraph:
        """The names around `figure`, which stands in sentence `number`."""
        text = self._rules.text
        reach = max(0, figure.start - _BACK)
        low = max(reach, text.rfind("\n", reach, figure.start) + 1)
        stop = text.find("\n", figure.end, figure.end + _AHEAD)
        inside = self._rules.span(low, stop if stop >= 0 else figure.end + _AHEAD)
        last = self._last
        if last is not None and last[1] == inside:
            found = last[2]
            if last[0] != number:
                found = replace(found, openers=self._openers(number))
        else:
            found = self._of(self._rules.mentions[inside], self._openers(number))
        self._last = number, inside, found
        return found

    @staticmethod
    def _of(inside: Sequence[Mention], openers: tuple[str | None, ...]) -> Paragraph:
        count: dict[str, int] = {}
        of_type: dict[str, int] = {}
        entities: dict[str, set[str]] = {}
        for mention in inside:
            entity, kept = mention.entity_id, mention.type
            count[entity] = count.get(entity, 0) + 1
            of_type[kept] = of_type.get(kept, 0) + 1
            entities.setdefault(kept, set()).add(entity)
        only = [e for found in entities.values() if len(found) == 1 for e in found]
        first = inside[0].entity_id if inside else None
        return Paragraph(count, of_type, first, frozenset(only), openers)

    def _openers(self, number: int) -> tuple[str | None, ...]:
        return tuple(
            self._opener(self._rules.sentences[number - back])
            for back in range(1, min(_SENTENCES, number) + 1)
        )

    def _opener(self, sentence: Sentence) -> str | None:
        named = self._rules.between(sentence.start, sentence.end)
        return named[0].entity_id if named else None


__all__ = ["Paragraph", "Paragraphs"]
