"""Words of a text. One small protocol, so that the segmenter can be changed and compared."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol


class Segmenter(Protocol):
    """Cuts text into words."""

    def words(self, text: str) -> Sequence[str]:
        """The words of `text`; joined they are `text`."""


class RustJieba:
    """jieba's dictionary and algorithm, compiled (`rjieba`): some thirty times as fast."""

    def words(self, text: str) -> Sequence[str]:
        """The words of `text`; joined they are `text`."""
        import rjieba

        words: list[str] = rjieba.cut(text)
        return words


class Jieba:
    """jieba itself, the reference. Its dictionary cache is kept in a private folder."""

    def __init__(self) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._folder = tempfile.TemporaryDirectory(prefix="mine-jieba-")
        # By default the cache is a file in the shared temporary folder, read with marshal.
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.tmp_dir = str(Path(self._folder.name))
        self._tokenizer.initialize()

    def words(self, text: str) -> Sequence[str]:
        """The words of `text`; joined they are `text`."""
        words: list[str] = self._tokenizer.lcut(text)
        return words


@cache
def segmenter() -> Segmenter:
    """The segmenter that the pipeline uses."""
    return RustJieba()
