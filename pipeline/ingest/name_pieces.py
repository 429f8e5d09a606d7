"""The pieces of a line between separators that could be a name at all."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import (
    SPACES,
)
from pipeline.ingest.dates import find_dates
from pipeline.ingest.name_spans import is_led_by_word
from pipeline.ingest.person_names import (
    is_handle,
    is_medium,
    is_ordinary_word,
    is_title,
)

_LONGEST_HAN: Final = 14
_LONGEST_LATIN: Final = 48
_MOST_WORDS: Final = 6
# A floor, a page of so many, a title alone.
_NO_NAME: Final = re.compile(r"[\d/]+[楼层]?|#?\d+[楼层F]|(?:Dr|Prof|Mr|Ms|Mrs|Ir|Lt|Col|Rev)\.?")
_RUNS_ON: Final = re.compile(r"[A-Za-z]{4}\. |[。！？!?]")
_PARTICLES: Final = frozenset(
    (
        "de",
        "da",
        "di",
        "du",
        "del",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "al",
        "bin",
        "ibn",
        "ten",
    )
)
_BREAK: Final = re.compile(
    r"[|｜丨︱│•∙●◆◎○□■▲▼◇△▽★☆※*,，;；:：=＝()（）\[\]【】〔〕〖〗<>《》»›＞/／—–\t\u3000\0。！？!?…＠]"
    r"|\s{2,}|\s[-+~@]\s|\s·|·\s|^[-–\s]+"
)
# `老账房的财报笔记`, `铁板阿娇在博客`: whose a column or a page is.
_OWNED: Final = re.compile(r"([^的在\s]{2,8})[的在][^的\s]{2,10}")
# `老秤在望京`, `老秤在 Sunnyvale`: where one is that writes.
_AT: Final = re.compile(
    r"(?P<name>[^\s在现存所正人]{2,8})在\s?(?:(?P<latin>[A-Z][a-z]+)|(?P<place>[\u3400-\u9fff]{2,6}))$"
)
# `林一舟专栏`, `evalnerd 的博客`, `老端聊投资`.
_COLUMN_OF: Final = re.compile(
    r"([^\s]{2,14}?) ?的? ?(?:专栏|博客|个人主页|主页|空间|朋友圈|日志)"
    r"|([老小阿][\u3400-\u9fff])(?=[聊谈说侃讲])\S{2,5}"
)
WITH_TITLE: Final = re.compile(
    r"([\u3400-\u9fff]{2,4})(?:牧师|律师|大律师|教授|博士|医师|医生|法师|神父|传道|会计师|工程师|研究员|主任|校长)"
)
# With these end the names of media and of accounts of one person alike.
_SOFT: Final = re.compile(
    r"(?:说|圈|派|志|号|家|手记|笔记|日记|观察|邦|帮|君|谈|局|站|观点|账本)\Z"
)
_DOTS: Final = re.compile("[·•・‧．]")
_SPACE: Final = re.compile(r"\s+")
_PAIRED: Final = re.compile("[（）()“”「」《》]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_TWO_LATIN: Final = re.compile(r"[A-Za-z]{2}")
# Latin letters that go on from Chinese ones are half of an account: `账房COVER 林一舟`.
_MIXED: Final = re.compile(
    r"(?<![\u3400-\u9fffA-Za-z])[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3} ?[\u3400-\u9fff]{1,4}"
    r"|[\u3400-\u9fff]{1,6} [A-Z][\w.]*(?![\w.]| [A-Z])"
)
_BOTH: Final = re.compile(
    r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3} ?[\u3400-\u9fff]{1,4}|[\u3400-\u9fff]{1,6} [A-Z][\w.]*"
)
_LEADING: Final = re.compile(
    r"(?:(?:本报|本刊|本网|特约|实习|见习|首席)?(?:记者|主笔|撰文|采写|作者|文字|原创|评论员|分析师|分析员|编译|整理|主持|楼主|文|图文)\s*"
    r"|.{0,24}?\bI(?:[’']m| am)\s"
    r"|.{0,40}?\b(?:[Bb]y|BY|[Ff]rom the desk of|[Ww]ith|[Aa]bout|[Ff]rom)\s+"
    r"|(?:Dr|Prof|Professor|Sir|Dame|Mr|Ms|Mrs)\.?\s+)(?=\S)"
)
_BY: Final = re.compile(r"(?i)(?:by|from|about) ")
_TRAILING: Final = re.compile(
    r"\s(?:in|at|from|is|are|was|of|for|on|with|has|writes|covers|posted|opened|wrote|said)\b"
)
_AND: Final = re.compile(
    r"\s+(?:and|AND|&|和|与|及)\s+|、|＆|(?<=[\u3400-\u9fff])[和与及](?=[\u3400-\u9fff]{2,4}$)"
)
_EDGES: Final = SPACES + "¹²³⁴†‡.,，:：、-—–~@#□●·•|“”\"'‘’「」"
_INITIAL: Final = re.compile(r"(?:\b|\.)[A-Z]\Z")
# `林一舟 AI 云端`, `Nora Whitfield 着　林一舟 译`: a topic, and what she did.
_NO_HALF: Final = re.compile(
    r"(?:.*\s)?(?:AI|AGI|LLM|GPU|API|IT|IC|VR|5G|[着著撰文译编摄][写著辑影]?|发布|报道|报导|专栏|观点|赞助|冠名|出品|于)\Z"
)

# `最后由 Nora`: the words before a name are no half of it.
_LED: Final = re.compile(r"[\u3400-\u9fff]+(?<=[由是为与和的自从被给对在]) [A-Z]")


def pieces(text: str) -> Iterator[str]:
    alone = text.strip(_EDGES)
    for mention in reversed(find_dates(text)):
        text = f"{text[: mention.start]}\0{text[mention.end :]}"
    for raw in _BREAK.split(text):
        for piece in _AND.split(raw):
            trimmed = _trimmed(piece)
            if trimmed == alone and _SOFT.search(trimmed):
                yield from possible(trimmed, whole=True)
            yield from _within(trimmed)


def _trimmed(piece: str) -> str:
    """`piece` without the marks around it; the full stop of an initial stays."""
    left = piece.strip(_EDGES)
    return f"{left}." if _INITIAL.search(left) and f"{left}." in piece else left


def _within(piece: str) -> Iterator[str]:
    """`piece`, what stands in it behind a label or before a verb, and its words."""
    if not piece or len(piece) > 2 * _LONGEST_LATIN:
        return
    if (at := _AT.match(piece)) and (at["latin"] or byline_book().place.fullmatch(at["place"])):
        yield from possible(at["name"])
        return
    led = _LEADING.match(piece)
    if not led or not _BY.match(piece):
        yield from possible(piece)
    rest = piece[led.end() :].strip(_EDGES) if led else piece
    if led:
        yield from possible(rest)
        if again := _LEADING.match(rest):
            rest = rest[again.end() :].strip(_EDGES)
            yield from possible(rest)
    if cut := _TRAILING.search(rest):
        yield from possible(rest[: cut.start()].strip(_EDGES))
    if not _HAN.search(rest):
        return
    if owned := (_OWNED.fullmatch(rest) or _COLUMN_OF.fullmatch(rest)):
        yield from possible(owned[owned.lastindex or 1])
    if titled := WITH_TITLE.fullmatch(rest):
        yield from possible(titled[1])
    words = _SPACE.split(rest)
    for word in words if len(words) > 1 else ():
        yield from possible(word.strip(_EDGES))
    for match in _MIXED.finditer(rest):
        if is_both(match[0]):
            yield from possible(match[0])
    if _DOTS.search(rest):
        for word in _DOTS.split(rest):
            yield from possible(word.strip(_EDGES))


def is_both(name: str) -> bool:
    """Whether a name in both scripts is one: `周 Vivian`, `Kelvin Ng 吴启朗`."""
    if _NO_HALF.fullmatch(name) or _LED.match(name):
        return False
    return _BOTH.fullmatch(name) is not None


def possible(piece: str, *, whole: bool = False) -> tuple[str, ...]:
    """`piece`, where it can be a name at all; the name of a medium may be one's own if `whole`."""
    return (piece,) if _may_be_name(piece, whole) else ()


