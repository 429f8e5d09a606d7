"""Model names by their grammar: a family, then versions, sizes and variants, in any order.

`Qwen3-235B-A22B-Thinking-2507` is the family `Qwen` and five parts. A name that no list has is
recognised where its parts leave no doubt: a size or variant behind a hyphen (`Qinghe-14B-Chat`).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Final

from pipeline.resources import models_path

_SIZE: Final = (
    r"(?:[AE]?\d{1,4}(?:\.\d{1,2})?[BbMT]|\d{1,2}[xX]\d{1,3}(?:\.\d)?[Bb])(?![A-Za-z0-9])"
)
_VERSION: Final = (
    r"(?:[vV]?\d{1,2}(?:\.\d{1,3}){0,3}(?:[a-z]{1,2}(?![A-Za-z]))?|[KMRVOTXokr]\d{1,2}(?:\.\d{1,2})?"
    r"|\d{4}(?:\d{2}){0,2})(?![A-Za-z0-9])"
)
# A number behind a space may also be the start of the next phrase: `GPT 5个`, `Claude 3 million`.
_MEASURED: Final = re.compile(
    r"[\s-]?(?:[%％‰亿万千百兆元月个款项倍篇岁种颗余]|小时|年(?![底末])|分(?![别析成为])|天(?!生)|名(?![列叫])"
    r"|条(?!件)|秒(?![回杀懂])|时(?!代)|点(?![数评])|号(?!称)|张(?!口)|家(?![教长庭居])|位(?![置列])|人(?![工类格])"
    r"|次(?!世)|台(?![湾积北])|美(?![国团])|英(?![文语伟])|多(?![模语轮步])|日(?![本语文])"
    r"|percent|million|billion|trillion|years?|times|users|people|months|weeks|days|hours|of\b)"
)
# Versions of two figures are rare, and what such a number counts stands right behind it.
_COUNTED: Final = re.compile(r"\s?(?:[\u4e00-\u9fff]|[a-z]{2,}s\b)")
_DATE: Final = 4
_MOST_PARTS: Final = 16  # of a name; more are a list that goes on
# Variants that are written small behind a space too, and are no words of a sentence there.
_SMALL_BEHIND_SPACE: Final = ["flash", "pro", "turbo", "lite", "nano", "ultra"]
# `qwen3:30b-a3b`, `llama3.1:8b-instruct-q4_0`: what stands behind a colon in a registry of models.
_TAG: Final = re.compile(
    r":\d{1,4}(?:\.\d{1,2})?(?P<unit>[bBmM])(?:-[A-Za-z0-9]+(?:[._][A-Za-z0-9]+)*){0,5}(?![A-Za-z0-9])"
)
_TAGGED: Final = re.compile(r"[A-Za-z0-9._-]{1,32}$")
_LEFT_EDGE: Final = r"(?<![A-Za-z0-9@/.])"


@functools.cache
def _listed() -> dict[str, list[str]]:
    content: dict[str, list[str]] = json.loads(
        models_path("knowledge/model_grammar.json").read_text(encoding="utf-8")
    )
    return content


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@functools.cache
def _part() -> re.Pattern[str]:
    latin = _listed()["variants"]
    small = [w.lower() for w in latin if len(w) > 2]
    return re.compile(
        rf"(?P<gap>[ \-‑–_·]?)(?:(?P<size>{_SIZE})|(?P<version>{_VERSION})"
        rf"|(?P<variant>{_any_of(latin)}|(?<=[-‑_])(?:{_any_of(small)}|it|pt|qat|vl)"
        rf"|(?<=\d )(?:{_any_of(_SMALL_BEHIND_SPACE)}))(?![A-Za-z0-9])"
        rf"|(?P<chinese>(?:{_any_of(_listed()['chinese_variants'])})(?!(?<=版)本)))"
    )


@functools.cache
def _core_variants() -> frozenset[str]:
    return frozenset(_listed()["core_variants"])


@functools.cache
def subscription_tiers() -> frozenset[str]:
    """Names of tariffs that look like versions of a model (`ChatGPT Plus`)."""
    return frozenset(_listed()["subscription_tiers"])


@functools.cache
def _may_follow() -> frozenset[str]:
    """The characters with which a part can begin, its joint included."""
    chinese = {word[0] for word in _listed()["chinese_variants"]}
    latin = {chr(code) for code in range(33, 127) if chr(code).isalnum()}
    return frozenset(chinese | latin | set(" -‑–_·"))


def is_measured(text: str, start: int, end: int) -> bool:
    """Whether the number that ends the name `text[start:end]` counts what follows: Opus 3 个点."""
    last = text.rfind(" ", start, end)
    return last > 0 and text[last + 1 : end].isdigit() and _MEASURED.match(text, end) is not None


def _is_tagged(before: str, unit: str) -> bool:
    """Whether a name has the form that registries give it: `ChatGPT:800M` counts its users."""
    named = _TAGGED.search(before)
    if named is None:
        return False
    name = named[0]
    if unit == "b":
        return True
    return name[-1].isdigit() and (unit == "B" or name.islower())


def extend(text: str, end: int, *, attached: bool = True) -> int:
    """Where a model name that has reached `end` really ends.

    Args:
        text: the document's text.
        end: the end of the family's name or of the name so far.
        attached: whether a part may follow without hyphen or space.
    """
    if text[end : end + 1] == ":" and (tag := _TAG.match(text, end)):
        return tag.end() if _is_tagged(text[max(0, end - 32) : end], tag["unit"]) else end
    if text[end : end + 1] not in _may_follow():
        return end
    versioned = text[end - 1 : end].isdigit()
    for _ in range(_MOST_PARTS):
        match = _part().match(text, end)
        if match is None:
            break
        gap = match["gap"]
        if not gap and not attached and not match["chinese"]:
            break
        if match["variant"]:
            if gap == " " and not versioned and match["variant"] not in _core_variants():
                break
            if not gap and not text[match.start() - 1].isdigit():
                break
        elif not match["chinese"]:
            if gap in ("", " ") and _MEASURED.match(text, match.end()):
                break
            number = match["version"]
            # `Gemini 3 Pro 57段`: a second number behind a space, or a high one, counts.
            if (
                number
                and gap == " "
                and number.isdigit()
                and len(number) != _DATE
                and (versioned or (len(number) > 1 and _COUNTED.match(text, match.end())))
            ):
                break
            if number and gap == " " and re.fullmatch(r"(?:19|20)\d\d(?:\d\d){0,2}", number):
                break
            versioned = True
        # 「DeepSeek-R1 蒸馏版」: behind a space it tells which copy, and is no part of the name.
        elif gap == " ":
            break
        end = match.end()
        attached = True
    return end


@functools.cache
def _unknown() -> re.Pattern[str]:
    latin = _any_of([w for w in _listed()["variants"] if len(w) > 2])
    part = r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*"
    return re.compile(
        rf"{_LEFT_EDGE}(?=[A-Za-z][A-Za-z0-9.]*-)(?:{part}-)*(?:"
        rf"\d{{1,4}}(?:\.\d{{1,2}})?[BM]|(?<=\d-)(?i:{latin})|(?i:{latin})(?=-?\d))"
        rf"(?:-{part})*(?![A-Za-z0-9])"
    )


@functools.cache
def name_part() -> re.Pattern[str]:
    """A word of a model's own (`-Path` in `-Path-7B`) that only stands before further parts."""
    return re.compile(r"[-‑–]?[A-Z][A-Za-z]{0,12}(?=[- ]?[A-Za-z]?\d|-[A-Z])")


