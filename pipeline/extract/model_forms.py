"""Chinese models by the form of their name: 泊川-V3-Pro, 译流 Verso-3, 启明Flash, 棠梨Coder.

The head of a name is what stands in Chinese before its version, size, kind or Latin half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from pipeline.extract.company_model import NOT_IN_STEM
from pipeline.extract.company_stems import is_rare
from pipeline.extract.ground import spans_behind
from pipeline.extract.model_places import KIND_BEHIND, tail_end
from pipeline.extract.span_features import PAD, Page

_HAN: Final = r"[\u4e00-\u9fff]"
ASSISTANT: Final = re.compile(r"(?:智能体|小助手|助手|助理|大模型|小模型|数字员工)$")
"""What a tool is called at the end of its name: 智笔助手."""

_FUNCTION: Final = frozenset(
    "的了是把在用叫为和与及或对给让将从到款个由以、而但新版名其着过完里上跑"
)
_NEAR_KIND: Final = 40
_HAN_HEAD: Final = re.compile(rf"{_HAN}{{2,4}}")
_MIXED: Final = re.compile(rf"\s(?<={_HAN}{{2}}.)(?P<latin>[A-Z][A-Za-z]{{1,14}})(?=[- ]?[Vv]?\d)")
_HAN_BEFORE: Final = re.compile(rf"{_HAN}{{2,4}}$")
_SIZE_BEHIND: Final = re.compile(r"\s[A-Z][A-Za-z]+[- ]?\d{1,3}(?:\.\d)?B(?![A-Za-z])")
_POINTED: Final = re.compile(
    rf"(?<!{_HAN})(?P<a>{_HAN}{{2,4}}·{_HAN}{{2,4}}?)(?=(?:一共|共|有|是|的|约)?\s?\d[\d.]*[万亿]?(?:参数|B参数)|(?:大)?模型)"
)
_MIXED_BEFORE: Final = re.compile(
    r"(?:模型|助手|智能体|自研的?|旗下的?|推出|发布|开源|是|用|[，。、：“「（\n])$"
)
# The first character before the look behind it, so that the search goes from one such to the next.
_HYPHEN: Final = re.compile(rf"[-‑–](?<={_HAN}.)(?=[A-Za-z0-9])")
_SIZED: Final = re.compile(
    rf"[A-Z\d](?<={_HAN}.)(?:(?<=[A-Z])[A-Za-z]{{2,12}}-\d{{1,3}}|(?<=\d)\d{{0,2}})"
    r"(?:\.\d{1,2})?[BM](?![A-Za-z0-9%])"
)
_NUMBERED: Final = re.compile(
    rf"[Vv\d](?<={_HAN}.)(?:(?<=[Vv])\d{{1,2}}|(?<=\d)\d?)\.\d(?![\d.%％亿万千倍年月个元版])"
)
_NEAR_MODEL: Final = re.compile(
    r"模型|底座|参数|开源|权重|token|推理|上下文|[Mm]odel|parameters|weights|benchmark"
)


def hyphened_heads(
    text: str, page: Page, is_free: Callable[[int, int], bool], stems: Collection[str]
) -> Iterator[tuple[str, bool]]:
    """Heads before a hyphen and a version, each with whether it is rare enough to stand alone.

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span touches no known name.
        stems: short forms of companies of the document, which may stand before a head.
    """
    for match in _HYPHEN.finditer(text):
        a, end = _head_start(text, page, match.start(), stems), tail_end(text, match.start())
        if a is None or end is None or not is_free(a, match.end() + 1):
            continue
        head, tail = text[a : match.start()], text[match.start() : end]
        stemmed = any(head.startswith(s) for s in stems)
        words = page.lengths[a + PAD : match.start() + PAD]
        rare = stemmed or bool((words == 1).all())
        strong = stemmed or any(c.isalpha() for c in tail)
        if (rare or strong) and (strong or is_near_model(text, a, end)) and not is_plain_head(head):
            yield head, rare


def mixed_heads(
    text: str, page: Page, is_free: Callable[[int, int], bool]
) -> Iterator[tuple[str, str, str]]:
    """Heads with a Latin half behind a space (译流 Verso-3): head, whole name, Latin half.

    The arguments are those of `hyphened_heads`.
    """
    for match in _MIXED.finditer(text):
        b = match.start()
        before = _HAN_BEFORE.search(text[max(0, b - 4) : b])
        a = _mixed_start(text, page, b - len(before.group()), b) if before else None
        if a is not None and is_free(a, b):
            yield text[a:b], text[a : match.end()], match["latin"]


def _mixed_start(text: str, page: Page, start: int, end: int) -> int | None:
    """Where the Chinese word begins that is the first half of a model's name: 译流 Verso-3."""
    for at in range(start, end - 1):
        words = page.lengths[at + PAD : end + PAD]
        if (
            end - at <= 4
            and bool((words == 1).all())
            and not is_plain_head(text[at:end])
            and text[at:end] not in _TELL_AGE
            and _MIXED_BEFORE.search(text[max(0, at - 4) : at]) is not None
            and (is_near_model(text, at, end + 10) or _SIZE_BEHIND.match(text, end))
        ):
            return at
    return None


