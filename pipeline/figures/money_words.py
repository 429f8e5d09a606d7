"""The words that tell money from counts, and the sentence in which they are looked for.

They are in `models/figures/money.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from dataclasses import dataclass
from functools import cache

from pipeline.figures.reading import Figure
from pipeline.figures.units import trie_pattern
from pipeline.resources import models_path

_NO_WORTH = "峰数數阈閾均极極最初"  # 日活由峰值420万跌至36万
_SENTENCE = 40
_STOPS = "。！？!?；;\n"
_MODIFIERS = (
    "新|老|旧|舊|付费|付費|注册|註冊|活跃|活躍|月活|日活|企业|企業|个人|個人|家庭|海外|全球|新增|真实|订阅|訂閱|年轻|年輕|终端|終端|线上|線上|线下|線下"
    "|高质量|中文|英文|原创|原創|忠实"
)
# To the question of the line before; 记者：摔一台多少钱？ is answered by 静飞：16.8万.
_ASKED = frozenset(("？\n", "?\n"))
_QUOTED = re.compile("「[^「」]{2,16}」|《[^《》]{2,30}》")
_ANSWER = re.compile(r"[^\s，。,;；、：:？?]{1,8} ?[:：]")
_FULL_STOP = re.compile(r"[。！？!?\n]")
STOP = re.compile(r"[。！？!?；;\n]")
# What a firm of another place counts in; dollars are everybody's.
_NAMED = re.compile("人民币|人民幣|RMB|港元|港币|港幣|[台臺]币|[台臺]幣")
# 9,800万美元;代价中6,000万以现金支付 is of the amount, 2.46亿元人民币；去年1.58亿 its like
_OF_AMOUNT = re.compile(
    "其中|代价|代價|余额|餘額|余款|餘款|余下|餘下|当中|當中|首付|尾款|首期|首笔|首筆|剩下"
)
_RESULT = re.compile("纯利|純利|净利|淨利|毛利|派息")
_ITS_EARLIER = re.compile("去年|上年|前年|同期|上季|上月|早前")


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """The tables of the data file, compiled."""

    nearest: re.Pattern[str]
    verb: re.Pattern[str]
    after: re.Pattern[str]
    counted_after: re.Pattern[str]
    priced: re.Pattern[str]
    piece_after: re.Pattern[str]
    piece: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One table of the data file: words, and the example and counter-example its test reads."""

    name: str
    words: tuple[str, ...]
    example: str
    counter: str


@cache
def load_money() -> tuple[MoneyRow, ...]:
    """The tables of the data file."""
    data = tomllib.loads(models_path("figures/money.toml").read_text(encoding="utf-8"))
    return tuple(
        MoneyRow(name, tuple(table["words"]), table["example"], table["counter"])
        for name, table in data.items()
    )


@cache
def money_words() -> MoneyWords:
    """The tables of the data file, compiled."""
    data = tomllib.loads(models_path("figures/money.toml").read_text(encoding="utf-8"))
    lists = {row.name: row.words for row in load_money()}
    # an H100 of eight cards (八卡) is hired, and not counted
    guards = dict.fromkeys(lists["count"], "") | {"卡": "(?<![0-9一二两兩四八十百千万].)"}
    loose = "[约約近超过過逾到至了掉将將出个個咗足 ]{0,4}$"
    return MoneyWords(
        re.compile(f"(?P<noun>{trie_pattern(lists['noun'])})|{trie_pattern(guards)}"),
        re.compile(f"(?<![{_NO_WORTH}](?=值))(?:{trie_pattern(lists['verb'])}){loose}"),
        re.compile(
            f"[，,]?(?:左右|上下|以上|多)?的?[^，。、,;；\n]{{0,2}}?{trie_pattern(lists['after'])}"
            r"|[，,] ?[^，。、,;；\n]{0,6}(?:回本|回款|到账|到賬|到帳)"  # 一条线14万，七个月回本
        ),
        re.compile(f"[ *`]{{0,4}}的?(?:{_MODIFIERS})?的?{trie_pattern(lists['count'])}"),
        re.compile(f"(?:{trie_pattern(lists['priced'])})(?:{data['priced']['glue']}){{0,14}}$"),
        re.compile(
            f"[ *`]{{0,6}}[^，。、,;；的\n]{{0,2}}"
            f"(?:{trie_pattern(lists['pieces'])}|[A-Za-z]|[2-5]0[5-9]0)"  # 4块 4090
        ),
        re.compile(trie_pattern(lists["pieces"])),
    )


def sentence_before(text: str, begin: int) -> str:
    """What of its sentence stands before `begin`, and the question that it answers."""
    window = text[max(0, begin - _SENTENCE) : begin]
    start = max(window.rfind(stop) for stop in _STOPS) + 1
    if start > 1 and window[start - 2 : start] in _ASKED and _ANSWER.match(window, start):
        start = max(window.rfind(stop, 0, max(0, start - 2)) for stop in _STOPS) + 1
    before = window[start:]
    # a product's name (「公务语言模型服务」) says nothing of what is counted
    return _QUOTED.sub("", before) if "」" in before or "》" in before else before


def nearest_word(before: str) -> re.Match[str] | None:
    """The last word for money or for something counted in `before`."""
    return next(iter(deque(money_words().nearest.finditer(before), maxlen=1)), None)


def lends_currency(text: str, last: Figure, figure: Figure) -> bool:
    """Whether an amount lends its currency past a semicolon, to what is a part or its like."""
    if _FULL_STOP.search(text, last.end, figure.start):
        return False
    clause = STOP.split(text[last.end : figure.start])[-1]
    if _OF_AMOUNT.search(clause):
        return figure.value <= last.value
    if not _NAMED.search(last.surface):
        return False
    if _ITS_EARLIER.search(clause):
        return True
    return not (money_words().nearest.search(clause) or _RESULT.search(clause))
