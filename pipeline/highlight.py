"""`frame.mine`: rows of a table in their context, where a notebook or a terminal can show them.

Frames of `pipeline.load` know which output they are of; selecting rows keeps that. Other frames
with the columns `doc_id`, `start` and `end` are told: `frame.mine.of(tables)`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.errors import UsageError

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
            raise AttributeError(f"frame.mine needs the columns {', '.join(missing)}")
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
            IndexError: there is no such row.
            UsageError: the frame does not know its output, or the document is not in it.
        """
        return self._highlight(self._frame.iloc[row], self._documents(), width)

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
        return pd.Series(shown, index=self._frame.index, dtype="string", name="context")

    def _highlight(
        self,
        row: Any,
        documents: dict[str, tuple[str, str]],
        width: int,
    ) -> Highlight:
        doc_id = str(row["doc_id"])
        if doc_id not in documents:
            raise UsageError(f"no document {doc_id} in that output; use frame.mine.of(tables)")
        if pd.isna(row["start"]):
            raise UsageError("that row has no place in the text")
        text, title = documents[doc_id]
        start, end = int(row["start"]), int(row["end"])
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
                raise UsageError("this frame does not know its output; use frame.mine.of(tables)")
            tables = load(folder)
        wanted = set(self._frame["doc_id"])
        documents = tables.documents
        chosen = documents[documents["doc_id"].isin(wanted)]
        titles = chosen["title"].fillna("")
        return {
            doc_id: (text, title)
            for doc_id, text, title in zip(chosen["doc_id"], chosen["text"], titles, strict=True)
        }


__all__ = ["FOLDER", "Accessor", "Highlight"]
