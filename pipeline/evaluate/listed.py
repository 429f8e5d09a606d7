"""Whether the knowledge base has a name: listed names are looked up, all others are learnt."""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.evaluate.fold import fold
from pipeline.knowledge.base import packaged_base

# `qwen3235b` and `砖眼25` are families with their versions; what is left decides.
_VERSION: Final = re.compile(r"(?<=[^0-9])v?[0-9][0-9a-z]*$")


@functools.cache
def _listed() -> frozenset[str]:
    names = {
        fold(alias)
        for entity in packaged_base().entities.values()
        for alias in (*entity.aliases, *entity.short)
    }
    return frozenset(names - {""})


def is_listed(folded: str, *ids: str) -> bool:
    """Whether a folded surface, its family without a version, or one of `ids` is in the base."""
    return (
        folded in _listed()
        or _VERSION.sub("", folded) in _listed()
        or any(i in packaged_base().entities for i in ids)
    )
