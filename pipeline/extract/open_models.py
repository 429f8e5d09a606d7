"""Families of AI models that no list has, by their form or the words that introduce them.

A family is recognised where its name leaves no doubt (`泊川-V3-Pro`, `行业大模型“砚准3.0”`);
`pipeline.extract.model_places` then finds its bare name and its versions in the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from pipeline.extract.company_model import NOT_IN_STEM
from pipeline.extract.ground import spans_behind
from pipeline.extract.introductions import introduced
from pipeline.extract.model_places import KIND_BEHIND, Family, tail_end
from pipeline.extract.open_companies import is_rare
from pipeline.extract.open_cues import slug
from pipeline.extract.phrase_words import phrase_words
from pipeline.extract.span_features import PAD, RARE, Page

_HAN: Final = r"[\u4e00-\u9fff]"
_KIND: Final = r"(?:大语言模型|大模型|语言模型|模型|智能体平台|智能助手|AI助手|助手)"
_FUNCTION: Final = frozenset(
    "的了是把在用叫为和与及或对给让将从到款个由以、而但新版名其着过完里上跑"
)
_VERSION: Final = r"(?:\s?[Vv]?\d{1,2}(?:\.\d{1,2}){0,2}(?![\d.%％])|\s?\d{1,4}(?:\.\d)?[BM])?"
# 「智笔 GPT」: kinds of models that stand behind a Chinese name within its quotes.
_KIND_WORD: Final = r"(?:Pro|Max|Lite|Mini|Plus|Turbo|Ultra|GPT|Coder|Chat|VLA|TTS|ASR|OCR)"
_QUOTED: Final = re.compile(
    rf"[“「『《](?P<a>{_HAN}{{2,8}}(?:·{_HAN}{{2,4}})?(?:\s?{_KIND_WORD})?{_VERSION})[”」』》]"
)
# What such a tool is called at the end of its name, and what is said of it beside its quotes.
_ASSISTANT: Final = re.compile(r"(?:智能体|小助手|助手|助理|大模型|小模型|数字员工)$")
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
_NEAR_KIND: Final = 40
_HAN_HEAD: Final = re.compile(rf"{_HAN}{{2,4}}")
_CLAUSE_START: Final = re.compile(rf"(?:^|[。！？!?；;，,：:\n”」]\s?)(?P<a>{_HAN}{{2,6}})$")
_MIXED: Final = re.compile(rf"\s(?<={_HAN}{{2}}.)(?P<latin>[A-Z][A-Za-z]{{1,14}})(?=[- ]?[Vv]?\d)")
_HAN_BEFORE: Final = re.compile(rf"{_HAN}{{2,4}}$")
_SIZE_BEHIND: Final = re.compile(r"\s[A-Z][A-Za-z]+[- ]?\d{1,3}(?:\.\d)?B(?![A-Za-z])")
_POINTED: Final = re.compile(
    rf"(?<!{_HAN})(?P<a>{_HAN}{{2,4}}·{_HAN}{{2,4}}?)(?=(?:一共|共|有|是|的|约)?\s?\d[\d.]*[万亿]?(?:参数|B参数)|(?:大)?模型)"
)
_MIXED_BEFORE: Final = re.compile(
    r"(?:模型|助手|智能体|自研的?|旗下的?|推出|发布|开源|是|用|[，。、：“「（\n])$"
)
# Beside quotes: the word model, or before them a verb of release.
_MODEL_BEFORE: Final = re.compile(
    rf"(?:{_KIND}(?:家族|系列|产品|底座|平台)?"
    r"|(?:发布|发表|推出|开源|上线|升级|自研|携手)[^，。,\n“「]{0,12}) ?$"
)
_MODEL_BEHIND: Final = re.compile(rf"[^，。,\n“「]{{0,6}}?{_KIND}")
_NAMED: Final = re.compile(
    rf"模型(?:的名字)?(?:名叫|叫做|叫|名为|取名|命名为)\s?[“「]?(?P<a>{_HAN}{{2,5}}?)(?=[”」,，。；;（(\-])"
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


def find_families(
    text: str,
    page: Page,
    is_free: Callable[[int, int], bool],
    stems: dict[str, str],
) -> dict[str, Family]:
    """The families that the document introduces, by the form of their name.

    Args:
        text: the document's text.
        page: the same, cut into words.
        is_free: whether a span touches no known name.
        stems: short forms of companies of the document, which may stand before a family's name.
    """
    families: dict[str, Family] = {}

    def add(head: str, *, bare: bool) -> None:
        own = head
        for stem in stems:
            if head.startswith(stem) and len(head) - len(stem) >= 2:
                own = head[len(stem) :].lstrip("·")
        own = own.rpartition("·")[2] or own
        known = families.setdefault(own, Family(slug(own), own))
        known.forms |= {head, own}
        known.bare = known.bare or bare

    for match in _HYPHEN.finditer(text):
        a, end = _head_start(text, page, match.start(), stems), tail_end(text, match.start())
        if a is None or end is None or not is_free(a, match.end() + 1):
            continue
        head, tail = text[a : match.start()], text[match.start() : end]
        stemmed = any(head.startswith(s) for s in stems)
        words = page.lengths[a + PAD : match.start() + PAD]
        rare = stemmed or bool((words == 1).all())
        strong = stemmed or any(c.isalpha() for c in tail)
        if (rare or strong) and (strong or _is_near_model(text, a, end)) and not _is_plain(head):
            add(head, bare=rare)
    for pattern in (_QUOTED, _NAMED):
        for match in pattern.finditer(text):
            a, b = match.span("a")
            name = text[a:b]
            head = _unversioned(name)
            if not is_free(a, b) or len(head) < 2 or _is_generic(head):
                continue
            taken_up = pattern is _QUOTED and _is_taken_up(text, page, a, b)
            if pattern is _QUOTED and not (
                taken_up
                or head != name
                or _MODEL_BEFORE.search(text[max(0, a - 25) : a - 1])
                or _MODEL_BEHIND.match(text, b + 1)
            ):
                continue
            own = head.rpartition("·")[2]
            versioned = head != name or any(own + joint in text for joint in "-‑–")
            rare = is_rare(page, a, a + len(head))
            released = _MODEL_BEFORE.search(text[max(0, a - 25) : a - 1]) is not None
            known = versioned and (rare or released or _is_near_model(text, a, b))
            often = text.count(own) > 2 and _is_called_model(text, a, b)
            if known or taken_up or (rare and ("·" in head or often)):
                add(head, bare=True)
                short = _ASSISTANT.sub("", head)
                if short != head and len(short) > 1 and text.count(short) > text.count(head):
                    families[slug(head)] = families.pop(head)
                    families[slug(head)].forms.add(short)
    for a, b in introduced(text, "model"):
        head = _unversioned(text[a:b])
        if is_free(a, b) and len(head) > 1 and not _is_generic(head):
            add(head, bare=True)
    for a, b in _defined(text, page, stems):
        if is_free(a, b):
            add(text[a:b], bare=True)
    for match in _MIXED.finditer(text):
        b = match.start()
        before = _HAN_BEFORE.search(text[max(0, b - 4) : b])
        a = _mixed_start(text, page, b - len(before.group()), b) if before else None
        if a is not None and is_free(a, b):
            han, latin = text[a:b], match["latin"]
            family = families.setdefault(han, Family(slug(han), han))
            family.forms |= {text[a : match.end()], latin}
    for match in _POINTED.finditer(text) if "·" in text else ():
        a, b = match.span("a")
        if is_free(a, b) and is_rare(page, a, text.index("·", a)) and not _is_plain(match["a"]):
            add(match["a"], bare=True)
    for stem in stems:
        for start, end in spans_behind(text, f"{stem}·", _HAN_HEAD):
            whole = _word_end(page, start + len(stem) + 1, end)
            if whole is not None and is_free(start, whole) and _MODEL_DOCUMENT.search(text):
                add(text[start:whole], bare=True)
    for a, b in _of_firms(text, stems):
        if is_free(a, b):
            own = " ".join(text[a:b].split())
            families.setdefault(own, Family(slug(own), own, {text[a:b]}, bare=True))
    for match in KIND_BEHIND.finditer(text):
        a = _head_start(text, page, match.start(), stems)
        if a is None or not is_free(a, match.end()):
            continue
        head = text[a : match.start()]
        near = _NEAR_VERSION.search(text, max(0, a - _NEAR_KIND), match.end() + _NEAR_KIND)
        # A word before them is most often no name: 面向 Pro, 关于 LLM, 电视Max.
        if near and _HAN_HEAD.fullmatch(head) and is_rare(page, a, match.start()):
            add(head, bare=True)
    # Behind a Chinese word a number alone is far more often a count (激活3B) than a version.
    for pattern in (_SIZED, _NUMBERED):
        for match in pattern.finditer(text):
            a, end = _head_start(text, page, match.start(), stems), tail_end(text, match.start())
            if a is None or end is None or not is_free(a, match.end() + 1):
                continue
            head = text[a : match.start()]
            worded = text[match.start()].isalpha()
            if "·" in head or any(head.startswith(s) and (worded or head != s) for s in stems):
                add(head, bare=True)
            elif pattern is _NUMBERED and _is_versioned(text, page, a, match.start()):
                add(head, bare=not _ASSISTANT.search(head))
    return families


def _of_firms(text: str, stems: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Models called as their firm with a word of a model's behind it: 棠梨Coder, 笃行Flow-2."""
    for stem in stems:
        if "\u4e00" <= stem[-1] <= "\u9fff":
            for start, end in spans_behind(text, stem, _FIRM_WORD):
                if text[start + len(stem) : end].lstrip() not in _OTHER_WORDS:
                    yield start, end
            for start, end in spans_behind(text, stem, _FIRM_ASSISTANT):
                if not _PLAIN_INSIDE.intersection(text[start:end]):
                    yield start, end


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


