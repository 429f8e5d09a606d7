"""Full Chinese personal names that no list has: by form and surroundings, over the document."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pipeline.extract.open_cues import evidence
from pipeline.extract.person_cues import CHINESE_TITLE, has_title_before, person_cues
from pipeline.extract.person_model import score_people
from pipeline.extract.span_features import PAD, RARE, Page
from pipeline.extract.tagged_names import TaggedNames
from pipeline.extract.titled_people import counts_total, is_titled, word_surnames

_FLOOR: Final = -0.2
_LOWEST: Final = -4.5
_REPEAT: Final = 0.6
# Up to these log-odds it says nothing that a name comes again.
_UNREPEATED: Final = -1.5
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
_TITLE_CHARACTERS: Final = frozenset("总董秘工说称氏")
# 莫哥走了: behind a surname alone these address somebody.
_ADDRESSED: Final = frozenset("哥姐嫂氏")

_Scored = tuple[float, int]
"""The log-odds of a name at one of its places, and where that begins."""


@functools.cache
def _not_names() -> frozenset[str]:
    return frozenset(person_cues()["not_names"])


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
    places, told = _candidates(text, page, is_free, likely)
    total: dict[str, float] = {}
    for name, listed in places.items():
        if _may_be_name(name):
            odds = _odds_of(text, name, listed, name in told, tags)
            if odds is not None:
                total[name] = odds
    for name, odds in tags.names("person", han=True):
        if _is_refused(text, name, odds, tags):
            continue
        # 洪烨替三十人算账: the verb behind a name is none of it, and the name stays.
        own = name[:-1] if _takes_from_behind(text, name, tags) else name
        if own not in _not_names():
            total[own] = max(odds, total.get(own, odds))
            places.setdefault(own, []).extend((odds, a) for a, _ in tags.places(name))
    return _without_overlaps(total, places)


def _candidates(
    text: str,
    page: Page,
    is_free: Callable[[int, int], bool],
    likely: Mapping[tuple[int, int], float],
) -> tuple[dict[str, list[_Scored]], set[str]]:
    """The places of each candidate outside other names; and the names for which a cue speaks."""
    places: dict[str, list[_Scored]] = {}
    told: set[str] = set()
    for (a, b), score in likely.items():
        if is_free(a, b):
            has_title = has_title_before(text, a)
            found = score + has_title * _TITLED + _plain(page, a, b)
            if text[a - 1 : a] == "的" and a > 1 and not is_free(a - 2, a - 1):
                # 华为的高磊: whose they are is named.
                found += _OF_NAMED
            if found > _FLOOR - _MOST_EVIDENCE:
                cued = sum(evidence("person", text, a, b))
                # 小屈（屈扬，…）: the familiar form stands before the brackets.
                if a > 1 and text[a - 1] in "(（" and text[a - 2] == text[a]:
                    cued += _GLOSSED
                found += _CUES * cued
                if has_title or cued >= _TELLING:
                    told.add(text[a:b])
            places.setdefault(text[a:b], []).append((found, a))
    return places, told


def _may_be_name(name: str) -> bool:
    """Whether a candidate is none of those that look like names: 王总, 李某某, 莫哥走."""
    if name in _not_names() or name.endswith(_ANONYMOUS):
        return False
    if len(name) == _PAIR:
        return name[1] not in _TITLE_CHARACTERS
    return name[1] not in _ADDRESSED and not is_titled(name, 1)


def _odds_of(
    text: str, name: str, places: Sequence[_Scored], is_told: bool, tags: TaggedNames
) -> float | None:
    """The log-odds of a candidate, all its places together; None where something is against it."""
    best = max(s for s, _ in places)
    start = places[0][1]
    total = best + min(2, len(places) - 1) * _REPEAT * (best > _UNREPEATED)
    total += tags.boost(name, "person")
    rivals = tags.rivals(start, start + len(name))
    if tags.odds(name, "person") < 0 < rivals - total:
        return None
    if name[0] in word_surnames() and best < _WORD_FLOOR:
        return None
    if not tags.places(name) and not is_told and total < _UNSEEN_FLOOR:
        # Where the tagger sees nothing, form alone (谢邀, 张卡跑) is not enough.
        return None
    # 蒋聿将在周末演示: the adverb behind a name is none of it.
    return None if _takes_from_behind(text, name, tags, start) else total


def _is_refused(text: str, name: str, odds: float, tags: TaggedNames) -> bool:
    """Whether what the tagger takes for a name is none all the same."""
    places = tags.places(name)
    if name in _not_names() or name.endswith(_ANONYMOUS):
        return True
    # 于约, 方源拉: prepositions and words of the trade are surnames too.
    is_plain = len(name) == 1 or name[0] in word_surnames() or name[-1] in _PLACE_ENDS
    if is_plain and odds < _PLAIN_ODDS:
        return True
    if len(name) == 1:
        return all(counts_total(text, b) for _, b in places)
    return CHINESE_TITLE.match(name, 1) is not None or is_titled(name, 1)


def _without_overlaps(
    total: Mapping[str, float], places: Mapping[str, Sequence[_Scored]]
) -> dict[str, float]:
    """Of candidates that overlap (王小, 王小明) the one with more evidence."""
    accepted: dict[str, float] = {}
    used: set[int] = set()
    for name in sorted((n for n in total if total[n] > _FLOOR), key=lambda n: (-total[n], n)):
        spots = {i for _, a in places[name] for i in range(a, a + len(name))}
        if not spots & used:
            accepted[name] = total[name]
            used |= spots
    return accepted


def _takes_from_behind(text: str, name: str, tags: TaggedNames, start: int | None = None) -> bool:
    """Whether the last character of a name belongs to what follows it, at `start` or its first."""
    at = tags.places(name)[0][0] if start is None else start
    return _goes_on(name, tags) or _runs_on(text, at, name, tags)


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


__all__ = ["chinese_names", "likely_people"]
