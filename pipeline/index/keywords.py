"""Keywords of a document: TF-IDF with the word frequencies that come with jieba."""

from __future__ import annotations

import functools
import heapq
import importlib.util
import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.extract.segment import segmenter
from pipeline.resources import models_path

_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}\Z|[A-Za-z][A-Za-z0-9.+-]{2,}\Z")
_LATIN_WEIGHT: Final = 7.0
_SHOWN: Final = 10


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


def keywords(text: str, most: int = 2 * _SHOWN) -> list[str]:
    """The words that tell most about `text`, best first; ties in the order of the alphabet.

    Twice as many as are shown, since `whole_words` takes some out.
    """
    # Most words are characters and marks, which say nothing.
    counted = Counter([word for word in segmenter().words(text) if len(word) > 1])
    ranked = [
        (-count * weight, word)
        for word, count in counted.items()
        if (weight := _weight(word)) is not None
    ]
    return [word for _, word in heapq.nsmallest(most, ranked)]


def whole_words(words: Sequence[str], names: Collection[str]) -> list[str]:
    """The first ten of `words` that are no part of a longer name: not 伟达 beside 英伟达.

    Args:
        words: the keywords of a document, best first.
        names: the surfaces of the names in it.
    """
    joined = "\n".join(sorted(names))
    kept = (word for word in words if word in names or word not in joined)
    return list(itertools.islice(kept, _SHOWN))


__all__ = ["keywords", "whole_words"]
