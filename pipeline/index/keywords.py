"""Keywords of a document: TF-IDF with the word frequencies that come with jieba."""

from __future__ import annotations

import functools
import heapq
import importlib.util
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.extract.segment import segmenter
from pipeline.resources import models_path

_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}\Z|[A-Za-z][A-Za-z0-9.+-]{2,}\Z")
_LATIN_WEIGHT: Final = 7.0
_SHOWN: Final = 10
_APART: Final = "\n"

Span = tuple[int, int]


@functools.cache
def _weights() -> tuple[dict[str, float], float]:
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise KnowledgeError("the package jieba is missing; install it again")
    path = Path(spec.origin).parent / "analyse" / "idf.txt"
    # A word and its weight a line; no word has a space in it.
    listed = path.read_text(encoding="utf-8").split()
    weights = dict(zip(listed[::2], map(float, listed[1::2]), strict=True))
    return weights, sorted(weights.values())[len(weights) // 2]


@functools.cache
def _stop_words() -> frozenset[str]:
    lines = models_path("keywords/stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@functools.lru_cache(maxsize=1 << 16)
def _weight(word: str) -> float | None:
    """What a word counts; None if it is none or one of those that say nothing."""
    if not _WORD.match(word) or word.lower() in _stop_words():
        return None
    weights, median = _weights()
    return _LATIN_WEIGHT if word.isascii() else weights.get(word, median)


@functools.lru_cache(maxsize=1 << 14)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name of more than one."""
    return tuple(word for word in segmenter().words(name) if 1 < len(word) < len(name))


def keywords(text: str, names: Sequence[Span] = (), most: int = _SHOWN) -> list[str]:
    """The words that tell most about `text`, best first; ties in the order of the alphabet.

    A name is a word as it stands: no word begins or ends inside one, not 于英 in 由于英伟达. Of a
    name of several words those count that are names in this text too: Gemma of Gemma 3, 矽屿 of
    矽屿科技.

    Args:
        text: the document's text.
        names: where names stand in it, as start and end, in order of place.
        most: so many words at most.
    """
    said, rest, at = [], [], 0
    for start, end in names:
        if start >= at:
            rest.append(text[at:start])
            said.append(text[start:end])
        at = max(at, end)
    rest.append(text[at:])
    alone = frozenset(said)
    said += [word for name in said for word in _parts(name) if word in alone]
    # Most words are characters and marks, which say nothing.
    words = segmenter().words(_APART.join(rest))
    counted = Counter([word for word in (*words, *said) if len(word) > 1])
    ranked = [
        (-count * weight, word)
        for word, count in counted.items()
        if (weight := _weight(word)) is not None
    ]
    return [word for _, word in heapq.nsmallest(most, ranked)]


__all__ = ["keywords"]
