"""The title of a page: as its markup states it, or the first line that has the form of one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.bylines import is_dated, names_alone, parse_author
from pipeline.ingest.dates import parse_date
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage, is_prose
from pipeline.ingest.line_rules import Cues, rule_book
from pipeline.ingest.lines import Line, letters, lines_of
from pipeline.ingest.person_names import is_handle, is_pen_name, is_person, is_title

_LONGEST_TITLE: Final = 70
_LONGEST_ENGLISH_TITLE: Final = 150
_TOP_LINES: Final = 9
_READ_LINES: Final = _TOP_LINES + 3
_TITLE_END: Final = re.compile(r"[。；，、：;,:][”’\"」』)）]*$|(?<![A-Z.])\.$|…$|——$")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_NAMED: Final = re.compile(
    r"(?:文章)?(?:标题|题目|题名|主题|[Tt]itle|TITLE|[Hh]eadline|[Ss]ubject)\s*[:：]\s*(?P<title>\S.{3,150})$"
    r"|(?:标题|题目)\s+(?P<loose>[\[【].{3,150})$"
)
_SOCIAL: Final = re.compile(
    r"来自|公开$|仅好友|已编辑|IP|属地|微博|微信|关注|粉丝|Follow|followers|编辑于|[·•]\s?\d+[hd]\b"
)
# A line that begins with a date and a time of day is a byline, whatever follows.
_TIMED: Final = re.compile(r"[\d年月日./-]{4,12}\s+\d{1,2}[:：]\d\d")
_BRACKETED: Final = re.compile(r"[【\[〔「][^【】\[\]〔〕「」]{2,10}[】\]〕」]$")
_SENTENCE_END: Final = tuple("。！.")
_LONGEST_LABEL: Final = 8
_LEAST_MENU: Final = 4
_LONGEST_MENU_WORD: Final = 24
_FOREIGN: Final = 0.4
_ARROW: Final = re.compile(r"\s(?:>>|›|»|>)\s")
_SEPARATORS: Final = "|｜·•/"
_SITE: Final = re.compile(r"\s*(?:[|｜_丨]|\s[-–—·]\s|[-–—](?=[^\d\s]{2,12}$))\s*")
_LABEL: Final = re.compile(r"[【\[](?:原创|转载|转|热|置顶|精华)[】\]]\s*")


class TitleProposal(NamedTuple):
    """A title that holds if the line classifier finds what stands above it to be no article.

    title: the title; None where there is none.
    page: the first lines of the document; None where nothing is to be asked about them.
    above: the numbers in `page` of the paragraphs above the title.
    """

    title: str | None
    page: LinePage | None = None
    above: tuple[int, ...] = ()

    def settled(self, shares: Floats | None) -> str | None:
        """The title, None where it does not hold.

        Args:
            shares: what the line classifier says of `page`; None where that is None.
        """
        # Adverts and notices stand above a title, the article does not.
        if shares is None or bool((shares[list(self.above), 0] < _FOREIGN).all()):
            return self.title
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
    proposal = propose_title(lines, stated, headings)
    page = proposal.page
    return proposal.settled(line_classifier().shares(page) if page is not None else None)


def propose_title(
    lines: Sequence[Line],
    stated: str | None,
    headings: Collection[int] = (),
    cues: Sequence[Cues] | None = None,
) -> TitleProposal:
    """The title as far as it is known without the line classifier; arguments as `find_title`.

    `cues` is what the rules of the package find in the lines that are not blank, if that is known.
    """
    written = list(itertools.islice((line for line in lines if line.rank >= 0), _READ_LINES))
    if stated:
        return TitleProposal(_without_site(written, stated))
    texts = [line.text for line in written[: _TOP_LINES + 1]]
    book = rule_book()
    cues = book.scan(texts) if cues is None else cues[: len(texts)]
    for text in texts[:_TOP_LINES]:
        if named := _NAMED.match(text):
            return TitleProposal(named["title"] or named["loose"])
    # Paragraphs above the title, of which the classifier says at the end whether they are adverts
    # or notices: most pages that begin with one have no title below it either.
    above: list[int] = []
    for place, text in enumerate(texts[:_TOP_LINES]):
        if place in headings:
            return _proposed(text, texts, cues, above)
        rule = book.find(text, cues[place], "top+head")
        if rule is not None or book.is_ad(text, cues[place]):
            repeated = any(letters(t) == letters(text) for t in texts[place + 1 :])
            if not (repeated and rule is not None and rule.kind in ("nav", "byline")):
                continue
        if (
            _TIMED.match(text)
            or _is_menu(text)
            or _is_label(texts, place)
            or _is_name_above_date(texts, place)
        ):
            continue
        if _has_title_form(lines, written, place, cues):
            title = _LABEL.sub("", text) if _LABEL.match(text) else text
            return _proposed(title, texts, cues, above)
        if is_prose(text) or (
            text.endswith(_SENTENCE_END) and len(text) > 12 + 48 * text.isascii()
        ):
            if place > _TOP_LINES // 3:
                return TitleProposal(None)
            above.append(place)
    return TitleProposal(None)


def _proposed(
    title: str, texts: Sequence[str], cues: Sequence[Cues], above: Sequence[int]
) -> TitleProposal:
    if not above:
        return TitleProposal(title)
    page = LinePage(lines_of("\n".join(texts)), cues=cues)
    return TitleProposal(title, page, tuple(above))


def _is_menu(text: str) -> bool:
    """A row of four or more short words between separators, or a path with arrows."""
    if (">" in text or "›" in text or "»" in text) and _ARROW.search(text):
        return True
    if sum(map(text.count, _SEPARATORS)) < _LEAST_MENU - 1:
        return False
    parts = re.split(r"\s*[|｜·•/]\s*", text)
    return len(parts) >= _LEAST_MENU and all(0 < len(p) <= _LONGEST_MENU_WORD for p in parts)


def _is_label(texts: Sequence[str], place: int) -> bool:
    """A section or column name above the real title: short, and the title follows it."""
    text = texts[place]
    if len(text) > _LONGEST_LABEL * (1 + 2 * text.isascii()):
        return False
    following = texts[place + 1 : place + 5]
    if _BRACKETED.match(text) and following and not is_prose(following[0]):
        return True
    if place == 0 and re.search(r"[/／|｜>›]", text):
        return True
    return any(
        2 * len(text) < len(t) <= _LONGEST_TITLE * (1 + t.isascii())
        and not _TITLE_END.search(t)
        and not _is_byline(t)
        for t in following[:1]
        if not is_prose(t)
    ) or any(
        len(following) > n + 1 and letters(t) == letters(following[n + 1])
        for n, t in enumerate(following)
    )


def _is_name_above_date(texts: Sequence[str], place: int) -> bool:
    """A line that is an author's name alone, with the date in the next two."""
    text = texts[place]
    following = texts[place + 1 : place + 3]
    if len(text) > 40 or not any(parse_date(t) for t in following):
        return False
    if any(parse_author(t) for t in following if not t.startswith(("@", "＠"))):
        return False
    known = byline_book().known
    if is_person(text, known) or is_handle(text):
        return True
    # A name on a network stands above its handle, or the date with the place it was sent from.
    social = following[:1] and (is_handle(following[0]) or _SOCIAL.search(following[0]))
    if not social or len(text) > _LONGEST_LABEL:
        return False
    return is_pen_name(text, known) or is_title(text, known)


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


