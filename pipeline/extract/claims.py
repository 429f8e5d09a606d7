"""What a figure says of whom: the entity its clause speaks of, and the metric it measures."""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.names import Mention
from pipeline.figures import Figure
from pipeline.resources import models_path

_CLAUSE_END: Final = re.compile(r"[,，;；。！？!?、：:]|\.\s|\n")
_SUBJECTS: Final = ("model", "company")
_REACH: Final = 30


class Claim(NamedTuple):
    """The entity and metric of a figure; None where the text does not say."""

    entity_id: str | None
    metric: str | None


@functools.cache
def _metrics(kind: str, fallback: bool) -> re.Pattern[str]:
    """The words of all metrics that a kind of figure can have, each metric a named group."""
    listed = tomllib.loads(models_path("claims/metrics.toml").read_text(encoding="utf-8"))
    parts = [
        f"(?P<{m['name']}>{m['pattern']})"
        for m in listed["metric"]
        if kind in m["kinds"] and m.get("fallback", False) == fallback
    ]
    return re.compile("|".join(parts) or r"(?!)", re.I)


def claim_of(figure: Figure, text: str, start: int, end: int, mentions: Sequence[Mention]) -> Claim:
    """The claim that `figure` makes in the sentence `text[start:end]`.

    Args:
        figure: the figure, in offsets of `text`.
        text: the document's text.
        start: where the figure's sentence starts.
        end: where it ends.
        mentions: the names in that sentence, in order.
    """
    return Claim(_subject(figure, text, mentions), _metric(figure, text, start, end))


def _subject(figure: Figure, text: str, mentions: Sequence[Mention]) -> str | None:
    """The name closest before the figure; one behind it only where it owns the figure (`…的8%`)."""
    places = [m.start for m in mentions]
    before = [m for m in mentions[: bisect_right(places, figure.start)] if m.type in _SUBJECTS]
    # In “降至A的8%” and “仅为A估值的0.8%” A is what is compared with, not what is spoken of.
    while before and _is_measure(text[before[-1].end : figure.start]):
        before.pop()
    return before[-1].entity_id if before else None


_MEASURE: Final = re.compile(r"\s?(?:的)?[\u4e00-\u9fff]{0,6}的?\s?(?:约|近|不到|仅)?$")
_COMPARED: Final = re.compile(r"(?:估值|成本|价格|同行|总和|收入)?的(?:约|近|不到)?$")


def _is_measure(between: str) -> bool:
    return (
        len(between) <= 10
        and _COMPARED.search(between) is not None
        and _MEASURE.match(between) is not None
    )


def _metric(figure: Figure, text: str, start: int, end: int) -> str | None:
    """The metric whose words stand closest, those before the figure and in its clause first."""
    before = text[max(start, figure.start - _REACH) : figure.start]
    clause_before = _CLAUSE_END.split(before)[-1]
    stop = _CLAUSE_END.search(text, figure.end, end)
    clause_after = text[figure.start : stop.start() if stop else min(end, figure.end + _REACH)]
    places = ((clause_before, True), (clause_after, False), (before, True))
    for fallback in (False, True):
        pattern = _metrics(figure.kind, fallback)
        for place, closest_last in places:
            found = [match.lastgroup for match in pattern.finditer(place)]
            if found:
                return found[-1] if closest_last else found[0]
    return None


__all__ = ["Claim", "claim_of"]
