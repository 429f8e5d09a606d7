"""The title of a page: as its markup states it, as a line names it, or the likeliest line."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.ingest.author_refusals import known_things
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import is_dated
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.column_heads import column_writer
from pipeline.ingest.line_classifier import KINDS
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.lines import letters
from pipeline.ingest.page_furniture import DAY, says_when
from pipeline.ingest.person_names import is_handle, is_medium, is_pen_name, is_person, is_title
from pipeline.ingest.title_features import TOP_LINES
from pipeline.ingest.title_frames import boxed, in_text_language
from pipeline.ingest.title_model import title_model

_HEAD_LINES: Final = 10
_LEAST_REPEATED: Final = 6
_LEAST_TITLE: Final = 8
_LONGEST_SITE: Final = 16
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
_NAME_LINES: Final = 3
_HEAD_LEAST: Final = 3
# English words of which all but the first are small: no column's, medium's or person's name.
_WORDS: Final = re.compile(r"(?:The|An?|How|Why|What|When|Where|Who|On)(?: [a-z’'-]+){2,12}[?!]?")
# All that stands above a text: a headline and its medium, or a topic in capitals and what is asked.
_SITED: Final = re.compile(
    r"(?=(?:.*\s[a-z]{2,}(?=\s)){2})(?!(?:By|Posted|Published|Written|Updated)\b)[^|｜@→·]{24,120}"
    r"\s[|｜]\s[A-Z][^|｜@→·]{1,30}"
    r"|[A-Z][A-Z’'&]{2,}(?: [A-Z&][A-Z’'&]*){1,4}\s[—–]"
    r"\s(?:what|how|why|where|when|who)\s[^|.]{10,80}"
)
_BRACKETED: Final = re.compile(r"[【〔\[](?P<name>[^】〕\]]{2,12})[】〕\]]")
# With these end the names of houses that publish research, which are no media.
_HOUSE: Final = re.compile(r"(?:研究(?:院|所|中心)|实验室|证券|编辑部|课题组)\Z")
_SIDES: Final = re.compile(r"\S\s?[|｜丨︱│]\s?\S")
_COLUMN: Final = re.compile(r"[【〔\[《][^】〕\]》]{2,12}[】〕\]》]\s*(?P<name>\S{2,8})")
# `龙在田/文`, `通讯社记者林一舟台北8日电`.
_REPORTED: Final = re.compile(r"(?:[/／]\s?(?:文|撰文|图文)|[日讯]电|报道)[)）]?$")
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
_DAY: Final = re.compile(r"[\d\s/.年月日-]+")
_NAMED: Final = re.compile(
    r"(?:文章)?(?:标题|题目|题名|主题|[Tt]itle|TITLE|[Hh]eadline|[Ss]ubject)\s*[:：]\s*(?P<title>\S.{3,150})$"
    r"|(?:标题|题目)\s*(?P<loose>[\[【].{3,150})$"
)
_SITE: Final = re.compile(r"\s*(?:[|｜_丨]|\s[-–—·]\s|[-–—](?=[^\d\s]{2,12}$))\s*")
# How a letter begins, and rows of hashtags.
_NO_TITLE: Final = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的|各位|编辑(?:先生|女士|部)?|诸位|大家|(?:Dear|Hi|Hello)\b|Sir\b"
    r"|To the [Ee]ditor).{0,24}[:：，,—–-]"
    r"|(?:[#＃][^\s#＃]{1,24}[#＃]?[\s,，、]*){2,}(?:展开|超话|收起)?"
    # A site's name, a subtitle, the marks of a post, what was announced, who drew the cover.
    r"|[-–—_|｜]\s?\S{2,16}|——.{4,60}|Or: .{4,80}"
    r"|[^$\s。，,（(]{2,12}\s?[（(](?:S[HZ]|BJ|HK|NASDAQ|NYSE)[:：]?[A-Z\d]{1,8}[)）]"
    r"|[(（](?:已修改|已编辑|有删改|转载|图文无关)[)）]"
    r"|(?:Save the date|Registration is open|Now hiring)\b[^,.?!]{0,32}"
    r"|(?:Sponsored|Advertisement)(?: by .{1,40})?"
    r"|(?:封面|头图|配图|题图)由.{1,12}(?:生成|制作|绘制)"
    # A turn of a talk.
    r"|(?:[QA]|问|答|提问|回答)\s?[:：]\s?\S.*"
)
# What opens a section: `一、综述`, `Entry 1: what it was`, where the second follows.
_SECTION: Final = re.compile(
    r"(?:第)?(?P<han>一|1)(?:[、.．](?!\d)|[章节部]分?)\s?\S"
    r"|(?P<word>[A-Z][a-z]+) (?:1|I|one|One)[:.]? "
)
_SECOND: Final = {"一": "二", "1": "2"}
_ACCOUNT: Final = re.compile(r"[a-z][\w.-]{2,23}")
# Four words and more without a mark that parts a menu or a site from them.
_ENGLISH_TITLE: Final = re.compile(r"[A-Z“‘\"](?!.*[|·•/»>_])\S*(?: \S+){3,}")
# `行情 自选 交易 登录`
_MENU: Final = re.compile(r"(?:[\u3400-\u9fff]{2,4}[ |｜·/]+){3,}[\u3400-\u9fff]{2,4}")
_NAV: Final = KINDS.index("nav")
_CERTAIN: Final = 0.8
_DOUBTED: Final = 0.1
_SMALL: Final = 3
_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
_LEAST_WORDS: Final = 4
_LONGEST_NAMING: Final = 120
# `A tide table for prices (tides.example.org)`, as lists of links print it.
_HOST: Final = re.compile(r"\s\((?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/[\w.-]{1,40})?\)\Z")
_BEHIND: Final = re.compile(r"(?:\s*[|｜]\s*|\s[-–—]\s|_)(?P<site>[^|｜_\s-][^|｜_]{1,30})\Z")
_LABEL: Final = re.compile(r"[【\[](?:原创|转载|转|热|置顶|精华)[】\]]\s*")


def find_title(page: LinePage, shares: Floats, stated: str | None) -> tuple[str | None, int | None]:
    """The title, and the number of the line that it is; None where there is none, or no such line.

    A site's name behind a stated title (`Title - Site`) is cut where the text repeats the rest.

    Args:
        page: the lines of a document, in simplified script.
        shares: shape (lines, 7), what the line classifier thinks of each.
        stated: the title in the page's tags or front matter.
    """
    if stated:
        return _without_site(page.texts, stated), None
    for text in page.texts[:TOP_LINES]:
        if named := _NAMED.match(text):
            return named["title"] or named["loose"], None
    levels = page.headings if isinstance(page.headings, Mapping) else {}
    first = [
        n
        for n, x in enumerate(page.lines[:TOP_LINES])
        if levels.get(x.rank) == 1 and not _DAY.fullmatch(x.text)
    ]
    # A heading of the first level is a title before all other lines.
    removed = [verdict is not None for verdict in page.verdicts[:TOP_LINES]]
    barred = [n for n in range(min(_NAME_LINES, len(removed))) if _is_name(page.texts, n)]
    barred += [
        n
        for n in range(len(removed))
        if _NO_TITLE.fullmatch(page.texts[n])
        or DAY.fullmatch(page.texts[n])
        or (shares[n, _NAV] > _CERTAIN and _MENU.fullmatch(page.texts[n]))
    ]
    barred += [
        n for n, text in enumerate(page.texts[: len(removed)]) if _is_section(text, page.texts)
    ]
    sites, boxed_title = boxed(page.texts)
    barred += sites
    doubtful = _sentences_below(page.texts, removed)
    doubtful += [n for n in range(len(removed)) if _names_thing(page.texts, n)]
    find = functools.partial(
        title_model().find, page.texts, page.after_blank, shares, removed, first
    )
    number = boxed_title if boxed_title is not None else find([*barred, *doubtful])
    if number is None:
        number = find(barred)
    if number is None and 0 not in barred and not any(removed[:1]):
        number = _over_byline(page.texts)
    if number is None and page.first_prose == 1 and 0 not in barred and not any(removed[:1]):
        number = 0 if _SITED.fullmatch(page.texts[0]) else None
    if number is None:
        return None, None
    number = number if shares[0, 0] < 0.8 else _over_subtitle(page, number, barred)
    number = _over_sentence(page, number, barred, shares)
    number = in_text_language(page, _less_site(page.texts, number), barred)
    text = page.texts[number]
    return _LABEL.sub("", text) if _LABEL.match(text) else text, number


def _sentences_below(texts: Sequence[str], removed: Sequence[bool]) -> list[int]:
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


def _names_thing(texts: Sequence[str], place: int) -> bool:
    """Whether a line names but a medium, in brackets, or but what is known and stands over a date.

    `【华灯智库】` above a title, `通义千问` between a title and a date: who publishes, who posts.
    """
    text = texts[place]
    if place == 0 and (medium := _BRACKETED.fullmatch(text)):
        name = medium["name"]
        return is_medium(name, byline_book().known) or _HOUSE.search(name) is not None
    over_date = place + 1 < len(texts) and _DAY.fullmatch(texts[place + 1]) is not None
    return place > 0 and over_date and text.casefold() in known_things()


def _over_byline(texts: Sequence[str]) -> int | None:
    """The first line where it is words without a name, and whom the next line names writes it.

    A title that is made of words of bylines (`The desk behind the desk`) looks like one.
    """
    if len(texts) < _HEAD_LEAST or credits_of(texts[0]) or not credits_of(texts[1]):
        return None
    return 0 if _WORDS.fullmatch(texts[0]) else None


def _is_section(text: str, texts: Sequence[str]) -> bool:
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


def _is_name(texts: Sequence[str], place: int) -> bool:
    """Whether a line says who writes: with a column's name, as a description, or above a date."""
    text, known = texts[place], byline_book().known
    if len(text) <= _LONGEST_NAME and _REPORTED.search(text) and credits_of(text):
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
            return _SOCIAL.search(following[0]) is not None and any(map(is_dated, following))
    return any(is_dated(t) or _POSTED_ON.match(t) for t in following)