# 前代 Tide-2: which of several a model is, and no part of its name.
_TELL_AGE: Final = frozenset(("前代", "上代", "初代", "次代", "本代", "前作", "同级", "旗舰"))


def pointed_heads(
    text: str, page: Page, is_free: Callable[[int, int], bool], stems: Collection[str]
) -> Iterator[str]:
    """Heads of two parts with a point between them: 泊川·听澜 before parameters, or of a firm.

    The arguments are those of `hyphened_heads`.
    """
    for match in _POINTED.finditer(text) if "·" in text else ():
        a, b = match.span("a")
        if is_free(a, b) and is_rare(page, a, text.index("·", a)) and not is_plain_head(match["a"]):
            yield match["a"]
    for stem in stems:
        for start, end in spans_behind(text, f"{stem}·", _HAN_HEAD):
            whole = _word_end(page, start + len(stem) + 1, end)
            if whole is not None and is_free(start, whole) and _MODEL_DOCUMENT.search(text):
                yield text[start:whole]


def _word_end(page: Page, start: int, limit: int) -> int | None:
    """The end of the words from `start` on: up to two characters of single ones, or one word."""
    at = start
    while at < limit and at - start < 2:
        at += max(1, int(page.lengths[at + PAD]))
    return at if 2 <= at - start <= limit - start else None


_MODEL_DOCUMENT: Final = re.compile(r"模型|参数|推理|智能体|大模型")


def firm_models(
    text: str, is_free: Callable[[int, int], bool], stems: Collection[str]
) -> Iterator[str]:
    """Models called as their firm with a word of a model's behind it: 棠梨Coder, 笃行Flow-2.

    The arguments are those of `hyphened_heads`.
    """
    for stem in stems:
        if "\u4e00" <= stem[-1] <= "\u9fff":
            for start, end in spans_behind(text, stem, _FIRM_WORD):
                word = text[start + len(stem) : end].lstrip()
                if word not in _OTHER_WORDS and is_free(start, end):
                    yield text[start:end]
            for start, end in spans_behind(text, stem, _FIRM_ASSISTANT):
                if not _PLAIN_INSIDE.intersection(text[start:end]) and is_free(start, end):
                    yield text[start:end]


_FIRM_WORD: Final = re.compile(
    r"(?:(?:Coder|Agent|VLA|TTS|ASR|OCR|GPT|LM|VL)(?![A-Za-z])"
    r"|\s?[A-Z][A-Za-z]{2,11}(?:-[A-Z][A-Za-z]{2,11})?(?=-?V?\d| \d{1,3}B))"
)
_FIRM_ASSISTANT: Final = re.compile(rf"{_HAN}{{0,4}}?(?:小?助手|助理)")
# 墨里的助手 is not called so.
_PLAIN_INSIDE: Final = frozenset("的和与在是了把被给让为用推发出做科智公")
# What firms have beside models: 泊川Labs, 泊川API 2.0.
_OTHER_WORDS: Final = frozenset(
    ("Labs", "Lab", "API", "SDK", "App", "Cloud", "Phone", "Pad", "Watch")
)


