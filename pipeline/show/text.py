"""A document in the terminal: names, figures and stance marked, what was removed in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from rich.text import Text

from pipeline.annotated import AnnotatedDocument, Row
from pipeline.show.pieces import Piece, View
from pipeline.show.terminal import STYLES, printable

_SIGNS: Final = {"optimistic": "▲", "cautionary": "▼", "mixed": "◆", "neutral": "·"}
_LONGEST_REMOVED: Final = 200
_MOST_TARGETS: Final = 12


def lines(view: View, *, colour: bool) -> Iterator[Text]:
    """The lines of a view; without colour marks are spelled out: [英伟达|nvidia], {5%|5 %}."""
    style = STYLES if colour else dict.fromkeys(STYLES, "")
    yield from _head(view.annotated, style)
    yield Text()
    yield from _body(view, style, colour=colour)
    yield Text()
    yield from _foot(view, style)


def figure_value(row: Row) -> str:
    """What a figure was read as: `5e+12 USD`, `20–100 USD / month`, `> 100 家`."""
    value = f"{row['value']:g}"
    if row["value_max"] is not None:
        value += f"–{row['value_max']:g}"
    sign = {"approx": "≈ ", "gt": "> ", "lt": "< "}.get(row["qualifier"], "")
    rate = f" / {row['per']}" if row["per"] else ""
    return f"{sign}{value} {row['unit']}{rate}"


def figure_about(row: Row) -> str:
    """Whom a figure is about, what it measures and of when, as far as that is known."""
    return " ".join(str(row[c]) for c in ("entity_id", "metric", "period") if row[c] is not None)


def judged(row: Row) -> str:
    """A judgement in short: `▲ +0.62`; `0.00` has no sign, whatever the label."""
    score = f"{row['score']:+.2f}"
    return "0.00" if score[1:] == "0.00" else f"{_SIGNS[row['label']]} {score}"


def _head(annotated: AnnotatedDocument, style: dict[str, str]) -> Iterator[Text]:
    document = annotated.document
    yield Text(printable(document["title"] or document["source"]), style["heading"])
    about = [printable(document["author"])] if document["author"] else []
    about += [str(document["published"])] if document["published"] else []
    about += [document["language"], document["script"], document["doc_id"]]
    yield Text(f"{' · '.join(about)} · {printable(document['source'])}", style["why"])
    if document["duplicate_of"]:
        yield Text(f"copy of {document['duplicate_of']}", style["why"])
    stance = annotated.document_stance()
    if stance is not None:
        yield Text.assemble(
            ("stance: ", style["why"]),
            (f"{stance['label']} {stance['score']:+.2f}", style[stance["label"]]),
            (f" (confidence {stance['confidence']:.2f})", style["why"]),
        )
    targets = [row for row in annotated.stance if row["level"] == "target"]
    if targets:
        line = Text("towards: ", style["why"])
        for number, row in enumerate(targets[:_MOST_TARGETS]):
            line.append(", " if number else "")
            line.append(f"{row['entity_id']} {judged(row)}", style[row["label"]])
        more = len(targets) - _MOST_TARGETS
        line.append(f" and {more} more" if more > 0 else "", style["why"])
        yield line


def _body(view: View, style: dict[str, str], *, colour: bool) -> Iterator[Text]:
    stances = view.annotated.sentence_stance()
    line = Text()
    for number, piece in enumerate(view.pieces):
        after = view.pieces[number + 1] if number + 1 < len(view.pieces) else Piece("")
        if piece.edit is not None:
            if piece.removed and piece.whole_lines:
                if line:
                    yield line
                    line = Text()
                yield from _removed_lines(piece, style)
            else:
                line.append_text(_changed(piece, style))
            continue
        for count, part in enumerate(piece.text.split("\n")):
            if count:
                yield line
                line = Text()
            line.append_text(_marked(part, piece, after, stances, style, colour=colour))
        row = piece.sentence
        if row is not None and after.sentence is not row and row["sentence_id"] in stances:
            stance = stances[row["sentence_id"]]
            if stance["label"] != "neutral":
                line.append(f" {judged(stance)} ", style[stance["label"]])
    if line:
        yield line


def _marked(
    text: str,
    piece: Piece,
    after: Piece,
    stances: dict[int, Row],
    style: dict[str, str],
    *,
    colour: bool,
) -> Text:
    """A piece of a line with its marks; what closes them is written behind their last piece."""
    shown = printable(text)
    if piece.name is not None:
        ends = after.name is not piece.name
        if colour:
            return Text(shown, style[piece.name["type"]])
        return Text(f"[{shown}|{piece.name['entity_id']}]" if ends else f"[{shown}]")
    if piece.figure is not None:
        ends = after.figure is not piece.figure
        line = Text(shown if colour else f"{{{shown}", style["figure"])
        value = figure_value(piece.figure)
        if ends:
            line.append(f"⟨{value}⟩" if colour else f"|{value}", style["why"])
        return line.append("" if colour else "}")
    number = piece.sentence["sentence_id"] if piece.sentence is not None else None
    label = stances[number]["label"] if number in stances else "neutral"
    if piece.sentence is not None and piece.sentence["is_heading"]:
        return Text(shown, style["heading"])
    return Text(shown, style[label] if label != "neutral" else "")


def _removed_lines(piece: Piece, style: dict[str, str]) -> Iterator[Text]:
    assert piece.edit is not None
    for text in piece.text.splitlines():
        if text.strip():
            yield Text.assemble(
                (f"-[{piece.edit['kind']}: {piece.edit['rule']}] ", style["why"]),
                (printable(_short(text.strip())), style["removed"]),
            )


def _changed(piece: Piece, style: dict[str, str]) -> Text:
    """What stood within a line; what is there instead follows it."""
    assert piece.edit is not None
    kind = "removed" if not piece.edit["replacement"] else "rewritten"
    return Text.assemble(
        "{-",
        (printable(_short(piece.text)), style[kind]),
        (f" [{piece.edit['kind']}: {piece.edit['rule']}]", style["why"]),
        "-}",
    )


def _foot(view: View, style: dict[str, str]) -> Iterator[Text]:
    named = Counter((r["type"], r["entity_id"]) for r in view.annotated.mentions)
    for kind in dict.fromkeys(sorted(kind for kind, _ in named)):
        own = sorted(((-n, entity) for (k, entity), n in named.items() if k == kind))
        listed = ", ".join(f"{entity} {-n}" for n, entity in own)
        yield Text.assemble((f"{kind}: ", style[kind]), listed)
    if view.annotated.figures:
        yield Text.assemble(("figures: ", style["figure"]), str(len(view.annotated.figures)))
    edits = Counter(row["kind"] for row in view.annotated.edits)
    if edits:
        told = ", ".join(f"{n} {kind}" for kind, n in sorted(edits.items()))
        yield Text(f"edits: {told}", style["why"])


def _short(text: str) -> str:
    if len(text) <= _LONGEST_REMOVED:
        return text
    return f"{text[:_LONGEST_REMOVED]}… ({len(text) - _LONGEST_REMOVED} more characters)"
