"""What an HTML page states about itself: title, author, date, site, address, language."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from pipeline.ingest.html_authors import (
    author_of_title,
    clean,
    first_name,
    less_author,
    small_text,
    written_authors,
)
from pipeline.ingest.html_dates import hidden_date, written_date
from pipeline.ingest.html_scan import RAW, attributes_of
from pipeline.ingest.html_tree import HtmlPage
from pipeline.ingest.lines import letters

_KEYS: Final = {
    "author": (
        *("author", "article:author", "og:article:author", "byl", "dc.creator", "dcterms.creator"),
        *("parsely-author", "sailthru.author", "citation_author", "twitter:creator:name"),
    ),
    "date": (
        *("article:published_time", "og:article:published_time", "bytedance:published_time"),
        *("article:create_at", "pubdate", "publishdate", "publish_date", "publish-date"),
        *("publishedtime", "og:release_date", "og:pubdate", "datepublished", "date.issued"),
        *("dc.date.issued", "dc.date", "dcterms.created", "dcterms.date", "parsely-pub-date"),
        *("sailthru.date", "citation_publication_date", "weibo:article:create_at", "date"),
    ),
    "site": ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher"),
    "url": ("og:url",),
    "title": ("og:title", "twitter:title"),
}
_TYPES: Final = re.compile(r"Article|Posting|Report|WebPage|Review|CreativeWork|Question", re.I)
_BARS: Final = re.compile(
    r"\s*[|｜_丨]\s*|\s+[-–—·»]\s+|(?<=[\u2e80-\uffef])-(?=[\u2e80-\uffefA-Z])"
)
_STRONG_BARS: Final = re.compile(r"\s*[|｜_丨]\s*|\s+(?:::|@)\s+")
# `首页 › 观点 › 正文`: the way to a page, not its name.
_PATH: Final = re.compile(r"[›»].*[›»]|^(?:首页|首頁|Home)\s*[›»>/]", re.I)
_SITE_WORD: Final = re.compile(
    r"(?:网|網|站|频道|頻道|新闻|新聞|博客|论坛|論壇|社区|社區|客户端|日报|日報|晚报|晚報|周刊|週刊|财经|財經"
    r"|News|Blog|Times|Daily|Weekly|Magazine|Journal|Post)$"
)
_LONGEST_SITE: Final = 24
_MOST_NODES: Final = 2_000


def page_statements(page: HtmlPage) -> dict[str, str]:
    """`title`, `author`, `date`, `site`, `url` and `language`, as far as the page states them.

    The date is as written; an author is a name, several are joined by commas. Sources, the first
    that has one: meta tags, JSON-LD (schema.org), microdata and links of the page's own elements.
    """
    named = _meta(page)
    linked = _linked_data(page)
    found: dict[str, str] = {}
    for key in ("site", "url", "date"):
        value = _first(named, _KEYS[key]) or linked.get(key, "")
        if value:
            found[key] = value
    found.setdefault("url", _canonical(page))
    if not found["url"].startswith("http"):
        del found["url"]
    elif "site" not in found and (host := urlsplit(found["url"]).hostname):
        found["site"] = host.removeprefix("www.")
    if "date" not in found:
        if date := written_date(page):
            found["date"] = date
        elif date := hidden_date(page, (text for _, text in _raw_texts(page, "script"))):
            found["hidden_date"] = date
    whole = next((clean(text) for _, text in _raw_texts(page, "title") if text.strip()), "")
    authors = (
        *(linked.get("author", ""), _first(named, _KEYS["author"])),
        *(*written_authors(page), author_of_title(whole)),
    )
    if author := first_name(authors, _site(found)):
        found["author"] = author
    title = _title(page, whole, _first(named, _KEYS["title"]) or linked.get("title", ""), found)
    if title:
        found["title"] = title
    language = next((page.attribute(n, "lang") for n in _elements(page, "html")), "")
    if language:
        found["language"] = language
    return found


def _first(named: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((named[key] for key in keys if named.get(key)), "")


def _elements(page: HtmlPage, name: str) -> Iterator[int]:
    return (n for n, found in enumerate(page.names) if found == name)


def _meta(page: HtmlPage) -> dict[str, str]:
    named: dict[str, str] = {}
    for element in _elements(page, "meta"):
        fields = attributes_of(page.attributes[element])
        name = fields.get("property") or fields.get("name") or fields.get("itemprop") or ""
        content = clean(fields.get("content", ""))
        if name and content:
            named.setdefault(name.strip().lower(), content)
    return named


def _canonical(page: HtmlPage) -> str:
    for element in _elements(page, "link"):
        fields = attributes_of(page.attributes[element])
        if fields.get("rel", "").lower() == "canonical":
            return clean(fields.get("href", ""))
    return ""


def _raw_texts(page: HtmlPage, name: str) -> Iterator[tuple[int, str]]:
    """The contents of scripts or titles, each with the number of its element."""
    for token, kind in enumerate(page.token_kinds):
        element = page.token_elements[token]
        if kind == RAW and page.names[element] == name:
            yield element, page.text[page.token_starts[token] : page.token_starts[token + 1]]


def _linked_data(page: HtmlPage) -> dict[str, str]:
    """Title, author, date and site as the first article of the page's JSON-LD has them."""
    found: dict[str, str] = {}
    for element, text in _raw_texts(page, "script"):
        if "ld+json" not in page.attributes[element].lower():
            continue
        try:
            data = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # Broken JSON-LD is common; the page says the same elsewhere.
        nodes = list(_nodes(data))
        called = {str(node["@id"]): node for node in nodes if "@id" in node}
        for node in nodes:
            if not _TYPES.search(str(node.get("@type", ""))):
                continue
            for key, names in {
                "title": ("headline",),
                "author": ("author", "creator"),
                "date": ("datePublished", "dateCreated"),
                "site": ("publisher",),
            }.items():
                for name in names:
                    value = clean(_named(_meant(node.get(name), called)))
                    if value:
                        found.setdefault(key, value)
    return found


