"""Which runs of a page the extractor (trafilatura) takes for its main content.

The extractor gets a page written anew from our own elements, so that both read it alike, with a
mark in front of every run: a rare ideograph that the page does not use and that extractors keep as
they keep any letter. The marks found in its answer tell the runs.
"""

from __future__ import annotations

import itertools
import logging
import re
from typing import Final

from pipeline.ingest.html_elements import VOID
from pipeline.ingest.html_regions import Region
from pipeline.ingest.html_scan import OPEN, TEXT
from pipeline.ingest.html_tree import HtmlPage

# Unified ideographs of extension B: printable letters, stable under Unicode normalisation.
_MARKS: Final = range(0x20000, 0x2A6D7)
_MARK: Final = re.compile(f"[{chr(_MARKS.start)}-{chr(_MARKS.stop - 1)}]")
_DEEPEST: Final = 100
_LONGEST: Final = 3_000_000
"""Characters above which a page is not given to the extractor, whose time grows faster."""
_MOST_RUNS: Final = 20_000
# The extractor drops these with their text whatever they hold; ours are judged by what they hold.
_RENAMED: Final = dict.fromkeys(
    ("form", "fieldset", "aside", "footer", "menu", "figure", "dialog", "legend"), "div"
) | dict.fromkeys(("time", "label", "ins", "data", "output", "option"), "span")
_SHOWN: Final = re.compile(
    r"\b(class|id|itemprop|role|href)\s*=\s*(\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+)", re.I
)
_LOGGER: Final = logging.getLogger("trafilatura")
_LOGGER.addHandler(logging.NullHandler())


def extracted_runs(page: HtmlPage, dropped: list[Region | None]) -> set[int] | None:
    """The runs in the extractor's answer; None where the page is too large or too odd for it.

    Args:
        page: the page.
        dropped: for each element, the region that it falls to; such elements are not shown.
    """
    if len(page.run_tokens) > _MOST_RUNS:
        return None
    used = set(_MARK.findall(page.text))
    free = (mark for mark in map(chr, _MARKS) if mark not in used)
    marks = list(itertools.islice(free, len(page.run_tokens)))
    if len(marks) < len(page.run_tokens):
        return None
    written = _written(page, dropped, marks)
    if len(written) > _LONGEST:
        return None
    found = set(_MARK.findall(_main_text(written)))
    return {run for run in range(len(page.run_tokens)) if marks[run] in found}


def _main_text(html: str) -> str:
    # Slow to import, and not needed where no page is HTML.
    from trafilatura import bare_extraction

    document = bare_extraction(
        html,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        include_images=False,
        with_metadata=False,
    )
    if document is None or document.body is None:
        return ""
    return "".join(document.body.itertext())


def _written(page: HtmlPage, dropped: list[Region | None], marks: list[str]) -> str:
    """The page as well-nested HTML of what is shown, each run behind its mark."""
    pieces = ["<html><body>"]
    path: list[int] = []
    run = 0
    for token, kind in enumerate(page.token_kinds):
        element = page.token_elements[token]
        marked = run < len(page.run_tokens) and page.run_tokens[run] == token
        if marked:
            run += 1
        if kind not in (OPEN, TEXT) or dropped[element] is not None:
            continue
        while path and not path[-1] <= element < page.end_elements[path[-1]]:
            pieces.append(f"</{_name(page, path.pop())}>")
        if kind == TEXT:
            text = page.text[page.token_starts[token] : page.token_starts[token + 1]]
            if marked:
                pieces.append(marks[run - 1])
            pieces.append(text.replace("<", "&lt;").replace(">", "&gt;"))
        elif page.names[element] in ("br", "hr"):
            pieces.append(f"<{page.names[element]}>")
        elif _is_shown(page, element) and len(path) < _DEEPEST:
            path.append(element)
            pieces.append(f"<{_name(page, element)}{_attributes(page, element)}>")
    pieces += (f"</{_name(page, element)}>" for element in reversed(path))
    pieces.append("</body></html>")
    return "".join(pieces)


def _is_shown(page: HtmlPage, element: int) -> bool:
    name = page.names[element]
    return name.isalnum() and name not in VOID and name not in ("html", "body", "head")


def _name(page: HtmlPage, element: int) -> str:
    name = page.names[element]
    return _RENAMED.get(name, name)


def _attributes(page: HtmlPage, element: int) -> str:
    """The attributes that extractors read; none where an element only looks like a region."""
    if page.regions[element] is not None:
        return ""
    written = page.attributes[element]
    return "".join(f" {n}={v}" for n, v in _SHOWN.findall(written)) if written else ""


__all__ = ["extracted_runs"]
