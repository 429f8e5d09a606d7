"""Chinese words of technology and business with which phrases begin and names do not."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.resources import models_path

# 各大 AI, 艺人 IP, 高达 5GW, 已向 Plus: a plain word with a word of the trade in Latin letters
# behind it, a number or a tariff.
_WITH_TRADE: Final = re.compile(
    r"([\u4e00-\u9fff]+)"
    r"(?: ?(?:AI|IP|App|Agent|GDP|LLM|Pro|Plus|Max|V?\d[\d.]*[A-Za-z]{0,2}))?(?: (?:Pro|Max))?"
)


@functools.cache
def phrase_words() -> frozenset[str]:
    """The words of `models/names/not_stems.txt`."""
    lines = models_path("names/not_stems.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


def is_phrase(surface: str) -> bool:
    """Whether a string is such a word alone, or with AI, a number or the like behind it."""
    match = _WITH_TRADE.fullmatch(surface)
    return match is not None and match[1] in phrase_words()


__all__ = ["is_phrase", "phrase_words"]
