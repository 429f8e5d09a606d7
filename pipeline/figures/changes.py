"""Which way a figure went: the word of change beside it, of `models/figures/changes.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from pipeline.resources import models_path

Direction = Literal["up", "down"]

_NAMED: Final[dict[str, Direction]] = {"up": "up", "down": "down"}
_HAN_REACH: Final = 8
_LIST_REACH: Final = 24
_LATIN_REACH: Final = 72
_BEHIND: Final = 48
_CLAUSE: Final = re.compile(r"[，。；！？、,;!?\n]")
_SENTENCE: Final = re.compile(r"[.!?][”\"’)]?\s|[;:\n]")
# What may stand between a verb, its `to` or `by`, and the number.
_SOFTLY: Final = (
    r"(?:(?:(?!(?:supp?|app?|comp|re|rep|imp|fami|multip|assemb)ly )[a-z]+ly|about|around|some"
    r"|over|more than|less than|only|just|further|even|well|again"
    r"|as (?:much|low|high) as|another"
    r"|an? (?:further|record|estimated|additional|total of|whopping|full|mere|modest|staggering)"
    r"|close to|at least|up to|back|between|all the way|at) )*"
)
_SHARE: Final = r"[\d.,]+ ?(?:%|percent|per cent|pp|(?:percentage )?points?|x|times|-?fold)"
# What is cut, or where and when: none of its words leads to another number (gained access to).
_MOVED: Final = (
    r"(?:its|the|their|his|her|our|in|on|at|for|this|last|year|faster|more|AI|prices?|costs?|spending"
    r"|revenues?|sales|guidance|headcount|output|capacity|usage|emissions|jobs|staff|rates|capital|annual|total"
    r"|net|research|production|power|token) "
    r"(?:(?!(?:to|by|that|who|which|with|and|but|or|as|out|off|up|down|next|thanks|access|due|close"
    r"|according|related|subject|owed|linked|similar|prior|back|available|sold|made|led|used|built"
    r"|owned|run) )[A-Za-z’'.-]+ ){0,5}"
)
_TO: Final = re.compile(r"\b(?:(?<!up )to|by)\b")
_MANIFOLD: Final = re.compile(r"(?:doubl|tripl|quadrupl|quintupl)(?:ed|es|ing)|.{0,4}翻", re.I)
_TURNED: Final = re.compile(r"翻了?[^，。；！？、\n\d]{0,2}$")  # 翻了近3倍, but no 翻了3页
_HALVED: Final = re.compile(r"halv(?:ed|es|ing)|[减減]半|腰[斩斬]", re.I)
_BETWEEN_NOUN: Final = (
    r"(?:(?:year-(?:on|over)-year|quarter-(?:on|over)-quarter|annual|quarterly|sequential|monthly"
    r"|further|sharp|steep|one-day|single-day|average|revenue|sales|price|pay|workforce|staff|headcount|job"
    r"|cost|spending|capacity) )?"
)
_HAN_NOUN: Final = re.compile(
    r"(?:以上|左右)?\s?的(?:同比|环比|年|按年)?(?:(?P<up>增[长長幅速]|[涨漲升]幅)|(?P<down>[跌降]幅|下[降滑跌]))"
)


# 同比-16.5%, 环比 +5%, +12% YoY: the sign says which way.
_SIGNED_BEFORE: Final = re.compile(
    r"(?:同比|[环環]比|按[年季]|[较較]上年同期|[涨漲]跌幅|YoY|QoQ|Y/Y|Q/Q)[\s:：]*(?P<sign>[+＋])?$",
    re.I,
)
_SIGNED_BEHIND: Final = re.compile(
    r"\s?[(（]?(?:YoY|QoQ|Y/Y|Q/Q|year[ -](?:over|on)[ -]year|同比|[环環]比)(?![A-Za-z])", re.I
)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row of the data file, with the two cases that its test reads."""

    direction: Direction
    side: str
    words: tuple[str, ...]
    example: str
    counter: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(models_path("figures/changes.toml").read_text(encoding="utf-8"))


@cache
def load_changes() -> tuple[ChangeRow, ...]:
    """Rows of the file of changes; `side` is `han`, `latin`, `latin over` or `noun`."""
    return tuple(
        ChangeRow(
            _NAMED[row["direction"]], row["side"], tuple(row["words"]), row["example"],
            row["counter"],
        )
        for row in _data()["change"]
    )  # fmt: skip


