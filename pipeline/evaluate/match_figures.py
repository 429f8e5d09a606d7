"""Figures of one document against the gold.

Each gold figure takes the first output figure, of those not yet taken, that has its folded surface
and its value; else one with its surface; else one whose surface holds it or is held by it and whose
value is right. The span is right if the surfaces are equal; the value is right if kind, value,
upper end and, for money and percentages, unit are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pipeline.evaluate.fold import fold, touches
from pipeline.evaluate.marked import MarkedDocument, Span
from pipeline.evaluate.match_names import Matched
from pipeline.evaluate.misses import Miss, context_of
from pipeline.evaluate.output import OutputDocument, OutputFigure

_RELATIVE: Final = 2e-4
_ABSOLUTE: Final = 1e-9
_NOT_FIGURES: Final = "icmp"
"""Tags on which a surplus figure is not counted: what is ignored, and names."""


@dataclass(slots=True)
class FigureCounts:
    """Counts of one document; qualifiers are asked where the value is right."""

    span: Matched = field(default_factory=Matched)
    value: Matched = field(default_factory=Matched)
    qualifiers_right: int = 0
    qualifiers: int = 0
    misses: list[Miss] = field(default_factory=list)


def match_figures(gold: MarkedDocument, output: OutputDocument | None) -> FigureCounts:
    """Compare the figures of `output` with the gold."""
    counts = FigureCounts()
    left = [(fold(f.surface), f) for f in output.figures] if output else []
    for span in gold.spans:
        if span.tag != "f":
            continue
        wanted = fold(span.text)
        place = _best(span, wanted, left)
        if place is None:
            counts.span.missed += 1
            counts.value.missed += 1
            context = context_of(gold.text, span.start, span.end)
            counts.misses.append(Miss("figure missed", gold.id, 1, span.text, context))
            continue
        folded, figure = left.pop(place)
        _count(counts, gold, span, figure, same_span=folded == wanted)
    ignored = [fold(s.text) for s in gold.spans if s.tag in _NOT_FIGURES]
    for folded, figure in left:
        if touches(folded, ignored):
            continue
        counts.span.surplus += 1
        counts.value.surplus += 1
        context = context_of(output.text, figure.start, figure.end) if output else ""
        counts.misses.append(Miss("figure spurious", gold.id, 1, figure.surface, context))
    return counts


def _best(span: Span, wanted: str, left: list[tuple[str, OutputFigure]]) -> int | None:
    tests: tuple[Callable[[str, OutputFigure], bool], ...] = (
        lambda folded, figure: folded == wanted and same_value(span, figure),
        lambda folded, _: folded == wanted,
        lambda folded, figure: (
            bool(folded) and (folded in wanted or wanted in folded) and same_value(span, figure)
        ),
    )
    for test in tests:
        for place, (folded, figure) in enumerate(left):
            if test(folded, figure):
                return place
    return None


def _count(
    counts: FigureCounts, gold: MarkedDocument, span: Span, figure: OutputFigure, *, same_span: bool
) -> None:
    if same_span:
        counts.span.right += 1
    else:
        counts.span.missed += 1
        counts.span.surplus += 1
    context = context_of(gold.text, span.start, span.end)
    if not same_value(span, figure):
        counts.value.missed += 1
        counts.value.surplus += 1
        what = f"want {_spelled(span)}, got {_found(figure)}"
        counts.misses.append(Miss("figure value wrong", gold.id, 1, what, context))
        return
    counts.value.right += 1
    counts.qualifiers += 1
    asked = span.attributes.get("q") or "exact"
    if (figure.qualifier or "exact") == asked:
        counts.qualifiers_right += 1
    else:
        what = f"want {asked}, got {figure.qualifier}"
        counts.misses.append(Miss("qualifier wrong", gold.id, 1, what, context))


def same_value(span: Span, figure: OutputFigure) -> bool:
    """Whether kind, value, upper end and unit of `figure` are those of the gold.

    The unit of a quantity is not asked: 个, 颗 and 台 may all count the same thing.
    """
    wanted = span.attributes
    if figure.kind != wanted["k"] or not _same_number(wanted["v"], figure.value):
        return False
    if "w" in wanted and not _same_number(wanted["w"], figure.value_max):
        return False
    if figure.kind == "money":
        return figure.unit == wanted["u"]
    return figure.kind != "percent" or (figure.unit == "pp") == (wanted["u"] == "pp")


def _same_number(wanted: str, got: float | None) -> bool:
    try:
        value = float(wanted)
    except ValueError:
        return False
    return got is not None and math.isclose(value, got, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)


def _spelled(span: Span) -> str:
    wanted = span.attributes
    upper = f"–{wanted['w']}" if "w" in wanted else ""
    return f"{wanted['k']} {wanted['v']}{upper} {wanted['u']}".strip()


def _found(figure: OutputFigure) -> str:
    upper = "" if figure.value_max is None else f"–{figure.value_max:g}"
    value = "nothing" if figure.value is None else f"{figure.value:g}"
    return f"{figure.kind} {value}{upper} {figure.unit}".strip()
