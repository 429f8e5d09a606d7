"""What an English figure is compared with: `42 percent, up from 38`, `$4.2bn, against 3.1bn`.

The bare number is of the kind and unit of the figure right before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.figures.numbers import SUFFIXES
from pipeline.figures.reading import Figure, exact

# What joins the two: a rate, a place or a time may stand behind the first.
_JOINED: Final = re.compile(
    r"(?: (?:an?|per) [a-z]+| (?:in|for|of|at|on) (?:the )?[A-Za-z]+(?: [a-z]+)?)?,? ?"
    r"(?:\()?(?:up|down|compared (?:with|to)|against|versus|vs\.?|rather than|instead of|not|from"
    r"|now)(?: from)?(?: (?:about|some|just|only|nearly|roughly|around))? $"
)
_ENDS: Final = re.compile(
    r"[.,;:!?)](?![0-9])|$|\n"
    r"| (?:an? (?:year|month|week|quarter|decade)|in|at|for|last|this|the|before|when|and|but|on"
    r"|earlier|previously|then|today|now|two|three)\b"
)
_SCALED: Final = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?P<suffix>[a-zA-Z]*)$")
# Net sales rose 12%, from 1,850 last year: what a change comes from is no percentage
_CHANGED_BY: Final = re.compile(
    r"\b(?:r[io]se|rising|f[ae]ll|gr[eo]w|drop|cut|climb|up|down|gain|los[et]|jump|slid|slip|slump"
    r"|increas|decreas|declin|rais|reduc|lower|shr[aiu]nk|surg|soar|plung|tumbl|sank|add|shed|trim"
    r"|widen|narrow|improv)[a-z]*(?: (?:by|of|an?|about|around|some|nearly|almost|over|only|just"
    r"|another|roughly|more than|less than)){0,3} ~?$"
)
_CHANGED_REACH: Final = 32
_WHOLE: Final = 100  # of what is above it, or grouped by thousands, the text tells a number
_REACH: Final = 48
_YEARS: Final = (1900, 2100)
# invest 380 billion yuan and is weighing an increase to 480 billion; 85 billion of it on chips
_WRITTEN: Final = re.compile(r"[0-9][0-9,.]* (?:million|billion|trillion)")
_WRITTEN_ENDS: Final = re.compile(
    r"[.,;)](?![0-9])|\n|$| (?:of (?:it|that|them|which|this)|this|last|next|a) "
)
_SAME_REACH: Final = 72
_SAME: Final = re.compile(r"[^.;:!?\n]*(?:,| (?:to|from|and|or|versus|than|of|about)) ")
_COUNTED: Final = re.compile(
    r"\b(?:users?|people|customers?|subscribers?|downloads?|tokens?|parameters?|views?|readers?"
    r"|visitors?|installs?|active|chips?|shares|units|calls|requests|members|audience|reach)\b"
)
_SHARED: Final = frozenset(("percent", "money"))


def with_compared(text: str, figures: list[Figure]) -> list[Figure]:
    """`figures` with bare numbers made percentages or money where they are compared with one.

    Args:
        text: the text that they are of.
        figures: in order, not overlapping.
    """
    found: list[Figure] = []
    for figure in figures:
        before = found[-1] if found else None
        if before is not None and before.kind in _SHARED and _is_bare(figure):
            figure = _compared(text, before, figure) or figure
            if figure.kind == "quantity" and _goes_on(text, before, figure):
                figure = _as(before, figure, figure.value)
        found.append(figure)
    return found


def _is_bare(figure: Figure) -> bool:
    """Whether a figure is a number alone; `31m` without a currency was read as metres."""
    return figure.kind == "quantity" and figure.unit in ("", "m", "t")


def _compared(text: str, before: Figure, figure: Figure) -> Figure | None:
    if figure.start - before.end > _REACH or not _ENDS.match(text, figure.end):
        return None
    if not _JOINED.fullmatch(text, before.end, figure.start):
        return None
    if before.kind == "percent" and not _is_level(text, before, figure):
        return None
    number = _SCALED.fullmatch(figure.surface)
    if number is None:  # seventy percent, up from sixty-two
        return _as(before, figure, figure.value) if before.kind == "percent" else None
    suffix = number["suffix"]
    value = figure.value
    if suffix and before.kind == "percent":
        return None
    if suffix in ("m", "t") and figure.unit:
        value *= SUFFIXES[suffix]
    if not suffix:
        if _YEARS[0] <= value < _YEARS[1] and "," not in figure.surface:
            return None
        first = _SCALED.search(before.surface)
        if before.kind == "money" and (first is None or first["suffix"]):
            return None  # $4.2bn, against 31: of what, the text does not say
    return _as(before, figure, value)


def _goes_on(text: str, before: Figure, figure: Figure) -> bool:
    """Whether `480 billion` tells more of the money before it, and counts nothing."""
    if before.kind != "money" or not _WRITTEN.fullmatch(figure.surface):
        return False
    if figure.start - before.end > _SAME_REACH or not _WRITTEN_ENDS.match(text, figure.end):
        return False
    between = text[before.end : figure.start]
    return bool(_SAME.fullmatch(between)) and not _COUNTED.search(between)


def _is_level(text: str, before: Figure, figure: Figure) -> bool:
    """Whether a percentage is a level and no change, and the number behind it may be another."""
    if figure.value > _WHOLE or "," in figure.surface:
        return False
    low = max(0, before.start - _CHANGED_REACH)
    return _CHANGED_BY.search(text, low, before.start) is None


def _as(before: Figure, figure: Figure, value: float) -> Figure:
    return replace(figure, kind=before.kind, unit=before.unit, value=exact(value))