class _Patterns(NamedTuple):
    """The compiled words: those of Han, and the frames that an English number stands in."""

    han: re.Pattern[str]
    han_list: re.Pattern[str]
    latin: re.Pattern[str]
    noun: re.Pattern[str]
    noun_behind: re.Pattern[str]
    phrasal: frozenset[str]
    over: frozenset[str]
    han_between: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    def either(*sides: str) -> str:
        words: dict[Direction, list[str]] = {"up": [], "down": []}
        for row in load_changes():
            if row.side in sides:
                words[row.direction] += row.words
        return f"(?:(?P<up>{'|'.join(words['up'])})|(?P<down>{'|'.join(words['down']) or '(?!)'}))"

    data = _data()
    han = either("han")
    verb = either("latin", "latin over")
    frames = (
        # fell sharply to
        rf" {_SOFTLY}(?:(?:to|by) )?{_SOFTLY}|(?: [a-z]+ly)?, to {_SOFTLY}",
        # cut its spending by
        rf" {_MOVED}(?:to|by) {_SOFTLY}",
        # grew 37% to
        rf" (?:(?:[A-Za-z’'-]+ ){{1,4}}by )?{_SOFTLY}{_SHARE}"
        rf"(?:,? [A-Za-z’'-]+){{0,4}},? to {_SOFTLY}",
        # fell from 9.7% to
        rf" (?:[A-Za-z’'-]+ ){{0,5}}from [^;\n]{{1,28}}? to {_SOFTLY}",
    )
    return _Patterns(
        re.compile(han),
        # 分别增长54.65%和28.56%, 上调14.4%至2104元
        re.compile(
            rf"{han}[^，。；！？、\n\d]{{0,4}}"
            r"(?:[\d.]+ ?(?:%|倍|个百分点|個百分點)?\s?(?:、|和|与|與|及|至|到)\s?)+$"
        ),
        re.compile(rf"[\s\S]*\b(?i:{verb})(?:{'|'.join(frames)})$"),
        re.compile(rf"\b{either('noun')} of {_SOFTLY}$"),
        re.compile(rf" {_BETWEEN_NOUN}{either('noun')}\b(?! of)"),
        frozenset(data["phrasal"]["words"]),
        frozenset(w for row in load_changes() if row.side == "latin over" for w in row.words),
        re.compile(
            rf"(?:{'|'.join(data['moved']['words'])})?(?:{'|'.join(data['between']['words'])}|[\s*`_\[])*"
        ),
    )


def change_of(text: str, start: int, end: int, kind: str) -> Direction | None:
    """The direction of the word of change beside the figure `text[start:end]`, of a `kind`."""
    patterns = _patterns()
    surface = text[start:end]
    before = text[max(0, start - _LATIN_REACH) : start]
    if kind == "multiple" and (_MANIFOLD.match(surface) or _TURNED.search(before)):
        return "up"
    if _HALVED.match(surface):
        return "down"
    if before[-1:].isascii():
        found = _latin(patterns, before, kind) if before[-1:].isspace() else None
        if found:
            return found
        if kind in ("percent", "multiple") and (
            behind := patterns.noun_behind.match(text[end : end + _BEHIND])
        ):
            return _direction(behind)
    near = _CLAUSE.split(before[-_HAN_REACH:])[-1]
    words = list(patterns.han.finditer(near))
    word = words[-1] if words else None
    if word is not None and not patterns.han_between.fullmatch(near, word.end()):
        word = None  # 减肥药卖500元
    word = word or patterns.han_list.search(before[-_LIST_REACH:])
    if word is None and kind == "percent":
        word = _HAN_NOUN.match(text, end)
    if word is None and kind == "percent":
        return _by_sign(text, start, end)
    return _direction(word) if word else None


def _by_sign(text: str, start: int, end: int) -> Direction | None:
    """The direction that the sign of a percentage gives it beside a word for the year before."""
    before = _SIGNED_BEFORE.search(text, max(0, start - 12), start)
    if text[start] in "-−－" and (before or _SIGNED_BEHIND.match(text, end)):
        return "down"
    plus = before["sign"] if before else text[start - 1 : start] in ("+", "＋")
    return "up" if plus and (before or _SIGNED_BEHIND.match(text, end)) else None


def _latin(patterns: _Patterns, before: str, kind: str) -> Direction | None:
    """The direction that English words before a figure give it."""
    begin = 0
    for mark in _SENTENCE.finditer(before):
        begin = mark.end()
    before = before[begin:]
    found = patterns.latin.match(before)
    if found:
        word = found["up"] or found["down"]
        at = found.start("up") if found["up"] else found.start("down")
        alone = word.lower() in patterns.over and not _TO.search(before, at + len(word))
        if alone and kind in ("money", "quantity"):
            return None  # raised $2 billion
        previous = before[:at].rsplit(None, 1)
        if word.lower() in ("up", "down") and previous and previous[-1].lower() in patterns.phrasal:
            return None
        return _direction(found)
    if kind in ("percent", "multiple") and (noun := patterns.noun.search(before)):
        return _direction(noun)
    return None


def _direction(word: re.Match[str]) -> Direction:
    return "up" if word["up"] else "down"


__all__ = ["ChangeRow", "change_of", "load_changes"]
