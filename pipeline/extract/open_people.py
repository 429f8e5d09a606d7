"""Chinese and transliterated personal names that no list has, and the short forms of all people."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pipeline.extract.latin_mentions import short_names
from pipeline.extract.latin_people import stands_behind_name
from pipeline.extract.open_cues import OpenName, evidence
from pipeline.extract.person_cues import has_title_before, has_verb_after, person_cues
from pipeline.extract.person_model import name_parts, score_people, surnames
from pipeline.extract.span_features import PAD, RARE, Page
from pipeline.extract.tagged_names import TaggedNames
from pipeline.extract.titled_people import counts_total, is_titled, word_surnames
from pipeline.resources import models_path

FLOOR: Final = -0.2
_LOWEST: Final = -4.5
_REPEAT: Final = 0.6
_WORD_FLOOR: Final = 1.5
_TITLED: Final = 2.2
_OF_NAMED: Final = 1.3
_UNSEEN_FLOOR: Final = 2.2
_TELLING: Final = 1.2
_CERTAIN: Final = 2.0
_BEYOND_DOUBT: Final = 3.5
_PLAIN_ODDS: Final = 0.5
_GOES_ON: Final = frozenset("将也还则就又都已曾却因说称与在给跑报原")
_CUES: Final = 1.2
_GLOSSED: Final = 2.5
_MOST_EVIDENCE: Final = 4.2
_LONGEST_SURNAME: Final = 2
_TITLES: Final = re.compile(
    r"(?:总(?![是体的部共之有额理量营会裁算监经统参计和数成投规能])|医生|医师|博士|老师|先生|女士|教授|院士|律师|董事长"
    r"|董(?![事秘])|老板|师傅|经理|主任|院长|校长|所长|厂长|店长|处长|局长|部长|会计师|工程师|教练|伯|哥|姐|嫂|婶)"
)


def titles() -> re.Pattern[str]:
    """Titles behind a surname."""
    return _TITLES


_TITLE_CHARACTERS: Final = frozenset("总董秘工说称氏")
# 莫哥走了: behind a surname alone these address somebody.
_ADDRESSED: Final = frozenset("哥姐嫂氏")


@functools.cache
def _not_names() -> frozenset[str]:
    return frozenset(person_cues()["not_names"])


@functools.cache
def _transliterated() -> frozenset[str]:
    return frozenset(
        models_path("knowledge/transliteration.txt").read_text(encoding="utf-8").strip()
    )


@functools.cache
def _beside_point() -> frozenset[str]:
    """Characters that write sounds too, but are so often words that only a point shows it."""
    more = models_path("knowledge/transliteration_beside_point.txt").read_text(encoding="utf-8")
    return _transliterated() | frozenset(more.strip())


def likely_people(text: str, page: Page) -> dict[tuple[int, int], float]:
    """The log-odds of the spans that may be Chinese personal names."""
    begin, end, score = score_people(text, page)
    near = score > _LOWEST
    spans = zip(begin[near].tolist(), end[near].tolist(), strict=True)
    return dict(zip(spans, score[near].tolist(), strict=True))


def chinese_names(
    text: str,
    page: Page,
    is_free: Callable[[int, int], bool],
    likely: Mapping[tuple[int, int], float],
    tags: TaggedNames,
) -> dict[str, float]:
    """Full Chinese names in the document with their evidence, as log-odds.

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span is outside all names found so far.
        likely: what `likely_people` gave.
        tags: what the tagger sees.
    """
    places: dict[str, list[tuple[float, int]]] = {}
    told: set[str] = set()
    for (a, b), score in likely.items():
        if is_free(a, b):
            has_title = has_title_before(text, a)
            found = score + has_title * _TITLED + _plain(page, a, b)
            if text[a - 1 : a] == "的" and a > 1 and not is_free(a - 2, a - 1):
                # 华为的高磊: whose they are is named.
                found += _OF_NAMED
            if found > FLOOR - _MOST_EVIDENCE:
                cued = sum(evidence("person", text, a, b))
                # 小屈（屈扬，…）: the familiar form stands before the brackets.
                if a > 1 and text[a - 1] in "(（" and text[a - 2] == text[a]:
                    cued += _GLOSSED
                found += _CUES * cued
                if has_title or cued >= _TELLING:
                    told.add(text[a:b])
            places.setdefault(text[a:b], []).append((found, a))
    total = {}
    for name, listed in places.items():
        if name in _not_names() or (len(name) == _PAIR and name[1] in _TITLE_CHARACTERS):
            continue
        if name.endswith(_ANONYMOUS) or (len(name) > _PAIR and is_titled(name, 1)):
            continue
        if name[1] in _ADDRESSED and len(name) > _PAIR:
            continue
        best = max(s for s, _ in listed)
        total[name] = best + min(2, len(listed) - 1) * _REPEAT * (best > -1.5)
        total[name] += tags.boost(name, "person")
        start = listed[0][1]
        rivals = tags.rivals(start, start + len(name))
        if tags.odds(name, "person") < 0 < rivals - total[name]:
            del total[name]
            continue
        if name[0] in word_surnames() and best < _WORD_FLOOR:
            del total[name]
            continue
        if not tags.places(name) and name not in told and total[name] < _UNSEEN_FLOOR:
            # Where the tagger sees nothing, form alone (谢邀, 张卡跑) is not enough.
            del total[name]
            continue
        if _goes_on(name, tags) or _runs_on(text, listed[0][1], name, tags):
            # 蒋聿将在周末演示: the adverb behind a name is none of it.
            del total[name]
    for name, odds in tags.names("person", han=True):
        refused = name in _not_names() or name.endswith(_ANONYMOUS)
        if len(name) == 1 or name[0] in word_surnames() or name[-1] in _PLACE_ENDS:
            # 于约, 方源拉: prepositions and words of the trade are surnames too.
            refused = refused or odds < _PLAIN_ODDS
        if len(name) == 1:
            refused = refused or all(counts_total(text, b) for _, b in tags.places(name))
        titled = _TITLES.match(name, 1) or is_titled(name, 1)
        on = _goes_on(name, tags) or _runs_on(text, tags.places(name)[0][0], name, tags)
        if not refused and not (len(name) > 1 and titled) and not on:
            total[name] = max(odds, total.get(name, odds))
            places.setdefault(name, []).extend((odds, a) for a, _ in tags.places(name))
    # Of candidates that overlap (王小, 王小明) the one with more evidence stands.
    accepted: dict[str, float] = {}
    used: set[int] = set()
    for name in sorted((n for n in total if total[n] > FLOOR), key=lambda n: (-total[n], n)):
        spots = {i for _, a in places[name] for i in range(a, a + len(name))}
        if not spots & used:
            accepted[name] = total[name]
            used |= spots
    return accepted


def _goes_on(name: str, tags: TaggedNames) -> bool:
    """Whether a name ends with an adverb or verb of its sentence, and nothing is sure of it."""
    return len(name) > _PAIR and name[-1] in _GOES_ON and tags.odds(name, "person") < _CERTAIN


def _runs_on(text: str, start: int, name: str, tags: TaggedNames) -> bool:
    """Whether the last character of a name at `start` begins a word behind it: 欧珉|算过."""
    if len(name) <= _PAIR or tags.odds(name, "person") >= _BEYOND_DOUBT:
        return False
    return _running_words().match(text, start + len(name) - 1) is not None


@functools.cache
def _running_words() -> re.Pattern[str]:
    return re.compile("|".join(person_cues()["runs_on"]))


# 李某某, 王某 stand for anybody.
_ANONYMOUS: Final = "某"


def _plain(page: Page, start: int, end: int) -> float:
    """What speaks against a candidate that is a word (代码库), or a surname and a common one."""
    whole = int(page.lengths[start + PAD])
    if whole >= end - start:
        return _IS_WORD if whole == _PAIR else _IS_LONG_WORD
    if end - start > 2 and chr(int(page.raw[end - 1 + PAD])) in _PLACE_ENDS:
        return _IS_WORD
    if whole > 1 and int(page.commonness[start + PAD]) >= _COMMON_GIVEN:
        return _IS_WORD
    given = int(page.commonness[start + whole + PAD])
    rest = int(page.lengths[start + whole + PAD])
    if given >= _COMMON_GIVEN and whole + rest == end - start:
        return _COMMON_WORD
    return 0.0


_PLACE_ENDS: Final = frozenset("县市省镇村乡区路街州湾")
_IS_WORD: Final = -1.5
# Words of three characters are as often the names of the well-known (李小璐).
_IS_LONG_WORD: Final = -0.7
_PAIR: Final = 2
_COMMON_GIVEN: Final = RARE + 8
_COMMON_WORD: Final = -1.2


# Points between the parts of a foreign name, as different keyboards have them.
_POINT: Final = re.compile("[·・．‧•]")


def transliterated_names(text: str, page: Page) -> Iterator[tuple[int, int]]:
    """Spans of names written as 埃里克·托波尔: known sound characters on both sides of a point."""
    sounds = _beside_point()
    done = 0
    for point in _POINT.finditer(text):
        at = point.start()
        if at < done:
            continue
        start = at
        while start > done and at - start < 6 and text[start - 1] in sounds:
            start -= 1
        # A word that does not wholly consist of such characters ends the name (家 in 学家).
        while start < at and not page.starts[start + PAD]:
            start += 1
        end = at + 1
        while end < len(text):
            step = int(page.lengths[end + PAD]) or 1
            word = text[end : end + step]
            if _POINT.fullmatch(word):
                end += 1
            elif all(c in sounds for c in word) and end - at <= 12:
                end += step
            else:
                break
        if at - start >= 2 and end - at >= 2 and not _POINT.fullmatch(text[end - 1]):
            yield start, end
            done = end


def titled_foreign_names(text: str, page: Page) -> Iterator[tuple[int, int]]:
    """Spans of names of four and more sound characters behind a title: 项目经理阿木古楞说."""
    for match in _sound_runs().finditer(text):
        start, end = match.span()
        if _AGE.match(text, end) and page.starts[start + PAD]:
            yield start, end
            continue
        while start < end and not has_title_before(text, start):
            start += 1
        if end - start < _SHORTEST_RUN:
            continue
        end = next((e for e in range(end, start, -1) if has_verb_after(text, e)), start)
        words = page.lengths[start + PAD : end + PAD]
        if end - start >= _SHORTEST_RUN and int(words.max()) <= 2 and page.starts[start + PAD]:
            yield start, end


_AGE: Final = re.compile(
    r"，?(?:今年)?\s?(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?)\s?岁"
)
_SHORTEST_RUN: Final = 4
_LONGEST_RUN: Final = 8


@functools.cache
def _sound_runs() -> re.Pattern[str]:
    sounds = "".join(sorted(_transliterated() | set("和高日其娃格荣江力")))
    return re.compile(f"[{sounds}]{{{_SHORTEST_RUN},{_LONGEST_RUN}}}")


def short_forms(
    text: str,
    page: Page,
    people: Iterable[tuple[str, str, str]],
    is_free: Callable[[int, int], bool],
) -> Iterator[OpenName]:
    """Later mentions by surname or given name: 老逯, 林先生, 闾丘说, 南星, Brannigan, Trent.

    Args:
        text: the document's text.
        page: the same, cut into words.
        people: full name, entity id and display name of each person of the document.
        is_free: whether a span is outside all names found so far.
    """
    asked: set[tuple[str, str]] = set()
    for full, entity_id, name in people:
        for form, kind in _forms(full):
            # Of several who share a form the first has its places; no other finds one left.
            if (form, kind) in asked:
                continue
            asked.add((form, kind))
            at = text.find(form)
            while at >= 0:
                end = at + len(form)
                if is_free(at, end) and _is_short_form(text, page, at, end, kind):
                    start = at + (1 if kind == "title" and form[0] == "老" else 0)
                    yield OpenName(start, end, "person", entity_id, name, 0.7, "open-person")
                at = text.find(form, end)


def full_names(names: Iterable[str], people: Iterable[str]) -> dict[str, str | None]:
    """For each of `names` the one person whose surname or given name it is, if there is just one.

    >>> full_names(["令狐"], ["令狐远", "李明"])
    {'令狐': '令狐远'}
    """
    longer: dict[str, set[str]] = defaultdict(set)
    for person in people:
        for form in _parts_of(person):
            longer[form].add(person)
    found = {}
    for name in names:
        fulls = longer.get(name, ())
        found[name] = next(iter(fulls)) if len(fulls) == 1 else None
    return found


def _parts_of(person: str) -> Iterator[str]:
    """The surname and the given name of a person, and what stands before a point in the name."""
    listed = surnames()
    for size in range(1, len(person)):
        first, rest = person[:size], person[size:]
        if size <= _LONGEST_SURNAME and first in listed:
            yield first
            if len(rest) > 1:
                yield rest
        elif _POINT.match(rest):
            yield first


def _forms(full: str) -> Iterator[tuple[str, str]]:
    """The short forms of a full name, each with the test that its places must pass."""
    if full.isascii() or " " in full:
        yield from short_names(full)
        return
    if _POINT.search(full):
        first, *_, last = _POINT.split(full)
        if len(last) >= 2:
            yield last, "any" if len(last) >= 3 else "given"
        if len(first) >= 2:
            yield first, "any" if len(first) >= 3 else "given"
        return
    surname, given = name_parts(full)
    yield "老" + surname, "old"
    yield surname, "any" if len(surname) == 2 else "title"
    if len(surname) == 1:
        yield surname, "said"
    if len(given) == 2:
        yield given, "given"


def _is_short_form(text: str, page: Page, start: int, end: int, kind: str) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if kind in ("first", "last"):
        if (
            before.isalnum()
            or before in ("-", "/", "@", "_", ".")
            or after.isalnum()
            or after in "-_/@"
        ):
            return (
                not (before.isascii() and before.isalnum())
                and before not in ("-", "/", "@", "_", ".")
                and (bool(after) and not after.isascii())
            )
        if kind == "first":
            return not _CAPITAL_AFTER.match(text, end) and not stands_behind_name(text, start)
        return not _CAPITAL_AFTER.match(text, end)
    if kind == "title":
        called = _TITLES.match(text, end) or _OF_THE_DOCUMENT.match(text, end)
        return called is not None and bool(page.starts[start + PAD])
    if kind == "said":
        # 姜说，她要证明：a surname alone that speaks at the beginning of a clause.
        return (
            not "\u4e00" <= before <= "\u9fff"
            and text[start] not in word_surnames()
            and _SAYS.match(text, end) is not None
        )
    if kind == "old":
        return bool(page.starts[start + PAD]) and after not in "板师家人年兵"
    if kind == "given":
        # A given name alone that is also a common word (平台) is taken for the word.
        return bool(
            page.starts[start + PAD]
            and page.starts[end + PAD]
            and page.commonness[start + PAD] <= _RARE_GIVEN
            and (not "\u4e00" <= before <= "\u9fff" or "\u4e00" <= after <= "\u9fff")
        )
    return True


# Titles that make a person of a surname where the document names somebody so: 简副总, 时总的, 叶生.
_OF_THE_DOCUMENT: Final = re.compile(
    r"总(?=[的是有])|副(?:总|董事长|院长|校长|局长|教授|主任)|工(?=[走说的在和，])|太(?=[说提表认指笑问，])"
    r"|生(?=[说没表认指笑问在，。])|氏(?!家族|集团|企业|兄弟|夫妇)|某(?![些个人种一])"
)
_SAYS: Final = re.compile(
    r"(?:说(?![明服法])|称(?![为号赞])|表示|认为|指出|坦言|坦承|透露|回应|补充|强调|解释|告诉|的(?:回答|回应|说法|原话|观点|看法|判断))"
)
_RARE_GIVEN: Final = RARE + 6
_CAPITAL_AFTER: Final = re.compile(r" [A-Z]")
