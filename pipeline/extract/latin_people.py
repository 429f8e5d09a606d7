"""What speaks for a person in a sequence of capitalised words: form, titles, verbs, age, kin."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.open_cues import latin_words
from pipeline.extract.person_cues import (
    has_title_before,
    has_verb_after,
    has_weak_verb_after,
    title_after,
)
from pipeline.extract.plain_words import commonness, is_given_name

# What stands in lower case before a surname.
PARTICLE: Final = (
    "van|von|der|den|de|da|das|dos|du|del|della|di|al|el|ap|bin|bint|binti|ibn|la|le|ten|ter|af"
)
_PERSON_WORD: Final = re.compile(
    r"(?:[A-Z][’'])?[A-Z][a-zà-ɏḁ-ỿ]+(?:[A-Z][a-zà-ɏḁ-ỿ]+)?(?:-[A-Za-z][a-zà-ɏḁ-ỿ]+)*|[A-Z]\.?"
)
_INITIAL: Final = re.compile(r"[A-Z]\.?")
_LINK: Final = re.compile(r"(?:\b(?:with|by|asked|told|met|says|said)|[、和与及跟说给找]|:|：) ?$")
_OF_FIRM: Final = re.compile(r" (?:of|at|from) [A-Z]")
_OBJECT: Final = re.compile(
    r"\b(?:hired|hires|appointed|recruited|poached|promoted|sacked|thanked|interviewed|married|elected"
    r"|named|introduced|replaced|succeeded|praised|meet|ask) $"
)
EMPLOYEE: Final = re.compile(
    rf"((?:[A-Z][\w’'-]+ ){{1,2}}(?:(?:{PARTICLE}) ){{0,2}}[A-Z][\w’'-]+) (?:of|at|from) $"
)


def person_evidence(
    text: str, start: int, end: int, words: tuple[str, ...]
) -> tuple[float, ...] | None:
    """What each sort of evidence adds for `text[start:end]`; None where it can be no person."""
    parts = [w for w in words if not w.islower()]
    if len(parts) == 1:
        if parts[0] in latin_words("given"):
            return _given_alone(text, start, end)
        return _word_alone(text, start, end)
    spelled = sum(not _INITIAL.fullmatch(w) for w in parts)
    if (
        len(parts) < 2
        or not 1 <= spelled <= 3
        or len(parts) - spelled > 3
        or not all(_PERSON_WORD.fullmatch(w) for w in parts)
    ):
        return None
    blocked = (
        latin_words("not_person") | latin_words("company_strong") | latin_words("company_weak")
    )
    east_asian = is_east_asian(parts) or (
        _is_east_asian_form(parts)
        and (
            has_title_before(text, start)
            or has_verb_after(text, end)
            or text.count(text[start:end]) > 1
        )
    )
    if not east_asian and any(w in blocked for w in parts):
        return None
    given = east_asian or parts[0] in latin_words("given")
    if not given and _is_word_pair(parts):
        return None
    short = not given and _is_short_east_asian(parts)
    plain = 0 if east_asian or short else sum(w.lower() in english_words() for w in parts)
    before = text[max(0, start - 30) : start]
    named = _NAMED.search(before) is not None
    if not _SAID.search(before) and (plain == len(parts) or (plain and not given)):
        return None
    verb = has_verb_after(text, end)
    employs = EMPLOYEE.search(text[max(0, start - 50) : start])
    if employs and not given:
        return None
    return (
        1.5 if given and not plain else 0.8 if given else 0.7,
        1.6 if named or _SAID.search(before) or has_title_before(text, start) else 0.0,
        1.5 if verb else 0.6 if has_weak_verb_after(text, end) else 0.0,
        1.5
        if title_after().match(text, end, end + 70)
        else 1.2
        if _AGENT.match(text, end)
        else 0.0,
        0.8 if short and _ITEM.search(before) else 0.0,
        (0.8 if given else 0.4) if _LINK.search(before) else 0.0,
        1.2 if _OBJECT.search(before) else 0.0,
        0.4 if _OF_FIRM.match(text, end) else 0.0,
        2.0 if _AGE.match(text, end) else 0.0,
        (0.8 if given else 0.35) if _is_later_alone(text, parts[-1], end) else 0.0,
    )


def is_east_asian(words: Sequence[str]) -> bool:
    """Whether two words are a surname and a given name of two syllables: Xu Zhihao, Park Ji-hoon.

    A given name of one syllable looks like too much else (Ping An), and a surname that is a word
    too tells nothing unless a hyphen joins the syllables beside it (Huawei So, Moon Landing).
    """
    return _is_east_asian_form(words) and (
        any("-" in word for word in words) or latin_words("surname_and_word").isdisjoint(words)
    )


def _is_east_asian_form(words: Sequence[str]) -> bool:
    if len(words) != _PAIR:
        return False
    surnames, places = latin_words("east_asian_surname"), latin_words("place")
    return any(
        surname in surnames
        and given not in surnames
        and given not in places
        and _is_two_syllables(given)
        for surname, given in (words, words[::-1])
    )


def _is_word_pair(words: Sequence[str]) -> bool:
    """Whether two words are a surname that is a word too and a word: Song Meaning, Apple Park."""
    words_too = latin_words("surname_and_word")
    return not words_too.isdisjoint(words) and all(
        w in words_too or commonness(w) >= _COMMON_SYLLABLES for w in words
    )


def _is_short_east_asian(words: Sequence[str]) -> bool:
    """Whether two words may be a surname and a given name of one syllable: Hu Qi, Pei Sun."""
    return (
        len(words) == _PAIR
        and not latin_words("east_asian_surname").isdisjoint(words)
        and all(_SYLLABLE.fullmatch(w) for w in words)
    )


@functools.lru_cache(maxsize=16_384)
def _is_two_syllables(word: str) -> bool:
    return (
        _SYLLABLES.fullmatch(word) is not None
        and word.lower() not in english_words()
        and commonness(word) < _COMMON_SYLLABLES
    )


_PAIR: Final = 2
_COMMON_SYLLABLES: Final = 3
_PINYIN: Final = (
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)"
    "(?:i?ang?|i?ao|u?ai|uang?|[iu]e|i?ong?|[uiae]n|[iue]ng|ei|i?ou?|iu|u[io]?|[iu]?a|[ie]|ve?)"
)
_SYLLABLE: Final = re.compile(rf"(?=[A-Z])(?i:{_PINYIN})")
# Two syllables of pinyin, or two of any romanisation with a hyphen: Zhifeng, Ji-hoon, Hsiao-Ming.
_SYLLABLES: Final = re.compile(
    rf"(?=[A-Z])(?i:(?:{_PINYIN}){{2}})|[A-Z][a-z]{{1,5}}-[A-Za-z][a-z]{{1,5}}"
)
_ITEM: Final = re.compile(r"(?:^|\n)[-*•·] ?$")


def _given_alone(text: str, start: int, end: int) -> tuple[float, ...] | None:
    """What speaks for a person called by the given name alone: `Priya, our only tester,`."""
    before = text[max(0, start - 30) : start]
    kin = bool(_KIN.search(before) or _ROLE.search(before) or _OFFICE.search(before))
    if text[start:end].lower() in english_words() and not kin:
        return None
    verb = has_verb_after(text, end) or _DOES.match(text, end)
    introduced = _OURS.match(text, end) is not None
    aged = _AGE.match(text, end) is not None
    if not (kin or verb or introduced or aged):
        return None
    again = text.count(text[start:end]) > 1
    return (2.0 * kin, 1.5 * bool(verb), 1.5 * introduced, 0.5 * again, 2.0 * aged)


def _word_alone(text: str, start: int, end: int) -> tuple[float, ...] | None:
    """What speaks for a person by a word that is no given name: `analyst Oyelaran said`.

    A firm may say things too, so that an office or a title must stand beside the name.
    """
    word = text[start:end]
    if not _PERSON_WORD.fullmatch(word) or commonness(word) >= _COMMON or word.isupper():
        return None
    if word in latin_words("not_person") or word.lower() in english_words():
        return None
    before = text[max(0, start - 40) : start]
    office = bool(_OFFICE.search(before) or _ROLE.search(before))
    titled = _TITLE_BEHIND.match(text, end) is not None
    aged = _AGE.match(text, end) is not None
    if not (office or titled or aged):
        return None
    verb = has_verb_after(text, end) or _DOES.match(text, end) is not None
    given = is_given_name(word)
    introduced = given and _OURS.match(text, end) is not None
    return (1.0 * office, 2.0 * titled, 1.2 * aged, 1.0 * verb, 0.6 * given, 1.0 * introduced)


_COMMON: Final = 4
_MOST_PLACES: Final = 60
# Offices that only a human holds: `customer`, `partner`, `investor` may be firms.
_OFFICE: Final = re.compile(
    r"\b(?:analyst|strategist|economist|chief executive|C[ET]O|CFO|COO|chief \w+ officer"
    r"|\w+ chief|(?:co-?)?founder"
    r"|professor|doctor|engineer|programmer|lawyer|barrister|solicitor|nurse|teacher|driver|clerk|manager|president"
    r"|chairman|chairwoman|director|spokes(?:man|woman|person)|scientist|researcher|journalist|reporter|secretary"
    r"|man called|woman called|girl called|boy called|colleague|intern|technician|foreman"
    r"|translator|called (?:him|her)self)"
    r",? $"
)
_TITLE_BEHIND: Final = re.compile(
    r"\s?(?:法官|教授(?! ?[A-Z])|博士(?!生)|先生|女士|小姐(?!姐)|律师(?!事务所|行|楼)|太太"
    r"|姐(?!姐)|哥(?!哥|们))"
)


_ROLE: Final = re.compile(
    r"(?:女生|男生|学生|顾问|医生|医师|教授|博士|记者|律师|老师|司机|分析师|经济学家|科学家|研究员|总监|主管|经理|警监"
    r"|执行长|董事长|总裁|读者|同事|听众|网友|朋友|同学|室友|邻居|主持人|工程师|设计师|产品经理|创始人|老板|徒弟|女儿|儿子|太太|先生|后排的|隔壁的)\s?$"
)
# 想要一个数: what a person does, in a Chinese sentence.
_DOES: Final = re.compile(
    r"\s?(?:说|问|想要?|答|回答|觉得|认为|告诉|笑|叫我|写道|把|嘅解释|的解释|的原话|系|话我|提醒|补充|坚持|摇头|点头)"
)
_OURS: Final = re.compile(r", (?:our|my|his|her|their|who|whose|the|an?) [a-z]")


_NAMED: Final = re.compile(
    r"(?:[一那这有][位名个][^，。,;；\n]{0,8}叫做?|(?:名字|本名|真名)叫做?|[我他她]叫|名叫|叫做|女儿|儿子|太太|丈夫|妻子|"
    r"友人|朋友|同事|记者|[一那这]位)\s?$"
)
# The name may be any words then: Fat Lung.
_SAID: Final = re.compile(r"\b(?:gave (?:his|her|their) name as|goes by|went by) $")
_AGE: Final = re.compile(r"(?:, | \(|,? aged? )\d\d(?:,|\)| )|\s?[（(，]\s?\d\d\s?岁")


# `a stonemason in`, `a mother of`: what a person is, by the form of the word.
_AGENT: Final = re.compile(
    r", (?:an?|the|its|his|her|their|our) (?:[a-z-]+ ){0,3}?"
    r"(?!maker|provider|supplier|retailer|insurer|lender|builder|publisher|manufacturer|carmaker|chipmaker"
    r"|developer|vendor|distributor|operator|computer|server|user|power|paper|chapter|tier|number|other"
    r"|letter|center|processor|sensor|sector|tractor|reactor|transformer|newsletter|broker)"
    r"[a-z]+(?:er|or|ist|ian|man|woman|mason|smith|eer|wright|mother|father|nurse|cook|clerk|widow|monk|nun)"
    r"(?:,| in | at | from | who | with | of | for | turned )"
)
_KIN: Final = re.compile(
    r"\b(?:[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir) (?:[a-z-]+ )?"
    r"(?:nephew|niece|son|daughter|wife|husband"
    r"|brother|sister|cousin|friend|colleague|neighbou?r|boss|mother|father|aunt|uncle|grandson|granddaughter|partner|flatmate"
    r"|co-founder|cofounder|assistant),? $"
)


def _is_later_alone(text: str, name: str, end: int) -> bool:
    """Whether the last name stands alone further on, as people are named the second time."""
    if len(name) < 4 or name.lower() in english_words():
        return False
    at = text.find(name, end)
    looked_at = 0
    # A hostile text of one surname would be gone through as often as it names somebody.
    while at >= 0 and looked_at < _MOST_PLACES:
        looked_at += 1
        after = text[at + len(name) : at + len(name) + 2]
        if (
            not text[at - 1 : at].isalnum()
            and not stands_behind_name(text, at)
            and not after[:1].isalnum()
            and not (after[:1] == " " and after[1:].isupper())
        ):
            return True
        at = text.find(name, at + 1)
    return False


def stands_behind_name(text: str, start: int) -> bool:
    """Whether a capitalised word that may belong to the name stands before: not so in `When Gu`."""
    match = _CAPITAL_BEFORE.search(text[max(0, start - 12) : start])
    return match is not None and match[1].lower() not in latin_words("function")


_CAPITAL_BEFORE: Final = re.compile(r"([A-Z][A-Za-zÀ-ɏḀ-ỿ.]*) $")
