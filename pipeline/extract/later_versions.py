"""Models meant by version or variant alone where the text has named them in full: V2, Lite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from pipeline.extract.mention import Mention

_LETTERED: Final = re.compile(r"(?<=[ \-‑\u4e00-\u9fff])(?P<version>[A-Z]{1,2}\d{1,2}(?:\.\d)?)$")
_DECIMAL: Final = re.compile(r"(?<=[A-Za-z\u4e00-\u9fff \-‑Vv])(?P<number>\d{1,2}\.\d)$")
_MEASURE: Final = re.compile(
    r"\s?(?:[%％‰×~～/]|[\u4e00-\u9fff]{0,1}(?:亿|万|千|百|倍|元|分(?![别析])|秒|年|月|天|岁|次|个|人|家|米|吨|度|寸|小时|美)"
    r"|(?:percent|per|million|billion|trillion|times|points?|years?|hours?|seconds?|minutes?|x)\b|[A-Za-z\d])"
)
_DECIMAL_BEFORE: Final = re.compile(
    r"(?:升了|升到|升级到|升级为|换成|换回|退回|回到|前的|用的是|[Vv]ersion|\bin|\btrained|\breleased|\bshipped"
    r"|\bwith|\bsince|\bfrom|\bto)\s?$"
)
_DECIMAL_BEHIND: Final = re.compile(
    r"\s?(?:发布|上线|开源|那天|时代|出来|只|就|已经|还在|会|能|版本|的时候)"
    r"| (?:asked|is|was|has|had|does|did|would|will|can|came|writes|answers|knew|knows|got)\b"
)
_LIKELY_BEHIND: Final = re.compile(r"[，。；,;.!！]|$|\s?\n| (?:with|the)\b")
_VARIANT_BEFORE: Final = re.compile(
    r"(?:换成了?|用的是|跑的是|用的还是|改用|换到|换回|演示|原来的?|降级到|升级到|偷偷换成|接的是|装的是)\s?$"
)

# M2 货币供应, 浦东 T1 航站楼, 登山者在 K2: what else is called by a letter and a figure.
_OTHER_BEHIND: Final = re.compile(
    r"\s?(?:货币|供应(?!商)|供给|增速|同比|芯片|处理器|晶片|航站楼|航厦|候机|号线|线路|登山|登顶|峰(?!值)|大本营|遇难|战队"
    r"|chips?\b|Mac|money|terminal|(?:Pro|Max|Ultra|Air) (?:芯片|chip))"
)
_OTHER_BEFORE: Final = re.compile(
    r"(?:广义货币|货币|央行|登山者?|攀登|登顶|雪山|机场|航站楼|苹果|英特尔|高通|三星|联发科|Apple|Intel|Qualcomm|Terminal)"
    r"(?:的|在|了)?[（(]?\s?$"
)
_REACH_BEFORE: Final = 12
# 评级从 4.1 升到 4.5: what is measured, where a version would be raised too.
_MEASURED: Final = re.compile(
    r"(?:评级|评分|得分|均分|打分|利率|汇率|气温|温度|股价|指数|市盈率|占比|比例|增速|震级|视力|绩点|油价"
    r"|\b(?:rating|score|rate|index|price|average|magnitude|temperature|GPA|yield|ratio)s?\b)[^。！？!?\n]{0,40}$"
)
_REACH_MEASURED: Final = 52


def is_other_thing(text: str, start: int, end: int) -> bool:
    """Whether a letter and a figure at `start` are no model: money, a chip, a terminal, a peak."""
    before = text[max(0, start - _REACH_BEFORE) : start]
    return bool(_OTHER_BEHIND.match(text, end) or _OTHER_BEFORE.search(before))


class LaterForm(NamedTuple):
    """A model as the document names it in full, and the part by which it may come again."""

    mention: Mention
    form: str
    entity_id: str
    name: str


def lettered(
    text: str, models: Sequence[Mention], is_free: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, LaterForm]]:
    """`V2`, `CT3` alone where a model of the document ends so; other `V` versions of one family."""
    by_version: dict[str, Mention] = {}
    families: dict[str, Mention] = {}
    for m in models:
        if m.method != "short" and (match := _LETTERED.search(m.surface)):
            by_version.setdefault(match["version"], m)
            if match["version"][0] == "V":
                families.setdefault(m.surface[: match.start()], m)
    if not by_version:
        return
    alone = next(iter(families.items())) if len(families) == 1 else None
    for match in _LETTERED_ALONE.finditer(text):
        version = match.group()
        meant = by_version.get(version)
        if not is_free(*match.span()) or is_other_thing(text, *match.span()):
            continue
        if meant is not None:
            yield (*match.span(), LaterForm(meant, version, meant.entity_id, meant.name))
        elif alone and version[0] == "V":
            head, m = alone
            old = m.surface[len(head) :].lower()
            identity = f"{m.entity_id.removesuffix(old)}{version.lower()}"
            yield (*match.span(), LaterForm(m, version, identity, f"{head}{version}"))


_LETTERED_ALONE: Final = re.compile(
    r"(?:(?<![A-Za-z0-9\-‑./_#])(?<![A-Za-z0-9] )|(?<=[a-z] ))[A-Z]{1,2}\d{1,2}(?:\.\d)?"
    r"(?![A-Za-z0-9\-‑/_%]|\.\d| [A-Z0-9])"
)


def decimals(
    text: str, models: Sequence[Mention], is_free: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, LaterForm]]:
    """`1.5` alone where a model of the document ends so and the words beside it tell a version."""
    versions: dict[str, Mention] = {}
    for m in models:
        if match := _DECIMAL.search(m.surface):
            versions.setdefault(match["number"], m)
    if not versions:
        return
    for match in _DECIMAL_ALONE.finditer(text):
        a, b = match.span()
        meant = versions.get(match.group())
        if meant is None or not is_free(a, b) or _MEASURE.match(text, b):
            continue
        if _MEASURED.search(text[max(0, a - _REACH_MEASURED) : a]):
            continue
        if _DECIMAL_BEHIND.match(text, b) or (
            _DECIMAL_BEFORE.search(text[max(0, a - 12) : a]) and _LIKELY_BEHIND.match(text, b)
        ):
            yield a, b, LaterForm(meant, match.group(), meant.entity_id, meant.name)


_DECIMAL_ALONE: Final = re.compile(
    r"(?<![A-Za-z0-9.\-‑$€£¥~～])(?<![A-Z][A-Za-z] )\d{1,2}\.\d(?![\d.]\d)"
)


def numbered_variants(
    text: str, models: Sequence[Mention], is_free: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, LaterForm]]:
    """`3 Pro`, `4o-mini` alone where a model of the document ends so, `5.1 Instant` beside GPT-5.1.

    What stands behind another Latin word belongs to that: `Redmi 3 Pro`.
    """
    ends: dict[str, Mention] = {}
    versions: dict[str, Mention] = {}
    for m in models:
        if match := _NUMBERED_END.search(m.surface):
            versions.setdefault(match["number"], m)
            if match["variant"]:
                ends.setdefault(_joined_form(match), m)
    if not versions:
        return
    for match in _NUMBERED_ALONE.finditer(text):
        a, b = match.span()
        meant = ends.get(_joined_form(match))
        if not is_free(a, b):
            continue
        if meant is not None:
            yield a, b, LaterForm(meant, match.group(), meant.entity_id, meant.name)
        elif "." in match["number"] and (other := versions.get(match["number"])):
            head = other.surface[: other.surface.index(match["number"])]
            stem = other.entity_id.partition(match["number"])[0]
            identity = f"{stem}{match['number']}-{match['variant'].lower()}"
            yield a, b, LaterForm(other, match.group(), identity, f"{head}{match.group()}")


def _joined_form(match: re.Match[str]) -> str:
    return f"{match['number']} {match['variant']}".lower()


_NUMBERED_VARIANT: Final = (
    r"(?:Pro|Max|[Mm]ini|[Nn]ano|Lite|Flash(?:[ -]Lite)?|Turbo|Ultra|Instant|Thinking|Air|Preview"
    r"|Heavy|Sonnet|Opus|Haiku|Codex|Coder)"
)
_NUMBERED_END: Final = re.compile(
    r"(?<=[A-Za-z\u4e00-\u9fff \-‑])(?P<number>\d{1,2}(?:\.\d)?o?)"
    rf"(?:[ \-‑](?P<variant>{_NUMBERED_VARIANT}))?$"
)
_NUMBERED_ALONE: Final = re.compile(
    r"(?<![A-Za-z0-9.\-‑$€£¥/_:])(?<![A-Za-z0-9] )(?P<number>\d{1,2}(?:\.\d)?o?)[ \-‑]"
    rf"(?P<variant>{_NUMBERED_VARIANT})(?![A-Za-z0-9]| ?[\-‑]?\d)"
)


def variants(
    text: str, models: Sequence[Mention], is_free: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, LaterForm]]:
    """`Lite` alone behind words that speak of what runs: 跑的是Lite, 偷偷换成mini."""
    variants: dict[str, Mention] = {}
    for m in models:
        for match in _VARIANT_IN.finditer(m.surface):
            variants.setdefault(match["variant"], m)
    if not variants:
        return
    for match in _VARIANT_ALONE.finditer(text):
        meant = variants.get(match["variant"])
        if (
            meant is not None
            and is_free(*match.span())
            and _VARIANT_BEFORE.search(text[max(0, match.start() - 8) : match.start()])
        ):
            yield (*match.span(), LaterForm(meant, match["variant"], meant.entity_id, meant.name))


_VARIANT_IN: Final = re.compile(
    r"[ \-‑](?P<variant>Pro|Max|[Mm]ini|[Nn]ano|Lite|Flash|Turbo|Ultra|Plus|Air|Large)(?![A-Za-z])"
)
_VARIANT_ALONE: Final = re.compile(
    r"(?<![A-Za-z0-9\-‑.])(?P<variant>Pro|Max|[Mm]ini|[Nn]ano|Lite|Flash|Turbo|Ultra|Plus|Air|Large)"
    r"(?![A-Za-z0-9\-‑]| [A-Za-z0-9])"
)


__all__ = ["LaterForm", "decimals", "is_other_thing", "lettered", "numbered_variants", "variants"]
