"""How a name stands in its clause: patterns from `models/claims/roles.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from typing import Any, Final

from pipeline.extract.mention import Mention
from pipeline.resources import models_path

_BEFORE_VENUE: Final = 16
_BEHIND: Final = 20  # code points behind a name that are read


@functools.cache
def subject_roles() -> dict[str, re.Pattern[str]]:
    """The patterns of each role, compiled from the data file."""
    data: dict[str, Any] = tomllib.loads(models_path("claims/roles.toml").read_text("utf-8"))

    def any_of(words: Sequence[str]) -> str:
        return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))

    oblique, reporter, anaphor = data["oblique"], data["reporter"], data["anaphor"]
    latin = any_of(oblique["latin"])
    return {
        "oblique": re.compile(
            rf"(?:{any_of(oblique['han'])})\s?$|(?<![A-Za-z])(?:{latin})(?: the| its)?\s$"
        ),
        "source": re.compile("|".join(data["source"]["names"])),
        "researcher": re.compile("|".join(data["researcher"]["names"])),
        "own_report": re.compile(
            rf"[^,，。;；:：]{{0,10}}?(?:{any_of(data['own_report']['after'])})"
        ),
        "reporter_before": re.compile(rf"(?:{any_of(reporter['before'])})\s?$"),
        "reporter_after": re.compile(rf"[^,，。;；:：]{{0,6}}?(?:{any_of(reporter['after'])})"),
        "investor": re.compile(rf"[^,，。;；]{{0,12}}?(?:{any_of(data['investor']['after'])})"),
        "company": re.compile(any_of(anaphor["company"])),
        "model": re.compile(any_of(anaphor["model"])),
        "person": re.compile(any_of(anaphor["person"])),
        "called": re.compile(any_of(anaphor["called"])),
        "general": re.compile(any_of(data["general"]["words"])),
        "general_clause": re.compile(any_of(data["general"]["clause"])),
        "spoken": re.compile(rf"\b(?i:{any_of(data['spoken']['latin'])}) (?:the )?$"),
        "venue": re.compile("|".join(data["venue"]["names"])),
        "venue_before": re.compile(rf"(?:{any_of(data['venue']['before'])})\s?$"),
        "venue_after": re.compile(rf"\s?的?(?:{any_of(data['venue']['after'])})"),
        "made_by": re.compile(rf"[^，,。;；]{{0,6}}?(?:{any_of(data['spoken']['after'])})"),
    }


def is_source(mention: Mention) -> bool:
    """Whether a name is of a firm whose business is to judge others (高盛, Gartner)."""
    return _is_source(mention.surface)


def is_venue(text: str, mention: Mention) -> bool:
    """Whether a name is of an exchange, and only tells where another firm is listed."""
    if not _is_exchange(mention.surface):
        return False
    roles = subject_roles()
    before = text[max(0, mention.start - _BEFORE_VENUE) : mention.start]
    after = text[mention.end : mention.end + _BEHIND]
    return bool(roles["venue_before"].search(before) or roles["venue_after"].match(after))


@functools.lru_cache(maxsize=4096)
def _is_exchange(surface: str) -> bool:
    return subject_roles()["venue"].search(surface) is not None


@functools.lru_cache(maxsize=4096)
def is_researcher(surface: str) -> bool:
    """Whether a name is of a firm that counts markets for others (IDC, Statista)."""
    return subject_roles()["researcher"].search(surface) is not None


@functools.lru_cache(maxsize=4096)
def _is_source(surface: str) -> bool:
    return subject_roles()["source"].search(surface) is not None


def is_spoken_of(text: str, mention: Mention, low: int) -> bool:
    """Whether a clause speaks of a name, not with or beside it, nor as who says or pays it.

    Args:
        text: the document's text.
        mention: the name.
        low: where what is read before it begins: its sentence, or some code points before it.
    """
    before = text[low : mention.start]
    after = text[mention.end : mention.end + _BEHIND]
    roles = subject_roles()
    if is_source(mention):
        return False
    if roles["reporter_before"].search(before):
        return roles["own_report"].match(after) is not None
    if roles["reporter_after"].match(after) or roles["investor"].match(after):
        return False
    if roles["spoken"].search(before):
        return True
    if before.rstrip().endswith("由") and roles["made_by"].match(after):
        return True
    return roles["oblique"].search(before) is None
