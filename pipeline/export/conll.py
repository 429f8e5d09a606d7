"""Sentences as CoNLL-U Plus (https://universaldependencies.org/ext-format.html).

    # global.columns = ID FORM MISC MINE:NAME MINE:ENTITY MINE:FIGURE
    # newdoc id = f72399134ca3f4443056
    # sent_id = f72399134ca3f4443056-5
    # text = 英伟达市值逼近5兆美元。
    # stance = optimistic
    # stance_score = 0.62
    1  英伟达   SpaceAfter=No|TokenRange=0:3  B-company  nvidia  O

Names and figures are IOB2; no token reaches over the edge of either. `TokenRange` counts the code
points of the document's text, as UDPipe has it. What a figure was read as stands in MISC of its
first token.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.annotated import AnnotatedDocument, Row, Script, annotated_documents
from pipeline.integrations.spacy_tokens import words_between

FILE: Final = "sentences.conllup"
COLUMNS: Final = ("ID", "FORM", "MISC", "MINE:NAME", "MINE:ENTITY", "MINE:FIGURE")

_VALUES: Final = (
    ("Value", "value"),
    ("ValueMax", "value_max"),
    ("Unit", "unit"),
    ("Per", "per"),
    ("Qualifier", "qualifier"),
    ("Subject", "entity_id"),
    ("Metric", "metric"),
    ("Period", "period"),
    ("Change", "change"),
)
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "|": "\\p", " ": "\\s", "\t": "\\t", "\n": "\\n"})
_BREAKS: Final = str.maketrans(dict.fromkeys("\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))


def write_conll(state: Path, folder: Path, script: Script) -> int:
    """Write `folder/sentences.conllup`; returns how many documents."""
    count = 0
    required = ("sentences", "mentions", "figures")
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# global.columns = {' '.join(COLUMNS)}\n")
        for annotated in annotated_documents(state, script=script, required=required):
            file.writelines(f"{line}\n" for line in conll_lines(annotated))
            count += 1
    return count


def conll_lines(annotated: AnnotatedDocument) -> Iterator[str]:
    """The lines of one document, without their line breaks."""
    stances = annotated.sentence_stance()
    names = _by_sentence(annotated.mentions)
    figures = _by_sentence(annotated.figures)
    for number, sentence in enumerate(annotated.sentences):
        if not number:
            yield f"# newdoc id = {annotated.doc_id}"
        sentence_id = sentence["sentence_id"]
        yield f"# sent_id = {annotated.doc_id}-{sentence_id}"
        # A line break within a sentence is a space here; both are one character.
        yield f"# text = {sentence['text'].translate(_BREAKS)}"
        if sentence_id in stances:
            yield f"# stance = {stances[sentence_id]['label']}"
            yield f"# stance_score = {stances[sentence_id]['score']:g}"
        yield from _tokens(sentence, names.get(sentence_id, []), figures.get(sentence_id, []))
        yield ""


def _tokens(sentence: Row, names: list[Row], figures: list[Row]) -> Iterator[str]:
    first = sentence["start"]
    text = sentence["text"]
    edges = [r[key] - first for r in (*names, *figures) for key in ("start", "end")]
    words, spaces = words_between(text, [edge for edge in edges if 0 <= edge <= len(text)])
    name_tags = _Tags(names, "type")
    figure_tags = _Tags(figures, "kind")
    at, number = first, 0
    for word, space in zip(words, spaces, strict=True):
        start, at = at, at + len(word) + space
        if word.isspace():
            continue
        number += 1
        end = start + len(word)
        tag, name = name_tags.at(start)
        figure_tag, figure = figure_tags.at(start)
        followed = space or text[end - first : end - first + 1].isspace()
        misc = [] if followed else ["SpaceAfter=No"]
        misc.append(f"TokenRange={start}:{end}")
        if figure is not None and figure_tag.startswith("B"):
            misc += [
                f"{key}={str(figure[column]).translate(_ESCAPES)}"
                for key, column in _VALUES
                if figure[column] is not None
            ]
        entity = name["entity_id"].translate(_ESCAPES) if name is not None else "_"
        form = word.translate(_BREAKS)
        yield "\t".join((str(number), form, "|".join(misc), tag, entity, figure_tag))


class _Tags:
    """IOB2 tags of rows with spans, asked for in rising order of places."""

    def __init__(self, rows: list[Row], kind: str) -> None:
        self._rows = sorted(rows, key=lambda row: int(row["start"]))
        self._kind = kind
        self._next = 0

    def at(self, place: int) -> tuple[str, Row | None]:
        """The tag of the token that starts at `place`, and the row it belongs to."""
        while self._next < len(self._rows) and self._rows[self._next]["end"] <= place:
            self._next += 1
        if self._next == len(self._rows) or self._rows[self._next]["start"] > place:
            return "O", None
        row = self._rows[self._next]
        return f"{'B' if row['start'] == place else 'I'}-{row[self._kind]}", row


def _by_sentence(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["sentence_id"], []).append(row)
    return found
