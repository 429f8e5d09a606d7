"""Chinese and transliterated personal names that no list has, and the short forms of all people."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import OpenName, evidence
from pipeline.extract.person_cues import has_title_before, has_verb_after, person_cues
from pipeline.extract.person_model import score_people, surnames
from pipeline.extract.span_features import PAD, RARE, Page
from pipeline.extract.tagged_names import TaggedNames
from pipeline.resources import models_path

FLOOR: Final = -0.2
_LOWEST: Final = -4.5
_REPEAT: Final = 0.6
_WORD_FLOOR: Final = 1.5
_TITLED: Final = 2.2
_CUES: Final = 1.2
_MOST_EVIDENCE: Final = 4.2
_TITLES: Final = re.compile(
    r"(?:总(?![是体的部共之有额理量营会裁算监经统参计和数成投规能])|医生|医师|博士|老师|先生|女士|教授|院士|律师|董事长"
    r"|董(?![事秘])|老板|师傅|经理|主任|院长|校长|所长|厂长|店长|处长|局长|部长|会计师|工程师|教练|伯|哥|姐|嫂|婶)"
)


def titles() -> re.Pattern[str]:
    """Titles behind a surname."""
    return _TITLES


# Titles that with a surname alone are a person, whoever it is: 王总, 张老师.
_SURE_TITLES: Final = re.compile(
    r"(?:总(?![是体的部共之有额理量营会裁算监经统参计和数成投规能价值局动长线归得要会公会])|博士(?![生后学])|老师(?!们)|先生(?!们)|女士(?!们)|教授(?!们)|院士|律师|老板(?!们)|师傅(?!们)|主任(?![医委])"
    r"|医生|医师|大夫|太太|小姐(?!姐)|阿姨|(?:局|处|校|院|部|科)长(?![期满达久远大春裙廊痘成时短])|市长(?!期)|署长|司长|县长|厂长|店长|所长|法官|议员|经理"
    r"|行长(?![期度远久大高])|书记|主编|牧师|神父|执事|师兄|师姐|学长(?![廊期])|学姐|检察官|护士|护理师|药师(?!傅)|技师|董座|执行长|理事长"
    r"|Sir(?![A-Za-z])|Miss(?![A-Za-z])"
    r"|会计师|工程师|警官|同学|工(?![程作厂业人具资艺信会商地龄时序学科行期夫友段种口匠]))"
)
_ENGINEER: Final = "工"
_TITLE_CHARACTERS: Final = frozenset("总董秘工")


@functools.cache
def _not_names() -> frozenset[str]:
    return frozenset(person_cues()["not_names"])


@functools.cache
def _word_surnames() -> frozenset[str]:
    """Surnames that far more often are words or parts of words."""
    return frozenset(person_cues()["word_surnames"])


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
    for (a, b), score in likely.items():
        if is_free(a, b):
            found = score + has_title_before(text, a) * _TITLED + _plain(page, a, b)
            if found > FLOOR - _MOST_EVIDENCE:
                found += _CUES * sum(evidence("person", text, a, b))
            places.setdefault(text[a:b], []).append((found, a))
    total = {}
    for name, listed in places.items():
        if name in _not_names() or (len(name) == _PAIR and name[1] in _TITLE_CHARACTERS):
            continue
        if name.endswith(_ANONYMOUS) or (len(name) > _PAIR and _SURE_TITLES.match(name, 1)):
            continue
        best = max(s for s, _ in listed)
        total[name] = best + min(2, len(listed) - 1) * _REPEAT * (best > -1.5)
        total[name] += tags.boost(name, "person")
        start = listed[0][1]
        rivals = tags.rivals(start, start + len(name))
        if tags.odds(name, "person") < 0 < rivals - total[name]:
            del total[name]
            continue
        if name[0] in _word_surnames() and best < _WORD_FLOOR:
            del total[name]
    for name, odds in tags.names("person", han=True):
        refused = name in _not_names() or name.endswith(_ANONYMOUS)
        titled = _TITLES.match(name, 1) or _SURE_TITLES.match(name, 1)
        if not refused and not (len(name) > 1 and titled):
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
    for full, entity_id, name in people:
        for form, kind in _forms(full):
            at = text.find(form)
            while at >= 0:
                end = at + len(form)
                if is_free(at, end) and _is_short_form(text, page, at, end, kind):
                    start = at + (1 if kind == "title" and form[0] == "老" else 0)
                    yield OpenName(start, end, "person", entity_id, name, 0.7, "open-person")
                at = text.find(form, end)


def titled_surnames(text: str, page: Page) -> Iterator[tuple[int, int, int]]:
    """Surnames that a title alone makes people (王总每次打电话来): their span, the title's end."""
    for match in _SURE_TITLES.finditer(text):
        end = match.start() - text.startswith((" Sir", " Miss"), match.start() - 1)
        for size in (2, 1):
            start = end - size
            surname = text[max(start, 0) : end]
            if start >= 0 and surname in surnames() and page.starts[start + PAD]:
                # 老 and 小 stand before surnames, and 全总 is a union.
                before = text[max(0, start - 2) : start]
                if not _NAME_BEFORE.search(before) and _may_be_called(surname, before, match, page):
                    yield start, end, match.end()
                break


