"""What a figure is per: 每月, `a month`, 月租金, `monthly rent of`.

Read from `models/figures/rates.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any, Final, NamedTuple

from pipeline.figures.qualifiers import WordRow
from pipeline.figures.units import trie_pattern
from pipeline.resources import models_path

_WINDOW: Final = 20  # code points before a figure in which a rate stands
_ENGLISH_WINDOW: Final = 48
_SIGN: Final = re.compile("[每均单單费費薪]")
# 市值单日蒸发6000亿美元: it went so once, and not every day.
_MOVED_ONCE: Final = re.compile(
    "[单單][日周週月季][^，。,;；]{0,6}[增涨漲跌蒸缩縮减減飙飆暴挫升降]"
)
_SPENT_WINDOW: Final = 48
_CLOSE: Final = 6  # code points between 一个月 and the word for spending
_ONCE: Final = re.compile("[单單][日月季][^，。,;；]*$")
_SPENT_SIGN: Final = re.compile(r"[每单單一][个個]?[年月周週天日]")
_PAID_SIGN: Final = re.compile("[年月日时時周週季]")
_TIMES: Final = frozenset(
    ("year", "semester", "quarter", "month", "week", "day", "hour", "minute", "second")
)
_GLUE: Final = r"[^，。；！？、,;!?\n每：:（(]{0,9}"
_ENGLISH_GLUE: Final = (
    r"(?:[ :]+(?:of|is|was|are|were|at|to|from|for|by|about|around|roughly|nearly|some|over|under"
    r"|just|only|now|than|more|less|rose|rises|fell|dropped|jumped|climbed|averaging|averages"
    r"|between|up|the|a))*[ :]*"
)
# 38 percent a year ago names a time and no rate
_AGO: Final = re.compile(r" (?:ago|earlier|before|later|previously)\b")


@cache
def rates_data() -> dict[str, Any]:
    """The rates file, read once."""
    return tomllib.loads(models_path("figures/rates.toml").read_text(encoding="utf-8"))


@cache
def load_rates() -> tuple[tuple[WordRow, tuple[str, ...]], ...]:
    """Rows of the rates file: the row with its names, and its adverbs."""
    data = rates_data()
    return tuple(
        (
            WordRow(row["per"], "rate", tuple(row["names"]), row["example"], row["counter"]),
            tuple(row["adverbs"]),
        )
        for row in data["rate"]
    )


class PaidRow(NamedTuple):
    """What is paid by the period: the words for the period, and the test's two cases."""

    per: str
    times: tuple[str, ...]
    english: tuple[str, ...]
    example: str
    counter: str


@cache
def load_paid() -> tuple[PaidRow, ...]:
    """The periods by which something is paid."""
    data = rates_data()
    return tuple(
        PaidRow(
            row["per"], tuple(row["times"]), tuple(row["english"]), row["example"], row["counter"]
        )
        for row in data["paid"]
    )


@cache
def _paid() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    data = rates_data()["payments"]
    times = {time: row.per for row in load_paid() for time in row.times}
    adverbs = {word: row.per for row in load_paid() for word in row.english}
    chinese = re.compile(
        rf"(?<![{data['not_after']}])({trie_pattern(list(times))})"
        rf"(?:{trie_pattern(data['words'])})[：:]?{_GLUE}$"
    )
    english = re.compile(
        rf"\b({trie_pattern(list(adverbs))}) (?:{trie_pattern(data['english'])})s?\b"
        rf"{_ENGLISH_GLUE}$",
        re.IGNORECASE,
    )
    return times | adverbs, chinese, english


def _paid_by(text: str, start: int, window: str) -> str | None:
    """The period by which what stands before a figure is paid: 月租金, `monthly rent of`."""
    times, chinese, english = _paid()
    if _PAID_SIGN.search(window):
        found = chinese.search(window)
        if found:
            return times[found[1]]
    if "ly " in (wide := text[max(0, start - _ENGLISH_WINDOW) : start]) or "nnual " in wide:
        found = english.search(wide)
        if found:
            return times[found[1].lower()]
    return None


@cache
def load_spending() -> WordRow:
    """What is spent over a period that the clause names further to the left."""
    row = rates_data()["spending"]
    return WordRow("spending", "left", tuple(row["words"]), row["example"], row["counter"])


