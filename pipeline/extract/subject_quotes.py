"""Of whom figures are that someone says of `we` or 我们, where the speaker's firm is named.

`"We added 950 customers," said Sridhar Ramaswamy, Snowflake's chief executive.`: the figure is of
Snowflake, whatever firm the page is about. What names the speaker must name a title and one firm.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from pipeline.extract.mention import Mention
from pipeline.extract.sentences import Sentence
from pipeline.figures import Figure

_QUOTE: Final = re.compile(r"“[^”\n]{8,900}”|\"[^\"\n]{8,900}\"|「[^」\n]{8,900}」")
_SAID: Final = re.compile(
    r"\s?(?:said|says|added|adds|wrote|noted|recalled|explained|recalls|explains)\b[^.!?\n]{0,140}"
    r"|\s?[^.!?\n“”\"]{2,48} (?:said|says|added|wrote|noted)\b[^.!?\n]{0,80}"
)
_LEADS: Final = re.compile(
    r"(?:说|表示|称|认为|直言|透露|坦言|指出|回应|解释|补充|强调|介绍)(?:道|到)?\s?[，,：:]?\s?$"
    r"|(?:said|says|added|told [^.\n“”\"]{2,24}|wrote)[,:]?\s?$"
)
_LED: Final = 96
_TITLE: Final = re.compile(
    r"创始人|创办人|董事长|总裁|总经理|负责人|首席|主管|副总|合伙人|发言人|CEO|CTO|CFO|COO|掌门"
    r"|执行长|营运长|财务长|\b(?:chief|founder|co-founder|president|chair(?:man|woman)?|head|director|executive|boss"
    r"|spokes(?:man|woman|person)|manager|partner)\b",
    re.I,
)
_FORMER: Final = re.compile(
    r"(?:\bformer(?:ly)?(?: at| of)?|\bex-|\bpreviously at|\btold|\bto|\bleft|\bfrom"
    r"|前|原|曾任|曾在|对|向|离开)\s?$"
)
# Who watches others says `we` of what they do.
_WATCHES: Final = re.compile(
    r"分析师|分析员|经济学家|策略师|研究|投行|银行|证券|券商|评级|咨询|机构"
    r"|\b(?:analysts?|economists?|strategists?|research(?:er|ers)?|equit(?:y|ies)|managing director"
    r"|bank(?:ing|ers?)?|portfolio|consult(?:ing|ants?|ancy)|markets|securities|ratings?)\b",
    re.I,
)
# What one expects or sees, and the industry that one is in, is not one's own.
_WE: Final = re.compile(
    r"\b[Ww]e\b(?!(?:['’](?:re|ve|ll|d))?(?: (?!and\b)[a-z]+){0,2} (?:expect|see|saw|seen|seeing"
    r"|estimat|think|thought|believ|forecast|predict|project|reckon|assum|anticipat|know"
    r"|hear|heard|guess|find|found|watch|notic|observ|live|need|talk|look|survey|interview|ask|learn|read|consider)"
    r"[a-z]*\b)(?! (?:all|as an?|in the)\b)"
    r"|\b[Oo]ur\b(?!(?: [a-z-]+)? (?:industr|market|client|customer|sector|countr|econom|analys"
    r"|survey|research|estimat|forecast|view|model suggests|competitor|rival|peer|partner|supplier"
    r"|societ|world|li[fv]es?\b|field|space|generation|stud|poll|data))"
    r"|\b(?:cost|costs|earned|saved|brought|gave|gives) us\b"
    r"|(?:我们|咱们|我司|本公司)(?![^，。；！？,;]{0,6}(?:预计|预期|预测|估计|估算|认为|看到|看好|判断|相信|发现|觉得"
    r"|调查|调研|观察|知道|注意|了解|行业|产业|市场|国家|中国|人类|社会|所处|身处|客户|对手|研究|测算|推算|需要看|统计))"
)
_OTHERS: Final = frozenset(("company", "model", "person"))
_MOST_BETWEEN: Final = 90  # code points from 我们 to the figure
_MOST_APART: Final = 150  # and between the two parts of what one says


def quoted(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
) -> dict[int, str]:
    """The firm of each figure that its speaker says of `we`, by where the figure starts.

    Args:
        text: the document's text, in simplified script.
        sentences: its sentences, in order.
        mentions: the names of those that figures may be about, in order.
        figures: the figures in it, in order.
    """
    found: dict[int, str] = {}
    if not figures or _WE.search(text) is None:
        return found
    named, placed = [m.start for m in mentions], [f.start for f in figures]
    begins = [s.start for s in sentences]
    last: tuple[int, str] | None = None  # where the last quotation ended, and whose it was
    for quote in _QUOTE.finditer(text):
        firm = _speaker(text, quote, mentions, named)
        if firm is None and last is not None and "\n" not in text[last[0] : quote.start()]:
            between = text[last[0] : quote.start()]
            if len(between) <= _MOST_APART and not _SAID.match(text, quote.end()):
                firm = last[1]
        last = (quote.end(), firm) if firm is not None else None
        if firm is None:
            continue
        low, high = quote.span()
        for figure in figures[bisect_left(placed, low) : bisect_left(placed, high)]:
            number = max(0, bisect_left(begins, figure.start + 1) - 1)
            start = max(low, begins[number])
            said = list(_WE.finditer(text, start, figure.start))
            if not said or figure.start - said[-1].end() > _MOST_BETWEEN:
                continue
            end = min(high, sentences[number].end)
            here = mentions[bisect_left(named, start) : bisect_left(named, end)]
            if not any(m.type in _OTHERS and m.entity_id != firm for m in here):
                found[figure.start] = firm
    return found


def _speaker(
    text: str, quote: re.Match[str], mentions: Sequence[Mention], named: Sequence[int]
) -> str | None:
    """The firm of who says `quote`, if what names the speaker names one."""
    behind = _SAID.match(text, quote.end())
    if behind is not None:
        return _firm(text, *behind.span(), mentions, named)
    low = max(0, quote.start() - _LED)
    low = max(low, text.rfind("\n", low, quote.start()) + 1)
    before = text[low : quote.start()]
    leads = _LEADS.search(before)
    if leads is None:
        return None
    begin = max(before.rfind(sign) for sign in "。！？!?；") + 1
    return _firm(text, low + begin, quote.start(), mentions, named)


def _firm(
    text: str, start: int, end: int, mentions: Sequence[Mention], named: Sequence[int]
) -> str | None:
    if not _TITLE.search(text, start, end) or _WATCHES.search(text, start, end):
        return None
    here = mentions[bisect_left(named, start) : bisect_left(named, end)]
    firms = [
        m
        for m in here
        if m.type == "company" and not _FORMER.search(text, max(start, m.start - 14), m.start)
    ]
    return firms[0].entity_id if len({m.entity_id for m in firms}) == 1 else None


__all__ = ["quoted"]
