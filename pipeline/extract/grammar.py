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

_SIZE: Final = r"(?:A?\d{1,4}(?:\.\d{1,2})?[BbMT]|\d{1,2}[xX]\d{1,3}(?:\.\d)?[Bb])(?![A-Za-z0-9])"
_VERSION: Final = (
    r"(?:[vV]?\d{1,2}(?:\.\d{1,3}){0,3}(?:[a-z]{1,2}(?![A-Za-z]))?|[KMRVOokr]\d{1,2}(?:\.\d{1,2})?"
    r"|\d{4}(?:\d{2}){0,2})(?![A-Za-z0-9])"
)
# A number behind a space may also be the start of the next phrase: `GPT 5个`, `Claude 3 million`.
_MEASURED: Final = re.compile(
    r"[\s-]?(?:[%％‰亿万千百兆元年月日天个款项倍次家位人名条篇美秒分小时点号岁种台张颗英多余]"
    r"|percent|million|billion|trillion|years?|times|users|people|months|weeks|days|hours|of\b)"
)
_LEFT_EDGE: Final = r"(?<![A-Za-z0-9@/.])"


@functools.cache
def _variants() -> tuple[str, str]:
    listed = json.loads(models_path("knowledge/model_grammar.json").read_text(encoding="utf-8"))
    latin = sorted(listed["variants"], key=lambda w: (-len(w), w))
    chinese = sorted(listed["chinese_variants"], key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, latin)), "|".join(map(re.escape, chinese))


@functools.cache
def _part() -> re.Pattern[str]:
    latin, chinese = _variants()
    return re.compile(
        rf"(?P<gap>[ \-‑–_·]?)(?:(?P<size>{_SIZE})|(?P<version>{_VERSION})"
        rf"|(?P<variant>(?i:{latin}))(?![A-Za-z])|(?P<chinese>{chinese}))"
    )


def extend(text: str, end: int, *, attached: bool = True) -> int:
    """Where a model name that has reached `end` really ends.

    Args:
        text: the document's text.
        end: the end of the family's name or of the name so far.
        attached: whether a part may follow without hyphen or space.
    """
    while match := _part().match(text, end):
        gap = match["gap"]
        if not gap and not attached and not match["chinese"]:
            break
        if match["variant"] and not _is_variant(text, match):
            break
        if (match["version"] or match["size"]) and gap in ("", " "):
            if _MEASURED.match(text, match.end()):
                break
            number = match["version"]
            if number and gap == " " and re.fullmatch(r"(?:19|20)\d\d(?:\d\d){0,2}", number):
                break
        end = match.end()
        attached = True
    return end


def _is_variant(text: str, match: re.Match[str]) -> bool:
    """A variant behind a space is written large; one that is attached follows a version only."""
    word, gap = match["variant"], match["gap"]
    if gap == " ":
        return word[0].isupper()
    if gap:
        return True
    return text[match.start() - 1].isdigit() or word[0].isupper()


@functools.cache
def _unknown() -> re.Pattern[str]:
    latin, _ = _variants()
    part = r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*"
    return re.compile(
        rf"{_LEFT_EDGE}(?=[A-Za-z][A-Za-z0-9.]*-)(?:{part}-)*(?:"
        rf"\d{{1,4}}(?:\.\d{{1,2}})?[BM]|(?<=\d-)(?i:{latin})|(?i:{latin})(?=-?\d))"
        rf"(?:-{part})*(?![A-Za-z0-9])"
    )


def unknown_models(text: str) -> Iterator[tuple[int, int]]:
    """Spans of Latin names whose parts can only be those of a model."""
    for match in _unknown().finditer(text):
        name = match.group()
        if name[0].isalpha() and any(c.isdigit() for c in name) and len(name) >= 6:
            yield match.start(), match.end()
