"""AI models that no list has: families introduced by form or by the words around them, then versions.

A family is recognised where its name leaves no doubt (`衡川-V3-Pro`, `行业大模型“衡准3.0”`, `Tern 4 Mini`);
after that its bare name and its other versions are recognised through the whole document.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeline.extract.company_model import NOT_IN_STEM
from pipeline.extract.context import english_words
from pipeline.extract.grammar import extend, name_part, unknown_models
from pipeline.extract.open_companies import is_rare
from pipeline.extract.open_cues import OpenName, latin_words, slug
from pipeline.extract.span_features import PAD, Page

_HAN: Final = r"[\u4e00-\u9fff]"
_KIND: Final = r"(?:大语言模型|大模型|语言模型|模型|智能体平台|智能助手|AI助手|助手)"
_FUNCTION: Final = frozenset("的了是把在用叫为和与及或对给让将从到款个由以、而但新版名其")
_VERSION: Final = r"(?:\s?[Vv]?\d{1,2}(?:\.\d{1,2}){0,2}(?![\d.%％])|\s?\d{1,4}(?:\.\d)?[BM])?"
_QUOTED: Final = re.compile(rf"[“「『《](?P<a>{_HAN}{{2,6}}(?:·{_HAN}{{2,4}})?{_VERSION})[”」』》]")
# Beside quotes: the word model, or before them a verb of release.
_MODEL_BEFORE: Final = re.compile(
    rf"(?:{_KIND}(?:家族|系列|产品|底座|平台)?|(?:发布|发表|推出|开源|上线|升级|自研|携手)[^，。,\n“「]{{0,12}}) ?$"
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
    r"(?:\b(?:models?|assistant|release[ds]?|releases|releasing|launch(?:e[sd]|ing)?|unveil(?:s|ed)?|introduc(?:es|ed|ing)|call(?:s|ed)?|named|family|train(?:s|ed)?|using|try(?:ing)?|upgrade to|of)"
    r"|(?:[’']s)|模型|发布|推出|开源了?|上线|自研的?|旗舰|升级|最新的|的) ?[“「\"`(（]?$",
    re.IGNORECASE,
)
_MODEL_AFTER: Final = re.compile(
    r"^[”」\"`)）]?(?:,? (?:is|has|scored|scores|beats|model|models|family|was trained|costs|runs|can|ships|supports|found|writes|answers|parameters|a (?:family|model|new))\b"
    r"|,? (?:the|a|an|our|its|which)\b[^.\n]{0,50}\bmodel|[^.\n]{0,40}\bparameters?\b|\s?(?:大模型|模型|系列|参数|拿到|得分|在[^，。\n]{0,16}(?:基准|评测|榜)|上下文|支持|激活|采用|的(?:推理|幻觉|上下文|权重|价格)|能听|号称|只有))"
)
_NEAR_MODEL: Final = re.compile(r"模型|底座|参数|开源|权重|token|推理|上下文|[Mm]odel|parameters|weights|benchmark")


@dataclass(slots=True)
class Family:
    """A family of models: its id, the forms of its name, and what is known of its versions."""

    id: str
    name: str
    forms: set[str] = field(default_factory=set)
    bare: bool = False
    """Whether its name alone, without a version, is taken for it."""


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
        stems: short forms of companies found in the document, which may stand before a family's name.
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
        a, end = _head_start(text, page, match.start(), stems), _tail(text, match.start())
        if a is None or end is None or not is_free(a, match.end() + 1):
            continue
        head, tail = text[a : match.start()], text[match.start() : end]
        stemmed = any(head.startswith(s) for s in stems)
        rare = is_rare(page, a, match.start()) or stemmed
        strong = stemmed or any(c.isalpha() for c in tail)
        if (rare or strong) and (strong or _is_near_model(text, a, end)) and not _is_plain(head):
            add(head, bare=rare)
    for pattern in (_QUOTED, _NAMED):
        for match in pattern.finditer(text):
            a, b = match.span("a")
            if pattern is _QUOTED and not (
                _MODEL_BEFORE.search(text[max(0, a - 25) : a - 1])
                or _MODEL_BEHIND.match(text, b + 1)
            ):
                continue
            name = text[a:b]
            head = _unversioned(name)
            if not is_free(a, b) or len(head) < 2 or _is_plain(head):
                continue
            own = head.rpartition("·")[2]
            versioned = head != name or any(own + joint in text for joint in "-‑–")
            rare = is_rare(page, a, a + len(head))
            if (versioned and (rare or _is_near_model(text, a, b))) or (rare and ("·" in head or text.count(own) > 2)):
                add(head, bare=True)
    # Behind a Chinese word a number alone is far more often a count (激活3B) than a version.
    attached = (_SIZED, _NUMBERED) if stems or "·" in text else ()
    for pattern in attached:
        for match in pattern.finditer(text):
            a, end = _head_start(text, page, match.start(), stems), _tail(text, match.start())
            if a is None or end is None or not is_free(a, match.end() + 1):
                continue
            head = text[a : match.start()]
            worded = text[match.start()].isalpha()
            if "·" in head or any(head.startswith(s) and (worded or head != s) for s in stems):
                add(head, bare=True)
    return families


def latin_families(
    text: str, is_free: Callable[[int, int], bool]
) -> Iterator[str]:
    """Heads of Latin names with a version that the words around make models (`Tern 4`)."""
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
        before = text[max(0, start - 20) : start]
        if _RELEASE_BEFORE.search(before):
            points += 1
        if _MODEL_AFTER.search(text[match.end() : match.end() + 70]):
            points += 1
        if extend(text, match.end(), attached=True) > match.end():
            points += 1
        if text[match.start("version") - 1] == "-" and any(c.isalpha() for c in match["version"]):
            points += 0.5
        if _NEAR_MODEL.search(text, max(0, start - 40), match.end() + 40):
            near.add(head)
        counted[head] = counted.get(head, 0.0) + points
    for match in _VARIANT_ONLY.finditer(text):
        around = text[max(0, match.start() - 12) : match.end() + 12]
        if is_free(*match.span()) and re.search(r"版|模型|\bmodel", around):
            yield match["head"]
    for head, points in counted.items():
        if points >= 2 and head in near:
            yield head


_VARIANT_ONLY: Final = re.compile(
    r"(?<![A-Za-z0-9@/._\-])(?P<head>[A-Z][a-z]+[A-Z][a-z]+)(?:-[A-Z][A-Za-z0-9]*)*"
    r"-(?:Preview|Instruct|Chat|Thinking|Mini|Pro|Max|Lite|Flash|Turbo|Ultra|Nano|Air)(?![A-Za-z0-9\-])"
)


def _unversioned(name: str) -> str:
    return re.sub(r"[\sVv]*\d.*$", "", name)


def _head_start(text: str, page: Page, end: int, stems: dict[str, str]) -> int | None:
    """Where the Chinese head that ends at `end` starts: its last word, or the rare characters there."""
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


def _is_plain(head: str) -> bool:
    return bool(set(head) & NOT_IN_STEM) or head[0] in "一二三四五六七八九十两第"


def _is_near_model(text: str, start: int, end: int) -> bool:
    return _NEAR_MODEL.search(text, max(0, start - 14), min(len(text), end + 14)) is not None


_OWN_WORD: Final = re.compile(r" [A-Z][a-z]+(?= \d)")
_LAST_WORD: Final = re.compile(r" ([A-Z][a-z]{2,})(?= \(| [a-z])")


def _latin_tail(text: str, start: int) -> int | None:
    """As `_tail`, with a word of the family's own (`Quire Guard 1.5`, `Quire 3 Folio`)."""
    own = _OWN_WORD.match(text, start)
    end = _tail(text, own.end() if own else start)
    if end is None:
        return None
    last = _LAST_WORD.match(text, end)
    if last and last[1].lower() not in english_words():
        return last.end()
    return end


