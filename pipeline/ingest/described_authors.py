"""Lines outside the article that say who its author is: `Nora Whitfield teaches in Leeds.`.

What tells such a line from a sentence of the article is that it stands above or below it and begins
with a name that a byline has given.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.byline_segments import names_alone
from pipeline.ingest.bylines import credits_of
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.person_names import is_han_person, is_latin_person

RULE: Final = "byline-described-author"
"""The name under which such a line goes."""

_LONGEST: Final = 300
_LONGEST_HAN: Final = 120
_LONGEST_BYLINE: Final = 160
_LOWEST: Final = 3
_SPLIT: Final = re.compile(r"、|, | and | & ")
# Whom a line begins with: `Nora Whitfield, Senior Tester. Last update: 8 July 2026`.
_FIRST: Final = re.compile(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){1,3}(?=\s?[,|·•—(])")
_TITLED: Final = re.compile(r"(?:Mr|Ms|Mrs|Mx|Dr|Prof|Professor|Sir|Dame)\.? ")
_DOES: Final = re.compile(
    r",? (?:(?:is|was|has|had|works|worked|[a-z]{2,}(?:s|ed)|ran|led|taught|wrote|sat)\b)"
)
_IS: Final = re.compile(r"\s?(?:[,，、]|是|系|为|现任|曾任|目前|任职)")


def judge_described(page: LinePage) -> None:
    """Take away the lines that describe whom a byline of the page names."""
    people = _people(page)
    if not people:
        return
    for number in _outside(page):
        text = page.texts[number]
        if page.verdicts[number] is not None or number in page.headings:
            continue
        if len(text) > (_LONGEST if text.isascii() else _LONGEST_HAN):
            continue
        if any(_describes(text, name) for name in people):
            page.remove(number, "byline", RULE)


def _people(page: LinePage) -> list[str]:
    """Whom the bylines above the article name, in order."""
    known = byline_book().known
    found: dict[str, None] = {}
    for number in range(min(page.first_prose + 1, len(page.texts))):
        verdict, text = page.verdicts[number], page.texts[number]
        if verdict is None or verdict.kind != "byline" or len(text) > _LONGEST_BYLINE:
            continue
        names = [credit.name for credit in credits_of(text)]
        if alone := names_alone(text):
            names.append(alone)
        if first := _FIRST.match(text):
            names.append(first[0])
        for name in (part for joined in names for part in _SPLIT.split(joined)):
            if is_han_person(name, known) or is_latin_person(name, known):
                found[name] = None
    return list(found)


def _describes(text: str, name: str) -> bool:
    """Whether a line begins with a name, or a title and the surname, and what that person does."""
    begins = text.startswith(name)
    if not name.isascii() and not name[0].isascii():
        return begins and _IS.match(text, len(name)) is not None
    if begins and _DOES.match(text, len(name)):
        return True
    titled, last = _TITLED.match(text), name.split()[-1]
    if titled is None or not text.startswith(last, titled.end()):
        return False
    return _DOES.match(text, titled.end() + len(last)) is not None


def _outside(page: LinePage) -> list[int]:
    """The lines against a byline above the article, and the last ones below it that are left."""
    left = [n for n in range(len(page.texts)) if page.verdicts[n] is None]
    above = [
        n
        for n in left
        if 0 < n <= page.first_prose
        and (before := page.verdicts[n - 1]) is not None
        and before.kind == "byline"
        and not page.after_blank[n]
    ]
    below = [n for n in left[-_LOWEST:] if n >= page.last_prose and n > page.first_prose]
    return above + below


__all__ = ["RULE", "judge_described"]
