"""When an HTML page says that it was published: in its elements, or in what its scripts hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Final

from pipeline.ingest.html_authors import clean, small_text
from pipeline.ingest.html_scan import attributes_of
from pipeline.ingest.html_tree import HtmlPage

# `<span title="2026-03-08T14:22:03 1772979723">6 hours ago</span>`.
_MOMENT_IN_TAG: Final = re.compile(
    r"(?:title|ts|data-time|data-date|created-timestamp)\s*=\s*[\"']?"
    r"(?P<moment>20\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d)"
)
# `var ct = "1772197380";`, `"publishTime":1772197380000`, `"published_at":"2026-02-27T21:03:00"`.
_IN_SCRIPT: Final = re.compile(
    r"\bvar (?:ct|createTime)\s*=\s*[\"'](?P<own>1\d{9}|20\d\d-\d\d-\d\d)"
    r"|[\"']"
    r"(?:publish(?:ed)?_?(?:Time|time|Date|date|At|_at|at|On|on)|pub(?:Time|Date)|post_?date"
    r"|first_?publish(?:ed)?_?(?:time|at)|datePublished)\\?[\"']\s*:\s*\\?[\"']?"
    r"(?P<named>1\d{9}(?:\d{3})?(?!\d)|20\d\d[-/]\d\d[-/]\d\d)"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]{4}")
_CALLED_TIME: Final = re.compile(r"class\s*=\s*[\"'][^\"']*(?:time|date)\b", re.I)
_DAY: Final = re.compile(r"20\d\d ?[-/.年] ?\d\d? ?[-/.月] ?\d")
_LONGEST_BUTTON: Final = 48
_LONGEST_SCRIPT: Final = 2_000_000
_EAST: Final = datetime.timezone(datetime.timedelta(hours=8))
_MILLISECONDS: Final = 13


def written_date(page: HtmlPage) -> str:
    """The date in microdata, the first time element or the first moment in a tag of the body."""
    times: list[str] = []
    moments: list[str] = []
    for element, written in enumerate(page.attributes):
        name = page.names[element]
        if name == "time" or "datePublished" in written:
            fields = attributes_of(written)
            value = fields.get("datetime") or fields.get("content") or small_text(page, element)
            if fields.get("itemprop") == "datePublished" or "pubdate" in fields:
                return clean(value)
            if name == "time" and page.regions[element] is None and value:
                times.append(clean(value))
        elif (
            not moments
            and page.regions[element] is None
            and (found := _MOMENT_IN_TAG.search(written))
        ):
            moments.append(found["moment"])
    return next(iter((*times, *moments)), "")


def hidden_date(page: HtmlPage, scripts: Iterable[str]) -> str:
    """The day of publication as only scripts and buttons of a page have it; empty where none does.

    Platforms that write the date with a script have it nowhere else in the page as it is served;
    others put it on a button (`<div class="ContentItem-time" role="button">`).
    """
    return _scripted_date(page, scripts) or _date_on_button(page)


def _date_on_button(page: HtmlPage) -> str:
    for element, written in enumerate(page.attributes):
        if not _CALLED_TIME.search(written):
            continue
        text = small_text(page, element)
        if len(text) <= _LONGEST_BUTTON and _DAY.search(text):
            return text
    return ""


def _own_moment(script: str) -> re.Match[str] | None:
    """The first moment that is no item's of a list: these are of the pages that this one names."""
    depth = read = 0
    for found in _IN_SCRIPT.finditer(script):
        depth += script.count("[", read, found.start()) - script.count("]", read, found.start())
        read = found.start()
        if depth <= 0 or not found["named"]:
            return found
    return None


def _scripted_date(page: HtmlPage, scripts: Iterable[str]) -> str:
    for script in scripts:
        found = _own_moment(script[:_LONGEST_SCRIPT])
        if found is None:
            continue
        value = found["own"] or found["named"]
        if not value.startswith("1"):
            return value.replace("/", "-")
        seconds = int(value) // 1000 if len(value) == _MILLISECONDS else int(value)
        zone = _EAST if _HAN.search(page.text) else datetime.UTC
        return datetime.datetime.fromtimestamp(seconds, zone).date().isoformat()
    return ""


__all__ = ["hidden_date", "written_date"]
