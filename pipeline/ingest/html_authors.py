"""Whom the elements of an HTML page name as its author: microdata, links, classes, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.ingest.html_scan import attributes_of
from pipeline.ingest.html_tree import HtmlPage

_LABEL: Final = re.compile(
    r"\s*(?:本文)?(?:作者|撰文|文|记者|記者|编辑|編輯|by)\s*(?:[:：/／|]|\s)\s*", re.I
)
_NO_NAME: Final = re.compile(
    r"https?:|@|\d|[。，,;；|]{1}.*[。，,;；|]|^(?:admin|administrator|editor|root|unknown|anonymous|none|"
    r"网络|佚名|匿名|编辑|小编|管理员|未知|原创)$",
    re.I,
)
_ASKED: Final = re.compile(r"author|byline|writer|zuozhe", re.I)
_AUTHOR_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:author|byline|writer|zuozhe)(?:[\s_-]?name)?\Z", re.I
)
# `Title - by Nora Whitfield`, `Title | by Nora Whitfield | Long Ledger | Medium`; `by the numbers`
# and `by state` are words of the title itself.
_TITLE_BY: Final = re.compile(
    r"\s[-–—|]\sby (?P<name>(?!(?:The|A|An) )[^\W\da-z_][^|–—]{1,39}?)(?=\s[-–—|]\s|$)"
)
_ACCOUNT: Final = re.compile(r"[\w.-]{2,32}\Z")
_LONGEST_AUTHOR: Final = 60
_MOST_ELEMENTS: Final = 3
_MOST_RUNS: Final = 10


def written_authors(page: HtmlPage) -> Iterator[str]:
    """What may be the author's name, the surest first.

    Names in microdata, then in links to the author, then in elements called author, then the
    attribute that some sites give the element of a post (`<shreddit-post author="…">`).
    """
    called: dict[str, list[int]] = {"itemprop": [], "rel": [], "class": []}
    accounts: list[str] = []
    for element, written in enumerate(page.attributes):
        if page.names[element] in ("meta", "body") or not written:
            continue
        if not _ASKED.search(written):
            continue
        fields = attributes_of(written)
        if fields.get("itemprop") == "author":
            called["itemprop"].append(element)
        elif "author" in fields.get("rel", "").split():
            called["rel"].append(element)
        elif any(_AUTHOR_CLASS.search(c) for c in fields.get("class", "").split()):
            called["class"].append(element)
        account = fields.get("data-author") or fields.get("author") or ""
        if _ACCOUNT.match(account):
            accounts.append(account)
    for element in (n for found in called.values() for n in found[:_MOST_ELEMENTS]):
        yield _named_within(page, element) or small_text(page, element)
    yield from accounts[:1]


def _named_within(page: HtmlPage, element: int) -> str:
    """The `name` of a thing in microdata: who she is and what she says of herself are more."""
    for inner in range(element + 1, page.end_elements[element]):
        if "itemprop" not in page.attributes[inner]:
            continue
        fields = attributes_of(page.attributes[inner])
        if fields.get("itemprop") == "name":
            return clean(fields.get("content", "")) or small_text(page, inner)
    return ""


def author_of_title(title: str) -> str:
    """Whom the title of a window names as the author: `Meters - by Nora Whitfield`; else empty."""
    found = _TITLE_BY.search(title)
    return found["name"].strip() if found else ""


def less_author(title: str) -> str:
    """The title of a window without the author in it and what stands behind him."""
    found = _TITLE_BY.search(title)
    return title[: found.start()] if found and found.start() > 0 else title


def first_name(authors: Iterable[str], site: str) -> str:
    """The first of `authors` that is a name and not the site's; empty without any."""
    return next((name for name in map(_name, authors) if name and name != site), "")


def _name(author: str) -> str:
    """An author without a label before it; empty where it is no name."""
    if _ACCOUNT.match(author) and author.isascii() and not _NO_NAME.fullmatch(author):
        return author if any(c.isalpha() for c in author) else ""
    name = _LABEL.sub("", author, count=1) if _LABEL.match(author) else author
    name = name.strip(" :：/|,，")
    return "" if not name or len(name) > _LONGEST_AUTHOR or _NO_NAME.search(name) else name


def small_text(page: HtmlPage, element: int) -> str:
    """The text of a small element; empty of a large one."""
    first, end = page.first_runs[element], page.end_runs[element]
    if not 0 < end - first <= _MOST_RUNS:
        return ""
    return clean("".join(page.text[slice(*page.run_span(run))] for run in range(first, end)))


def clean(text: str) -> str:
    """`text` with its references decoded and one space for any white space."""
    from html import unescape

    return " ".join(unescape(text).split())


__all__ = ["author_of_title", "clean", "first_name", "less_author", "small_text", "written_authors"]
