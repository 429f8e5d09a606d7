"""When a page was published: as stated, as its bylines date it, by its address or its title."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pipeline.ingest.dates import (
    DateMention,
    existing_date,
    find_dates,
    parse_timestamp,
)
from pipeline.ingest.page_zones import ENDING, LONGEST_SEEN, OPENING, Piece, Zones
from pipeline.ingest.partial_dates import (
    LIKELY_YEARS,
    MonthDay,
    parse_month_day,
    parse_year,
    with_weekday,
)
from pipeline.ingest.sites import url_date

# `12月1日 08:00 · 广州`, below the article.
_POSTED: Final = re.compile(r"\s*\d{1,2}(?:月\d{1,2}日|-\d{2})\s+\d{1,2}:\d\d(?!\d)")
_SENTENCE_ENDS: Final = tuple("。！？")
_LONGEST_WAIT: Final = 92
"""Days between the last date that a page cites and its own."""
_LONGEST_BARE: Final = 80
_LONGEST_POSTED: Final = 48
_LONGEST_LAST: Final = 40
# What may stand at such a day: where it was written, the weekday, the hour.
_BESIDE: Final = re.compile(
    r"\W*(?:(?:写|记|草|改定|完稿|定稿)于?|于)?\W*(?:于[\u4e00-\u9fff]{2,6})?\W*"
    r"(?:(?:星期|周|礼拜)[一二三四五六日天]|[A-Z][a-z]{2,8}day)?\W*"
    r"(?:于[\u4e00-\u9fff]{2,6}|凌晨|清晨|早晨|上午|中午|下午|傍晚|晚|夜|深夜|\d{1,2}[:：]\d\d)?\W*"
)
_COPYRIGHT: Final = re.compile(
    r"©|版权|\(c\)\s?(?:19|20)\d\d|\bcopyright\b|\brights reserved\b", re.I
)
_YEAR: Final = re.compile(r"(?<![\d.])20[0-4]\d(?![\d.]\d|\d)")
# An entry of a list of sources: its date is that of another thing.
_ENTRY: Final = re.compile(r"\s*(?:[\[［〔(（【^]?\^?\s?\d{1,3}[\]］〕)）】.、．\s]|[①-⑳^•*†‡·-])")
# `周日早上好,这里是第 88 期。2026.09.13`: behind the last sentence stands nothing but the day.
_LAST: Final = re.compile(r"(?:[。！？!?…”」』]|\.\s)\s*(?P<day>[^。！？!?…”」』]{6,40})$")
# `本文首刊于2025年9月18日。`, as the last sentence of all.
_OF_ITSELF: Final = re.compile(r"(?:本文|原文|此文)[^。！？]{0,12}于\s?[^。！？]{6,20}[。)）]?\Z")
# A title such as `AI 早报 2026-05-24`: the date is what the issue is called.
_DATE_TITLE: Final = re.compile(r"^[^\d]{0,12}20\d\d-\d\d-\d\d$")
# `LONDON, Dec. 5, 2025 /Newswire/ --`, `南京2025年12月3日 /新闻稿/ --`, `远望社12月3日电`.
_DATELINE: Final = re.compile(
    r"[^。！？!?,，]{0,24}(?:,\s[A-Z][A-Za-z. ]{2,20}){0,2},?\s?[(（]?[^,，。()]{3,16}\d"
    r"[^。！？!?()（）]{0,12}"
    r"(?:/[^/\n]{2,24}/|--|—|[电讯])"
    # `(香港,2026年5月27日) `, `【台北,2026年3月2日】`: all of a bracket that opens the text.
    r"|[(（【\[][^()（）【】\[\]]{0,20}20\d\d[^()（）【】\[\]]{0,12}[)）】\]]"
)


# Where a text that is translated or reprinted stood before: `原载《远望周刊》2026年3月2日`.
_ORIGINAL: Final = re.compile(
    r"(?:(?<![\u3400-\u9fff])(?:原文(?!化)|原作(?!者)|原题)|原载|原刊|原发|译自|编译自"
    r"|[Tt]ranslated from|[Tt]his translation of|[Ff]irst appeared in (?!print\b))"
    r"[^。；;|｜\n]{0,60}?(?=(?P<day>(?:20\d\d\s?[年./-]\s?)?\d{1,2}\s?[月./-]\s?\d{1,2}日?"
    r"|\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2}))"
)
_LABEL: Final = re.compile(r".{2,3}(?:发表|发布|刊登|刊出|刊载)?(?:于|时间|日期)?\s?[:：]?\s*")
_OF_TRANSLATION: Final = re.compile(r"译文|本译|译者|译于|刊发|[Tt]his (?:version|translation)")


@dataclasses.dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a page besides its text.

    Args:
        stated: `author`, `date`, `site`, `url` as markup, front matter or a record state them.
        source: the name of the input, which may be an address.
        day_first: whether `4/3/2026` is the fourth of March where the page is from.
        reference: the day or moment the page was read; `3小时前` counts from it.
    """

    stated: Mapping[str, str]
    source: str = ""
    day_first: bool = False
    reference: datetime.date | None = None


