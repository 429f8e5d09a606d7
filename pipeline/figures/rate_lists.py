"""Rates that a list of prices shares: `输入6美元、输出18美元/百万token`, `每月99元、专业版300元`.

The words that name the items of such lists are in `models/figures/rates.toml`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.figures.rates import rates_data
from pipeline.figures.reading import Figure
from pipeline.figures.units import trie_pattern

_REACH: Final = 48  # code points between two items of a list
_FAR: Final = 160  # code points over which the price of tokens stays one
_RATE: Final = r"(?: ?/ ?[^，。、；;,（()）\n]{1,20}?)?"  # what stands behind the amount before
_JOIN: Final = (
    r" ?(?:[、，,；;/（(]|[)）][、，,；;]|和|与|與|及|以及|或| and | or | vs\.? )[ 和与與及而]{0,2}"
)
_PLAIN: Final = re.compile(rf"{_RATE} ?(?:[、/]|，和|和|与|與|及|以及|或| and | or |, )[ 约約]?")
# annual salary rose from $182,000 to $205,000; $10 per million tokens, down from $16
_CHANGED: Final = re.compile(
    r"(?: (?:per|an?) [a-z ]{2,30}?)?(?:, )?(?: ?(?:up|down|and))?(?: ?(?:from|to))"
    r"(?: (?:about|around|nearly|almost|over|just|only|more than|less than))? "
)
_OWN_RATE: Final = re.compile("[每均]")
_A_SHARE: Final = 1e5  # more is no share's


class ListRow(NamedTuple):
    """Words for the items of a price list, and the test's two cases."""

    identifier: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    example: str
    counter: str


@cache
def load_lists() -> tuple[ListRow, ...]:
    """The kinds of price lists."""
    data = rates_data()
    return tuple(
        ListRow(
            row["id"], tuple(row["words"]), tuple(row.get("unless", ())), row["example"],
            row["counter"],
        )
        for row in data["list"]
    )  # fmt: skip


@cache
def _items() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """An item of tokens and one of plans behind the amount before, and the name of a first item."""
    rows = {row.identifier: row for row in load_lists()}
    tokens, plans = trie_pattern(rows["tokens"].words), rows["plans"]
    other = trie_pattern(plans.unless)
    return (
        re.compile(
            rf"{_RATE}{_JOIN}[^，。、；;！？!?\n0-9]{{0,10}}(?:{tokens})[^，。、；;！？!?\n0-9]{{0,8}}"
        ),
        re.compile(
            rf"{_RATE}{_JOIN}(?![^，。、；;！？!?\n0-9]{{0,16}}(?:{other}))"
            rf"[^，。、；;！？!?\n0-9]{{0,8}}(?:{trie_pattern(plans.words)})"
            r"[^，。、；;！？!?\n0-9]{0,4}"
        ),
        re.compile(
            rf"(?:{tokens}) ?(?:价格|價格|定价|定價|价|價|费用|費用|[Tt]okens?)?"
            r"[为為是约約仅僅只要：: ]{0,3}$"
        ),
    )


def share_rates(text: str, figures: list[Figure]) -> list[Figure]:
    """`figures` with what one price of a list is per given to those that do not say it.

    Args:
        text: the text that they are of.
        figures: in order, not overlapping.
    """
    places = [i for i, f in enumerate(figures) if f.kind == "money"]
    if all(figures[i].per is None for i in places):
        return figures
    found = list(figures)
    last: Figure | None = None  # the last price of tokens
    for before, here in zip([None, *places], places, strict=False):
        figure = found[here]
        one = None if before is None else found[before]
        if figure.per is None:
            if one is not None and one.per and _goes_on(text, one, figure):
                figure = replace(figure, per=one.per)
            elif last is not None and _is_price(text, figure, last):
                figure = replace(figure, per=last.per)
            found[here] = figure
        if figure.per is not None and _of_text(figure.per):
            last = figure
    for here, behind in reversed(list(pairwise(places))):
        figure, other = found[here], found[behind]
        if figure.per is None and other.per and _is_first(text, figure, other):
            found[here] = replace(figure, per=other.per)
    return found


def _of_text(per: str) -> bool:
    return per.endswith(("token", "字"))


def _goes_on(text: str, one: Figure, figure: Figure) -> bool:
    """Whether `figure` is an item of the list in which the price `one` stands."""
    between = text[one.end : figure.start]
    if one.per == "share" and figure.value >= _A_SHARE:
        return False  # $4.42 a share, down from $3.481 billion
    if one.unit != figure.unit or len(between) > _REACH or _OWN_RATE.search(between):
        return False
    if _CHANGED.fullmatch(between):
        return True
    tokens, plans, _ = _items()
    if _of_text(one.per or ""):
        return tokens.fullmatch(between) is not None or _PLAIN.fullmatch(between) is not None
    return plans.fullmatch(between) is not None or (
        _PLAIN.fullmatch(between) is not None and not between.lstrip().startswith("/")
    )


def _is_first(text: str, figure: Figure, other: Figure) -> bool:
    """Whether `figure` is the first of two prices of tokens, of which `other` says per what."""
    tokens, _, name = _items()
    between = text[figure.end : other.start]
    return (
        _of_text(other.per or "")
        and figure.unit == other.unit
        and len(between) <= _REACH
        and tokens.fullmatch(between) is not None
        and name.search(text, max(0, figure.start - 24), figure.start) is not None
    )


def _is_price(text: str, figure: Figure, last: Figure) -> bool:
    """Whether `figure` is the price of what goes in or out, said a sentence after `last`."""
    return (
        figure.unit == last.unit
        and figure.start - last.end <= _FAR
        and _items()[2].search(text, max(0, figure.start - 24), figure.start) is not None
    )
