"""Labelled pages for the line classifier: written pages, lines set into pages, and marked gold.

A file of pages (`corpus/labels/lines/pages/*.txt`) holds pages one after another. `=== TITLE`
begins a page, `A` and `D` lines below it may name its author and day; each line after that is a
letter for its kind, a space, and the line as the site printed it: `.` body, `b` byline, `a` ad,
`n` notice, `v` nav, `c` caption, `r` refs. A line `p` alone stands for a paragraph of prose, taken
in turn from the passages under `corpus/labels/passages`; an empty line is a blank line of the page.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.errors import InputError
from pipeline.evaluate.marked import MarkedDocument, read_marked
from pipeline.ingest.line_classifier import KINDS
from pipeline.ingest.line_page import is_prose
from pipeline.ingest.line_pages import (
    PLACES,
    LabelledLine,
    LabelledPage,
    lines_as_pages,
    page_of,
    varied,
    with_title,
)
from pipeline.ingest.lines import lines_of
from pipeline.ingest.markup import is_markdown, markdown_edits
from pipeline.ingest.script import converter, fold
from pipeline.text import Text

_FOLDING: Final = "t2s"
_LETTERS: Final = {
    ".": "body",
    "b": "byline",
    "a": "ad",
    "n": "notice",
    "v": "nav",
    "c": "caption",
    "r": "refs",
}
_PROSE: Final = "p"
# Files of pages that are parts of articles: their names are no titles.
_PARTS: Final = ("_pairs", "_headings")
_FACTS: Final = {"A ": "author", "D ": "published"}
_SENTENCES: Final = (3, 1, 2)
_SENTENCES_ON_A_PAGE: Final = 8
_LATIN_BYTES: Final = 1.2


def read_lines(path: Path) -> Iterator[LabelledLine]:
    """Lines of a JSON Lines file with `text`, `kind` and `where`.

    Raises:
        InputError: a line is not as it must be; the message names file and line.
    """
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(row)
            text, kind, where = fold(entry["text"]), entry["kind"], entry["where"]
            if kind not in KINDS or where not in PLACES:
                raise ValueError(f"{kind!r} at {where!r}")
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}:{number}: needs text, kind and where: {error}"
            raise InputError(str(path), "labels", message) from error
        yield LabelledLine(text, kind, where)


def read_pages(path: Path, prose: Iterator[str]) -> Iterator[LabelledPage]:
    """The pages of a file, with paragraphs taken from `prose` (in simplified script).

    Raises:
        InputError: a line is not as it must be; the message names file and line.
    """
    title: str | None = None
    rows: list[tuple[str, str]] = []
    facts: dict[str, str] = {}
    written = path.read_text(encoding="utf-8").removesuffix("\n")
    for number, row in enumerate(written.split("\n"), start=1):
        if row.startswith("=== "):
            if title is not None:
                yield _of_facts(page_of(title, rows), facts)
            title, rows, facts = fold(row[4:]), [], {}
        elif title is None and row:
            raise InputError(str(path), "labels", f"{path}:{number}: no page begun with `=== `")
        elif row in ("", _PROSE):
            rows.append((next(prose) if row else "", "body"))
        elif row[:2] in _FACTS and not rows:
            facts[_FACTS[row[:2]]] = fold(row[2:])
        elif row[0] in _LETTERS and row[1:2] == " " and row[2:].strip():
            rows.append((fold(row[2:]), _LETTERS[row[0]]))
        else:
            message = f"{path}:{number}: begins with none of {' '.join(_LETTERS)} p"
            raise InputError(str(path), "labels", message)
    if title is not None:
        yield _of_facts(page_of(title, rows), facts)


def _of_facts(page: LabelledPage, facts: dict[str, str]) -> LabelledPage:
    return replace(page, author=facts.get("author"), published=facts.get("published"))


def passages(folder: Path) -> list[LabelledPage]:
    """The passages under `folder` as pages of nothing but body, one to three sentences a line.

    Raises:
        InputError: a line is not a passage.
    """
    found: list[LabelledPage] = []
    for path in sorted(folder.rglob("*.jsonl")):
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                sentences = [fold(text) for text, _ in json.loads(row)["sentences"]]
            except (ValueError, KeyError, TypeError) as error:
                message = f"{path}:{number}: not a passage: {error!r}"
                raise InputError(str(path), "labels", message) from error
            space = " " if path.parent.name == "en" else ""
            size = _SENTENCES[len(found) % len(_SENTENCES)]
            groups = [sentences[n : n + size] for n in range(0, len(sentences), size)]
            found.append(page_of(None, [(space.join(g), "body") for g in groups]))
    return found


def gold_pages(documents: Sequence[MarkedDocument]) -> Iterator[LabelledPage]:
    """Marked documents, line by line."""
    for document in documents:
        text = Text.of(document.text)
        if is_markdown(text.string, document.id):
            text = text.apply(markdown_edits(text.string))
        text = converter(_FOLDING).apply(text)
        marks = [
            (*text.text_span(s.start, s.end), s.attributes["k"])
            for s in document.spans
            if s.tag == "d"
        ]
        title = document.header.get("title")
        rows = [(x.text, _kind(x.start, x.end, marks)) for x in lines_of(text.string)]
        yield replace(page_of(fold(title) if title else None, rows), gold=True)


def _kind(start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> str:
    """The kind of the mark that covers most of `start:end`, else `body`."""
    for low, high, kind in marks:
        if min(end, high) - max(start, low) > (end - start) / 2:
            return kind
    return "body"


def _is_latin(text: str) -> bool:
    return len(text.encode()) < _LATIN_BYTES * len(text)


def sentences(paths: Iterable[Path]) -> list[LabelledPage]:
    """Sentences of JSON Lines files (`text`), eight to a page, as pages of nothing but body.

    Raises:
        InputError: a line has no text.
    """
    found: list[LabelledPage] = []
    for path in paths:
        texts = []
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                texts.append(" ".join(fold(json.loads(row)["text"]).split()))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                message = f"{path}:{number}: no sentence: {error!r}"
                raise InputError(str(path), "labels", message) from error
        for n in range(0, len(texts), _SENTENCES_ON_A_PAGE):
            rows = [(text, "body") for text in texts[n : n + _SENTENCES_ON_A_PAGE] if text]
            found.append(page_of(None, rows))
    return found


class Labelled(NamedTuple):
    """The labelled pages under a corpus.

    Attributes:
        pages: written pages and marked documents, each with what is made of it for training: the
            page itself comes first in its group.
        rest: pages set up from single lines, passages and sentences, which have no titles.
        heads: what stands above articles, with titles, set over passages; its lines have no kinds.
    """

    pages: list[list[LabelledPage]]
    rest: list[LabelledPage]
    heads: list[LabelledPage]


def _heads(path: Path, bodies: dict[bool, list[LabelledPage]]) -> Iterator[LabelledPage]:
    """Heads of a JSON Lines file with `head` and `title`, each over a passage of its language.

    Raises:
        InputError: a line is not as it must be; the message names file and line.
    """
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(row)
            head, title = fold(entry["head"]), fold(entry["title"] or "")
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}:{number}: needs head and title: {error}"
            raise InputError(str(path), "labels", message) from error
        some = bodies[_is_latin(head)]
        body = [(text, "body") for text in some[number % len(some)].lines]
        gap = [("", "body")] * (number % 2)
        rows = [(text.strip(), "body") for text in head.split("\n")]
        yield page_of(title or None, [*rows, *gap, *body])


def labelled(corpus: Path, *, more: Sequence[Path] = ()) -> Labelled:
    """All labelled pages under `corpus`, in a fixed order.

    Args:
        corpus: the folder of labels/ and gold/.
        more: files of sentences that are body, such as CLUENER's.

    Raises:
        InputError: a file is missing or not as it must be.
    """
    labels = corpus / "labels"
    plain = passages(labels / "passages")
    single = sentences(
        path for name in ("zh", "en", "mixed") for path in sorted((labels / name).glob("*.jsonl"))
    )
    bodies: dict[bool, list[LabelledPage]] = {True: [], False: []}
    for page in plain:
        bodies[_is_latin(page.lines[0])].append(page)
    pools = {
        latin: itertools.cycle([t for page in some for t in page.lines if is_prose(t)])
        for latin, some in bodies.items()
    }
    folder = labels / "lines"
    groups: list[list[LabelledPage]] = []
    for path in sorted((folder / "pages").glob("*.txt")):
        latin = path.name.startswith("en")
        pages = list(read_pages(path, pools[latin]))
        if not path.stem.endswith(_PARTS):
            pages = [with_title(page, number) for number, page in enumerate(pages)]
        groups += varied(pages, bodies[latin])
    rest: list[LabelledPage] = []
    for path in sorted(folder.glob("*.jsonl")):
        rest += lines_as_pages(list(read_lines(path)), pools[path.name.startswith("en")])
    split = corpus / "gold/split.json"
    try:
        wanted = set(json.loads(split.read_text(encoding="utf-8"))["train"])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(str(split), "split", f"{split}: no part 'train': {error}") from error
    gold = list(gold_pages([d for d in read_marked(corpus / "gold/marked") if d.id in wanted]))
    groups += varied(gold, bodies[False])
    heads = list(_heads(labels / "heads/heads.jsonl", bodies))
    return Labelled(groups, [*rest, *plain, *single, *sentences(more)], heads)


def labelled_pages(corpus: Path, *, more: Sequence[Path] = ()) -> list[LabelledPage]:
    """As `labelled`, all in one list."""
    found = labelled(corpus, more=more)
    return [*(page for group in found.pages for page in group), *found.rest]
