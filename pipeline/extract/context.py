"""What stands around a name: whether an ambiguous word is one, and whether company or model."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import Final

from pipeline.extract.span_features import PAD, Page
from pipeline.knowledge.entity import AliasRule
from pipeline.resources import models_path

_NEAR: Final = 25
_SIDE: Final = 16
_LONGEST_GAP: Final = 30
_BESIDE: Final = 8
_GAP: Final = r"(?:\s?[、,，/;]\s?(?:and |or |和|与|及|以及)?|\s?(?:和|与|及|以及|and|&)\s?| or )"
_AMOUNT: Final = (
    r"(?:[$€£¥₹]|US\$|Rs\.? ?)\d[\d.,]*"
    r"(?: ?(?:[mb]illion|trillion|[mb]n|[MBTKmbtk]|cr|crore|lakh)\b)?"
)
# Items of a list may have a figure: 通义千问(44%)、DeepSeek(38%)和豆包; Gemini 148元、Claude 156元;
# `Clio ($500M), Firmus $325 million and d-Matrix`.
_NOTED_GAP: Final = re.compile(
    r"(?:\s?[（(][^）)\n]{1,12}[）)]|\s?\d[\d.]*\s?[\u4e00-\u9fff%％]{1,2}"
    rf"|(?: [a-z]{{2,7}})? {_AMOUNT})?{_GAP}(?:[^，。、\n]{{2,6}}的)?"
)
_LIST_COMPANY: Final = re.compile(
    r"^\s?(?:等)?(?:一众|众多|多家|几家|头部|新锐|国产|国内|中国|本土|海外|美国|大|AI|人工智能|大模型|科技|明星|创业|初创|独角兽|新兴|\s){0,5}"
    r"(?:公司|企业|厂商|巨头|实验室|创业者|玩家|团队|为代表的(?:公司|企业|厂商|.{0,6}(?:公司|企业|厂商)))"
)
_LIST_MODEL: Final = re.compile(
    r"^\s?(?:等)?(?:一众|众多|国产|国内|中国|本土|海外|主流|开源|闭源|前沿|通用|头部|大语言|AI|语言|对话|\s){0,6}(?:大模型|模型|助手|应用|产品|聊天机器人|chatbots?|models?|assistants?)"
)


@dataclass(frozen=True, slots=True)
class _Cue:
    side: str
    weight: int
    pattern: re.Pattern[str]


@functools.cache
def _type_cues() -> tuple[_Cue, ...]:
    listed = tomllib.loads(models_path("names/type_cues.toml").read_text(encoding="utf-8"))["cue"]
    return tuple(_Cue(c["side"], c["weight"], re.compile(c["pattern"])) for c in listed)


@functools.cache
def english_words() -> frozenset[str]:
    """Words that, written small, are words even in a Chinese sentence (`benchmark`, `cursor`)."""
    lines = models_path("names/english_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def company_weight(text: str, start: int, end: int) -> int:
    """How much the words beside `text[start:end]` speak for a company (below zero: a model)."""
    before, after = text[max(0, start - _SIDE) : start], text[end : end + _SIDE]
    weight = sum(
        cue.weight
        for cue in _type_cues()
        if cue.pattern.search(after if cue.side == "after" else before)
    )
    if _BARRED.match(text, end):
        weight += 5
    if _LIST_COMPANY.match(after):
        weight += 3
    elif _LIST_MODEL.match(after):
        weight -= 2
    return weight


# `blocked X from raising money`, `banned X, the start-up,`: what is kept from something is a firm.
_BARRED: Final = re.compile(
    r"(?:, [^,.\n]{2,60},)? from (?!being\b)[a-z]+ing\b"
    r"|, (?:the|an?) (?:[\w’'-]+ ){0,5}(?:start-?up|company|firm|unicorn)\b"
)


def list_verdict(text: str, end: int) -> str | None:
    """What a list that ends at `end` says of its items: “A、B等公司”, “A和B等模型”."""
    after = text[end : end + 24]
    if _LIST_COMPANY.match(after):
        return "company"
    return "model" if _LIST_MODEL.match(after) else None


def is_list_gap(gap: str) -> bool:
    """Whether `gap` joins two items of a list."""
    return len(gap) <= _LONGEST_GAP and _NOTED_GAP.fullmatch(gap) is not None


def is_refused(text: str, start: int, end: int, rule: AliasRule) -> bool:
    """Whether the words around or beside the span make it something else."""
    if in_block(text, start, end, rule):
        return True
    if not rule.against:
        return False
    beside = text[max(0, start - _BESIDE) : start] + "\n" + text[end : end + _BESIDE]
    return any(cue in beside for cue in rule.against)


def in_block(text: str, start: int, end: int, rule: AliasRule) -> bool:
    """Whether the span lies inside a string in which it is never the name."""
    if not rule.blocks:
        return False
    pattern, longest = _blocks(rule.blocks)
    low, high = max(0, start - longest), end + longest
    # Blocks may overlap one another, so the search goes on one place behind each.
    match = pattern.search(text, low, high)
    while match and match.start() <= start:
        for block in rule.blocks:
            if end <= match.start() + len(block) and text.startswith(block, match.start()):
                return True
        match = pattern.search(text, match.start() + 1, high)
    return False


@functools.lru_cache(maxsize=4096)
def _blocks(blocks: tuple[str, ...]) -> tuple[re.Pattern[str], int]:
    return re.compile("|".join(map(re.escape, blocks))), max(map(len, blocks))


@functools.lru_cache(maxsize=4096)
def _any_of(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, cues)) or r"(?!)")


def has_cue(text: str, start: int, end: int, rule: AliasRule) -> bool:
    """Whether a word that decides for the name stands close by."""
    pattern = _any_of(rule.near)
    return (
        pattern.search(text, max(0, start - _NEAR), start) is not None
        or pattern.search(text, end, end + _NEAR) is not None
    )


def crosses_word(page: Page, start: int, end: int, *, inside: bool) -> bool:
    """Whether a dictionary word runs across an edge of the span (王坚 in 国王坚持).

    With `inside`, also whether the span is only a part of one longer word (小米 in 小米粥).
    """
    starts = page.starts[start + PAD : end + PAD + 1]
    if starts[0] and starts[-1]:
        return False
    # Where no word starts in the span, or only at its start, one word holds it all.
    return inside or bool(starts[1:-1].any())
