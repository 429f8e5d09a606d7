"""Short forms of people that the document names in full: 老逯, 林先生, 南星, Brannigan."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pipeline.extract.latin_mentions import short_names
from pipeline.extract.latin_people import stands_behind_name
from pipeline.extract.open_cues import OpenName
from pipeline.extract.person_cues import CHINESE_TITLE
from pipeline.extract.person_model import name_parts, surnames
from pipeline.extract.span_features import PAD, RARE, Page
from pipeline.extract.titled_people import word_surnames
from pipeline.extract.transliterated_people import POINT

_LONGEST_SURNAME: Final = 2


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
        elif POINT.match(rest):
            yield first


def _forms(full: str) -> Iterator[tuple[str, str]]:
    """The short forms of a full name, each with the test that its places must pass."""
    if full.isascii() or " " in full:
        yield from short_names(full)
        return
    if POINT.search(full):
        first, *_, last = POINT.split(full)
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
        called = CHINESE_TITLE.match(text, end) or _OF_THE_DOCUMENT.match(text, end)
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


__all__ = ["full_names", "short_forms"]
