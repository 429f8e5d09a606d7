"""`frame.mine`: rows of a table in their context, where a notebook or a terminal can show them.

Frames of `pipeline.load` know which output they are of; selecting rows keeps that. Other frames
with the columns `doc_id`, `start` and `end` are told: `frame.mine.of(tables)`.
"""

from __future__ import annotations

import html
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.errors import UsageError
from pipeline.frames import STRINGS

if TYPE_CHECKING:
    from pipeline.tables import Tables

FOLDER: Final = "mine_folder"
"""The key of `DataFrame.attrs` that holds the output folder."""

_NEEDED: Final = ("doc_id", "start", "end")
_MARK: Final = "background:#ffe08a;color:#1c1c1e;border-radius:.2em;padding:0 .15em"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A span in its context; `str()` marks it with «», a notebook in colour."""

    before: str
    text: str
    after: str
    title: str = ""

    def __str__(self) -> str:
        return f"{self.before}«{self.text}»{self.after}".replace("\n", " ")

    def _repr_html_(self) -> str:
        before, text, after, title = map(
            html.escape, (self.before, self.text, self.after, self.title)
        )
        return f'<p title="{title}">{before}<mark style="{_MARK}">{text}</mark>{after}</p>'


@pd.api.extensions.register_dataframe_accessor("mine")
class Accessor:
    """What `frame.mine` offers; the frame has the columns `doc_id`, `start` and `end`."""

    def __init__(self, frame: pd.DataFrame) -> None:
        missing = [name for name in _NEEDED if name not in frame.columns]
        if missing:
            raise AttributeError(
                f"frame.mine needs the columns {', '.join(_NEEDED)}; this frame has no "
                f"{', '.join(missing)} (mentions, figures and sentences have them)"
            )
        twice = [name for name in _NEEDED if list(frame.columns).count(name) > 1]
        if twice:
            raise AttributeError(
                f"frame.mine: this frame has {', '.join(twice)} more than once; drop one of them"
            )
        self._frame = frame
        self._tables: Tables | None = None

    def of(self, tables: Tables) -> Accessor:
        """The same for a frame that does not know its output, or for another output."""
        accessor = Accessor(self._frame)
        accessor._tables = tables
        return accessor

    def highlight(self, row: int = 0, *, width: int = 80) -> Highlight:
        """Row number `row` of the frame in its context.

        Args:
            row: its place in the frame, from 0; negative from the end.
            width: characters shown on either side.

        Raises:
            TypeError: `row` is no whole number, such as a label of the index.
            IndexError: there is no such row.
            UsageError: the frame does not know its output, the document is not in it, or the row
                has no place in its text.
        """
        try:
            place = operator.index(row)
        except TypeError:
            raise TypeError(
                f"row {row!r}: rows are counted from 0; for a label of the index "
                f"frame.loc[[{row!r}]].mine.highlight()"
            ) from None
        count = len(self._frame)
        if not -count <= place < count:
            there = f"{count} rows, 0 to {count - 1}" if count else "no rows"
            raise IndexError(f"row {place}: this frame has {there}")
        return self._highlight(self._frame.iloc[place], self._documents(), width)

    def context(self, *, width: int = 40) -> pd.Series[str]:
        """Each row in its context, marked with «», under the frame's index.

        Raises:
            UsageError: the frame does not know its output, or a document is not in it.
        """
        documents = self._documents()
        shown = [
            str(self._highlight(row, documents, width))
            for row in self._frame[list(_NEEDED)].to_dict("records")
        ]
        return pd.Series(shown, index=self._frame.index, dtype=STRINGS, name="context")

    def _highlight(
        self,
        row: Any,
        documents: dict[str, tuple[str, str]],
        width: int,
    ) -> Highlight:
        if width < 0:
            raise UsageError(f"width {width}: a number of characters, from 0")
        doc_id = str(row["doc_id"])
        if doc_id not in documents:
            raise UsageError(
                f"no document {doc_id} in that output; frame.mine.of(tables) names another, with "
                "tables = pipeline.load(FOLDER)"
            )
        text, title = documents[doc_id]
        start, end = _place(row, doc_id, len(text))
        low, high = max(0, start - width), min(len(text), end + width)
        before = ("…" if low else "") + text[low:start]
        after = text[end:high] + ("…" if high < len(text) else "")
        return Highlight(before, text[start:end], after, title)

    def _documents(self) -> dict[str, tuple[str, str]]:
        """Text and title of the frame's documents."""
        from pipeline.tables import load

        tables = self._tables
        if tables is None:
            folder = self._frame.attrs.get(FOLDER)
            if folder is None:
                raise UsageError(
                    "this frame does not know its output; frame.mine.of(tables) says it, with "
                    "tables = pipeline.load(FOLDER)"
                )
            tables = load(folder)
        wanted = set(self._frame["doc_id"])
        documents = tables.documents
        chosen = documents[documents["doc_id"].isin(wanted)]
        titles = chosen["title"].fillna("")
        return {
            doc_id: (text, title)
            for doc_id, text, title in zip(chosen["doc_id"], chosen["text"], titles, strict=True)
        }


def _place(row: Any, doc_id: str, length: int) -> tuple[int, int]:
    """Where a row's span is in its document's text."""
    given = row["start"], row["end"]
    if any(pd.isna(value) for value in given):
        raise UsageError(f"a row of document {doc_id} has no place in its text: start or end null")
    try:
        start, end = (int(value) for value in given)
    except (TypeError, ValueError):
        start, end = -1, -1
    if not 0 <= start <= end <= length:
        raise UsageError(
            f"a row of document {doc_id} has no place in its text: {given[0]} to {given[1]} of "
            f"{length} characters; start and end must be those of documents.text, of the same run"
        )
    return start, end


__all__ = ["FOLDER", "Accessor", "Highlight"]
