"""Families of AI models that no list has, by their form or the words that introduce them.

A family is recognised where its name leaves no doubt (`泊川-V3-Pro`, `行业大模型“砚准3.0”`);
`pipeline.extract.model_places` then finds its bare name and its versions in the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pipeline.extract.company_model import NOT_IN_STEM
from pipeline.extract.context import english_words
from pipeline.extract.grammar import extend
from pipeline.extract.model_places import Family, tail_end
from pipeline.extract.open_companies import is_rare
from pipeline.extract.open_cues import latin_words, slug
from pipeline.extract.span_features import PAD, Page

_HAN: Final = r"[\u4e00-\u9fff]"
_KIND: Final = r"(?:大语言模型|大模型|语言模型|模型|智能体平台|智能助手|AI助手|助手)"
_FUNCTION: Final = frozenset("的了是把在用叫为和与及或对给让将从到款个由以、而但新版名其着过完里")
_VERSION: Final = r"(?:\s?[Vv]?\d{1,2}(?:\.\d{1,2}){0,2}(?![\d.%％])|\s?\d{1,4}(?:\.\d)?[BM])?"
_QUOTED: Final = re.compile(rf"[“「『《](?P<a>{_HAN}{{2,8}}(?:·{_HAN}{{2,4}})?{_VERSION})[”」』》]")
# What such a tool is called at the end of its name, and what is said of it beside its quotes.
_ASSISTANT: Final = re.compile(r"(?:智能体|小助手|助手|助理|大模型|小模型|数字员工)$")
_TAKEN_UP: Final = re.compile(
    r"(?:上了|用了|用的是|用着|装了|接了|接入了?|部署了?|引进了?|采购了?|上线了?|推出了?|发布了?|开发了?|自研的?"
    r"|研发了?|训练了?|做了?|做的|写的|写了|叫|名为)[^，。,\n“「]{0,8}$"
)
_TOOL_BEFORE: Final = re.compile(
    r"(?:助手|助理|小程序|机器人|工具|应用|插件|App|智能体|客服|系统|软件|管家)，?(?:名叫|就叫|它叫|叫做|叫|名为|取名|起名)?$"
)
_IS_TOOL: Final = re.compile(
    r"[^。\n]{0,30}?(?:工具|助手|模型|智能体|机器人|应用|AI|系统|软件|参数|备案)"
)
# Hung on what is rare, and then looked back from.
_DEFINED: Final = re.compile(
    r"是(?:一[款个套]|公司|集团|我们|他们|[^，。,\n]{0,14}的)"
    r"[^，。,\n]{0,18}?(?:大模型|语言模型|模型|智能体|AI ?助手|智能助手|语音助手|聊天机器人)(?=[，。,；;！!\n]|$)",
    re.MULTILINE,
)
_CLAUSE_START: Final = re.compile(rf"(?:^|[。！？!?；;，,：:\n”」]\s?)(?P<a>{_HAN}{{2,6}})$")
_MIXED: Final = re.compile(
    rf"\s(?<={_HAN}{{2}}.)(?P<latin>[A-Z][A-Za-z]{{1,14}})(?=[- ]?[Vv]?\d)"
)
_HAN_BEFORE: Final = re.compile(rf"{_HAN}{{2,4}}$")
_SIZE_BEHIND: Final = re.compile(r"\s[A-Z][A-Za-z]+[- ]?\d{1,3}(?:\.\d)?B(?![A-Za-z])")
_POINTED: Final = re.compile(
    rf"(?<!{_HAN})(?P<a>{_HAN}{{2,4}}·{_HAN}{{2,4}}?)(?=(?:一共|共|有|是|的|约)?\s?\d[\d.]*[万亿]?(?:参数|B参数)|(?:大)?模型)"
)
_MIXED_BEFORE: Final = re.compile(r"(?:模型|助手|智能体|自研的?|旗下的?|推出|发布|开源|是|用|[，。、：“「（\n])$")
# Beside quotes: the word model, or before them a verb of release.
_MODEL_BEFORE: Final = re.compile(
    rf"(?:{_KIND}(?:家族|系列|产品|底座|平台)?"
    r"|(?:发布|发表|推出|开源|上线|升级|自研|携手)[^，。,\n“「]{0,12}) ?$"
)
_MODEL_BEHIND: Final = re.compile(rf"[^，。,\n“「]{{0,6}}?{_KIND}")
_NAMED: Final = re.compile(
    rf"模型(?:的名字)?(?:名叫|叫做|叫|名为|取名|命名为)\s?[“「]?(?P<a>{_HAN}{{2,5}}?)(?=[”」,，。；;（(\-])"
)
_HYPHEN: Final = re.compile(rf"[-‑–](?<={_HAN}.)(?=[A-Za-z0-9])")
_SIZED: Final = re.compile(
    rf"(?<={_HAN})(?:[A-Z][A-Za-z]{{2,12}}-)?\d{{1,3}}(?:\.\d{{1,2}})?[BM](?![A-Za-z0-9%])"
)
_NUMBERED: Final = re.compile(rf"(?<={_HAN})[Vv]?\d{{1,2}}\.\d(?![\d.%％亿万千倍年月个元版])")
# Hung on the version: capitalised words are everywhere, numbers behind them are not.
_LATIN: Final = re.compile(
    r"[ -](?<=[A-Za-zé].)(?P<version>[A-Z]{0,2}[Vv]?\d{1,2}(?:\.\d{1,2})?[a-z]?"
    r"(?![A-Za-z0-9%.,]*\d|[A-Za-z%]))"
)
_HEAD: Final = re.compile(r"(?<![A-Za-z0-9@/._\-#$])[A-Z][A-Za-zé]{2,15}$")
_RELEASE_BEFORE: Final = re.compile(
    r"(?:\b(?:models?|assistant|ship(?:s|ped)|r[au]n|open-?sourced|release[ds]?|releases|releasing|launch(?:e[sd]|ing)?|unveil(?:s|ed)?"
    r"|introduc(?:es|ed|ing)|call(?:s|ed)?|named|family|train(?:s|ed)?|using|try(?:ing)?"
    r"|upgrade to|of)"
    r"|(?:[’']s)|模型|发布|推出|开源了?|上线|自研的?|旗舰|升级|最新的|的) ?[“「\"`(（]?$",
    re.IGNORECASE,
)
_MODEL_AFTER: Final = re.compile(
    r"^[”」\"`)）]?(?:,? (?:is|has|scored|scores|beats|model|models|family|was trained|costs|runs"
    r"|can|ships|supports|found|writes|answers|parameters|a (?:family|model|new))\b"
    r"|,? (?:the|a|an|our|its|which)\b[^.\n]{0,50}\bmodel|[^.\n]{0,40}\bparameters?\b"
    r"|\s?(?:大模型|模型|系列|参数|拿到|得分|在[^，。\n]{0,16}(?:基准|评测|榜)|上下文|支持|激活|采用"
    r"|的(?:推理|幻觉|上下文|权重|价格)|能听|号称|只有))"
)
_MODEL_BESIDE: Final = re.compile(r"模型|参数|权重|\bmodels?\b|\bparameters?\b|\bweights\b", re.I)
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
            if not is_free(a, b) or len(head) < 2 or _is_plain(_ASSISTANT.sub("", head) or head):
                continue
            taken_up = pattern is _QUOTED and _is_taken_up(text, page, a, b)
            if pattern is _QUOTED and not (
                taken_up
                or _MODEL_BEFORE.search(text[max(0, a - 25) : a - 1])
                or _MODEL_BEHIND.match(text, b + 1)
            ):
                continue
            own = head.rpartition("·")[2]
            versioned = head != name or any(own + joint in text for joint in "-‑–")
            rare = is_rare(page, a, a + len(head))
            known = versioned and (rare or _is_near_model(text, a, b))
            often = text.count(own) > 2 and _is_called_model(text, a, b)
            if known or taken_up or (rare and ("·" in head or often)):
                add(head, bare=True)
                short = _ASSISTANT.sub("", head)
                if short != head and len(short) > 1 and text.count(short) > text.count(head):
                    families[slug(head)] = families.pop(head)
                    families[slug(head)].forms.add(short)
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
        for match in re.finditer(rf"{re.escape(stem)}·{_HAN}{{2,4}}", text):
            end = _word_end(page, match.start() + len(stem) + 1, match.end())
            if end is not None and is_free(match.start(), end) and _MODEL_DOCUMENT.search(text):
                add(text[match.start() : end], bare=True)
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


def _is_taken_up(text: str, page: Page, start: int, end: int) -> bool:
    """Whether a quoted name is that of a tool which the text goes on to speak of."""
    name = text[start:end]
    before = text[max(0, start - 16) : start - 1].rstrip()
    if _ASSISTANT.search(name):
        return _TAKEN_UP.search(before) is not None or text.count(name) > 1
    if text.count(name) < 2:
        return False
    if _TOOL_BEFORE.search(before):
        return True
    if not is_rare(page, start, end):
        return False
    if before.endswith(("大模型", "语言模型")):
        return True
    if before.endswith(("自研的", "自研", "研发的", "训练的")):
        return True
    return (
        _TAKEN_UP.search(before) is not None and _IS_TOOL.match(text, end, end + 45) is not None
    )


def _defined(text: str, page: Page, stems: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Names of which the text says that they are a model: 文枢是公司推出的合同大模型."""
    for match in _DEFINED.finditer(text):
        b = match.start()
        low = max(0, b - 9)
        found = _CLAUSE_START.search(text[low:b])
        if found is None:
            continue
        a, name = low + found.start("a"), found["a"]
        if (found.start() == 0 and low) or _is_plain(name) or not (page.starts[a + PAD] and page.starts[b + PAD]):
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
            and _MIXED_BEFORE.search(text[max(0, at - 4) : at]) is not None
            and (_is_near_model(text, at, end + 10) or _SIZE_BEHIND.match(text, end))
        ):
            return at
    return None


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