def _is_taken_up(text: str, page: Page, start: int, end: int) -> bool:
    """Whether a quoted name is that of a tool which the text goes on to speak of."""
    name = text[start:end]
    before = text[max(0, start - 16) : start - 1].rstrip()
    if _DEED_CALLED.search(before):
        return False
    if _ASSISTANT.search(name):
        return _TAKEN_UP.search(before) is not None or text.count(name) > 1
    if text.count(name) < 2:
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


def _defined(text: str, page: Page, stems: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Names of which the text says that they are a model: 文枢是公司推出的合同大模型."""
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
            or _is_plain(name)
            or not (page.starts[a + PAD] and page.starts[b + PAD])
        ):
            continue
        if is_rare(page, a, b) or any(name.startswith(s) and name != s for s in stems):
            yield a, b


def _mixed_start(text: str, page: Page, start: int, end: int) -> int | None:
    """Where the Chinese word begins that is the first half of a model's name: 译流 Verso-3."""
    for at in range(start, end - 1):
        words = page.lengths[at + PAD : end + PAD]
        if (
            end - at <= 4
            and bool((words == 1).all())
            and not _is_plain(text[at:end])
            and text[at:end] not in _TELL_AGE
            and _MIXED_BEFORE.search(text[max(0, at - 4) : at]) is not None
            and (_is_near_model(text, at, end + 10) or _SIZE_BEHIND.match(text, end))
        ):
            return at
    return None


# 前代 Tide-2: which of several a model is, and no part of its name.
_TELL_AGE: Final = frozenset(("前代", "上代", "初代", "次代", "本代", "前作", "同级", "旗舰"))


def _is_versioned(text: str, page: Page, start: int, end: int) -> bool:
    """Whether rare characters before a version are a model's name: 澜镜3.0, 鲸落助理2.1."""
    head = _ASSISTANT.sub("", text[start:end])
    words = page.lengths[start + PAD : start + len(head) + PAD]
    return (
        2 <= len(head) <= 3
        and bool((words == 1).all())
        and not _is_plain(head)
        and (
            len(head) < end - start
            or _NEAR_VERSION.search(text, max(0, start - 16), end + 24) is not None
        )
    )


_NEAR_VERSION: Final = re.compile(
    r"模型|参数|开源|权重|推理|上下文|训练|幻觉|盲测|评测|跑分|基座|底座|token|蒸馏|微调|智能体"
)


def _word_end(page: Page, start: int, limit: int) -> int | None:
    """The end of the words from `start` on: up to two characters of single ones, or one word."""
    at = start
    while at < limit and at - start < 2:
        at += max(1, int(page.lengths[at + PAD]))
    return at if 2 <= at - start <= limit - start else None


_MODEL_DOCUMENT: Final = re.compile(r"模型|参数|推理|智能体|大模型")


def _unversioned(name: str) -> str:
    return re.sub(rf"(?:[\sVv]*\d.*|\s?{_KIND_WORD})$", "", name)


def _head_start(text: str, page: Page, end: int, stems: dict[str, str]) -> int | None:
    """Where the Chinese head that ends at `end` starts: its last word, or rare characters."""
    at = end
    singles = 0
    while at > 0 and end - at < 6 and "\u4e00" <= text[at - 1] <= "\u9fff":
        start = at - 1
        while start > 0 and not page.starts[start + PAD]:
            start -= 1
        word = text[start:at]
        if word in _FUNCTION or not all("\u4e00" <= c <= "\u9fff" for c in word):
            break
        if len(word) == 1:
            singles += 1
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


_CALLED_MODEL: Final = re.compile(r"模型(?:家族|系列)?[“「『《]?$")


def _is_called_model(text: str, start: int, end: int) -> bool:
    return (
        _CALLED_MODEL.search(text[max(0, start - 8) : start]) is not None
        or text.startswith("模型", end + 1)
        or text.startswith("大模型", end + 1)
    )


def _is_generic(head: str) -> bool:
    """Whether a quoted name is a phrase: 助手, 后训练."""
    own = _ASSISTANT.sub("", head)
    return not own or own in phrase_words() or _is_plain(own)


def _is_plain(head: str) -> bool:
    return bool(set(head) & NOT_IN_STEM) or head[0] in "一二三四五六七八九十两第"


def _is_near_model(text: str, start: int, end: int) -> bool:
    return _NEAR_MODEL.search(text, max(0, start - 14), min(len(text), end + 14)) is not None
