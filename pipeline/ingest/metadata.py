"""Title, author and date, from a page's own tags, its front matter, or the text itself."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.errors import KnowledgeError
from pipeline.ingest.dates import parse_date, parse_month_day, parse_year
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_page import LinePage, is_prose
from pipeline.ingest.line_rules import rule_book
from pipeline.ingest.lines import Line, letters, lines_of
from pipeline.resources import models_path

_LONGEST_TITLE: Final = 70
_LONGEST_ENGLISH_TITLE: Final = 150
_TOP_LINES: Final = 9
_TITLE_END: Final = re.compile(r"[。；，、：;,:][”’\"」』)）]*$|(?<![A-Z.])\.$|…$|——$")
# A title such as `AI 早报 2026-05-24`: the date is what the issue is called.
_DATE_TITLE: Final = re.compile(r"^[^\d]{0,12}20\d\d-\d\d-\d\d$")
_SENTENCE_END: Final = tuple("。！.")
_LONGEST_LABEL: Final = 8
_FOREIGN: Final = 0.4
_SITE: Final = re.compile(r"\s*(?:[|｜_丨]|\s[-–—·]\s|[-–—](?=[^\d\s]{2,12}$))\s*")
_LABEL: Final = re.compile(r"[【\[](?:原创|转载|转|热|置顶|精华)[】\]]\s*")
_SEGMENT: Final = re.compile(r"[\s|｜/／·•,，()（）\[\]【】]+")
_DATE_OR_TIME: Final = re.compile(r"[\d:：.年月日-]+$|星期.$|周.$")
_LATIN_NAME: Final = re.compile(
    r"(?:[A-Z][\w.’'-]+|[A-Z]\.)(?: (?:de |van |von |al-|bin )?[A-Z][\w.’'-]*){1,3}$"
)
_NOT_LATIN_NAME: Final = re.compile(
    r"\b(?:News|Desk|Times|Review|Post|Journal|Letter|Weekly|Daily|Staff|Editors?|Team|Opinion|"
    r"Analysis|Commentary|COMMENTARY|OPINION|Published|Updated|Posted|Senior|Reporter|Correspondent"
    r"|Magazine|Research|Institute|University|Inc|Ltd|Labs?|Technology|Business|Markets?|Print|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"Saturday|Sunday|Issue|Share|Comments?|Read)\b"
)


@dataclass(frozen=True, slots=True)
class _Bylines:
    """Patterns that name an author, and the segments that are no person's name."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    examples: tuple[tuple[str, str], ...]