def find_published(
    pieces: Sequence[Piece], zones: Zones, title: str | None, around: Surroundings
) -> datetime.date | None:
    """The date of publication: as stated, of the bylines, of the address, of the title.

    Args:
        pieces: the lines of the page in order, in simplified script.
        zones: the same by place.
        title: of the page.
        around: what is known besides.
    """

    def dates(text: str) -> list[DateMention]:
        found = find_dates(text, day_first=around.day_first, reference=around.reference)
        first = _of_original(text)
        return [
            dataclasses.replace(m, role="updated")
            if first and first[0] <= m.start < first[1]
            else m
            for m in found
            if m.role != "event"
        ]

    for key in ("date", "published"):
        if value := around.stated.get(key):
            if (timestamp := parse_timestamp(value)) is not None:
                return timestamp
            if found := dates(value):
                return found[0].date
    if title and _DATE_TITLE.search(title) and (found := dates(title)):
        return found[0].date
    # A picture above the byline may be older than the page.
    dated = sorted(filter(_may_date, zones.head), key=lambda p: p.kind == "caption")
    head = [m for p in dated for m in dates(p.text)]
    for role in ("published", ""):
        if chosen := next((m for m in head if m.role == role), None):
            return chosen.date
    # A note of the editor's is long, but says itself which of its days is that of publication.
    noted = (p for p in zones.head if p.kind in ("notice", "byline") and not _may_date(p))
    if labelled := [m for p in noted for m in dates(p.text) if m.role == "published"]:
        return labelled[0].date
    # What only the page's scripts and buttons hold goes before what stands in or below the text.
    if hidden := dates(around.stated.get("hidden_date", "")):
        return hidden[0].date
    if (opening := _DATELINE.match(zones.opening[:120])) and (found := dates(opening.group())):
        return found[0].date
    if found := _behind_text(zones.opening, dates):
        return found[0].date
    if day := _without_year(pieces, zones, title, around):
        return day
    # The days of a list of links are those of other pages.
    below = sorted((*zones.tail, *zones.inside), key=lambda p: p.kind == "nav")
    rest = [m for p in below if _may_date(p) and p.kind != "caption" for m in dates(p.text)]
    if ending := ENDING.search(zones.ending[-80:]):
        rest += dates(ending["inside"])
    rest += _behind_text(zones.ending, dates)
    for text in (zones.ending, *(p.text for p in zones.tail if p.kind is None)):
        if own := _OF_ITSELF.search(text[-_LONGEST_LAST - 1 :]):
            rest += dates(own.group())
    rest.sort(key=lambda m: ("published", "", "updated").index(m.role))
    if address := url_date(around.stated.get("url", ""), around.source):
        return address
    for mention in (*(m for m in rest if m.role != "updated"), *head, *rest):
        return mention.date
    titled = dates(title) if title else []
    return titled[0].date if titled else None


def _of_original(text: str) -> tuple[int, int] | None:
    """Where the date stands on which a text appeared before it was translated or reprinted."""
    found = _ORIGINAL.search(text)
    if found is None or _OF_TRANSLATION.search(found[0]) or _LABEL.fullmatch(found[0]):
        return None
    return found.start("day"), found.end("day")


def _less_original(text: str) -> str:
    """`text` without that date."""
    first = _of_original(text)
    return f"{text[: first[0]]} {text[first[1] :]}" if first else text


