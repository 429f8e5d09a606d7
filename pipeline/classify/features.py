"""Sentences as the classifier reads them: n-grams without names, and what the lexicons say.

Names are taken out before learning and before judging, so that nothing is learned about a company
from the sentences that happen to name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pipeline.classify.grams import Grams, grams_of_lines, lines_of
from pipeline.classify.lexicon import read_lexicon
from pipeline.extract.mention import Mention

_PLACEHOLDER: Final = {"company": " COMPANY ", "model": " MODEL ", "person": " PERSON "}


@dataclass(frozen=True, slots=True)
class Reading:
    """n sentences as the classifier reads them.

    `units` are the n-grams of their characters and words, `events` those of what the lexicons find
    in them; `numbers` has shape (n, 28), in the order of `lexicon.FEATURES`.
    """

    units: Grams
    events: Grams
    numbers: npt.NDArray[np.float64]

    def select(self, rows: npt.NDArray[np.intp]) -> Reading:
        """Those sentences, in that order."""
        return Reading(self.units.select(rows), self.events.select(rows), self.numbers[rows])


def mask(text: str, start: int, end: int, mentions: Sequence[Mention]) -> str:
    """`text[start:end]` with the names in it replaced by what they are."""
    if not mentions:
        return text[start:end]
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
    lines = lines_of(masked)
    said = read_lexicon(lines, len(masked))
    return Reading(grams_of_lines(lines, len(masked)), said.events, said.numbers)
