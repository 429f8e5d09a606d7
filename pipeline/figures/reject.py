"""What is not a figure: dates, versions, names, ordinals, fixed expressions.

Read from `models/figures/rejections.toml`; the grammar passes over shapes and phrases, the scan
asks `names_number` about what stands in front.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.resources import models_path

_VAGUE_AFTER = frozenset("几幾数數")
_POWERS = frozenset("十百千万萬亿億")
# A:85台, GPT-5:18% follow a label; mistral:7b and 16:9 do not.
_LABEL = re.compile(r"(?<![A-Za-z0-9.:/])[A-Za-z][A-Za-z0-9.\-]*:$")
_VERSIONED = re.compile(r"(?:[^\W\d_] ?[vV]?|-)[0-9]{1,2}\.[0-9]{1,2}:$|[A-Za-z0-9]-[A-Za-z]+:$")
_TAGGED = re.compile(r"[0-9.]+[A-Za-z]")
# 42.1亿/66.8亿元, 12.3/15.6/19.2亿元, $0.5/$2 and 1.2万台/1.5万台 are lists; 15元/100万token is
# a rate.
_SLASHED = re.compile(
    r"[0-9] ?[万萬亿億%％]/$|[$€£¥￥][0-9][0-9,.]* ?(?:bn|tn|[kKmMbBtT])?/$"
    r"|(?<![0-9A-Za-z./-])(?P<plain>(?:[0-9]+(?:\.[0-9]+)?/){1,6})$"
)
_SAME_UNIT = re.compile(r"[0-9](?P<unit>[^0-9/\s.,，]{1,4})/$")
_NUMBER = re.compile(r"[0-9.,]+")
_PER_TOKENS = re.compile(
    r"1(?:,?000){0,3} ?(?:[KkMmBb]|thousand|million|千|百?万|百萬)? ?(?:[a-z]+ )?[Tt]okens?\b"
)
_PER = re.compile(r"(?:/ ?|\b[Pp]er )$")
# A currency's sign is of no ordinal: spending will top $5 billion.
_SIGNED = re.compile(r"[A-Z]{0,3}[$＄€£¥￥]")
_RATES = ("每", "per")
# Power could top 5 GW; the top 5 firms.
_WOULD_TOP = re.compile(r"\b(?:could|will|would|may|might|can|should|likely) top $")
_SLASH_REACH = 48
# 房间号12/15万达广场
_ADDRESS = re.compile(r"[间間房门門编編型楼樓序][号號][码碼]?[为為是：: ]{0,2}$")
_CAPITAL_WORD = re.compile(r"(?:^|[^A-Za-z])([A-Z][A-Za-z]*)[ -]$")


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row of the data file: `how` is its table, `patterns` a regex or words."""

    how: str
    identifier: str
    patterns: tuple[str, ...]
    unless: str
    example: str
    counter: str


@cache
def load_rejections() -> tuple[Rejection, ...]:
    """All rejections in the order in which they are tried."""
    data = tomllib.loads(models_path("figures/rejections.toml").read_text(encoding="utf-8"))
    return tuple(
        Rejection(
            how,
            row["id"],
            (row["pattern"],) if how == "shape" else tuple(row["words"]),
            row.get("unless", ""),
            row["example"],
            row["counter"],
        )
        for how in (
            "shape",
            "phrase",
            "left",
            "magnitude",
            "claim",
            "not_noun",
            "not_modifier",
            "opener",
            "compound",
            "label",
        )
        for row in data[how]
    )


def shape_patterns() -> list[str]:
    """Regexes of the shapes, to be tried before the grammar."""
    return [row.patterns[0] for row in load_rejections() if row.how == "shape"]


def phrase_words() -> Sequence[str]:
    """Fixed expressions that begin with a numeral."""
    return sorted(listed("phrase"))


@cache
def _left_words() -> re.Pattern[str]:
    branches = []
    for row in load_rejections():
        if row.how == "left":
            for word in sorted(row.patterns, key=len, reverse=True):
                guard = f"(?![{row.unless}])" if row.unless else ""
                if word[0].isascii() and word[0].isalpha():
                    guard = "(?![A-Za-z])"
                branches.append(re.escape(word[::-1]) + guard)
    return re.compile("[ \u00a0]?(?:" + "|".join(branches) + ")")