@cache
def _spending() -> re.Pattern[str]:
    return re.compile(
        r"(?:[每单單]|(?<![0-9〇一二三四五六七八九十百第前后後上下这這那每近过過同有期])(?P<one>一))"
        r"[个個]?(?P<time>[年月周週天日])(?P<between>(?!前|后|後|之前|之后|之後|以前|以后|以後|早|晚|黑)[^，。；！？,;!?\n0-9昨今明]{0,32}?)"
        rf"(?:{trie_pattern(load_spending().words)})"
        r"(?:高达|高達|超过|超過|将近|將近|接近|大约|大約|[了到约約近逾达達超为為])?[ 约約]?$"
    )


_PERIODS: Final = {
    "年": "year", "月": "month", "周": "week", "週": "week", "天": "day", "日": "day",
}  # fmt: skip


def _spent_by(text: str, start: int) -> str | None:
    """The period in which an amount is spent: 每天在编程工具上花超过800美元, 一个月烧了12亿."""
    window = text[max(0, start - _SPENT_WINDOW) : start]
    found = _spending().search(window) if _SPENT_SIGN.search(window) else None
    if found is None or (found["one"] and len(found["between"]) > _CLOSE):
        return None
    return _PERIODS[found["time"]]


def _key(word: str) -> str:
    folded = word.lower().replace(" ", "")
    plural = len(folded) > 2 and folded[-1] == "s" and folded[-3:].isascii()
    return folded[:-1] if plural else folded


@cache
def _rates() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    adverbs: dict[str, str] = {}
    for row, own_adverbs in load_rates():
        for name in row.words:
            names.setdefault(_key(name), row.identifier)
        adverbs.update(dict.fromkeys(own_adverbs, row.identifier))
    spellings: set[str] = set()
    for row, _ in load_rates():
        for name in row.words:
            spellings.update({name, name.replace("token", "tokens"), name.replace("token", "Token"),
                              name.replace("token", "Tokens"), name.replace("token", " token"),
                              name.replace("token", " tokens"), name.replace("token", " Token"),
                              name.replace("token", " Tokens")})  # fmt: skip
            if name.isascii() and name.isalpha() and len(name) > 2:
                spellings.add(name + "s")
    guarded = {
        word: "(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "(?![代级級])"
        for word in spellings
    }
    name = trie_pattern(guarded)
    after = re.compile(
        rf" ?(?:[/／] ?|每 ?|per | per |a |an )({name})"
        rf"| ?({trie_pattern(list(adverbs))})(?![A-Za-z])"
    )
    # 年薪酬委员会 pays nobody by the year
    before = re.compile(
        rf"(?:每(?:一)? ?({name})|({trie_pattern(list(adverbs))})(?!(?<=薪)酬)){_GLUE}$"
    )
    return names, after, before, adverbs


def rate_of(text: str, start: int, end: int, kind: str = "money") -> str | None:
    """What the figure is per (`year`, `1e6 token`, …), `None` where no rate stands beside it.

    A 每 behind a quantity is of what follows (2元每张, but 21个人每天); a share is by the time or
    by nothing, and only money is paid by the period.
    """
    names, after, before, adverbs = _rates()
    per = None
    sign = text[end : end + 1]
    if sign and sign in "/／每 amd" and (kind != "quantity" or "每" not in text[end : end + 2]):
        found = after.match(text, end)
        if found and not _AGO.match(text, found.end()):
            per = names.get(_key(found[1])) if found[1] else adverbs[found[2]]
    window = text[max(0, start - _WINDOW) : start]
    if per is None and _SIGN.search(window):
        found = before.search(window)
        # 每名学生年费210元: the nearest
        while found:
            per = names.get(_key(found[1])) if found[1] else adverbs.get(found[2])
            found = before.search(window, found.start() + 1)
    if kind == "percent":
        # 单日大涨28.7% happened once
        return per if per in _TIMES and not _ONCE.search(window) else None
    if per in _TIMES and _MOVED_ONCE.search(window):
        return None
    if per is None and kind == "money":
        return _paid_by(text, start, window) or _spent_by(text, start)
    return per