def _over_subtitle(page: LinePage, number: int, barred: Sequence[int]) -> int:
    """The first line where `number` is the one under it, and both are English words of a title.

    A newsletter has its subtitle there, which the text takes up as often as the title.
    """
    if number != 1 or 0 in barred or page.headings or any(page.verdicts[:2]):
        return number
    return 0 if all(_ENGLISH_TITLE.fullmatch(text) for text in page.texts[:2]) else number


def _over_sentence(page: LinePage, number: int, barred: Sequence[int], shares: Floats) -> int:
    """The headline right above `number`, where its words have capitals and those below have not.

    `The Grid Doesn't Care About Your Law` above `What a frozen pond taught me about queues`.
    """
    above = number - 1
    if above < 0 or above in barred or page.headings or page.verdicts[above] is not None:
        return number
    named = number + 1 < len(page.texts) and is_person(page.texts[number + 1], byline_book().known)
    if (shares[above, 0] < _DOUBTED and not named) or not all(
        _ENGLISH_TITLE.fullmatch(page.texts[n]) for n in (above, number)
    ):
        return number
    headline = _in_capitals(page.texts[above]) and not _in_capitals(page.texts[number])
    return above if headline and not credits_of(page.texts[above]) else number


def _in_capitals(text: str) -> bool:
    """Whether four words of a line and more begin with capitals, and no more than one does not."""
    words: list[str] = [word for word in _WORD.findall(text) if len(word) > _SMALL]
    capitals = sum(1 for word in words if word[0].isupper())
    return capitals >= max(_LEAST_WORDS, len(words) - 1) and "—" not in text


