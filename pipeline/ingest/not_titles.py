"""Lines at the top of a page that are no titles: who writes or posts, sections, things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.ingest.author_refusals import known_things
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import is_dated
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.column_heads import column_writer
from pipeline.ingest.network_posts import posted_by
from pipeline.ingest.page_furniture import says_when
from pipeline.ingest.person_names import (
    closed_up,
    is_handle,
    is_medium,
    is_pen_name,
    is_person,
    is_title,
)

NUMBERED_DAY: Final = re.compile(r"[\d\s/.年月日-]+")
_LONGEST_TITLE: Final = 160
_STOPS: Final = (".", "。", ".”", "。”", "。」")
_LONGEST_NAME: Final = 24
_LONGEST_PEN_NAME: Final = 8
_SOCIAL: Final = re.compile(
    r"来自|公开$|仅好友|已编辑|IP|属地|微博|微信|粉丝|Follow|followers|编辑于|[·•]\s?\d+[hd]\b"
)
_TWO_SCRIPTS: Final = re.compile(
    r"[\u3400-\u9fff]{2,4} [A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}"
    r"|[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2} [\u3400-\u9fff]{2,4}"
)
# `3月2日 · 🌐`, `2w •`: when a network says that something was posted.
_POSTED_ON: Final = re.compile(
    r"\d{1,2}月\d{1,2}日\s?(?:[上下]午\S*\s?)?[·•]|\d{1,2}[hdwmy]o?\s?[·•]"
)
_BRACKETED: Final = re.compile(r"[【〔\[](?P<name>[^】〕\]]{2,12})[】〕\]]")
# With these end the names of houses that publish research, which are no media.
_HOUSE: Final = re.compile(r"(?:研究(?:院|所|中心)|实验室|证券|编辑部|课题组)\Z")
_SIDES: Final = re.compile(r"\S\s?[|｜丨︱│]\s?\S")
_COLUMN: Final = re.compile(r"[【〔\[《][^】〕\]》]{2,12}[】〕\]》]\s*(?P<name>\S{2,8})")
# `龙在田/文`, `通讯社记者林一舟台北8日电`.
_REPORTED: Final = re.compile(r"(?:[/／]\s?(?:文|撰文|图文)|[日讯]电|报道)[)）]?$")
_REPORTER: Final = re.compile(
    r"\S{0,8}(?:记者|编译|特派员|通讯员|撰稿人)\s?[:：]?\s?(?P<name>[\u3400-\u9fff]{2,4})"
)
_LED_NAME: Final = re.compile(r"(\S{2,8})\s([\u3400-\u9fff]{2,4})")
_NAME_WITH: Final = re.compile(
    r"([\u3400-\u9fff]{2,4})\s?(?:(?:[/／]\s?[^\s/／]{2,8})?[（(][^()（）]{2,20}[)）]\Z"
    r"|[・·|｜]\s?发布于\s?\d)"
)
_WHO: Final = re.compile(
    r"(?:Co-?)?(?:[Ff]ounder|C[ETFO]O|S?VP|Head|Lead|Manager|Partner|Editor|Director|Professor|Fellow|Analyst|Engineer|Researcher)"
    r"\b[^.?!]{0,60}\Z"
)
_COMMA: Final = re.compile("[，,]")
# What opens a section: `一、综述`, `Entry 1: what it was`, where the second follows.
_SECTION: Final = re.compile(
    r"(?:第)?(?P<han>一|1)(?:[、.．](?!\d)|[章节部]分?)\s?\S"
    r"|(?P<word>[A-Z][a-z]+) (?:1|I|one|One)[:.]? "
)
_SECOND: Final = {"一": "二", "1": "2"}
_ACCOUNT: Final = re.compile(r"[a-z][\w.-]{2,23}")


def sentences_below(texts: Sequence[str], removed: Sequence[bool]) -> list[int]:
    """The numbers of sentences below what went of the head, where a line that is none stands above.

    What opens an article is often short, and the article takes it up; a title has no full stop.
    """
    found = []
    headed = gone = False
    for number, away in enumerate(removed):
        sentence = texts[number].endswith(_STOPS)
        if headed and gone and sentence and not away:
            found.append(number)
        gone |= away and headed
        headed |= not away and not sentence and len(texts[number]) <= _LONGEST_TITLE
    return found


def names_thing(texts: Sequence[str], place: int) -> bool:
    """Whether a line names but a medium, in brackets, or but what is known and stands over a date.

    `【华灯智库】` above a title, `通义千问` between a title and a date: who publishes, who posts.
    """
    text = texts[place]
    if place == 0 and (medium := _BRACKETED.fullmatch(text)):
        name = medium["name"]
        return is_medium(name, byline_book().known) or _HOUSE.search(name) is not None
    over_date = place + 1 < len(texts) and NUMBERED_DAY.fullmatch(texts[place + 1]) is not None
    return place > 0 and over_date and text.casefold() in known_things()


def is_section(text: str, texts: Sequence[str]) -> bool:
    """Whether a line is the first heading of a series whose second stands below it."""
    first = _SECTION.match(text)
    if first is None:
        return False
    if word := first["word"]:
        second = re.compile(rf"{word} (?:2|II|two|Two)\b")
    else:
        begins = text[: first.start("han")] + _SECOND[first["han"]] + text[first.end("han")]
        second = re.compile(re.escape(begins) + r"(?!\d)")
    return any(second.match(other) for other in texts)


def is_name(texts: Sequence[str], place: int) -> bool:
    """Whether a line says who writes: with a column's name, as a description, or above a date."""
    text, known = texts[place], byline_book().known
    if place == 0 and posted_by(texts, place) is not None:
        return True
    if len(text) <= _LONGEST_NAME and _REPORTED.search(text) and credits_of(text):
        return True
    # `本报记者 林 舟`
    reporter = _REPORTER.fullmatch(closed_up(text, known)) if len(text) <= _LONGEST_NAME else None
    if reporter is not None and is_person(reporter["name"], known):
        return True
    # `产业纵横｜林一舟`, above the title: the name of a column and who writes it.
    if place == 0 and _SIDES.search(text) and (writer := column_writer(text)) is not None:
        return is_person(writer, known) and not known.begins.match(text)
    column = _COLUMN.fullmatch(text)
    if column is not None and is_person(column["name"], known):
        return True
    # `作家，著有多部短篇小说集`, below the name of whom it describes.
    described = place > 0 and len(text) <= _LONGEST_NAME and _COMMA.search(text)
    if described and is_title(_COMMA.split(text)[0], known):
        return True
    # `专栏作家 林一舟`, `林一舟（照服员，台南市）`, `林一舟・发布于 2025-12-05`.
    if (led := _LED_NAME.fullmatch(text)) and is_title(led[1], known) and is_person(led[2], known):
        return True
    if (behind := _NAME_WITH.match(text)) and is_person(behind[1], known):
        return True
    # `Founder, formerly of Gearwise`, below the name of who that is.
    if place > 0 and _WHO.match(text) and is_person(texts[place - 1], known):
        return True
    return _is_name_above_date(texts, place)


def _is_name_above_date(texts: Sequence[str], place: int) -> bool:
    """Whether a line is who posts on a network, above a handle or a date with a place."""
    text, following = texts[place], texts[place + 1 : place + 3]
    if len(text) > _LONGEST_NAME or not following:
        return False
    if _ACCOUNT.fullmatch(text) and says_when(following[0]):
        return True
    # The lines below may be paragraphs, in which looking for dates takes longest.
    known = byline_book().known
    if not (is_handle(text) or is_person(text, known) or _TWO_SCRIPTS.fullmatch(text)):
        if len(text) > _LONGEST_PEN_NAME or not (is_pen_name(text, known) or is_title(text, known)):
            return False
        if not is_handle(following[0]):
            # `来自iPhone` has the day below it; a sentence on where a text is from has not.
            near = following if len(following[0]) <= _LONGEST_NAME // 2 else following[:1]
            return _SOCIAL.search(following[0]) is not None and any(map(is_dated, near))
    return any(is_dated(t) or _POSTED_ON.match(t) for t in following)


__all__ = ["NUMBERED_DAY", "is_name", "is_section", "names_thing", "sentences_below"]
