"""Whom a figure is about: the name its clause speaks of, or one that an earlier sentence left.

A name counts by its place. In the figure's clause the last name that is neither compared with, nor
worked with, nor a source is taken; else the clause before it; else, where the sentence goes on
about what was named before (公司, 它, or no subject at all), the one that was last spoken of.
"""

from __future__ import annotations

import functools
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from pipeline.extract.mention import Mention
from pipeline.figures import Figure
from pipeline.resources import models_path

_CLAUSE: Final = re.compile(r"[,，;；。！？!?：:\n]|\.\s|\s[-–—]\s|——")
_ABOUT: Final = ("model", "company")
_BACK: Final = 4  # sentences that a subject is carried on over
_PERSONAL: Final = frozenset(("age", "pay"))
# 是GPT-4的5%, 不到OpenAI估值的两成: what is compared with owns the figure that follows it.
_OWNS: Final = re.compile(r"\s?[\u4e00-\u9fff]{0,8}的(?:约|近|不到)?\s?$|['’]s (?:[a-z-]+ ){0,3}$")
_COMPARES: Final = re.compile(r"(?:是|为|占|到|至|仅|只有|相当于|约|不足|比|较|超过|及)\s?$")
_LATTER: Final = re.compile(r"后者")
_FORMER: Final = re.compile(r"前者")
_FOR: Final = re.compile(r"\s(?:for|at|by) (?:the )?$")
_AFTER: Final = 24


class Subjects:
    """The subjects of one document's figures, to be asked in the order of the text."""

    def __init__(self, text: str, starts: Sequence[int], mentions: Sequence[Mention]) -> None:
        self._text = text
        self._starts = starts
        self._mentions = list(mentions)
        self._places = [m.start for m in self._mentions]
        self._roles = _roles()
        companies = Counter(m.entity_id for m in self._mentions if m.type == "company")
        total = companies.total()
        ranked = companies.most_common(1)
        self._main = ranked[0][0] if ranked and 2 * ranked[0][1] > total and total > 2 else None

    def of(self, figure: Figure, number: int, metric: str | None) -> str | None:
        """The entity that `figure`, in sentence `number`, is about."""
        start = self._starts[number]
        if metric == "age" or figure.unit == "岁":
            return self._person(figure, number, always=False)
        own = self._in_sentence(figure, start)
        if own is None and metric in _PERSONAL:
            own = self._person(figure, number, always=True)
        if own is None:
            own = self._after(figure)
        return own or self._carried(figure, number)

    def _between(self, low: int, high: int) -> list[Mention]:
        return self._mentions[bisect_left(self._places, low) : bisect_left(self._places, high)]

    def _in_sentence(self, figure: Figure, start: int) -> str | None:
        text = self._text
        named = [m for m in self._between(start, figure.start) if m.type in _ABOUT]
        if not named:
            return None
        cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, figure.start))]
        clause = text[cuts[-1] : figure.start]
        if _LATTER.search(clause):
            return named[-1].entity_id
        if _FORMER.search(clause) and len(named) > 1:
            return named[-2].entity_id
        candidates = [m for m in named if self._is_spoken_of(m, start)]
        candidates = [m for m in candidates if not self._is_compared(m, figure)]
        if not candidates:
            return None
        here = [m for m in candidates if m.start >= cuts[-1]]
        return (here or candidates)[-1].entity_id

    def _is_spoken_of(self, mention: Mention, start: int) -> bool:
        before = self._text[max(start, mention.start - 12) : mention.start]
        after = self._text[mention.end : mention.end + 16]
        roles = self._roles
        if roles["reporter_before"].search(before) or roles["reporter_after"].match(after):
            return False
        if roles["investor"].match(after):
            return False
        return roles["oblique"].search(before) is None

    def _is_compared(self, mention: Mention, figure: Figure) -> bool:
        if figure.kind not in ("percent", "multiple"):
            return False
        between = self._text[mention.end : figure.start]
        before = self._text[max(0, mention.start - 5) : mention.start]
        return bool(_OWNS.fullmatch(between)) and bool(_COMPARES.search(before))

    def _after(self, figure: Figure) -> str | None:
        """`97.8% for Claude Haiku`: the name that a preposition hangs on the figure."""
        text = self._text
        for mention in self._between(figure.end, figure.end + _AFTER)[:1]:
            if mention.type in _ABOUT and _FOR.fullmatch(text[figure.end : mention.start]):
                return mention.entity_id
        return None

    def _person(self, figure: Figure, number: int, *, always: bool) -> str | None:
        low = self._starts[max(0, number - 2)]
        start = self._starts[number]
        people = [m for m in self._between(low, figure.start) if m.type == "person"]
        if not people:
            return None
        last = people[-1]
        if last.start >= start:
            return last.entity_id
        clause = self._text[start : figure.start]
        return last.entity_id if self._roles["person"].search(clause) or always else None

    def _carried(self, figure: Figure, number: int) -> str | None:
        """What an earlier sentence of the same passage spoke of, if this one goes on about it."""
        start = self._starts[number]
        before = self._text[start : figure.start]
        if self._roles["general"].match(before.lstrip(" *#-•·“”\"「」『』、0-9.")):
            return None
        wanted: tuple[str, ...] = _ABOUT
        if self._roles["company"].search(before):
            wanted = ("company",)
            if self._main is not None:
                return self._main
        elif self._roles["model"].search(before):
            wanted = _ABOUT
        for earlier in range(number - 1, max(-1, number - 1 - _BACK), -1):
            low = self._starts[earlier]
            high = self._starts[earlier + 1]
            named = [m for m in self._between(low, high) if m.type in wanted]
            spoken = [m for m in named if self._is_spoken_of(m, low)]
            if spoken:
                return spoken[0].entity_id if wanted == ("company",) else spoken[-1].entity_id
            if named:
                return None
        return self._main if wanted == ("company",) else None


@functools.cache
def _roles() -> dict[str, re.Pattern[str]]:
    data: dict[str, Any] = tomllib.loads(models_path("claims/roles.toml").read_text("utf-8"))

    def any_of(words: Sequence[str]) -> str:
        return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))

    oblique = data["oblique"]
    latin = any_of(oblique["latin"])
    anaphor = data["anaphor"]
    return {
        "oblique": re.compile(
            rf"(?:{any_of(oblique['han'])})\s?$|(?<![A-Za-z])(?:{latin})(?: the| its)?\s$"
        ),
        "reporter_before": re.compile(rf"(?:{any_of(data['reporter']['before'])})\s?$"),
        "reporter_after": re.compile(rf"\s?(?:{any_of(data['reporter']['after'])})"),
        "investor": re.compile(
            rf"[^,，。;；]{{0,12}}?(?:{any_of(data['investor']['after'])})"
        ),
        "company": re.compile(any_of(anaphor["company"])),
        "model": re.compile(any_of(anaphor["model"])),
        "person": re.compile(any_of(anaphor["person"])),
        "general": re.compile(any_of(data["general"]["words"])),
    }
