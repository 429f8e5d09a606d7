"""Chinese company names that no list has: by form and surroundings, over the whole document."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from pipeline.extract.company_bounds import (
    begins_as_phrase,
    is_before_trade,
    is_counted,
    takes_from_behind,
)
from pipeline.extract.company_model import (
    NOT_IN_STEM,
    RARE_WORD,
    score_companies,
    strong_suffixes,
    suffixes,
)
from pipeline.extract.introductions import introduced
from pipeline.extract.open_cues import evidence
from pipeline.extract.registered_companies import registered_names, trade_start
from pipeline.extract.span_features import PAD, RARE, SINGLE, Page
from pipeline.extract.tagged_names import SURE, TaggedNames
from pipeline.resources import models_path

FLOOR: Final = 0.4
_LOWEST: Final = -4.0
_LONGEST_STEM: Final = 4
_REPEAT: Final = 0.5
# The model has seen most of what the cues see.
_CUES: Final = 0.6
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

_HAN: Final = r"[\u4e00-\u9fff]"
# Names without a company's last word, where the words around them leave no doubt.
_CALLED: Final = re.compile(
    rf"(?:名为|名叫|叫做|叫|起名)\s?[“「\"]?(?P<name>(?!得){_HAN}{{2,6}}?)(?=[”」\"]?(?:的(?!是)|嘅|[,，。、；;（(]|$))"
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
    "智家", "生命", "汽车", "电子", "投资", "影业", "音乐", "物流", "能源", "租赁", "金租", "重工",
    "资管", "期货", "信托", "理财", "人寿", "产险", "财险", "电气", "置业", "消金", "微电子",
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


def _is_generic(text: str, page: Page, start: int, end: int) -> bool:
    """Whether a span ends as a phrase does (教育科技) without the stem of a name (学翼)."""
    found = _generic_pattern().search(text, start, end)
    if found is None:
        return False
    stem = found.start() - start
    if not 2 <= stem <= _LONGEST_STEM or found.group() not in _suffixes():
        return True
    return not is_rare(page, start, found.start()) or _stem_weight(page, start, found.start()) < 0


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
        if is_counted(text, a) or _is_generic(text, page, a, b):
            continue
        if begins_as_phrase(text, a, b):
            continue
        if m < b and is_before_trade(text, b) and _stem_of(text[a:m]):
            continue
        if takes_from_behind(text, a, b):
            continue
        total = float(score[k])
        listed = m < b and text[m:b] in _suffixes()
        if not is_free(a, b):
            head = known_at(a, b) if listed else None
            if head is None or not _is_longer_than_known(text, head, m, b):
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
            if tags.is_within_person(a, b):
                continue
        if not strong and cued < _SOME_CUE:
            total += _UNCUED
        if listed and FLOOR - _NEEDS_STEM < total <= FLOOR and m - a in (2, 3) and rare:
            total += _CUES * _stem_evidence(text, text[a:m], b)
        places.setdefault(name, []).append((total, a, m - a if m < b else 0))
    for a, b in _introduced(text, page):
        if is_free(a, b) and not _is_generic(text, page, a, b):
            places.setdefault(text[a:b], []).append((2.0, a, 0))
    firms = list(introduced(text, "company"))
    for a, b in firms:
        if is_free(a, b) and not _is_generic(text, page, a, b):
            places.setdefault(text[a:b], []).append((_CALLED_WEIGHT, a, _stem_of(text[a:b])))
    for a, b in registered_names(text):
        size = trade_start(text[a:b])
        # 许多有限责任公司: a short head must have the form of a name.
        if is_free(a, b) and (size >= _LONG_HEAD or is_rare(page, a, a + size)):
            stem = _stem_of(text[a : a + size]) or (size if size <= _LONG_HEAD else 0)
            # 台湾智慧驾驶 of 台湾智慧驾驶股份有限公司: without its legal form, if that comes.
            again = stem or text.count(text[a : a + size]) > 1
            for length in dict.fromkeys((stem, size if again else 0)):
                places.setdefault(text[a:b], []).append((_REGISTERED_WEIGHT, a, length))
    combined = {
        name: (
            max(s for s, _, _ in listed)
            + _REPEAT * min(2, len(listed) - 1)
            + tags.boost(name, "company"),
            _likeliest_stem(text, name, {stem for _, _, stem in listed}),
        )
        for name, listed in places.items()
    }
    # 霁屿 and 霁屿智能 are one firm: what speaks for either speaks for both.
    for name, odds in tags.names("company", han=True):
        seen = tags.places(name)
        phrase = is_counted(text, seen[0][0], odds) or any(
            begins_as_phrase(text, a, b) or takes_from_behind(text, a, b) for a, b in seen[:1]
        )
        if not phrase and not _is_generic(text, page, *seen[0]):
            total, stem = combined.get(name, (odds, _stem_of(name)))
            combined[name] = (max(total, odds), stem)
            places.setdefault(name, []).extend((odds, a, 0) for a, _ in seen)
    for name, odds in tags.doubtful("company"):
        if name not in combined or combined[name][0] <= FLOOR:
            total = odds + _said_beside(text, name, tags)
            phrase = any(
                is_counted(text, a)
                or begins_as_phrase(text, a, b)
                or takes_from_behind(text, a, b)
                or _is_generic(text, page, a, b)
                for a, b in tags.places(name)[:1]
            )
            if total > SURE["company"] and not phrase and name not in _not_companies():
                # Behind all others, where they overlap.
                combined[name] = (FLOOR + _LAST * total, _stem_of(name))
                places.setdefault(name, []).extend((total, a, 0) for a, _ in tags.places(name))
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
    for name in [n for n in combined if n in models or is_before_kind(text, n)]:
        del combined[name]
    accepted: dict[str, tuple[float, int]] = {}
    used: set[int] = set()
    good = (n for n in combined if combined[n][0] > FLOOR)
    for name in sorted(good, key=lambda n: (-combined[n][0], n)):
        spots = {i for _, a, _ in places[name] for i in range(a, a + len(name))}
        if not spots & used:
            accepted[name] = combined[name]
            used |= spots
            if len(name) > _SHORTEST_STEM:
                # 稻原灵智昨: what overlaps a surer name is none at its other places either.
                used.update(i for a in _found(text, name) for i in range(a, a + len(name)))
    return accepted


def _found(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def _likeliest_stem(text: str, name: str, stems: set[int]) -> int:
    """The length of the stem that the text uses alone (穹宇 of 穹宇微电子), else the longest."""
    for stem in sorted(stems):
        at = text.find(name[:stem]) if stem >= _SHORTEST_STEM else -1
        while at >= 0:
            if not text.startswith(name[stem], at + stem):
                return stem
            at = text.find(name[:stem], at + stem)
    return max(stems)


def is_before_kind(text: str, name: str) -> bool:
    """Whether a name stands before a word for a kind of model somewhere: 朱雀Agent, 智笔 GPT."""
    at = text.find(name)
    while at >= 0:
        if _KIND_OF_MODEL.match(text, at + len(name)):
            return True
        at = text.find(name, at + len(name))
    return False


_KIND_OF_MODEL: Final = re.compile(r"\s?(?:Agent|GPT|Coder|VLA|LM|TTS|ASR|OCR)(?![A-Za-z])")


def _said_beside(text: str, name: str, tags: TaggedNames) -> float:
    """What the surroundings add for a name of which the tagger alone is not sure."""
    best = max(sum(evidence("company", text, a, b)) for a, b in tags.places(name))
    return _CUES * best if best >= _PLAIN_CUE else _SHY


_PLAIN_CUE: Final = 2.0
_SHORTEST_STEM: Final = 2
_LAST: Final = 0.001


def _stem_weight(page: Page, start: int, end: int) -> float:
    """What the words of a stem say: single characters for a name, common words against one."""
    common = page.commonness[start + PAD : end + PAD]
    common = common[common > 0]
    most = min(int(common.max()), _LONG_WORD)
    if most <= RARE_WORD:
        return _RARE_STEM if most == SINGLE else _RARE_WORD_STEM
    two = len(common) > 1 and int(common.min()) > SINGLE
    return _COMMON_STEM * max(0, most - _COMMON_FROM) + two * _TWO_WORDS


_LONG_WORD: Final = RARE + 12


def _is_longer_than_known(text: str, head: str, middle: int, end: int) -> bool:
    """Whether a firm that begins with a known one is another: 平安租赁, 芯原谷微电子."""
    last = text[middle:end]
    if text.startswith(head + last, middle - len(head)):
        part = _PART_OF_FIRM.match(text, end) or (last == "投资" and _INVESTS.match(text, end))
        return last in _SUBSIDIARY_ENDS and not part
    # One character more makes another name; more of them may be a unit of the known firm.
    another = text.startswith(head, middle - len(head) - 1) and last in strong_suffixes()
    return another and not (last == "科创" and text.startswith("板", end))


# 特斯拉能源业务, 腾讯音乐板块: parts of a firm and no firm of their own.
_PART_OF_FIRM: Final = re.compile(r"(?:业务|板块|部门|事业|芯片|产品|系统|市场|领域|行业|解决)")
# `腾讯投资` is a firm, in `辉达投资 OpenAI` it is a verb.
_INVESTS: Final = re.compile(r"\s?[A-Z0-9了过于的]|[一两数约近逾超]")


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
        if set(text[a:b]) & NOT_IN_STEM or is_counted(text, a):
            continue
        if page.starts[a + PAD] and page.starts[b + PAD] and is_rare(page, a, b):
            yield a, b


def _stem_of(name: str) -> int:
    """The length of what stands before a firm's last word; 0 where there is none."""
    for size in range(min(6, len(name) - 2), 0, -1):
        if name[-size:] in _suffixes():
            return len(name) - size
    return 0


# What the text itself calls a firm.
_CALLED_WEIGHT: Final = 3.0
# What is registered is a firm, whatever else parts of its name may be.
_REGISTERED_WEIGHT: Final = 9.0
_LONG_HEAD: Final = 4


def is_rare(page: Page, start: int, end: int) -> bool:
    """Whether the span is no phrase: most words have one character, or it is a rare one."""
    lengths = page.lengths[start + PAD : end + PAD]
    words = lengths[lengths > 0]
    if len(words) == 1:
        return bool(page.commonness[start + PAD] <= RARE_WORD)
    return bool((words == 1).sum() * 2 >= len(words))