def latin_families(
    text: str, is_free: Callable[[int, int], bool], sized: Iterable[str]
) -> Iterator[str]:
    """Heads of Latin names with a version that the words around make models (`Tern 4`).

    Args:
        text: the document's text.
        is_free: whether a span touches no known name.
        sized: names that their parts alone make models (`Tern-14B-Chat`).
    """
    for name in sized:
        head = name.partition("-")[0]
        if len(head) > 2 and head.isalpha() and head not in latin_words("not_model"):
            yield head
    counted: dict[str, float] = {}
    near: set[str] = set()
    for match in _LATIN.finditer(text):
        found = _HEAD.search(text[max(0, match.start() - 17) : match.start()])
        if found is None:
            continue
        head = found.group()
        start = match.start() - len(head)
        if head in latin_words("not_model") or head.isupper() or not is_free(start, match.end()):
            continue
        points = 0.0
        before = text[max(0, start - 30) : start]
        if _CALLED_TOOL.search(before):
            points += 2.0
            near.add(head)
        if _RELEASE_BEFORE.search(before):
            points += 1.5 if _MODEL_BESIDE.search(before) else 0.5
        after = text[match.end() : match.end() + 70]
        if _MODEL_NEXT.match(after):
            points += 1.0
        if _MODEL_AFTER.search(after):
            points += 1.5 if _MODEL_BESIDE.search(after[:60]) else 0.5
        if extend(text, match.end(), attached=True) > match.end():
            points += 1
        if text[match.start("version") - 1] == "-" and any(c.isalpha() for c in match["version"]):
            points += 0.5
        if _NEAR_MODEL.search(text, max(0, start - 30), match.end() + 30):
            near.add(head)
        counted[head] = counted.get(head, 0.0) + points
    for match in _TOOL.finditer(text):
        head = match["called"] or match["apposed"]
        plain = head.lower() in english_words() or head in latin_words("not_company")
        is_name = head in latin_words("given") and match["called"] is None
        if not plain and not is_name and is_free(match.end() - len(head), match.end()):
            yield head
    for match in _VARIANT_ONLY.finditer(text):
        around = text[max(0, match.start() - 12) : match.end() + 12]
        if is_free(*match.span()) and re.search(r"版|模型|\bmodel", around):
            yield match["head"]
    for head, points in counted.items():
        if points >= 2 and head in near:
            yield head


