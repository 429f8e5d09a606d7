"""Labelled lines for the line classifier: written ones, and the gold's in their places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pipeline.errors import InputError
from pipeline.evaluate.marked import MarkedDocument, read_marked
from pipeline.ingest.line_classifier import KINDS, LabelledLine
from pipeline.ingest.line_features import Surroundings
from pipeline.ingest.line_page import LinePage, is_prose
from pipeline.ingest.line_sections import judge_known
from pipeline.ingest.lines import lines_of
from pipeline.ingest.markup import is_markdown, markdown_edits
from pipeline.ingest.script import converter, fold
from pipeline.text import Text

_PLACES: Final = ("head", "middle", "tail")
_FOLDING: Final = "t2s"


def labelled_lines(corpus: Path) -> list[LabelledLine]:
    """All labelled lines under `corpus`: `labels/lines` and the gold's documents for training.

    Raises:
        InputError: a file is missing or not as it must be.
    """
    lines = [
        line
        for path in sorted((corpus / "labels/lines").glob("*.jsonl"))
        for line in read_lines(path)
    ]
    split = corpus / "gold/split.json"
    try:
        wanted = set(json.loads(split.read_text(encoding="utf-8"))["train"])
    except (OSError, ValueError, KeyError) as error:
        raise InputError(str(split), "split", f"{split}: no part 'train': {error}") from error
    documents = [d for d in read_marked(corpus / "gold/marked") if d.id in wanted]
    return lines + gold_lines(documents)


def read_lines(path: Path) -> Iterator[LabelledLine]:
    """Lines of a JSON Lines file with `text`, `kind` and `where` (head, middle or tail).

    Raises:
        InputError: a line is not as it must be; the message names file and line.
    """
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(row)
            text, kind, where = fold(entry["text"]), entry["kind"], entry["where"]
            if kind not in KINDS or where not in _PLACES:
                raise ValueError(f"{kind!r} at {where!r}")
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}:{number}: needs text, kind and where: {error}"
            raise InputError(str(path), "labels", message) from error
        yield LabelledLine(text, kind, place_of(text, where))


def place_of(text: str, where: str) -> Surroundings:
    """What is known of a line that stands alone, from its text and `head`, `middle` or `tail`."""
    page = LinePage(lines_of(text))
    alone = page.surroundings(0, top=where == "head", end=where == "tail")
    return replace(alone, known=False, from_end=99)


def gold_lines(documents: Sequence[MarkedDocument]) -> list[LabelledLine]:
    """The lines of marked documents, each with its neighbours and once more without them."""
    found = []
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
        lines = lines_of(text.string)
        page = LinePage(lines)
        judge_known(page, document.header.get("title"))
        kinds = [_kind(line.start, line.end, marks) for line in page.lines]
        body = [n for n, k in enumerate(kinds) if k == "body" and page.prose[n]]
        for number, (line, kind) in enumerate(zip(page.lines, kinds, strict=True)):
            top, end = (not body or number <= body[0]), (not body or number >= body[-1])
            place = page.surroundings(number, top=top, end=end)
            found.append(LabelledLine(line.text, kind, place))
            if not is_prose(line.text) or kind != "body":
                found.append(LabelledLine(line.text, kind, replace(place, known=False)))
    return found


def _kind(start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> str:
    """The kind of the mark that covers most of `start:end`, else `body`."""
    for low, high, kind in marks:
        if min(end, high) - max(start, low) > (end - start) / 2:
            return kind
    return "body"
