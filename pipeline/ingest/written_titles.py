"""The title as the page writes it: titles are found in simplified script."""

from __future__ import annotations

from pipeline.ingest.script_spans import align_spans
from pipeline.text import Text


def as_written(
    title: str, stated: str | None, conversion: str | None, script: str, folded: Text, written: Text
) -> str:
    """A title in the script of its page.

    Args:
        title: in simplified script.
        stated: the title in the page's tags or its column, as it is there.
        conversion: by which the page was folded.
        script: of the page.
        folded: the text of the page as the title was found in it.
        written: the same before it was folded.
    """
    if conversion is None:
        return title
    if stated:
        own, offsets = align_spans(stated, conversion, script)
        if own.startswith(title):
            return stated[: int(offsets.source_spans([0], [len(title)])[1][0])]
    at = folded.string.find(title)
    if at < 0:
        return title
    start, end = written.text_span(*folded.source_span(at, at + len(title)))
    return written.string[start:end].strip() or title


__all__ = ["as_written"]