_JOINED: Final = re.compile(r"-(?<=[A-Za-z0-9].)(?=[A-Za-z0-9])")
_RUN_BEFORE: Final = re.compile(r"[A-Za-z0-9.\-]*$")
_RUN_AFTER: Final = re.compile(r"[A-Za-z0-9.\-]*")
_LONGEST_NAME: Final = 60
_LONGEST_RUN: Final = 200  # a longer one is a key or a path, and takes the pattern very long
_DIGIT: Final = re.compile(r"\d")
_NO_EDGE: Final = frozenset("@/_%=")


def unknown_models(text: str) -> Iterator[tuple[int, int]]:
    """Spans of Latin names whose parts can only be those of a model."""
    done = 0
    # A cheap net first, hung on the hyphen: the full pattern tries too many ways at every letter.
    for hyphen in _JOINED.finditer(text):
        at = hyphen.start()
        if at < done:
            continue
        before = _RUN_BEFORE.search(text[max(done, at - _LONGEST_NAME) : at])
        after = _RUN_AFTER.match(text, at)
        assert before is not None
        assert after is not None
        start, done = at - len(before.group()), after.end()
        if done - start > _LONGEST_RUN:
            continue
        # Addresses and paths are full of hyphens.
        if text[start - 1 : start] in _NO_EDGE or not _DIGIT.search(text, start, done):
            continue
        for match in _unknown().finditer(text, start, done):
            name = match.group()
            if any(c.isdigit() for c in name) and len(name) >= 6:
                yield match.start(), match.end()
