"""Title, author and date, from a page's own tags, its front matter, or the text itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.lines import Line, letters

_LONGEST_TITLE: Final = 70
_LONGEST_ENGLISH_TITLE: Final = 140
_TITLE_END: Final = re.compile(r"[。；，、：;,:…—][”’\"」』)）]*$|\.$")
_AUTHOR: Final = re.compile(
    r"(?:作者|撰文|撰稿|文字|采写|(?:实习|本报|本刊)?记者|编译|(?<![\u4e00-\u9fff])文)\s*(?:[|｜:：/／丨]|\s[-—]\s)\s*"
    r"(?P<zh>[^\s|｜/／丨·,，;；:：()（）【】\[\]<>]{2,20}(?:·[\u4e00-\u9fff]{1,8})?"
    r"|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){0,3})"
    r"|^(?:By|Written by|Reporting by|Words by|Story by)[: ]\s*"
    r"(?P<en>[A-Z][\w.’'-]*(?: (?:de |van |von |al-)?[A-Z][\w.’'-]*){0,3})"
)
_ROLE_IN_NAME: Final = re.compile(r"(?:编辑|来源|日期|时间|发布|阅读)")
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATES: Final = (
    re.compile(r"(?P<y>20\d\d)\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"民[国國]\s*(?P<roc>\d{2,3})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})"),
    re.compile(r"\b(?P<mon>[A-Z][a-z]{2,8})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>20\d\d)"),
    re.compile(r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<mon>[A-Z][a-z]{2,8})\.?,?\s+(?P<y>20\d\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
)


def parse_date(text: str) -> datetime.date | None:
    """The first calendar date written in `text`; None where there is none that exists."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = parts.get("m")
            if month is None:
                name = parts["mon"].lower()[:3]
                if name not in _MONTHS:
                    continue
                month = str(_MONTHS.index(name) + 1)
            year = int(parts["y"]) if parts.get("y") else int(parts["roc"]) + 1911
            try:
                return datetime.date(year, int(month), int(parts["d"]))
            except ValueError:
                continue
    return None


def parse_author(line: str) -> str | None:
    """The author that a byline names."""
    match = _AUTHOR.search(line)
    if not match:
        return None
    name = (match["zh"] or match["en"]).strip(" .,")
    return None if _ROLE_IN_NAME.match(name) else name


def find_title(lines: Sequence[Line], stated: str | None) -> str | None:
    """The title: as the page states it, else the first line if it has the form of a title.

    A site's name behind a stated title (`Title - Site`) is cut where the text repeats the rest.
    """
    written = [line for line in lines if line.rank >= 0]
    if stated:
        wanted = letters(stated)
        for line in written[:10]:
            own = letters(line.text)
            if own and len(own) >= 6 and wanted.startswith(own) and own != wanted:
                return line.text
        return stated
    for place, line in enumerate(written[:4]):
        if place and letters(line.text) != letters(written[0].text) and not _is_short_label(written, place):
            break
        if _has_title_form(lines, line):
            return line.text
    return None


def _is_short_label(written: Sequence[Line], place: int) -> bool:
    """Whether all lines before `place` are a byline, a date or a menu rather than text."""
    return all(
        len(line.text) <= 60
        and (parse_date(line.text) or parse_author(line.text) or re.search(r"[|>›»]", line.text))
        for line in written[:place]
    )


def _has_title_form(lines: Sequence[Line], line: Line) -> bool:
    text = line.text
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    longest = _LONGEST_TITLE if han > len(text) / 4 else _LONGEST_ENGLISH_TITLE
    if not 4 <= len(text) <= longest or _TITLE_END.search(text):
        return False
    if re.match(r"[“‘\"「『(（【\[]?[-•*·\d]{1,3}[.、)\s]", text):
        return False
    if parse_author(text) or re.search(r"[|>›»].*[|>›»]", text):
        return False
    date = parse_date(text)
    if date and len(re.sub(r"[\d\s:/年月日.-]", "", text)) < 6:
        return False
    after = next((x for x in lines if x.rank == line.rank + 1), None)
    if after is None:
        return False
    # A first sentence also stands alone in a line; a title is set off or followed by longer text.
    number = lines.index(line)
    set_off = number + 1 < len(lines) and lines[number + 1].rank < 0
    return set_off or len(after.text) > 1.5 * len(text) or bool(
        parse_author(after.text) or parse_date(after.text) or letters(after.text) == letters(text)
    )


def find_author(stated: str | None, bylines: Sequence[str]) -> str | None:
    """The author as stated, else the first that a byline names."""
    if stated and not stated.startswith("http"):
        return stated
    return next((name for line in bylines if (name := parse_author(line))), None)


def find_date(
    stated: str | None, bylines: Sequence[str], title: str | None
) -> datetime.date | None:
    """The date of publication as stated, else of the first byline that has one, else the title's."""
    for text in (stated, *bylines, title):
        if text and (date := parse_date(text)):
            return date
    return None
