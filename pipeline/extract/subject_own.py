"""What a firm says of its own: 智谱近日披露，其2024年收入 is of 智谱, whoever came before."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.extract.subject_roles import is_source
from pipeline.figures import Figure

_OWN: Final = re.compile(
    r"(?:披露|公布|透露|宣布|宣称|表示|声称|发布公告|公告称|[^名]称)[，,：:]?\s?其(?![中他它她余实次间所后前])"
)
_CLAUSE: Final = re.compile(r"[，,。；;：:！？\n]")
_LOOKED: Final = 80  # code points in which the clause begins
_REACH: Final = 24  # code points between the name and the word for saying


def of_their_own(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], figures: Sequence[Figure]
) -> dict[int, str]:
    """The firm of each figure behind 其 that its clause names as who says it, by figure's start.

    Up to the next name of the sentence; not where the clause names two, or who judges others.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order.
        mentions: the names in it, in order.
        figures: the figures in it, in order.
    """
    found: dict[int, str] = {}
    starts = [s.start for s in sentences]
    for own in _OWN.finditer(text):
        sentence = sentences[max(0, bisect_right(starts, own.start()) - 1)]
        low = max(sentence.start, own.start() - _LOOKED)
        for stop in _CLAUSE.finditer(text, low, own.start()):
            low = stop.end()
        at = bisect_left(mentions, low, key=lambda m: m.start)
        said = []
        while at < len(mentions) and mentions[at].end <= own.start():
            said.append(mentions[at])
            at += 1
        if len(said) != 1 or said[0].type != "company" or is_source(said[0]):
            continue
        if own.start() - said[0].end > _REACH:
            continue
        end = sentence.end
        if at < len(mentions):
            end = min(end, mentions[at].start)
        first = bisect_left(figures, own.end(), key=lambda f: f.start)
        for figure in figures[first:]:
            if figure.start >= end:
                break
            found[figure.start] = said[0].entity_id
    return found
