"""Durations, which are no figures unless they are an amount of work, a speed or an age.

The words that tell are in `models/figures/durations.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Final, NamedTuple

from pipeline.figures.reading import Figure
from pipeline.figures.units import trie_pattern
from pipeline.resources import models_path

_CLOCK: Final = frozenset(("hour", "minute", "second"))
_FINE: Final = frozenset(("millisecond", "microsecond", "nanosecond"))
_TIMES: Final = _CLOCK | _FINE | {"day", "week", "month", "quarter", "year"}
_BY: Final = frozenset(("day", "week", "month", "year", "shift", "person"))  # 每周少6.5小时
_MANY: Final = 1000  # hours that only many work together
_REACH: Final = 24
_ENGLISH_REACH: Final = 48
# 从每班95分钟降到40分钟: what becomes another duration is kept with it
_BECOMES: Final = re.compile(
    r"(?:的|[ ])?(?:大幅|直接|一路|再)?(?:降低|下降|缩短|縮短|缩减|縮減|压缩|壓縮|减少|減少|延长"
    r"|延長|增加|拉长|拉長|降|缩|縮|减|減|压|壓|拉|拖|砍|提)(?:到|至|为|為|成)(?:约|約|了|不到|只剩)?"
    r"| ?(?:→|->) ?"
)
_STATED: Final = frozenset(("second", "minute", "hour", "day"))
# 由94秒降为31秒: what a kept duration goes to is kept
_MOVED: Final = re.compile(
    r"[^，。,;；\n0-9]{0,6}(?:降|缩|縮|减|減|压|壓|跌|升|增|拉|变|變|延长|延長|提)[^，。,;；\n0-9]{0,4}"
    r"|[到至]|[^.,;\n0-9]{0,24}\b(?:to|and) (?:about |only |just |under |nearly )?"
)


class DurationRow(NamedTuple):
    """Words that keep a duration beside them, for some units, and the test's two cases."""

    identifier: str
    side: str
    units: frozenset[str]
    words: tuple[str, ...]
    gap: int
    example: str
    counter: str


@cache
def load_durations() -> tuple[DurationRow, ...]:
    """The rows of the data file."""
    data = tomllib.loads(models_path("figures/durations.toml").read_text(encoding="utf-8"))
    return tuple(
        DurationRow(
            row["id"], row["side"], frozenset(row["units"]), tuple(row["words"]), row["gap"],
            row["example"], row["counter"],
        )
        for row in data["kept"]
    )  # fmt: skip


@cache
def _rows() -> tuple[tuple[DurationRow, re.Pattern[str]], ...]:
    compiled = []
    for row in load_durations():
        han = [word for word in row.words if not word.isascii()]
        latin = [word for word in row.words if word.isascii()]
        words = []
        if han:
            words.append(trie_pattern(han))
        if latin:
            words.append(rf"\b{trie_pattern(latin)}\b")
        told = "(?:" + "|".join(words) + ")"
        clause = rf"[^，。；！？,;!?\n0-9]{{0,{row.gap}}}"
        pattern = f"{told}{clause}$" if row.side == "left" else f"{clause}?{told}"
        compiled.append((row, re.compile(pattern)))
    return tuple(compiled)


def without_durations(text: str, figures: list[Figure]) -> list[Figure]:
    """`figures` but for the durations that say only how long something was or will be.

    Args:
        text: the text that they are of.
        figures: in order, not overlapping.
    """
    if not any(figure.unit in _TIMES for figure in figures):
        return figures
    found = list[Figure]()
    for figure, behind in zip(figures, [*figures[1:], None], strict=True):
        if (
            figure.kind != "quantity"
            or figure.unit not in _TIMES
            or _is_told(text, figure, found)
            or _becomes(text, figure, behind)
        ):
            found.append(figure)
    return found


def _becomes(text: str, figure: Figure, behind: Figure | None) -> bool:
    """Whether a duration becomes the one behind it: 从71天拉到118天."""
    return (
        behind is not None
        and figure.unit in _STATED
        and behind.unit in _STATED
        and _BECOMES.fullmatch(text, figure.end, behind.start) is not None
    )


def _is_told(text: str, figure: Figure, found: list[Figure]) -> bool:
    unit = figure.unit
    if unit in _FINE or (unit in _CLOCK and (figure.value >= _MANY or figure.per in _BY)):
        return True
    last = found[-1] if found else None
    if last is not None and _becomes(text, last, figure):
        return True
    if (
        last is not None
        and last.unit in _TIMES
        and figure.start - last.end <= _REACH
        and _MOVED.fullmatch(text, last.end, figure.start)
    ):
        return True
    for row, pattern in _rows():
        if unit not in row.units:
            continue
        if row.side == "right" and pattern.match(text, figure.end):
            return True
        reach = _ENGLISH_REACH if text[figure.end - 1].isascii() else _REACH
        if row.side == "left" and pattern.search(text, max(0, figure.start - reach), figure.start):
            return True
    return False
