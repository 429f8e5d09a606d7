"""Documents as brat standoff (https://brat.nlplab.org/standoff.html), and back.

A document is `<doc_id>.txt` with `<doc_id>.ann` beside it:

    T1  company 0 3     英伟达
    N1  Reference T1 mine:nvidia    NVIDIA
    T2  money 7 11      5兆美元
    #1  AnnotatorNotes T2   {"value": 5000000000000.0, "unit": "USD", …}
    T3  sentence 0 12   英伟达市值逼近5兆美元。
    A1  Stance T3 optimistic

Offsets are code points. brat allows no line break in a span, so one that has it is written in
fragments. `annotation.conf` names the types, so that the folder can be opened and corrected there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.annotated import AnnotatedDocument, Row, Script, annotated_documents
from pipeline.contract import FIGURE_KINDS, MENTION_TYPES, STANCES
from pipeline.errors import OutputError

_NOTED: Final = (
    "value", "value_max", "unit", "per", "qualifier", "entity_id", "metric", "period",
    "change",
)  # fmt: skip
_PIECE: Final = re.compile(r"[^\n]+")
_SENTENCES: Final = ("sentence", "heading")
_LINE: Final = re.compile(r"T(?P<id>\S+)\t(?P<type>\S+) (?P<spans>\d+ \d+(?:;\d+ \d+)*)\t.*")
_CONFIGURATION: Final = f"""[entities]
!name
{"".join(f"	{name}{chr(10)}" for name in MENTION_TYPES)}!figure
{"".join(f"	{name}{chr(10)}" for name in FIGURE_KINDS)}sentence
heading

[relations]

[events]

[attributes]
Stance	Arg:<ENTITY>, Value:{"|".join(STANCES)}
"""


class Span(NamedTuple):
    """A marked span of a text.

    Attributes:
        type: a type of name, a kind of figure, `sentence` or `heading`.
        entity_id: of a name.
        name: of the entity.
        stance: of a sentence.
        note: what a figure was read as; of other spans what an annotator wrote, if it is JSON.
    """

    start: int
    end: int
    type: str
    entity_id: str | None = None
    name: str | None = None
    stance: str | None = None
    note: dict[str, Any] | None = None


def write_brat(state: Path, folder: Path, script: Script) -> int:
    """Write two files a document and `annotation.conf`; returns how many documents."""
    (folder / "annotation.conf").write_text(_CONFIGURATION, encoding="utf-8")
    count = 0
    for annotated in annotated_documents(state, script=script, required=("sentences", "mentions")):
        path = folder / f"{annotated.doc_id}.txt"
        path.write_text(annotated.text, encoding="utf-8", newline="")
        lines = "".join(f"{line}\n" for line in standoff(annotated.text, spans_of(annotated)))
        path.with_suffix(".ann").write_text(lines, encoding="utf-8", newline="")
        count += 1
    return count


def read_brat(folder: Path) -> Iterator[tuple[str, str, list[Span]]]:
    """The name, text and spans of each document of a folder, in order of names.

    Raises:
        OutputError: a line of an `.ann` file is not as it must be; the message names it.
    """
    for path in sorted(folder.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        annotations = path.with_suffix(".ann")
        lines = annotations.read_text(encoding="utf-8").split("\n") if annotations.exists() else []
        yield path.stem, text, _spans(annotations, lines)


def spans_of(annotated: AnnotatedDocument) -> list[Span]:
    """The spans of a document: names, figures, then sentences."""
    stances = annotated.sentence_stance()

    def label(row: Row) -> str | None:
        judged = stances.get(row["sentence_id"])
        return None if judged is None else str(judged["label"])

    return [
        *(
            Span(row["start"], row["end"], row["type"], row["entity_id"], row["name"])
            for row in annotated.mentions
        ),
        *(
            Span(row["start"], row["end"], row["kind"], note={key: row[key] for key in _NOTED})
            for row in annotated.figures
        ),
        *(
            Span(row["start"], row["end"], _SENTENCES[row["is_heading"]], stance=label(row))
            for row in annotated.sentences
        ),
    ]


def standoff(text: str, spans: list[Span]) -> Iterator[str]:
    """The lines of an `.ann` file, without their line breaks."""
    names = attributes = notes = 0
    for number, span in enumerate(spans, 1):
        pieces = [
            (match.start(), match.end()) for match in _PIECE.finditer(text, span.start, span.end)
        ]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        shown = " ".join(text[start:end] for start, end in pieces)
        yield f"T{number}\t{span.type} {places}\t{shown}"
        if span.entity_id is not None:
            names += 1
            yield f"N{names}\tReference T{number} mine:{span.entity_id}\t{span.name}"
        if span.stance is not None:
            attributes += 1
            yield f"A{attributes}\tStance T{number} {span.stance}"
        if span.note is not None:
            notes += 1
            note = json.dumps(span.note, ensure_ascii=False)
            yield f"#{notes}\tAnnotatorNotes T{number}\t{note}"


def _spans(path: Path, lines: list[str]) -> list[Span]:
    spans: dict[str, Span] = {}
    for number, line in enumerate(lines, 1):
        try:
            _add(spans, line)
        except (ValueError, KeyError, IndexError) as error:
            raise OutputError(f"{path}: line {number}: not brat's: {line[:80]!r}") from error
    return list(spans.values())


def _add(spans: dict[str, Span], line: str) -> None:
    if line.startswith("T"):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(line)
        places = [int(place) for place in re.split("[ ;]", match["spans"])]
        spans[f"T{match['id']}"] = Span(places[0], places[-1], match["type"])
    elif line.startswith("N"):
        _, reference, name = line.split("\t")
        _, target, entity = reference.split(" ", 2)
        spans[target] = spans[target]._replace(entity_id=entity.removeprefix("mine:"), name=name)
    elif line.startswith("A"):
        _, target, value = line.split("\t")[1].split(" ")
        spans[target] = spans[target]._replace(stance=value)
    elif line.startswith("#"):
        _, about, note = line.split("\t", 2)
        target = about.split(" ")[1]
        if target in spans and note.startswith("{"):
            spans[target] = spans[target]._replace(note=json.loads(note))
