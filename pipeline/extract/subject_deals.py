"""Figures of deals and sums: what a firm was bought for, and what several have together.

`ServiceNow is to acquire Armis for $7.75 billion`, 以20亿美元收购Manus: the price is what the
bought firm is worth. `OpenAI, Anthropic and xAI have together raised $126 billion`,
甲、乙、丙合计亏损30亿元: a sum of several is of none of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.extract.mention import Mention
from pipeline.extract.metric_frames import HEDGES
from pipeline.extract.sentences import Sentence
from pipeline.figures import Figure

_ABOUT: Final = frozenset(("company", "model"))
_REACH: Final = 120
_ADVERBS: Final = rf"(?:(?:{HEDGES}) )*"
_ACQUIRES: Final = re.compile(
    r"\b(?:acquir(?:e|es|ed|ing)|acquisition of|takeover of|snap(?:s|ped)? up)"
    r" (?:(?!(?:and|from|by|with|into|of|in|stakes?|shares) )[a-z-]+ ){0,3}$"
)
_BUYS: Final = re.compile(
    r"\b(?:buy|buys|bought|buying|purchase|purchases|purchased|purchasing|purchase of)"
    r" (?:(?:out|up|the|startup|start-up|rival|chipmaker|developer|maker|company|firm) ){0,3}$"
)
_FOR: Final = re.compile(
    r"(?:, [^,.;\n0-9]{1,48},| in [^,.;\n0-9]{1,24})? ?"
    r"(?:for|at a price of|at|, (?:priced|valued) at"
    r"|in an? (?:[a-z-]+ ){0,3}(?:worth|valued at|of))"
    rf" {_ADVERBS}$"
)
# A rate and what the money buys are behind it: at $40 billion a year, for $300 billion of chips
_SPENT_ON: Final = re.compile(
    r" (?:a|an|per|each|every) |/| (?:of(?! (?:cash|stock|its|debt)\b)|worth of|in(?! (?:an? |all"
    r"|cash|stock|shares|debt|early|late|mid|total|the|19|20|J|F|M|A|S|O|N|D)))\b"
)
_TAKES: Final = re.compile(
    r"(?:的(?:价格|对价|总价)|现金|全现金|的现金|代价)?(?:全资)?"
    r"(?:(?P<firm>收购|并购)|买下|购入)(?:了)?"
    r"(?:(?:[^，。；！？,;\n0-9]{0,12}?(?:公司|企业|初创|厂商|平台|开发商|旗下的?))?)\s?"
)
# The name ends what is taken.
_TAKEN: Final = re.compile(
    r"\s?(?:$|[，。；！？、,;!?）)\n]|的(?:交易|消息|计划|提议)|后|时|一案|以|并|来|公司|集团)"
)
_PAYS: Final = re.compile(r"(?:以|斥资|作价|花费?了?|出价|出资|拟以)(?:约|近|超过?|逾|高达)?\s?$")
_PAID: Final = re.compile(
    r"[^。；！？;\n0-9]{0,12}?(?:作价|对价(?:为|是)?|价格(?:为|是)?|耗资|收购价(?:为|是)?)(?:约|近|超过?|逾)?\s?"
)
_TAKING: Final = re.compile(r"(?:收购|买下|并购)(?:了)?[^，。；！？,;\n0-9]{0,6}$")
_OWNED: Final = re.compile(r"旗下|['’]s\b|的子公司|\s?的|所?持有?的|手中的")
_LEAST: Final = 1e6  # below it, no firm is bought
_LEAST_BOUGHT: Final = 1e7  # and what is only said to be bought may be goods
_JOIN: Final = re.compile(r"\s?(?:、|，|,|和|与|及|以及|跟|&|,? ?\band\b)\s?")
_TOGETHER: Final = re.compile(
    r"合计|总共|一共|加起来|加总|加在一起|共计|总和|两家共|双方共|[三四五六七八]家(?:共|公司|企业|巨头|大厂|云厂商)|[三四五六七]大(?:巨头|云厂商|科技)"
    r"|\b(?:[Tt]ogether|[Cc]ombined|between them|[Cc]ollectively|in total|[Jj]ointly)\b"
)
# Amazon, Microsoft and Google are on track to spend $400 billion.
_THEY: Final = re.compile(
    r" (?:are|were|have|plan|expect|intend|spent|pledged|committed|will|could|said they)\b"
)
_SEVERAL: Final = 3  # of two, a sum says something of either
_EACH: Final = re.compile(r"分别|各自|各[占有获达为]|其中|\b(?:each|respectively)\b")


class Told(NamedTuple):
    """Whom a figure is about, None for no one, and what it measures, None where that is open."""

    entity_id: str | None
    metric: str | None


def of_deals(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
) -> dict[int, Told]:
    """What is told of the figures of deals and sums, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order.
        mentions: the names of those that figures may be about, in order.
        figures: the figures in it, in order.
    """
    found: dict[int, Told] = {}
    starts = [m.start for m in mentions]
    begins = [s.start for s in sentences]
    for figure in figures:
        if figure.kind != "money":
            continue
        number = bisect_left(begins, figure.start + 1) - 1
        low = max(begins[max(0, number)], figure.start - _REACH)
        before = mentions[bisect_left(starts, low) : bisect_left(starts, figure.start)]
        first = bisect_left(starts, figure.end)
        behind = mentions[first : bisect_left(starts, figure.end + _REACH // 2)]
        bought = _bought(text, figure, low, before, behind)
        if bought is not None:
            found[figure.start] = Told(bought, "valuation")
        elif len(before) >= _SEVERAL and _is_sum(text, figure, low, before):
            found[figure.start] = Told(None, None)
    return found


def _bought(
    text: str,
    figure: Figure,
    low: int,
    before: Sequence[Mention],
    behind: Sequence[Mention],
) -> str | None:
    """The firm that `figure` is the price of."""
    if figure.value < _LEAST or figure.per or _SPENT_ON.match(text, figure.end):
        return None
    dear = figure.value >= _LEAST_BOUGHT
    for mention in reversed(before):
        if mention.type not in _ABOUT:
            continue
        lead = text[low : mention.start]
        bought = dear and mention.type == "company" and _BUYS.search(lead)
        if (_ACQUIRES.search(lead) or bought) and _FOR.fullmatch(text[mention.end : figure.start]):
            return mention.entity_id
        if _TAKING.search(lead) and _PAID.fullmatch(text[mention.end : figure.start]):
            return mention.entity_id
    if not _PAYS.search(text[low : figure.start]):
        return None
    for mention in behind:
        if mention.type not in _ABOUT:
            return None
        if _OWNED.match(text, mention.end) and mention is not behind[-1]:
            continue  # 蝴蝶效应旗下的Manus
        taken = text[figure.end : mention.start]
        for other in behind:
            if other.end <= mention.start:
                taken = taken.replace(other.surface, "")
        verb = _TAKES.fullmatch(taken) if _TAKEN.match(text, mention.end) else None
        whole = verb is not None and (verb["firm"] or (dear and mention.type == "company"))
        return mention.entity_id if whole else None
    return None


def _is_sum(text: str, figure: Figure, low: int, before: Sequence[Mention]) -> bool:
    """Whether what stands before `figure` sums up a list of names."""
    said = text[low : figure.start]
    if _EACH.search(said) or not (_TOGETHER.search(said) or _THEY.search(said)):
        return False
    listed = [m for m in before if m.type in _ABOUT]
    runs: list[list[Mention]] = []
    for mention in listed:
        gap = text[runs[-1][-1].end : mention.start] if runs else ""
        if runs and _JOIN.fullmatch(gap):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    if not runs or len({m.entity_id for m in runs[-1]}) < _SEVERAL:
        return False
    last = runs[-1]
    summed = (
        _TOGETHER.search(text, last[-1].end, figure.start)
        or _TOGETHER.search(text, max(low, last[0].start - 24), last[0].start)
        or _THEY.match(text, last[-1].end)
    )
    # Nothing else was counted since: OpenAI和xAI合计融资126亿美元，其中…
    return summed is not None and not any(c.isdigit() for c in text[last[-1].end : figure.start])


__all__ = ["Told", "of_deals"]