def _tail(text: str, start: int) -> int | None:
    """Where the parts behind a head end; None where none fits."""
    end = extend(text, start)
    if end == start:
        part = name_part().match(text, start)
        if part is None:
            return None
        end = extend(text, part.end())
        if end == part.end() and not any(c.isdigit() for c in part.group()):
            return None
    return end


def occurrences(
    text: str,
    families: dict[str, Family],
    is_free: Callable[[int, int], bool],
    is_company: Callable[[str, int, int], bool],
    page: Page,
) -> Iterator[OpenName]:
    """Every place of the families, with version or bare.

    Args:
        text: the document's text.
        families: as `find_families` found them.
        is_free: whether a span touches no known name.
        is_company: whether a bare form at a place names a company of the same name.
        page: the text, cut into words.
    """
    for family in families.values():
        for form in sorted(family.forms, key=lambda f: (-len(f), f)):
            at = text.find(form)
            while at >= 0:
                a, end = at, at + len(form)
                at = text.find(form, at + 1)
                if not _edges(text, page, a, end):
                    continue
                tail = None
                if form.isascii():
                    tail = _latin_tail(text, end)
                elif text[end : end + 1] in _JOINTS or _ATTACHED.match(text, end):
                    tail = _tail(text, end)
                if tail is not None:
                    name = " ".join(text[a:tail].split())
                    identity = f"{family.id}-{slug(text[end:tail])}"
                    yield OpenName(a, tail, "model", identity, name, 0.85, "open-model")
                elif family.bare and is_free(a, end) and not is_company(form, a, end):
                    yield OpenName(a, end, "model", family.id, family.name, 0.75, "open-model")