@cache
def _vague_before() -> re.Pattern[str]:
    rows = [row for row in load_rejections() if row.how == "magnitude"]
    return re.compile("|".join(f"[{''.join(row.patterns)}](?![{row.unless}])" for row in rows))


@cache
def listed(how: str) -> frozenset[str]:
    """The words of all rows of one table."""
    return frozenset(word for row in load_rejections() if row.how == how for word in row.patterns)


@cache
def _claims() -> tuple[str, ...]:
    return tuple(listed("claim"))


def is_claim(text: str, start: int) -> bool:
    """Whether a word right before the number says that the count is what is claimed."""
    return text[max(0, start - 4) : start].endswith(_claims())


def is_vague_magnitude(text: str, start: int) -> bool:
    """Whether the magnitude at `start` follows a vague word: 数|十亿, 上|百."""
    if text[start] in "十拾" and start and text[start - 1] == "上":
        return False  # 上百家, but 乘上十倍
    return _vague_before().match(text[max(0, start - 2) : start][::-1]) is not None


def names_number(text: str, start: int, *, chinese_unit: bool) -> bool:
    """Whether the number at `start` belongs to a name, an ordinal or a vague expression.

    `chinese_unit` says that a Han magnitude, a currency or a percent sign follows: then a Latin
    letter right before the digits is the end of a word and not part of a name (给OpenAI300亿美元).
    """
    if not start:
        return False
    previous = text[start - 1]
    if previous == "/":  # the denominator of a rate
        return text[start] in _POWERS or not _is_slashed(text, start, chinese_unit)
    if (
        previous == " "
        and text[start - 2 : start - 1] == "/"
        and (text[start] in _POWERS or _PER_TOKENS.match(text, start))
    ):
        return True  # 12 美元 / 百万 token, $0.03 / 1K tokens
    if previous.isascii():
        if previous.isalpha() or previous in "_@":
            return not chinese_unit
        if previous in "-./'’:" and start > 1:
            before = text[start - 2]
            if before.isascii() and before.isalnum():
                labels = previous == ":" and _LABEL.search(text, max(0, start - 24), start)
                if (
                    not labels
                    and previous == ":"
                    and chinese_unit
                    and _VERSIONED.search(text, max(0, start - 24), start)
                ):
                    return False  # 可灵3.0:0.42元
                return not labels or _TAGGED.match(text, start) is not None
    elif previous in "０１２３４５６７８９":
        return True
    label = _left_words().match(text[max(0, start - 10) : start][::-1])
    if label is None or (label[0].strip()[::-1] not in _RATES and _SIGNED.match(text, start)):
        return False
    return _WOULD_TOP.search(text, max(0, start - 16), start) is None


def is_rate_of_tokens(text: str, start: int) -> bool:
    """Whether the number at `start` is what a price is per: $0.25 / 1 million tokens."""
    before = text[max(0, start - 5) : start]
    return _PER.search(before) is not None and _PER_TOKENS.match(text, start) is not None


def _is_slashed(text: str, start: int, chinese_unit: bool) -> bool:
    """Whether the number behind a slash is one of a list and no denominator."""
    same = _SAME_UNIT.search(text, max(0, start - 7), start)
    number = _NUMBER.match(text, start) if same else None
    if same and number and text.startswith(same["unit"], number.end()):
        return True
    before = _SLASHED.search(text, max(0, start - _SLASH_REACH), start)
    if before is None or _ADDRESS.search(text, max(0, before.start() - 8), before.start()):
        return False
    return chinese_unit or (before["plain"] or "").count("/") > 1


def follows_name(text: str, start: int) -> bool:
    """Whether a capitalised word stands right before: `Windows 11 users`, `Llama 3 models`."""
    word = _CAPITAL_WORD.search(text, max(0, start - 24), start)
    return word is not None and word[1] not in listed("opener")


def is_vague(text: str, end: int) -> bool:
    """Whether the numeral that ends at `end` goes on into a vague one: 十几, 二十幾."""
    return text[end : end + 1] in _VAGUE_AFTER