@functools.cache
def bylines_of_package() -> _Bylines:
    """The patterns of `models/boilerplate/bylines.toml`."""
    path = models_path("boilerplate/bylines.toml")
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
        fragments = listed["fragments"]
        patterns = []
        for entry in listed["pattern"]:
            find = re.sub(r"(?<!P)<([a-z]+)>", lambda m: fragments[m.group(1)], entry["find"])
            patterns.append((entry["rule"], re.compile(find)))
        return _Bylines(
            tuple(patterns),
            re.compile(listed["not_a_name"]["begins"]),
            re.compile(listed["not_a_name"]["ends"] + "$"),
            tuple((e["example"], e["name"]) for e in listed["pattern"]),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise KnowledgeError(f"{path}: {error!r}") from error


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(models_path("knowledge/surnames.txt").read_text(encoding="utf-8").split())


def parse_author(line: str) -> str | None:
    """The author whom a byline names by a role (`作者:…`, `By …`)."""
    found = _stated_author(line)
    return found[1] if found else None


def _stated_author(line: str) -> tuple[int, str] | None:
    """The place in the list of the first pattern that matches, and the name."""
    listed = bylines_of_package()
    for place, (_, pattern) in enumerate(listed.patterns):
        for match in pattern.finditer(line):
            name = match["name"].strip(" .,·")
            if len(name) >= 2 and not re.match(
                r"(?:编辑|来源|日期|时间|发布|阅读|本报|本刊)", name
            ):
                return place, name
    return None


def parse_named_segment(line: str) -> str | None:
    """A person's name that stands alone between separators of a byline."""
    listed = bylines_of_package()
    for segment in re.split(r"\s*[|·•—–,(]\s*|\s{2,}", line):
        if _LATIN_NAME.match(segment) and not _NOT_LATIN_NAME.search(segment):
            return segment
        if (
            segment.isupper()
            and _LATIN_NAME.match(segment.title())
            and not _NOT_LATIN_NAME.search(segment.title())
        ):
            return segment
    segments = [x for x in _SEGMENT.split(line) if x]
    bare = [x for x in segments if not _DATE_OR_TIME.match(x)]
    for segment in segments:
        if not 2 <= len(segment) <= 4 or not all("\u4e00" <= c <= "\u9fff" for c in segment):
            continue
        if listed.begins.match(segment) or listed.ends.search(segment):
            continue
        if segment[:2] in _surnames() or (segment[0] in _surnames() and len(segment) <= 3):
            return segment
        # A rare surname is taken for one where nothing but the date stands beside it.
        if bare == [segment] and len(segment) <= 3 and len(segments) > 1:
            return segment
    return None


def find_title(
    lines: Sequence[Line], stated: str | None, headings: Collection[int] = ()
) -> str | None:
    """The title: as the page states it, else a heading of the markup or the first line like one.

    A site's name behind a stated title (`Title - Site`) is cut where the text repeats the rest.

    Args:
        lines: the lines of the document, in simplified script.
        stated: the title in the page's tags or front matter.
        headings: ranks of the lines that the markup makes headings.
    """
    written = [line for line in lines if line.rank >= 0]
    if stated:
        return _without_site(written, stated)
    texts = [line.text for line in written[: _TOP_LINES + 1]]
    book = rule_book()
    cues = book.scan(texts)
    for place, text in enumerate(texts[:_TOP_LINES]):
        if place in headings:
            return text
        rule = book.find(text, cues[place], "top+head")
        if rule is not None or book.is_ad(text, cues[place]):
            repeated = any(letters(t) == letters(text) for t in texts[place + 1 :])
            if not (repeated and rule is not None and rule.kind in ("nav", "byline")):
                continue
        if _is_label(texts, place) or _is_name_above_date(texts, place):
            continue
        if _has_title_form(lines, written[place]):
            return _LABEL.sub("", text) if _LABEL.match(text) else text
        if (
            is_prose(text)
            or (text.endswith(_SENTENCE_END) and len(text) > 12 + 48 * text.isascii())
        ) and not _looks_foreign(texts, place):
            return None
    return None


def _looks_foreign(texts: Sequence[str], place: int) -> bool:
    """Whether the classifier takes a paragraph above the title for an advert or a notice."""
    if place > _TOP_LINES // 3:
        return False
    page = LinePage(lines_of("\n".join(texts)))
    around = page.surroundings(place, top=True, end=False)
    return float(line_classifier().probabilities([texts[place]], [around])[0][0]) < _FOREIGN


def _is_label(texts: Sequence[str], place: int) -> bool:
    """A section or column name above the real title: short, and the title follows it."""
    text = texts[place]
    if len(text) > _LONGEST_LABEL * (1 + 2 * text.isascii()):
        return False
    following = texts[place + 1 : place + 5]
    if place == 0 and re.search(r"[/／|｜>›]", text):
        return True
    return any(
        2 * len(text) < len(t) <= _LONGEST_TITLE * (1 + t.isascii())
        and not _TITLE_END.search(t)
        and parse_date(t) is None
        and parse_author(t) is None
        for t in following[:1]
        if not is_prose(t)
    ) or any(
        len(following) > n + 1 and letters(t) == letters(following[n + 1])
        for n, t in enumerate(following)
    )


def _is_name_above_date(texts: Sequence[str], place: int) -> bool:
    """A line that is a person's name alone, with the date in the next two."""
    text = texts[place]
    return (
        len(text) <= 40
        and parse_named_segment(text) == text
        and any(parse_date(t) for t in texts[place + 1 : place + 3])
    )


def _without_site(written: Sequence[Line], stated: str) -> str:
    wanted = letters(stated)
    for line in written[:10]:
        own = letters(line.text)
        if own and len(own) >= 6 and wanted.startswith(own) and own != wanted:
            return line.text
    pieces = _SITE.split(stated)
    if len(pieces) > 1 and len(pieces[0]) >= 8 and len(pieces[-1]) <= 16:
        head = stated[: stated.rfind(pieces[-1])].rstrip(" -–—|｜_丨·")
        if any(letters(head) == letters(line.text) for line in written[:10]):
            return head
    return stated


def _has_title_form(lines: Sequence[Line], line: Line) -> bool:
    text = line.text
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    longest = _LONGEST_TITLE if han > len(text) / 4 else _LONGEST_ENGLISH_TITLE
    if not 4 <= len(text) <= longest or _TITLE_END.search(text):
        return False
    if re.match(r"[“‘\"「『(（【\[]?(?:[-*•·]|\d{1,3}[.、)])\s", text):
        return False
    if "。" in text:
        return False
    after = next((x for x in lines if x.rank == line.rank + 1), None)
    if after is None:
        return False
    # A first sentence also stands alone in a line; a title is set off or followed by longer text.
    number = lines.index(line)
    set_off = number + 1 < len(lines) and lines[number + 1].rank < 0
    return (
        set_off
        or len(after.text) > 1.5 * len(text)
        or parse_author(after.text) is not None
        or parse_date(after.text) is not None
        or letters(after.text) == letters(text)
        or any(is_prose(x.text) for x in lines[number + 1 : number + 5])
        or _is_name_above_date([x.text for x in lines if x.rank >= 0], line.rank + 1)
        or rule_book().find(after.text, rule_book().scan([after.text])[0], "top+head") is not None
    )


def find_author(stated: str | None, bylines: Sequence[str]) -> str | None:
    """The author: as stated, else whom a byline calls so, else a name that stands in a byline.

    Args:
        stated: the author in the page's tags or front matter.
        bylines: the lines removed as bylines, in order.
    """
    if stated and not stated.startswith("http"):
        return stated
    called = [found for line in bylines if (found := _stated_author(line))]
    if called:
        return min(called, key=lambda found: found[0])[1]
    for number, line in enumerate(bylines[:6]):
        near = bylines[number : number + 3]
        if any(parse_date(x) or parse_month_day(x) for x in near) or len(bylines) <= 2:
            name = parse_named_segment(line)
            if name:
                return name
    return None


def find_date(
    stated: str | None, bylines: Sequence[str], title: str | None, others: Sequence[str] = ()
) -> datetime.date | None:
    """The date of publication: as stated, else of the first byline that has one, else the title's.

    A byline's month and day take their year from `others` (a copyright line, an address).
    """
    dated = title if title and _DATE_TITLE.search(title) else None
    for text in (stated, dated, *bylines, title):
        if text and (date := parse_date(text)):
            return date
    year = next(
        (y for text in (*bylines, title, *others) if text and (y := parse_year(text))), None
    )
    if year is None:
        return None
    for text in bylines:
        if month_day := parse_month_day(text):
            try:
                return datetime.date(year, *month_day)
            except ValueError:
                continue
    return None


__all__ = [
    "bylines_of_package",
    "find_author",
    "find_date",
    "find_title",
    "parse_author",
    "parse_date",
    "parse_named_segment",
]
