"""Pages ingested together are what each is by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.ingest import page as page_module
from pipeline.ingest import page_steps
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_prefilter import Cues
from pipeline.ingest.page import Page, RawPage, Row, add_page, ingest_page, ingest_pages
from pipeline.ingest.rule_book import RuleBook

SCRAPS = (b"", b"\x00\x01\x02" * 50, "短".encode(), b"# A\n\n\n", "一行\n\n二行".encode())


def _raws(repo: Path) -> list[RawPage]:
    files = sorted(p for p in (repo / "corpus/sample").rglob("*") if p.is_file())
    raws = [RawPage(str(path), path.read_bytes()) for path in files]
    scraps = [RawPage(f"{n}.txt", data) for n, data in enumerate(SCRAPS)]
    return [
        raw for pair in zip(raws, (scraps * len(raws))[: len(raws)], strict=True) for raw in pair
    ]


def _rows(page: Page) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"sources": [], "documents": [], "edits": []}
    add_page(rows, page)
    return rows


def _alone(raw: RawPage) -> dict[str, list[Row]] | str:
    try:
        return _rows(ingest_page(raw))
    except InputError as error:
        return str(error)


def test_pages_together_are_what_each_is_alone(repo: Path) -> None:
    raws = _raws(repo)
    together = [
        str(page) if isinstance(page, Exception) else _rows(page) for page in ingest_pages(raws)
    ]
    assert together == [_alone(raw) for raw in raws]


def test_an_error_in_place_of_a_page_is_passed_on_in_its_place(repo: Path) -> None:
    good = _raws(repo)[0]
    error = InputError("b.txt", "missing", "no such file")
    first, second, third = ingest_pages([good, error, good])
    assert isinstance(first, Page) and isinstance(third, Page)
    assert second is error


@pytest.mark.parametrize("step", ["judge", "known_page", "tidy"])
def test_a_page_that_breaks_a_step_does_not_take_the_others_along(
    repo: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    good = _raws(repo)[0]
    whole, calls = getattr(page_steps, step), []

    def fragile(*given: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise ZeroDivisionError("no length")
        return whole(*given)

    monkeypatch.setattr(page_steps, step, fragile)
    kinds = [type(page) for page in ingest_pages([good, good, good])]
    assert kinds == [Page, ZeroDivisionError, Page]


def test_pages_that_cannot_be_classified_together_are_classified_one_by_one(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raws = _raws(repo)[::2]
    expected = [_alone(raw) for raw in raws]
    classifier = line_classifier()

    class Single:
        def shares_of(self, pages: list[object]) -> object:
            if len(pages) > 1:
                raise MemoryError("too much at once")
            return classifier.shares_of(pages)  # type: ignore[arg-type]

    monkeypatch.setattr(page_module, "line_classifier", Single)
    found = [page if isinstance(page, Exception) else _rows(page) for page in ingest_pages(raws)]
    assert found == expected


def test_pages_that_cannot_be_scanned_together_are_scanned_one_by_one(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raws = _raws(repo)[::2]
    expected = [_alone(raw) for raw in raws]
    scan, most = RuleBook.scan, max(raw.data.count(b"\n") for raw in raws) + 1

    def small(book: RuleBook, lines: Sequence[str]) -> list[Cues]:
        if len(lines) > most:
            raise MemoryError("too much at once")
        return scan(book, lines)

    monkeypatch.setattr(RuleBook, "scan", small)
    found = [page if isinstance(page, Exception) else _rows(page) for page in ingest_pages(raws)]
    assert found == expected
