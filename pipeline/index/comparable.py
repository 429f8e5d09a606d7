"""Whether a figure may be held against another of the same subject, metric and period.

Documents that seem to disagree mostly speak of different things: of a part (广告营收), of several
firms together, of a quarter, of what is expected. `models/claims/comparable.toml` says by which
words a sentence shows it; what it holds apart is compared with nothing, or with its own kind
only.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from pipeline.resources import models_path

Where = Literal["sentence", "before", "clause", "beside", "year"]

NEVER: Final = "never"
_BESIDE: Final = 12  # code points before the figure: a word or two of Latin letters
_REACH: Final = 400  # code points of a sentence looked at on either side
_BREAK: Final = re.compile(r"[，。；！？：;!?\n—]|,(?![0-9])|\.\s")
_YEAR: Final = re.compile(r"[0-9]{4}")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")


class Limit(NamedTuple):
    """Words that make a figure another thing than its metric and period say.

    Attributes:
        effect: `never`, or the name under which such figures are compared among themselves.
        where: where the words stand.
        example: a sentence that it holds apart, in which `figure` is the figure.
        counter: a sentence alike with a figure that it leaves.
    """

    name: str
    effect: str
    where: Where
    pattern: re.Pattern[str]
    example: str
    figure: str
    counter: str


@functools.cache
def limits() -> tuple[Limit, ...]:
    """The limits, in the order of their file."""
    return tuple(
        Limit(**entry | {"pattern": re.compile(entry["pattern"])}) for entry in _data()["limit"]
    )


def aspect_of(row: Mapping[str, Any], sentence: str) -> str | None:
    """Under what name a figure is compared with others; None where it is with none.

    Args:
        row: of the figures or the claims table.
        sentence: the one it stands in, in simplified script.

    Returns:
        "" for what is simply stated; else the effects of the limits that hold, such as `expected`.
    """
    period = row["period"]
    if period is None or (row["metric"] not in _totals() and not _MONTH.fullmatch(period)):
        return None
    place = sentence.find(row["surface"])
    if place < 0:
        return None
    effects = []
    for limit in limits():
        if limit.where == "year" and not _YEAR.fullmatch(period):
            continue
        if limit.effect not in effects and holds(limit, sentence, place, row["surface"]):
            if limit.effect == NEVER:
                return None
            effects.append(limit.effect)
    return " ".join(effects)


def holds(limit: Limit, sentence: str, place: int, surface: str) -> bool:
    """Whether `limit` holds of the figure `surface` at `place` of `sentence`."""
    behind = place + len(surface)
    before, after = sentence[max(0, place - _REACH) : place], sentence[behind : behind + _REACH]
    match = _BREAK.search(after)
    rest = after[: match.start()] if match else after
    if limit.where == "before":
        text = before
    elif limit.where == "beside":
        text = before[-_BESIDE:]
    elif limit.where == "sentence":
        text = f"{before} {after}"
    elif limit.where == "year":
        text = f"{before} {rest}"
    else:
        text = f"{_BREAK.split(before)[-1]} {rest}"
    return limit.pattern.search(text) is not None


@functools.cache
def _data() -> dict[str, Any]:
    path = models_path("claims/comparable.toml")
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return data


@functools.cache
def _totals() -> frozenset[str]:
    return frozenset(_data()["totals"])


__all__ = ["NEVER", "Limit", "aspect_of", "holds", "limits"]
