"""What stands between two texts of a page and becomes edits: tags, white space, what goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.ingest.html_elements import BREAKS


@dataclass(slots=True)
class Piece:
    """Source that is not text, and why; `plain` for tags and white space, which hold no words."""

    start: int
    end: int
    kind: str
    rule: str
    plain: bool = True
    replacement: str = ""


def laden(gap: list[Piece], parts: list[str]) -> list[Piece]:
    """A gap whose pieces carry `parts`, each one of its own.

    Every line break has an edit of its own, so that a line can be removed later without touching
    the next one's. Tags and white space carry before what is removed for other reasons does.
    """
    pieces = [replace(piece) for piece in gap]
    bearers = [n for n, p in enumerate(pieces) if p.plain]
    if sum(pieces[n].end - pieces[n].start for n in bearers) < len(parts):
        bearers = list(range(len(pieces)))
    room = pieces[-1].end - pieces[0].start
    parts = [*parts[: room - 1], "".join(parts[room - 1 :])] if len(parts) > room else parts
    while len(bearers) < len(parts):
        wide = next(n for n in bearers if pieces[n].end - pieces[n].start > 1)
        piece = pieces[wide]
        pieces.insert(wide + 1, replace(piece, start=piece.start + 1))
        piece.end = piece.start + 1
        bearers = [n + (n > wide) for n in bearers]
        bearers.insert(bearers.index(wide) + 1, wide + 1)
    for n, part in zip(bearers, parts, strict=False):
        pieces[n].replacement = part
    return pieces


def merged(pieces: list[Piece]) -> list[Piece]:
    """Pieces with neighbouring tags joined, and those of one reason with the tags between.

    Two that both carry something stay apart.
    """
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        before = joined[-2] if len(joined) > 1 else None
        if last is None or (last.replacement and piece.replacement):
            joined.append(piece)
        elif (last.plain and piece.plain) or (not piece.plain and last.rule == piece.rule):
            last.end = piece.end
            last.replacement += piece.replacement
            if _rank(piece.rule) > _rank(last.rule):
                last.kind, last.rule = piece.kind, piece.rule
        elif (
            before is not None
            and last.plain
            and not (piece.plain or last.replacement or before.replacement)
            and before.rule == piece.rule
        ):
            joined.pop()
            before.end = piece.end
            before.replacement = piece.replacement
        else:
            joined.append(piece)
    return joined


def _rank(rule: str) -> int:
    """Of the tags in one gap, the one that makes the greatest break names it."""
    return 1 + BREAKS.get(rule.removeprefix("html-"), 0) if rule != "html-space" else 0


__all__ = ["Piece", "laden", "merged"]
