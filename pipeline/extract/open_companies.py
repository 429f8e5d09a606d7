"""Chinese company names that no list has: by form and surroundings, over the whole document."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from pipeline.extract.company_model import (
    NOT_IN_STEM,
    RARE_WORD,
    score_companies,
    strong_suffixes,
    suffixes,
)
from pipeline.extract.introductions import introduced
from pipeline.extract.open_cues import evidence
from pipeline.extract.span_features import PAD, RARE, SINGLE, Page
from pipeline.extract.tagged_names import TaggedNames
from pipeline.resources import models_path

FLOOR: Final = 0.4
_LOWEST: Final = -4.0
_REPEAT: Final = 0.5
# The model has seen most of what the cues see.
_CUES: Final = 0.6
_LISTED_CUES: Final = 1.0
_SHY: Final = -1.5
# Words such as 系统 and 数据 end phrases far more often than names.
_WEAK_SUFFIX: Final = -0.8
# What has no last word of a company's may be anything.
_NO_SUFFIX: Final = -1.2
_OTHER_WORD: Final = -1.0
# A stem of dictionary words is a phrase (如果软件) far more often than a name.
_NEEDS_STEM: Final = 3.0
_MOST_EVIDENCE: Final = 4.5
# A stem of rare characters is a name more often; by how common its most common word is, less.
_RARE_STEM: Final = 1.5
_RARE_WORD_STEM: Final = 0.4
_COMMON_STEM: Final = -0.35
_COMMON_FROM: Final = RARE + 2
_TWO_WORDS: Final = -0.8
# Without a firm's last word something beside the name must speak for a firm.
_SOME_CUE: Final = 0.7
_UNCUED: Final = -1.0
# Log-odds of a person up to which they say nothing against a firm.
_NO_PERSON: Final = -1.5
_NUMERALS: Final = frozenset("一二三四五六七八九十两半数多")

_HAN: Final = r"[\u4e00-\u9fff]"
# Names without a company's last word, where the words around them leave no doubt.
_CALLED: Final = re.compile(
    rf"(?:名为|名叫|叫做|叫|起名)\s?[“「\"]?(?P<name>{_HAN}{{2,6}}?)(?=[”」\"]?(?:的(?!是)|嘅|[,，。、；;（(]|$))"
)
_CALLS: Final = re.compile(r"(?:一家|有家|那家|间|有个|公司|团队|公司的?名字?|起名|取名)$")
_TITLES: Final = (
    "初创公司", "创业公司", "初创企业", "新创公司", "新创企业",
    "服务商", "软件商", "供应商", "开发商", "独角兽",
)  # fmt: skip
_TITLED: Final = re.compile(
    rf"(?:{'|'.join(_TITLES)})\s?[“「\"]?"
    rf"(?P<name>{_HAN}{{2,5}}?)(?=[”」\"]?(?:宣布|今日|近日|日前|完成|获|拿下|拿到|发布|推出|[（(]))"
)
_DOES: Final = re.compile(
    r"完成(?:[^，。\n]{0,8}轮|[^，。\n]{0,10}融资)|获[^，。\n]{2,12}(?:战略投资|轮融资)"
    r"|[（(](?:\d{6}|\d{4,5}\.HK|[A-Z]{3,4}\.(?:US|O|N))"
    r"|[（(][A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2}[）)]"
    r"(?:今日|今天|昨日|近日|宣布|发布|推出|完成|是一家|创始人|创办人|CEO|成立)"
)
_SUBSIDIARY_ENDS: Final = (
    "医疗", "云端", "健康", "金融", "资本", "创投", "证券", "银行", "保险",
    "智家", "生命", "汽车", "电子", "投资", "影业", "音乐", "物流",
)  # fmt: skip


@functools.cache
def _not_companies() -> frozenset[str]:
    lines = models_path("names/not_companies.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@functools.cache
def _suffixes() -> frozenset[str]:
    return frozenset(suffixes())


@functools.cache
def _generic_pattern() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(_not_companies(), key=len, reverse=True)) + ")$")


def chinese_companies(
    text: str,
    page: Page,
    is_free: Callable[[int, int], bool],
    known_at: Callable[[int, int], str | None],
    people: Mapping[tuple[int, int], float],
    tags: TaggedNames,
) -> dict[str, tuple[float, int]]:
    """Company names with their evidence (log-odds) and the length of their stem (0: no suffix).

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span touches no known name.
        known_at: the surface of the known company that starts at a place and ends within a span.
        people: the log-odds of spans that may be personal names.
        tags: what the tagger sees.
    """
    places: dict[str, list[tuple[float, int, int]]] = {}
    begin, middle, end, score = score_companies(text, page)
    for k in np.flatnonzero((score > _LOWEST) & tags.may_be(begin, end)).tolist():
        a, m, b = int(begin[k]), int(middle[k]), int(end[k])
        name = text[a:b]
        if _is_counted(text, a) or _generic_pattern().search(name):
            continue
        if _begins_as_phrase(text, a, b):
            continue
        if m < b and _OF_TRADE.match(text, b) and _stem_of(text[a:m]):
            continue
        total = float(score[k])
        listed = m < b and text[m:b] in _suffixes()
        if not is_free(a, b):
            head = known_at(a, b) if listed else None
            if head is None or len(head) != m - a or text[m:b] not in _SUBSIDIARY_ENDS:
                continue
            if text[m:b] == "投资" and _INVESTS.match(text, b):
                continue
            total += 1.0
        rare = is_rare(page, a, m)
        strong = listed and text[m:b] in strong_suffixes()
        total += _stem_weight(page, a, m) if listed else min(0.5, _stem_weight(page, a, m))
        if not strong:
            total += _WEAK_SUFFIX if listed else _NO_SUFFIX if m == b else _OTHER_WORD
        if total < FLOOR - _MOST_EVIDENCE:
            continue
        cued = sum(evidence("company", text, a, b))
        total += _CUES * cued
        if not listed:
            # 古兰丹姆今年三十一岁: what speaks for a person.
            total -= sum(max(0.0, e) for e in evidence("person", text, a, b))
            total -= max(0.0, people.get((a, b), _NO_PERSON) - _NO_PERSON)
        if not strong and cued < _SOME_CUE:
            total += _UNCUED
        if listed and FLOOR - _NEEDS_STEM < total <= FLOOR and m - a in (2, 3) and rare:
            total += _CUES * _stem_evidence(text, text[a:m], b)
        places.setdefault(name, []).append((total, a, m - a if m < b else 0))
    for a, b in _introduced(text, page):
        if is_free(a, b) and not _generic_pattern().search(text[a:b]):
            places.setdefault(text[a:b], []).append((2.0, a, 0))
    firms = list(introduced(text, "company"))
    for a, b in firms:
        if is_free(a, b) and not _generic_pattern().search(text[a:b]):
            places.setdefault(text[a:b], []).append((_CALLED_WEIGHT, a, _stem_of(text[a:b])))
    for a, b in _registered(text):
        if is_free(a, b):
            stem = _registered_stem(text[a:b])
            places.setdefault(text[a:b], []).append((_REGISTERED_WEIGHT, a, stem))
    combined = {
        name: (
            max(s for s, _, _ in listed)
            + _REPEAT * min(2, len(listed) - 1)
            + tags.boost(name, "company"),
            max(stem for _, _, stem in listed),
        )
        for name, listed in places.items()
    }
    # 霁屿 and 霁屿智能 are one firm: what speaks for either speaks for both.
    for name, odds in tags.names("company", han=True):
        seen = tags.places(name)
        phrase = any(_is_counted(text, a) or _begins_as_phrase(text, a, b) for a, b in seen[:1])
        if not phrase and not _generic_pattern().search(name):
            total, stem = combined.get(name, (odds, _stem_of(name)))
            combined[name] = (max(total, odds), stem)
            places.setdefault(name, []).extend((odds, a, 0) for a, _ in seen)
    for name in [n for n in combined if tags.leading(n) == "person" and not _stem_of(n)]:
        # 麻小云 may look like a firm at one place; the others say who she is.
        if tags.odds(name, "person") > 0:
            del combined[name]
    for name, (total, stem) in combined.items():
        bare = combined.get(name[:stem]) if stem else None
        if bare is not None and bare[0] > FLOOR:
            combined[name] = (max(total, bare[0]) + _REPEAT, stem)
    # What the text calls a model is none, however much it looks like a firm (灵犀风控).
    models = {text[a:b] for a, b in introduced(text, "model")} - {text[a:b] for a, b in firms}
    for name in models.intersection(combined):
        del combined[name]
    accepted: dict[str, tuple[float, int]] = {}
    used: set[int] = set()
    good = (n for n in combined if combined[n][0] > FLOOR)
    for name in sorted(good, key=lambda n: (-combined[n][0], n)):
        spots = {i for _, a, _ in places[name] for i in range(a, a + len(name))}
        if not spots & used:
            accepted[name] = combined[name]
            used |= spots
    return accepted


def _stem_weight(page: Page, start: int, end: int) -> float:
    """What the words of a stem say: single characters for a name, common words against one."""
    common = page.commonness[start + PAD : end + PAD]
    common = common[common > 0]
    most = min(int(common.max()), _LONG_WORD)
    if most <= RARE_WORD:
        return _RARE_STEM if most == SINGLE else _RARE_WORD_STEM
    two = len(common) > 1 and int(common.min()) > SINGLE
    return _COMMON_STEM * max(0, most - _COMMON_FROM) + two * _TWO_WORDS


# 金珀证券科技分析师: the last word is the analyst's, not the firm's.
_OF_TRADE: Final = re.compile(r"(?:分析师|研究员|行业|板块|首席|组长)")
_LONG_WORD: Final = RARE + 12


@functools.cache
def not_stems() -> frozenset[str]:
    """Words with which phrases begin and names do not."""
    lines = models_path("names/not_stems.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


def _begins_as_phrase(text: str, start: int, end: int) -> bool:
    """Whether a span begins with words that no name begins with: 开源 …, 甲诉乙, 以乙为例."""
    if text[start] == "诉" or (text[start] == "以" and text.startswith("为", end)):
        return True
    if text[start] == "如" and text[max(0, start - 1) : start] in ("，", ",", "（", "、"):
        return True
    return any(text[start:e] in not_stems() for e in range(start + 2, min(end, start + 4) + 1))


def _is_counted(text: str, start: int) -> bool:
    """Whether the span is what a number counts: 三家机器人公司, 36 家本国银行."""
    if text[start] in _NUMERALS:
        return True
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    return text[start] in _MEASURES and (before.isdigit() or before in _NUMERALS)


# `腾讯投资` is a firm, in `辉达投资 OpenAI` it is a verb.
_INVESTS: Final = re.compile(r"\s?[A-Z0-9了过于的]|[一两数约近逾超]")
_MEASURES: Final = frozenset("家个款项种台批位名间座类")


def _stem_evidence(text: str, stem: str, end: int) -> float:
    """The best that the words behind the stem alone say: 曜岭总经理 speaks for 曜岭散热."""
    best = 0.0
    at = text.find(stem, end)
    while at >= 0:
        best = max(best, sum(evidence("company", text, at, at + len(stem))))
        at = text.find(stem, at + 1)
    return best


def _introduced(text: str, page: Page) -> Iterator[tuple[int, int]]:
    spans = [
        m.span("name")
        for m in _CALLED.finditer(text)
        if _CALLS.search(text[max(0, m.start() - 6) : m.start()])
    ]
    if any(word in text for word in _TITLES):
        spans += [m.span("name") for m in _TITLED.finditer(text)]
    for match in _DOES.finditer(text):
        end = match.start()
        end -= 2 * text.startswith("宣布", end - 2)
        start = end
        while start and end - start < 6 and "\u4e00" <= text[start - 1] <= "\u9fff":
            start -= 1
        if 2 <= end - start <= 5:
            spans.append((start, end))
    for a, b in spans:
        if set(text[a:b]) & NOT_IN_STEM or text[a] in _NUMERALS:
            continue
        if page.starts[a + PAD] and page.starts[b + PAD] and is_rare(page, a, b):
            yield a, b


def _registered(text: str) -> Iterator[tuple[int, int]]:
    """Names as the register has them: 北京中电博亚科技有限公司."""
    for match in _REGISTERED.finditer(text):
        start = match.start()
        while start and match.start() - start < _LONGEST_REGISTERED:
            before = text[start - 1]
            if before in _BEFORE_REGISTERED or not (
                "\u4e00" <= before <= "\u9fff" or before in "（）()"
            ):
                break
            start -= 1
        if text[start] in "（(":
            # （台北讯）祐心医电股份有限公司: what stands in brackets before a name.
            closed = max(text.rfind(c, start, match.start()) for c in "）)")
            start = closed + 1 if closed > start else start
        if text[start] not in "（）()" and match.start() - start >= _SHORTEST_REGISTERED:
            yield start, match.end()


def _stem_of(name: str) -> int:
    """The length of what stands before a firm's last word; 0 where there is none."""
    for size in range(min(6, len(name) - 2), 0, -1):
        if name[-size:] in _suffixes():
            return len(name) - size
    return 0


def _registered_stem(name: str) -> int:
    """The length of what stands before the trade: 祐心 in 祐心医电股份有限公司."""
    head = _REGISTERED.sub("", name)
    return _stem_of(head) or (len(head) if len(head) < 5 else 0)


# What the text itself calls a firm.
_CALLED_WEIGHT: Final = 3.0
# What is registered is a firm, whatever else parts of its name may be.
_REGISTERED_WEIGHT: Final = 9.0
_REGISTERED: Final = re.compile(r"(?:股份|集团|控股)?有限(?:责任)?公司")
_LONGEST_REGISTERED: Final = 24
_SHORTEST_REGISTERED: Final = 4
_BEFORE_REGISTERED: Final = frozenset("的了是在由与和及把被让给对从向将着过为据家个至经")


def is_rare(page: Page, start: int, end: int) -> bool:
    """Whether the span is no phrase: most words have one character, or it is a rare one."""
    lengths = page.lengths[start + PAD : end + PAD]
    words = lengths[lengths > 0]
    if len(words) == 1:
        return bool(page.commonness[start + PAD] <= RARE_WORD)
    return bool((words == 1).sum() * 2 >= len(words))
