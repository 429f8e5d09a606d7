"""What tells the author of a page from the others who are named around its article.

Features of a candidate, each 0 or 1: what the rules for bylines read it as, the label before it and
what follows it, the form of the name, where the line stands and what stands beside it, and what
else the page has to offer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from pipeline.ingest.author_candidates import Candidate, SeenLine
from pipeline.ingest.author_context import (
    AFTER,
    BEFORE,
    KINDS,
    again,
    around,
    beside,
    surroundings,
    where,
)
from pipeline.ingest.byline_book import byline_book
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.name_forms import name_form
from pipeline.ingest.person_names import is_han_person, is_latin_person

_ROLES: Final = (
    *("author", "writer", "interviewer", "reporter", "poster", "compiler"),
    *("editor", "picture", "source", "other"),
)
_RANKS: Final = (0, 1, 2, 3, 4, 5)
_ZONES: Final = ("head", "opening", "inside", "ending", "tail", "title")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
# A nickname inside a name: `Oluwaseun “Seun” Bakare`.
_QUOTED: Final = re.compile("\\s[“\"‘'][^”\"’']{1,16}[”\"’']\\s")

_SPOKEN: Final = re.compile(r"(?m)^\s*([^\s:：。，,]{2,12})[:：]")

FEATURES: Final = (
    *(f"rank-{n}" for n in _RANKS),
    *("rank-none", "bare", "pen", "signature", "only-piece", "span"),
    *(f"label-{role}" for role in _ROLES),
    "label-none",
    *(f"own-label-{role}" for role in _ROLES),
    *(f"after-{name}" for name in AFTER),
    *(f"before-{name}" for name in BEFORE),
    *(f"zone-{zone}" for zone in _ZONES),
    *("head-0", "head-1", "head-2", "head-3", "head-4+"),
    *("tail-0", "tail-1", "tail-2", "tail-3-5", "tail-6+"),
    *("below-title", "above-title", "no-title"),
    *(f"as-{kind}" for kind in KINDS),
    "kept",
    *("dated", "dated-above", "dated-below", "day-below", "timed"),
    *("whole-line", "most-of-line", "begins-line", "ends-line", "in-brackets", "in-title-marks"),
    *("line<=12", "line<=24", "line<=48", "line<=80", "line>80", "line-ends-sentence"),
    *("han-1-2", "han-3", "han-4", "han-5-6", "han-7-9", "han-10+", "mixed"),
    *("latin-1", "latin-2", "latin-3", "latin-4+", "lower-case", "capitals", "initial"),
    *("digits", "handle", "transliterated", "han-person", "latin-person", "medium", "title"),
    *("begins-no-name", "ends-no-name", "starts-no-name", "latin-no-name", "ordinary", "nick"),
    *("holds-de", "holds-symbol", "quoted"),
    *("in-title", "in-article", "often-in-article", "speaks", "again-head", "again-tail", "owns"),
    *("page-has-author", "page-has-writer", "page-has-credit", "best-rank", "page-has-person"),
    *("person-only", "person-dated", "person-whole-line", "person-no-label", "nick-dated"),
    *("nick-whole-line", "pen-whole-dated", "no-person-but-page", "head-person", "tail-person"),
    *("tail-whole-line", "tail-dated", "head-first-person", "longest-of-nested", "part-of-longer"),
    *("page-han", "page-latin", "comment", "stem-again", "gives-name", "first-line", "lone-line"),
    *("under-title", "over-title", "over-article", "counts-below", "described-below"),
    *("place-below", "lines-below-whole", "lines-above-whole", "whole-dated", "whole-day-below"),
    *("pen-form", "pen-form-whole", "pen-form-begins-dated", "pen-form-first-token"),
    *("read", "read-person", "read-pen", "read-other", "read-none"),
    *("person-begins", "person-begins-dated", "kept-whole", "removed-whole", "person-again"),
)
"""In order."""
_INDEX: Final = {name: number for number, name in enumerate(FEATURES)}


def author_features(
    found: Sequence[Candidate],
    lines: Sequence[SeenLine],
    article: str,
    title: str | None,
    read: Sequence[str] = (),
) -> Floats:
    """Shape (len(found), len(FEATURES)).

    Args:
        found: the candidates of a page.
        lines: the lines that they stand in.
        article: what is left of the page.
        title: of the page.
        read: whom the rules for bylines take for the authors.
    """
    features = np.zeros((len(found), len(FEATURES)))
    book = byline_book()
    spoken = Counter(_SPOKEN.findall(article) if ":" in article or "：" in article else ())
    names = [c.name for c in found]
    nested = [_nested(c, found) for c in found]
    numbers = {c.line for c in found}
    of_line = {
        n: frozenset((*where(lines[n], title), *surroundings(lines, n))) | beside(lines, n)
        for n in numbers
    }
    rest = "\n".join(x.text for x in lines if x.zone != "title")
    plain = [_QUOTED.sub(" ", name) for name in names]
    people = [is_han_person(n, book.known) or is_latin_person(n, book.known) for n in plain]
    in_head = {c.name for c in found if lines[c.line].zone in ("head", "opening")}
    in_tail = {c.name for c in found if lines[c.line].zone in ("tail", "ending", "inside")}
    ranks = [c.rank for c in found if c.rank is not None]
    page = {
        "page-has-author": 0 in ranks,
        "page-has-writer": 1 in ranks,
        "page-has-credit": bool(ranks),
        "page-has-person": any(
            p and lines[c.line].zone == "head" for c, p in zip(found, people, strict=True)
        ),
        "page-latin": article[:2000].isascii(),
        "page-han": not article[:2000].isascii(),
    }
    least = min(ranks, default=9)
    first_person = next(
        (c.name for c, p in zip(found, people, strict=True) if p and lines[c.line].zone == "head"),
        None,
    )
    columns: list[int] = []
    sizes: list[int] = []
    for row, (candidate, person) in enumerate(zip(found, people, strict=True)):
        line = lines[candidate.line]
        at = {name for name, is_so in page.items() if is_so}
        at |= set(_source(candidate, least))
        at |= set(around(candidate, line))
        at |= name_form(candidate.name)
        at |= of_line[candidate.line]
        at |= set(_elsewhere(candidate.name, article, title, spoken))
        at |= {nested[row]} - {""}
        at |= set(again(candidate.name, rest))
        if person:
            at.add("han-person" if _HAN.search(candidate.name) else "latin-person")
        if line.zone != "head" and candidate.name in in_head:
            at.add("again-head")
        if line.zone in ("head", "opening") and candidate.name in in_tail:
            at.add("again-tail")
        if candidate.name in read:
            at |= {"read", "read-person" if person else "read-pen"}
        else:
            at.add("read-other" if read else "read-none")
        at |= set(_together(at, person, candidate.name == first_person))
        columns += [_INDEX[name] for name in at]
        sizes.append(len(at))
    features[np.repeat(np.arange(len(found)), sizes), columns] = 1.0
    return features


def _source(candidate: Candidate, least: float) -> Iterator[str]:
    if candidate.rank is None:
        yield "rank-none"
        if not candidate.readings:
            yield "only-piece"
    else:
        yield f"rank-{int(candidate.rank)}"
        if candidate.rank == least:
            yield "best-rank"
    yield from candidate.readings


def _elsewhere(name: str, article: str, title: str | None, spoken: Counter[str]) -> Iterator[str]:
    if title and name in title:
        yield "in-title"
    count = article.count(name)
    if count:
        yield "often-in-article" if count > 2 else "in-article"
    if spoken[name]:
        yield "speaks"


def _nested(candidate: Candidate, found: Sequence[Candidate]) -> str:
    """Whether a longer or a shorter candidate of the same line shares its letters."""
    same = [c for c in found if c.line == candidate.line and c.name != candidate.name]
    if any(candidate.name in c.name for c in same):
        return "part-of-longer"
    return "longest-of-nested" if any(c.name in candidate.name for c in same) else ""


def _together(at: set[str], person: bool, first: bool) -> Iterator[str]:
    """What several features say together."""
    dated = bool(at & {"dated", "dated-above", "dated-below"})
    if person:
        yield from (
            n for n, is_so in (("person-dated", dated), ("head-first-person", first)) if is_so
        )
        if "whole-line" in at:
            yield "person-whole-line"
        if "label-none" in at:
            yield "person-no-label"
        if "zone-head" in at:
            yield "head-person"
        if "zone-tail" in at:
            yield "tail-person"
    elif "page-has-person" in at:
        yield "no-person-but-page"
    if "zone-tail" in at:
        yield from (
            n
            for n, is_so in (("tail-whole-line", "whole-line" in at), ("tail-dated", dated))
            if is_so
        )
    if "nick" in at and dated:
        yield "nick-dated"
    if "nick" in at and "whole-line" in at:
        yield "nick-whole-line"
    if "pen" in at and "whole-line" in at and dated:
        yield "pen-whole-dated"
    if "zone-tail" in at and "timed" in at:
        yield "comment"
    if "whole-line" in at:
        yield "kept-whole" if "kept" in at else "removed-whole"
        if dated:
            yield "whole-dated"
        if "day-below" in at:
            yield "whole-day-below"
    if person and "begins-line" in at:
        yield "person-begins"
        if dated:
            yield "person-begins-dated"
    if person and at & {"again-head", "again-tail"}:
        yield "person-again"
    no_name = at & {
        "medium",
        "title",
        "begins-no-name",
        "starts-no-name",
        "latin-no-name",
        "ordinary",
    }
    if not person and not no_name and not at & {"latin-3", "latin-4+", "han-10+"}:
        yield "pen-form"
        if "whole-line" in at:
            yield "pen-form-whole"
        if "begins-line" in at and dated:
            yield "pen-form-begins-dated"
        if "before-original" in at or "begins-line" in at:
            yield "pen-form-first-token"


__all__ = ["FEATURES", "author_features"]
