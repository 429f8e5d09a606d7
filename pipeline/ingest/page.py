"""Pages on their way from bytes to documents; what becomes of one is up to it alone."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from pipeline.errors import InputError, MineError
from pipeline.ingest.draft import strip_again
from pipeline.ingest.line_classifier import line_classifier
from pipeline.ingest.line_grams import Floats
from pipeline.ingest.line_page import LinePage
from pipeline.ingest.line_prefilter import Cues
from pipeline.ingest.lines import Line
from pipeline.ingest.page_record import Page, RawPage, document_id
from pipeline.ingest.page_steps import PageWork, begin_page, finish_page, know_lines
from pipeline.ingest.rule_book import RuleBook, rule_book
from pipeline.ingest.user_rules import UserRules, extended_book
from pipeline.one_thread import one_thread

_BATCH_BYTES: Final = 300_000
_BATCH_PAGES: Final = 128
"""How much is classified together: enough to make small pages cheap, little to hold in memory."""

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

Row = tuple[object, ...]


def ingest_page(
    raw: RawPage,
    *,
    conversion: str | None = None,
    reference: datetime.date | None = None,
    rules: UserRules | None = None,
) -> Page:
    """Decode, repair, fold and strip one page.

    Args:
        raw: the page.
        conversion: a script conversion to use instead of the one judged for the text.
        reference: the day or moment from which `昨天` and `3 hours ago` in a byline count, where
            the page itself does not state when it was fetched.
        rules: the user's own boilerplate rules.

    Raises:
        InputError: the page cannot become a document; `code` is `empty`, `binary` or `no-text`.
    """
    page = next(ingest_pages([raw], conversion=conversion, reference=reference, rules=rules))
    if isinstance(page, Exception):
        raise page
    return page


def ingest_pages(
    raws: Iterable[RawPage | Exception],
    *,
    conversion: str | None = None,
    reference: datetime.date | None = None,
    rules: UserRules | None = None,
) -> Iterator[Page | Exception]:
    """What `ingest_page` makes of each page, or the error that it raises; some pages at a time.

    The lines of several pages are classified together, which takes a fraction of the time that it
    takes page by page.

    Args:
        raws: the pages; an error in place of one is passed on.
        conversion: as for `ingest_page`, like what follows.
        reference: the same.
        rules: the same.

    Raises:
        MineError: a rule file or a model is broken; it is no page's fault.
    """
    book = extended_book(rules) if rules else None
    begin = functools.partial(begin_page, conversion=conversion, book=book)
    scan = functools.partial(_scanned, book=book or rule_book())
    finish = functools.partial(finish_page, reference=reference)
    for batch in _batches(raws):
        with one_thread():
            known = _each(know_lines, scan(_each(begin, batch)))
            done = _each(finish, _classified(known))
        yield from done


def _batches(raws: Iterable[RawPage | Exception]) -> Iterator[list[RawPage | Exception]]:
    """Pages in groups of about `_BATCH_BYTES`; a larger one is a group with those before it."""
    batch: list[RawPage | Exception] = []
    size = 0
    for raw in raws:
        batch.append(raw)
        size += len(raw.data) if isinstance(raw, RawPage) else 0
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_PAGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _each(
    step: Callable[[_Given], _Made], given: Iterable[_Given | Exception]
) -> list[_Made | Exception]:
    """`step` of each item that is no error; one that fails does not take the others along."""
    made: list[_Made | Exception] = []
    for item in given:
        if isinstance(item, Exception):
            made.append(item)
            continue
        try:
            made.append(step(item))
        except InputError as error:
            made.append(error)
        except MineError:
            raise
        except Exception as error:
            made.append(error)
    return made


def _scanned(
    works: Sequence[PageWork | Exception], book: RuleBook
) -> list[tuple[PageWork, Sequence[Cues] | None] | Exception]:
    """Each work with the cues of its lines, found in one scan of all pages.

    The automaton of the rules is large, and page by page it is fetched anew each time.
    """
    texts = [[] if isinstance(work, Exception) else work.texts for work in works]
    try:
        cues = iter(book.scan([line for lines in texts for line in lines]))
    except Exception:
        # Whose fault it is shows where each is scanned alone.
        return [work if isinstance(work, Exception) else (work, None) for work in works]
    return [
        work if isinstance(work, Exception) else (work, list(itertools.islice(cues, len(lines))))
        for work, lines in zip(works, texts, strict=True)
    ]


def _classified(
    works: Sequence[PageWork | Exception],
) -> list[tuple[PageWork, Floats] | Exception]:
    """Each work with what the line classifier says of its lines."""
    found = iter(_shares([work.page for work in works if not isinstance(work, Exception)]))
    classified: list[tuple[PageWork, Floats] | Exception] = []
    for work in works:
        if isinstance(work, Exception):
            classified.append(work)
            continue
        shares = next(found)
        classified.append(shares if isinstance(shares, Exception) else (work, shares))
    return classified


def _shares(pages: Sequence[LinePage]) -> Sequence[Floats | Exception]:
    """What the line classifier says of each page; of one that breaks it the error."""
    try:
        return line_classifier().shares_of(pages)
    except MineError:
        raise
    except Exception as error:
        if len(pages) == 1:
            return [error]
        return [shares for page in pages for shares in _shares([page])]


def add_page(rows: dict[str, list[Row]], page: Page) -> None:
    """Add the rows of one page to those of the tables sources, documents and edits."""
    rows["sources"].append(
        (
            page.doc_id,
            page.source,
            page.decoded.encoding,
            page.decoded.confidence,
            page.decoded.text,
            list(page.decoded.others),
            [item.offset for item in page.decoded.lost],
            [item.data.hex() for item in page.decoded.lost],
        )
    )
    rows["documents"].append(
        (
            page.doc_id,
            page.source,
            page.title,
            page.author,
            page.published,
            page.judgement.language,
            page.judgement.script,
            page.text.string,
            page.judgement.conversion,
            len(page.decoded.text),
            len(page.text),
            None,
            page.judgement.region,
            page.text.map.text_breaks.tolist(),
            page.text.map.source_breaks.tolist(),
            page.site,
            page.title_original,
        )
    )
    rows["edits"] += [(page.doc_id, *edit) for edit in page.edits]


__all__ = [
    "Line",
    "Page",
    "RawPage",
    "Row",
    "add_page",
    "document_id",
    "ingest_page",
    "ingest_pages",
    "strip_again",
]
