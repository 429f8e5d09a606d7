"""Whom a figure is about behind 前者 and 后者, `the former` and `the latter`.

`百度与腾讯先后公布业绩。前者营收300亿元，后者1900亿元。`: the two were named before, and what
follows is of the first or of the second of them until someone else is spoken of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.figures import Figure

# Only where it begins a clause: 价格只有后者的一折 sets a price against another.
_WORD: Final = re.compile(
    r"(?:^|[，,；;。：:、—\n]|\b(?:and|but|while|whereas)\b)\s?"
    r"(?:[而但则]|其中|不过|然而|and |but |while |whereas )?"
    r"(?P<word>前者|后者|[Tt]he (?:former|latter)\b)(?!是前者|是后者|之|上|两|最)"
)
_FIRST: Final = frozenset("前Ff")
_TYPES: Final = ("company", "model", "person")


def former_and_latter(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
) -> dict[int, str]:
    """The entity of each figure that such a word gives one, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order.
        mentions: the names of those that figures may be about, in order.
        figures: the figures in it, in order.
    """
    named, placed = [m.start for m in mentions], [f.start for f in figures]
    found: dict[int, str] = {}
    for number, sentence in enumerate(sentences):
        start = sentence.start
        words = [
            (start + m.start(), start + m.end(), m["word"].rsplit(" ", 1)[-1][0] in _FIRST)
            for m in _WORD.finditer(text[start : sentence.end])
        ]
        if not words:
            continue
        before = sentences[number - 1].start if number else start
        first = bisect_left(named, start)
        own = mentions[first : bisect_left(named, words[0][1])]
        pair = _pair(own or mentions[bisect_left(named, before) : first])
        if pair is None:
            continue
        ends = [*(begin for begin, _, _ in words[1:]), sentence.end]
        for (_, behind, is_first), stop in zip(words, ends, strict=True):
            following = bisect_left(named, behind)
            if following < len(named):
                stop = min(stop, named[following])
            for figure in figures[bisect_left(placed, behind) : bisect_left(placed, stop)]:
                found[figure.start] = pair[0] if is_first else pair[1]
    return found


def _pair(names: Sequence[Mention]) -> tuple[str, str] | None:
    """The two entities of one type, where there are two and no more; companies go first."""
    for kept in _TYPES:
        entities = list(dict.fromkeys(m.entity_id for m in names if m.type == kept))
        if len(entities) == 2:
            return entities[0], entities[1]
        if entities:
            return None
    return None


__all__ = ["former_and_latter"]
