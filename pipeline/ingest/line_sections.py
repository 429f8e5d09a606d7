"""Verdicts that need no learning: repetitions, rules for lines, and what a heading opens."""

from __future__ import annotations

import itertools
import re
from typing import Final

from pipeline.ingest.kept_lines import is_sign_off, names_rows_below
from pipeline.ingest.line_page import HEAD_LINES, LinePage
from pipeline.ingest.line_rules import Rule
from pipeline.ingest.line_signs import reports
from pipeline.ingest.lines import letters
from pipeline.ingest.opened_sections import (
    EMPTY,
    ITEM,
    continues,
    judge_box,
    judge_section,
    judge_teasers,
    tells_contents,
)
from pipeline.ingest.split_labels import judge_split_labels

_CONTENTS: Final = "nav-contents"
_ORNAMENTS: Final = ("→", "*")
_COUNTED: Final = re.compile(r"\W?[\d①-⑳]")
TABLE_ROW: Final = re.compile(r"\|.*\|$")
"""A row of a Markdown table."""

AD_PHRASES: Final = "ad-phrases"
"""The name under which phrases that add up to an advert remove a line."""

_LISTS: Final = frozenset({"list", "refs"})
_LISTED: Final = frozenset({"nav", "refs"})
_LONGEST_PLAIN_ITEM: Final = 40
_LEAST_REPEATED: Final = 20
_LEAST_REPEATED_LATIN: Final = 40
_LONGEST_BYLINE: Final = 24
_LONGEST_SIGNATURE: Final = 20
_LONGEST_SITE: Final = 40
_SITE_MARK: Final = re.compile(r"\s*[-–—|｜_丨·]")
_EMPTY_MARKS: Final = frozenset("-*＊•·>|#.↗→—–_=~▼▲↓↑━─")
_LONGEST_EMPTY: Final = 60
_LEAST_GROUPS: Final = 2
"""Groups of phrases that a line needs to be an advert by them."""
COMMENTS: Final = re.compile(r"评论|跟帖|跟贴|留言|回帖|回应|[Cc]omments?\b")
"""What names readers' comments."""
_PAUSE: Final = re.compile(r"[。！？!?；;：:“”「」]")
_QUOTES: Final = ("“”", "「」", "『』", "《》")
_STOPS: Final = ("。", "!", "！", ".")
_CLAUSE: Final = re.compile(r"[。！？!?；;，：:]|[\u4e00-\u9fff],|\.$")


def item_mark(text: str) -> str:
    """The sort of mark that an item of a list begins with, `1` for any number; "" for no item."""
    if not ITEM.match(text):
        return ""
    return "1" if _COUNTED.match(text) else text[0]


def is_listed(page: LinePage, number: int) -> bool:
    """Whether a line is an item of a list; `→ Join us ←` and `*** Join us ***` alone are none."""
    mark = item_mark(page.texts[number])
    if mark not in _ORNAMENTS:
        return mark != ""
    near = (n for n in (number - 1, number + 1) if 0 <= n < len(page.texts))
    return any(item_mark(page.texts[n]) == mark for n in near)


def judge_known(page: LinePage) -> None:
    """Set the verdicts that need neither learning nor the title."""
    _judge_repeated_lines(page)
    _judge_by_rules(page)
    _judge_sign_off(page)
    _judge_ads(page)
    page.find_prose()
    judge_split_labels(page)


def judge_titled(page: LinePage, title: str | None, place: int | None) -> None:
    """Set the verdicts that the title makes: its line stays, its repetitions near the head go.

    Args:
        page: the page.
        title: the title.
        place: the number of the line that is the title, if one is.
    """
    if place is not None:
        page.verdicts[place] = None
    _judge_title_again(page, title, place)
    _judge_byline_block(page, title)
    page.find_prose()


def _judge_repeated_lines(page: LinePage) -> None:
    """Long lines that stand on the page before."""
    seen: set[str] = set()
    for number, text in enumerate(page.texts):
        if len(text) >= (_LEAST_REPEATED_LATIN if text.isascii() else _LEAST_REPEATED):
            if text in seen:
                page.remove(number, "duplicate", "repeated-line")
            seen.add(text)


def _judge_title_again(page: LinePage, title: str | None, place: int | None) -> None:
    """Repetitions of the title near the head, with or without a site's name, above it or below."""
    wanted = letters(title or "")
    if not title or not wanted:
        return
    for number, text in enumerate(page.texts[:HEAD_LINES]):
        if number == place or len(text) > 2 * len(title) + 40 or number in page.headings:
            continue
        own = letters(text)
        if own == wanted or _names_site_behind(text, title, own, wanted):
            if place is None and own == wanted:
                place, page.verdicts[number] = number, None
            elif place is not None:
                page.remove(number, "nav", "nav-title-again")


def _names_site_behind(text: str, title: str, own: str, wanted: str) -> bool:
    """Whether a line is the title with a site's name behind it."""
    if not own.startswith(wanted) or len(own) > len(wanted) + _LONGEST_SITE:
        return False
    return _SITE_MARK.match(text, len(title)) is not None if text.startswith(title) else False