def versioned_heads(
    text: str, page: Page, is_free: Callable[[int, int], bool], stems: Collection[str]
) -> Iterator[tuple[str, bool]]:
    """Heads with a kind, size or version right behind, each with whether it may stand alone.

    The arguments are those of `hyphened_heads`.
    """
    for match in KIND_BEHIND.finditer(text):
        a = _head_start(text, page, match.start(), stems)
        if a is None or not is_free(a, match.end()):
            continue
        head = text[a : match.start()]
        near = _NEAR_VERSION.search(text, max(0, a - _NEAR_KIND), match.end() + _NEAR_KIND)
        # A word before them is most often no name: 面向 Pro, 关于 LLM, 电视Max.
        if near and _HAN_HEAD.fullmatch(head) and is_rare(page, a, match.start()):
            yield head, True
    # Behind a Chinese word a number alone is far more often a count (激活3B) than a version.
    for pattern in (_SIZED, _NUMBERED):
        for match in pattern.finditer(text):
            a, end = _head_start(text, page, match.start(), stems), tail_end(text, match.start())
            if a is None or end is None or not is_free(a, match.end() + 1):
                continue
            head = text[a : match.start()]
            worded = text[match.start()].isalpha()
            if "·" in head or any(head.startswith(s) and (worded or head != s) for s in stems):
                yield head, True
            elif pattern is _NUMBERED and _is_versioned(text, page, a, match.start()):
                yield head, not ASSISTANT.search(head)


def _is_versioned(text: str, page: Page, start: int, end: int) -> bool:
    """Whether rare characters before a version are a model's name: 澜镜3.0, 鲸落助理2.1."""
    head = ASSISTANT.sub("", text[start:end])
    words = page.lengths[start + PAD : start + len(head) + PAD]
    return (
        2 <= len(head) <= 3
        and bool((words == 1).all())
        and not is_plain_head(head)
        and (
            len(head) < end - start
            or _NEAR_VERSION.search(text, max(0, start - 16), end + 24) is not None
        )
    )


_NEAR_VERSION: Final = re.compile(
    r"模型|参数|开源|权重|推理|上下文|训练|幻觉|盲测|评测|跑分|基座|底座|token|蒸馏|微调|智能体"
)


def _head_start(text: str, page: Page, end: int, stems: Collection[str]) -> int | None:
    """Where the Chinese head that ends at `end` starts: its last word, or rare characters."""
    at = end
    while at > 0 and end - at < 6 and "\u4e00" <= text[at - 1] <= "\u9fff":
        start = at - 1
        while start > 0 and not page.starts[start + PAD]:
            start -= 1
        word = text[start:at]
        if word in _FUNCTION or not all("\u4e00" <= c <= "\u9fff" for c in word):
            break
        if len(word) == 1:
            if end - start > 4:
                break
            at = start
            continue
        if at == end and len(word) <= 4:
            at = start
        break
    size = end - at
    if at > 1 and text[at - 1] == "·":
        begin = at - 1
        while begin > 0 and "\u4e00" <= text[begin - 1] <= "\u9fff" and at - begin < 5:
            begin -= 1
            if page.starts[begin + PAD] and at - 1 - begin >= 2:
                break
        at = begin
    for stem in stems:
        if at >= len(stem) and text[at - len(stem) : at] == stem:
            at -= len(stem)
    return at if size >= 2 else None


def is_plain_head(head: str) -> bool:
    """Whether a head is no name: it begins with a numeral or has a character that none has."""
    return bool(set(head) & NOT_IN_STEM) or head[0] in "一二三四五六七八九十两第"


def is_near_model(text: str, start: int, end: int) -> bool:
    """Whether a word about models stands in a span or close by."""
    return _NEAR_MODEL.search(text, max(0, start - 14), min(len(text), end + 14)) is not None


__all__ = [
    "ASSISTANT",
    "firm_models",
    "hyphened_heads",
    "is_near_model",
    "is_plain_head",
    "mixed_heads",
    "pointed_heads",
    "versioned_heads",
]
