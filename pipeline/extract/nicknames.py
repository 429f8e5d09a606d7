"""What people are called among themselves: 阿棠, 小穗, 溪哥.

Such a name has no surname, so its form says little: the text must give it to somebody (她叫小穗),
make it of the given name of one whom it names in full, or use it again and again as a person's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from pipeline.extract.person_model import name_parts, surnames

_HAN: Final = r"[\u4e00-\u9fff]"
_GIVEN: Final = re.compile(
    rf"(?:[她他]|孩子|女儿|儿子|姑娘|徒弟|同事|店员|学生|网名|花名|昵称|小名|艺名)(?:名|就|小名|网名|昵称|花名)?叫"
    rf"(?P<one>[阿小大]{_HAN})(?=[，。；、,;])"
    rf"|叫(?P<two>阿{_HAN})的(?=那[个位]|人|同事|女[孩生人]|男[孩生人]|姑娘|小伙|师傅|网友)"
)
_KIN: Final = re.compile(r"[哥姐](?![哥姐妹弟夫们儿伦们])")
# No one in particular: 大哥, 这位姐, 墨西哥.
_NO_NAME: Final = frozenset(
    "大小老帅二三四五六七八九十表堂亲西的胞两那这个位各我他你名男女师学空御富胖瘦美靓小外洋几啲嘅是和叫喊"
)
_NO_CALL: Final = frozenset("姨婆公妈爸伯叔婶嬷爷奶哥姐弟妹舅里联拉猫狗孩学麻心号组区米费")
_ACTS: Final = re.compile(
    r"[：:]|[说讲话问笑收喺在给送住走来去冇拿]|想了|告诉|认为|觉得|本人|(?:今年)?\d\d岁"
)
_TWICE: Final = 2
# More nicknames than a text has people stand only in lists; each is looked for in all of the text.
_MOST: Final = 40


def nicknames(text: str, people: Collection[str]) -> Iterator[tuple[int, int, str | None]]:
    """Spans of nicknames, each with the full name of whom it means where the text has that.

    Args:
        text: a document's text, in simplified script.
        people: the full names of the people found so far.
    """
    called = {m["one"] or m["two"] for m in _GIVEN.finditer(text)}
    for name in sorted(n for n in called if n[1] not in _NO_CALL)[:_MOST]:
        for match in re.finditer(rf"{name}(?!{_HAN}?[哥姐])", text):
            yield match.start(), match.end(), None
    given = {c: full for full in sorted(people) if len(full) > 1 for c in _given(full)}
    places: dict[str, list[int]] = {}
    for kin in _KIN.finditer(text):
        start = kin.start() - 1
        if start >= 0 and re.match(_HAN, text[start]) and text[start] not in _NO_NAME:
            places.setdefault(text[start : kin.end()], []).append(start)
    for name, starts in list(places.items())[:_MOST]:
        full = given.get(name[0])
        free = [a for a in starts if not _is_inside(text, a)]
        acts = sum(_ACTS.match(text, a + len(name)) is not None for a in free)
        if name[0] in surnames() or not free or not (full or acts):
            continue
        if full or (len(free) >= _TWICE and len(free) * 2 > len(starts)):
            for start in starts:
                yield start, start + len(name), full


def _given(full: str) -> str:
    """The characters of a Chinese given name; none of a name of another kind."""
    if not re.fullmatch(rf"{_HAN}{{2,4}}", full):
        return ""
    surname, given = name_parts(full)
    return given if surname in surnames() else ""


def _is_inside(text: str, start: int) -> bool:
    """Whether another word runs into the name: 出租车哥, but not 问邦哥."""
    return bool(re.match(_HAN, text[start - 1 : start])) and text[start - 1] not in _LEADS


_LEADS: Final = frozenset("问叫跟和与对向找给听等由是请谢同畀搵师板友商弟员事")

__all__ = ["nicknames"]