def _behind_text(paragraph: str, dates: Callable[[str], list[DateMention]]) -> list[DateMention]:
    """The date that ends a paragraph, where nothing else stands behind its last sentence."""
    last = _LAST.search(paragraph[-_LONGEST_LAST - 1 :])
    found = dates(last["day"]) if last else []
    if last is None or len(found) != 1:
        return []
    beside = last["day"][: found[0].start] + last["day"][found[0].end :]
    return found if _BESIDE.fullmatch(beside) else []


def _may_date(piece: Piece) -> bool:
    """Whether the date in a line may be the article's: a short line, and no sentence."""
    if piece.kind == "byline":
        return True
    if piece.kind == "ad" or (piece.kind == "refs" and _ENTRY.match(piece.text)):
        return False
    return len(piece.text) <= _LONGEST_BARE and not piece.text.endswith(_SENTENCE_ENDS)


def _may_cite(piece: Piece) -> bool:
    """Whether the last date of a piece may tell the year in which a page was written."""
    return piece.kind in ("refs", "caption", "notice", "byline") and len(piece.text) <= LONGEST_SEEN


def _without_year(
    pieces: Sequence[Piece], zones: Zones, title: str | None, around: Surroundings
) -> datetime.date | None:
    """The day of a byline that leaves out the year, in the year that the page gives elsewhere."""
    opening = OPENING.match(zones.opening[:60])
    texts = [p.text for p in zones.head if p.kind is not None or len(p.text) <= 40]
    texts += [opening.group()] if opening else []
    # A date with its year below the article may be a ruling's, and is no day without one.
    texts += [p.text for p in zones.tail if _is_posted(p) and not find_dates(p.text)]
    days = (day for text in texts if (day := parse_month_day(_less_original(text))))
    found = next(days, None) or _issue_day(title)
    if found is None:
        return None
    years = [p.text for p in pieces if p.kind in ("notice", "nav", "byline")]
    latest = around.reference
    if isinstance(latest, datetime.datetime):
        latest = latest.date()
    said = (t for t in (*texts, title, *years) if t and not _is_outdated(t, pieces, latest))
    year = next((y for text in said if (y := parse_year(text))), None)
    if found.weekday is not None and (told := with_weekday(found, year, latest)):
        return told
    if year is not None:
        return existing_date(year, found.month, found.day)
    cited = max((m.date for p in pieces if _may_cite(p) for m in find_dates(p.text)), default=None)
    soon = _soon_after(cited, found.month, found.day) if cited is not None else None
    if soon is not None and (latest is None or soon <= latest):
        return soon
    if latest is None:
        return None
    this = existing_date(latest.year, found.month, found.day)
    # A day still to come is last year's.
    if this is None or this > latest:
        return existing_date(latest.year - 1, found.month, found.day)
    return this


def _is_outdated(text: str, pieces: Sequence[Piece], latest: datetime.date | None) -> bool:
    """Whether a line claims a copyright of years before the last one that the page names.

    Many sites leave such a year as it was when they began. An article may look ahead by a year, and
    years still to come are forecasts. Where the page names no other year, it must be a likely one.
    """
    year = parse_year(text) if _COPYRIGHT.search(text) else None
    if year is None or (latest is not None and year == latest.year):
        return False
    last = latest.year if latest is not None else LIKELY_YEARS[-1]
    others = [p.text for p in pieces if not _COPYRIGHT.search(p.text)]
    named = [int(y) for other in others for y in _YEAR.findall(other) if int(y) <= last]
    return year < max(named) - 1 if named else year not in LIKELY_YEARS


def _is_posted(piece: Piece) -> bool:
    """Whether a line below the article may date it without a year: a short byline, or a post's."""
    short = piece.kind == "byline" and len(piece.text) <= _LONGEST_POSTED
    return short or _POSTED.match(piece.text) is not None


def _issue_day(title: str | None) -> MonthDay | None:
    """The day with its weekday by which a title calls an issue: `早餐报｜3/30（一）五件事`."""
    found = parse_month_day(title) if title else None
    return found if found is not None and found.weekday is not None else None


def _soon_after(cited: datetime.date, month: int, day: int) -> datetime.date | None:
    """The first such day from the last date that a page cites on, where it is not far off."""
    for year in (cited.year, cited.year + 1):
        found = existing_date(year, month, day)
        if found is not None and cited <= found:
            return found if (found - cited).days <= _LONGEST_WAIT else None
    return None


__all__ = ["Surroundings", "find_published"]
