"""Labelled pages, and such set up anew: head, foot and adverts of one around another's article."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pipeline.ingest.lines import letters

PLACES: Final = ("head", "middle", "tail")
"""Where a line that stands alone is set."""
_ON_A_PAGE: Final = {"head": 2, "middle": 3, "tail": 4}


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page in simplified script: its lines, blank ones too, and the kind of each."""

    title: str | None
    lines: tuple[str, ...]
    kinds: tuple[str, ...]
    author: str | None = None
    published: str | None = None
    gold: bool = False
    """Whether it is a marked document."""


class LabelledLine(NamedTuple):
    """A line, its kind (of `KINDS`) and where it stands: head, middle or tail."""

    text: str
    kind: str
    where: str


def page_of(title: str | None, rows: Sequence[tuple[str, str]]) -> LabelledPage:
    """The page of such lines, each with its kind."""
    return LabelledPage(title, tuple(t for t, _ in rows), tuple(k for _, k in rows))


def lines_as_pages(lines: Sequence[LabelledLine], prose: Iterator[str]) -> Iterator[LabelledPage]:
    """Lines that stand alone, set a few at a time above, between and below paragraphs."""
    waiting = {place: [x for x in lines if x.where == place] for place in PLACES}
    while any(waiting.values()):
        taken = {place: waiting[place][: _ON_A_PAGE[place]] for place in PLACES}
        for place in PLACES:
            del waiting[place][: _ON_A_PAGE[place]]
        rows: list[tuple[str, str]] = [(x.text, x.kind) for x in taken["head"]]
        rows += [("", "body"), (next(prose), "body"), (next(prose), "body")]
        for number, x in enumerate(taken["middle"]):
            rows += [(x.text, x.kind), *[("", "body")] * (number % 2), (next(prose), "body")]
        rows += [("", "body"), *((x.text, x.kind) for x in taken["tail"])]
        yield page_of(None, rows)


def set_around(
    pages: Sequence[LabelledPage], plain: Sequence[LabelledPage]
) -> Iterator[LabelledPage]:
    """What stands above and below the articles of `pages`, set around the pages `plain` in turn."""
    bodies = itertools.cycle(plain)
    for page in pages:
        rows = list(zip(page.lines, page.kinds, strict=True))
        head = list(itertools.takewhile(_is_no_body, rows))
        tail = list(itertools.takewhile(_is_no_body, reversed(rows)))[::-1]
        if head or tail:
            yield page_of(None, [*head, *((text, "body") for text in next(bodies).lines), *tail])


def _is_no_body(row: tuple[str, str]) -> bool:
    return row[1] != "body" or not row[0]


def set_into(
    pages: Sequence[LabelledPage], plain: Sequence[LabelledPage]
) -> Iterator[LabelledPage]:
    """The adverts of `pages`, each set into the middle of the next of the pages `plain`."""
    bodies = itertools.cycle([page for page in plain if len(page.lines) > 1])
    between = itertools.cycle([[], [("", "body")]])
    for page in pages:
        rows = list(zip(page.lines, page.kinds, strict=True))
        for kind, run in itertools.groupby(rows, key=lambda row: row[1]):
            if kind == "ad":
                body = [(text, "body") for text in next(bodies).lines]
                half, blank = len(body) // 2, next(between)
                yield page_of(None, [*body[:half], *blank, *run, *blank, *body[half:]])


def with_title(page: LabelledPage, number: int) -> LabelledPage:
    """`page` with its title among its lines, where only its name held it so far.

    It is set below the menu, every fourth time below the byline too.

    Args:
        page: a labelled page.
        number: of the page, which says where the title is set.
    """
    title = page.title or ""
    if not title or any(letters(text) == letters(title) for text in page.lines):
        return page
    above = ("nav", "ad", "byline") if number % 4 == 3 else ("nav", "ad")
    at = next((n for n, kind in enumerate(page.kinds) if kind not in above), len(page.lines))
    return replace(
        page,
        lines=(*page.lines[:at], title, *page.lines[at:]),
        kinds=(*page.kinds[:at], "body", *page.kinds[at:]),
    )


def varied(
    pages: Sequence[LabelledPage], bodies: Sequence[LabelledPage]
) -> list[list[LabelledPage]]:
    """Each of `pages`, followed by what it yields set around and into other articles."""
    turned = list(bodies)
    groups = []
    for page in pages:
        around = list(set_around([page], turned))
        into = list(set_into([page], turned[1:] + turned[:1]))
        groups.append([page, *around, *into])
        # The next page gets the next articles.
        turned = turned[1 + len(into) :] + turned[: 1 + len(into)]
    return groups
