"""Words beside a figure that say how exact it is.

Read from `models/figures/qualifiers.toml`. Words to the left are matched on the reversed text, so
that one anchored match finds the longest.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from pipeline.figures.units import trie_pattern
from pipeline.resources import models_path

Qualifier = Literal["exact", "approx", "gt", "lt"]
_NAMED: Final[dict[str, Qualifier]] = {"exact": "exact", "approx": "approx", "gt": "gt", "lt": "lt"}
_LEFT_WINDOW = 24
# 市值过百亿 passes a mark, 画过3100张 only tells that it happened: what may stand before 过.
_PASSED_BY = frozenset(
    "量数數额額率值价價户戶入润潤收也亦已早都便就将將快预預均总總累共份模资資金比占佔龄齡元日月年天者人度期"
)
_PASSED = frozenset(("过", "過"))
# 不到业界同级模型的两成: the word stands before what is compared with.
_COMPARED = re.compile(
    r"(?:(?P<lt>不到|不足|不及|未及)|(?P<gt>不低于|不低於|不少于|不少於)|(?P<approx>约为|約為|大约是|大約是|大概是|约是|約是|约等于|相当于约|接近|约|約))"
    r"[^，。；！？、,;!?\n约約]{1,16}的 ?$"
)
# 合计不足总额一成: the whole is one word
_SHORT_OF = re.compile(
    r"(?:不到|不足|不及)(?:总额|總額|总数|總數|总量|總量|全部|全国|全國|全球|全体|全體|一半的)$"
)
_AGE_SIGNS = frozenset("岁歲")
_COMPARED_WINDOW = 24
# 至少还要倒三分之一, 约增加8倍: a verb stands between.
_VERB_BETWEEN = re.compile(
    r"(?:(?P<gt>至少|起码|起碼|最少)|(?P<lt>至多|最多|顶多|頂多))[\u4e00-\u9fff]{1,4} ?$"
    r"|(?<![契节節条條签簽合公预預履制])(?P<approx>约|約|大约|大約)(?:可|将|將|会|會|能)?"
    r"(?:增加|增长|增長|减少|減少|提高|提升|下降|上涨|上漲|下跌|降低|缩短|縮短|节省|節省|占|佔"
    r"|需要|花费|花費|相当于|相當於|折合)了? ?$"
)
# 11,000 letters a week, give or take
_LOOSELY = re.compile(
    r"(?:[ -][A-Za-z]+){0,4}?,? (?:give or take|more or less|or thereabouts|near enough|or so)\b"
    r"(?! (?:it|that))"
    r"|(?: [a-z]+)?, (?:roughly|approximately)(?=[,.;:\n]|$)"
)


@dataclass(frozen=True, slots=True)
class WordRow:
    """One row of the data file, or of that of rates, with the two cases that its test reads."""

    identifier: str
    side: str
    words: tuple[str, ...]
    example: str
    counter: str


@cache
def load_qualifiers() -> tuple[WordRow, ...]:
    """Rows of the qualifiers file; `side` is `left`, `right` or `inside`."""
    data = tomllib.loads(models_path("figures/qualifiers.toml").read_text(encoding="utf-8"))
    return tuple(
        WordRow(
            row["id"],
            row["side"],
            (
                *(row["words"] if not row.get("only_with_verb") else ()),
                *(word + verb for word in row["words"] for verb in row.get("verbs", ())),
            ),
            row["example"],
            row["counter"],
        )
        for row in data["qualifier"]
    )


@dataclass(frozen=True, slots=True)
class GuardRow:
    """What must stand behind words of the right side: a regex lookahead, with its test's cases."""

    words: tuple[str, ...]
    ahead: str
    qualifier: Qualifier
    example: str
    counter: str


@cache
def load_guards() -> tuple[GuardRow, ...]:
    """The guards of the qualifiers file."""
    data = tomllib.loads(models_path("figures/qualifiers.toml").read_text(encoding="utf-8"))
    return tuple(
        GuardRow(
            tuple(row["words"]), row["ahead"], _NAMED[row["qualifier"]], row["example"],
            row["counter"],
        )
        for row in data["guard"]
    )  # fmt: skip


@cache
def _side(side: str) -> dict[str, Qualifier]:
    found: dict[str, Qualifier] = {}
    for row in load_qualifiers():
        if row.side == side:
            found.update(dict.fromkeys(row.words, _NAMED[row.identifier]))
    return found


@cache
def _left() -> tuple[re.Pattern[str], dict[str, Qualifier]]:
    words = _side("left")
    cased = dict(words)
    for word, value in words.items():
        if word.isascii() and word[0].isalpha():
            cased[word[0].upper() + word[1:]] = value
    reverse = {
        word[::-1]: "(?![A-Za-z])" if word[0].isascii() and word[0].isalpha() else ""
        for word in cased
    }
    pattern = re.compile(
        r"[ \u00a0*]{0,3}(?:(?:了|的|为|為|出|有|在|a |仅|有能|是)[ ]?)?("
        + trie_pattern(reverse)
        + ")"
    )
    return pattern, cased


@cache
def _right() -> tuple[re.Pattern[str], dict[str, Qualifier]]:
    words = _side("right")
    guards = {word: "(?![A-Za-z])" if word.isascii() and word.isalpha() else "" for word in words}
    for row in load_guards():
        guards.update((word, guards[word] + row.ahead) for word in row.words)
    return re.compile(r"[ \u00a0*]{0,3}的?(" + trie_pattern(guards) + ")"), words


def qualifier_of(text: str, start: int, end: int, inside: str, *, ratio: bool = False) -> Qualifier:
    """The qualifier of the figure `text[start:end]`; `inside` is a mark within it (多, 余, +).

    `ratio` says that the figure is a share or a multiple: then what it is a part of may stand
    between qualifier and number (不到同行的两成).
    """
    if inside:
        return _side("inside").get(inside.strip(), "exact")
    left_said: Qualifier | None = None
    pattern, words = _left()
    left = pattern.match(text[max(0, start - _LEFT_WINDOW) : start][::-1])
    if left:
        word = left[1][::-1]
        # 投资过的12家 tells that it happened, and passes no mark
        passing = word not in _PASSED or "的" not in text[start - left.end() + 1 : start]
        if passing and (word not in _PASSED or _is_passed(text, start - left.end(), ratio)):
            left_said = words[word]
            if left_said != "exact":
                return left_said
    pattern, words = _right()
    right = pattern.match(text, end)
    if right:
        return words[right[1]]
    if _LOOSELY.match(text, end):
        return "approx"
    if left_said:
        return left_said
    if text[start - 1 : start] == "快" and text[end - 1 : end] in _AGE_SIGNS:
        return "approx"  # 快58岁的大姐
    between = _VERB_BETWEEN.search(text, max(0, start - 10), start)
    if between and between.lastgroup:
        return _NAMED[between.lastgroup]
    if ratio and _SHORT_OF.search(text, max(0, start - 8), start):
        return "lt"
    if ratio and text[start - 2 : start].rstrip().endswith("的"):
        compared = _COMPARED.search(text, max(0, start - _COMPARED_WINDOW), start)
        if compared and compared.lastgroup:
            return _NAMED[compared.lastgroup]
    return "exact"


def _is_passed(text: str, start: int, ratio: bool) -> bool:
    """Whether 过 at `start` passes a mark: a quantity stands before it, or nothing."""
    before = text[start - 1 : start] if start else ""
    return before in _PASSED_BY or not before.isalnum() or (ratio and before == "次")
