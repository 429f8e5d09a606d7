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
    score_companies,
    strong_suffixes,
)
from pipeline.extract.company_stems import (
    SHORTEST,
    is_longer_than_known,
    is_rare,
    last_words,
    likeliest_stem,
    stem_evidence,
    stem_of,
    stem_weight,
)
from pipeline.extract.introductions import introduced
from pipeline.extract.open_cues import evidence
from pipeline.extract.registered_companies import registered_names, trade_start
from pipeline.extract.span_features import PAD, Page
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


@functools.cache
def _not_companies() -> frozenset[str]:
    lines = models_path("names/not_companies.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@functools.cache
def _generic_pattern() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(_not_companies(), key=len, reverse=True)) + ")$")


def _is_generic(text: str, page: Page, start: int, end: int) -> bool:
    """Whether a span ends as a phrase does (教育科技) without the stem of a name (学翼)."""
    found = _generic_pattern().search(text, start, end)
    if found is None:
        return False
    stem = found.start() - start
    if not 2 <= stem <= _LONGEST_STEM or found.group() not in last_words():
        return True
    return not is_rare(page, start, found.start()) or stem_weight(page, start, found.start()) < 0


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
        if m < b and is_before_trade(text, b) and stem_of(text[a:m]):
            continue
        if takes_from_behind(text, a, b):
            continue
        total = float(score[k])
        listed = m < b and text[m:b] in last_words()
        if not is_free(a, b):
            head = known_at(a, b) if listed else None
            if head is None or not is_longer_than_known(text, head, m, b):
                continue
            total += 1.0
        rare = is_rare(page, a, m)
        strong = listed and text[m:b] in strong_suffixes()
        total += stem_weight(page, a, m) if listed else min(0.5, stem_weight(page, a, m))
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
            total += _CUES * stem_evidence(text, text[a:m], b)
        places.setdefault(name, []).append((total, a, m - a if m < b else 0))
    for a, b in _introduced(text, page):
        if is_free(a, b) and not _is_generic(text, page, a, b):
            places.setdefault(text[a:b], []).append((2.0, a, 0))
    firms = list(introduced(text, "company"))
    for a, b in firms:
        if is_free(a, b) and not _is_generic(text, page, a, b):
            places.setdefault(text[a:b], []).append((_CALLED_WEIGHT, a, stem_of(text[a:b])))
    for a, b in registered_names(text):
        size = trade_start(text[a:b])
        # 许多有限责任公司: a short head must have the form of a name.
        if is_free(a, b) and (size >= _LONG_HEAD or is_rare(page, a, a + size)):
            stem = stem_of(text[a : a + size]) or (size if size <= _LONG_HEAD else 0)
            # 台湾智慧驾驶 of 台湾智慧驾驶股份有限公司: without its legal form, if that comes.
            again = stem or text.count(text[a : a + size]) > 1
            for length in dict.fromkeys((stem, size if again else 0)):
                places.setdefault(text[a:b], []).append((_REGISTERED_WEIGHT, a, length))
    combined = {
        name: (
            max(s for s, _, _ in listed)
            + _REPEAT * min(2, len(listed) - 1)
            + tags.boost(name, "company"),
            likeliest_stem(text, name, {stem for _, _, stem in listed}),
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
            total, stem = combined.get(name, (odds, stem_of(name)))
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
                combined[name] = (FLOOR + _LAST * total, stem_of(name))
                places.setdefault(name, []).extend((total, a, 0) for a, _ in tags.places(name))
    for name in [n for n in combined if tags.leading(n) == "person" and not stem_of(n)]:
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
            if len(name) > SHORTEST:
                # 稻原灵智昨: what overlaps a surer name is none at its other places either.
                used.update(i for a in _found(text, name) for i in range(a, a + len(name)))
    return accepted


def _found(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


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
_LAST: Final = 0.001


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


# What the text itself calls a firm.
_CALLED_WEIGHT: Final = 3.0
# What is registered is a firm, whatever else parts of its name may be.
_REGISTERED_WEIGHT: Final = 9.0
_LONG_HEAD: Final = 4
