"""The fields of a bar above or below an article, which only their style sets apart.

`<span class="name">林一舟</span><span class="date">2026-03-04</span>` reads as two fields, and so
it must in the text: `林一舟 2026-03-04`. Runs of a sentence in styled elements are no fields.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from pipeline.ingest.html_tree import HtmlPage

_FIELD: Final = re.compile(
    r"(?:class|id)\s*=\s*[\"']?[^\"'>]{0,400}(?<![A-Za-z])(?:meta|author|byline|date|time|source|nick-?name"
    r"|user-?name|profile|read|view|count|category|tag|info|reporter|editor|location)s?(?![a-z])",
    re.I,
)
_PARTS: Final = frozenset(["span", "a", "em", "i", "b", "strong", "time", "small", "label", "cite"])
_SENTENCE: Final = re.compile(r"[。！？!?；;]|[.,，]\s?[\w“\"「]*[a-z\u3400-\u9fff]{6}")
_HIGHEST: Final = 4
_LONGEST_WRITTEN: Final = 2_000  # code points of attributes that are read
_LONGEST_BAR: Final = 120


def are_fields(page: HtmlPage, one: int, other: int) -> bool:
    """Whether two elements whose texts touch stand in two fields of one bar.

    Args:
        page: the page.
        one: the innermost element of the text before.
        other: that of the text behind.
    """
    bar, first, second = _parting(page, one, other)
    if bar < 0 or not {page.names[first], page.names[second]} <= _PARTS:
        return False
    fields = (page.attributes[first], page.attributes[second])
    if not _is_called_field(page.attributes[bar]) and not all(
        _is_called_field(written) or page.names[n] == "time"
        for n, written in zip((first, second), fields, strict=True)
    ):
        return False
    text = "".join(
        page.text[slice(*page.run_span(run))]
        for run in range(page.first_runs[bar], min(page.end_runs[bar], page.first_runs[bar] + 24))
    )
    return len(text) <= _LONGEST_BAR and not _SENTENCE.search(text)


def _is_called_field(written: str) -> bool:
    """Whether the attributes of an element say that it is a field, or a bar of fields."""
    return _names_field(written[:_LONGEST_WRITTEN])


@functools.lru_cache(maxsize=512)
def _names_field(written: str) -> bool:
    # Asked of the same bar for every pair of its children.
    return _FIELD.search(written) is not None


def _parting(page: HtmlPage, one: int, other: int) -> tuple[int, int, int]:
    """The element that holds both, and its children that hold each; -1 where one is the other's."""
    above = {one: one}
    child = one
    for _ in range(_HIGHEST):
        parent = page.parents[child]
        if parent < 0:
            break
        above[parent] = child
        child = parent
    child = other
    if child in above:
        return -1, -1, -1
    for _ in range(_HIGHEST):
        parent = page.parents[child]
        if parent < 0:
            break
        if parent in above:
            return (-1, -1, -1) if parent == one else (parent, above[parent], child)
        child = parent
    return -1, -1, -1


__all__ = ["are_fields"]
