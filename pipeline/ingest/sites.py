"""The site or medium that a page comes from: as stated, as its byline says, or by its address."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import is_dated, segments_of
from pipeline.ingest.bylines import labelled
from pipeline.ingest.dates import existing_date
from pipeline.ingest.person_names import is_han_person, is_medium, is_person

_LONGEST: Final = 30
_URL: Final = re.compile(r"https?://", re.I)
_URL_DATE: Final = re.compile(
    r"/(?P<y>20\d\d)[-/_]?(?P<m>[01]\d)[-/_]?(?P<d>[0-3]\d)(?=[/_.?#-]|$|\d{4,}|[A-Za-z])"
    r"|/(?P<y2>20\d\d)/(?P<m2>\d{1,2})/(?P<d2>\d{1,2})(?=/)"
)
_END: Final = re.compile(
    r"\s{2,}|\u3000|[|｜丨︱│•·;；,，、。]|\s*[(（]|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])|\s(?=20\d\d|\d{1,2}[:/.-]\d|作者|编辑|记者|字号|阅读|发布|举报)"
)
_PREFIX: Final = re.compile(r"(?:微信)?公众号\s*[:：]?\s*|@")
_SUFFIX: Final = re.compile(r"(?:的)?(?:微信)?(?:公众号|订阅号)$")
_BESIDE: Final = re.compile(r"20\d\d|^[【\[〔].*[】\]〕]$")
_OWN: Final = re.compile(r"^[【\[〔].*[】\]〕]$|公众号|订阅号|头条号|转自")
_NOT_SITE: Final = re.compile(
    r"网络|互联网|综合|未知|转载|本站|原创|其他|其它|原文|[\d\s:：./年月日-]+|微信|微博|Web|Internet",
    re.I,
)


def find_site(
    stated: Mapping[str, str], source: str, head: Sequence[str], tail: Sequence[str]
) -> str | None:
    """The site: as stated, as a byline's `来源` says, a medium in a byline, or the address's host.

    Args:
        stated: may hold `site` and `url`.
        source: the name of the input, which may be an address.
        head: the bylines above the article.
        tail: the bylines below it.
    """
    if value := " ".join(stated.get("site", "").split()):
        return value.removeprefix("@")
    for line in (*head, *tail):
        for field in labelled(line):
            if field.role == "source" and (name := _clean(field.value)):
                return name
    return _medium(head) or host_of(stated.get("url", "")) or host_of(source)


def _clean(value: str) -> str | None:
    if _URL.match(value):
        return host_of(value)
    value = _PREFIX.sub("", value.strip(), count=1)
    if quoted := re.match(r"[《“「\"]([^》”」\"]{2,24})[》”」\"]", value):
        return quoted[1]
    name = _SUFFIX.sub("", _END.split(value, maxsplit=1)[0].strip(" .:：/／-—")).strip()
    if not 2 <= len(name) <= _LONGEST or _NOT_SITE.fullmatch(name):
        return None
    return name


def _medium(lines: Sequence[str]) -> str | None:
    """A medium that stands beside a name or a date in the first lines."""
    known = byline_book().known
    for line in lines[:6]:
        pieces = segments_of(line)
        # News has headlines that end like the names of media.
        if len(pieces) > 4 or len(line) > 80 or not _names_medium(line, pieces):
            continue
        for piece in pieces:
            if (
                3 <= len(piece) <= 12
                and re.fullmatch(r"[\u3400-\u9fffA-Za-z0-9]+", piece)
                and is_medium(piece, known)
                and not is_han_person(piece, known)
                and not known.never.match(piece)
                and (len(pieces) > 1 or _BESIDE.search(line))
            ):
                return piece
    return None


def _names_medium(line: str, pieces: Sequence[str]) -> bool:
    """Whether a line has a date, brackets around it, an account's label, or a person besides."""
    known = byline_book().known
    return (
        is_dated(line)
        or _OWN.search(line) is not None
        or (len(pieces) > 1 and any(is_person(piece, known) for piece in pieces))
    )


def host_of(url: str) -> str | None:
    """The host of a web address without `www.`; None where `url` is none."""
    if not _URL.match(url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.").removeprefix("m.") if host and "." in host else None


def url_date(*urls: str) -> datetime.date | None:
    """The day that stands in the path of a web address (`/2026/02/08/`, `/20260208`)."""
    for url in urls:
        if _URL.match(url) and (match := _URL_DATE.search(url[:500])):
            parts = match.groupdict()
            numbers = [int(parts[k] or parts[k + "2"]) for k in ("y", "m", "d")]
            if date := existing_date(*numbers):
                return date
    return None


__all__ = ["find_site", "host_of", "url_date"]