def _judge_by_rules(page: LinePage) -> None:
    for number, text in enumerate(page.texts):
        if page.verdicts[number]:
            continue
        if _is_empty(text) and not text.isdigit() and not TABLE_ROW.match(text):
            page.remove(number, "nav", "nav-empty-item")
            continue
        if not page.matching[number]:
            continue
        rule = page.rule(number)
        if number in page.headings and not _heads_list(page, number, rule):
            continue
        if rule is None or (rule.section == "times" and tells_contents(page, number)):
            continue
        if rule.kind == "ad" and rule.inside and page.prose[number] and _is_quoted(rule, text):
            continue
        if rule.kind == "caption" and names_rows_below(page.texts, page.after_blank, number):
            continue
        if rule.user:
            page.kept.discard(number)
        page.remove(number, rule.kind, rule.name)
        if rule.name == _CONTENTS:
            _judge_contents(page, number)
        # What stands below `热门评论` is said by readers.
        if rule.section == "advert":
            judge_box(page, number, rule)
        elif rule.section == "teasers":
            judge_teasers(page, number, rule)
        elif rule.section and not COMMENTS.search(text):
            judge_section(page, number, rule)


def _judge_contents(page: LinePage, number: int) -> None:
    """The entries below `目录`: lines that stand once more as headings of the text."""
    last = {text: place for place, text in enumerate(page.texts)}
    for step in range(number + 1, len(page.texts)):
        if page.prose[step] or last[page.texts[step]] == step:
            return
        page.remove(step, "nav", _CONTENTS)


def _heads_list(page: LinePage, number: int, rule: Rule | None) -> bool:
    """Whether a heading of the markup opens a list of links or sources below the article.

    Items that tell what they link to are the article's, and so is their heading then.
    """
    if rule is None or number <= page.last_prose:
        return False
    if rule.section not in _LISTS or rule.kind not in _LISTED:
        return False
    below = itertools.takewhile(
        lambda n: n not in page.headings and page.verdicts[n] is None,
        range(number + 1, len(page.texts)),
    )
    return all(continues(rule.section, page.texts[n]) for n in below)


def _is_quoted(rule: Rule, text: str) -> bool:
    """Whether a paragraph quotes what makes it an advert: it speaks of adverts then."""
    match = rule.finder()(text)
    if match is None:
        return False
    before = text[: match.start()]
    return before.count('"') % 2 == 1 or any(
        before.count(opening) > before.count(closing) for opening, closing in _QUOTES
    )


def _is_empty(text: str) -> bool:
    """Whether a line holds marks only, or a mark and a number."""
    last = text[-1]
    if len(text) > _LONGEST_EMPTY or not (last in _EMPTY_MARKS or last.isdecimal()):
        return False
    return EMPTY.match(text) is not None


def _judge_ads(page: LinePage) -> None:
    """Short lines whose phrases alone make an advert; paragraphs are left to the classifier."""
    book = page.book
    for number, text in enumerate(page.texts):
        if len(page.cues[number].groups) < _LEAST_GROUPS:
            continue
        if page.verdicts[number] is not None or number in page.headings or page.prose[number]:
            continue
        if (len(text) > _LONGEST_PLAIN_ITEM and is_listed(page, number)) or TABLE_ROW.match(text):
            continue
        # `使用者输入邀请码,就能试用。` tells of an offer; an advert makes it.
        if text.endswith(_STOPS) and reports(text):
            continue
        if book.is_ad(text, page.cues[number]):
            page.remove(number, "ad", AD_PHRASES)


def _judge_byline_block(page: LinePage, title: str | None) -> None:
    """Short lines that stand against a dated byline above the prose: name, role, place."""
    wanted = letters(title or "")
    for number in range(min(page.first_prose, HEAD_LINES)):
        verdict = page.verdicts[number]
        if verdict is None or verdict.kind != "byline":
            continue
        for step in (-1, 1):
            near = number + step
            while 0 < near < page.first_prose and page.verdicts[near] is None:
                joined = not page.after_blank[near if step > 0 else near + 1]
                text = page.texts[near]
                if not joined or near in page.headings or letters(text) == wanted:
                    break
                # A subtitle begins with a dash; a number may be that of the article's first part.
                if text.startswith("——") or text.isdigit():
                    break
                if _CLAUSE.search(text) and not (step > 0 and _is_motto(page, near)):
                    break
                if len(text) > _LONGEST_BYLINE * (1 + text.isascii()):
                    break
                page.remove(near, "byline", "byline-block")
                near += step


def _is_motto(page: LinePage, number: int) -> bool:
    """Whether a short line ends a byline: what its author says of himself, `前船员,现在种菜`."""
    text = page.texts[number]
    last = number + 1 >= len(page.texts)
    ends = last or page.after_blank[number + 1] or page.verdicts[number + 1] is not None
    return ends and len(text) <= _LONGEST_BYLINE and not text.isascii() and not _PAUSE.search(text)


def _judge_sign_off(page: LinePage) -> None:
    """A name alone below the prose, which a byline above has given."""
    bylines = [
        page.texts[n] for n, v in enumerate(page.verdicts) if v is not None and v.kind == "byline"
    ]
    signed = [n + 1 for n, text in enumerate(page.texts) if is_sign_off(text)]
    below = range(page.last_prose + 1, len(page.texts))
    for number in (*(n for n in signed if n <= page.last_prose and n < len(page.texts)), *below):
        name = page.texts[number].strip("—–- ")
        if page.verdicts[number] is not None or not 2 <= len(name) <= _LONGEST_SIGNATURE:
            continue
        named = [text for text in bylines if name in text]
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in named):
            page.remove(number, "byline", "byline-sign-off")
