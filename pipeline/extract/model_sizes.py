"""A model by its size alone, in a document that has named it in full: `the 14B`, `Our 4B`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from pipeline.extract.open_cues import OpenName

_SIZE: Final = re.compile(
    r"(?<![A-Za-z0-9.\-‑])\d{1,4}(?:\.\d{1,2})?B(?:[-‑]A\d{1,3}(?:\.\d)?B)?(?![A-Za-z0-9\-‑])"
)
_IN_NAME: Final = re.compile(
    r"(?<![\d.])\d{1,4}(?:\.\d{1,2})?B(?:[-‑]A\d{1,3}(?:\.\d)?B)?(?![A-Za-z0-9])"
)
_BEFORE: Final = re.compile(
    r"(?:\b(?:the|our|a|an|its|this|that|their|my|your|his|her)"
    r"(?: (?:new|old|little|small|big|tiny))?"
    r"|(?:^|[。！？!?；;：:，,\n])|这个|那个|我们的|换成|换到|换回|比|用|跑|版的?|和|与|原来的|被|把|以为是|其实是|里的)\s?$",
    re.IGNORECASE,
)
# `a 70B model` and `8B 参数` describe, they do not name.
_AFTER: Final = re.compile(
    r"\s?(?:[-‑]?(?:parameters?|params?|models?|class|version|variant|active|tokens?|dense|weights)\b"
    r"|个?参数|的?(?:稀疏|稠密|小|大)?模型|两个|尺寸|规模|级别|量级|激活|以[上下]|左右|[、和与/~～至到]\s?\d)"
)


_ONE: Final = re.compile(r"\b(?:the|our|their|its|this|in-house|the same|the new) $", re.IGNORECASE)
_ACTIVE: Final = re.compile(r"[-‑]A.*")


class Sized(NamedTuple):
    """A model that the document names: the end of its name tells its size."""

    surface: str
    entity_id: str
    name: str


def bare_sizes(
    text: str, models: Iterable[Sized], is_free: Callable[[int, int], bool]
) -> Iterator[OpenName]:
    """The places where a size alone means a model of the document.

    Args:
        text: the document's text.
        models: the models it names.
        is_free: whether a span touches no name.
    """
    by_size: dict[str, Sized] = {}
    for model in models:
        for size in _IN_NAME.findall(model.surface):
            if size != model.surface:
                by_size.setdefault(size, model)
                by_size.setdefault(_ACTIVE.sub("", size), model)
    if not by_size:
        return
    other = Sized("", "", "")
    for match in _SIZE.finditer(text):
        meant = by_size.get(match.group())
        if meant is None and _ONE.search(text[max(0, match.start() - 14) : match.start()]):
            # `the 32B` beside a 9B: another size of a family, and the only one of that size.
            meant = other._replace(entity_id=match.group().lower(), name=match.group())
        if (
            meant is not None
            and is_free(*match.span())
            and (
                # Nothing but a model is called 35B-A3B.
                "A" in match.group()
                or _BEFORE.search(text[max(0, match.start() - 14) : match.start()])
            )
            and not _AFTER.match(text, match.end())
        ):
            yield OpenName(*match.span(), "model", meant.entity_id, meant.name, 0.75, "open-model")
