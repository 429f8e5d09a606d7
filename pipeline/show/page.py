"""A document as one HTML page that needs nothing else: no network, no script."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from typing import Final, NamedTuple

import jinja2

from pipeline.annotated import Row
from pipeline.show.pieces import Piece, View
from pipeline.show.text import figure_about, figure_value, judged

_TEMPLATE: Final = "page.html"
_LINK: Final = re.compile(r"https?://")
# What no HTML document may hold, however it is escaped.
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LANGUAGES: Final = {"hans": "zh-Hans", "hant": "zh-Hant"}


class Shown(NamedTuple):
    """A piece with the class and the tip of its element; no class is no element."""

    text: str
    element: str = "span"
    kind: str = ""
    tip: str = ""


class Sentence(NamedTuple):
    """The pieces of a sentence, or of what stands between two, within one line."""

    pieces: tuple[Shown, ...]
    kind: str = ""
    tip: str = ""
    number: int | None = None


class Line(NamedTuple):
    """A line of the page."""

    sentences: tuple[Sentence, ...]
    heading: bool = False


def html(view: View) -> str:
    """The page of a view. Whatever the text holds, it is shown as text."""
    annotated = view.annotated
    document = annotated.document
    stance = annotated.document_stance()
    named = Counter((r["type"], r["entity_id"], r["name"]) for r in annotated.mentions)
    page: str = _template().render(
        document={key: _clean(value) for key, value in document.items()},
        language=_LANGUAGES.get(document["script"], "en"),
        link=bool(_LINK.match(document["source"])),
        stance=stance,
        judged=judged,
        targets=[row for row in annotated.stance if row["level"] == "target"],
        named=sorted(named.items(), key=lambda item: (item[0][0], -item[1], item[0][1])),
        edits=sorted(Counter(row["kind"] for row in annotated.edits).items()),
        figures=len(annotated.figures),
        repairs=any(piece.edit is not None and not piece.removed for piece in view.pieces),
        lines=list(page_lines(view)),
    )
    return page


def page_lines(view: View) -> Iterator[Line]:
    """The lines of a view, each with its sentences, each with its pieces."""
    stances = view.annotated.sentence_stance()
    line: list[Piece] = []
    for piece in view.pieces:
        if piece.edit is not None:
            line.append(piece)
            continue
        for count, part in enumerate(piece.text.split("\n")):
            if count:
                yield _line(line, stances)
                line = []
            if part:
                line.append(piece._replace(text=part))
    yield _line(line, stances)


def _line(pieces: list[Piece], stances: dict[int, Row]) -> Line:
    sentences = []
    heading = False
    for _, group in groupby(pieces, key=lambda piece: id(piece.sentence)):
        own = list(group)
        row = own[0].sentence
        shown = tuple(_shown(piece) for piece in own)
        if row is None:
            sentences.append(Sentence(shown))
            continue
        heading = heading or bool(row["is_heading"])
        stance = stances.get(row["sentence_id"])
        tip = f"{stance['label']} {judged(stance)}" if stance else ""
        sentences.append(
            Sentence(shown, stance["label"] if stance else "", tip, row["sentence_id"])
        )
    return Line(tuple(sentences), heading)


def _shown(piece: Piece) -> Shown:
    text = _clean(piece.text)
    if piece.edit is not None:
        kind = "removed" if piece.removed else "repaired"
        if piece.whole_lines:
            text, kind = text.strip(), f"{kind} lines"
        return Shown(text, "del", kind, f"{piece.edit['kind']}: {piece.edit['rule']}")
    if piece.name is not None:
        row = piece.name
        tip = f"{row['name']} · {row['entity_id']} · {row['type']} {row['score']:.2f}"
        return Shown(text, "mark", row["type"], _clean(f"{tip} · {row['method']}"))
    if piece.figure is not None:
        about = figure_about(piece.figure)
        tip = figure_value(piece.figure) + (f" · {about}" if about else "")
        return Shown(text, "mark", "figure", _clean(tip))
    return Shown(text)


def _clean(value: object) -> str:
    return "" if value is None else _FORBIDDEN.sub("\ufffd", str(value))


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    source = (files("pipeline.show") / _TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source)