# Rules of several sorts cut the same pieces out of a line.
@functools.lru_cache(maxsize=1024)
def _may_be_name(piece: str, whole: bool) -> bool:
    han = _HAN.search(piece)
    longest = _LONGEST_HAN if han and not _MIXED.fullmatch(piece) else _LONGEST_LATIN
    if not 2 <= len(piece) <= longest or not (piece[0].isalpha() or is_handle(piece)):
        return False
    words = piece.split()
    if len(words) > 1 and (_RUNS_ON.search(piece) or _is_led(words)):
        return False
    if is_led_by_word(piece) or _NO_NAME.fullmatch(piece) or _is_cut(piece):
        return False
    if len(words) > 1 and (any(c.isdigit() for c in piece) or not _LATIN.search(piece)):
        return False
    if len(words) > _MOST_WORDS or byline_book().known.never.fullmatch(piece):
        return False
    known = byline_book().known
    if is_medium(piece, known) and not (whole and _SOFT.search(piece)):
        return False
    if not han and _is_ordinary(words):
        return False
    latin = han is not None or _TWO_LATIN.search(piece) is not None
    return latin and not byline_book().place.fullmatch(piece)


def _is_cut(piece: str) -> bool:
    """Whether brackets or quotation marks in a piece are not closed: `贝芬芳（金奈`."""
    return _PAIRED.search(piece) is not None and any(
        piece.count(a) != piece.count(b) for a, b in ("（）", "()", "“”", "「」", "《》")
    )


def _is_led(words: Sequence[str]) -> bool:
    """Whether a word that is no part of a name opens a piece: `pictures Nora W.`, `观察员 林一`."""
    first, known = words[0], byline_book().known
    if _HAN.search(words[-1]) and known.never.fullmatch(words[-1]):
        return True
    if first.isascii() and first.islower():
        return first not in _PARTICLES and is_ordinary_word(first)
    return _HAN.search(first) is not None and (
        is_title(first, known) or known.begins.match(first) is not None
    )


def _is_ordinary(words: Sequence[str]) -> bool:
    """Whether Latin words are all such as stand in no name (`Editorial Board`)."""
    latin = byline_book().known.latin
    return all(
        latin.search(word.title() if word.isupper() or word.islower() else word) for word in words
    )


__all__ = ["WITH_TITLE", "is_both", "pieces", "possible"]
