"""Targets whose stance is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.classify.document import Outline
from pipeline.classify.labels import LabelledDocument
from pipeline.classify.outlook import TARGET_LABELS

# What a document says of a target that it only holds others against is said of these.
_TURNED: Final = dict(zip(TARGET_LABELS, reversed(TARGET_LABELS), strict=True))


class Aim(NamedTuple):
    """A target whose stance is known: its place among all targets, and whose it is."""

    row: int
    label: str
    document: int
    weight: float


def aims_of(labelled: Sequence[LabelledDocument], outlines: Sequence[Outline]) -> list[Aim]:
    """The targets whose stance is known."""
    found = []
    row = 0
    for number, (document, outline) in enumerate(zip(labelled, outlines, strict=True)):
        for target in outline.targets:
            if target.entity_id in document.targets:
                label = document.targets[target.entity_id]
                if target.turned:
                    label = _TURNED[label]
                found.append(Aim(row, label, number, document.weight))
            row += 1
    return found