def _nodes(data: object) -> Iterator[dict[str, object]]:
    """The objects of JSON-LD, from outside in."""
    waiting = deque([data])
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        item = waiting.popleft()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            yield item
            waiting += [item[k] for k in ("@graph", "mainEntity", "mainEntityOfPage") if k in item]


def _meant(value: object, called: Mapping[str, object]) -> object:
    """What a reference (`{"@id": …}`) stands for, where the page describes it."""
    if isinstance(value, list):
        return [_meant(item, called) for item in value[:10]]
    if isinstance(value, dict) and "name" not in value:
        return called.get(str(value.get("@id")), value)
    return value


def _named(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return str(value.get("name") or "")
    if isinstance(value, list):
        return ", ".join(name for name in map(_named, value[:10]) if name)
    return ""


def _title(page: HtmlPage, whole: str, stated: str, found: Mapping[str, str]) -> str:
    """The heading that the page's title repeats, else that title without the site's name."""
    whole = less_author(whole)
    title = "" if _PATH.search(stated or whole) else without_site(stated or whole, _site(found))
    wanted, around = letters(title), letters(f"{stated} {whole} {_site(found)}")
    headings = [
        text
        for element in _elements(page, "h1")
        if (text := small_text(page, element)) and _is_title(page, element)
    ]
    for text in headings:
        heading = letters(text)
        if heading and (heading in wanted or (wanted and wanted in heading)):
            return text
    # A heading that the page's title has elsewhere is the site's name.
    if len(headings) == 1 and letters(headings[0]) not in around:
        return headings[0]
    return title


def _site(found: Mapping[str, str]) -> str:
    return found.get("site", "")


def _is_title(page: HtmlPage, element: int) -> bool:
    region = page.regions[element]
    return region is None or region.share < 1


def without_site(title: str, site: str = "") -> str:
    """A page title without the names of site and section behind it (`Title - Site`)."""
    parts = [part for part in _STRONG_BARS.split(title) if part]
    if len(parts) > 1:
        longest = max(parts, key=len)
        title = longest if len(longest) >= 2 * len(parts[0]) else parts[0]
    bars = list(_BARS.finditer(title))
    if bars:
        last = bars[-1]
        head, tail = title[: last.start()], title[last.end() :]
        known = bool(site) and letters(tail) in letters(site) + letters(site.split(".")[0])
        short = len(tail) <= _LONGEST_SITE and (
            2 * len(tail) < len(head) or _SITE_WORD.search(tail) is not None
        )
        if head and (known or (short and not re.search(r"[。？！?!，,]", tail))):
            return head.strip()
    return title.strip()


__all__ = ["page_statements", "without_site"]
