"""Families of AI models in Latin script that no list has, by version, apposition or variant."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from pipeline.extract.context import english_words
from pipeline.extract.grammar import extend
from pipeline.extract.open_cues import latin_words
from pipeline.extract.plain_words import commonness, is_given_name
from pipeline.ingest.sieve import Sieve

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
    for match in _SIZED.finditer(text):
        head = match["head"]
        plain = head.lower() in english_words() or head in latin_words("not_model")
        if not plain and is_free(match.start(), match.end()):
            yield head
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
    for match in _KIND_ONLY.finditer(text):
        head = match["whole"] or match["head"]
        if commonness(head) < _RARE and is_free(*match.span()):
            yield head
    yield from _described(text, is_free)
    for head, points in counted.items():
        if points >= 2 and head in near:
            yield head


def _described(text: str, is_free: Callable[[int, int], bool]) -> Iterator[str]:
    """Heads that the words beside them call an assistant, agent or model: `the Siu Yee model`."""
    for number in _sieve().passing(text):  # few of them can be in a text
        pattern = _DESCRIBED[number]
        for match in pattern.finditer(text):
            head = match["head"]
            words = head.split(" ")
            rare = pattern in (_OF_KIND, _KIND_BEHIND)
            if (
                any(w.lower() in english_words() or w in latin_words("not_model") for w in words)
                or words[0] in latin_words("not_company")
                or words[0] in latin_words("date")
                or head in latin_words("place")
                or head.isupper()
                or min(map(commonness, words)) >= (_RARE if rare else _USUAL)
                or (pattern is _APPOSED and _is_person(words[0]))
                or not is_free(*match.span("head"))
            ):
                continue
            yield head


def _is_person(word: str) -> bool:
    return word in latin_words("given") or is_given_name(word)


def short_heads(head: str, firms: Collection[str]) -> Iterator[str]:
    """The word by which a family of two words comes again: Tide for Orrery's `Orrery Tide 2`.

    Args:
        head: the family's name, without its version.
        firms: the companies of the document.
    """
    words = head.split(" ")
    if len(words) != _PAIR or not all(w[:1].isupper() and w[1:].islower() for w in words):
        return
    if words[0] not in firms and words[1] not in _KINDS:
        return
    made = words[0] in firms
    short = words[1] if made else words[0]
    is_plain = short.lower() in english_words() or (not made and _is_person(short))
    if len(short) < _SHORTEST or is_plain or short in latin_words("not_model"):
        return
    if commonness(short) < _USUAL:
        yield short


_RARE: Final = 3
_USUAL: Final = 4
_PAIR: Final = 2
_KINDS: Final = frozenset(
    [
        "Code",
        "Coder",
        "Voice",
        "Speech",
        "Vision",
        "Embed",
        "Chat",
        "Agent",
        "Audio",
        "Guard",
        "Scribe",
        "Translate",
    ]
)
_SHORTEST: Final = 4
_NAME: Final = r"[A-Z][A-Za-zé]{2,15}(?:-[A-Z][A-Za-z]{0,9})?"
_NAME_PAIR: Final = rf"{_NAME}(?: [A-Z][a-z]{{2,12}})?"
_TOOL_KIND: Final = (
    r"(?:chatbot|chat bot|agent|language model|speech model|voice model|AI model|model|tutor|bot"
    r"|copilot"
    r"|assistant(?! to\b| at\b| in\b| prof| dir| man| sec| coach| editor))\b"
)
# `Patchwork, an agent that looks at a photo`; `Sift, its agent for insurers, had 61 customers`.
_APPOSED: Final = re.compile(
    rf"(?<![A-Za-z0-9@/._\-#$’'])(?P<head>{_NAME_PAIR}), "
    rf"(?:an? (?:[a-z-]+ ){{0,3}}{_TOOL_KIND}(?![^,.\n]{{0,20}} who\b)"
    rf"|(?:its|our|their|[A-Za-z]{{2,12}}[’']s) (?:own )?(?:[a-z-]+ ){{0,2}}{_TOOL_KIND}"
    r"[^.,\n]{0,40},)"
)
# `the Cangwu assistant`, `its Siu Yee model`
_OF_KIND: Final = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|[Oo]ur|[Tt]heir|[Hh]is|[Hh]er|[a-z][’']s) (?P<head>{_NAME_PAIR})"
    r" (?:assistant|chatbot|(?:language |speech |voice )?model|agent|copilot|tutor)\b"
)
_KIND_BEFORE: Final = re.compile(
    r"(?:(?:语音|公务员|AI ?|虚拟|智能)(?:助手|助理|老师|导师)|(?:客服|智能|编程|销售)代理|智能体"
    r"|聊天机器人|(?:大?模型|电话 ?AI|助手|智能体)(?:名?叫|取名|名为|代号))"
    rf"\s?[“「\"]?(?P<head>{_NAME_PAIR})(?![A-Za-z0-9]|[ -]?\d)"
)
_KIND_BEHIND: Final = re.compile(
    rf"(?<![A-Za-z0-9@/._\-#$])(?P<head>{_NAME_PAIR})\s?"
    r"(?:大模型|语言模型|小模型|模型(?!并行|训练|压缩|蒸馏|[库卡层]))"
)
_DESCRIBED: Final = (_APPOSED, _OF_KIND, _KIND_BEFORE, _KIND_BEHIND)


@functools.cache
def _sieve() -> Sieve:
    return Sieve(pattern.pattern for pattern in _DESCRIBED)


# `Heyuan-MoE`, `Ciwas-ASR`, `InkubaLM`: what only models are called.
_KIND_ONLY: Final = re.compile(
    r"(?<![A-Za-z0-9@/._\-#$])(?:(?P<head>[A-Z][A-Za-z]{2,15})-(?:MoE|VLM?|Instruct|Chat|Thinking|Omni|VLA|TTS|ASR)"
    r"|(?P<whole>[A-Z][a-z]{1,12}(?:[A-Z][a-z]{0,10})?(?<!L)(?:LM|GPT|BERT|VLA)))(?![A-Za-z0-9\-])"
)


# A size behind a name that is no word: `Oscypek 14B`, `MuLM-Lite 1.5B`; not `raised 14B`.
_SIZED: Final = re.compile(
    r"(?<![A-Za-z0-9@/._\-#$])(?P<head>[A-Z][A-Za-zé]{2,15}(?:-[A-Z][a-z]{1,9})?|[A-Z]{2}-[A-Z][a-z]{2,9})"
    r" \d{1,3}(?:\.\d{1,2})?B"
    r"(?![A-Za-z0-9]|-?\s?param)"
)
_MODEL_NEXT: Final = re.compile(r"[”」\"]?\s?(?:大?模型|(?:language |AI )?models?\b)")
_CALLED_TOOL: Final = re.compile(
    r"\b(?:model|chatbot|bot|assistant|tool|agent|system|copilot|tutor|companion)"
    r"(?:,| called| named| dubbed|, called|, named) [\"“]?$"
)
_TOOL: Final = re.compile(
    r"(?:\b(?:AI|language|speech|voice|vision|open|small|large|new) models?"
    r"|\b(?:[Cc]hat ?bot|[Bb]ot|[Aa]ssistant|[Mm]odel"
    r"|(?:AI|[Vv]oice|[Cc]oding|[Ss]upport|[Ss]ales) agent"
    r"|[Cc]opilot|[Tt]ool|[Tt]utor|[Cc]ompanion))"
    r"(?:,? (?:called|named|dubbed|nicknamed) [\"“]?(?P<called>[A-Z][a-z]{2,}(?:[A-Z][a-z]+)?)"
    r"(?![A-Za-z0-9]|[ -]\d)"
    r"|, (?P<apposed>[A-Z][a-z]{3,}(?:[A-Z][a-z]+)?)(?=[,.]))"
)
_VARIANT_ONLY: Final = re.compile(
    r"(?<![A-Za-z0-9@/._\-])(?P<head>[A-Z][a-z]+[A-Z][a-z]+)(?:-[A-Z][A-Za-z0-9]*)*"
    r"-(?:Preview|Instruct|Chat|Thinking|Mini|Pro|Max|Lite|Flash|Turbo|Ultra|Nano|Air)(?![A-Za-z0-9\-])"
)
