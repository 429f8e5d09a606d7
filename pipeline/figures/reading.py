"""A figure, and what every reader of figures shares: the text, its region and its names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.figures.changes import change_of
from pipeline.figures.qualifiers import Qualifier, qualifier_of
from pipeline.figures.rates import rate_of
from pipeline.figures.units import LOCAL_CURRENCY, REGION_CURRENCY, Unit, load_units

Kind = Literal["money", "percent", "multiple", "quantity"]


_SEN = 0.01


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts.

    `start` and `end` are code points of the parsed text, half-open, and `surface` is what stands
    there. `value` is in base units (1.4万亿美元 is 1.4e12, 3% is 3, 三成 is 30); `value_max` is the
    upper end of a range. `unit` is an ISO 4217 code, `%`, `pp`, `x`, a measure word, or empty.
    `per` is what a rate is per (`year`, `1e6 token`). `change` is the direction of the word that
    governs the figure.
    """

    start: int
    end: int
    surface: str
    kind: Kind
    value: float
    value_max: float | None
    unit: str
    per: str | None
    qualifier: Qualifier
    change: Literal["up", "down"] | None = None


def exact(value: float) -> float:
    """`value` without the noise of binary multiplication (0.07 * 100)."""
    return float(f"{value:.15g}")


def encodable(text: str) -> str:
    """`text` with lone surrogates replaced, code point for code point.

    A page cut in the middle of an emoji leaves one, and what searches in UTF-8 would raise.
    """
    return text.encode("utf-8", "replace").decode()


def han_count(text: str) -> int:
    """How many characters of `text` are Chinese."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return int(np.count_nonzero((codes >= 0x4E00) & (codes <= 0x9FFF)))


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch joined into one."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


class Reading:
    """One text being read: holds it with its region's currency and the spans of its names."""

    def __init__(
        self, text: str, region: str, blocked: Sequence[tuple[int, int]], dollar: str = "USD"
    ) -> None:
        self.text = text
        self.currency = REGION_CURRENCY[region]
        self.dollar = dollar  # what a bare $ is
        self.blocked = merge_spans(blocked)
        self._block_starts = [begin for begin, _ in self.blocked]
        self.units = load_units()[0]

    def name_end(self, position: int) -> int | None:
        """Where the name that covers `position` ends, `None` where there is none."""
        index = bisect_right(self._block_starts, position) - 1
        if index >= 0 and position < self.blocked[index][1]:
            return self.blocked[index][1]
        return None

    def ends_name(self, position: int) -> bool:
        """Whether a name ends right before `position`, or a space before it."""
        index = bisect_right(self._block_starts, position - 1) - 1
        if index < 0 or position - self.blocked[index][1] > 1:
            return False
        return self.text[self.blocked[index][1] : position].strip() == ""

    def is_free(self, begin: int, end: int) -> bool:
        """Whether no name lies in or across `text[begin:end]`."""
        index = bisect_right(self._block_starts, end - 1) - 1
        return index < 0 or self.blocked[index][1] <= begin

    def kind_of(self, unit: Unit | None) -> tuple[Kind, str, float]:
        """Kind, canonical unit and scale; the bare 元 becomes the region's currency."""
        if unit is None:
            return "quantity", "", 1.0
        code = self.currency if unit.canonical == LOCAL_CURRENCY else unit.canonical
        if code == "HKD" and unit.scale == _SEN and self.currency == "MYR":
            code = "MYR"  # 仙 is of Hong Kong and of Malaysia
        return unit.kind, code, unit.scale

    def figure(
        self,
        span: tuple[int, int],
        kind: Kind,
        value: float,
        unit: str,
        *,
        value_max: float | None = None,
        inside: str = "",
        qualifier: Qualifier | None = None,
    ) -> Figure | None:
        """The figure with its qualifier, rate and direction, `None` where it touches a name."""
        begin, end = span
        if not self.is_free(begin, end):
            return None
        text = self.text
        per = rate_of(text, begin, end, kind) if kind != "multiple" else None
        least, most = exact(value), None if value_max is None else exact(value_max)
        return Figure(
            begin,
            end,
            text[begin:end],
            kind,
            least,
            # Beyond fifteen digits the ends of a range may be one number.
            most if most is not None and most > least else None,
            unit,
            per,
            qualifier
            or qualifier_of(text, begin, end, inside, ratio=kind in ("percent", "multiple")),
            change_of(text, begin, end, kind),
        )
