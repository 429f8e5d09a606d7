"""Models that the text itself calls so: 大模型“砚准3.0”, 模型取名文枢, 文枢是合同大模型."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from pipeline.extract.company_stems import is_rare
from pipeline.extract.introductions import introduced
from pipeline.extract.model_forms import ASSISTANT, is_near_model, is_plain_head
from pipeline.extract.phrase_words import phrase_words
from pipeline.extract.span_features import PAD, RARE, Page

_HAN: Final = r"[\u4e00-\u9fff]"
_KIND: Final = r"(?:大语言模型|大模型|语言模型|模型|智能体平台|智能助手|AI助手|助手)"
_VERSION: Final = r"(?:\s?[Vv]?\d{1,2}(?:\.\d{1,2}){0,2}(?![\d.%％])|\s?\d{1,4}(?:\.\d)?[BM])?"
# 「智笔 GPT」: kinds of models that stand behind a Chinese name within its quotes.
_KIND_WORD: Final = r"(?:Pro|Max|Lite|Mini|Plus|Turbo|Ultra|GPT|Coder|Chat|VLA|TTS|ASR|OCR)"
_QUOTED: Final = re.compile(
    rf"[“「『《](?P<a>{_HAN}{{2,8}}(?:·{_HAN}{{2,4}})?(?:\s?{_KIND_WORD})?{_VERSION})[”」』》]"
)
# What is said of a tool beside its quotes.
_TAKEN_UP: Final = re.compile(
    r"(?:上了|用了|用的是|用着|装了|接了|接入了?|部署了?|引进了?|采购了?|上线了?|推出了?|发布了?|开发了?|自研的?"
    r"|研发了?|训练了?|做了?|做的|写的|写了|叫|名为)[^，。,\n“「]{0,8}$"
)
_TOOL_BEFORE: Final = re.compile(
    r"(?:助手|助理|小程序|机器人|工具|应用|插件|App|智能体|客服|系统|软件|管家)，?(?:名叫|就叫|它叫|叫做|叫|名为|取名|起名)?$"
)
# 最烦的活叫“改单”: work and habits have names too.
_DEED_CALLED: Final = re.compile(
    r"(?:活|事|工作|做法|岗位|动作|环节|流程|现象|行话|毛病|心态|状态)儿?，?(?:就|都|也|我们)?(?:叫做|叫作|叫|名为)$"
)
# A word so common (够用) is no tool's name.
_COMMON: Final = RARE + 7
_RELEASED: Final = re.compile(r"(?:正式|全面|今日|昨日)?(?:上线|上岗|开源|内测|公测|通过备案)")
_IS_TOOL: Final = re.compile(
    r"[^。\n]{0,30}?(?:工具|助手|模型|智能体|机器人|应用|AI|系统|软件|参数|备案)"
)
# Hung on what is rare, and then looked back from.
_DEFINED: Final = re.compile(
    r"是(?:一[款个套]|公司|集团|我们|他们|[^，。,\n]{0,14}的)"
    r"[^，。,\n]{0,18}?(?:大模型|语言模型|模型|智能体|AI ?助手|智能助手|语音助手|聊天机器人)"
    r"(?=[，。,；;！!\n]|$)",
    re.MULTILINE,
)
_KIND_ENDS: Final = re.compile(
    r"(?:模型|智能体|助手|聊天机器人)(?=[，。,；;！!\n]|$)", re.MULTILINE
)
_DEFINITION: Final = 40
_CLAUSE_START: Final = re.compile(rf"(?:^|[。！？!?；;，,：:\n”」]\s?)(?P<a>{_HAN}{{2,6}})\Z")
# Beside quotes: the word model, or before them a verb of release.
_MODEL_BEFORE: Final = re.compile(
    rf"(?:{_KIND}(?:家族|系列|产品|底座|平台)?"
    r"|(?:发布|发表|推出|开源|上线|升级|自研|携手)[^，。,\n“「]{0,12}) ?$"
)
_MODEL_BEHIND: Final = re.compile(rf"[^，。,\n“「]{{0,6}}?{_KIND}")
_NAMED: Final = re.compile(
    rf"模型(?:的名字)?(?:名叫|叫做|叫|名为|取名|命名为)\s?[“「]?(?P<a>{_HAN}{{2,5}}?)(?=[”」,，。；;（(\-])"
)


_Count = Callable[[str], int]
"""How often the text has a string."""


def called_models(
    text: str, page: Page, is_free: Callable[[int, int], bool]
) -> Iterator[tuple[str, str | None]]:
    """Names in quotes, behind 模型叫 or behind an introduction, without their version.

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span touches no known name.

    Yields:
        A name, and the shorter form of it that the text uses more often, if there is one.
    """
    # A page may quote one name a thousand times, and is searched for it once.
    count = functools.cache(text.count)
    for pattern in (_QUOTED, _NAMED):
        for match in pattern.finditer(text):
            a, b = match.span("a")
            head = _unversioned(match["a"])
            if not is_free(a, b) or len(head) < 2 or _is_generic(head):
                continue
            taken_up = pattern is _QUOTED and _is_taken_up(text, page, a, b, count)
            if taken_up or (
                (pattern is _NAMED or _speaks_of_model(text, a, b, head))
                and _is_model(text, page, a, b, count)
            ):
                yield head, _preferred_form(head, count)
    for a, b in introduced(text, "model"):
        head = _unversioned(text[a:b])
        if is_free(a, b) and len(head) > 1 and not _is_generic(head):
            yield head, None


def _speaks_of_model(text: str, start: int, end: int, head: str) -> bool:
    """Whether quotes have a version in them, or the word model or a verb of release beside them."""
    return (
        end - start != len(head)
        or _is_released(text, start)
        or _MODEL_BEHIND.match(text, end + 1) is not None
    )


def _is_model(text: str, page: Page, start: int, end: int, count: _Count) -> bool:
    """Whether a name that the text gives to something has what models have: versions, rarity."""
    head = _unversioned(text[start:end])
    own = head.rpartition("·")[2]
    rare = is_rare(page, start, start + len(head))
    versioned = end - start != len(head) or any(count(own + joint) for joint in "-‑–")
    if versioned and (rare or _is_released(text, start) or is_near_model(text, start, end)):
        return True
    often = count(own) > 2 and _is_called_model(text, start, end)
    return rare and ("·" in head or often)


def _is_released(text: str, start: int) -> bool:
    """Whether the word model or a verb of release stands before a name, quotes aside."""
    return _MODEL_BEFORE.search(text[max(0, start - 25) : start - 1]) is not None


def _preferred_form(head: str, count: _Count) -> str | None:
    """A name without its last word (智笔 of 智笔助手), if the text has that more often."""
    short = ASSISTANT.sub("", head)
    often = short != head and len(short) > 1 and count(short) > count(head)
    return short if often else None


def _is_taken_up(text: str, page: Page, start: int, end: int, count: _Count) -> bool:
    """Whether a quoted name is that of a tool which the text goes on to speak of."""
    name = text[start:end]
    before = text[max(0, start - 16) : start - 1].rstrip()
    if _DEED_CALLED.search(before):
        return False
    if ASSISTANT.search(name):
        return _TAKEN_UP.search(before) is not None or count(name) > 1
    if count(name) < 2:
        return False
    if int(page.lengths[start + PAD]) >= end - start and page.commonness[start + PAD] > _COMMON:
        return False
    if _TOOL_BEFORE.search(before):
        return True
    if not is_rare(page, start, end):
        return False
    if before.endswith(("大模型", "语言模型")):
        return True
    if before.endswith(("自研的", "自研", "研发的", "训练的")):
        return True
    if _RELEASED.match(text, end + 1):
        return True
    return _TAKEN_UP.search(before) is not None and _IS_TOOL.match(text, end, end + 45) is not None


def _unversioned(name: str) -> str:
    """A name without the version or the kind at its end: 砚准 of 砚准3.0, 智笔 of 智笔 GPT."""
    return re.sub(rf"(?:[\sVv]*\d.*|\s?{_KIND_WORD})$", "", name)


_CALLED_MODEL: Final = re.compile(r"模型(?:家族|系列)?[“「『《]?$")


def _is_called_model(text: str, start: int, end: int) -> bool:
    """Whether the word model stands against the quotes of a name."""
    return (
        _CALLED_MODEL.search(text[max(0, start - 8) : start]) is not None
        or text.startswith("模型", end + 1)
        or text.startswith("大模型", end + 1)
    )


def _is_generic(head: str) -> bool:
    """Whether a quoted name is a phrase: 助手, 后训练."""
    own = ASSISTANT.sub("", head)
    return not own or own in phrase_words() or is_plain_head(own)


def defined_models(
    text: str, page: Page, is_free: Callable[[int, int], bool], stems: Collection[str]
) -> Iterator[str]:
    """Names of which the text says that they are a model: 文枢是公司推出的合同大模型.

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span touches no known name.
        stems: short forms of companies of the document, which may stand before a name.
    """
    for kind in _KIND_ENDS.finditer(text):
        match = _DEFINED.search(text, max(0, kind.start() - _DEFINITION), kind.end() + 1)
        if match is None:
            continue
        b = match.start()
        low = max(0, b - 9)
        found = _CLAUSE_START.search(text[low:b])
        if found is None:
            continue
        a, name = low + found.start("a"), found["a"]
        if (
            (found.start() == 0 and low)
            or is_plain_head(name)
            or not (page.starts[a + PAD] and page.starts[b + PAD])
        ):
            continue
        of_firm = any(name.startswith(s) and name != s for s in stems)
        if (is_rare(page, a, b) or of_firm) and is_free(a, b):
            yield text[a:b]


__all__ = ["called_models", "defined_models"]
