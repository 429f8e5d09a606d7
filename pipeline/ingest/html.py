"""HTML pages: what they state about themselves, and the edits that leave the article."""

from __future__ import annotations

from pipeline.ingest.html_layout import layout_edits
from pipeline.ingest.html_main import choose_runs
from pipeline.ingest.html_metadata import page_statements
from pipeline.ingest.html_tree import parse
from pipeline.text import Edit


def read_html(text: str) -> tuple[dict[str, str], list[Edit]]:
    """What a page states (see `page_statements`), and the edits that leave its article."""
    page = parse(text)
    stated = page_statements(page)
    return stated, layout_edits(page, choose_runs(page, stated.get("title")))


def html_edits(text: str) -> list[Edit]:
    """The edits that take away markup and what is not the article, sorted and disjoint."""
    return read_html(text)[1]


def html_metadata(text: str) -> dict[str, str]:
    """`title`, `author`, `date`, `site`, `url` and `language`, where the page states them."""
    return page_statements(parse(text))


__all__ = ["html_edits", "html_metadata", "read_html"]
