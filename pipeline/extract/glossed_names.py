"""Names whose other form stands in brackets: Bartholomew Kwan（關柏濤）, 慢鸟（Slowbird）.

What the brackets hold is a name of the same entity where it is written in the other script and has
the form of a name of that type; then it is one wherever the document has it. Where both were found
already, as two entities, they become one: that of the knowledge base if one is listed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from pipeline.extract.company_model import strong_suffixes
from pipeline.extract.mention import Mention
from pipeline.extract.person_model import surnames
from pipeline.extract.span_features import PAD, RARE, Page
from pipeline.extract.transliterated_people import sounds_start

_GLOSS: Final = re.compile(
    r"[”」』》\"]?\s?[（(]\s?(?:英文名|中文名|英文|中文|原名|又名|又称)?[:：]?\s?"
    r"(?P<name>[\u4e00-\u9fff·]{2,8}|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})\s?(?=[)）,，;；])"
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_TYPES: Final = frozenset(["company", "model", "person"])
# Words in brackets that say something of a firm or person, and are no name.
_NOTES: Final = re.compile(
    r"(?:上市|美股|港股|中国|美国|英国|日本|北京|上海|台湾|香港|集团|公司|控股|化名|音译|下同|左|右|中|前|时任|现任|原|已|未|"
    r"不|本文|笔者|编者|责任|暂|仅|包括|含|如|即|或|与|和)"
)
# What a share is listed as: 工业富联（SH601138）.
_LISTING: Final = re.compile(r"[A-Z]{1,3}\d{4,6}|\d{4,6}\.[A-Z]{1,2}")
_CLOSED: Final = frozenset("）),，")
_SCORE: Final = 0.7
_LONGEST: Final = 6
_SHORT: Final = 3
_COMMON: Final = RARE + 4


def with_glosses(
    text: str, page: Page, found: Sequence[Mention], listed: Collection[str]
) -> list[Mention]:
    """`found` with the names that brackets teach, and with one entity for both forms.

    Args:
        text: the document's text, in simplified script.
        page: the same, cut into words.
        found: the names found, in order and without overlaps.
        listed: ids of the entities of the knowledge base.
    """
    at = {m.start: m for m in found}
    same: dict[str, Mention] = {}
    new: dict[str, Mention] = {}
    for mention, start, end in _glosses(text, found):
        other = at.get(start)
        if other is None:
            if _is_free(found, start, end) and _is_name(page, start, text[start:end], mention.type):
                new.setdefault(text[start:end], mention)
        elif other.type == mention.type and other.entity_id != mention.entity_id:
            if other.entity_id not in listed:
                same.setdefault(other.entity_id, mention)
            elif mention.entity_id not in listed:
                same.setdefault(mention.entity_id, other)
    for mention, start, end in _spelled(text, page, found):
        if _is_free(found, start, end):
            new.setdefault(text[start:end], mention)
    if not same and not new:
        return list(found)
    names = [_renamed(m, same) for m in found]
    taken = bytearray(len(text))
    for m in names:
        taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    for surface in sorted(new, key=lambda s: (-len(s), s)):
        source = _renamed(new[surface], same)
        for start, end in _places(text, surface):
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * len(surface)
                names.append(
                    Mention(
                        start, end, surface, source.type, source.entity_id, source.name,
                        _SCORE, "gloss",
                    )
                )  # fmt: skip
    return sorted(names)


def _renamed(mention: Mention, same: dict[str, Mention]) -> Mention:
    other = same.get(mention.entity_id)
    if other is None or other.type != mention.type:
        return mention
    return mention._replace(entity_id=other.entity_id, name=other.name)


def _glosses(text: str, found: Sequence[Mention]) -> Iterator[tuple[Mention, int, int]]:
    """Each name behind which brackets open on one in the other script, and what they hold."""
    for mention in found:
        if mention.type not in _TYPES:
            continue
        match = _GLOSS.match(text, mention.end)
        if match and bool(_HAN.search(mention.surface)) != bool(_HAN.search(match["name"])):
            yield mention, *match.span("name")


def _spelled(text: str, page: Page, found: Sequence[Mention]) -> Iterator[tuple[Mention, int, int]]:
    """Each person whose name brackets give in Latin letters, and its sounds before them.

    商业长萨达纳（Sumit Sadana）: without a point, only the brackets show that it is a name.
    """
    for mention in found:
        opening = text[mention.start - 1 : mention.start]
        if mention.type != "person" or opening not in "（(" or _HAN.search(mention.surface):
            continue
        if " " in mention.surface and text[mention.end : mention.end + 1] in _CLOSED:
            end = mention.start - 1
            start = sounds_start(text, end, page)
            if start is not None:
                yield mention, start, end


def _is_free(found: Sequence[Mention], start: int, end: int) -> bool:
    return all(m.end <= start or m.start >= end for m in found)


def _is_name(page: Page, start: int, name: str, type_: str) -> bool:
    """Whether a bracket's content has the form of a name of this type."""
    if _HAN.search(name):
        if _NOTES.match(name):
            return False
        if type_ == "person":
            return "·" in name or (
                len(name) <= 4 and (name[0] in surnames() or name[:2] in surnames())
            )
        if type_ == "company":
            return 3 <= len(name) <= _LONGEST and any(name.endswith(x) for x in strong_suffixes())
        return 2 <= len(name) <= _SHORT and not _has_word(page, start, len(name))
    words = name.split(" ")
    if type_ == "person":
        return len(words) >= 2 and all(
            w[1:].islower() or w.endswith(".") or "-" in w for w in words
        )
    if _LISTING.fullmatch(name):
        return False
    # 抚宁（NASDAQ）, 某某（CEO）: capitals alone are what something is as often as its name.
    return not name.isupper() or len(words) > 1 or len(name) > 5


def _has_word(page: Page, start: int, size: int) -> bool:
    """Whether a string holds a common word: （提供基础模型） says something, （慢鸟） names."""
    at = start + PAD
    lengths, levels = page.lengths[at : at + size], page.commonness[at : at + size]
    return bool(((lengths > 1) & (levels > _COMMON)).any())


def _places(text: str, surface: str) -> Iterator[tuple[int, int]]:
    at = text.find(surface)
    while at >= 0:
        end = at + len(surface)
        around = text[at - 1 : at] + text[end : end + 1]
        if not surface.isascii() or not any(c.isascii() and c.isalnum() for c in around):
            yield at, end
        at = text.find(surface, end)


__all__ = ["with_glosses"]