def _less_site(texts: Sequence[str], place: int) -> int:
    """The line that is the title without the site's name, where `place` has it with that."""
    text = texts[place]
    for number, other in enumerate(texts[:TOP_LINES]):
        if len(other) >= _LEAST_TITLE and text.startswith(other) and _SITE.match(text, len(other)):
            return number
    return place


def site_behind(title: str, texts: Sequence[str]) -> int:
    """Where a site's name begins behind a title (`Three recorders | Benchtop`), with its mark.

    Only what another short line of the page names too is taken for one; else the title's length.

    Args:
        title: as a line of the page has it.
        texts: the lines of the page.
    """
    if host := _HOST.search(title):
        return host.start()
    behind = _BEHIND.search(title)
    if behind is None or len(letters(title[: behind.start()])) < _LEAST_REPEATED:
        return len(title)
    name = behind["site"]
    found = any(name in t and len(t) <= _LONGEST_NAMING and t != title for t in texts)
    return behind.start() if found else len(title)


def _without_site(texts: Sequence[str], stated: str) -> str:
    wanted = letters(stated)
    for text in texts[:_HEAD_LINES]:
        own = letters(text)
        if len(own) >= _LEAST_REPEATED and wanted.startswith(own) and own != wanted:
            return text
    pieces = _SITE.split(stated)
    if len(pieces) > 1 and len(pieces[0]) >= _LEAST_TITLE and len(pieces[-1]) <= _LONGEST_SITE:
        head = stated[: stated.rfind(pieces[-1])].rstrip(" -–—|｜_丨·")
        if any(letters(head) == letters(text) for text in texts[:_HEAD_LINES]):
            return head
    return stated


__all__ = ["find_title", "site_behind"]