_JOINTS: Final = frozenset("-‑–·")


_ATTACHED: Final = re.compile(
    r"\s?(?:[Vv]?\d{1,2}(?:\.\d{1,2})?(?![\d.%％亿万千百倍年月日个元家人名款天岁])"
    r"|\d{1,4}(?:\.\d)?[BM]|[A-Z][a-z]+-\d)"
)


def _edges(text: str, page: Page, start: int, end: int) -> bool:
    if text[start].isascii():
        before = text[start - 1 : start]
        after = text[end : end + 1]
        return not (before.isascii() and before.isalnum()) and before not in ("-", "/", "@", "_", ".") and not (
            after.isascii() and (after.isalpha() or after == "_")
        )
    return bool(page.starts[start + PAD] and page.starts[end + PAD])


@functools.cache
def _bare_version() -> re.Pattern[str]:
    return re.compile(
        r"(?<![A-Za-z0-9.\-])(?P<v>V\d(?:\.\d)?)(?:[- ](?:Pro|Mini|Max|Lite|Flash|Air|Turbo|Nano|Base))?(?![A-Za-z0-9.\-]|\.\d)"
    )


def bare_versions(text: str, family: Family) -> Iterator[OpenName]:
    """`V3`, `V2.5` alone, in a document whose one open family is versioned so."""
    for match in _bare_version().finditer(text):
        identity = f"{family.id}-{slug(match.group())}"
        yield OpenName(
            match.start(), match.end(), "model", identity, f"{family.name}-{match.group()}", 0.81, "open-model"
        )


@functools.cache
def _variant_alone(variant: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w\-.])(?<![A-Z0-9][\w.]\s)({variant})(?= [a-z])")


def bare_variants(text: str, family: Family, found: list[OpenName]) -> Iterator[OpenName]:
    """`Pro`, `Mini` alone, where the document has named the family with them."""
    variants: dict[str, str] = {}
    for name in found:
        last = re.split(r"[ -]", name.name)[-1]
        if name.entity_id.startswith(family.id + "-") and last in ("Pro", "Mini", "Max", "Lite", "Air", "Ultra", "Nano"):
            variants.setdefault(last, name.entity_id)
    if len(variants) < 2:
        return
    for variant, identity in variants.items():
        for match in _variant_alone(variant).finditer(text):
            before = text[max(0, match.start() - 2) : match.start()]
            if before[:1].isdigit():
                continue
            yield OpenName(match.start(), match.end(), "model", identity, f"{family.name} {variant}", 0.7, "open-model")


__all__ = [
    "Family", "bare_variants", "bare_versions", "find_families", "latin_families", "occurrences", "unknown_models",
]  # fmt: skip
