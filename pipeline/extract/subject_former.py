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
from pipeline.extract.sentences import Sentence, sentences_with
from pipeline.figures import Figure

# Only where it begins a clause: 价格只有后者的一折 sets a price against another.
_CHINESE: Final = re.compile(
    r"(?:^|[，,；;。：:、—\n])\s?(?:[而但则]|其中|不过|然而)?"
    r"(?P<word>前者|后者)(?!是前者|是后者|之|上|两|最)"
)
_ENGLISH: Final = re.compile(
    r"(?:^|[,;:—\n]|\b(?:and|but|while|whereas)\b)\s?(?P<word>[Tt]he (?:former|latter))\b"
)
_HINT: Final = re.compile("前者|后者|former|latter")
_FIRST: Final = ("前者", "former")
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
    found: dict[int, str] = {}
    hinted = sentences_with(_HINT, text, sentences)
    if not hinted:
        return found
    named, placed = [m.start for m in mentions], [f.start for f in figures]
    for number in hinted:
        sentence = sentences[number]
        start = sentence.start
        words = _words(text[start : sentence.end])
        if not words:
            continue
        before = sentences[number - 1].start if number else start
        first = bisect_left(named, start)
        own = mentions[first : bisect_left(named, start + words[0].end())]
        pair = _pair(own or mentions[bisect_left(named, before) : first])
        if pair is None:
            continue
        stops = [*(start + word.start() for word in words[1:]), sentence.end]
        for word, stop in zip(words, stops, strict=True):
            behind = start + word.end()
            following = bisect_left(named, behind)
            if following < len(named):
                stop = min(stop, named[following])
            entity = pair[0] if word["word"].endswith(_FIRST) else pair[1]
            for figure in figures[bisect_left(placed, behind) : bisect_left(placed, stop)]:
                found[figure.start] = entity
    return found


def _words(sentence: str) -> list[re.Match[str]]:
    """Where a sentence says one of the words of two."""
    english = list(_ENGLISH.finditer(sentence))
    # `The former president`: alone it tells which of many rather than which of two.
    if len({word["word"].endswith(_FIRST) for word in english}) == 2:
        return english
    return list(_CHINESE.finditer(sentence))


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
