"""One text in memory through all stages, without an output folder."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.classify.document import Judged, ReadDocument, judge_documents
from pipeline.classify.model import stance_model
from pipeline.contract import SCHEMAS
from pipeline.extract.document import Extraction, add_extraction, extract_document
from pipeline.frames import rows_frame
from pipeline.ingest.page import Page, RawPage, add_page, ingest_page
from pipeline.knowledge.extension import knowledge_files

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True)
class Analysis:
    """What was found in one text: its clean form, and the frames of the contract's tables."""

    page: Page
    extraction: Extraction
    judged: list[Judged]

    @property
    def text(self) -> str:
        """The clean body, in simplified script."""
        return self.page.text.string

    @property
    def stance_label(self) -> str:
        """The document's stance: optimistic, cautionary or mixed."""
        return next(j.label for j in self.judged if j.level == "document")

    def to_spacy(self) -> Doc:
        """The text as a spaCy `Doc` with names as entities and figures as spans."""
        from pipeline.integrations.spacy_doc import to_doc

        return to_doc(self.text, self.extraction, self.page.judgement.language)

    @cached_property
    def _rows(self) -> dict[str, list[tuple[Any, ...]]]:
        rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in SCHEMAS}
        add_page(rows, self.page)
        add_extraction(rows, self.page.doc_id, self.extraction, self.page.text.map)
        rows["stance"] = [
            (self.page.doc_id, j.level, j.sentence_id, j.entity_id, *j[3:]) for j in self.judged
        ]
        return rows

    def _frame(self, name: str) -> pd.DataFrame:
        return rows_frame(self._rows[name], name)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row: the document."""
        return self._frame("documents")

    @cached_property
    def edits(self) -> pd.DataFrame:
        """What was removed or rewritten."""
        return self._frame("edits")

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Sentences and headings."""
        return self._frame("sentences")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Names, linked to entities."""
        return self._frame("mentions")

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Numbers with what they count."""
        return self._frame("figures")

    @cached_property
    def stance(self) -> pd.DataFrame:
        """The judgements."""
        return self._frame("stance")


def analyze(
    text: str | bytes,
    *,
    source: str = "text.txt",
    conversion: str | None = None,
    knowledge: Sequence[str | os.PathLike[str]] = (),
    reference: datetime.date | None = None,
) -> Analysis:
    """Run all stages on one text.

    Args:
        text: the page, as characters or as the bytes of a file.
        source: its name; a suffix such as `.html` or `.md` says how to read it.
        conversion: a script conversion to use instead of the one judged for the text.
        knowledge: files of the user's own names and rules (`knowledge.user_lines`).
        reference: the day on which the text was read. `3小时前` in a byline counts from it, and
            去年 and `last quarter` do where the text shows no date of its own; without either such
            periods are null.

    Raises:
        InputError: the text cannot become a document (`empty`, `binary`, `no-text`).
        KnowledgeError: a file of `knowledge` is not as it must be.
        TypeError: `text` is neither characters nor bytes, or `reference` is no date.
    """
    if not isinstance(text, str | bytes):
        raise TypeError(f"text must be str or bytes, not {type(text).__name__}")
    if reference is not None and not isinstance(reference, datetime.date):
        raise TypeError(f"reference must be a datetime.date, not {type(reference).__name__}")
    with knowledge_files(knowledge):
        return _analyze(text, source, conversion, reference)


def _analyze(
    text: str | bytes, source: str, conversion: str | None, reference: datetime.date | None
) -> Analysis:
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    page = ingest_page(RawPage(source, data), conversion=conversion, reference=reference)
    day = page.published or reference
    if isinstance(day, datetime.datetime):
        day = day.date()
    extraction = extract_document(page.text.string, page.judgement.region, published=day)
    mentions: dict[int, list[Any]] = {}
    for number, mention in extraction.mentions:
        mentions.setdefault(number, []).append(mention)
    read = ReadDocument(page.text.string, page.title, extraction.sentences, mentions)
    return Analysis(page, extraction, judge_documents([read], stance_model())[0])
