"""What happened to one document, told for a person: read from the tables of an output folder alone.

A view is made of sections; each is a function of the folder and the document's id that gives
lines of marked pieces (`Mark`). `page_section` shows the page with what ingest removed or rewrote.
How marks look, in colour or plain, is decided in one place (`rendered`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow.compute as pc

from pipeline.contract import REMOVED_KINDS
from pipeline.named_document import find_document
from pipeline.store.output import committed
from pipeline.store.parts import part_paths, read_part

_HIDDEN: Final = ("markup", "linebreak", "invisible")
_LONGEST_SHOWN: Final = 400
_REASONS: Final = 4
_RESET: Final = "\x1b[0m"
_COLOURS: Final = {
    "removed": "\x1b[31m",
    "rewritten": "\x1b[33m",
    "why": "\x1b[2m",
    "heading": "\x1b[1m",
}


class Mark(NamedTuple):
    """A piece of a line and what it is: ``, `removed`, `rewritten`, `why` or `heading`."""

    text: str
    style: str = ""


Line = tuple[Mark, ...]
Section = Callable[[Path, str, bool], Iterator[Line]]
"""Lines of a view: of the tables in a folder, for a `doc_id`, and whether to show everything."""


class Change(NamedTuple):
    """A row of the edits table, in offsets of the source."""

    start: int
    end: int
    replacement: str
    kind: str
    rule: str


def _rows(folder: Path, name: str, doc_id: str, columns: list[str]) -> Iterator[dict[str, object]]:
    """The rows of one document, part by part, so that no more than a part is in memory."""
    for path in part_paths(folder / name):
        ids = read_part(path, name, ["doc_id"]).column("doc_id")
        mask = pc.equal(ids, doc_id)
        if pc.any(mask).as_py():
            yield from read_part(path, name, columns).filter(mask).to_pylist()


def heading_section(folder: Path, doc_id: str, everything: bool) -> Iterator[Line]:
    """What the document is: source, title, author, date, script."""
    # The title as the page has it, as all that follows.
    columns = [
        "source",
        "title_original",
        "author",
        "published",
        "language",
        "script",
        "conversion",
    ]
    for row in _rows(folder, "documents", doc_id, columns):
        yield (Mark(f"{doc_id}  {row['source']}", "heading"),)
        for name in ("title_original", "author", "published", "conversion"):
            if row[name] is not None:
                told = name.removesuffix("_original")
                yield (Mark(f"{told}: ", "why"), Mark(str(row[name])))
        yield (Mark("language: ", "why"), Mark(f"{row['language']} {row['script']}"))
    yield ()


def page_section(folder: Path, doc_id: str, everything: bool) -> Iterator[Line]:
    """The page as it was read, with what was removed or rewritten, why, and by which rule.

    Markup, line breaks and invisible characters are taken away silently, and counted at the end,
    unless `everything` is asked for.
    """
    source = next(_rows(folder, "sources", doc_id, ["text"]), None)
    text = str(source["text"]) if source else ""
    names = ["source_start", "source_end", "replacement", "kind", "rule"]
    changes = sorted(
        Change(
            int(str(row["source_start"])),
            int(str(row["source_end"])),
            str(row["replacement"]),
            str(row["kind"]),
            str(row["rule"]),
        )
        for row in _rows(folder, "edits", doc_id, names)
    )
    hidden = () if everything else _HIDDEN
    yield from marked_lines(text, changes, hidden)
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    shown = ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) or "none"
    silent = [kind for kind in hidden if kind in counts]
    more = f" (not shown: {', '.join(silent)}; --all shows them)" if silent else ""
    yield ()
    yield (Mark(f"edits: {shown}{more}", "why"),)


def marked_lines(
    text: str, changes: Iterable[Change], hidden: Sequence[str] = ()
) -> Iterator[Line]:
    """The lines of `text` with `changes`, which are sorted and do not overlap, marked.

    A removal of whole lines is a line of its own for each; one within a line, and a rewriting,
    stands in braces. Lines that hidden changes leave empty are left out.
    """
    line: list[Mark] = []
    dropped = False
    at = 0
    for change in [*changes, Change(len(text), len(text), "", "", "")]:
        for piece in text[at : change.start].splitlines(keepends=True):
            bare = piece.rstrip("\r\n")
            if bare:
                line.append(Mark(bare))
            if bare != piece:
                if line or not dropped:
                    yield tuple(line)
                line, dropped = [], False
        at = max(at, change.end)
        taken = text[change.start : change.end]
        if change.kind in hidden or not (taken or change.replacement):
            dropped = dropped or bool(taken)
            for n, kept in enumerate(change.replacement.split("\n") if taken else ()):
                if n:
                    if line:
                        yield tuple(line)
                    line = []
                if kept:
                    line.append(Mark(kept))
        elif change.kind in REMOVED_KINDS and whole_lines(text, change):
            if any(mark.text.strip() for mark in line):
                yield tuple(line)
            line = []
            for row in taken.splitlines():
                if row.strip():
                    yield (
                        Mark(f"-[{change.kind}: {change.rule}] ", "why"),
                        Mark(_short(row.strip()), "removed"),
                    )
            dropped = True
        else:
            line += _within(taken, change)
    if line:
        yield tuple(line)


def whole_lines(text: str, change: Change) -> bool:
    """Whether nothing but white space and markup stands beside a removal on its lines."""
    before = text[text.rfind("\n", 0, change.start) + 1 : change.start]
    end = text.find("\n", change.end)
    after = text[change.end : end if end >= 0 else len(text)]
    joined = text[change.start : change.end].endswith("\n")
    return not before.strip(" \t\u3000#*->") and (joined or not after.strip(" \t\u3000#*<>/"))


def _within(taken: str, change: Change) -> list[Mark]:
    shown = _short(taken.replace("\n", "⏎"))
    if not change.replacement:
        return [
            Mark("{-"),
            Mark(shown, "removed"),
            Mark(f" [{change.kind}: {change.rule}]", "why"),
            Mark("-}"),
        ]
    new = change.replacement.replace("\n", "⏎")
    return [
        Mark("{"),
        Mark(f"{shown} → {new}", "rewritten"),
        Mark(f" [{change.kind}: {change.rule}]", "why"),
        Mark("}"),
    ]


def _short(text: str) -> str:
    if len(text) <= _LONGEST_SHOWN:
        return text
    return f"{text[:_LONGEST_SHOWN]}… ({len(text) - _LONGEST_SHOWN} more characters)"


def stance_section(folder: Path, doc_id: str, everything: bool) -> Iterator[Line]:
    """The stance of the document, of its targets and sentences, and what in these decided.

    Behind `because` stand the parts of a sentence that spoke most for its label (above 0) or
    against it: n-grams of it without names, what the lexicons found, and the sentences around it.
    Nothing, where no stance was judged.
    """
    from pipeline.classify.document import Judged, ReadDocument
    from pipeline.classify.model import stance_model
    from pipeline.classify.reasons import reasons
    from pipeline.extract.mention import Mention
    from pipeline.extract.sentences import Sentence

    def rows(table: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        return list(_rows(folder, table, doc_id, list(columns)))

    judged = [Judged(**row) for row in rows("stance", Judged._fields)]
    text, title = next((d["text"], d["title"]) for d in rows("documents", ["text", "title"]))
    sentences = [Sentence(**row) for row in rows("sentences", Sentence._fields)]
    mentions: dict[int, list[Mention]] = {}
    for row in rows("mentions", ["sentence_id", *Mention._fields]):
        mentions.setdefault(row.pop("sentence_id"), []).append(Mention(**row))
    if judged:
        yield ()
    for one in (j for j in judged if j.level != "sentence"):
        yield (
            Mark(f"stance of {one.entity_id or 'the document'}: ", "why"),
            Mark(f"{one.label} {one.score:+.2f} ({one.confidence:.2f}), sentences {one.evidence}"),
        )
    own = [j for j in judged if j.level == "sentence"]
    read = ReadDocument(text, title, sentences, mentions)
    why = reasons(read, own, stance_model(), _REASONS * (1 + everything)) if own else ()
    for one, sentence, found in zip(own, sentences, why, strict=False):
        told = f"[{one.sentence_id}] {one.label} {one.score:+.2f} ({one.confidence:.2f})  "
        yield ()
        yield (Mark(told, "why"), Mark(_short(sentence.text.replace("\n", "⏎"))))
        because = " · ".join(f"{reason.what} {reason.weight:+.2f}" for reason in found)
        yield (Mark(f"    because: {because}", "why"),)


SECTIONS: Final[tuple[Section, ...]] = (heading_section, page_section, stance_section)
"""The sections of the view, in order."""


def explain(
    out: Path, wanted: str, *, everything: bool = False, sections: Sequence[Section] = SECTIONS
) -> Iterator[Line]:
    """The view of the document that `wanted` names (see `find_document`), line by line.

    Raises:
        MissingTableError: `out` holds no tables.
        UnknownDocumentError: there is no such document, or more than one.
    """
    with committed(out, "documents", "sources", "edits") as folder:
        doc_id = find_document(folder, wanted)
        for section in sections:
            yield from section(folder, doc_id, everything)


def rendered(line: Line, *, colour: bool) -> str:
    """A line as a terminal shows it: with colours, or with nothing but the characters.

    Control characters of the page are shown as such, so that no page can move the cursor.
    """
    pieces = []
    for mark in line:
        text = "".join(
            c if c.isprintable() or c in "\t\u3000" else f"\\x{ord(c):02x}" for c in mark.text
        )
        style = _COLOURS.get(mark.style, "") if colour else ""
        pieces.append(f"{style}{text}{_RESET}" if style else text)
    return "".join(pieces)
