"""The title of a page: as its markup states it, as a line names it, or the likeliest line."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.line_classifier import KINDS
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.lines import letters
from pipeline.ingest.not_titles import (
    NUMBERED_DAY,
    is_name,
    is_section,
    names_thing,
    sentences_below,
)
from pipeline.ingest.page_furniture import DAY
from pipeline.ingest.person_names import is_person
from pipeline.ingest.title_features import TOP_LINES
from pipeline.ingest.title_frames import boxed, in_text_language
from pipeline.ingest.title_model import title_model

_HEAD_LINES: Final = 10
_LEAST_REPEATED: Final = 6
_LEAST_TITLE: Final = 8
_LONGEST_SITE: Final = 16
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
_NAMED: Final = re.compile(
    r"(?:文章)?(?:标题|题目|题名|主题|主旨|[Tt]itle|TITLE|[Hh]eadline|[Ss]ubject)\s*[:：]\s*"
    r"(?P<title>\S.{3,150})$"
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
# Four words and more without a mark that parts a menu or a site from them.
_ENGLISH_TITLE: Final = re.compile(r"[A-Z“‘\"](?!.*[|·•/»>_])\S*(?: \S+){3,}")
_SMALL_WORD: Final = re.compile(r"\s[a-z]{2,}(?=\s)")
# `行情 自选 交易 登录`
_MENU: Final = re.compile(r"(?:[\u3400-\u9fff]{2,4}[ |｜·/]+){3,}[\u3400-\u9fff]{2,4}")
_NAV: Final = KINDS.index("nav")
# What these rules take is no title, however much it looks like one.
_SURE: Final = frozenset(
    (
        "nav-flash",
        "nav-account",
        "ad-read-on",
        "byline-agency",
        "caption-agency-end",
        "caption-credit-end",
    )
)
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
        if levels.get(x.rank) == 1 and not NUMBERED_DAY.fullmatch(x.text)
    ]
    # A heading of the first level is a title before all other lines.
    removed = [verdict is not None for verdict in page.verdicts[:TOP_LINES]]
    barred = [n for n in range(min(_NAME_LINES, len(removed))) if is_name(page.texts, n)]
    barred += [
        n
        for n in range(len(removed))
        if _NO_TITLE.fullmatch(page.texts[n])
        or DAY.fullmatch(page.texts[n])
        or (shares[n, _NAV] > _CERTAIN and _MENU.fullmatch(page.texts[n]))
    ]
    barred += [
        n for n, text in enumerate(page.texts[: len(removed)]) if is_section(text, page.texts)
    ]
    barred += [
        n
        for n, verdict in enumerate(page.verdicts[:TOP_LINES])
        if verdict and verdict.rule in _SURE
    ]
    sites, boxed_title = boxed(page.texts)
    barred += sites
    doubtful = sentences_below(page.texts, removed)
    doubtful += [n for n in range(len(removed)) if names_thing(page.texts, n)]
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
    number = _over_subtitle(page, number, barred, shares)
    number = _over_sentence(page, number, barred, shares)
    number = in_text_language(page, _less_site(page.texts, number), barred)
    text = page.texts[number]
    return _LABEL.sub("", text) if _LABEL.match(text) else text, number


def _over_byline(texts: Sequence[str]) -> int | None:
    """The first line where it is words without a name, and whom the next line names writes it.

    A title that is made of words of bylines (`The desk behind the desk`) looks like one.
    """
    if len(texts) < _HEAD_LEAST or credits_of(texts[0]) or not credits_of(texts[1]):
        return None
    return 0 if _WORDS.fullmatch(texts[0]) else None


def _over_subtitle(page: LinePage, number: int, barred: Sequence[int], shares: Floats) -> int:
    """The line right above `number`, where both are English words of a title.

    A newsletter or a paper has its subtitle there, which the text takes up as often as the title.
    """
    above = number - 1
    if above < 0 or above in barred or page.headings or any(page.verdicts[above : number + 1]):
        return number
    titled = all(_ENGLISH_TITLE.fullmatch(page.texts[n]) for n in (above, number))
    # Below the top a section's name stands there too, or a player's sentence.
    if above and not (_SMALL_WORD.search(page.texts[above]) and page.texts[above][-1] != "."):
        return number
    return above if titled and shares[above, 0] >= _CERTAIN else number


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
