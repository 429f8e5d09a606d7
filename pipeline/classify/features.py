"""Sentences as the classifier reads them: words and characters without names, and lexicon numbers.

Names are taken out before learning and before judging, so that nothing is learned about a company
from the sentences that happen to name it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify import lexicon
from pipeline.extract.names import Mention
from pipeline.extract.segment import segmenter

_PLACEHOLDER: Final = {"company": " COMPANY ", "model": " MODEL ", "person": " PERSON "}
_NUMBER: Final = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """n sentences as the classifier reads them.

    `masked` and `words` have n strings, the words of a sentence joined by spaces; `numbers` has
    shape (n, 28).
    """

    masked: list[str]
    words: list[str]
    numbers: npt.NDArray[np.float64]


def mask(text: str, start: int, end: int, mentions: Sequence[Mention]) -> str:
    """`text[start:end]` with the names in it replaced by what they are."""
    pieces, at = [], start
    for mention in mentions:
        placeholder = _PLACEHOLDER.get(mention.type)
        if placeholder and mention.start >= at and mention.end <= end:
            pieces.append(text[at : mention.start])
            pieces.append(placeholder)
            at = mention.end
    pieces.append(text[at:end])
    return "".join(pieces)


def read(masked: Sequence[str]) -> Reading:
    """Read masked sentences."""
    cut = segmenter().words
    words = [
        " ".join(w for raw in cut(_NUMBER.sub("0", text)) if (w := raw.strip().lower()))
        for text in masked
    ]
    numbers = (
        np.vstack([lexicon.features(text) for text in masked])
        if masked
        else np.zeros((0, len(lexicon.FEATURES)))
    )
    return Reading([_NUMBER.sub("0", text) for text in masked], words, numbers)