def _has_title_form(
    lines: Sequence[Line], written: Sequence[Line], place: int, cues: Sequence[Cues]
) -> bool:
    """Whether a line may be a title.

    Args:
        lines: all lines.
        written: the first of those that are not blank.
        place: the number of the line among these.
        cues: what the rules found in the first of these.
    """
    line = written[place]
    text = line.text
    if not 4 <= len(text) <= _LONGEST_ENGLISH_TITLE or _TITLE_END.search(text):
        return False
    if len(text) > _LONGEST_TITLE and len(_HAN.findall(text)) > len(text) / 4:
        return False
    if re.match(r"[“‘\"「『(（【\[]?(?:[-*•·]|\d{1,3}[.、)])\s", text):
        return False
    if "。" in text:
        return False
    if place + 1 == len(written):
        return False
    # A first sentence also stands alone in a line; a title is set off or followed by longer text.
    after = written[place + 1]
    return (
        after.start > line.end + 1
        or len(after.text) > 1.5 * len(text)
        or letters(after.text) == letters(text)
        or any(is_prose(x.text) for x in _below(lines, line, 4))
        or any(_is_byline(x.text) for x in written[place + 1 : place + 4])
        or rule_book().find(after.text, cues[place + 1], "top+head") is not None
    )


def _below(lines: Sequence[Line], line: Line, count: int) -> Sequence[Line]:
    """The `count` lines below `line`, blank ones among them."""
    number = next(n for n, other in enumerate(lines) if other is line)
    return lines[number + 1 : number + 1 + count]


def _is_byline(text: str) -> bool:
    """Whether a line under a title names its author or its date."""
    if len(text) > _LONGEST_ENGLISH_TITLE or text.endswith(_SENTENCE_END):
        return False
    if text.startswith("@") and is_handle(text):
        return True
    short = len(text) <= _LONGEST_TITLE
    return (
        (short and is_dated(text))
        or parse_author(text) is not None
        or names_alone(text) is not None
    )