_MODEL_NEXT: Final = re.compile(r"[”」\"]?\s?(?:大?模型|(?:language |AI )?models?\b)")
_CALLED_TOOL: Final = re.compile(
    r"\b(?:model|chatbot|bot|assistant|tool|agent|system|copilot)(?:,| called| named| dubbed"
    r"|, called|, named) [\"“]?$"
)
_TOOL: Final = re.compile(
    r"(?:\b(?:AI|language|speech|voice|vision|open|small|large|new) models?"
    r"|\b(?:[Cc]hat ?bot|[Bb]ot|[Aa]ssistant|[Mm]odel|AI agent|[Cc]opilot|[Tt]ool))"
    r"(?:,? (?:called|named|dubbed|nicknamed) [\"“]?(?P<called>[A-Z][a-z]{2,}(?:[A-Z][a-z]+)?)(?![A-Za-z0-9]|[ -]\d)"
    r"|, (?P<apposed>[A-Z][a-z]{3,}(?:[A-Z][a-z]+)?)(?=[,.]))"
)
_VARIANT_ONLY: Final = re.compile(
    r"(?<![A-Za-z0-9@/._\-])(?P<head>[A-Z][a-z]+[A-Z][a-z]+)(?:-[A-Z][A-Za-z0-9]*)*"
    r"-(?:Preview|Instruct|Chat|Thinking|Mini|Pro|Max|Lite|Flash|Turbo|Ultra|Nano|Air)(?![A-Za-z0-9\-])"
)


def _unversioned(name: str) -> str:
    return re.sub(r"[\sVv]*\d.*$", "", name)


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


def _is_plain(head: str) -> bool:
    return bool(set(head) & NOT_IN_STEM) or head[0] in "一二三四五六七八九十两第"


def _is_near_model(text: str, start: int, end: int) -> bool:
    return _NEAR_MODEL.search(text, max(0, start - 14), min(len(text), end + 14)) is not None