def _may_be_called(surname: str, before: str, title: re.Match[str], page: Page) -> bool:
    """Whether a surname that may also be a word is one before this title: 高医生, not 任局长."""
    if title.group() == _ENGINEER and page.lengths[title.start() - 1 + PAD] > 1:
        return False  # 施工, 包工
    if surname == "班":
        return not title.group().startswith("主任")
    if surname == "任":
        return not title.group().endswith(("长", "主任", "经理", "议员"))
    if surname not in _word_surnames() or (title.group() in _COURTESIES and surname in _CALLED):
        return True
    opens = not before or not "\u4e00" <= before[-1] <= "\u9fff" or before[-1] in "的和与对由"
    return opens and surname in _PLAIN_SURNAMES and title.group() not in ("老板", "经理")


# What is said to anybody: 沙女士, 车先生; surnames before which nothing else ends in these words.
_COURTESIES: Final = frozenset(("女士", "先生"))
_CALLED: Final = frozenset(
    "沙车费钱项高方时金计温安白石包易云习周常于成强平关满连能权单宁华东路古向"
)
# Surnames among the words that no title follows as words.
_PLAIN_SURNAMES: Final = frozenset("习云包古周尉易沙白皮石程花费钟钱项高鱼方时金乐计谈诸贡")
_NAME_BEFORE: Final = re.compile(r"[·第各双多两每]$")


def honoured(text: str) -> Iterator[tuple[int, int]]:
    """Names behind an honorific: `Mr Ji told investors`, `Madam Loh Siew Khim`."""
    for match in _HONORIFIC.finditer(text):
        yield match.span("name")


_HONORIFIC: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam|Mdm|Mme)\.?"
    r" (?P<name>[A-Z][a-zà-ɏḁ-ỿ]+(?:[-’'][A-Z]?[a-zà-ɏḁ-ỿ]+)?"
    r"(?: [A-Z][a-zà-ɏḁ-ỿ]+(?:-[a-z]+)?){0,2})"
    r"(?! [A-Z][a-z]|[A-Za-z])"
)


def full_name(name: str, people: Collection[str]) -> str | None:
    """The one person of the document whose surname or given name `name` is, if there is just one.

    >>> full_name("令狐", ["令狐远", "李明"])
    '令狐远'
    """
    longer = {
        p
        for p in people
        if len(p) > len(name)
        and (
            (p.startswith(name) and (name in surnames() or _POINT.match(p, len(name))))
            or (p.endswith(name) and len(name) > 1 and p[: -len(name)] in surnames())
        )
    }
    return longer.pop() if len(longer) == 1 else None


def _forms(full: str) -> Iterator[tuple[str, str]]:
    """The short forms of a full name, each with the test that its places must pass."""
    if full.isascii() or " " in full:
        words = full.split(" ")
        if len(words) > 1:
            for word, kind in ((words[-1], "last"), (words[0], "first")):
                if len(word) >= 4 and word.lower() not in english_words():
                    yield word, kind
        return
    if _POINT.search(full):
        first, *_, last = _POINT.split(full)
        if len(last) >= 2:
            yield last, "any" if len(last) >= 3 else "given"
        if len(first) >= 2:
            yield first, "any" if len(first) >= 3 else "given"
        return
    surname = full[:2] if full[:2] in surnames() and len(full) > 2 else full[:1]
    given = full[len(surname) :]
    yield "老" + surname, "old"
    yield surname, "any" if len(surname) == 2 else "title"
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
            return not _CAPITAL_AFTER.match(text, end) and not _CAPITAL_BEFORE.search(
                text[max(0, start - 12) : start]
            )
        return not _CAPITAL_AFTER.match(text, end)
    if kind == "title":
        return _TITLES.match(text, end) is not None and bool(page.starts[start + PAD])
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


_RARE_GIVEN: Final = RARE + 6
_CAPITAL_AFTER: Final = re.compile(r" [A-Z]")
_CAPITAL_BEFORE: Final = re.compile(r"[A-Z][A-Za-z.]* $")
